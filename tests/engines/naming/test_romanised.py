import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbao.engines.naming import romanised
from anbao.engines.naming.matchers import compare


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


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("诸葛亮", "Liang Chu-ko"),
        ("司马光", "Kuang Ssu-ma"),
        ("欧阳娜娜", "Nana Ou-yang"),
        ("欧阳娜娜", "Nana Ou Yang"),
    ],
)
def test_a_compound_surname_stands_last_in_western_order(name, spelled):
    assert compare(name, spelled).verdict == "match"


def test_tones_as_numbers_are_read_behind_every_syllable_or_nowhere():
    assert compare("张偉", "Zhang1 Wei3").verdict == compare("张伟", "zhang1wei3").verdict == "match"
    assert compare("张伟", "Zhang1 Wei").verdict == "no-match"


def test_two_last_words_that_are_no_surname_are_not_moved():
    assert compare("明王建", "Jian Ming Wang").verdict == "no-match"


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
    ways = 1 + len(romanised.wide_systems())
    assert len(romanised.parse(text.lower())) <= romanised.MAX_FORMS + ways * romanised.MAX_WIDE_FORMS


@pytest.mark.parametrize(
    ("han", "spelling"),
    [("韓國瑜", "Han Kuo-yu"), ("馬英九", "Ma Ying-jeou"), ("游錫堃", "Yu Shyi-kun"), ("柯文哲", "Ko Wen-je"), ("徐秀芝", "Syu Siou-jhih"),
     ("蕭旭岑", "Siao Syu-cen"), ("石慧", "Shyr Huey")],
)  # fmt: skip
def test_the_systems_that_taiwans_passports_mix(han, spelling):
    assert compare(han, spelling).verdict == "match"


@pytest.mark.parametrize(
    ("han", "spelling"),
    [("朱德", "Chu Teh"), ("钱三强", "Tsien San-chiang"), ("薛岳", "Hsueh Yueh"), ("薛岳", "Hsue Yue"),
     ("黃奕聰", "Oei Ek Tjhong"), ("郭鹤年", "Kuok Hock Nien"), ("林文發", "Liem Boen Huat"), ("洗星海", "Sinn Sing Hoi"), ("李家超", "John Lee Ka-chiu"),
     ("李家超", "Lee Ka-chiu, John"), ("叶亚来", "Yap Ah Loy")],
)  # fmt: skip
def test_old_dutch_and_doubled_letters_and_a_western_name_in_front(han, spelling):
    assert compare(han, spelling).verdict == "match"


@pytest.mark.parametrize(
    ("han", "spelling"),
    [
        ("洛桑江村", "Losang Jamcan"),
        ("向巴平措", "Qiangba Puncog"),
        ("确吉坚赞", "Choekyi Gyaltsen"),
        ("腾格尔", "Tengger"),
        ("铁木尔", "Temur"),
    ],
)
def test_elements_of_tibetan_and_mongolian_names_in_both_usual_spellings(han, spelling):
    assert compare(han, spelling).verdict == "match"


@pytest.mark.parametrize(("han", "spelling"), [("陈庆炎", "Tan Keng Yam"), ("王鼎昌", "Ong Teng Cheong")])
def test_southern_syllables_that_begin_with_a_glide(han, spelling):
    assert compare(han, spelling).verdict == "match"
