import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anbao.engines.naming import (
    chinese,
    chinese_company,
    company,
    company_translated,
    matchers,
    person,
    pinyin_names,
    screening,
)
from anbao.engines.naming.evidence import MATCH
from anbao.engines.naming.feature_tables import FEATURES_3
from anbao.engines.naming.matchers import compare
from anbao.engines.naming.screening import screen
from anbao.engines.naming.subjects import Subject

OBSERVERS = (chinese, chinese_company, company, person, matchers, screening)
CASES = Path(__file__).parents[2] / "cases" / "naming"


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def f1(pairs: list[dict[str, str]]) -> float:
    judged = [(compare(r["name1"], r["name2"], r["schema"]).value >= MATCH, r["is_match"] == "true") for r in pairs]
    hit = sum(a and b for a, b in judged)
    return 2 * hit / (sum(a for a, _ in judged) + sum(b for _, b in judged))


def test_the_chinese_cases_are_many_and_of_both_kinds():
    pairs = rows("chinese-pairs.csv")
    assert len(pairs) >= 300
    assert sum(r["is_match"] == "false" for r in pairs) >= 100


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("chinese-pairs.csv", 0.97),
        ("chinese-pairs-held.csv", 0.95),
        ("chinese-pairs-second.csv", 0.96),
        ("chinese-pairs-second-held.csv", 0.95),
        ("world-pairs.csv", 0.92),
        ("aside-pairs.csv", 0.94),
    ],
)
def test_f1_on_the_own_cases(name, least):
    assert f1(rows(name)) > least


@pytest.mark.parametrize("version", list(matchers.registry))
def test_a_version_says_what_it_always_said(version):
    frozen = [(r["schema"], r["name1"], r["name2"], float(r["score"])) for r in rows(f"frozen-{version}.csv")]
    changed = [f for f in frozen if compare(f[1], f[2], f[0], version).value != pytest.approx(f[3], abs=1e-6)]
    assert changed == []
    assert len(frozen) == len(rows("chinese-pairs.csv"))


def test_scores_are_spread_so_that_a_queue_can_be_ranked():
    scores = [compare(r["name1"], r["name2"], r["schema"]).value for r in rows("chinese-pairs.csv")]
    hits = [s for s in scores if s >= MATCH]
    assert len(set(hits)) >= 25
    assert max(hits.count(v) for v in set(hits)) / len(hits) < 0.35


@pytest.mark.parametrize(
    ("schema", "better", "worse"),
    [
        ("Person", ("张伟", "张伟"), ("张伟", "張偉")),
        ("Person", ("张伟", "張偉"), ("张伟", "Zhang Wei")),
        ("Person", ("欧阳锋", "Ouyang Feng"), ("张伟", "Zhang Wei")),
        ("Person", ("张伟", "Zhang Wei"), ("张伟", "Chang Wei")),
        ("Person", ("王晓明", "王小明"), ("王晓明", "王大明")),
        ("Person", ("欧阳建国", "欧阳健国"), ("李建军", "李健军")),
        ("Person", ("Sergey Lavrov", "Sergei Lavrov"), ("Sergey Lavrov", "Sergey Ivanov")),
        ("Person", ("Hans J Friedrich", "Hans Joachim Friedrich"), ("Hans O Friedrich", "Hans Joachim Friedrich")),
        ("Company", ("Nordlicht AG", "Nordlicht Aktiengesellschaft"), ("Nordlicht AG", "Nordlicht GmbH")),
        ("Company", ("Nordlicht AG", "Nordlicht"), ("Nordlicht AG", "Nordlicht Systems AG")),
        ("Company", ("宏达商贸有限公司", "宏达商贸"), ("宏达商贸有限公司", "宏远商贸有限公司")),
    ],
)
def test_order_of_the_queue(schema, better, worse):
    assert compare(*better, schema).value > compare(*worse, schema).value


def test_every_feature_of_the_table_is_looked_for_somewhere():
    sources = [
        Path(m.__file__).read_text(encoding="utf-8")
        for m in (chinese, chinese_company, company, company_translated, person, pinyin_names, matchers)
    ]
    made = (
        "han.surname.",
        "han.given.",
        "hancompany.core.",
        "key.",
        "han.wade",
        "han.southern",
        "han.korean",
        "han.vietnamese",
        "han.minority",
    )
    assert [f for f in FEATURES_3 if not f.startswith(made) and not any(f'"{f}"' in s for s in sources)] == []


@pytest.mark.parametrize("schema", ["Person", "Company", "Organization", "LegalEntity", "Vessel", "人员", "企业", ""])
def test_schema_words(schema):
    assert compare("Nordlicht", "Nordlicht", schema).value == 1.0


def test_unknown_words_are_refused():
    with pytest.raises(matchers.UnknownMatcher, match="Spaceship"):
        compare("a", "b", "Spaceship")
    with pytest.raises(matchers.UnknownMatcher, match="names-99"):
        compare("a", "b", version="names-99")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=25), st.text(max_size=25), st.sampled_from(["Person", "Company", "LegalEntity", "Vessel"]))
