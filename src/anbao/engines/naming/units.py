"""Forms of many names as arrays: characters, readings, dialect classes, and their sound and shape keys."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from pypinyin.constants import PINYIN_DICT

from anbao.engines.naming import chinese, han
from anbao.engines.naming.arrays import U64, matrix, mix, powers
from anbao.engines.naming.chinese import SHORT, Form
from anbao.engines.naming.han_tables import COMMON_SURNAMES
from anbao.engines.naming.romanised import syllables
from anbao.engines.naming.text import PLAIN_HAN, simplified_table

#: the blocks of Han characters in Unicode, with what lies between them
FIRST, LAST = 0x3400, 0x323AF
SYSTEMS = ("han", "pinyin", "wade", "southern", "korean", "vietnamese", "minority")


@cache
def syllable_numbers() -> dict[str, int]:
    """Syllable -> number from 1; also the odd readings of the dictionary."""
    known = set(syllables()) | {r for char in known_chars() for r in han.readings(char)}
    return {s: n for n, s in enumerate(sorted(known), 1)}


@cache
def dialect_numbers() -> np.ndarray:
    """Syllable number -> number of its dialect class."""
    classes = {c: n for n, c in enumerate(sorted({han.dialect(s) for s in syllable_numbers()}), 1)}
    table = np.zeros(len(syllable_numbers()) + 1, np.int16)
    for syllable, number in syllable_numbers().items():
        table[number] = classes[han.dialect(syllable)]
    return table


@cache
def known_chars() -> tuple[str, ...]:
    """The characters that have a reading, or a simplified form that has one."""
    folded = {ord(simple) for simple in simplified_table().values()}
    return tuple(chr(c) for c in sorted(PINYIN_DICT.keys() | folded) if FIRST <= c <= LAST)


def numbers_of(readings: tuple[str, ...]) -> list[int]:
    found = [syllable_numbers().get(r, 0) for r in readings]
    return found + [0] * (han.MAX_READINGS - len(found))


@dataclass(frozen=True)
class CharTables:
    """By character (from FIRST): readings, readings as a surname, first reading with tone, shape class, commonness, crowd."""

    readings: np.ndarray
    surname: np.ndarray
    toned: np.ndarray
    shape: np.ndarray
    common: np.ndarray
    crowd: np.ndarray


@cache
def char_tables() -> CharTables:
    room = LAST - FIRST + 1
    readings, surname = (np.zeros((room, han.MAX_READINGS), np.int16) for _ in range(2))
    toned, shape = np.zeros(room, np.int32), np.arange(FIRST, LAST + 1, dtype=np.uint32)
    common, crowd = np.zeros(room, bool), np.zeros(room, np.int8)
    tones: dict[str, int] = {}
    for char in known_chars():
        place = ord(char) - FIRST
        readings[place], surname[place] = numbers_of(han.readings(char)), numbers_of(han.surname_readings(char))
        said = han.toned_readings(char)
        crowd[place] = han.crowd(char)
        toned[place] = tones.setdefault(said[0], len(tones) + 1) if said else 0
    for char in han.look_alike_groups().keys() | han.transcription_groups().keys():
        shape[ord(char) - FIRST] = ord(han.shape(char))
    common[[ord(char) - FIRST for char in COMMON_SURNAMES]] = True
    return CharTables(readings, surname, toned, shape, common, crowd)


@dataclass(frozen=True)
class Forms:
    """Rows of forms of at most ``SHORT`` units. ``owner`` is the number of the name a row belongs to."""

    owner: np.ndarray
    chars: np.ndarray
    readings: np.ndarray
    size: np.ndarray
    surname: np.ndarray
    system: np.ndarray
    swapped: np.ndarray

    def take(self, rows: np.ndarray) -> "Forms":
        return Forms(*(getattr(self, f)[rows] for f in self.__dataclass_fields__))


def build(names: list[str], folds: list[str], owners: list[int]) -> Forms:
    """Forms of names; a plain Han name with a one-character surname takes the fast way."""
    fast, slow = [], []
    compound = set(han.compound_surnames())
    for i, (name, folded) in enumerate(zip(names, folds, strict=True)):
        size = len(folded)
        if PLAIN_HAN.match(name) and PLAIN_HAN.match(folded) and 2 <= size <= SHORT and folded[:2] not in compound:
            (slow if size == SHORT and (folded in compound or chinese.HONORIFICS.search(folded)) else fast).append(i)
        elif size <= 40:
            slow.append(i)
    rows = [plain_forms([folds[i] for i in fast], np.array([owners[i] for i in fast], np.int64))]
    found = [(owners[i], f) for i in slow for f in chinese.forms(names[i]) if 1 < len(f.units) <= SHORT and in_table(f)]
    turned = (i for i in fast if chinese.turnable(folds[i]))
    found += [(owners[i], f) for i in turned for f in chinese.forms(names[i]) if f.swapped and in_table(f)]
    rows.append(listed_forms(found))
    return Forms(*(np.concatenate([getattr(r, f) for r in rows]) for f in Forms.__dataclass_fields__))


def in_table(form: Form) -> bool:
    """Whether the arrays know every character; names with rarer ones are judged one by one."""
    return all(not u.char or FIRST <= ord(u.char) <= LAST for u in form.units)


def plain_forms(folds: list[str], owners: np.ndarray) -> Forms:
    chars = matrix(folds, SHORT).copy() if folds else np.zeros((0, SHORT), np.uint32)
    rows = len(folds)
    inside = chars != 0
    index = np.where(inside, chars - FIRST, 0)
    readings = char_tables().readings[index] * inside[:, :, None]
    readings[:, 0] = char_tables().surname[index[:, 0]]
    size = inside.sum(axis=1).astype(np.int8)
    surname = (size < SHORT).astype(np.int8)
    zeros = np.zeros(rows, np.int8)
    return Forms(owners, chars, readings.astype(np.int16), size, surname, zeros, zeros)


def listed_forms(found: list[tuple[int, Form]]) -> Forms:
    chars = np.zeros((len(found), SHORT), np.uint32)
    readings = np.zeros((len(found), SHORT, han.MAX_READINGS), np.int16)
    for row, (_, form) in enumerate(found):
        for place, unit in enumerate(form.units):
            chars[row, place] = ord(unit.char) if unit.char else 0
            readings[row, place] = numbers_of(unit.readings)
    return Forms(
        np.array([o for o, _ in found], np.int64),
        chars,
        readings,
        np.array([len(f.units) for _, f in found], np.int8),
        np.array([f.surname for _, f in found], np.int8),
        np.array([SYSTEMS.index(f.system) for _, f in found], np.int8),
        np.array([f.swapped for _, f in found], np.int8),
    )


def sound_keys(forms: Forms) -> tuple[np.ndarray, np.ndarray]:
    """A key for every choice of readings, by dialect class: forms that may sound alike share one."""
    classes = dialect_numbers()[forms.readings]
    for one in range(1, han.MAX_READINGS):
        for two in range(one):
            classes[:, :, one][classes[:, :, one] == classes[:, :, two]] = 0
    power = powers(SHORT)
    rows, keys = np.arange(len(forms.owner)), mix(forms.size.astype(U64))
    for place in range(SHORT):
        ended = forms.size[rows] <= place
        new_rows, new_keys = [rows[ended]], [keys[ended]]
        for choice in range(han.MAX_READINGS):
            found = classes[rows, place, choice]
            there = (found > 0) & ~ended
            new_rows.append(rows[there])
            new_keys.append(keys[there] + mix(found[there].astype(U64)) * power[place])
        rows, keys = np.concatenate(new_rows), np.concatenate(new_keys)
    return keys, rows


def shape_keys(forms: Forms) -> tuple[np.ndarray, np.ndarray]:
    """One key for each form written in Han, by shape class."""
    rows = np.flatnonzero((forms.system == 0) & (forms.chars[:, 0] > 0))
    chars = forms.chars[rows]
    shapes = np.where(chars > 0, char_tables().shape[np.where(chars > 0, chars - FIRST, 0)], 0)
    return (mix(shapes.astype(U64)) * powers(SHORT)).sum(axis=1, dtype=U64), rows
