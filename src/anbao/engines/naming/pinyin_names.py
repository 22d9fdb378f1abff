"""Two Chinese names that are both written in Latin letters, laid syllable on syllable.

Edits of letters tell nothing there: Xiaoming, Xiaomin and Xiaomei are as near as slips of the pen and three names. Where both
sides are a surname and one or two syllables, the syllables decide: the same however it is spelt (lü, lyu, lv; hsiao, xiao),
one of the pairs that dialects and typists confuse (an and ang, z and zh, n and l), or another one.
"""

from functools import cache, lru_cache

from anbao.engines.naming import han, han_tables, romanised
from anbao.engines.naming.evidence import Observation
from anbao.engines.naming.han import Unit
from anbao.engines.naming.romanised import Reading
from anbao.engines.naming.text import spelled
from anbao.engines.naming.western import groups_of

#: syllables that are one to a foreign ear; told only of a surname before equal given names, which are two people else
HEARD = {s: group for group in ("shi xi si", "zhi ji", "chi qi") for s in group.split()}
SYSTEMS = ("pinyin", "wade")
#: strength of a difference by the count of syllables: of two, each says more
SHARE = {2: 1.3, 3: 1.0}


@cache
def surnames() -> frozenset[str]:
    """How surnames are read, as syllables."""
    chars = {*han_tables.COMMON_SURNAMES, *han.table_of_readings(han_tables.SURNAME_READINGS)}
    return frozenset(reading for char in chars for reading in han.family_readings(char))


@lru_cache(maxsize=65536)
def readings(name: str) -> tuple[Reading, ...]:
    """The readings of a name as a word of one syllable with one or two syllables after it; () where it need not be Chinese."""
    words = romanised.WORD.findall(romanised.bare(spelled(name)))
    if not 2 <= len(words) <= 3 or any(groups_of(word) for word in words):
        return ()
    found = (r for r in romanised.parse(spelled(name)) if r.system in SYSTEMS and len(r.units) in SHARE)
    return tuple(r for r in found if words[-1 if r.swapped else 0] in romanised.systems()[r.system])


def is_family(reading: Reading) -> bool:
    return bool(surnames() & set(reading.units[0].readings))


def observe(name1: str, name2: str):
    """Observation lists, one for each way to lay syllable on syllable; none where a side need not be a Chinese name.

    That pinyin and Wade-Giles agree in every syllable is ``latin.respelled``, which knows how little two syllables say.
    """
    for a in readings(name1):
        for b in readings(name2):
            if len(a.units) != len(b.units) or not (is_family(a) or is_family(b)):
                continue
            if a.system == b.system or different(a, b):
                yield syllable_observations(a, b)


def different(a: Reading, b: Reading) -> list[tuple[Unit, Unit]]:
    """The syllables that no spelling makes the same."""
    return [(x, y) for x, y in zip(a.units, b.units, strict=True) if not set(x.readings) & set(y.readings)]


def syllable_observations(a: Reading, b: Reading) -> list[Observation]:
    seen = [Observation("latin.syllables", 1.0)]
    differ = different(a, b)
    for x, y in differ:
        kind = "latin.syllable.other"
        if {han.dialect(s) for s in x.readings} & {han.dialect(s) for s in y.readings}:
            kind = "latin.syllable.near"
        elif differ == [(a.units[0], b.units[0])] and alike(x, y):
            kind = "latin.syllable.heard"
        said = f"{x.readings[0]}/{y.readings[0]}"
        seen.append(Observation(kind, SHARE[len(a.units)], said))
    if "wade" in (a.system, b.system):
        seen.append(Observation("han.wade", 1.0))
    if a.swapped != b.swapped:
        seen.append(Observation("latin.order", 1.0))
    return seen


def alike(x: Unit, y: Unit) -> bool:
    return bool({HEARD[s] for s in x.readings if s in HEARD} & {HEARD[s] for s in y.readings if s in HEARD})
