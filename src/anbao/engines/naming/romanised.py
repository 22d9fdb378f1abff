"""Romanised Chinese names: pinyin (with every way to write ü), Wade-Giles, the south's spellings.

``parse`` reads Latin letters as syllables and returns each possible form; a form says which system it reads.
"""

import re
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from pypinyin.constants import PINYIN_DICT

from anbao.engines.naming import romanisation_tables as tables
from anbao.engines.naming.han import Unit, table_of_readings, toneless

MAX_FORMS = 12
MAX_SYLLABLES = 6
#: a lone vowel inside a word is hardly ever a syllable of its own (hsiao is not hsi-a-o)
VOWELS = {"a", "e", "o"}
WORD = re.compile(r"[a-zü:']+")
#: how papers write ü where a keyboard lacks it (passports: YU; cards: V; old tickets: U)
UMLAUT_SPELLINGS = {"lv": ("lv", "lu", "lyu", "lü", "lu:"), "nv": ("nv", "nu", "nyu", "nü", "nu:"),
                    "lve": ("lve", "lue", "lyue", "lüe"), "nve": ("nve", "nue", "nyue", "nüe")}  # fmt: skip


class Reading(NamedTuple):
    """One way to read a romanised name: its units, the spelling system, and whether the surname was moved first."""

    units: tuple[Unit, ...]
    system: str
    swapped: bool


@cache
def syllables() -> frozenset[str]:
    """All toneless Mandarin syllables (ü as v)."""
    found = {toneless(r) for code, rs in PINYIN_DICT.items() if 0x4E00 <= code < 0xA000 for r in rs.split(",")}
    return frozenset(s for s in found if re.fullmatch(r"[a-z]{1,6}", s) and re.search("[aeiouv]", s))


@cache
def pinyin_spellings() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for syllable in sorted(syllables()):
        for spelling in UMLAUT_SPELLINGS.get(syllable, (syllable,)):
            table[spelling] = table.get(spelling, ()) + (syllable,)
    return {k: tuple(sorted(v, key=lambda s: s != k)) for k, v in table.items()}


def wade(syllable: str) -> str:
    """Pinyin to Wade-Giles: zhang -> chang, qing -> ch'ing, xu -> hsu."""
    if syllable in tables.WADE_WHOLE:
        return tables.WADE_WHOLE[syllable]
    initial = next((i for i in ("zh", "ch", "sh") if syllable.startswith(i)), syllable[:1])
    final = syllable[len(initial) :]
    return tables.WADE_INITIALS.get(initial, initial) + tables.WADE_FINALS.get(final, final).replace("v", "u")


@cache
def wade_spellings() -> dict[str, tuple[str, ...]]:
    """Wade-Giles spelling (apostrophes kept, and dropped as most papers do) -> pinyin syllables."""
    table: dict[str, set[str]] = {}
    for syllable in syllables():
        spelling = wade(syllable)
        for form in {spelling, spelling.replace("'", "")}:
            table.setdefault(form, set()).add(syllable)
    return {k: tuple(sorted(v)) for k, v in table.items()}


@cache
def southern_spellings() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for text in (tables.CANTONESE, tables.SOUTHERN, tables.POSTAL):
        for spelling, found in table_of_readings(text).items():
            table[spelling] = tuple(dict.fromkeys(table.get(spelling, ()) + found))
    return table


def systems() -> dict[str, dict[str, tuple[str, ...]]]:
    return {"pinyin": pinyin_spellings(), "wade": wade_spellings(), "southern": southern_spellings()}


@lru_cache(maxsize=65536)
def segment(word: str, system: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Every way to cut a word into syllables; southern spellings are never run together."""
    table = systems()[system]
    if system == "southern":
        return ((table[word],),) if word in table else ()
    ways: list[list[tuple]] = [[()]] + [[] for _ in word]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            found = table.get(word[start:end])
            if found and ways[start]:
                ways[end] += [way + (found,) for way in ways[start][:4]]
    cuts = sorted((w for w in ways[-1] if len(w) <= MAX_SYLLABLES), key=len)
    whole = [w for w in cuts if not any(p[0] in VOWELS for p in w[1:])]
    return tuple((whole or cuts)[:4])


@lru_cache(maxsize=65536)
def parse(spelled: str) -> tuple[Reading, ...]:
    """All readings of a lower-case Latin name as Chinese syllables, pinyin first; () when it can't be one."""
    text = spelled.replace("’", "'").replace("‘", "'").replace("`", "'")
    words = WORD.findall(text)
    if not words or len(words) > 5 or re.search(r"[^a-zü:'\s,\-.·•]", text):
        return ()
    found: dict[tuple, Reading] = {}
    for system in ("pinyin", "wade", "southern"):
        options = [segment(w.strip("'"), system) or segment(w.replace("'", ""), system) for w in words]
        if not all(options):
            continue
        for choice in list(product(*options))[:4]:
            for order, swapped in orders(choice):
                flat = tuple(Unit("", s[:4]) for piece in order for s in piece)
                if 2 <= len(flat) <= MAX_SYLLABLES:
                    found.setdefault(tuple(u.readings for u in flat), Reading(flat, system, swapped))
    return tuple(found.values())[:MAX_FORMS]


def orders(pieces: tuple) -> list[tuple[tuple, bool]]:
    """Surname first as written, then the last word moved to the front (Western order)."""
    if len(pieces) < 2:
        return [(pieces, False)]
    return [(pieces, False), ((pieces[-1], *pieces[:-1]), True)]
