"""Procedure data: what is shipped holds together, and nonsense is refused with all its faults."""

import pytest
import yaml

from anbao.command.incidents.procedures import (
    DATA,
    ProcedureRefused,
    causes_of,
    parse,
    parse_causes,
    procedure_for,
    procedures,
    sources,
)
from anbao.senses.alarms.words import alarm_kinds, staying_kinds

FIRE = (DATA / "procedures" / "fire.yaml").read_text(encoding="utf-8")


def body(**change) -> str:
    return yaml.safe_dump(yaml.safe_load(FIRE) | change, allow_unicode=True)


def test_every_kind_of_alarm_has_one_procedure_and_every_procedure_a_way_to_close():
    for kind in alarm_kinds():
        assert procedure_for(kind).id in procedures()
    for name in procedures():
        groups = {cause.group for cause in causes_of(name)}
        assert {"false", "test"} <= groups
    for name, group in (("fire", "real"), ("holdup", "real"), ("intrusion", "real")):
        assert group in {cause.group for cause in causes_of(name)}


def test_fire_goes_by_the_standard():
    fire = procedures()["fire"]
    assert [step.id for step in fire.steps] == ["confirm", "linkage", "brigade", "plan", "report"]
    assert fire.answers == 2 and {"25506" in sources()[step.source] for step in fire.steps[:4]} == {True}
    assert fire.step("confirm").outcome("burning").requires == ("linkage", "brigade", "plan")


def test_every_fault_is_said_at_once():
    steps = yaml.safe_load(FIRE)["steps"]
    steps[0]["source"], steps[1]["within"] = "hearsay", 1
    steps[2]["outcomes"][0]["requires"] = ["confirm"]
    steps[3]["outcomes"][0]["excludes"] = [False, "animal", "ghosts"]
    with pytest.raises(ProcedureRefused) as refused:
        parse(body(steps=steps, supervisor=["pope"], alarms=["thunder"]), "fire.yaml")
    told = " ".join(refused.value.faults)
    assert len(refused.value.faults) == 6
    for words in (
        "hearsay",
        "linkage.within",
        "no later step confirm",
        "neither a group nor a cause: ghosts",
        "pope",
        "thunder",
    ):
        assert words in told


def test_nobody_is_called_before_those_are_sent_whom_what_was_seen_wants():
    for name, looked, seen, sent, called in (
        ("holdup", "picture", "robbery_seen", "police", "call"), ("intrusion", "picture", "people_seen", "dispatch", "call"),
        ("arming", "picture", "strangers", "dispatch", "call"),
    ):  # fmt: skip
        procedure = procedures()[name]
        order = [step.id for step in procedure.steps]
        assert sent in procedure.step(looked).outcome(seen).requires and order.index(sent) < order.index(called)
    unknown = procedures()["unknown_account"]
    wanted = {*unknown.step("identify").outcome("not_found").requires, "enter"}
    assert [step.id for step in unknown.steps if step.id in wanted] == ["report", "enter"]


def test_a_limit_is_no_shorter_than_that_of_what_must_be_done_before():
    steps = yaml.safe_load(FIRE)["steps"]
    steps[3]["within"], steps[4]["within"] = 200, 190
    assert parse(body(steps=steps), "fire.yaml").step("plan").within == 200
    steps[4]["within"] = 179
    with pytest.raises(ProcedureRefused, match=r"report\.within"):
        parse(body(steps=steps), "fire.yaml")


def test_accounts_that_nobody_entered_have_one_procedure_that_names_no_kinds():
    assert [one.id for one in procedures().values() if one.of_unknown] == ["unknown_account"]
    for change in ({"of_unknown": True}, {"alarms": []}):
        with pytest.raises(ProcedureRefused, match="of_unknown"):
            parse(body(**change), "fire.yaml")


@pytest.mark.parametrize(
    "text, words",
    [
        ("- a", "mapping"),
        ("a: [", "expected"),
        (body(severity=9), "severity"),
        (body(colour="red"), "colour"),
        (body(steps=[]), "steps"),
        (body(id="blaze"), "named fire"),
    ],
)
def test_nonsense_is_refused(text, words):
    with pytest.raises(ProcedureRefused, match=words):
        parse(text, "fire.yaml")


def test_causes_name_known_procedures_and_leave_none_without_an_end():
    with pytest.raises(ProcedureRefused) as refused:
        parse_causes("tea: {zh: 茶, en: Tea, group: false, for: [tea]}", {"fire"})
    assert "no procedure tea" in str(refused.value) and "fire: no cause of the group test" in str(refused.value)


def test_the_causes_of_a_kind_come_in_its_own_order_and_those_for_all_behind_them():
    first = {name: causes_of(name)[0].id for name in procedures()}
    assert first == {
        "intrusion": "intrusion", "holdup": "robbery", "fire": "fire", "arming": "late_work", "fault": "equipment", "silent": "line",
        "unknown_account": "foreign",
    }  # fmt: skip
    for name, procedure in procedures().items():
        offered = [cause.id for cause in causes_of(name)]
        assert tuple(offered[: len(procedure.causes)]) == procedure.causes and len(set(offered)) == len(offered)
        assert offered[-2:] == ["device_test", "drill"]


def test_a_procedure_names_causes_that_there_are_and_that_are_for_it():
    with pytest.raises(ProcedureRefused) as refused:
        parse(body(causes=["fire", "ghosts", "animal", "fire"]), "fire.yaml")
    assert refused.value.faults == [
        "causes.fire: twice", "causes.ghosts: no such cause in causes.yaml", "causes.animal: is for intrusion"
    ]  # fmt: skip


def test_what_may_stand_on_after_the_closing_says_when_it_rings_again():
    for procedure in procedures().values():
        assert procedure.again_after or not staying_kinds() & set(procedure.alarms)
    fault = yaml.safe_load((DATA / "procedures" / "fault.yaml").read_text(encoding="utf-8"))
    del fault["again_after"]
    with pytest.raises(ProcedureRefused) as refused:
        parse(yaml.safe_dump(fault, allow_unicode=True), "fault.yaml")
    assert [fault.split(":")[0] for fault in refused.value.faults] == ["again_after"]
    assert "battery" in refused.value.faults[0] and "other" not in refused.value.faults[0]
