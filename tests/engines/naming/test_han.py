import pytest

from anbao.engines.naming import han
from anbao.engines.naming.han import Unit


def unit(char: str) -> Unit:
    return Unit(char, han.readings(char))


def test_a_surname_is_read_as_a_surname():
    assert [u.readings[0] for u in han.units("单雄信")] == ["shan", "xiong", "xin"]
    assert [u.readings[0] for u in han.units("尉迟恭")] == ["yu", "chi", "gong"]
    assert [u.readings[0] for u in han.units("万俟卨")][:2] == ["mo", "qi"]
    assert han.units("王单")[1].readings[0] == "dan"


@pytest.mark.parametrize(
    ("name", "surname"), [("欧阳锋", "欧阳"), ("欧锋", "欧"), ("爱新觉罗溥仪", "爱新觉罗"), ("司马", "司")]
)
def test_surname_split(name, surname):
    assert han.split(name).surname == surname


@pytest.mark.parametrize(
    ("a", "b", "code"),
    [
        ("明", "明", han.SAME),
        ("晓", "小", han.HOMOPHONE),
        ("静", "京", han.SOUND),
        ("己", "巳", han.LOOK_ALIKE),
        ("伟", "纬", han.HOMOPHONE),
        ("林", "宁", han.NEAR),
        ("吉", "杰", han.NEAR),
        ("明", "强", han.OTHER),
    ],
)
def test_relation_of_characters(a, b, code):
    assert han.relation(unit(a), unit(b)) == code == han.relation(unit(b), unit(a))


def test_relation_to_a_syllable():
    assert han.relation(unit("明"), Unit("", ("ming",))) == han.SYLLABLE
    assert han.relation(unit("长"), Unit("", ("zhang",))) in (han.READING, han.SYLLABLE)
    assert han.relation(unit("吕"), Unit("", ("lu", "lv"))) == han.SYLLABLE
    assert han.relation(unit("明"), Unit("", ("gang",))) == han.OTHER


def test_a_simplified_character_keeps_the_reading_of_its_traditional_form():
    assert "qian" in han.readings("干")
    assert "gan" in han.readings("干")


def test_dialect_classes():
    assert han.dialect("zhang") == han.dialect("zang") == han.dialect("zan")
    assert han.dialect("ling") == han.dialect("nin")
    assert han.dialect("wang") != han.dialect("wen")


def test_look_alikes_meet_under_one_shape():
    assert han.shape("己") == han.shape("巳") == han.shape("已")
    assert han.shape("明") != han.shape("强")
