import csv
import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from anbao.engines.rostering import RosteringError, check, read_instance
from anbao.engines.rostering.document import read_problem, read_roster, write_problem, write_roster
from anbao.engines.rostering.rules import KINDS, Rule
from tests.engines.rostering.worlds import room

INSTANCE = """
SECTION_HORIZON
7
SECTION_SHIFTS
E,480,
L,480,E
SECTION_STAFF
A,E=7|L=0,2400,960,5,2,2,1
B,E=7|L=7,2400,960,5,2,2,1
SECTION_DAYS_OFF
A,3
SECTION_SHIFT_ON_REQUESTS
A,0,E,2
SECTION_SHIFT_OFF_REQUESTS
B,1,L,3
SECTION_COVER
0,E,1,100,1
0,L,1,100,1
"""


PAGE = Path(__file__).parents[3] / "docs" / "reference" / "roster-form.md"


def test_the_page_of_the_form_names_each_rule_with_its_keys_and_its_example_is_a_problem():
    text = PAGE.read_text(encoding="utf-8")
    problem = read_problem(re.search("```json\n(.*?)```", text, re.S).group(1))
    assert len(problem.people) == 10 and problem.people[0].carried == (("nights", 2),)
    told = dict(re.findall(r"^\| `(\w+)` \| (.*)$", text, re.M))
    shared = {field.name for field in fields(Rule)}
    for name, kind in KINDS.items():
        keys = [field.name for field in fields(kind) if field.name not in shared]
        assert all(f"`{key}`" in told[name] for key in keys), name
    assert told.keys() == KINDS.keys()


def test_a_key_that_stands_twice_is_told_with_its_place_beside_the_other_faults():
    text = json.dumps({"days": 7, "shifts": [{"id": "D", "minutes": 480}], "people": [{"id": "A"}, {"nane": "B"}]})
    text = text.replace('{"id": "A"}', '{"id": "A", "id": "B"}')
    with pytest.raises(RosteringError) as refused:
        read_problem(text[:-1] + ', "rules": [{"kind": "Rest", "minutes": 660}], "rules": []}')
    said = str(refused.value)
    assert said.startswith("key 'rules' stands more than once; people 1: key 'id' stands more than once; person 2: ")
    assert "people 1：键 'id' 出现多次" in refused.value.said(zh=True)


def test_an_instance_means_what_the_benchmark_says():
    problem = read_instance(INSTANCE)
    roster = {"A": ("E", "E", None, None, "E", "E", None), "B": ("L", "L", None, None, None, None, None)}
    judged = check(problem, roster)
    assert (judged.penalty, judged.broken) == (3, 0)
    worse = {"A": (None, "E", "E", "E", None, None, "E"), "B": ("L", "E", None, None, None, None, None)}
    judged = check(problem, worse)
    # cover 100, request 2; leave, and "L then E" are hard
    assert (judged.penalty, judged.broken) == (102, 2)


def test_the_line_numbers_of_all_bad_lines_are_told():
    broken = INSTANCE.replace("A,3", "A,x").replace("0,L,1,100,1", "0,L,1").replace("L,480,E", "L,long,E")
    with pytest.raises(RosteringError) as refused:
        read_instance(broken)
    assert all(fault.en.startswith("line ") for fault in refused.value.faults)
    assert sorted(fault.code for fault in refused.value.faults) == ["line", "number", "number"]


