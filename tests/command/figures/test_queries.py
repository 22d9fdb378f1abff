"""Every figure: counted from records, met and not met, moved by a record more, a correction, a later moment."""

import io
import re
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from anbao.command.figures.queries import COUNTS, Counting, figures
from anbao.loom.campaigns.models import Campaign
from anbao.loom.campaigns.playbook import read
from anbao.loom.records.descriptors import kinds
from anbao.loom.records.models import Record
from anbao.loom.tasks.models import Task
from tests.branch import DAY, NOW, Branch
from tests.reading import EVENING, signed_in


@pytest.fixture
def world(branch: Branch, monkeypatch) -> Branch:
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING)
    branch.war = branch.campaign(record="case_warning")
    return branch


def owed(world, *, place="CL01", day=DAY, state="done", campaign=None) -> Task:
    """The duty of a place to report zero on a day."""
    due = NOW + (day - DAY)
    return Task.house.create(
        campaign=campaign or world.war, net="riskcontrol", record_kind="zero_report", zh="零报告", en="Zero report",
        institution=world.places[place], subject=f"I{world.places[place].pk}", slot=str(day), day=day, opens_at=due, due_at=due,
        grace_until=due, state=state, **({"timing": "on_time", "done_at": due} if state == "done" else {}),
    )  # fmt: skip


def record(world, kind: str, *, place="CL01", at=NOW, day=DAY, **fields) -> Record:
    campaign = fields.pop("campaign", world.war)
    task = owed(world, place=place, day=day, campaign=campaign) if fields.pop("owed", False) else None
    return Record.house.create(
        kind=kind, net=kinds()[kind].net, campaign=campaign, institution=world.places[place], task=task,
        filed_by=world.outlet, filed_at=at, day=day, **fields,
    )  # fmt: skip


#: figure id -> the records that move it, one after the other: (kind, where and what, the count after it)
CASES = {
    "trainings": [("training", {}, 1), ("joint_training", {}, 2), ("drill", {}, 2), ("fraud_training", {}, 3), ("key_process_training", {}, 4)],
    "training_attendances": [("training", {"attendance": 30}, 30), ("training", {}, 30), ("drill", {"attendance": 5}, 30), ("joint_training", {"attendance": 7}, 37)],
    "drill_subjects": [("drill", {"values": {"subject": "robbery"}}, 1), ("drill", {"values": {"subject": "robbery"}}, 1), ("drill", {"values": {"subject": "fire"}}, 2)],
    "drills": [("drill", {}, 1), ("drill", {}, 2), ("training", {}, 2)],
    "drill_participations": [("drill", {"attendance": 12}, 12), ("drill", {"attendance": 8}, 20), ("training", {"attendance": 9}, 20)],
    "unannounced_branches": [("unannounced_visit", {"place": "CL"}, 1), ("unannounced_visit", {"place": "CL"}, 1), ("unannounced_visit", {"place": "CL01"}, 1), ("unannounced_visit", {"place": "HL"}, 2)],
    "unannounced_days": [("unannounced_visit", {"place": "CL"}, 1), ("unannounced_visit", {"place": "HL"}, 1), ("unannounced_visit", {"place": "HL", "day": DAY + timedelta(days=1)}, 2)],
    "large_inspections": [("large_inspection", {"place": "ZJK"}, 1), ("irregular_inspection", {}, 1), ("large_inspection", {"place": "ZJK"}, 2)],
    "irregular_inspections": [("irregular_inspection", {}, 1), ("large_inspection", {}, 1), ("irregular_inspection", {}, 2)],
    "inspection_coverage": [("place_inspection", {"place": "CL"}, round(1 / 7, 6)), ("place_inspection", {"place": "CL"}, round(1 / 7, 6)), ("place_inspection", {"place": "GUARD"}, round(1 / 7, 6)), ("place_inspection", {"place": "HL01"}, round(2 / 7, 6))],
    "zero_report_days": [("zero_report", {"owed": True}, 1), ("zero_report", {"place": "HL01"}, 1), ("zero_report", {"owed": True, "place": "CL02"}, 1), ("zero_report", {"owed": True, "day": DAY + timedelta(days=1)}, 2)],
    "outsourcing_plans": [("vendor_plan", {"place": "GUARD"}, 1), ("contingency_plan", {}, 1), ("vendor_plan", {"place": "GUARD"}, 2)],
    "contractors_screened": [("contractor_screening", {"values": {"screened": 40, "abnormal": 0}}, 40), ("contractor_screening", {"values": {"screened": 10, "abnormal": 1}}, 50)],
    "contractors_abnormal": [("contractor_screening", {"values": {"screened": 40, "abnormal": 0}}, 0), ("contractor_screening", {"values": {"screened": 10, "abnormal": 2}}, 2)],
    "accidents": [("incident", {"values": {"class": "case"}}, 0), ("incident", {"values": {"class": "accident"}}, 1)],
    "cases": [("incident", {"values": {"class": "accident"}}, 0), ("incident", {"values": {"class": "case"}}, 1)],
}  # fmt: skip


