"""The shipped descriptors and the loader that refuses nonsense. No database."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from anbao.loom.findings.words import categories
from anbao.loom.records import descriptors, rules
from anbao.loom.records.descriptors import KindRefused, cited, kinds, parse, sources
from anbao.org.words import kinds_of, post_kinds

NOON = datetime(2022, 2, 3, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
KINDS = list(kinds().values())
IDS = [kind.id for kind in KINDS]

BY_NET = {
    "responsibility": "leading_group special_meeting commitment fire_duty_sheet monitor_duty_sheet liaison decision_done",
    "awareness": "training key_process_training case_warning contingency_plan drill",
    "riskcontrol": (
        "opening_check closing_check self_service_patrol key_area_inspection place_inspection large_inspection "
        "irregular_inspection unannounced_visit device_test recorder_restart alarm_test alarm_full_test duty_list roll_call "
        "zero_report visitor works_inspection fire_patrol emergency_supplies camera_patrol video_inspection incident"
    ),
    "outsourcing": (
        "vendor_contacts joint_meeting joint_training vendor_plan vendor_rehearsal contractor_screening "
        "guard_supervision escort_supervision"
    ),
    "antifraud": "publicity fraud_training police_lead bank_police_seminar involved_account_check interception",
}


@pytest.mark.parametrize("net", BY_NET)
def test_every_net_has_its_kinds(net):
    assert {k.id for k in KINDS if k.net == net} == set(BY_NET[net].split())


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_a_kind_speaks_both_languages(kind):
    parts = [kind, *kind.fields, *kind.checklist]
    parts += [choice for spec in kind.fields for choice in spec.choices]
    parts += [column for spec in kind.fields for column in spec.columns]
    assert kind.about_zh and kind.about_en
    assert [p.id for p in parts if not p.zh.strip() or not p.en.strip()] == []
    assert [p.id for p in parts if any("\u4e00" <= letter <= "\u9fff" for letter in p.en)] == []


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_a_checklist_cites_rules_we_know_and_opens_findings_we_know(kind):
    assert [item.id for item in kind.checklist if item.source not in sources()] == []
    assert [item.id for item in kind.checklist if item.defect.category not in categories()] == []


@pytest.mark.parametrize(
    "kind", ["opening_check", "closing_check", "key_area_inspection", "place_inspection", "irregular_inspection",
             "unannounced_visit", "fire_duty_sheet", "monitor_duty_sheet", "self_service_patrol"],
)  # fmt: skip
def test_checks_and_inspections_have_eight_to_fifteen_items(kind):
    assert 8 <= len(descriptors.kind(kind).checklist) <= 15


def test_every_source_is_cited_and_every_category_reachable():
    cited = {item.source for kind in KINDS for item in kind.checklist}
    assert set(sources()) == cited
    opened = {item.defect.category for kind in KINDS for item in kind.checklist}
    by_hand = {"intercom", "security_incident", "other"}
    assert set(categories()) - opened - by_hand == set()


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_posts_and_licences_are_words_of_the_organisation(kind):
    assert set(kind.posts) <= set(post_kinds())
    assert kind.signatures.licence in {"", *kinds_of("certificates")}


QUICK = [kind for kind in KINDS if kind.quick]


@pytest.mark.parametrize("kind", QUICK, ids=[k.id for k in QUICK])
def test_all_in_order_is_a_complete_filing_of_a_quick_kind(kind):
    """What two taps send is accepted: the defaults, every item in order, one signature."""
    form = rules.Form(kind.in_order_values(), {item.id: rules.OK for item in kind.checklist}, signers=(1,))
    judged = rules.judge(kind, form, at=NOON)
    assert judged.faults == {} and judged.defects == ()


def test_daily_kinds_are_quick():
    daily = {
        "opening_check",
        "closing_check",
        "zero_report",
        "fire_patrol",
        "self_service_patrol",
        "roll_call",
        "camera_patrol",
    }
    assert daily <= {k.id for k in QUICK}


def test_the_four_findings_of_the_real_campaign_come_from_its_inspections():
    seen = {"lighting", "hygiene", "duty_leader_absent", "guard_performance"}
    for kind in ("unannounced_visit", "irregular_inspection"):
        assert seen <= {item.defect.category for item in descriptors.kind(kind).checklist}


def test_the_zero_report_is_a_signed_positive_statement():
    kind = descriptors.kind("zero_report")
    assert kind.contradicted_by == ("incident", "major_finding") and kind.signatures.count == 1
    assert "无安全责任事故" in kind.signatures.statement_zh
    told = rules.judge(kind, rules.Form({"accidents": 1, "cases": 0}, signers=(1,)), at=NOON)
    assert set(told.faults) == {"accidents"}
    silent = rules.judge(kind, rules.Form({}, signers=(1,)), at=NOON)
    assert set(silent.faults) == {"accidents", "cases"}, "missing is not zero"


def test_the_fire_duty_sheet_wants_two_licensed_people():
    kind = descriptors.kind("fire_duty_sheet")
    assert (kind.target, kind.signatures.count, kind.signatures.licence) == ("area", 2, "fire_facility_operator")
    values, checks = kind.in_order_values(), {item.id: rules.OK for item in kind.checklist}
    alone = rules.judge(kind, rules.Form(values, checks, signers=(1, 1)), at=NOON)
    assert set(alone.faults) == {"signatures"}
    assert rules.judge(kind, rules.Form(values, checks, signers=(1, 2)), at=NOON).faults == {}


def test_a_drill_has_six_subjects_and_up_to_four_levels():
    kind = descriptors.kind("drill")
    words = [str(c.zh) for c in kind.field("subject").choices]
    assert len(words) == 6 and words[:2] == ["营业网点遭遇歹徒持械劫持人质", "客户扰乱网点营业秩序"]
    assert (kind.field("levels").minimum, kind.field("levels").maximum) == (1, 4)


def test_the_words_of_the_campaign_are_choices():
    def choices(kind, name):
        return [c.zh for c in descriptors.kind(kind).field(name).choices]

    assert choices("publicity", "channel") == ["宣传折页", "大堂电视", "警示牌", "H5", "反欺诈短片"]
    assert choices("key_process_training", "processes") == ["管库", "接款车", "现金交接"]
    assert choices("commitment", "layer") == ["主要负责人", "分管负责人", "专业条线", "全体员工"]
    assert choices("training", "trained_posts")[:4] == ["市行本部", "支行网点厅堂", "理财室", "柜台人员"]
    assert [c.id for c in descriptors.kind("incident").field("class").choices] == ["accident", "case", "other"]


def test_decisions_of_meetings_become_tasks():
    for kind in ("special_meeting", "joint_meeting"):
        columns = {c.id: c for c in descriptors.kind(kind).field(descriptors.kind(kind).orders).columns}
        assert {"what", "owner", "due"} <= columns.keys() and all(columns[c].required for c in ("what", "owner", "due"))


def test_kinds_lie_in_the_folder_of_their_net():
    folder = Path(descriptors.__file__).parent / "kinds"
    assert {p.relative_to(folder).as_posix() for p in folder.rglob("*.yaml")} == {f"{k.net}/{k.id}.yaml" for k in KINDS}


BAD = """
id: Bad
zh: 坏
net: weather
quick: true
colour: red
fields:
  - {id: a, zh: 甲, en: A, type: choice}
  - {id: b, zh: 乙, en: B, type: colour}
