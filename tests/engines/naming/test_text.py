from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from anbao.engines.naming.text import fold, is_han, latin, parts, spelled

HAN_TEXT = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=6)


def test_dress_comes_off():
    assert fold("歐陽　鋒") == fold("欧阳锋") == "欧阳锋"
    assert fold("買買提·艾力") == fold("买买提・艾力") == fold("买买提艾力")
    assert fold("ＺＨＡＮＧ　Ｗｅｉ") == "zhangwei"
    assert fold("王\u200b伟") == "王伟"
    assert fold(" · ") == ""


def test_word_breaks_are_kept_where_they_are_asked_for():
    assert spelled("Zhang  Wei") == "zhang  wei"
    assert parts("艾力·买买提") == ["艾力", "买买提"]


@given(HAN_TEXT, HAN_TEXT)
def test_folding_never_adds_an_edit(a, b):
    assert Levenshtein.distance(fold(a), fold(b)) <= Levenshtein.distance(a, b)


@given(st.text(st.characters(categories=("L", "N", "Z", "P")), max_size=30))
def test_folding_is_settled(text):
    assert len(fold(fold(text))) <= len(fold(text))
    assert fold(fold(fold(text))) == fold(fold(text))


@given(st.text(max_size=30))
def test_any_text_folds(text):
    assert isinstance(is_han(fold(text)), bool)
    assert latin(text).isascii()
