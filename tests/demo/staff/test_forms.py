from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from anbao.demo.staff.forms import Writer, fill, remark_on, tables
from anbao.loom.records.descriptors import kinds
from anbao.loom.records.rules import Form, judge

AT = datetime(2022, 2, 3, 10, tzinfo=UTC)
PLACES = ("city", "sub_branch", "outlet", "self_service_bank", "vendor")


def writer(place_kind="outlet", turn=0, hints=()):
    return Writer(
        draw=Random(turn), at=AT, day="2022-02-03", place=7, place_name="某网点", place_kind=place_kind,
        hints=frozenset({place_kind, "guard", "everyone", *hints}), people=[1, 2, 3, 4], names=["甲", "乙"], turn=turn,
        counts={"people": 40, "guards": 2}, below=[8, 9], vendors=[20, 21],
    )  # fmt: skip


def judged(kind, form):
    return judge(
        kind,
        Form(
            form.values, form.checks, dict.fromkeys(form.checks, "不亮"), max(kind.photos.minimum, kind.photos.on_defect),
            tuple(range(1, kind.signatures.count + 1)), form.attendance, form.attendees,
        ),
        at=AT,
    )  # fmt: skip


@pytest.mark.parametrize("place_kind", PLACES)
@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.id)
def test_every_kind_is_filled_validly_everywhere(kind, place_kind):
    for turn in range(7):
        verdict = judged(kind, fill(kind, writer(place_kind, turn)))
        assert verdict.faults == {}
        assert verdict.defects == ()


@pytest.mark.parametrize("kind", [k for k in kinds().values() if k.checklist], ids=lambda kind: kind.id)
def test_a_failed_item_becomes_a_defect(kind):
    item = kind.checklist[0]
    verdict = judged(kind, fill(kind, writer(), failed=[item]))
    assert verdict.defects == (item,)


def test_the_table_speaks_only_of_kinds_and_fields_that_exist():
    for name, body in tables()["kinds"].items():
        assert name in kinds(), name
        known = {spec.id for spec in kinds()[name].fields}
        assert set(body.get("fields", {})) <= known, name


def test_a_hint_settles_a_choice_and_the_story_overrides():
    sheet = kinds()["fire_duty_sheet"]
    assert fill(sheet, writer(hints=("night",))).values["shift"] == "night"
    drill = kinds()["drill"]
    assert fill(drill, writer(), told={"subject": "hostage", "levels": 4}).values["levels"] == 4


def test_decisions_get_owners_and_days():
    kind = kinds()["special_meeting"]
    form = fill(kind, writer(), told={"decisions": [{"what": "核对{place}名册", "owner": 1, "due": 5}]})
    assert form.values["decisions"] == [{"what": "核对某网点名册", "owner": 2, "due": "2022-02-08"}]


def test_there_are_words_for_whatever_an_item_finds_wrong():
    """A finding without them would carry the words of the item in good order."""
    found = {item.defect.category for kind in kinds().values() for item in kind.checklist}
    assert found <= tables()["remarks"].keys()
    items = [item for kind in kinds().values() for item in kind.checklist]
    assert all(remark_on(item, Random(1)) not in ("", item.zh) for item in items)


def test_no_more_take_part_than_there_are_people():
    few = replace(writer(), counts={"within": 4})
    assert fill(kinds()["drill"], few).attendance == 4