def test_faults_of_every_kind_are_told_at_once_by_their_lines():
    broken = INSTANCE.replace("A,3\n", "A,3\nZ,1\nA,99\n").replace("A,0,E,2", "A,0,X,2\nA,9,E,2")
    broken = broken.replace("0,L,1,100,1", "0,L,-1,100,1\n5,Q,1,100").replace("L,480,E", "L,480,E|W")
    with pytest.raises(RosteringError) as refused:
        read_instance(broken.replace("B,E=7|L=7", "B,E=7|V=7").replace("B,1,L,3", "C,soon,L,3"))
    told = sorted(fault.en.partition("; ")[0] for fault in refused.value.faults)
    assert told == sorted([
        "line 6: unknown shift W", "line 9: unknown shift V", "line 12: unknown person Z",
        "line 13: day 99 outside the horizon, days are 0 to 6", "line 15: unknown shift X",
        "line 16: day 9 outside the horizon, days are 0 to 6", "line 18: not a number where one is due",
        "line 18: unknown person C", "line 21: Crew: need must be a whole number from 0 to 10000000",
        "line 21: Crew: most must be a whole number from 0 to 10000000", "line 22: 4 fields, not 5 as COVER has",
    ])  # fmt: skip


def test_who_is_on_a_line_that_is_refused_is_no_stranger_elsewhere():
    with pytest.raises(RosteringError) as refused:
        read_instance(INSTANCE.replace("A,E=7|L=0,2400", "A,E=7|L=0").replace("E,480,", "E,480"))
    assert [fault.en[:7] for fault in refused.value.faults] == ["line 5:", "line 8:"]


def test_empty_cells_that_a_spreadsheet_adds_are_passed_over():
    assert read_instance(INSTANCE.replace("A,3\n", "A,3,\n")) == read_instance(INSTANCE)
    padded = "\n".join(f"{line},,," if line else "" for line in INSTANCE.splitlines())
    assert read_instance(padded) == read_instance(INSTANCE)


@pytest.mark.parametrize(
    "text", ["", "\x00\xff", "SECTION_HORIZON\n9999999\n", "SECTION_NOPE\n1\n", "1,2,3", "," * 10_000]
)
def test_hostile_text_is_refused_in_words(text):
    with pytest.raises(RosteringError):
        read_instance(text)


def test_every_missing_section_is_told_at_once():
    with pytest.raises(RosteringError) as refused:
        read_instance("SECTION_HORIZON\n7\n")
    assert [fault.en.split()[0] for fault in refused.value.faults] == [
        "SECTION_SHIFTS",
        "SECTION_STAFF",
        "SECTION_COVER",
    ]


def test_faults_of_form_and_of_content_are_told_together():
    told = json.loads(write_problem(room(people=2, days=6)))
    told["holidays"] = [True]
    told["people"][0]["licences"] = [{"kind": "fire", "since": 4, "until": 2}]
    told["people"][1]["id"] = "P\n1"
    told["shifts"][0]["minutes"] = -1
    with pytest.raises(RosteringError) as refused:
        read_problem(json.dumps(told))
    assert {fault.code for fault in refused.value.faults} == {"holidays", "licence", "name", "shift-time"}


def test_a_problem_goes_out_and_comes_back():
    problem = room()
    assert read_problem(write_problem(problem)) == problem


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"days": "x"}, "size"),
        ({"days": 10**9}, "size"),
        ({"people": {}}, "json"),
        ({"people": [{"id": 7}]}, "row"),
        ({"rules": [{"kind": "Nope"}]}, "kind"),
        ({"rules": [{"kind": "Run", "mots": 5}]}, "row"),
        ({"first": "yesterday"}, "first"),
        ({"extra": 1}, "key"),
    ],
)
def test_a_wrong_document_is_refused(change, code):
    told = json.loads(write_problem(room())) | change
    with pytest.raises(RosteringError) as refused:
        read_problem(json.dumps(told))
    assert code in {fault.code for fault in refused.value.faults}


def test_deep_or_broken_json_is_refused():
    for text in ("{", "[" * 100_000, "[]"):
        with pytest.raises(RosteringError):
            read_problem(text)


def test_a_roster_goes_out_and_comes_back():
    problem = read_instance(INSTANCE)
    roster = {"A": ("E", None) + (None,) * 5, "B": (None, "L") + (None,) * 5}
    assert write_roster(problem, roster).splitlines()[0] == "A,E,,,,,,"
    assert read_roster(write_roster(problem, roster)) == roster
    with pytest.raises(RosteringError):
        read_roster("A,E\nA,L\n")