@pytest.mark.parametrize(("state", "counted"), [("open", 0), ("missed", 0), ("excused", 1), ("cancelled", 1)])
def test_a_day_of_zero_reports_is_one_on_which_all_that_owed_one_reported(world, state, counted):
    """One unit's report makes no day; nor does a report that no duty asked for, before or after."""
    record(world, "zero_report", owed=True)
    owed(world, place="HL01", state=state)
    record(world, "zero_report", place="HL01")
    record(world, "zero_report", day=DAY - timedelta(days=3))
    assert COUNTS["zero_report_days"].of(Counting(world.war, EVENING)) == counted


def test_every_figure_has_its_case():
    assert set(CASES) == set(COUNTS)
    assert {f.id for f in read("winter-games").figures} <= set(COUNTS)


@pytest.mark.parametrize("name", COUNTS)
def test_a_figure_follows_the_records(world, name, django_assert_num_queries):
    count = COUNTS[name].of
    counting = Counting(world.war, EVENING)
    assert count(counting) == 0
    before = 0
    for kind, fields, after in CASES[name]:
        made = record(world, kind, **fields)
        with django_assert_num_queries(1):
            assert count(counting) == pytest.approx(after), (kind, fields)
        if after != before:
            # a withdrawn one does not count, nor one of another campaign (an event: of other days), nor one filed later
            other = {"day": world.war.ends_on + timedelta(days=1)} if kind == "incident" else {"campaign": None}
            for change in ({"withdrawn_at": NOW}, other, {"filed_at": EVENING + timedelta(minutes=1)}):
                kept = {field: getattr(made, field) for field in change}
                Record.house.filter(pk=made.pk).update(**change)
                assert count(counting) == pytest.approx(before), change
                Record.house.filter(pk=made.pk).update(**kept)
        before = after


@pytest.mark.parametrize("name", ["accidents", "cases"])
def test_an_event_counts_for_every_campaign_whose_ground_and_days_hold_it(world, name):
    """A sub-branch's own campaign takes no accident away from the city's, and gets none of another sub-branch."""
    own = world.campaign(lead="CL", record="liaison")
    record(world, "incident", campaign=own, values={"class": name[:-1]})
    elsewhere = world.campaign(lead="HL", record="liaison")
    counted = [COUNTS[name].of(Counting(held, EVENING)) for held in (world.war, own, elsewhere)]
    assert counted == [1, 1, 0]


