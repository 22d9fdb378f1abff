"""Observations on Chinese company names: region, core, trade, ending; short forms."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from anbao.engines.naming import company_tables as tables
from anbao.engines.naming import han
from anbao.engines.naming.evidence import Observation
from anbao.engines.naming.text import fold, is_han

REGION_TAILS = "省市区县"
BRANCHES = ("分行", "支行", "分公司", "营业部", "分理处", "储蓄所", "办事处", "子公司")


class HanCompany(NamedTuple):
    """A folded company name in its parts; any but the core may be empty."""

    regions: frozenset[str]
    core: str
    trade: str
    ending: str
    branch: str
    whole: str


@lru_cache(maxsize=65536)
def parse(name: str) -> HanCompany:
    whole = fold(name)
    rest, ending, branch = place_first(name), "", ""
    for tail in BRANCHES:
        cut = rest.find(tail)
        if cut > 1 and rest.endswith(tail):
            head, branch = split_branch(rest)
            rest = head
            break
    for tail in plain_endings():
        if rest.endswith(tail) and len(rest) > len(tail) + 1:
            rest, ending = rest[: -len(tail)], tail
            break
    written = tables.HAN_SHORT_FORMS.get(rest, rest)
    rest, regions = strip_regions(written if written.startswith(tuple(tables.HAN_REGIONS)) else rest)
    trade = ""
    for word in sorted(tables.HAN_TRADES, key=len, reverse=True):
        if rest.endswith(word) and len(rest) > len(word) + 1:
            rest, trade = rest[: -len(word)], tables.HAN_TRADE_SHORT_FORMS.get(word, word)
            break
    return HanCompany(frozenset(regions), rest, trade, ending, branch, whole)


BRACKETED = re.compile(r"(?<=\w)[(（]([一-鿿]{2,8})[)）](?=\w)")


def place_first(name: str) -> str:
    """The fold of a name with a place in brackets behind its core put first: 宏达（张家口）商贸 is 张家口宏达商贸."""
    found = BRACKETED.search(name)
    place = fold(found.group(1)) if found else ""
    known = {place, place.rstrip(REGION_TAILS)} & set(tables.HAN_REGIONS)
    return fold(place + name[: found.start()] + name[found.end() :]) if known else fold(name)


def strip_regions(text: str) -> tuple[str, list[str]]:
    """Take regions off the head, and one out of brackets that folding opened (华为北京公司)."""
    found = []
    moved = True
    while moved:
        moved = False
        for region in tables.HAN_REGIONS:
            if text.startswith(region) and len(text) > len(region) + 1:
                text, moved = text[len(region) :], True
                if region not in ("中国", "中华", "全国"):
                    found.append(region)
                if len(text) > 2 and text[0] in REGION_TAILS:
                    text = text[1:]
                break
    for region in tables.HAN_REGIONS:
        if text.endswith(region) and len(text) > len(region) + 1:
            text = text[: -len(region)]
            found.append(region)
            break
    return text, found


def split_branch(text: str) -> tuple[str, str]:
    """中国工商银行股份有限公司张家口市分行 -> 中国工商银行股份有限公司, 张家口分行; 工行海淀支行 -> 工行, 海淀支行."""
    for mark in ("银行", "公司", "信用社", "保险"):
        cut = text.find(mark)
        if cut > 0 and cut + len(mark) < len(text):
            cut += len(mark)
            ending = next((e for e in plain_endings() if text.startswith(e, cut)), "")
            cut += len(ending) if len(text) > cut + len(ending) else 0
            return text[:cut], plain_branch(text[cut:])
    short = next((s for s in tables.HAN_SHORT_FORMS if text.startswith(s) and len(text) > len(s) + 2), "")
    return (short, plain_branch(text[len(short) :])) if short else (text, "")


@cache
def plain_endings() -> tuple[str, ...]:
    """Legal endings as folded names have them, longest first."""
    return tuple(e.replace("(", "").replace(")", "") for e in tables.HAN_ENDINGS)


def plain_branch(branch: str) -> str:
    """A branch without the words 省 and 市 behind its region: 北京市分行 is 北京分行."""
    for region in tables.HAN_REGIONS:
        if branch.startswith(region) and branch[len(region) : len(region) + 1] in ("省", "市"):
            return region + plain_branch(branch[len(region) + 1 :])
        if branch.startswith(region):
            return region + plain_branch(branch[len(region) :])
    return branch


def full_core(company: HanCompany) -> str:
    """The core with its trade, short forms written out."""
    core = company.core + company.trade
    return tables.HAN_SHORT_FORMS.get(core, tables.HAN_SHORT_FORMS.get(company.whole, core))


def observe(name1: str, name2: str):
    if not (is_han_like(name1) and is_han_like(name2)):
        return
    a, b = parse(name1), parse(name2)
    one, two = full_core(a), full_core(b)
    if a.whole == b.whole:
        yield [Observation("company.same", 1.0)]
        return
    common = place_losses(a, b) + ending_losses(a, b)
    if one == two:
        yield [Observation("hancompany.core", 1.0, one), *common]
    elif a.core == b.core and len(a.core) > 1:
        silent = not a.trade or not b.trade
        kind = "hancompany.trade-silent" if silent else "hancompany.trade"
        generic = [Observation("hancompany.short-core", 1.0)] if len(a.core) < 2 or is_region(a.core) else []
        yield [
            Observation("hancompany.core", 1.0, a.core),
            Observation(kind, 1.0, f"{a.trade}/{b.trade}"),
            *generic,
            *common,
        ]
    elif len(a.core) == len(b.core) and len(a.core) > 1:
        yield core_observations(a, b) + common
    if abbreviates(a, b) or abbreviates(b, a):
        yield [Observation("hancompany.short-form", 1.0, f"{a.whole}/{b.whole}"), *place_losses(a, b)]


def is_han_like(name: str) -> bool:
    folded = fold(name)
    return sum(map(is_han, folded)) * 2 > len(folded)


def is_region(core: str) -> bool:
    return core in tables.HAN_REGIONS


def core_observations(a: HanCompany, b: HanCompany) -> list[Observation]:
    """Cores of one length, character on character."""
    one = [han.Unit(c, han.readings(c)) for c in a.core]
    two = [han.Unit(c, han.readings(c)) for c in b.core]
    seen = [Observation("hancompany.core", 1.0, f"{a.core}/{b.core}")]
    for x, y in zip(one, two, strict=True):
        relation = han.relation(x, y)
        if relation != han.SAME:
            kind = (
                "other"
                if relation in (han.OTHER, han.RESEMBLING)
                else "look-alike"
                if relation == han.LOOK_ALIKE
                else "sound"
            )
            strength = 1.0 if kind == "other" else 2.4 / (len(one) + 0.4)
            seen.append(Observation(f"hancompany.core.{kind}", strength, f"{x.char}/{y.char}"))
    if a.trade != b.trade:
        silent = not a.trade or not b.trade
        seen.append(
            Observation("hancompany.trade-silent" if silent else "hancompany.trade", 1.0, f"{a.trade}/{b.trade}")
        )
    return seen


def place_losses(a: HanCompany, b: HanCompany) -> list[Observation]:
    seen = []
    if a.branch != b.branch:
        seen.append(Observation("hancompany.branch", branch_loss(a.branch, b.branch), f"{a.branch}/{b.branch}"))
    if a.regions and b.regions and not (a.regions <= b.regions or b.regions <= a.regions):
        seen.append(
            Observation("hancompany.region", 1.0, f"{'/'.join(sorted(a.regions))} ≠ {'/'.join(sorted(b.regions))}")
        )
    elif bool(a.regions) != bool(b.regions):
        seen.append(Observation("hancompany.region-silent", 1.0, "/".join(sorted(a.regions | b.regions))))
    return seen


def branch_loss(one: str, two: str) -> float:
    """Another branch, a branch beside the whole house, or the same branch named with and without its city."""
    if not (one and two):
        return 0.8
    long, short = sorted((one, two), key=len, reverse=True)
    return 0.15 if long.endswith(short) and long[: -len(short)] in tables.HAN_REGIONS else 1.0


def ending_losses(a: HanCompany, b: HanCompany) -> list[Observation]:
    if a.ending == b.ending:
        return []
    if not a.ending or not b.ending:
        return [Observation("hancompany.ending-silent", 1.0, a.ending or b.ending)]
    plain = "有限公司", "有限责任公司"
    if a.ending in plain and b.ending in plain:
        return [Observation("hancompany.ending-silent", 0.5, f"{a.ending}/{b.ending}")]
    if a.ending in b.ending or b.ending in a.ending:
        return [Observation("hancompany.ending-silent", 1.5, f"{a.ending}/{b.ending}")]
    return [Observation("hancompany.ending", 1.0, f"{a.ending}/{b.ending}")]


def abbreviates(short: HanCompany, full: HanCompany) -> bool:
    """Whether every character of a short name, in order, begins a piece of the full one: 农发行, 宝武."""
    letters, text = short.whole, full.whole
    if tables.HAN_SHORT_FORMS.get(letters, "") not in text:
        return False  # the short form of another house: 中石油 is not 中国石油化工
    if not 2 <= len(letters) <= 4 or len(text) < len(letters) * 2 or short.ending:
        return False
    place = -1
    for char in letters:
        place = text.find(char, place + 1)
        if place < 0:
            return False
    starts = full.core[:1] == letters[0] or text[0] == letters[0]
    return starts and OSA.distance(letters, text) == len(text) - len(letters)
