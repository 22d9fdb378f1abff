from random import Random

import pytest

from anbao.demo.branch.identity import Registry, check_character, is_valid


def test_the_standards_own_example():
    """GB 11643-1999, annex: 11010519491231002X."""
    assert check_character("11010519491231002") == "X"
    assert is_valid("11010519491231002X")


@pytest.mark.parametrize("number", ["110105194912310021", "11010519491331002X", "1101051949123100"])
def test_what_is_not_formed_so_is_refused(number):
    assert not is_valid(number)


def test_a_registry_hands_out_nothing_twice():
    registry = Registry(Random(1))
    numbers, phones = [registry.id_number() for _ in range(2000)], [registry.phone() for _ in range(2000)]
    assert len(set(numbers)) == len(set(phones)) == 2000
    assert all(is_valid(number) for number in numbers)


def test_a_registry_avoids_what_is_taken():
    first = Registry(Random(3)).id_number()
    assert Registry(Random(3), [first]).id_number() != first
