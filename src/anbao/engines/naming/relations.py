"""Scores of many pairs of short forms at once: relation codes, and one row of the score table for each combination.

The score itself is asked of the matcher's features, once for every combination of codes that occurs, so the bulk run
cannot say anything else than the pair form.
"""

from functools import lru_cache

import numpy as np

from anbao.engines.naming import han
from anbao.engines.naming.chinese import SHORT, relation_observations
from anbao.engines.naming.evidence import weigh
from anbao.engines.naming.matchers import matcher
from anbao.engines.naming.units import FIRST, SYSTEMS, Forms, char_tables, dialect_numbers

PLACE = 16


@lru_cache(maxsize=4)
def pair_set(kind: str) -> np.ndarray:
    """Sorted packed pairs of characters: look-alikes (but for those that only resemble), transcriptions, or a table's."""
    groups = {"look": han.look_alike_groups, "write": han.transcription_groups}
    pairs = {(a, b) for a, others in groups[kind]().items() for b in others} if kind in groups else han.pairs_of(kind)
    if kind == "look":
        pairs -= han.pairs_of("RESEMBLING")
    return np.array(sorted((ord(a) << 32) | ord(b) for a, b in pairs), np.int64)


def held(packed: np.ndarray, kind: str) -> np.ndarray:
    table = pair_set(kind)
    place = np.minimum(np.searchsorted(table, packed), len(table) - 1)
    return table[place] == packed


def relations_at(a: Forms, b: Forms, place: int) -> np.ndarray:
    """The relation code of the units at one place of paired rows; the mirror of ``han.relation``."""
    x, y = a.chars[:, place], b.chars[:, place]
    code = np.full(len(x), han.SAME, np.int8)
    rest = np.flatnonzero((x == 0) | (x != y))
    code[rest] = differing(x[rest], y[rest], a.readings[rest, place], b.readings[rest, place])
    return code


