"""Which days of a line are wanted and which are held, as one bit per day."""

from dataclasses import dataclass

import numpy as np

from anbao.engines.coverage.problem import Problem
from anbao.engines.coverage.rules import NOBODY, wanted

WORD = 64
#: [n] the n lowest bits
LOWEST = np.array([(1 << n) - 1 for n in range(WORD + 1)], dtype=np.uint64)


@dataclass(frozen=True)
class LineBits:
    """Bit ``d % 64`` of word ``d // 64`` is day d; arrays are (lines, words), line = place * measures + measure."""

    wanted_words: np.ndarray
    held_words: np.ndarray
    days: int

    def wanted(self, lines: slice) -> np.ndarray:
        return days_of(self.wanted_words[lines], self.days)

    def held(self, lines: slice) -> np.ndarray:
        return days_of(self.held_words[lines], self.days)


def days_of(words: np.ndarray, days: int) -> np.ndarray:
    """(lines, words) of bits -> (lines, days) of bool."""
    octets = words.astype("<u8", copy=False).view(np.uint8)
    return np.unpackbits(octets, axis=1, count=days, bitorder="little").view(np.bool_)


def words_of(days: np.ndarray) -> np.ndarray:
    """(lines, days) of bool -> (lines, words) of bits."""
    lines, count = days.shape
    padded = np.zeros((lines, -(-count // WORD) * WORD), dtype=np.bool_)
    padded[:, :count] = days
    return np.packbits(padded, axis=1, bitorder="little").view("<u8")


def interval(first_day, last_day, word: int) -> np.ndarray:
    """The bits of that word between two days, both included; none where last is before first."""
    start = word * WORD
    until = LOWEST[np.clip(last_day + np.int32(1 - start), 0, WORD)]
    return until & ~LOWEST[np.clip(first_day - np.int32(start), 0, WORD)]


def line_bits(problem: Problem) -> LineBits:
    """Rules 4 and 5 for all lines."""
    duties, (places, measures, days) = problem.duties, problem.shape
    line = duties.place.astype(np.intp) * measures + duties.measure
    first = np.full(places * measures, days, dtype=np.int32)  # ufunc.at has a fast loop for 32 bits, not for 16
    last = np.full(places * measures, -1, dtype=np.int32)
    np.minimum.at(first, line, duties.first_day.astype(np.int32))
    np.maximum.at(last, line, duties.last_day.astype(np.int32))
    held = np.zeros((places * measures, -(-days // WORD)), dtype=np.uint64)
    between = np.empty_like(held)
    named = duties.person != NOBODY
    for word in range(held.shape[1]):
        bits = interval(duties.first_day, duties.last_day, word) * named
        np.bitwise_or.at(held[:, word], line, bits)
        between[:, word] = interval(first, last, word)
    by_cadence = words_of(problem.cadence)
    between &= np.tile(by_cadence, (places, 1))
    return LineBits(between, held, days)


def line_days(problem: Problem, measure: int, duties: list[tuple]) -> tuple[np.ndarray, np.ndarray]:
    """(wanted, held) of one line, bool per day, from its duties as (place, measure, first_day, last_day, person)."""
    held = np.zeros(problem.days, dtype=np.bool_)
    for _, _, first_day, last_day, person in duties:
        if person != NOBODY:
            held[first_day : last_day + 1] = True
    first = min((duty[2] for duty in duties), default=problem.days)
    last = max((duty[3] for duty in duties), default=-1)
    return wanted(problem.cadence[measure], first, last), held
