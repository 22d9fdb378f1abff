"""Scoring of candidates: short forms in arrays, all other names one by one, the same scores as the pair form."""

from typing import NamedTuple

import numpy as np

from anbao.engines.naming import relations
from anbao.engines.naming.arrays import unique_pairs
from anbao.engines.naming.blocks import Index, Names, Prepared
from anbao.engines.naming.evidence import Score
from anbao.engines.naming.matchers import EITHER, matcher

#: below this floor a short Han name with one unrelated character may count, so the near channel is scored too
NEAR_FLOOR = 0.60
#: names asked at a time: bounds the memory of one batch
BATCH = 4000


class Found(NamedTuple):
    """Parallel arrays: number asked, number on the list, score; ordered by number asked, best first.

    ``told``: the whole score with its reasons, by pair, of pairs that were judged one by one on the way.
    """

    asked: np.ndarray
    entry: np.ndarray
    score: np.ndarray
    told: dict[tuple[int, int], Score]


def search(index: Index, asked: Names, floor: float, version: str) -> Found:
    """Every pair at or above the floor."""
    parts, told = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))], {}
    for start in range(0, len(asked.names), BATCH):
        stop = start + BATCH
        batch = Names(asked.names[start:stop], asked.folds[start:stop], asked.kinds[start:stop])
        found = search_batch(index, Prepared(batch), floor, version)
        parts.append((found.asked + start, found.entry, found.score))
        told |= {(i + start, j): score for (i, j), score in found.told.items()}
    return Found(*(np.concatenate(column) for column in zip(*parts, strict=True)), told)


def search_batch(index: Index, asked: Prepared, floor: float, version: str) -> Found:
    rows = tuple(np.concatenate(column) for column in zip(*index.form_pairs(asked), strict=True))
    by_form, by_word = (way(index, asked, floor, version, rows) for way in (form_scores, word_scores))
    left, right, score = (np.concatenate(column) for column in zip(by_form[:3], by_word[:3], strict=True))
    return best_first(left, right, score, by_word.told)


def best_first(left: np.ndarray, right: np.ndarray, score: np.ndarray, told: dict) -> Found:
    """One row for each pair with its best score, by number asked, then best first."""
    order = np.lexsort((-score, right, left))
    left, right, score = left[order], right[order], score[order]
    first = np.ones(len(left), bool)
    first[1:] = (left[1:] != left[:-1]) | (right[1:] != right[:-1])
    left, right, score = left[first], right[first], score[first]
    order = np.lexsort((right, -score, left))
    return Found(left[order], right[order], score[order], told)


def form_scores(index: Index, asked: Prepared, floor: float, version: str, pairs) -> Found:
    """Scores of short forms that share a sound or shape key, at or above the floor."""
    left, right = pairs
    ours, theirs = asked.forms, index.prepared.forms
    fits = (ours.size[left] == theirs.size[right]) & ((ours.system[left] == 0) | (theirs.system[right] == 0))
    left, right = left[fits], right[fits]
    han_both = (ours.system[left] == 0) & (theirs.system[right] == 0)
    keep = ~han_both
    if han_both.any():
        i, j = left[han_both], right[han_both]
        family = np.maximum(ours.surname[i], theirs.surname[j])
        keep[han_both] = relations.promising(ours.chars[i], theirs.chars[j], ours.size[i], family, floor, version)
    left, right = unique_pairs(left[keep], right[keep])
    score = relations.scores(ours.take(left), theirs.take(right), version) if len(left) else np.empty(0)
    same = (ours.owner[left], theirs.owner[right])
    score = np.where(equal_folds(index, asked, *same, score), dressed(index, asked, *same, score, version), score)
    high = score >= floor
    return Found(same[0][high], same[1][high], score[high], {})


def equal_folds(index: Index, asked: Prepared, left, right, score) -> np.ndarray:
    """Among pairs that score high enough to be equal, those whose folds are."""
    ours, theirs = asked.names.folds, index.prepared.names.folds
    out = np.zeros(len(left), bool)
    for k in np.flatnonzero(score >= 0.9):
        out[k] = ours[left[k]] == theirs[right[k]]
    return out


def dressed(index: Index, asked: Prepared, left, right, score, version: str) -> np.ndarray:
    """Equal folds score by the name's dress alone, as the pair form has it."""
    out = score.copy()
    plain, other = equal_scores(version)
    ours, theirs = asked.names.names, index.prepared.names.names
    for k in np.flatnonzero(score >= 0.9):
        out[k] = max(out[k], plain if ours[left[k]] == theirs[right[k]] else other)
    return out


def equal_scores(version: str) -> tuple[float, float]:
    """The score of one name written twice, and of one name in two dresses."""
    one = matcher(version)
    return one.compare("王", "王").value, one.compare("劉", "刘").value


def word_scores(index: Index, asked: Prepared, floor: float, version: str, rows) -> Found:
    """Scores of the candidates that arrays can't judge: long, Latin and company names, one pair at a time."""
    pairs = [index.keyed_pairs(asked)]
    keys, numbers = asked.near()
    if floor >= NEAR_FLOOR and len(asked.short):
        open_ = ~asked.short[numbers]
        keys, numbers = keys[open_], numbers[open_]
    pairs.append(index.near.meet(keys, numbers))
    pairs.append(latin_rows(index, asked, rows))
    left, right = unique_pairs(np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs]))
    both_short = asked.short[left] & index.prepared.short[right]
    if floor >= NEAR_FLOOR:
        left, right = left[~both_short], right[~both_short]
    return one_by_one(index, asked, floor, version, left, right)


def latin_rows(index: Index, asked: Prepared, pairs) -> tuple[np.ndarray, np.ndarray]:
    """Owners of pairs of romanised rows: equal in sound, but judged as words."""
    left, right = pairs
    both = (asked.forms.system[left] > 0) & (index.prepared.forms.system[right] > 0)
    return asked.forms.owner[left[both]], index.prepared.forms.owner[right[both]]


def one_by_one(index: Index, asked: Prepared, floor: float, version: str, left, right) -> Found:
    judge = matcher(version)
    ours, theirs = asked.names, index.prepared.names
    kept: dict[tuple[int, int], Score] = {}
    for i, j in zip(left.tolist(), right.tolist(), strict=True):
        kind = meeting_kind(ours.kinds[i], theirs.kinds[j])
        if kind:
            score = judge.compare(ours.names[i], theirs.names[j], kind)
            if score.value >= floor:
                kept[i, j] = score
    pairs = np.array(list(kept), np.int64).reshape(-1, 2)
    return Found(pairs[:, 0], pairs[:, 1], np.array([score.value for score in kept.values()], np.float64), kept)


def meeting_kind(a: str, b: str) -> str | None:
    """How names of two kinds are compared; None when they can't be one subject."""
    if a == b or b == EITHER:
        return a
    return b if a == EITHER else None