def differing(x: np.ndarray, y: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Relation codes of units of which no two are the same character; weaker relations are written over."""
    both = (x > 0) & (y > 0)
    packed = (x.astype(np.int64) << 32) | y.astype(np.int64)
    near = (both & held(packed, "write")) | shared(dialect_numbers()[p], dialect_numbers()[q])
    code = np.where(both & held(packed, "RESEMBLING"), han.RESEMBLING, han.OTHER).astype(np.int8)
    code[near] = han.NEAR
    code[shared(p, q)] = han.READING
    mixed = np.flatnonzero(~both)
    if len(mixed):
        one = np.where(x[mixed, None] > 0, first_only(p[mixed]), p[mixed])
        two = np.where(y[mixed, None] > 0, first_only(q[mixed]), q[mixed])
        code[mixed[shared(one, two)]] = han.SYLLABLE
    toned = char_tables().toned
    tone_x, tone_y = toned[np.where(x > 0, x - FIRST, 0)], toned[np.where(y > 0, y - FIRST, 0)]
    tone = both & (tone_x == tone_y) & (tone_x > 0)
    sound = both & (p[:, 0] == q[:, 0]) & (p[:, 0] > 0)
    code[sound] = np.where(tone[sound], han.HOMOPHONE, han.SOUND)
    look = both & held(packed, "look")
    code[look] = np.where(tone[look], han.HOMOPHONE, han.LOOK_ALIKE)
    code[both & held(packed, "SURNAME_VARIANTS")] = han.VARIANT
    return code


def first_only(readings: np.ndarray) -> np.ndarray:
    out = np.zeros_like(readings)
    out[:, 0] = readings[:, 0]
    return out


def shared(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Whether two rows of numbers have one above zero in common."""
    found = np.zeros(len(p), bool)
    others = [column for column in q.T if column.any()]
    for one in p.T:
        if one.any():
            there = one > 0
            for other in others:
                found |= (one == other) & there
    return found


def packed_cases(a: Forms, b: Forms) -> np.ndarray:
    """Everything the score of paired short forms depends on, packed in one number."""
    case, crowd = np.zeros(len(a.owner), np.int64), np.zeros(len(a.owner), np.int64)
    for place in range(SHORT):
        inside = a.size > place
        code = np.zeros(len(a.owner), np.int64)
        code[inside] = relations_at(a.take(inside), b.take(inside), place)
        case = case * PLACE + code
        alike = np.flatnonzero((code == han.HOMOPHONE) & (a.size == 2))
        crowd[alike] = np.maximum(crowd[alike], char_tables().crowd[a.chars[alike, place] - FIRST])
    system = np.maximum(a.system, b.system).astype(np.int64)
    surname = np.where(system == 0, np.maximum(a.surname, b.surname), np.where(a.system == 0, a.surname, b.surname))
    common = char_tables().common
    first = [
        np.where(f.chars[:, 0] > 0, common[np.where(f.chars[:, 0] > 0, f.chars[:, 0] - FIRST, 0)], False)
        for f in (a, b)
    ]
    turned, common = a.swapped != b.swapped, first[0] | first[1]
    for value, room in ((a.size, 8), (surname, 8), (system, 8), (turned, 2), (common, 2), (crowd, 4)):
        case = case * room + value.astype(np.int64)
    return case


def unpack(case: int) -> tuple[tuple[int, ...], int, str, bool, bool, int]:
    case, crowd = divmod(case, 4)
    case, common = divmod(case, 2)
    case, swapped = divmod(case, 2)
    case, system = divmod(case, 8)
    case, surname = divmod(case, 8)
    case, size = divmod(case, 8)
    codes = [(case // PLACE ** (SHORT - 1 - place)) % PLACE for place in range(size)]
    return tuple(codes), min(surname, size - 1), SYSTEMS[system], bool(swapped), bool(common), crowd


@lru_cache(maxsize=65536)
def case_score(case: int, version: str) -> float:
    codes, surname, system, swapped, common, crowd = unpack(case)
    observations = relation_observations(codes, surname, system, swapped, (), common, crowd)
    return weigh(matcher(version).features, observations).value


def scores(a: Forms, b: Forms, version: str) -> np.ndarray:
    """Scores of paired rows (equal sizes, at least one of each pair written in Han)."""
    cases, inverse = np.unique(packed_cases(a, b), return_inverse=True)
    return np.array([case_score(int(c), version) for c in cases], np.float64)[inverse]


@lru_cache(maxsize=256)
def ceilings(size: int, surname: int, version: str) -> np.ndarray:
    """By mask of places where two Han forms have the same character: the most such a pair can score."""
    best = np.zeros(1 << size)
    features = matcher(version).features
    kinds = (han.SAME, han.VARIANT, han.HOMOPHONE, han.SOUND, han.READING, han.LOOK_ALIKE, han.NEAR)
    for mask in range(1 << size):
        others = [max(kinds[1:], key=lambda k, p=p: place_value(size, surname, p, k, version)) for p in range(size)]
        codes = tuple(han.SAME if mask >> p & 1 else others[p] for p in range(size))
        best[mask] = weigh(features, relation_observations(codes, surname, "han", False)).value
    return best


def place_value(size: int, surname: int, place: int, kind: int, version: str) -> float:
    codes = tuple(kind if p == place else han.SAME for p in range(size))
    return weigh(matcher(version).features, relation_observations(codes, surname, "han", False)).value


def promising(
    a_chars: np.ndarray, b_chars: np.ndarray, size: np.ndarray, surname: np.ndarray, floor: float, version: str
) -> np.ndarray:
    """Pairs of Han rows whose ceiling reaches the floor, by their equal characters alone."""
    keep = np.ones(len(size), bool)
    mask = np.zeros(len(size), np.int64)
    for place in range(SHORT):
        mask |= ((a_chars[:, place] == b_chars[:, place]) & (size > place)).astype(np.int64) << place
    for length in range(2, SHORT + 1):
        for family in (0, 1, 2):
            rows = (size == length) & (np.minimum(surname, length - 1) == family)
            if rows.any():
                keep[rows] = ceilings(length, family, version)[mask[rows]] >= floor
    return keep
