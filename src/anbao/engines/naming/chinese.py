"""Observations on names of which at least one is written in Han characters."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from anbao.engines.naming import han, romanised
from anbao.engines.naming.evidence import Observation
from anbao.engines.naming.han import Unit
from anbao.engines.naming.han_tables import COMMON_SURNAMES
from anbao.engines.naming.text import fold, has_han, is_han, parts, spelled

#: names of at most this many characters are compared character on character, longer ones by their sound
SHORT = 4
HONORIFICS = re.compile(r"(先生|女士|小姐|同志|老师|师傅|经理|主任|行长|主席|总统|博士|教授|律师|医生)\Z")
RELATION_FEATURE = dict(enumerate(("", *han.RELATIONS[1:])))
RELATION_ZH = ("同字", "异写", "同音", "同音异调", "同音节", "多音", "形近", "近音", "略似", "不同")


class Form(NamedTuple):
    """One way to read a name: units, how many of them are the surname, spelling system, surname moved first."""

    units: tuple[Unit, ...]
    surname: int
    system: str
    swapped: bool


@lru_cache(maxsize=65536)
def forms(name: str) -> tuple[Form, ...]:
    """All forms of a name: Han as it stands (and with the surname moved first), or romanised."""
    folded = fold(name)
    if is_han(folded):
        bare = HONORIFICS.sub("", folded) if len(folded) > 3 else folded
        found = [Form(han.units(bare), family_size(bare), "han", False)]
        if turnable(bare):
            found += [Form(han.units(turned), 1, "han", True) for turned in (bare[-1] + bare[:-1], bare[::-1])]
        pieces = parts(name)
        if len(pieces) == 2 and pieces[1] and (len(pieces[1]) == 1 or pieces[1] in han.compound_surnames()):
            turned = pieces[1] + pieces[0]
            found.append(Form(han.units(turned), len(pieces[1]), "han", True))
        return tuple(found)
    if has_han(folded):
        return ()
    return tuple(Form(r.units, surname_size(r.units), r.system, r.swapped) for r in romanised.parse(spelled(name)))


def turnable(name: str) -> bool:
    """Whether a folded name of three characters has a common surname last and none first: 建国王, or, from right to
    left, 国建王."""
    return len(name) == 3 and name[-1] in COMMON_SURNAMES and name[0] not in COMMON_SURNAMES


def family_size(name: str) -> int:
    """Characters of a Han name that are its surname: none of four that no compound surname leads (a transcription)."""
    size = len(han.split(name).surname)
    return 0 if size == 1 and len(name) >= SHORT else size


def surname_size(units: tuple[Unit, ...]) -> int:
    return 1 if len(units) < 4 else 2


def observe_forms(name1: str, name2: str):
    """Observation lists for each pair of forms that can stand unit on unit."""
    one, two = forms(name1), forms(name2)
    parted = None
    for a in one:
        for b in two:
            if a.system != "han" and b.system != "han":
                continue
            if len(a.units) == len(b.units) and (len(a.units) <= SHORT or "han" not in (a.system, b.system)):
                yield short_observations(a, b)
                continue
            if parted is None:
                parted = 1 < len(parts(name1)) == len(parts(name2))
            if parted and a.system == b.system == "han" and max(len(a.units), len(b.units)) > SHORT:
                continue  # the parts are compared one by one instead
            if max(len(a.units), len(b.units)) > SHORT or abs(len(a.units) - len(b.units)) == 1:
                yield long_observations(a, b)


def short_observations(a: Form, b: Form) -> list[Observation]:
    relations = tuple(han.relation(x, y) for x, y in zip(a.units, b.units, strict=True))
    details = [f"{x.char or x.readings[0]}/{y.char or y.readings[0]}" for x, y in zip(a.units, b.units, strict=True)]
    system = b.system if a.system == "han" else a.system
    surname = max(a.surname, b.surname) if system == "han" else (a if a.system == "han" else b).surname
    return relation_observations(
        relations,
        min(surname, len(relations) - 1),
        system,
        a.swapped != b.swapped,
        tuple(details),
        is_common(a, b),
        crowded(x.char for x, relation in zip(a.units, relations, strict=True) if relation == han.HOMOPHONE),
    )


def crowded(homophones: Iterable[str]) -> int:
    """The largest crowd that any of the characters stands in."""
    return max(map(han.crowd, homophones), default=0)


def is_common(a: Form, b: Form) -> bool:
    return any(f.units[0].char and f.units[0].char in COMMON_SURNAMES for f in (a, b))


def relation_observations(
    relations: tuple[int, ...],
    surname: int,
    system: str,
    swapped: bool,
    details: tuple[str, ...] = (),
    common: bool = False,
    crowd: int = 0,
) -> list[Observation]:
    """What the relations of units, laid one on one, amount to; the bulk run asks for the same rows."""
    size = len(relations)
    seen = [Observation("han.units" if system == "han" else "han.romanised", 1.0, "" if system == "han" else system)]
    if system == "han" and not any(relations):
        told = [("han.common", rarity(size))] * common + [("han.order", 1.0)] * swapped
        return [Observation("han.same", 1.0), *(Observation(*one) for one in told)]
    if common and system != "han":
        seen.append(Observation("han.common", rarity(size)))
    share = {1: 2.0, 2: 2.0, 3: 1.0, 4: 0.8}.get(size, 2.4 / size)
    worst = {}
    for place, relation in enumerate(relations):
        if relation in (han.SAME, han.SYLLABLE):
            continue
        where = "surname" if place < surname else "given"
        if relation == han.READING and system == "han":
            relation = han.NEAR  # characters that share a rare reading are no nearer than that
        key = f"han.{where}.{RELATION_FEATURE[relation]}"
        amount = (1.0 / surname if where == "surname" else share) + worst.get(key, (0.0,))[0]
        said = (details[place] + " " if details else "") + RELATION_ZH[relation]
        worst[key] = (amount, ", ".join(filter(None, [worst.get(key, ("", ""))[1], said])))
    seen += [Observation(key, amount, said) for key, (amount, said) in worst.items()]
    if size == 2 and system == "han" and han.HOMOPHONE in relations:
        seen.append(Observation("han.crowd", (crowd + common) / 4))
    if system not in ("han", "pinyin"):
        seen.append(Observation(f"han.{system}", 1.0))
    if swapped:
        seen.append(Observation("han.order", 1.0))
    return seen


def observe_respelled(name1: str, name2: str):
    """Two romanisations of one name: Mao Tse-tung and Mao Zedong, 김정은 and Kim Jong Un. Every syllable agrees, and one
    of them is pinyin or both are Korean.
    """
    if has_han(fold(name1)) or has_han(fold(name2)):
        return
    for a in forms(name1):
        for b in forms(name2):
            plain = [a.system, b.system].count("pinyin") == 1 or a.system == b.system == "korean"
            if not plain or len(a.units) != len(b.units):
                continue
            if all(set(x.readings) & set(y.readings) for x, y in zip(a.units, b.units, strict=True)):
                system = b.system if a.system == "pinyin" else a.system
                seen = [
                    Observation("latin.respelled", RESPELLED.get(len(a.units), 1.0)),
                    Observation(f"han.{system}", 1.0),
                ]
                yield seen + ([Observation("han.order", 1.0)] if a.swapped != b.swapped else [])


#: how much the agreement of so many syllables says: two are shared by many names
RESPELLED = {2: 0.85}


def rarity(size: int) -> float:
    """How little a common surname says: two characters most, four least."""
    return {1: 1.0, 2: 1.0, 3: 0.5}.get(size, 0.15)


#: cost of laying a unit of a long name on another, by relation
LONG_COST = (0.0, 0.05, 0.06, 0.1, 0.05, 0.2, 0.3, 0.25, 0.6, 1.0)


def long_observations(a: Form, b: Form) -> list[Observation]:
    """Long names (minority and foreign names) are laid sound on sound; gaps cost by what is left out."""
    x, y = a.units, b.units
    gaps = [gap(unit) for unit in y]
    row = [0.0]
    for right in gaps:
        row.append(row[-1] + right)
    for left in x:
        lost = gap(left)
        last = row[0] + lost
        new = [last]
        for j, right in enumerate(y):
            last = min(row[j] + cost(left, right), row[j + 1] + lost, last + gaps[j])
            new.append(last)
        row = new
    value = 1 - row[-1] / max(len(x), len(y))
    base = "han.long" if a.system == b.system == "han" else "han.long-romanised"
    seen = [Observation(base, max(0.0, value), f"{len(x)}/{len(y)}")]
    if min(len(x), len(y)) <= 3:
        seen.append(Observation("han.short-gap", 1.0))
    return seen


def gap(unit: Unit) -> float:
    """Leaving out a syllable that only writes a consonant (尔, 克, 木, 提) costs half."""
    return 0.45 if unit.char and unit.char in "尔克木提斯特姆力里丽普夫布什" else 0.9


@lru_cache(maxsize=1 << 18)
def cost(a: Unit, b: Unit) -> float:
    if a == b:
        return 0.0
    found = LONG_COST[han.relation(a, b)]
    if found == 1.0 and a.readings and b.readings and initial(a) == initial(b):
        return 0.6
    return found


def initial(unit: Unit) -> str:
    syllable = unit.readings[0]
    return syllable[:2] if syllable[:2] in ("zh", "ch", "sh") else syllable[:1]


def observe_parts(name1: str, name2: str):
    """Names of several parts (艾力·买买提): parts may be turned round, and a father's name left out."""
    one, two = parts(name1), parts(name2)
    if max(len(one), len(two)) < 2 or not all(map(is_han, one + two)):
        return
    scores = [[part_likeness(p, q) for q in two] for p in one]
    straight = [scores[i][i] for i in range(min(len(one), len(two)))]
    if len(one) == len(two):
        yield [Observation("han.parts", both_ways(straight))]
        turned = [scores[i][len(one) - 1 - i] for i in range(len(one))]
        yield [Observation("han.parts", both_ways(turned)), Observation("han.order", 1.0)]
    elif min(straight) > 0.8 and min(len(one[0]), len(two[0])) > 1:
        yield [Observation("han.parts", sum(straight) / len(straight)), Observation("han.part-silent", 1.0)]
    elif len(one) == 1 or len(two) == 1:
        return


def both_ways(scores: list[float]) -> float:
    """Mean of the parts, drawn down by the worst of them."""
    return (sum(scores) / len(scores) + min(scores)) / 2


def part_likeness(a: str, b: str) -> float:
    if a == b:
        return 1.0
    x = Form(tuple(Unit(c, han.readings(c)) for c in a), 1, "han", False)
    y = Form(tuple(Unit(c, han.readings(c)) for c in b), 1, "han", False)
    return long_observations(x, y)[0].strength