def test_any_text_gives_a_score_and_the_order_of_the_pair_does_not_matter(a, b, schema):
    one, two = compare(a, b, schema), compare(b, a, schema)
    assert 0 <= one.value <= 1
    assert one.value == pytest.approx(two.value, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "other"), [("王" * 300, "王" * 299 + "李"), ("a " * 150, "b " * 150), ("x" * 300, "y" * 300)]
)
def test_huge_names_are_judged_in_time(text, other):
    assert compare(text, other, "LegalEntity").value <= 1


def test_the_documented_table_is_the_codes():
    page = (CASES.parents[2] / "docs" / "algorithms" / "naming.md").read_text(encoding="utf-8")
    said = [line for line in page.splitlines() if " | base | " in line or " | loss | " in line]
    assert said == [f"| {f.id} | {f.role} | {f.weight:.2f} | {f.zh} · {f.en} |" for f in FEATURES_3.values()]


@pytest.mark.parametrize(
    ("han_name", "latin"),
    [("扎西多吉", "Tashi Dorje"), ("次仁卓玛", "Tsering Dolma"), ("才仁卓玛", "Tsering Drolma"), ("阿依古丽", "Aygul")],
)
def test_minority_names_meet_their_usual_spelling(han_name, latin):
    assert compare(han_name, latin).verdict == "match"
    assert [hit.entry for hit in screen([Subject("l", (han_name,))], [Subject("q", (latin,))])] == [0]
    assert compare(han_name, "Lobsang Wangdu").verdict == "no-match"


@pytest.mark.parametrize("pair", ["萧建国 肖建国", "阎建国 闫建国", "傅建国 付建国", "戴建国 代建国"])
def test_simplified_variants_of_a_surname_are_looked_at(pair):
    assert compare(*pair.split()).verdict in ("review", "match")


def test_the_short_form_of_a_trade_is_that_trade():
    assert compare("张家口市大境门保安服务有限公司", "大境门保安", "Company").verdict == "match"
    assert compare("大境门保安服务有限公司", "大境门保洁有限公司", "Company").verdict != "match"


@pytest.mark.parametrize("turned", ["建国王", "国建王"])
def test_a_name_with_its_surname_last_and_no_space_is_found(turned):
    assert compare("王建国", turned).verdict == compare(turned, "王建国").verdict == "match"
    hit = screen([Subject("l", ("王建国",))], [Subject("q", (turned,))])[0]
    assert hit.score.value == compare("王建国", turned).value and "次序不同" in hit.score.reasons()
    assert compare("王建国", "李国建").verdict == "no-match"


@pytest.mark.parametrize(
    ("native", "latin", "other"),
    [
        ("陈嘉庚", "Tan Kah Kee", "Tan Kah Hoe"),
        ("林绍良", "Liem Sioe Liong", "Liem Sioe Kiat"),
        ("李登辉", "Lee Teng-hui", "Lee Teng-lung"),
        ("冯玉祥", "Feng Yü-hsiang", "Feng Yü-lan"),
        ("罗玉兰", "Lo Nyuk Lan", "Lo Nyuk Yin"),
        ("杨福兴", "Yong Fook Hin", "Yong Fook Min"),
        ("张静江", "Chang Ching-kiang", "Chang Ching-hua"),
        ("陈小明", "Chahn Siu-mihng", "Chahn Siu-fung"),
        ("约翰·史密斯", "John Smith", "Paul Smith"),
    ],
)
def test_spellings_of_the_south_and_of_old_papers(native, latin, other):
    assert compare(native, latin).verdict == "match"
    assert [hit.entry for hit in screen([Subject("l", (native,))], [Subject("q", (latin,))])] == [0]
    assert compare(native, other).verdict != "match"


def test_a_character_at_home_in_names_that_only_resembles_another_goes_to_review():
    for one, two in (("陈水扁", "陈永扁"), ("陈心怡", "陈必怡"), ("赵高峰", "赵亮峰")):
        score = compare(one, two)
        assert score.verdict == "review" and "略似" in score.reasons()
        hits = screen([Subject("l", (one,))], [Subject("q", (two,))], floor=0.5)
        assert [hit.score.value for hit in hits] == [score.value]
    assert compare("王志末", "王志未").verdict == "match"


def test_a_surname_written_two_ways_is_one_surname():
    for one, two in (("萧建国", "肖建国"), ("傅建国", "付建国"), ("戴建国", "代建国")):
        score = compare(one, two)
        assert score.verdict == "match" and "姓氏异写" in score.reasons()
        assert [h.score.value for h in screen([Subject("l", (one,))], [Subject("q", (two,))])] == [score.value]


@pytest.mark.parametrize(
    ("one", "two", "verdict"),
    [
        ("宏达（张家口）商贸有限公司", "张家口宏达商贸有限公司", "match"),
        ("中兴（深圳）通讯有限公司", "中兴（上海）通讯有限公司", "review"),
        ("上海汽车集团股份有限公司", "上汽集团", "match"),
        ("广州汽车集团股份有限公司", "上汽集团", "review"),
        ("比亚迪股份有限公司", "BYD Company Limited", "match"),
        ("中国石油化工集团有限公司", "中石油", "no-match"),
        ("中国石油天然气集团有限公司", "中石油", "match"),
    ],
)
def test_places_in_brackets_initials_and_short_forms_of_houses(one, two, verdict):
    assert compare(one, two, "Company").verdict == verdict
    if verdict == "match":
        assert [h.entry for h in screen([Subject("l", (one,), "Company")], [Subject("q", (two,), "Company")])] == [0]
