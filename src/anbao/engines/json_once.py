"""JSON in which every key stands once: Python's reader takes the last of two and says nothing, and what the first one
said would be lost."""

from __future__ import annotations

import json


class _Object(dict):
    doubled: tuple[str, ...] = ()


def _object(pairs) -> _Object:
    made = _Object(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        made.doubled = tuple(key for key in made if keys.count(key) > 1)
    return made


def read_once(text: str) -> tuple[object, list[tuple[str, str]]]:
    """(the value, the (key, place) of keys that stand twice in their object); a place is the way to it, entries counted
    from 1: "people 3, licences 1". Raises what ``json.loads`` raises."""
    told = json.loads(text, object_pairs_hook=_object)
    return told, list(_doubled(told, ""))


def _doubled(told, place: str):
    if isinstance(told, _Object):
        yield from ((key, place) for key in told.doubled)
        for key, value in told.items():
            yield from _doubled(value, f"{place}, {key}" if place else key)
    elif isinstance(told, list):
        for number, value in enumerate(told, 1):
            yield from _doubled(value, f"{place} {number}".strip())


def words(key: str, place: str) -> tuple[str, str]:
    """A key that stands twice, in English and Chinese."""
    en, zh = (f"{place}: ", f"{place}：") if place else ("", "")
    return f"{en}key {key!r} stands more than once", f"{zh}键 {key!r} 出现多次"