@pytest.mark.parametrize("name", COUNTS)
def test_the_list_behind_a_figure_is_what_was_counted(world, name):
    """Without the records of the list nothing is left of the figure; without any other record it stays as it is."""
    other = world.campaign(record="liaison")
    for kinds_of_all in CASES.values():
        for kind, fields, _after in kinds_of_all:
            record(world, kind, **fields)
            record(world, kind, campaign=other, **fields)
    count, client = Counting(world.war, EVENING), signed_in(world.chief)
    link, counted = COUNTS[name].link(world.war), COUNTS[name].of(count)
    listed = {int(pk) for pk in re.findall(r'href="/records/(\d+)/"', client.get(link).content.decode())}
    assert counted and listed
    Record.house.exclude(pk__in=listed).update(withdrawn_at=NOW)
    assert COUNTS[name].of(count) == counted
    sheet = load_workbook(io.BytesIO(client.get(f"{link}&format=xlsx").content)).active
    assert {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)} == listed
    Record.house.filter(pk__in=listed).update(withdrawn_at=NOW)
    assert COUNTS[name].of(count) == 0


@pytest.mark.parametrize("name", COUNTS)
@pytest.mark.parametrize("compare", ["==", ">=", "<="])
def test_met_and_not_met(world, name, compare):
    for kind, fields, _after in CASES[name]:
        record(world, kind, **fields)
    counted = CASES[name][-1][2]
    answers = {}
    for stated in (counted - 1, counted, counted + 1):
        world.war.frame = {"figures": [{"id": name, "zh": "数", "en": "Figure", "compare": compare, "value": stated}]}
        [answer] = figures(world.war, EVENING)
        answers[stated - counted] = answer.met
        assert (answer.counted, answer.stated, answer.compare) == (pytest.approx(counted), stated, compare)
    wanted = {"==": [False, True, False], ">=": [True, True, False], "<=": [False, True, True]}[compare]
    assert list(answers.values()) == wanted


def test_an_inspection_after_the_opening_comes_too_late(world):
    count, opening = COUNTS["inspection_coverage"].of, date.fromisoformat(world.war.anchors["opening"])
    late = NOW + (opening - DAY)
    record(world, "place_inspection", place="CL", at=late)
    assert count(Counting(world.war, late + timedelta(days=1))) == 0
    Campaign.house.filter(pk=world.war.pk).update(anchors={})
    world.war.refresh_from_db()
    assert count(Counting(world.war, late + timedelta(days=1))) == pytest.approx(1 / 7, abs=1e-6)


def test_a_figure_that_nobody_counts_any_more_is_said_so_on_the_page(world):
    known = {"id": "drills", "zh": "演练次数", "en": "Drills", "compare": ">=", "value": 2}
    world.war.frame |= {"figures": [known | {"id": "nonsense", "zh": "乱数", "compare": "<="}, known]}
    world.war.save(update_fields=["frame"])
    lost, found = figures(world.war, EVENING)
    assert (lost.counted, lost.met, lost.broken) == (None, False, False) and found.counted == 0
    client = signed_in(world.chief)
    page = client.get(f"/campaigns/{world.war.pk}/").content.decode()
    assert "乱数" in page and "本版本不统计" in page and "演练次数" in page
    assert client.get(f"/campaigns/{world.war.pk}/?format=xlsx").status_code == 200


def test_a_playbook_that_states_no_accidents_is_not_spared_them(world):
    world.war.frame |= {"figures": []}
    world.war.save(update_fields=["frame"])
    record(world, "incident", values={"class": "accident"})
    tile = signed_in(world.chief).get(f"/campaigns/{world.war.pk}/").content.decode().split("zero-tile")[1]
    assert "▲ 1" in tile


def test_the_page_shows_what_was_counted(world):
    figure = {"id": "drills", "zh": "演练次数", "en": "Drills", "compare": ">=", "value": 2}
    Campaign.house.filter(pk=world.war.pk).update(frame=world.war.frame | {"figures": [figure]})
    page = f"/campaigns/{world.war.pk}/"
    for number, met in ((1, "0/1"), (2, "1/1")):
        record(world, "drill")
        text = signed_in(world.chief).get(page).content.decode()
        assert (
            f'<a href="/records/of/drill/?campaign={world.war.pk}">{number}</a>' in text
            and f"<strong>{met}</strong>" in text
        )
