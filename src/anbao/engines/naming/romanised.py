"""Romanised Chinese names: pinyin (with every way to write ü), Wade-Giles, the spellings of the south, Korea, Vietnam,
and the usual spellings of Tibetan and Uyghur names.

``parse`` reads Latin letters as syllables and returns each possible form; a form says which system it reads. All
systems lead to Mandarin syllables, so that a name meets its characters and its other spellings under one key.
"""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from anyascii import anyascii
from pypinyin.constants import PINYIN_DICT

from anbao.engines.naming import (
    han,
    spellings_abroad,
    spellings_minority,
    spellings_south,
    spellings_straits,
    taiwan_spellings,
    western,
)
from anbao.engines.naming import romanisation_tables as tables
from anbao.engines.naming.han import MAX_READINGS, Unit, table_of_readings, toneless

MAX_FORMS = 12
#: a spelling of the wide tables may stand for many syllables, so such a name takes more forms of each system
MAX_WIDE_FORMS = 24
MAX_SYLLABLES = 6
#: a lone vowel inside a word is hardly ever a syllable of its own (hsiao is not hsi-a-o)
VOWELS = {"a", "e", "o"}
WORD = re.compile(r"[a-zü:']+")
#: what a second name stands between: Li Xiaolong (Bruce)
BRACKETS = re.compile(r"[()\[\]\"“”]")
#: tones as numbers (Zhang1 Wei3): behind every syllable or nowhere
TONED, TONES = re.compile(r"(?:[a-zü:']+[1-5][\s,\-·•]*){2,}"), re.compile("[1-5]")
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
        for form in {
            spelling,
            spelling.replace("'", ""),
            *tables.WADE_OLD.get(syllable, "").split(),
            *old_wade(syllable, spelling),
        }:
            table.setdefault(form, set()).add(syllable)
    return {k: tuple(sorted(v)) for k, v in table.items()}


def old_wade(syllable: str, spelling: str):
    """How papers before 1950 wrote a syllable: yü for yu, teh for te, hsue for hsueh, and the old ts and s before i (tsien, sien)."""
    plain = spelling.replace("'", "")
    if re.match("[jqxy]u|[nl]v", syllable):
        yield from {form.replace("u", "ü", 1) for form in (spelling, plain)}
    if re.fullmatch("[a-z]*[^aeiouyhg]e|[cs]he", plain):
        yield plain + "h"
    if re.search("[iu]eh$", plain):
        yield plain[:-1]
    if syllable[0] in "jqx" and re.match("(ch|hs)i[aeonu]", plain):
        yield {"ch": "ts", "hs": "s"}[plain[:2]] + plain[2:]


def postal(syllable: str):
    """The palatals as the Post Office wrote them, by their older sound: kiang for jiang, hing for xing."""
    plain = wade(syllable).replace("'", "")
    if syllable[0] in "jqx" and re.match("(ch|hs)[iu]", plain):
        yield {"ch": "k", "hs": "h"}[plain[:2]] + plain[2:]


@cache
def mixed_table() -> dict[str, tuple[str, ...]]:
    """Spelling -> syllables, of everything that old papers and Taiwan's passports mix, Wade-Giles included."""
    table = {spelling: set(found) for spelling, found in wade_spellings().items()}
    for syllable in sorted(syllables()):
        for spelling in (*taiwan_spellings.spellings(syllable), *postal(syllable)):
            if len(spelling) > 1:
                table.setdefault(spelling, set()).add(syllable)
    return {spelling: tuple(sorted(found)) for spelling, found in table.items()}


@cache
def southern_spellings() -> dict[str, tuple[str, ...]]:
    """The everyday spellings of the south, gathered by hand."""
    return merged(tables.CANTONESE, tables.SOUTHERN, tables.POSTAL)


def merged(*texts: str) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for text in texts:
        for spelling, found in table_of_readings(text).items():
            table[spelling] = tuple(dict.fromkeys(table.get(spelling, ()) + found))
    return table


