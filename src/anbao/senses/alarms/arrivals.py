"""From an engine's event to what is stored: one Arrival a message, its codes told in one vocabulary.

Pure: values in, values out. ``arrival_of`` says what a message means; which source it is from is looked up by
``SourceKey``; time is the moment the gateway read it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from anbao.engines.dc09 import meanings
from anbao.engines.dc09.accounts import Leniency
from anbao.engines.dc09.content import KNOWN_TOKENS
from anbao.engines.dc09.events import Event as Dc09Event
from anbao.engines.dc09.header import SUPERVISION_TOKENS
from anbao.engines.dc09.signals import Signal
from anbao.engines.fire26875.events import BIT_TABLES
from anbao.engines.fire26875.events import Event as FireEvent
from anbao.engines.fire26875.units import Information
from anbao.senses.alarms import words

DC09, FIRE = "dc09", "fire26875"
TEXT_LIMIT = 200
FORGAVE_NOTHING = Leniency.NONE
#: what happens to bypasses is told by the quality, whatever the code's family
BYPASSES = frozenset({"bypass", "unbypass"})
#: fire words that restore everything the source (or the system of the zone) has open
SWEEPING = frozenset({"reset", "alarm-cleared"})


def plain_zone(number: str) -> str:
    """A zone number as people write it: panels send 005 for 5; fire addresses stay as they are."""
    return number.lstrip("0") or "0" if number.isdecimal() else number


def plain_area(area: str | None) -> str:
    """An area (partition) as people write it; 0 is the whole panel, whether it is said or left out."""
    plain = plain_zone(area or "")
    return "" if plain == "0" else plain[:12]


class SourceKey(NamedTuple):
    """How a message names its source."""

    protocol: str
    account: str
    receiver: str = ""
    line: str = ""


class Said(NamedTuple):
    """One code of a message. ``kind`` is empty where a restore concerns whatever the zone has open.

    ``zone`` is the number behind the code: a zone, unless ``meanings.number`` says that the code counts users, lines or devices.
    """

    event: str
    kind: str
    code: str = ""
    zone: str = ""
    area: str = ""
    text: str = ""


@dataclass(slots=True)
class Arrival:
    """A message that has to be stored before it is acknowledged. ``beat``: supervision, which is no row."""

    source: SourceKey
    at: datetime
    token: str
    said: tuple[Said, ...]
    raw: bytes
    identity: str
    claimed_at: datetime | None = None
    sequence: int | None = None
    peer: str = ""
    flags: list[str] = field(default_factory=list)
    beat: bool = False


def key_of(protocol: str, stretch: int, identity: str) -> str:
    """The key of what came in that stretch of the horizon; a repeat has its own, or that of the stretch before.

    The sender's address is no part of it: a panel that tries its other line, or is seen through another address,
    says the same message again (DC-09 5.5.1.4: account, receiver, line, sequence and content tell messages apart).
    """
    return f"{protocol}-{stretch:x}-{identity}"


def stretch_of(at: datetime, horizon: float) -> int:
    """The number of the stretch of the horizon that a moment lies in."""
    return int(at.timestamp() // horizon)


def clean(text: str | None, limit: int = TEXT_LIMIT) -> str:
    """Text that the database takes: no zero bytes, no half characters, not too long."""
    if not text:
        return ""
    if text.isprintable():  # nothing that has to go, and no lone surrogate
        return text[:limit]
    return "".join(sign for sign in text if sign >= " " and not "\ud800" <= sign <= "\udfff")[:limit]


def of_dc09(event: Dc09Event, *, at: datetime, peer: str = "") -> Arrival:
    """A message of a panel. NULL is a beat; a message without a code is told as status."""
    header, signals, note, deviations = event.header, event.signals, event.note, event.deviations
    token = header.token
    if len(signals) == 1 and note is None and signals[0].text is None:
        said = _said_short(token, signals[0])
    else:
        said = tuple(_said_dc09(token, signal, event.text) for signal in signals)
    if not said:
        said = _said_nothing(token) if not event.data else _said_otherwise(token, event.text or event.data)
    flags = [] if deviations is FORGAVE_NOTHING else deviations.names()
    if header.encrypted:
        flags.append("encrypted")
    return Arrival(
        _source_dc09(event.account, header.receiver, header.line), at, token, said, event.raw, event.identity, event.timestamp,
        header.sequence, peer, flags, token in SUPERVISION_TOKENS,
    )  # fmt: skip


@lru_cache(maxsize=1 << 14)
def _source_dc09(account: str | None, receiver: str | None, line: str | None) -> SourceKey:
    """How a panel names itself, which is the same in all its messages."""
    return SourceKey(DC09, clean(account, 24).upper() or "NONE", (receiver or "").upper(), (line or "").upper())


def _said_otherwise(token: str, text: str) -> tuple[Said, ...]:
    listed = token in KNOWN_TOKENS
    return (Said("status" if listed else "unknown", "" if listed else "other", text=clean(text)),)


@lru_cache(maxsize=64)
def _said_nothing(token: str) -> tuple[Said, ...]:
    return _said_otherwise(token, "")


def _said_dc09(token: str, signal: Signal, text: str | None) -> Said:
    meaning = meanings.meaning(token, signal.code)
    quality = meaning.quality.value
    # a test is no kind of alarm, whatever codes its number stands among
    kind = "bypass" if quality in BYPASSES else "" if quality == "test" else words.kind_of(token, signal.code, quality)
    number = plain_zone(signal.zone)[:24] if signal.zone else ""
    area = plain_area(signal.area)
    if meanings.number(token, signal.code) == "area":
        number, area = "", area or plain_area(number)
    return Said(quality, kind, signal.code, number, area, clean(signal.text or text))


@lru_cache(maxsize=4096)
def _said_short(token: str, signal: Signal) -> tuple[Said, ...]:
    """One code without a text, which is what most messages say."""
    return (_said_dc09(token, signal, None),)


def of_fire(event: FireEvent, *, at: datetime, peer: str = "") -> Arrival:
    """A report of a fire transmitter. Its own normal state is a beat."""
    said = tuple(_said_fire(event, info) for info in event.objects) or (Said("status", "", event.kind[:24]),)
    beat = event.kind == "transmitter-state" and all(one.event == "restore" for one in said)
    flags = event.deviations.names() if event.deviations else []
    return Arrival(
        SourceKey(FIRE, event.source), at, event.kind[:24], said, event.raw, event.identity, event.timestamp, event.serial, peer,
        flags, beat,
    )  # fmt: skip


def _said_fire(event: FireEvent, info: Information) -> Said:
    zone = zone_of(info)
    if event.kind not in BIT_TABLES:
        return Said("status", "", event.kind[:24], zone, text=clean(info.text))
    leading = event.leading(info)
    quality = "restore" if leading.id in SWEEPING else leading.quality.value
    kind = "" if quality == "restore" else "bypass" if quality == "bypass" else words.kind_of(FIRE, leading.id, quality)
    return Said(quality, kind, leading.id, zone, text=clean(info.text))


def zone_of(info: Information) -> str:
    """Where in the building: "system.address.component", as far as the object says it."""
    parts = (info.system_type, info.system_address, info.component_address)
    return ".".join(str(part) for part in parts if part is not None)


#: what a number counts that is no zone, in words
NUMBERS = {"user": ("用户", "user"), "line": ("线路", "line"), "device": ("设备", "device")}


def counts(token: str, code: str) -> str:
    """What the number of a stored code counts; a fire address and what has no code are zones."""
    return meanings.number(token, code or None)


def number_words(token: str, code: str, number: str) -> tuple[str, str]:
    """Whose number it is where it is no zone's: ("用户 2", "user 2"); two empty words for a zone and for no number."""
    zh, en = NUMBERS.get(counts(token, code), ("", ""))
    return (f"{zh} {number}", f"{en} {number}") if zh and number else ("", "")


def meaning_of(token: str, code: str) -> tuple[str, str]:
    """What a stored code says, in Chinese and English."""
    if token in BIT_TABLES:
        for row in BIT_TABLES[token]:
            if row.id == code:
                return row.zh, row.en
    if not code and token not in KNOWN_TOKENS and token not in BIT_TABLES:
        return f"不认识的报文 {token}", f"unknown message {token}"
    row = meanings.meaning(token, code or None)
    return row.zh, row.en
