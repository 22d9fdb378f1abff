"""The invented staff at work while the demo is served: ``python -m anbao.demo.live --seed 2022``.

Every few real seconds they work on to the demo clock's moment, through the real actions; stopped by SIGTERM, SIGINT or
an event. A clock that stands still gives them nothing to do.
"""

import argparse
import logging
import os
import signal
import threading

LOG = logging.getLogger("anbao.demo")

#: real seconds between two rounds, and rounds between two looks for holes
SECONDS, ROUNDS = 3.0, 10


def work_on(*, seed: int, stop: threading.Event, seconds: float = SECONDS, rounds: int | None = None) -> int:
    """Work until `stop` is set (or for so many `rounds`); returns the number of records filed.

    A database that goes away is waited for: the next round reads everything anew.
    """
    from django.db import InterfaceError, OperationalError, connection

    from anbao.demo.sidelines import Sidelines
    from anbao.kit.outages import Outage

    walk, beside, filed, done = None, Sidelines(seed=seed), 0, 0
    outage = Outage(LOG.warning, "the database is away, the staff waits")
    while not stop.is_set() and (rounds is None or done < rounds):
        try:
            walk = walk or _begin(seed)
            if walk is not None:
                since = walk.since
                filed += _round(walk, look=done % ROUNDS == 0)
                filed += beside.work(walk.campaign, since, walk.since)
            outage.back()
        except (OperationalError, InterfaceError) as error:
            outage.lost(error)
            connection.close()
            walk, beside = None, Sidelines(seed=seed)
        done += 1
        stop.wait(seconds)
    return filed


def _begin(seed: int):
    """The replay to go on with, from where the staff stopped; None while there is no campaign."""
    from anbao.demo import clock
    from anbao.demo.replay import Replay
    from anbao.demo.scene import own_campaign

    campaign = own_campaign()
    return campaign and Replay(campaign, seed=seed, since=clock.worked_until() or clock.now())


def _round(walk, *, look: bool) -> int:
    """Work to the demo clock's moment; a fast clock skips no stop of the day. Returns the records filed."""
    from anbao.demo import clock
    from anbao.demo.replay import ticks
    from anbao.demo.staff.operators import Operators

    now, before = clock.now(), walk.crew.filed
    for moment in ticks(walk.since, now):
        walk.work(moment, hold=False)
        clock.note_worked(moment, seed=walk.seed)
    Operators(seed=walk.seed).work(now, speed=clock.speed())
    if look:
        walk.look_around(now)
    return walk.crew.filed - before


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
