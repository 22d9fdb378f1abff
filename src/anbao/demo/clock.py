"""The demo's moved clock: a campaign moment that runs on, as fast as the demo is told to.

State is one row (DemoClock): at real moment ``real`` the campaign's moment was ``moment``, and it runs ``speed``
times as fast as real time. During a replay the process sets ``held`` and moves it by hand.
"""

from datetime import UTC, datetime, timedelta

from anbao.demo.models import DemoClock

#: the replay's own moment; None when the clock runs by itself
held: datetime | None = None


def now() -> datetime:
    """The demo's moment (settings.ANBAO_CLOCK of a demo site)."""
    if held is not None:
        return held
    real = datetime.now(UTC)
    state = DemoClock.objects.first()
    if state is None:
        return real
    return state.moment + timedelta(seconds=(real - state.real).total_seconds() * state.speed)


def hold(moment: datetime | None) -> None:
    """Stop the clock of this process at `moment` (None lets it run)."""
    global held
    held = moment


def worked_until() -> datetime | None:
    """How far the invented staff have worked; None before the first tick."""
    state = DemoClock.objects.first()
    return state.worked_until if state else None


def note_worked(moment: datetime, *, seed: int) -> None:
    """Keep how far the staff have worked, so that a stopped replay goes on from there."""
    if not DemoClock.objects.filter(pk=1).update(worked_until=moment, seed=seed):
        DemoClock.objects.create(pk=1, real=datetime.now(UTC), moment=moment, speed=0, worked_until=moment, seed=seed)


def set_speed(speed: float) -> None:
    """Go on from the present moment `speed` times as fast as real time."""
    run_from(now(), speed=speed)


def speed() -> float:
    """How many times as fast as real time the demo's clock runs; 0 stands still."""
    state = DemoClock.objects.first()
    return state.speed if state else 1.0


def run_from(moment: datetime, *, speed: float) -> None:
    """Let the demo's clock run from `moment`, `speed` times as fast as real time."""
    DemoClock.objects.update_or_create(pk=1, defaults={"real": datetime.now(UTC), "moment": moment, "speed": speed})
