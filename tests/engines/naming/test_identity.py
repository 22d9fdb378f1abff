import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbao.engines.naming import identity as numbers

#: the sample of GB 11643-1999 annex, and the same with its check broken
SAMPLE = "11010519491231002X"


def valid(first17: str) -> str:
    return first17 + numbers.identity_check(first17)


def test_the_standards_own_sample_is_sound():
    assert numbers.identity(SAMPLE) == numbers.Number(SAMPLE, SAMPLE, "identity")
    assert numbers.identity("34052419800101001X").sound


def test_dress_is_taken_off():
    assert numbers.identity("１１０１０５ 19491231-002x").canonical == SAMPLE


def test_every_fault_is_told_at_once():
    faults = numbers.identity("990105194913310021").faults
    assert len(faults) == 3
    assert "99" in faults[0] and "19491331" in faults[1] and "校验位" in faults[2]


def test_the_15_digit_form_becomes_the_18_digit_number():
    found = numbers.identity("110105491231002")
    assert (found.canonical, found.old, found.sound) == (SAMPLE, True, True)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_always_breaks_the_check(place, step):
    wrong = SAMPLE[:place] + str((int(SAMPLE[place]) + step) % 10) + SAMPLE[place + 1 :]
    assert numbers.identity_check(wrong[:17]) != wrong[17]
    assert numbers.slip(SAMPLE, wrong) == "slip"
    assert SAMPLE in set(numbers.neighbours(wrong))


@given(st.integers(0, 15))
def test_neighbours_that_change_places_break_the_check(place):
    turned = SAMPLE[:place] + SAMPLE[place + 1] + SAMPLE[place] + SAMPLE[place + 2 :]
    if turned != SAMPLE:
        assert numbers.identity_check(turned[:17]) != turned[17]
        assert numbers.slip(SAMPLE, turned) == "swap"
        assert SAMPLE in set(numbers.neighbours(turned))


@pytest.mark.parametrize(("a", "b"), [(SAMPLE, SAMPLE), (SAMPLE, SAMPLE[1:]), ("1234", "4321"), ("1234", "1243x")])
def test_other_differences_are_no_slip(a, b):
    assert numbers.slip(a, b) is None


def test_credit_code():
    assert numbers.identity("91110108551385082Q") == numbers.Number(
        "91110108551385082Q", "91110108551385082Q", "credit"
    )
    assert not numbers.identity("91110108551385082A").sound


def test_accounts_and_cards():
    assert numbers.account("6222 0200 0000 0000 000").kind == "account"
    assert numbers.account("4111111111111111").sound
    assert numbers.account("4111111111111112").faults == ("卡号校验位不符",)
    assert not numbers.account("12ab").sound


@pytest.mark.parametrize(
    "text", ["13812345678", "+86 138-1234-5678", "013812345678", "0086 13812345678", "１３８１２３４５６７８"]
)
def test_phones_come_to_one_form(text):
    assert numbers.phone(text).canonical == "13812345678"
    assert numbers.phone(text).sound


def test_landlines_keep_their_area_code():
    assert numbers.phone("0313-4612345").canonical == "03134612345"
    assert numbers.phone("+86 010-66666666").canonical == "01066666666"
    assert not numbers.phone("not a phone").sound
