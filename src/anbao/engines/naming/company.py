"""Observations on two company, organisation or vessel names in Latin letters."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from anbao.engines.naming import company_tables as tables
from anbao.engines.naming.evidence import Observation
from anbao.engines.naming.person import Pair, lay, swapped, ways
from anbao.engines.naming.western import Likeness, letters, skeleton, sound, words
from anbao.engines.naming.western_tables import LEET, NUMBER_WORDS, ROMAN

MAX_WORDS = 24


class Company(NamedTuple):
    """A name parted: words that identify, legal forms, places, numbers."""

    core: tuple[str, ...]
    forms: frozenset[str]
    places: frozenset[str]
    numbers: tuple[str, ...]
    whole: str
    initials: frozenset[str]


@cache
def form_spellings() -> dict[tuple[str, ...], str]:
    table = {}
    for group, text in tables.LEGAL_FORMS.items():
        for spelling in text.split("|"):
            table[tuple(re.findall(r"[a-z0-9]+", spelling))] = group
    return table


def form_at(found: list[str], start: int) -> tuple[int, str] | None:
    """The longest legal form that starts at a word; long ones may hold one slip."""
    for size in range(min(6, len(found) - start), 0, -1):
        piece = tuple(found[start : start + size])
        if piece in form_spellings():
            return size, form_spellings()[piece]
        text = " ".join(piece)
        if len(text) >= 12:
            for spelling, group in form_spellings().items():
                if len(spelling) == size and OSA.distance(" ".join(spelling), text, score_cutoff=1) <= 1:
                    return size, group
    return None


def numbered(found: list[str]) -> list[str]:
    """Number words, ordinals and Roman numerals to digits: forty four -> 44, 1st -> 1."""
    out: list[str] = []
    tens = False
    for i, word in enumerate(found):
        word = re.sub(r"^(\d+)(st|nd|rd|th)$", r"\1", word)
        value = NUMBER_WORDS.get(word)
        digit = value if value is not None else int(word) if word.isdigit() and len(word) == 1 else None
        if tens and digit is not None and 0 < digit < 10:
            out[-1] = str(int(out[-1]) + digit)
        else:
            out.append(str(value) if value is not None else ROMAN.get(word, word) if i else word)
        tens = value is not None and value >= 20
    return out


@lru_cache(maxsize=65536)
def parse(name: str) -> Company:
    text = re.sub(r"(\d)%", r"\1 percent", letters(name))
    found = words(re.sub(r"&", " and ", text))[:MAX_WORDS]
    core, forms, i = [], set(), 0
    while i < len(found):
        form = form_at(found, i)
        if form and (len(found) > form[0]) and (core or i + form[0] < len(found)):
            forms.add(form[1])
            i += form[0]
        else:
            core.append(tables.EXPAND.get(found[i], found[i]))
            i += 1
    core = numbered([w for w in core if tables.WEAK_WORDS.get(w, 1.0) > 0] or core)
    numbers = tuple(w for w in core if w.isdigit())
    places = frozenset(w for w in core if w in tables.PLACES)
    return Company(tuple(core), frozenset(forms), places, numbers, "".join(found), initials(found, core, forms))


def initials(found: list[str], core: list[str], forms: set[str]) -> frozenset[str]:
    """The letters that a name may be known by: of its core, of all its words, and with a legal form's letters at the
    end (PDVSA).
    """
    if len(found) < 3:
        return frozenset()
    every = "".join(w[0] for w in found)
    spelled_out = {
        size: f for f in forms if len(f) <= 3 for size in range(1, 7) if tuple(found[-size:]) in form_spellings()
    }
    ends = {"".join(w[0] for w in found[:-size]) + form for size, form in spelled_out.items()}
    return frozenset({"".join(w[0] for w in core) if len(core) > 2 else every, every, *ends})


def weight(word: str) -> float:
    if word in tables.PLACES:
        return 0.2
    return 0.4 if word.isdigit() else tables.WEAK_WORDS.get(word, 1.0)


@lru_cache(maxsize=262144)
def likeness(a: str, b: str) -> Likeness:
    """Likeness of two words of a company: short words and numbers must agree exactly."""
    if a == b:
        return Likeness(1.0, "same")
    if a.isdigit() or b.isdigit() or min(len(a), len(b)) <= 3:
        return Likeness(0.0, "other")
    edits, longest = OSA.distance(a, b), max(len(a), len(b))
    if a.translate(LEET) == b.translate(LEET):
        return Likeness(0.92, "imitation")
    if longest <= 4 or edits > 1 + longest // 7:
        return Likeness(0.8, "sound") if sound(a) == sound(b) and longest > 4 else Likeness(0.0, "other")
    return Likeness(0.9 if edits == 1 else 0.8, "spelling")


def bony(a: str, b: str) -> Likeness:
    one, two = skeleton(a), skeleton(b)
    return max(likeness(a, b), Likeness(0.84 if one and one == two and len(one) > 2 else 0.0, "consonants"))


def observe(name1: str, name2: str, vessel: bool = False):
    """Observation lists for every pair of alternatives (a slash parts other names of one body)."""
    for one in re.split(r"\s*/\s*", name1)[:3]:
        for two in re.split(r"\s*/\s*", name2)[:3]:
            a, b = parse(one), parse(two)
            if a.core and b.core:
                yield company_observations(a, b, vessel)


def company_observations(a: Company, b: Company, vessel: bool) -> list[Observation]:
    seen = []
    if a.whole == b.whole:
        seen.append(Observation("company.same", 1.0))
    elif (acronym(a, b) or acronym(b, a)) and not a.numbers and not b.numbers:
        seen.append(Observation("company.acronym", 1.0))
    elif (
        len(a.whole) > 7
        and OSA.distance(a.whole, b.whole, score_cutoff=1) <= 1
        and a.numbers == b.numbers
        and not short_core(a, b)
    ):
        seen.append(Observation("company.slip", 1.0, f"{a.whole}~{b.whole}"))
    if seen:
        return seen + form_loss(a, b)
    pairs = lay(a.core, b.core, likeness if a.whole.isascii() else bony)
    left = [w for i, w in enumerate(a.core) if not any(i in range(*p.a) for p in pairs)]
    right = [w for i, w in enumerate(b.core) if not any(i in range(*p.b) for p in pairs)]
    total = sum(quantity(a, b, p) for p in pairs)
    if not total:
        return []
    quality = sum(p.like.value * quantity(a, b, p) for p in pairs) / total
    seen.append(Observation("company.words", quality, ways(a.core, b.core, pairs)))
    seen += differences(left, right, total, vessel) + form_loss(a, b)
    if swapped(pairs):
        seen.append(Observation("company.order", 1.0))
    return seen


def short_core(a: Company, b: Company) -> bool:
    """One slip tells apart names whose differing word is short."""
    return any(len(w) <= 4 for w in set(a.core) ^ set(b.core)) and len(a.core) == len(b.core)


def quantity(a: Company, b: Company, pair: Pair) -> float:
    return max(weight(w) for w in a.core[slice(*pair.a)] + b.core[slice(*pair.b)])


def differences(left: list[str], right: list[str], shared: float, vessel: bool) -> list[Observation]:
    """What one name says and the other does not: places, numbers, words."""
    seen = []
    number_l, number_r = [w for w in left if w.isdigit()], [w for w in right if w.isdigit()]
    place_l, place_r = [w for w in left if w in tables.PLACES], [w for w in right if w in tables.PLACES]
    word_l = [w for w in left if w not in number_l + place_l]
    word_r = [w for w in right if w not in number_r + place_r]
    detail = f"{' '.join(left)} ≠ {' '.join(right)}"
    if number_l or number_r:
        strength = 1.0 if not vessel and ((number_l and number_r) or shared < 1) else 0.55
        seen.append(
            Observation(
                "company.number", strength * (1.0 if number_l and number_r else 0.6 + 0.4 * (shared < 1)), detail
            )
        )
    if place_l and place_r:
        seen.append(Observation("company.places", 1.0, detail))
    elif place_l or place_r:
        seen.append(Observation("company.place", 1.0, " ".join(place_l + place_r)))
    lost_l, lost_r = sum(map(weight, word_l)), sum(map(weight, word_r))
    if word_l and word_r and min(lost_l, lost_r) > 0.2:
        seen.append(
            Observation("company.conflict", min(1.0, 0.5 + 0.5 * min(lost_l, lost_r) / max(shared, 0.5)), detail)
        )
    elif lost_l or lost_r:
        seen.append(Observation("company.silent", min(1.0, max(lost_l, lost_r)), " ".join(word_l + word_r)))
    if shared < 0.6:
        seen.append(Observation("company.generic", 1.0 if word_l or word_r or number_l or number_r else 0.0))
    return seen


def form_loss(a: Company, b: Company) -> list[Observation]:
    """Legal forms: told apart within one family little, across families much, silent hardly."""
    if not a.forms or not b.forms or a.forms & b.forms:
        return [Observation("company.form-silent", 1.0)] if bool(a.forms) != bool(b.forms) else []
    detail = f"{'/'.join(sorted(a.forms))} ≠ {'/'.join(sorted(b.forms))}"
    for family in tables.FORM_FAMILIES:
        group = set(family.split())
        if a.forms & group and b.forms & group:
            strict = not ({"jsc", "ojsc", "ltd", "llc", "co", "corp", "inc", "ooo", "srl"} & (a.forms | b.forms))
            return [Observation("company.form-conflict" if strict else "company.form-family", 1.0, detail)]
    general = {"co", "corp", "inc", "ltd", "llc"}
    if a.forms <= general and b.forms <= general:
        return [Observation("company.form-family", 1.0, detail)]
    return [Observation("company.form-conflict", 1.0, detail)]


def acronym(short: Company, full: Company) -> bool:
    """PLA for People's Liberation Army; a place beside the letters is let pass."""
    core = [w for w in short.core if w not in tables.PLACES] or list(short.core)
    return len(core) == 1 and 3 <= len(core[0]) <= 6 and core[0] in full.initials