def test_a_roster_that_is_no_csv_is_refused():
    before = csv.field_size_limit(1000)
    try:
        with pytest.raises(RosteringError, match="not a CSV"):
            read_roster("A," + "E" * 2000)
    finally:
        csv.field_size_limit(before)


def test_every_fault_of_the_content_is_told_by_its_number_in_the_document():
    told = {"days": 3, "shifts": [{"id": "D", "minutes": 480}], "people": [{"id": "A"}]}
    rules = [{"kind": "Leave", "people": ["Z"], "days": [0]}, {"kind": "Crew", "day": 0, "shifts": ["Q"], "need": 1}]
    with pytest.raises(RosteringError) as refused:
        read_problem(json.dumps(told | {"rules": rules}))
    assert [fault.code for fault in refused.value.faults] == ["person", "shift"]
    with pytest.raises(RosteringError) as refused:
        read_problem(json.dumps(told | {"rules": [{"kind": "Rest"}, {"kind": "Leave", "people": ["A"], "days": [7]}]}))
    assert str(refused.value) == "rule 1: minutes is missing; rule 2 (Leave): day 7 outside the horizon"
    assert refused.value.said(zh=True) == "第 1 个规则：缺少 minutes；第 2 条规则 (Leave)：第 7 天不在周期内"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"kind": "Run", "most": 6, "weight": 0}, "weight 0"),
        ({"kind": "Crew", "day": 0, "shifts": ["D"], "need": 1, "most": 2, "over": 0}, "over 0"),
        ({"kind": "Crew", "day": 0, "shifts": [], "need": 1}, "shifts is empty"),
        ({"kind": "Quota", "shifts": [], "most": 1}, "shifts is empty"),
        ({"kind": "Follow", "before": "D", "after": []}, "after is empty"),
        ({"kind": "Leave", "days": []}, "days is empty"),
    ],
)
def test_a_rule_that_would_say_nothing_is_told(rule, said):
    with pytest.raises(RosteringError) as refused:
        read_problem(
            json.dumps({"days": 7, "shifts": [{"id": "D", "minutes": 480}], "people": [{"id": "A"}], "rules": [rule]})
        )
    assert [said in fault.en and "规则" in fault.zh for fault in refused.value.faults] == [True]


def test_a_crew_of_weight_0_that_may_be_too_many_says_something():
    rule = {"kind": "Crew", "day": 0, "shifts": ["D"], "need": 0, "most": 2, "weight": 0, "over": 5}
    told = {"days": 7, "shifts": [{"id": "D", "minutes": 480}], "people": [{"id": "A"}], "rules": [rule]}
    assert read_problem(json.dumps(told)).rules[0].over == 5


def test_a_person_who_may_stand_no_shift_is_told():
    people = [{"id": "A", "shifts": []}]
    with pytest.raises(RosteringError, match="person 1: shifts is empty"):
        read_problem(json.dumps({"days": 7, "shifts": [{"id": "D", "minutes": 480}], "people": people}))


def test_types_of_a_document_are_told_in_words_and_days_that_are_a_text_beside_them():
    people = [{"id": "A", "shifts": "D"}, {"id": 7}]
    told = {"days": "7", "shifts": [{"id": "D", "minutes": "x", "night": 1}], "people": people}
    with pytest.raises(RosteringError) as refused:
        read_problem(json.dumps(told))
    assert str(refused.value) == (
        "shift 1: minutes must be a whole number; shift 1: night must be true or false; person 1: shifts must be a list; "
        "person 2: id must be a text; days must be 1 to 1500, not the text '7'"
    )
    assert refused.value.said(zh=True) == (
        "第 1 个班次：minutes 须为整数；第 1 个班次：night 须为是 (true) 或否 (false)；第 1 个人员：shifts 须为列表；"
        "第 2 个人员：id 须为文本；days 须为 1 到 1500，而不是文本 '7'"
    )
