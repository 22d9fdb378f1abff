"""Readings of Chinese characters and the relation of two units.

A unit is ``(char, readings)``: one character with its toneless readings, or ``("", readings)`` for a syllable of a
romanised name. ü is written v inside readings.
"""

import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from pypinyin.constants import PINYIN_DICT

from anbao.engines.naming import han_tables
from anbao.engines.naming.text import simplified_table

MAX_READINGS = 4
#: a sound that more everyday characters than these have is shared by some, by many, by a crowd
CROWDED = (2, 5, 9)


class Unit(NamedTuple):
    char: str
    readings: tuple[str, ...]


class SurnameSplit(NamedTuple):
    surname: str
    given: str


TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))


def toneless(reading: str) -> str:
    """lǜ -> lv: tone marks off, ü to v."""
    bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", reading).translate(TONES))
    return bare.replace("ü", "v").replace("ê", "e")


@cache
def toned_readings(char: str) -> tuple[str, ...]:
    return tuple(PINYIN_DICT.get(ord(char), "").split(",")) if ord(char) in PINYIN_DICT else ()


@cache
def table_of_readings(text: str) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for row in text.split("|"):
        if row.strip():
            head, *rest = row.split()
            table[head] = table.get(head, ()) + tuple(rest)
    return table


@cache
def readings(char: str) -> tuple[str, ...]:
    """Toneless readings, the commonest first, at most ``MAX_READINGS``; those of traditional forms come last.

    乾 is read qián and folds to 干, read gān: without the former's reading names in two scripts would part by sound.
    """
    own = tuple(dict.fromkeys(toneless(r) for r in toned_readings(char)))
    forms = (toneless(r) for old in traditional_forms().get(char, ()) for r in toned_readings(old)[:1])
    more = tuple(dict.fromkeys(r for r in forms if r not in own[: MAX_READINGS - 1]))[: MAX_READINGS - 1]
    return (own[: MAX_READINGS - len(more)] + more)[:MAX_READINGS]


@cache
def traditional_forms() -> dict[str, tuple[str, ...]]:
    """Simplified character -> the characters that fold to it."""
    found: dict[str, tuple[str, ...]] = {}
    for code, simple in simplified_table().items():
        found[simple] = (*found.get(simple, ()), chr(code))
    return found


@cache
def surname_readings(char: str) -> tuple[str, ...]:
    """The readings of a one-character surname: family readings first, dictionary readings after."""
    first = table_of_readings(han_tables.SURNAME_READINGS).get(char, ())
    second = table_of_readings(han_tables.SECOND_SURNAME_READINGS).get(char, ())
    return tuple(dict.fromkeys(first + second + readings(char)))[:MAX_READINGS]


@cache
def family_readings(char: str) -> tuple[str, ...]:
    """Only what families say: the documented surname readings, or else the first dictionary reading."""
    first = table_of_readings(han_tables.SURNAME_READINGS).get(char, ())
    second = table_of_readings(han_tables.SECOND_SURNAME_READINGS).get(char, ())
    return first + second or readings(char)[:1]


@cache
def compound_surnames() -> dict[str, tuple[str, ...]]:
    """Compound surname -> its syllables where the dictionary misleads, else ()."""
    table = {}
    for item in han_tables.COMPOUND_SURNAMES:
        name, _, reading = item.rstrip(")").partition("(")
        table[name] = tuple(SPECIAL_SPLITS[reading]) if reading else ()
    return table


SPECIAL_SPLITS = {
    "moqi": ("mo", "qi"),
    "yuchi": ("yu", "chi"),
    "tantai": ("tan", "tai"),
    "zhangsun": ("zhang", "sun"),
    "yuezheng": ("yue", "zheng"),
}


@lru_cache(maxsize=65536)
def split(name: str) -> SurnameSplit:
    """Surname and given name of a folded Han name (the longest compound surname wins)."""
    for size in (4, 2):
        if len(name) > size and name[:size] in compound_surnames():
            return SurnameSplit(name[:size], name[size:])
    return SurnameSplit(name[:1], name[1:])


def units(name: str) -> tuple[Unit, ...]:
    """A folded Han name as units, the surname in its surname readings."""
    surname, given = split(name)
    if len(surname) == 1:
        head = (Unit(surname, surname_readings(surname)),)
    else:
        fixed = compound_surnames()[surname]
        head = tuple(
            Unit(c, tuple(dict.fromkeys(fixed[i : i + 1] + readings(c)))[:MAX_READINGS]) for i, c in enumerate(surname)
        )
    return head + tuple(Unit(c, readings(c)) for c in given)


