"""What blocking promises: no pair at distance one, of one pinyin, or differing only in script is lost."""

import random
from itertools import product

import numpy as np
import pypinyin
import pytest
from rapidfuzz.distance import Levenshtein

from anbao.engines.naming import bulk
from anbao.engines.naming.arrays import Table, key_of, near_keys_of, ramps, unique_pairs
from anbao.engines.naming.blocks import Index, Names, Prepared
from anbao.engines.naming.matchers import CURRENT, PERSON, compare

SURNAMES = "王李张刘陈单曾解查仇区吕欧阳"
SCRIPTS = (("歐陽鋒", "欧阳锋"), ("單雄信", "单雄信"), ("買買提·艾力", "买买提艾力"), ("沈譓", "沈𬤝"))
GIVEN = "伟玮明铭敏晓小笑华骅国建健军君志智文雯长重乐行绿律"


def names_of(seed: int, count: int) -> list[str]:
    rng = random.Random(seed)
    made = [rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2, 3)))) for _ in range(count)]
    made += [
        "歐陽鋒",
        "欧阳锋",
        "買買提·艾力",
        "买买提艾力",
        "阿布都热依木",
        "阿卜都热依木",
        "單雄信",
        "沈譓",
        "王薳",
        "Zhang Wei",
        "Zhang Wej",
        "Shan Xiongxin",
    ]
    return made


@pytest.fixture(scope="module")
def listed() -> Names:
    names = names_of(1, 400)
    return Names.of(names, [PERSON] * len(names))


@pytest.fixture(scope="module")
def index(listed) -> Index:
    return Index(listed)


@pytest.fixture(scope="module")
def asked() -> Names:
    names = names_of(2, 150)
    return Names.of(names, [PERSON] * len(names))


@pytest.fixture(scope="module")
def candidates(index, asked) -> set[tuple[int, int]]:
    left, right = index.candidates(Prepared(asked))
    return set(zip(left.tolist(), right.tolist(), strict=True))


def test_every_pair_at_distance_one_is_a_candidate(index, asked, listed, candidates):
    pairs = product(range(len(asked.names)), range(len(listed.names)))
    wanted = {(i, j) for i, j in pairs if Levenshtein.distance(asked.names[i], listed.names[j], score_cutoff=1) <= 1}
    assert len(wanted) > 300
    assert wanted - candidates == set()


def test_every_pair_of_one_pinyin_is_a_candidate(asked, listed, candidates):
    ours = [pypinyin.lazy_pinyin(n, v_to_u=False) for n in asked.names]
    theirs = [pypinyin.lazy_pinyin(n, v_to_u=False) for n in listed.names]
    wanted = {(i, j) for i, x in enumerate(ours) for j, y in enumerate(theirs) if x == y}
    assert len(wanted) > 30
    assert wanted - candidates == set()


def test_every_pair_that_differs_in_script_alone_is_a_candidate(index):
    for written, simple in SCRIPTS:
        query = Names.of([simple], [PERSON])
        _, right = index.candidates(Prepared(query))
        assert written in {index.prepared.names.names[j] for j in right}


@pytest.mark.parametrize("floor", [0.5, 0.65, 0.7])
def test_the_bulk_run_says_what_the_pair_form_says(index, asked, listed, floor):
    found = bulk.search(index, asked, floor, CURRENT)
    got = {(i, j): s for i, j, s in zip(found.asked.tolist(), found.entry.tolist(), found.score.tolist(), strict=True)}
    want = {}
    for i, a in enumerate(asked.names[:60] + asked.names[-10:]):
        place = i if i < 60 else len(asked.names) - 70 + i
        for j, b in enumerate(listed.names):
            score = compare(a, b).value
            if score >= floor:
                want[place, j] = score
    assert {k: v for k, v in got.items() if k[0] < 60 or k[0] >= len(asked.names) - 10} == pytest.approx(want)


def test_hits_come_best_first(index, asked):
    found = bulk.search(index, asked, 0.6, CURRENT)
    keys = list(zip(found.asked.tolist(), (-found.score).tolist(), strict=True))
    assert keys == sorted(keys)


def test_near_keys_meet_exactly_when_one_deletion_makes_them_meet():
    texts = ["王伟", "王大伟", "王玮", "李四", "abcdefghij", "abcdefghiX", "abcdefghi", "x" * 70, "x" * 71]
    keys, rows = near_keys_of(texts)
    own = [set(keys[rows == i].tolist()) for i in range(len(texts))]
    for i, j in product(range(len(texts)), repeat=2):
        near = Levenshtein.distance(texts[i], texts[j]) <= 1
        assert bool(own[i] & own[j]) == near, (texts[i], texts[j])


def test_tables():
    table = Table.build(np.array([5, 3, 5], np.uint64), np.array([0, 1, 2]))
    left, right = table.meet(np.array([5, 4, 3], np.uint64), np.array([7, 8, 9]))
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(7, 0), (7, 2), (9, 1)]
    assert table.meet(np.array([5], np.uint64), np.array([7]), limit=1)[0].size == 0
    assert ramps(np.array([4, 9]), np.array([2, 0])).tolist() == [4, 5]
    assert [a.tolist() for a in unique_pairs(np.array([1, 1, 0]), np.array([2, 2, 3]))] == [[0, 1], [3, 2]]
    assert key_of("王", 1) != key_of("王", 2)


def test_an_empty_query_finds_nothing(index):
    assert bulk.search(index, Names.of([], []), 0.7, CURRENT).asked.size == 0
