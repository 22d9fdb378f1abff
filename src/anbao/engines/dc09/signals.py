"""The codes inside an event's content: SIA event blocks (DC-03, DC-04) and Contact ID (DC-05)."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from anbao.engines.dc09.sia_codes import CODES


class Signal(NamedTuple):
    """One code. ``zone`` is the number behind it as sent (a user number for openings and closings).

    ``code`` is two letters in SIA ("BA") and qualifier with event in Contact ID ("1130", "3401").
    """

    code: str
    zone: str | None = None
    area: str | None = None
    text: str | None = None
    user: str | None = None
    clock: str | None = None
    old: bool = False


class Content(NamedTuple):
    """What stands between the first brackets. ``account`` is the one inside, None when it isn't repeated there."""

    account: str | None
    signals: tuple[Signal, ...]
    text: str | None = None


_ACCOUNT = re.compile(r"#?([0-9A-Za-z]{1,24})?\|")
_BARE_ACCOUNT = re.compile(r"#([0-9A-Za-z]{1,24})$")
#: ri1, ti20:50:26, id42: two small letters and a value that ends at a slash or where a code begins.
_MODIFIER = re.compile(r"([a-z]{2})(?:([0-9:.,+-]*)(?=[/ ]|[A-Z]{2}|[a-z]{2}|\^|$)|([0-9A-F]+)(?=[/ ]|$))/?")
_CODE = re.compile(r"([A-Z]{2})([0-9]*)(?:\^([^^]*)\^?|([^/^]*))/?")
#: What stands right behind a number is the next code or modifier when it has its form: BA004BH005, BA003ri2BA004. A code must be a listed one.
_GOES_ON = re.compile(r"(?:ri|id|ti|da|pi|ai)[0-9]|([A-Z]{2})[0-9]")
_CONTACT_ID = re.compile(
    r"([1-9ER])([0-9A-F]{3})(?:\s+([0-9A-F]{1,2})\s+([0-9A-F]{1,3})|([0-9A-F]{2})([0-9A-F]{3}))(?![0-9A-F])\s*"
)
_QUALIFIERS = {"E": "1", "R": "3"}
#: tokens that carry Contact ID, and its qualifiers: new or opening, restore or closing, still so
CONTACT_ID, QUALIFIERS = frozenset({"ADM-CID", "HENG-BO"}), frozenset("136")


def oddly_qualified(token: str, signals: tuple[Signal, ...]) -> bool:
    """Whether a Contact ID event has a qualifier that the standard (DC-05) doesn't know."""
    return token in CONTACT_ID and any(signal.code[0] not in QUALIFIERS for signal in signals)


def split_account(data: str) -> tuple[str | None, str]:
    """The account inside the brackets and what follows it: ``#1234|NRP`` gives ``1234`` and ``NRP``."""
    bar = data.find("|", 0, 26)
    if (
        bar > 1 and data[0] == "#" and (account := data[1:bar]).isalnum() and account.isascii()
    ):  # what nearly every one is
        return account, data[bar + 1 :]
    found = _ACCOUNT.match(data)
    if found and (data.startswith(("#", "|"))):
        return found.group(1), data[found.end() :]
    found = _BARE_ACCOUNT.match(data)
    if found:
        return found.group(1), ""
    return None, data


def parse_sia(data: str) -> Content | None:
    """SIA blocks: ``#1234|Nri1/BA05/BA06^back door^|Atext``. None when a block follows no known form."""
    return _content(data, sia_blocks)


def _content(data: str, reader: Callable[[str], "Blocks"]) -> Content | None:
    account, rest = split_account(data)
    signals, text = reader(rest)
    return None if signals is None else Content(account, signals, text)


#: the signals and the text behind the account; no signals (None) where that follows no known form
Blocks = tuple[tuple[Signal, ...] | None, str | None]


def sia_blocks(rest: str) -> Blocks:
    """What ``parse_sia`` reads behind the account."""
    return _blocks(rest) if len(rest) > REMEMBERED else _remembered(rest)


def _blocks(rest: str) -> Blocks:
    signals: list[Signal] = []
    text = None
    for block in filter(None, rest.split("|")):
        if block[0] in "NO":
            found = _event_block(block)
            if found is None:
                return None, None
            signals += found
        elif block[0] == "A":
            text = block[1:]
            if signals and signals[-1].text is None:
                signals[-1] = signals[-1]._replace(text=text)
    return tuple(signals), text


#: what panels send is mostly short and the same few blocks again and again
REMEMBERED = 24
_remembered = lru_cache(maxsize=1024)(_blocks)


def _event_block(block: str) -> list[Signal] | None:
    """Modifiers hold for the codes that follow them; a block without any code isn't an event block."""
    area = user = clock = None
    signals: list[Signal] = []
    at = 1
    while at < len(block):
        if block[at] in "/ ":
            at += 1
            continue
        found = _MODIFIER.match(block, at)
        if found:
            name, value = found.group(1), found.group(2) or found.group(3)
            if name == "ri":
                area = value
            elif name == "id":
                user = value
            elif name == "ti":
                clock = value
            at = found.end()
            continue
        found = _CODE.match(block, at)
        if found is None:
            return None
        code, zone, quoted, bare = found.groups()
        at = found.end()
        if bare and (more := _GOES_ON.match(bare)) and (more[1] is None or more[1] in CODES):
            bare, at = None, found.start(4)
        text = (quoted if quoted is not None else bare) or None
        signals.append(Signal(code, zone or None, area, text and text.strip(), user, clock, block[0] == "O"))
    return signals or None


def parse_contact_id(data: str) -> Content | None:
    """``#1234|1130 01 005``: qualifier and event, area, zone or user. E and R may stand for 1 and 3."""
    return _content(data, contact_id_blocks)


def contact_id_blocks(rest: str) -> Blocks:
    """What ``parse_contact_id`` reads behind the account."""
    return _contact_id(rest) if len(rest) > REMEMBERED else _remembered_contact_id(rest)


def _contact_id(rest: str) -> Blocks:
    rest = rest.strip()
    if not rest:
        return (), None
    found = _CONTACT_ID.match(rest)
    if found is None:
        return None, None
    qualifier, event, *places = found.groups()
    area, zone = filter(None, places)
    text = rest[found.end() :].strip() or None
    return (Signal(_QUALIFIERS.get(qualifier, qualifier) + event, zone, area, text),), None


_remembered_contact_id = lru_cache(maxsize=1024)(_contact_id)

#: Which reader understands which token; HENG-BO is the Chinese panels' own token with Contact ID inside.
READERS = {"SIA-DCS": parse_sia, "ADM-CID": parse_contact_id, "HENG-BO": parse_contact_id}
#: the same behind the account
BLOCKS = {"SIA-DCS": sia_blocks, "ADM-CID": contact_id_blocks, "HENG-BO": contact_id_blocks}