checklist:
  - {id: a, zh: 甲, en: A}
"""


def test_a_bad_descriptor_is_told_every_fault_at_once():
    with pytest.raises(KindRefused) as refused:
        parse(BAD, "bad.yaml")
    text = str(refused.value)
    for words in ("id: String should match", "en: Field required", "net: Input should be", "colour: Extra inputs",
                  "a choice needs choices", "fields.b.type", "id used twice: a"):  # fmt: skip
        assert words in text, words


ODD = """
id: odd
zh: 怪
en: Odd
net: antifraud
quick: true
orders: place
defects_at: note
attendance: count
photos: {minimum: 1}
signatures: {count: 2}
fields:
  - {id: place, zh: 机构, en: Place, type: institution, required: true}
  - {id: note, zh: 说明, en: Note, type: text, when: {nowhere: [yes]}}
  - {id: pick, zh: 选, en: Pick, type: choice, default: c, choices: [{id: a, zh: 甲, en: A}]}
  - {id: many, zh: 数, en: Many, type: integer, default: 7, maximum: 5}
"""


def test_a_descriptor_that_contradicts_itself_is_told_every_contradiction():
    with pytest.raises(KindRefused) as refused:
        parse(ODD.replace("[yes]", '["yes"]'), "odd.yaml")
    text = str(refused.value)
    for words in ("'when' names unknown field nowhere", "orders names no field of type rows: place",
                  "defects_at names no field of type institution: note", "not one of the choices: c", "out of bounds: 7",
                  "field place is required and has no default", "attendance is asked for", "photos is asked for",
                  "a second signature is asked for"):  # fmt: skip
        assert words in text, words


WORKING = """
id: fine
zh: 好
en: Fine
net: antifraud
fields:
  - {id: note, zh: 说明, en: Note, type: text}
  - {id: many, zh: 数, en: Many, type: integer}
  - {id: share, zh: 率, en: Share, type: decimal}
  - {id: day, zh: 日, en: Day, type: date}
  - {id: tested, zh: 考, en: Tested, type: yesno}
  - {id: pick, zh: 选, en: Pick, type: choice, choices: [{id: a, zh: 甲, en: A}, {id: b, zh: 乙, en: B}]}
  - {id: table, zh: 表, en: Table, type: rows, columns: [{id: what, zh: 事, en: What, type: text, required: true}]}
