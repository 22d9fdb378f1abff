"""A Chinese company and its name abroad: the core in pinyin, the words of the trade translated, the legal form in either language.

华为技术有限公司 is Huawei Technologies Co., Ltd. What a house calls itself freely in English (ZTE for 中兴) is not known here.
"""

from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from anbao.engines.naming import chinese_company, company, company_tables, han
from anbao.engines.naming.evidence import Observation
from anbao.engines.naming.romanised import UMLAUT_SPELLINGS
from anbao.engines.naming.text import has_han

#: characters of a core that is still read in full, and its spellings at most
MOST_CHARACTERS, MOST_SPELLINGS = 8, 64
#: a core of two characters is shared by many houses of the same sound
STRENGTH = {2: 0.92}


class Parted(NamedTuple):
    """A name parted: its core (characters, or joined words in Latin letters), trades, places (as pinyin), and whether it is
    a branch's."""

    core: str
    trades: frozenset[str]
    places: frozenset[str]
    branch: bool


@cache
def trades_of_words() -> dict[str, str]:
    return {w: trade for trade, (words, _) in company_tables.TRANSLATED.items() for w in words.split()}


@cache
def trades_of_han() -> tuple[tuple[str, str], ...]:
    """(Han word, trade), the longest word first."""
    found = [(w, trade) for trade, (_, text) in company_tables.TRANSLATED.items() for w in text.split()]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


@cache
def region_spelling(region: str) -> str:
    return "".join(han.readings(c)[0] for c in region)


@cache
def regions() -> frozenset[str]:
    return frozenset(map(region_spelling, company_tables.HAN_REGIONS))


@lru_cache(maxsize=65536)
def abroad(name: str) -> Parted:
    known = trades_of_words()
    core = company.parse(name).core
    places = {w for w in core if w in regions() or w in company_tables.PLACES} - {"china", "chinese"}
    own = [w for w in core if w not in places and w not in known and w not in company_tables.GENERIC]
    return Parted("".join(own), frozenset(known[w] for w in core if w in known), frozenset(places), "branch" in core)


@lru_cache(maxsize=65536)
def home(name: str) -> Parted:
    parsed = chinese_company.parse(name)
    core, trades = parsed.core + parsed.trade, set()
    while found := next((p for p in trades_of_han() if core.endswith(p[0]) and len(core) > len(p[0]) + 1), None):
        core = core[: -len(found[0])]
        trades.add(found[1])
    return Parted(core, frozenset(trades), frozenset(map(region_spelling, parsed.regions)), bool(parsed.branch))


@lru_cache(maxsize=65536)
def spellings(core: str) -> frozenset[str]:
    """How the core is written in pinyin: every reading of each character, ü as ü's usual letters."""
    if not 2 <= len(core) <= MOST_CHARACTERS:
        return frozenset()
    each = [[s for r in han.readings(c)[:2] for s in UMLAUT_SPELLINGS.get(r, (r,))] or [c] for c in core]
    return frozenset("".join(way) for _, way in zip(range(MOST_SPELLINGS), product(*each), strict=False))


@lru_cache(maxsize=65536)
def initials(core: str) -> frozenset[str]:
    """The first letters of a core's pinyin, by which a house goes abroad (比亚迪, BYD); fewer than three say nothing."""
    letters = "".join(han.readings(c)[0][0] if han.readings(c) else c for c in core)
    return frozenset([letters] if 3 <= len(letters) <= MOST_CHARACTERS else ())


def observe(name1: str, name2: str):
    if has_han(name1) == has_han(name2):
        return
    native, other = (name1, name2) if has_han(name1) else (name2, name1)
    a, b = home(native), abroad(other)
    if b.core and b.core in spellings(a.core):
        seen = [Observation("company.translated", STRENGTH.get(len(a.core), 1.0), f"{a.core}/{b.core}")]
    elif b.core in initials(a.core):
        seen = [Observation("company.acronym", 1.0, f"{a.core}/{b.core}")]
    else:
        return
    said = f"{'/'.join(sorted(a.trades))} ≠ {'/'.join(sorted(b.trades))}"
    if bool(a.trades) != bool(b.trades):
        seen.append(Observation("hancompany.trade-silent", 1.0, said))
    elif a.trades and not a.trades & b.trades:
        seen.append(Observation("hancompany.trade", 1.0, said))
    if a.places and b.places and not a.places & b.places:
        seen.append(
            Observation("hancompany.region", 1.0, f"{'/'.join(sorted(a.places))} ≠ {'/'.join(sorted(b.places))}")
        )
    elif a.places != b.places:
        seen.append(Observation("hancompany.region-silent", 1.0, "/".join(sorted(a.places ^ b.places))))
    if a.branch != b.branch:
        seen.append(Observation("hancompany.branch", 0.8))
    yield seen