@cache
def dialect(syllable: str) -> str:
    """The class of syllables that dialects and typists mix: zhang, zang and zan are one."""
    for initial in ("zh", "ch", "sh", "l"):
        if syllable.startswith(initial):
            syllable = han_tables.DIALECT_INITIALS[initial] + syllable[len(initial) :]
            break
    for final in ("iang", "uang", "ang", "eng", "ing"):
        if syllable.endswith(final):
            return syllable[: -len(final)] + han_tables.DIALECT_FINALS[final]
    return "nu" if syllable == "nv" else syllable


@cache
def look_alike_groups() -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for group in han_tables.LOOK_ALIKES:
        for char in group:
            groups.setdefault(char, set()).update(set(group) - {char})
    return {char: frozenset(others) for char, others in groups.items()}


@cache
def pairs_of(table: str) -> frozenset[tuple[str, str]]:
    """The pairs of a table of ``han_tables``, both ways round."""
    pairs = [tuple(pair) for pair in getattr(han_tables, table)]
    return frozenset(pairs + [(b, a) for a, b in pairs])


@cache
def transcription_groups() -> dict[str, frozenset[str]]:
    return {char: frozenset(group) - {char} for group in han_tables.TRANSCRIPTIONS for char in group}


@cache
def shape(char: str) -> str:
    """One representative for every chain of look-alikes and transcriptions, so that they meet under one key."""
    seen, todo = {char}, [char]
    while todo:
        here = todo.pop()
        for other in look_alike_groups().get(here, frozenset()) | transcription_groups().get(here, frozenset()):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return min(seen)


#: how two units stand to each other, strongest first; the number is the code used in bulk arrays
RELATIONS = (
    "same",
    "variant",
    "homophone",
    "sound",
    "syllable",
    "reading",
    "look-alike",
    "near",
    "resembling",
    "other",
)
SAME, VARIANT, HOMOPHONE, SOUND, SYLLABLE, READING, LOOK_ALIKE, NEAR, RESEMBLING, OTHER = range(len(RELATIONS))


def relation(a: Unit, b: Unit) -> int:
    """The strongest relation of two units.

    same: one character; variant: one surname written two ways; homophone: first readings agree with the tone; sound: first readings agree without it;
    syllable: a romanised syllable that is the other's first reading; reading: some reading is shared;
    look-alike: written alike; near: readings that dialects mix or
    characters that transcriptions use by turns; resembling: alike at a glance only; other: none of these.
    """
    if a.char and a.char == b.char:
        return SAME
    if (a.char, b.char) in pairs_of("SURNAME_VARIANTS"):
        return VARIANT
    resembling = (a.char, b.char) in pairs_of("RESEMBLING")
    if a.char and b.char and not resembling and a.char in look_alike_groups().get(b.char, ()):
        return HOMOPHONE if shared_tone(a.char, b.char) else LOOK_ALIKE
    if a.readings and b.readings:
        if a.char and b.char and a.readings[0] == b.readings[0]:
            return HOMOPHONE if shared_tone(a.char, b.char) else SOUND
        if not (a.char and b.char) and set(leading(a)) & set(leading(b)):
            return SYLLABLE
        if set(a.readings) & set(b.readings):
            return READING
        if {dialect(r) for r in a.readings} & {dialect(r) for r in b.readings}:
            return NEAR
    if a.char and b.char in transcription_groups().get(a.char, ()):
        return NEAR
    return RESEMBLING if resembling else OTHER


def leading(unit: Unit) -> tuple[str, ...]:
    """What a romanisation of the unit would be expected to say: all readings of a syllable, a character's first."""
    return unit.readings[:1] if unit.char else unit.readings


def shared_tone(a: str, b: str) -> bool:
    one, two = toned_readings(a), toned_readings(b)
    return bool(one and two and one[0] == two[0])


@cache
def crowds() -> dict[str, int]:
    """First reading with its tone -> how many everyday characters (the first level of GB 2312) are read so."""
    counts: dict[str, int] = {}
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            char = bytes((high, low)).decode("gb2312", "ignore")
            for said in toned_readings(char)[:1] if char else ():
                counts[said] = counts.get(said, 0) + 1
    return counts


def crowd(char: str) -> int:
    """How many characters share a character's sound: 0 few, 3 a crowd."""
    said = toned_readings(char)
    return sum(crowds().get(said[0], 0) > least for least in CROWDED) if said else 0
