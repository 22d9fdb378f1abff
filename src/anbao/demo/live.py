"""The invented staff at work while the demo is served: ``python -m anbao.demo.live --seed 2022``.

Every few real seconds they work on to the demo clock's moment, through the real actions; stopped by SIGTERM, SIGINT or
an event. A clock that stands still gives them nothing to do.
"""

import argparse
import os
import signal
import threading
from collections.abc import Callable

#: real seconds between two rounds, and rounds between two looks for holes
SECONDS, ROUNDS = 3.0, 10


def work_on(*, seed: int, stop: threading.Event, seconds: float = SECONDS, rounds: int | None = None,
            told: Callable[[str], None] = lambda words: None) -> int:  # fmt: skip
    """Work until `stop` is set (or for so many `rounds`); returns the number of records filed."""
    from anbao.demo import clock
    from anbao.demo.replay import Replay, ticks
    from anbao.loom.campaigns.models import Campaign

    campaign = Campaign.house.select_related("lead", "focus").filter(started_at__isnull=False).first()
    if campaign is None:
        told("no campaign to work on")
        return 0
    walk, done = Replay(campaign, seed=seed, since=clock.worked_until() or clock.now()), 0
    while not stop.is_set() and (rounds is None or done < rounds):
        now = clock.now()
        for moment in ticks(walk.since, now):  # a fast clock skips no hour
            walk.work(moment, hold=False)
            clock.note_worked(moment, seed=seed)
        if done % ROUNDS == 0:
            walk.look_around(now)
        done += 1
        told(f"{now:%Y-%m-%d %H:%M} {walk.crew.filed} filed")
        stop.wait(seconds)
    return walk.crew.filed


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m anbao.demo.live", description="Let the demo's staff work on.")
    parser.add_argument("--seed", type=int, default=2022)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="real seconds between two rounds")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anbao.project.settings")
    import django

    django.setup()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work_on(seed=options.seed, stop=stop, seconds=options.seconds)


if __name__ == "__main__":
    main()
