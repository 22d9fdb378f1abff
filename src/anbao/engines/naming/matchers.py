"""The versions of the matcher: what each looks at and the table by which it weighs that.

A version never changes once decisions were made with it; a better one gets a new id beside it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from anbao.engines.naming import (
    chinese,
    chinese_company,
    company,
    company_translated,
    person,
    pinyin_names,
    romanised,
    spellings_foreign,
)
from anbao.engines.naming.evidence import Feature, Observation, Score, weigh
from anbao.engines.naming.feature_tables import FEATURES_1, FEATURES_2, FEATURES_3
from anbao.engines.naming.text import PLAIN_HAN, dotted, fold, has_han, spelled
from anbao.engines.naming.western_tables import TRANSCRIBED

PERSON, COMPANY, VESSEL, EITHER = "person", "company", "vessel", "either"
#: schema words of lists and of FollowTheMoney -> the kind of comparison
KINDS = {
    word: kind
    for kind, words in (
        (PERSON, "person 人员 自然人 个人"),
        (COMPANY, "company organization organisation publicbody asset security 单位 企业 公司 机构 组织"),
        (VESSEL, "vessel airplane vehicle 船舶 飞机 车辆"),
        (
            EITHER,
            "legalentity thing address position event bankaccount cryptowallet realestate document 地址 主体 其他",
        ),
    )
    for word in words.split()
} | {"": EITHER}
#: no later observer can add to a score this high
CERTAIN = 0.99


class UnknownMatcher(ValueError):
    """A version or schema that the registry does not hold."""


@dataclass(frozen=True)
class Matcher:
    """A version: its features and the observers that feed them, by kind of name."""

    id: str
    features: dict[str, Feature]
    observers: dict[str, tuple[Callable[[str, str], Iterable[list[Observation]]], ...]]

    def compare(self, name1: str, name2: str, kind: str = PERSON) -> Score:
        """The best score that any way of laying the names on one another earns."""
        best = Score(0.0)
        one, two = sorted((name1, name2))  # ties between ways of laying must not depend on who asks
        observers = self.observers[kind]
        if observers in (PEOPLE_2, PEOPLE_3) and PLAIN_HAN.match(one) and PLAIN_HAN.match(two):
            observers = PLAIN_PEOPLE
        for observer in observers:
            for observations in observer(one, two):
                found = weigh(self.features, observations)
                if found.value > best.value:
                    best = found
            if best.value >= CERTAIN:
                break
        return best


def equal(name1: str, name2: str):
    one, two = fold(name1), fold(name2)
    if one and one == two:
        script = [] if name1 == name2 else [Observation("name.dress", 1.0)]
        yield [Observation("name.same", 1.0), *script]


def strings(name1: str, name2: str):
    one, two = fold(name1), fold(name2)
    if one and two:
        yield [Observation("name.ratio", Indel.normalized_similarity(one, two))]


def latin_person(name1: str, name2: str, transcribed: dict[str, str] = TRANSCRIBED):
    """Word on word; Chinese names, in characters or in pinyin, are judged by their syllables instead."""
    if not (has_han(name1) or has_han(name2)):
        told = list(pinyin_names.observe(name1, name2))
        yield from told or person.observe(name1, name2)
    elif not (has_han(name1) and has_han(name2)):
        native, other = (name1, name2) if has_han(name1) else (name2, name1)
        if (len(fold(native)) > chinese.SHORT or dotted(native)) and not romanised.parse(spelled(other)):
            yield from person.observe(name1, name2, transcribed)


def foreign_person(name1: str, name2: str):
    """``latin_person`` that also knows foreign surnames by their usual characters."""
    if has_han(name1) != has_han(name2):
        yield from person.observe_surname(name1, name2)
    yield from latin_person(name1, name2, spellings_foreign.spellings())


def latin_company(name1: str, name2: str):
    if not (has_han(name1) and has_han(name2)):
        yield from company.observe(name1, name2)


def vessel(name1: str, name2: str):
    yield from company.observe(name1, name2, vessel=True)


HAN_PERSON = (chinese.observe_forms, chinese.observe_parts, chinese.observe_respelled)
#: the observers of people by version, and those of them that have anything to say of two names written in Han without breaks
PEOPLE_2 = (equal, *HAN_PERSON, latin_person)
PLAIN_PEOPLE = (equal, chinese.observe_forms)
PEOPLE_3 = (equal, *HAN_PERSON, foreign_person)

OBSERVERS_2 = {
    PERSON: PEOPLE_2,
    COMPANY: (equal, chinese_company.observe, company_translated.observe, latin_company),
    VESSEL: (equal, vessel),
    EITHER: (equal, *HAN_PERSON, chinese_company.observe, company_translated.observe, latin_person, latin_company),
}
OBSERVERS_3 = OBSERVERS_2 | {
    PERSON: PEOPLE_3,
    EITHER: tuple(foreign_person if one is latin_person else one for one in OBSERVERS_2[EITHER]),
}

registry: dict[str, Matcher] = {
    m.id: m
    for m in (
        Matcher("names-1", FEATURES_1, dict.fromkeys((PERSON, COMPANY, VESSEL, EITHER), (equal, strings))),
        Matcher("names-2", FEATURES_2, OBSERVERS_2),
        Matcher("names-3", FEATURES_3, OBSERVERS_3),
    )
}
CURRENT = "names-3"


def matcher(version: str = CURRENT) -> Matcher:
    if version not in registry:
        raise UnknownMatcher(f"no matcher {version!r}; there are {', '.join(registry)}")
    return registry[version]


@lru_cache(maxsize=1024)
def kind_of(schema: str) -> str:
    """The kind of comparison that a schema word asks for."""
    try:
        return KINDS[schema.strip().lower()]
    except KeyError:
        raise UnknownMatcher(f"schema {schema!r} is not known; there are {', '.join(k for k in KINDS if k)}") from None


def compare(name1: str, name2: str, schema: str = "Person", version: str = CURRENT) -> Score:
    """Score a pair of names. Raises UnknownMatcher for an unknown schema or version."""
    return matcher(version).compare(name1, name2, kind_of(schema))