def filled(table: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """A table with the everyday spellings that it lacks: a family's papers may spell the surname in one dialect, the name in another."""
    return southern_spellings() | table


@cache
def systems() -> dict[str, dict[str, tuple[str, ...]]]:
    return {"pinyin": pinyin_spellings(), "wade": wade_spellings(), "southern": southern_spellings()}


@cache
def minority_spellings() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Whole words of Tibetan, Uyghur and Mongolian names -> the syllables of their characters."""
    return spellings_minority.spellings()


@cache
def wide_systems() -> tuple[tuple[str, dict[str, tuple[str, ...]]], ...]:
    """(system, spellings) of whole dialects and neighbours; asked only when a name can't be pinyin."""
    return (
        (
            "southern",
            merged(
                tables.CANTONESE, spellings_straits.CANTONESE, tables.POSTAL, tables.SOUTHERN, spellings_south.CANTONESE
            ),
        ),
        (
            "southern",
            filled(merged(spellings_straits.STRAITS, tables.SOUTHERN, tables.POSTAL, spellings_south.HOKKIEN)),
        ),
        ("southern", filled(merged(spellings_straits.HAKKA))),
        ("korean", merged(spellings_abroad.KOREAN)),
        ("vietnamese", merged(spellings_abroad.VIETNAMESE)),
    )


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
    """All readings of a lower-case name as Chinese syllables, pinyin first; () when it can't be one. Hangul is read
    as Korean.
    """
    text = TONES.sub("", spelled_out) if TONED.fullmatch(spelled_out := bare(spelled)) else spelled_out
    text = BRACKETS.sub(" ", text)
    words = WORD.findall(text)
    if not words or len(words) > 5 or re.search(r"[^a-zü:'\s,\-.·•]", text):
        return ()
    found: dict[tuple, Reading] = {}
    if is_hangul(spelled):
        options = [wide_options(w, "korean", dict(wide_systems())["korean"]) for w in words]
        if all(options):
            add(found, "korean", options)
        return tuple(found.values())[:MAX_WIDE_FORMS]
    for system in systems():
        options = [segment(w.strip("'"), system) or segment(w.replace("'", ""), system) for w in words]
        if all(options):
            add(found, system, options)
    options = [((minority_spellings()[w],) if w in minority_spellings() else ()) for w in words]
    if all(options):
        add(found, "minority", options)
    narrow = tuple(found.values())[:MAX_FORMS]
    if any(reading.system == "pinyin" for reading in narrow) and not any(map(forced, words)):
        return narrow
    return narrow + wide_readings([w.replace("'", "") for w in words], found) or without_given_name(words)


def forced(word: str) -> bool:
    """Whether pinyin reads a word only by a cut before a vowel, where it would write an apostrophe (le'e, te'o, yu'en), though
    other spellings have it for one syllable (lee, teo, yuen)."""
    cuts = segment(word, "pinyin")
    vowels = all(any(piece[0][0] in VOWELS for piece in cut[1:]) for cut in cuts)
    return "'" not in word and bool(cuts) and vowels and any(word in table for table in one_syllable_tables())


@cache
def one_syllable_tables() -> tuple[dict[str, tuple[str, ...]], ...]:
    return (mixed_table(), *(table for _, table in wide_systems()))


def wide_readings(words: list[str], known: dict[tuple, Reading]) -> tuple[Reading, ...]:
    """What old papers, the south, Korea and Vietnam may mean by the words, so many readings of each."""
    readings: tuple[Reading, ...] = ()
    options = [((mixed_table()[w],),) if w in mixed_table() else segment(w, "pinyin") for w in words]
    ways = [("wade", options)] if all(options) else []
    for system, table in wide_systems():
        options = [wide_options(w, system, table) for w in words]
        if all(options) and any(southern_respelled(w, table) in table for w in (words[0], words[-1])):
            ways.append((system, options))
    for system, options in ways:
        found: dict[tuple, Reading] = {}
        add(found, system, options)
        readings += tuple(reading for few, reading in found.items() if few not in known)[:MAX_WIDE_FORMS]
        known |= found
    return readings


def without_given_name(words: list[str]) -> tuple[Reading, ...]:
    """John Lee Ka-chiu, Lee Ka-chiu John, Lee John Ka-chiu: a Western given name beside a whole Chinese one."""
    for place in (0, len(words) - 1, *range(1, len(words) - 1)):
        rest = words[:place] + words[place + 1 :]
        if len(rest) > 1 and western.is_given(words[place]) and (found := parse(" ".join(rest))):
            return found
    return ()


def bare(spelled: str) -> str:
    """Latin letters without marks, but for the two dots of ü; Hangul in the Revised Romanisation, syllable by syllable."""
    if is_hangul(spelled):
        return " ".join(anyascii(char).lower() for char in spelled if char.isalpha())
    text = spelled.replace("’", "'").replace("‘", "'").replace("`", "'")
    if text.isascii():
        return text
    marked = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return re.sub("u[\u0300\u0301\u0304\u030c]?\u0308[\u0300\u0301\u0304\u030c]?|[\u0300-\u036f]", umlaut, marked)


def umlaut(found: re.Match) -> str:
    return "ü" if found.group()[0] == "u" else ""


def is_hangul(name: str) -> bool:
    letters = [char for char in name if char.isalpha()]
    return bool(letters) and all("가" <= char <= "힣" for char in letters)


def add(found: dict[tuple, Reading], system: str, options: list[tuple]) -> None:
    """The readings of words that are cut into syllables, in both orders."""
    for choice in list(product(*options))[:4]:
        for order, swapped in orders(choice):
            syllables_of = [s for piece in order for s in piece]
            if 2 <= len(syllables_of) <= MAX_SYLLABLES:
                for few in product(*(pieces(s) for s in syllables_of)):
                    found.setdefault(few, Reading(tuple(Unit("", s) for s in few), system, swapped))


def pieces(readings: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Readings in runs that a unit can hold."""
    return [readings[i : i + MAX_READINGS] for i in range(0, len(readings), MAX_READINGS)]


def wide_options(word: str, system: str, table: dict[str, tuple[str, ...]]) -> tuple:
    """A word of a wide table, or, in the south, one that is spelt in pinyin or Wade-Giles (Tan Xiaoming)."""
    respelled = southern_respelled(word, table) if system == "southern" else word
    if respelled in table:
        return ((table[respelled],),)
    if system != "southern":
        return ()
    ways = [w for w in (segment(word, "pinyin"), segment(word, "wade")) if w]
    return min(ways, key=lambda cuts: len(cuts[0]), default=())  # nien is one syllable, not ni-en


#: Dutch letters of the Indies, a consonant written twice to keep the vowel short, and Yale's h of the low tones (mihng)
RESPELLED = (
    ("tjh?", "ch"),
    ("dj", "j"),
    ("sj", "sh"),
    ("oe", "u"),
    ("iem$", "im"),
    (r"([bcdfkmnpst])\1$", r"\1"),
    (r"([aeiou])h(?=(ng|[mnptk])?$)", r"\1"),
    ("eui$", "ui"),
)


def southern_respelled(word: str, table: dict[str, tuple[str, ...]]) -> str:
    """A word that the table lacks as its letters are written elsewhere: tjhong -> chong, fatt -> fat."""
    if word in table:
        return word
    for letters, usual in RESPELLED:
        word = re.sub(letters, usual, word)
        if word in table:
            break
    return word


def orders(choice: tuple) -> list[tuple[tuple, bool]]:
    """Surname first as written, then the last word moved to the front (Western order), or the last two where they spell a
    compound surname (Nana Ou-yang)."""
    if len(choice) < 2:
        return [(choice, False)]
    ways = [(choice, False), ((choice[-1], *choice[:-1]), True)]
    if len(choice) > 2 and spells_compound_surname(*choice[-2:]):
        ways.append(((*choice[-2:], *choice[:-2]), True))
    return ways


def spells_compound_surname(first: tuple, last: tuple) -> bool:
    """Whether two words are one syllable each and may be read as a surname of two characters."""
    return len(first) == len(last) == 1 and not compound_readings().isdisjoint(product(first[0], last[0]))


@cache
def compound_readings() -> frozenset[tuple[str, ...]]:
    return frozenset(
        reading
        for surname in han.compound_surnames()
        if len(surname) == 2
        for reading in product(*(unit.readings for unit in han.units(surname + surname)[:2]))
    )
