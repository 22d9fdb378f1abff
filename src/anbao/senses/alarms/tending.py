"""What time does to alarms and sources while nothing comes in: silence, rising, shelves that end, arming that is late."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from anbao.kit import clock
from anbao.kit.locks import Lock, try_hold
from anbao.senses.alarms import arming, rules
from anbao.senses.alarms.changes import Changes
from anbao.senses.alarms.latehours import end_run_out
from anbao.senses.alarms.models import Alarm, AlarmSource, AlarmState, Gateway, LateHours
from anbao.senses.alarms.words import rule, span
from anbao.senses.alarms.working import condition_of

#: a gateway that comes back hears within this time what was armed and disarmed while it was away: panels try again
SETTLING = timedelta(minutes=10)
#: of an account that called before somebody entered it nothing was asked until then
HEARD = "greatest(coalesce(last_heard_at, made_at), entered_at, %s)"
SILENT_ZH, SILENT_EN = "报警源静默", "source fallen silent"


@transaction.atomic
def tend(*, at: datetime, hours: bool = True) -> Counter:
    """Everything that is due by `at`; counts by what was done. A second tender at the same time does nothing.

    `hours`: hold arming against its schedules too, which reads every armed source and need not be done each second.
    """
    if not try_hold(Lock.ALARM_TENDING):
        return Counter()
    changes, done = Changes(actor="system"), Counter()
    done["heard"] = _heard_again(changes, at)
    done["silent"] = _fallen_silent(changes, at)
    done["risen"] = _rising(changes, at)
    done["unshelved"] = _shelves(changes, at)
    done["unsuppressed"] = _tests_over(changes, at)
    done["calm"] = _calm(changes, at)
    if hours and _settled(at):
        changes.beside += (over := end_run_out(at))
        done["late_hours"] = len(over)
        done["arming"] = _arming(changes, at)
    changes.write()
    return done


def _held(**where):
    rows = Alarm.house.select_for_update(of=("self",)).select_related("institution", "source")
    return rows.filter(**where).order_by("pk")


def _listener() -> Gateway | None:
    """The gateway that has listened longest without a break."""
    return min(Gateway.house.filter(listening=True), key=_unbroken, default=None)


def _unbroken(gateway: Gateway) -> datetime:
    return max(filter(None, (gateway.started_at, gateway.away_until)))


def listening_since() -> datetime | None:
    """Since when some gateway has listened without a break; None: nobody listens, and silence says nothing."""
    gateway = _listener()
    return gateway and _unbroken(gateway)


def _fallen_silent(changes: Changes, at: datetime) -> int:
    """Sources past one and a quarter of their interval. The gateway's own absence is not theirs: it is taken off, no more."""
    gateway = _listener()
    if gateway is None:
        return 0
    since = gateway.started_at
    gone, back = (gateway.away_since, gateway.away_until) if gateway.away_until else (since, since)
    share = rule("silence_percent", clock.local_day(at)) / 100
    rows = AlarmSource.house.enabled().filter(interval__gt=0, silent_since__isnull=True, known=True)
    late = rows.extra(
        where=[
            f"{HEARD} + interval * %s * interval '1 second' + greatest(%s - greatest({HEARD}, %s), interval '0') <= %s"
        ],
        params=[since, share, back, since, gone, at],
    )
    found = list(late.select_related("institution", "device__area").order_by("pk"))
    if not found:
        return 0
    condition = condition_of("silence", "", "")
    AlarmSource.house.filter(pk__in=[s.pk for s in found]).update(silent_since=at)
    standing = set(Alarm.house.open().filter(source__in=found, condition=condition).values_list("source_id", flat=True))
    for source in found:
        if source.pk not in standing:
            changes.start(
                source, kind="silence", condition=condition, at=at, zh=SILENT_ZH, en=SILENT_EN, code="silence",
                suppressed=source.is_in_test(at),
            )  # fmt: skip
    return len(found)


def _heard_again(changes: Changes, at: datetime) -> int:
    back = AlarmSource.house.filter(silent_since__isnull=False).filter(
        Q(last_heard_at__gt=F("silent_since")) | Q(enabled=False) | Q(interval=0)
    )
    ids = list(back.values_list("pk", flat=True))
    if not ids:
        return 0
    AlarmSource.house.filter(pk__in=ids).update(silent_since=None)
    for alarm in _held(source__in=ids, kind="silence").open():
        alarm.returned_at = at
        changes.move(alarm, "return", at)
    return len(ids)


def _rising(changes: Changes, at: datetime) -> int:
    alarms = list(_held(rises_at__lte=at).unacknowledged())
    for alarm in alarms:
        changes.rise(alarm, at)
    return len(alarms)


def _shelves(changes: Changes, at: datetime) -> int:
    alarms = list(_held(state=AlarmState.SHELVED, shelved_until__lte=at))
    for alarm in alarms:
        changes.move(alarm, "unshelve", at)
    return len(alarms)


def _tests_over(changes: Changes, at: datetime) -> int:
    """What is still active when the test ends is an alarm like any other."""
    over = _held(state=AlarmState.SUPPRESSED, source__enabled=True).filter(
        Q(source__test_until__lte=at) | Q(source__test_until__isnull=True)
    )
    alarms = list(over)
    for alarm in alarms:
        changes.move(alarm, "unsuppress", at)
    return len(alarms)


def _calm(changes: Changes, at: datetime) -> int:
    """A flapping alarm that has been quiet returns now."""
    quiet = at - span("flapping_within", clock.local_day(at))
    alarms = list(_held(flapping=True, last_at__lte=quiet).open())
    for alarm in alarms:
        alarm.flapping = False
        changes.touch(alarm)
        if alarm.returned_at is not None:
            changes.move(alarm, rules.ending_verb(alarm.kind), at)
    return len(alarms)


def _settled(at: datetime) -> bool:
    """Whether the gateway has listened long enough to know how places are armed; without one, what is known is judged."""
    since = listening_since()
    return since is None or at - since >= SETTLING


def _arming(changes: Changes, at: datetime) -> int:
    """Faults of arming that are new; those that are over return. What a panel told itself about arming is not ours to end."""
    faults = arming.faults_at(at, listening_since())
    ids = {source for source, _area in faults}
    standing = {
        (a.source_id, a.condition): a for a in _held(source__in=ids, kind="arming", code__in=rules.ARMING_FAULTS).open()
    }
    wanted = {(s, condition_of("arming", area, code)): code for (s, area), code in faults.items() if code}
    fresh = [key for key in wanted if key not in standing]
    sources = AlarmSource.house.select_related("institution", "device__area").in_bulk([s for s, _c in fresh])
    for key in fresh:
        zh, en = rules.ARMING_FAULTS[wanted[key]]
        source = sources[key[0]]
        changes.start(
            source, kind="arming", condition=key[1], at=at, zh=zh, en=en, code=wanted[key], suppressed=source.is_in_test(at)
        )  # fmt: skip
    for key, alarm in standing.items():
        # an early disarm ends by itself when its hour has come; the others with their state
        if key not in wanted and alarm.returned_at is None and (alarm.code != "early-disarm" or _opened(alarm, at)):
            alarm.returned_at = at
            changes.move(alarm, "return", at)
    return len(fresh)


def _opened(alarm: Alarm, at: datetime) -> bool:
    """Whether the place of an early disarm may be open by now: armed again, inside its hours, or late hours were approved."""
    row = alarm.source.armings.filter(area=alarm.condition.split(":")[1]).first()
    if row is None or row.armed or row.changed_at > alarm.raised_at:
        return True
    return LateHours.house.standing(at).filter(source=alarm.source_id).exists()
