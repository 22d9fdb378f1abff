"""One run of the simulator as a process: cards from the database, the campaign's clock, SIGTERM ends it."""

import asyncio
import signal
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.db import Error, connection

from anbao.demo.simulator.cards import cards
from anbao.demo.simulator.running import Gateway, Silences, Simulator
from anbao.demo.simulator.scenarios import NoScenario, cast, scenario
from anbao.demo.simulator.script import Script
from anbao.senses.alarms.gateway.moments import Moments

#: real seconds between two looks at the demo's clock
CALIBRATE = 2.0


@dataclass(frozen=True)
class Wish:
    """What the user asked for; ``scenario`` empty: the everyday."""

    scenario: str
    rate: float
    seed: int
    host: str
    dc09: int
    fire: int
    silences: Path


class CantPlay(ValueError):
    """One line for the user."""


def play(wish: Wish, *, said: Callable[[str], None]) -> bool:
    """Play until told to stop, or a story to its end; true when everything was acknowledged. Raises CantPlay."""
    try:
        story = scenario(wish.scenario) if wish.scenario else None
        boxes = cards(wish.seed)
        if story is not None:
            boxes = cast(story, boxes)
    except NoScenario as fault:
        raise CantPlay(str(fault)) from None
    if not boxes:
        raise CantPlay("the branch has no panels: run 'anbao demo' first")
    ports = {("dc09", "tcp"): wish.dc09, ("dc09", "udp"): wish.dc09, ("fire26875", "tcp"): wish.fire}
    moments = Moments()
    moments.calibrate()
    connection.close()
    with _calibrated(moments):
        simulator = Simulator(boxes, Gateway(wish.host, ports), now=moments.now, silences=Silences(wish.silences))
        if story is None:
            said(
                f"{len(boxes)} boxes call {simulator.gateway}, {wish.rate:g} alarms an hour of the campaign; Ctrl-C ends it"
            )
            asyncio.run(_until_told(simulator.everyday, Script(boxes, seed=wish.seed, rate=wish.rate)))
            return True
        whole = asyncio.run(_until_told(partial(simulator.story, said=said), story))
    count = simulator.count
    said(
        f"{story.id} {story.zh}: {count['sent']} messages said, {count['acknowledged']} acknowledged, {count['resent']} said again"
    )
    return whole


async def _until_told(work, what):
    """`work` on `what` with an event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return await work(what, stop)


@contextmanager
def _calibrated(moments: Moments):
    """The campaign's clock read again and again in a thread of its own; a database that is away leaves it running on."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(CALIBRATE):
            try:
                moments.calibrate()
            except Error:
                connection.close()
        connection.close()

    thread = threading.Thread(target=look, name="campaign-clock", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
