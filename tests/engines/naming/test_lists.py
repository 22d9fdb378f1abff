from anbao.engines.naming.lists import receive
from anbao.engines.naming.subjects import Subject

SAMPLE = "11010519491231002X"


def people(count: int, start: int = 0) -> list[Subject]:
    return [Subject(str(i), (f"王{chr(0x4E00 + i)}",)) for i in range(start, start + count)]


def test_a_list_that_shrinks_by_half_overnight_is_held():
    receipt = receive(people(50), people(100))
    assert not receipt.usable
    assert "100" in receipt.held and "50" in receipt.held
    assert receive(people(50), people(100), confirmed=True).usable


def test_a_list_that_is_exchanged_for_another_of_its_size_is_held():
    assert receive(people(100, 200), people(100)).held


def test_an_entry_is_known_by_what_it_says_and_not_by_its_rows_number():
    """A list without ids has row numbers for ids: other people in as many rows are a loss of them all."""
    others = [Subject(str(i), (f"李{chr(0x5E00 + i)}",)) for i in range(100)]
    receipt = receive(others, people(100))
    assert receipt.held and (receipt.added, receipt.removed) == (100, 100)
    shuffled = [Subject(str(i), s.names) for i, s in enumerate(reversed(people(100)))]
    assert receive(shuffled, people(100)).usable
    assert (receive(shuffled, people(100)).added, receive(shuffled, people(100)).removed) == (0, 0)


def test_people_of_one_name_are_counted_one_by_one_and_a_number_outlives_a_name():
    crowd = [Subject(str(i), ("王伟",)) for i in range(40)]
    assert receive(crowd[:1], crowd).removed == 39
    renamed = [Subject("9", ("王建国", "王建"), identity=SAMPLE), Subject("8", ("張偉",))]
    before = [Subject("1", ("王小二",), identity=SAMPLE), Subject("2", ("张伟",))]
    assert (receive(renamed, before).added, receive(renamed, before).removed) == (0, 0)


def test_ordinary_change_passes():
    receipt = receive(people(100, 5), people(100))
    assert (receipt.usable, receipt.added, receipt.removed) == (True, 5, 5)
    assert receive(people(2), people(5)).usable
    assert receive(people(3)).usable


def test_the_threshold_is_three_tenths():
    assert receive(people(71), people(100)).usable
    assert receive(people(70), people(100)).held


def test_an_empty_list_and_repeated_ids_are_refused_together_with_all_else():
    assert receive([]).faults
    receipt = receive(people(3) + people(2))
    assert len(receipt.faults) == 2
    assert "第 4 条与第 1 条" in receipt.faults[0]


def test_two_people_with_one_number_are_told():
    rows = [Subject("a", ("王一",), identity=SAMPLE), Subject("b", ("李二",), identity="110105491231002")]
    (warning,) = receive(rows).warnings
    assert "王一" in warning and "李二" in warning and "证件号码相同" in warning
    shared_phone = [Subject("a", ("王一",), phones=("13812345678",)), Subject("b", ("李二",), phones=("13812345678",))]
    assert receive(shared_phone).warnings == ()


def test_a_number_that_fails_its_check_is_told_and_kept():
    receipt = receive([Subject("a", ("王一",), identity=SAMPLE[:-1] + "1")])
    assert receipt.usable and len(receipt.subjects) == 1
    assert "校验位" in receipt.warnings[0]