checklist:
  - {id: lit, zh: 亮, en: Lit}
"""
#: what is written instead of a line's part, and what is told
UNWORKABLE = [
    (
        "type: date}\n  - {id: tested, zh: 考, en: Tested, type: yesno}\n  - {id: pick, zh: 选, en: Pick, type: choice,",
        "type: date}\n  - {id: tested, zh: 考, en: Tested, type: yesno, when: {pick: [a]}}\n"
        "  - {id: pick, zh: 选, en: Pick, type: choice, when: {tested: ['True', 'true']},",
        "fields tested, pick wait for each other by 'when'",
    ),
    ("{id: b, zh: 乙, en: B}", "{id: b, zh: 甲, en: B}", "field pick: choices bear one name: 甲"),
    ("type: date", "type: date, when: {pick: [a, a]}", "field day: 'when' names pick a twice"),
    ("net: antifraud", "net: antifraud\nposts: [teller, teller]", "posts: named twice: teller"),
    ("net: antifraud", "net: antifraud\nsignatures: {count: 0, licence: guard}", "signatures.licence, but nobody signs"),
    ("net: antifraud", "net: antifraud\nsignatures: {count: 0, statement_zh: 属实, statement_en: So it is}", "signatures.statement, but nobody"),
    (WORKING.partition("net: antifraud")[2], "", "asks for nothing: no field, item, photo, attendance or statement"),
    (
        "net: antifraud\nfields:", "net: antifraud\nday_of: when\nfields:\n  - {id: when, zh: 时, en: When, type: datetime}",
        "day_of: field when has to be required",
    ),
    (
        "net: antifraud\nfields:",
        "net: antifraud\nday_of: when\nfields:\n  - {id: when, zh: 时, en: When, type: datetime, required: true, when: {pick: [a]}}",
        "day_of: field when has to be asked for always",
    ),
    ("id: table,", "id: table, default: x,", "field table: its default can't be"),
    ("net: antifraud", "net: antifraud\norders: table", "orders: field table needs a required column owner of type person"),
    ("net: antifraud", "net: antifraud\norders: table", "orders: field table needs a required column due of type date"),
    ("type: integer", "type: integer, minimum: 5, maximum: 2", "field many: its minimum 5 is above its maximum 2"),
    ("type: integer", "type: integer, minimum: 0.5", "field many: bounds of a whole number are whole"),
    ("type: integer", "type: integer, maximum: .inf", "finite number"),
    ("net: antifraud", "net: antifraud\nphotos: {minimum: 5, maximum: 2}", "photos: minimum 5 is above maximum 2"),
    ("net: antifraud", "net: antifraud\nphotos: {maximum: 0}", "photos: on_defect 1 is above maximum 0"),
    ("net: antifraud", "net: antifraud\nphotos: {minimum: -1}", "photos.minimum"),
    ("type: text}\n  - {id: many", "type: text, maximum: -4}\n  - {id: many", "field note: maximum: a text takes 1 to"),
    ("type: text}\n  - {id: many", "type: text, minimum: 3}\n  - {id: many", "field note: a text has no minimum"),
    ("type: date", "type: date, maximum: 3", "field day: bounds are not for date"),
    ("type: text}\n  - {id: many", "type: text, required: true, default: ''}\n  - {id: many", "field note: its default is no text"),
    ("type: integer", "type: integer, default: many", "field many: its default is no whole number"),
    ("type: integer", "type: integer, default: 1.5", "field many: its default is no whole number"),
    ("type: integer", "type: integer, default: true", "field many: its default is no whole number"),
    ("type: integer", "type: integer, default: -2000000000", "field many: its default is out of bounds"),
    ("type: decimal", "type: decimal, default: .nan", "field share: its default is no number"),
    ("type: date", "type: date, default: yesterday", "field day: its default is no date: yesterday"),
    ("type: yesno", "type: yesno, default: perhaps", "field tested: its default is neither true nor false"),
    ("type: date", "type: date, when: {pick: [c]}", "field day: 'when' names no choice of pick: c"),
    ("type: date", "type: date, when: {pick: []}", "field day: 'when' names no value of pick"),
    ("type: date", "type: date, when: {day: [x]}", "field day: 'when' names the field itself"),
    ("type: date", "type: date, when: {many: ['1']}", "field day: 'when' names many, which is neither"),
    ("type: date", "type: date, when: {tested: ['yes']}", "field day: 'when': of yes and no, tested is"),
    ("{id: b, zh: 乙", "{id: a, zh: 乙", "field pick: choice named twice: a"),
    ("type: text, required: true}]", "type: text}, {id: what, zh: 事, en: What, type: text}]", "field table: column named twice: what"),
    ("type: text, required: true}", "type: rows, columns: [{id: x, zh: 甲, en: X, type: text}]}", "rows can't be a cell of rows"),
    ("type: text, required: true}", "type: people}", "people can't be a cell of rows"),
    ("type: text, required: true}", "type: text, default: x}", "column what: default is not read in rows"),
    ("type: text, required: true}", "type: text, when: {pick: [a]}}", "column what: when is not read in rows"),
    ("id: note", "id: csrfmiddlewaretoken", "field csrfmiddlewaretoken: the form uses that name itself"),
    ("id: note", "id: photos", "field photos: the form uses that name itself"),
    ("id: lit", "id: claimed_at", "item claimed_at: the form uses that name itself"),
    ("id: note", "id: sign_1", "field sign_1: the form uses that name itself"),
    ("id: note", "id: a__1__b", "field a__1__b: an id with two underscores"),
    ("id: pick", "id: campaign", "field campaign: the list of records uses that name itself"),
    ("net: antifraud", "net: antifraud\ntarget: device\nattendance_beyond: note", "attendance_beyond, but no attendance"),
    ("zh: 好", "zh: ''", "kind: zh is empty"),
    ("zh: 甲", "zh: ' '", "field pick, choice a: zh is empty"),
    ("zh: 亮", "zh: ''", "item lit: zh is empty"),
    ("type: date", "type: date, hint_zh: 写日期", "field day: hint is there in one language only"),
    ("type: date", "type: date, choices: [{id: a, zh: 甲, en: A}]", "field day: choices are not for date"),
    ("type: date", "type: date, counts: people", "field day: counts is for an integer"),
    ("net: antifraud", "net: antifraud\nclaim_days: 1000000000000", "claim_days"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "instead", "words"), UNWORKABLE, ids=[words for *_rest, words in UNWORKABLE])
def test_a_descriptor_that_cannot_work_is_refused(part, instead, words):
    assert parse(WORKING, "fine.yaml").id == "fine"
    assert part in WORKING
    with pytest.raises(KindRefused) as refused:
        parse(WORKING.replace(part, instead, 1), "fine.yaml")
    assert words in str(refused.value)


def test_conditions_that_follow_each_other_are_no_circle():
    chain = WORKING.replace("type: date", "type: date, when: {tested: ['True', 'true']}")
    assert parse(chain.replace("type: yesno", "type: yesno, when: {pick: [a]}"), "fine.yaml").id == "fine"


def test_a_quick_kind_asks_for_nothing_that_its_defaults_ask_for():
    asked = WORKING.replace("net: antifraud", "net: antifraud\nquick: true")
    asked = asked.replace("type: yesno", "type: yesno, default: true")
    wanted = "type: date, required: true, when: {tested: ['True', 'true']}"
    with pytest.raises(KindRefused, match="field day is required and has no default"):
        parse(asked.replace("type: date", wanted), "fine.yaml")
    assert parse(
        asked.replace("type: date", wanted.replace("True", "False").replace("true']", "false']")), "fine.yaml"
    ).quick


@pytest.mark.parametrize(
    "text, words", [("id: [", "not YAML"), ("- a\n- b", "a kind is a mapping"), ("", "a kind is a mapping")]
)
def test_what_is_no_descriptor_at_all_is_refused(text, words):
    with pytest.raises(KindRefused, match=words):
        parse(text, "x.yaml")


def test_a_source_is_cited_in_the_readers_language():
    with translation.override("en"):
        assert cited("公安部令61").startswith("Rules on fire safety") and cited("GA 38-2021") == "GA 38-2021"
        known = {item.cited for kind in KINDS for item in kind.checklist}
        assert known and not any("\u4e00" <= letter <= "\u9fff" for words in known for letter in words)
    with translation.override("zh-hans"):
        assert cited("公安部令61") == "公安部令61"


def field(**said) -> descriptors.FieldSpec:
    return descriptors.FieldSpec(**{"id": "x", "zh": "某", "en": "Some"} | said)


@pytest.mark.parametrize("given", ["nan", "inf", "-inf", "1e400", float("nan"), 10**400, "1e13", "9" * 5000])
def test_a_number_that_is_none_or_beyond_measure_is_refused(given):
    for kind in ("decimal", "integer"):
        with pytest.raises(ValueError, match=r"数|不"):
            rules.clean_value(field(type=kind), given)


def test_numbers_and_texts_have_a_size_of_their_own_or_the_usual_one():
    assert rules.clean_value(field(type="integer"), "1000000000") == 10**9
    assert rules.clean_value(field(type="decimal", maximum=5e12), "1e12") == 1e12
    for spec, good, bad in (
        (field(type="integer"), 10**9, 10**9 + 1), (field(type="integer"), -(10**9), 1.5), (field(type="decimal"), 1e12, 1e12 + 1),
        (field(type="text"), "字" * 200, "字" * 201), (field(type="longtext"), "字" * 10_000, "字" * 10_001),
        (field(type="text", maximum=300), "字" * 300, "字" * 301), (field(type="person"), 2**63 - 1, 2**63),
        (field(type="people"), [1], [1, 0]), (field(type="institutions"), list(range(1, 2001)), list(range(1, 2002))),
        (field(type="rows", columns=(field(type="text"),)), [{"x": "字"}] * 200, [{"x": "字"}] * 201),
    ):  # fmt: skip
        assert rules.clean_value(spec, good) == good
        with pytest.raises(ValueError):
            rules.clean_value(spec, bad)
    with pytest.raises(ValueError, match="第 2 行，某：最多 200 字，现有 201 字"):
        rules.clean_value(field(type="rows", columns=(field(type="text"),)), [{"x": "字"}, {"x": "字" * 201}])


def test_all_that_a_filing_says_has_a_size():
    kind = descriptors.kind("special_meeting")
    rows = [{"what": "议" * 200, "owner": 1, "due": "2022-02-04"}] * 200
    told = rules.judge(kind, rules.Form({"decisions": rows}), at=NOON).faults
    assert "合计" in told["decisions"] and "42000" in told["decisions"]
    assert "decisions" not in rules.judge(kind, rules.Form({"decisions": rows[:150]}), at=NOON).faults


def test_a_remark_and_a_count_have_a_size():
    kind = descriptors.kind("opening_check")
    item = kind.checklist[0].id
    judged = rules.judge(kind, rules.Form({}, {item: "defect"}, {item: "字" * 2001}), at=NOON)
    crowd = rules.judge(descriptors.kind("drill"), rules.Form(attendance=1_000_001), at=NOON)
    assert "2001" in judged.faults[item] and "1000000" in crowd.faults["attendance"]
