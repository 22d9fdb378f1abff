"""The simulator at work: boxes on the campaign's clock, the everyday or one story, until told to stop."""

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from anbao.demo.facts import dice
from anbao.demo.simulator.boxes import Box
from anbao.demo.simulator.cards import Card
from anbao.demo.simulator.fire import SimulatedTransmitter
from anbao.demo.simulator.lines import LINES
from anbao.demo.simulator.panels import SimulatedPanel
from anbao.demo.simulator.scenarios import Scenario, happenings
from anbao.demo.simulator.script import Happening, Script

LOG = logging.getLogger("anbao.simulate")
#: real seconds between two looks at the clock
TICK = 0.25
#: real seconds that a story waits at its end for the last acknowledgement
ENDING = 30.0
#: a clock that jumped further than this goes on from where it stands: nobody wants a day's alarms at once
JUMP = timedelta(hours=2)


@dataclass(frozen=True)
class Gateway:
    """Where the boxes call."""

    host: str
    ports: dict[tuple[str, str], int]

    def line(self, card: Card):
        return LINES[card.transport](self.host, self.ports[card.protocol, card.transport])

    def __str__(self) -> str:
        return f"{self.host}:{self.ports['dc09', 'tcp']}"


class Silences:
    """Boxes whose line somebody cut, by code and campaign moment; a file, so that a story told beside the everyday is heeded."""

    def __init__(self, path: Path | None):
        self.path, self._seen, self._until = path, None, {}

    def cut(self, code: str, until: datetime) -> None:
        self._until[code] = until
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            body = {code: moment.isoformat() for code, moment in (self.read() | {code: until}).items()}
            self.path.write_text(json.dumps(body), encoding="utf-8")

    def read(self) -> dict[str, datetime]:
        """What is cut, the file's newer word included."""
        with suppress(OSError, ValueError):
            stamp = self.path.stat().st_mtime_ns if self.path else None
            if stamp != self._seen:
                self._seen = stamp
                found = json.loads(self.path.read_text(encoding="utf-8"))
                self._until |= {code: datetime.fromisoformat(moment) for code, moment in found.items()}
        return self._until


class Simulator:
    """All boxes of one run. ``now`` gives the campaign's moment."""

    def __init__(
        self,
        cards: Sequence[Card],
        gateway: Gateway,
        *,
        now: Callable[[], datetime],
        silences: Silences,
        patience: float = 5.0,
    ):
        self.cards, self.now, self.silences, self.count = list(cards), now, silences, Counter()
        self.gateway = gateway
        # another process may have played the same account a moment ago: its numbers are left behind
        first = int(time.time() * 3) % 9000 + 1
        self.boxes: dict[str, Box] = {
            card.code: _box(card, gateway, now=now, count=self.count, sequence=first, patience=patience)
            for card in cards
        }

    async def everyday(self, script: Script, stop: asyncio.Event) -> None:
        """Signs of life, arming, tests and the odd alarm, until `stop`."""
        since, told = self.now(), False
        beats = {card.code: since + timedelta(seconds=card.interval) * _phase(script.seed, card) for card in self.cards}
        async with _running(self.boxes.values()):
            self._tell_arming(script, since)
            while not stop.is_set():
                at = self.now()
                if not timedelta(0) <= at - since <= JUMP:
                    since, beats = at, dict.fromkeys(beats, at)
                    self._tell_arming(script, at)
                for happening in script.between(since, at):
                    self.tell(happening)
                since = at
                self._beat(beats, at)
                told = self._say_trouble(told)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), TICK)

    def _tell_arming(self, script: Script, at: datetime) -> None:
        """How the outlets stand: what their people armed and disarmed while nobody played, or was skipped, is not known yet."""
        cut = self.silences.read()
        for card in self.cards:
            heard = card.code not in cut or cut[card.code] <= at
            if heard and card.protocol == "dc09" and card.hours == "outlet":
                self.tell(Happening(at, card.code, "arm" if script.armed(card, at) else "disarm"))

    def _beat(self, beats: dict[str, datetime], at: datetime) -> None:
        cut = self.silences.read()
        for card in self.cards:
            box = self.boxes[card.code]
            box.silent_until = cut.get(card.code)
            if beats[card.code] <= at:
                beats[card.code] = at + timedelta(seconds=card.interval)
                box.beat()

    def _say_trouble(self, told: bool) -> bool:
        """One line when the gateway goes away and one when it is back."""
        away = sum(1 for box in self.boxes.values() if box.trouble is not None)
        if away and not told and away * 2 > len(self.boxes):
            LOG.warning("the gateway at %s does not answer; the boxes go on trying", self.gateway)
            return True
        if told and away * 2 <= len(self.boxes):
            LOG.warning("the gateway at %s answers again", self.gateway)
            return False
        return told

    def tell(self, happening: Happening) -> None:
        if happening.what == "silence":
            self.silences.cut(happening.code, happening.at + timedelta(minutes=happening.minutes))
            return
        LOG.info("%s %s zone %s", happening.code, happening.what, happening.zone)
        self.boxes[happening.code].happen(happening)

    async def story(
        self, story: Scenario, stop: asyncio.Event, said: Callable[[str], None] = lambda words: None
    ) -> bool:
        """Play a story to its end, each step told as it happens; true when everything was acknowledged."""
        rows, cards = happenings(story, self.cards, self.now()), {card.code: card for card in self.cards}
        said(f"{story.id} {story.zh}: {len(rows)} steps in {rows[-1][0]:g} s; Ctrl-C ends it")
        begun = asyncio.get_running_loop().time()
        async with _running(self.boxes.values()):
            for after, happening in rows:
                left = begun + after - asyncio.get_running_loop().time()
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), max(left, 0.001))
                if stop.is_set():
                    break
                self.tell(happening)
                said(f"{after:4g} s  {_words(cards[happening.code], happening)}")
            ends = asyncio.get_running_loop().time() + ENDING
            while not all(box.idle for box in self.boxes.values()):
                if stop.is_set() or asyncio.get_running_loop().time() > ends:
                    return False
                await asyncio.sleep(0.05)
        return True


def _words(card: Card, happening: Happening) -> str:
    """A step of a story: where, what, in which zone."""
    zone = next((zone for zone in card.zones if zone.number == happening.zone), None)
    where = f", zone {zone.number} {zone.name}" if zone else ""
    lasts = f" for {happening.minutes} min of the campaign" if happening.what == "silence" else ""
    return f"{card.place} {card.code}: {happening.what.replace('_', ' ')}{where}{lasts}"


def _phase(seed: int, card: Card) -> float:
    """Boxes don't all speak at once."""
    return dice(seed, "beat", card.code).random()


def _box(card: Card, gateway: Gateway, **rest) -> Box:
    kind = SimulatedPanel if card.protocol == "dc09" else SimulatedTransmitter
    return kind(card, gateway.line(card), **rest)


class _running:
    """The boxes' tasks while the block runs."""

    def __init__(self, boxes):
        self.boxes = list(boxes)

    async def __aenter__(self):
        self.tasks = [asyncio.create_task(box.run(), name=box.code) for box in self.boxes]

    async def __aexit__(self, *exc):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
