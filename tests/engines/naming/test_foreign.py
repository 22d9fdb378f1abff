"""Foreign surnames in Chinese characters, umlauts, and the spread of two-character homophones: what names-3 sees."""

import pytest

from anbao.engines.naming import spellings_foreign
from anbao.engines.naming.evidence import MATCH, REVIEW
from anbao.engines.naming.matchers import compare
from anbao.engines.naming.screening import Screen
from anbao.engines.naming.subjects import Subject


@pytest.mark.parametrize(
    ("han", "spelt"),
    [
        ("盖茨", "Gates"),
        ("比尔·盖茨", "Bill Gates"),
        ("默克尔", "MERKEL"),
        ("史密斯", "Smith"),
        ("穆勒", "Müller"),
        ("孙逸仙", "Sun Yat-sen"),
        ("包尔汉", "Burhan"),
        ("朴正熙", "Park Chung-hee"),
    ],
)
def test_a_name_meets_its_usual_spelling_and_a_run_on_lists_finds_it(han, spelt):
    assert compare(han, spelt).value >= MATCH
    for listed, asked in ((han, spelt), (spelt, han)):
        hits = Screen([Subject("1", ("王晓明",)), Subject("2", (listed,))]).ask([Subject("q", (asked,))])
        assert [hit.entry for hit in hits] == [1]


@pytest.mark.parametrize(
    ("one", "two"),
    [("盖茨", "Bates"), ("盖茨", "Gate"), ("穆勒", "Möller"), ("史密斯", "Schmidt"), ("孙中山", "Sun Yat-sen")],
)
def test_another_surname_is_no_match(one, two):
    assert compare(one, two).value < MATCH


def test_the_older_version_knows_no_surname_table():
    assert compare("盖茨", "Gates", version="names-2").value == 0


def test_every_surname_of_the_table_is_chinese_on_one_side_and_letters_on_the_other():
    assert all(word.isascii() and word.islower() for word in spellings_foreign.SURNAMES.values())
    assert all(2 <= len(name) <= 6 for name in spellings_foreign.SURNAMES)


@pytest.mark.parametrize(
    ("one", "two"),
    [("Müller", "Möller"), ("Jürgen Müller", "Jürgen Möller"), ("Hans Müller", "Hans Moeller"), ("Krüger", "KRÖGER")],
)
def test_another_umlaut_is_another_name(one, two):
    assert compare(one, two).value < MATCH
    assert compare(one, two, version="names-2").value >= MATCH


@pytest.mark.parametrize("other", ["Mueller", "Muller", "MÜLLER", "Mu\u0308ller"])
def test_one_umlaut_however_it_is_written_is_one_name(other):
    assert compare("Müller", other).value >= MATCH


def test_homophones_of_two_characters_are_ranked_by_how_many_share_the_sound():
    pairs = [("仇颖", "仇影"), ("乐嫩", "乐恁"), ("张伟", "张玮"), ("王芳", "王方"), ("李毅", "李艺"), ("佘娜", "佘纳")]
    scores = [compare(*pair).value for pair in pairs]
    assert len(set(scores)) >= 3
    assert all(REVIEW <= score < MATCH for score in scores)
    assert compare("李毅", "李艺").value < compare("佘娜", "佘纳").value
