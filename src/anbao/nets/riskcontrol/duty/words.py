"""The rooms that are manned around the clock and their shifts, read from data/rooms.yaml and frozen."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

from anbao.kit.reading import read_yaml
from anbao.org import words


@dataclass(frozen=True)
class ShiftWord:
    """A shift of a room; ``mark`` stands in a roster's cell. ``minutes`` long from ``start``, branch time."""

    id: str
    zh: str
    en: str
    name_zh: str
    name_en: str
    start: time
    minutes: int
    night: bool = False

    @property
    def mark(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh

    def __str__(self) -> str:
        return self.name_en if (get_language() or "zh").startswith("en") else self.name_zh

    def span(self, day: date) -> tuple[datetime, datetime]:
        begins = datetime.combine(day, self.start, ZoneInfo(settings.TIME_ZONE))
        return begins, begins + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Room:
    """How a kind of key area is manned: the post whose holders stand its shifts, the licence they need, the crew's rule."""

    kind: str
    post: str
    licence: str
    crew: str
    shifts: tuple[ShiftWord, ...]

    def shift(self, name: str) -> ShiftWord:
        return next(shift for shift in self.shifts if shift.id == name)


@cache
def rooms() -> dict[str, Room]:
    """Every room kind by its area kind. Raises ValueError for posts, licences, rules or hours that don't exist."""
    text = (files("anbao.nets.riskcontrol.duty") / "data" / "rooms.yaml").read_text(encoding="utf-8")
    read = {kind: _room(kind, body) for kind, body in read_yaml(text).items()}
    faults = [fault for room in read.values() for fault in _faults(room)]
    if faults:
        raise ValueError("rooms.yaml: " + "; ".join(faults))
    return read


def _room(kind: str, body: dict) -> Room:
    shifts = tuple(ShiftWord(**{**row, "start": time.fromisoformat(row["start"])}) for row in body["shifts"])
    return Room(kind, body["post"], body["licence"], body["crew"], shifts)


def _faults(room: Room):
    if room.kind not in words.kinds_of("areas"):
        yield f"{room.kind}: no such kind of area"
    if room.post not in words.post_kinds():
        yield f"{room.kind}: no such post: {room.post}"
    if room.licence and room.licence not in words.kinds_of("certificates"):
        yield f"{room.kind}: no such certificate: {room.licence}"
    if room.crew not in words.dated_rules():
        yield f"{room.kind}: no such rule: {room.crew}"
    if len({shift.id for shift in room.shifts}) != len(room.shifts):
        yield f"{room.kind}: two shifts with one id"
