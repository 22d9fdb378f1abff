"""Words of names in Latin letters (or any script but Han, through its letters): tokens, folds, word likeness."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from anbao.engines.naming import western_tables as tables
from anbao.engines.naming.han import units
from anbao.engines.naming.text import has_han, is_han, latin, spelled

#: two words at least this alike may be one word written twice
ALIKE = 0.65
#: shorter given names are looked up as they are written, not by their sound
SOUNDED = 6
WORD = re.compile(r"[a-z0-9]+")
WORD_WITH_UMLAUT = re.compile(r"[^\W\d_]*[äöü][^\W\d_]*")
DOTTED = re.compile(r"\b(?:[a-z0-9]\.\s?){2,}[a-z0-9]?\b|\b[a-z](?:\.[a-z])+\b\.?")
#: the Arabic article is written as one with its word
ARTICLE = re.compile(r"(?<!\w)\u0627\u0644(?=\w{3})")
ABJAD = re.compile(r"[\u0590-\u08ff\u1780-\u17ff\u0900-\u0dff\u0e00-\u0fff]")


class Likeness(NamedTuple):
    """How alike two words are (0..1) and by which way that was seen."""

    value: float
    way: str


def letters(name: str) -> str:
    """Lower-case ASCII with word breaks; Han pieces become one pinyin word each."""
    text = ARTICLE.sub("al ", spelled(name))
    if has_han(text):
        pieces = re.split(r"[\s·•‧・･]+", text)
        text = " ".join(
            "".join(u.readings[0] if u.readings else "" for u in units(p)) if is_han(p) else p for p in pieces
        )
    ascii_text = latin(text)
    ascii_text = re.sub(r"(?<=[a-z])['`’]s\b", "", ascii_text)
    return re.sub(r"['`’\"]", "", ascii_text)


@lru_cache(maxsize=65536)
def umlauts(name: str) -> dict[str, str]:
    """The words with an umlaut as ``letters`` leaves them -> as a keyboard without umlauts writes them (muller -> mueller)."""
    found = WORD_WITH_UMLAUT.findall(unicodedata.normalize("NFC", spelled(name)))
    return {latin(word): latin(re.sub("[äöü]", lambda letter: latin(letter.group()) + "e", word)) for word in found}


def other_umlaut(a: str, b: str) -> bool:
    """Whether two words, their umlauts written out, differ by one umlaut alone: mueller and moeller are two surnames."""
    differ = [i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
    return (
        len(a) == len(b)
        and len(differ) == 1
        and {a[differ[0]], b[differ[0]]} < set("aou")
        and a[differ[0] + 1 :][:1] == "e"
    )


def words(text: str, *, join_hyphens: bool = False) -> list[str]:
    """Words of ``letters``; dotted capitals close up (A.B.C. -> abc), hyphens part or join as asked."""
    text = DOTTED.sub(lambda m: re.sub(r"[.\s]", "", m.group()) + " ", text)
    if join_hyphens:
        text = re.sub(r"(?<=[a-z0-9])-(?=[a-z0-9])", "", text)
    return WORD.findall(text)


@cache
def name_groups() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, row in enumerate(r for r in tables.GIVEN_NAMES.split("|") if r.strip()):
        for word in latin(row).split():
            groups.setdefault(word, set()).add(number)
    return {k: frozenset(v) for k, v in groups.items()}


@cache
def sounded_groups() -> dict[str, frozenset[int]]:
    """The groups by the sound of their longer names: alyaksandr is aliaksandr."""
    groups: dict[str, frozenset[int]] = {}
    for word, numbers in name_groups().items():
        if len(word) >= SOUNDED:
            groups[sound(word)] = groups.get(sound(word), frozenset()) | numbers
    return groups


def groups_of(word: str) -> frozenset[int]:
    found = name_groups().get(word, frozenset())
    return found or (sounded_groups().get(sound(word), frozenset()) if len(word) >= SOUNDED else found)


@cache
def given_names() -> frozenset[str]:
    return tables.BESIDE_CHINESE | frozenset(tables.TRANSCRIBED.values()) | name_groups().keys()


def is_given(word: str) -> bool:
    """Whether a word is a given name of the tables, as it is written or by its sound."""
    return word in given_names() or bool(groups_of(word))


@cache
def particle_groups() -> dict[str, int]:
    return {w: n for n, row in enumerate(tables.PARTICLE_GROUPS.split("|")) for w in row.split()}


SOUND_RULES = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        ("sch|sh|x|zh|tsch", "s"),
        ("tch|ch|cz|tj", "C"),
        ("ph", "f"),
        ("ck|kh|gh|q|c(?=[aouklrt]|$)", "k"),
        ("ou|oo|w(?=[aeiou])", "u"),
        ("th", "t"),
        ("dh", "d"),
        ("yu|iu", "u"),
        ("ey|ei|ay|ai|iy|yy|ij|ee|ie|y|j(?=$|[^aeiou])", "i"),
        ("w|ff", "v"),
        ("z", "s"),
        (r"(.)\1+", r"\1"),
        ("h$", ""),
        ("(?<=[a-z])h(?=[^aeiou])", ""),
    )
)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """A word without the differences that spelling systems make: Nooristani and Nuristani are one."""
    for pattern, to in SOUND_RULES:
        word = pattern.sub(to, word)
    return word


#: consonants that cross a script as one another
CLASSES = str.maketrans("bdgcqjxzvwr", "ptkkssssffl")


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """Consonant classes only, for names that crossed a script: Barack, Beilake -> plk."""
    word = re.sub(
        "ng", "n", re.sub("kh|gh", "k", re.sub("sh|ch|zh|ts|tz", "s", re.sub("ph", "f", re.sub("th", "t", word))))
    )
    word = re.sub("[aeiouyh]", "", word.translate(CLASSES))
    return re.sub(r"(.)\1+", r"\1", word)


@lru_cache(maxsize=262144)
def likeness(a: str, b: str) -> Likeness:
    """Likeness of two words of a personal name."""
    if a == b:
        return Likeness(1.0, "same")
    if particle_groups().get(a, -1) == particle_groups().get(b, -2):
        return Likeness(0.95, "particle")
    if min(len(a), len(b)) == 1:
        return Likeness(0.75, "initial") if a[0] == b[0] else Likeness(0.0, "other")
    if groups_of(a) & groups_of(b):
        return Likeness(0.93, "given-name")
    best = spelling(a, b)
    if any(c.isdigit() for c in a + b):
        plain = a.translate(tables.LEET) == b.translate(tables.LEET)
        best = max(best, Likeness(0.92, "imitation")) if plain else best
    if len(a) > 3 and a == b[::-1]:
        best = max(best, Likeness(0.82, "reversed"))
    return best


@lru_cache(maxsize=262144)
def spelling(a: str, b: str) -> Likeness:
    """Likeness by edits and by sound alone."""
    longest, edits = max(len(a), len(b)), OSA.distance(a, b)
    if abs(len(a) - len(b)) > 2:
        return Likeness(min(0.6, 1 - edits / longest), "spelling")
    value = 1 - edits / longest
    if longest <= 3:
        value = min(value, 0.6)
    if edits == 1 and longest >= 5:
        value = max(value, 0.86)
    elif edits > 1 and a[0] != b[0] and edits > longest - min(len(a), len(b)):
        value -= 0.1
    best = Likeness(value, "spelling")
    one, two = sound(a), sound(b)
    if one == two and len(one) > 1:
        best = max(best, Likeness(0.92, "sound"))
    elif min(len(one), len(two)) > 3:
        best = max(best, Likeness(0.96 * (1 - OSA.distance(one, two) / max(len(one), len(two))), "sound"))
    return best


@lru_cache(maxsize=65536)
def crossed(name: str) -> bool:
    """Whether vowels were lost or guessed on the way to Latin letters (abjads, Han, kana)."""
    return has_han(name) or bool(ABJAD.search(name))
