import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbao.engines.naming import romanised


def said(name: str, system: str) -> set[tuple[str, ...]]:
    return {tuple(u.readings[0] for u in r.units) for r in romanised.parse(name) if r.system == system}


@pytest.mark.parametrize(
    ("syllable", "spelling"),
    [
        ("zhang", "chang"),
        ("qing", "ch'ing"),
        ("xu", "hsu"),
        ("ri", "jih"),
        ("dong", "tung"),
        ("ze", "tse"),
        ("xian", "hsien"),
    ],
)
def test_wade_giles(syllable, spelling):
    assert romanised.wade(syllable) == spelling


def test_pinyin_joined_and_apart():
    assert ("wang", "xiao", "ming") in said("wang xiaoming", "pinyin")
    assert ("wang", "xiao", "ming") in said("wang xiao-ming", "pinyin")
    assert ("wang", "xiao", "ming") in said("xiaoming wang", "pinyin")
    assert ("liu", "xi", "an") in said("liu xi'an", "pinyin")


@pytest.mark.parametrize("spelling", ["lü bu", "lv bu", "lu bu", "lyu bu"])
def test_every_way_to_write_the_umlaut(spelling):
    assert any("lv" in r.units[0].readings and r.units[1].readings == ("bu",) for r in romanised.parse(spelling))


def test_other_systems():
    assert ("mao", "ce", "dong") in said("mao tse-tung", "wade")
    assert ("chen", "da", "wen") in said("chan tai man", "southern")


@pytest.mark.parametrize(
    ("name", "system", "syllables"),
    [
        ("chow yun-fat", "southern", ("zhou", "run", "fa")),
        ("lee hsien loong", "southern", ("li", "xian", "long")),
        ("ong xiaoming", "southern", ("wang", "xiao", "ming")),
        ("nguyễn văn thiệu", "vietnamese", ("ruan", "wen", "shao")),
        ("park geun-hye", "korean", ("piao", "jin", "hui")),
        ("김정은", "korean", ("jin", "zheng", "en")),
    ],
)
def test_whole_dialects_and_neighbours(name, system, syllables):
    readings = [r for r in romanised.parse(name) if r.system == system and len(r.units) == len(syllables)]
    assert any(all(s in u.readings for s, u in zip(syllables, r.units, strict=True)) for r in readings)


def test_a_name_that_can_be_pinyin_is_not_read_as_korean():
    assert {r.system for r in romanised.parse("han min")} <= {"pinyin", "wade", "southern"}


@pytest.mark.parametrize("name", ["barack obama", "o'neill", "", "wang 3", "a b c d e f g"])
def test_what_is_not_chinese_is_not_read_so(name):
    assert romanised.parse(name) == ()


@given(st.text(max_size=60))
def test_hostile_input_is_bounded(text):
    assert len(romanised.parse(text.lower())) <= romanised.MAX_WIDE_FORMS
