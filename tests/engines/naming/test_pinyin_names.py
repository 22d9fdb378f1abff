import pytest

from anbao.engines.naming.matchers import compare


@pytest.mark.parametrize(
    ("one", "two"),
    [("Zhao Xiaoli", "Zhao Xiaolei"), ("Xu Shaoming", "Xu Xiaoming"), ("Yang Guoqing", "Yang Guoqiang"), ("Wang Xiaoming", "Wang Xiaomei"),
     ("Chen Jianguo", "Chen Jianhua"), ("Deng Wenming", "Deng Wenmei"), ("Wang Li", "Wang Lei"), ("Guoqing Yang", "Yang Guoqiang"),
     ("Teng Hsiao-p'ing", "Teng Hsiao-mei"), ("Wang Shiming", "Wang Ximing")],
)  # fmt: skip
def test_another_syllable_is_another_name(one, two):
    assert compare(one, two).value <= 0.5


@pytest.mark.parametrize(
    ("one", "two"),
    [("Wang Xiaoming", "Wang Xiaomin"), ("Zhang Zhiqiang", "Zang Zhiqiang"), ("Chen Jianguo", "Cheng Jianguo"), ("Liu Lina", "Liu Nina"),
     ("Zhang Jin", "Zhang Jing")],
)  # fmt: skip
def test_syllables_that_are_confused_stay_candidates(one, two):
    assert compare(one, two).verdict == "review"


@pytest.mark.parametrize(
    ("one", "two"),
    [("Lv Xiaojun", "Lyu Xiaojun"), ("Lü Xiaojun", "Lu Xiaojun"), ("Xiaojun Lyu", "LV XIAOJUN"), ("Chiang Ch'ing-kuo", "Chiang Ching-kuo"),
     ("Shi Jinping", "Xi Jinping")],
)  # fmt: skip
def test_spellings_of_one_syllable_are_the_same(one, two):
    assert compare(one, two).verdict == "match"


@pytest.mark.parametrize(
    ("one", "two"), [("Susan Ma", "Suzan Ma"), ("Zhang Xiaoming", "Zhang Xiaomnig"), ("Anna Lee", "Ana Lee")]
)
def test_what_need_not_be_chinese_or_is_no_syllable_is_compared_by_letters(one, two):
    found = compare(one, two)
    assert found.verdict == "match" and found.observations[0].feature == "latin.words"
