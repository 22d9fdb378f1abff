import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from anbao.engines.coverage.tree import depths, grow


def test_a_tree_in_pre_order():
    tree = grow(np.array([2, -1, 1, 2, 1, -1]))
    assert tree.order.tolist() == [1, 2, 0, 3, 4, 5]
    assert tree.size.tolist() == [1, 5, 3, 1, 1, 1]
    assert tree.inner.tolist() == [2, 1]
    assert tree.subtree(2).tolist() == [2, 0, 3]
    assert tree.children(1).tolist() == [2, 4]
    assert tree.upward(3) == [3, 2, 1]


@given(st.data())
def test_every_subtree_is_the_place_and_what_lies_below_it(data):
    count = data.draw(st.integers(1, 30))
    parent = [-1] + [data.draw(st.integers(-1, child - 1)) for child in range(1, count)]
    names = data.draw(st.permutations(range(count)))
    renamed = np.empty(count, dtype=int)
    for child, above in enumerate(parent):
        renamed[names[child]] = -1 if above < 0 else names[above]
    tree = grow(renamed)
    assert sorted(tree.order.tolist()) == list(range(count))
    for place in range(count):
        below = {other for other in range(count) if place in tree.upward(other)}
        assert set(tree.subtree(place).tolist()) == below
        assert tree.subtree(place)[0] == place


def test_places_in_or_below_a_cycle_have_no_depth():
    assert depths(np.array([1, 0, 1, -1, 3])).tolist() == [-1, -1, -1, 0, 1]
