"""A place's day is stated once: the form says what stands, and leads to the correction or to the day's task."""

import pytest

from anbao.kit.ledger.models import Line
from anbao.loom.records.descriptors import KindRefused, parse
from anbao.loom.records.models import Record
from anbao.loom.tasks.models import Task
from anbao.loom.tasks.weaving import weave
from tests.branch import NOW, Branch
from tests.reading import EVENING, signed_in

FORM = "/records/new/zero_report/"
ZERO = {"v_accidents": "0", "v_cases": "0"}


@pytest.fixture
def world(branch: Branch, monkeypatch) -> Branch:
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING)
    return branch


def test_a_second_is_refused_with_the_way_to_correct_the_first(world):
    client = signed_in(world.chongli)
    assert 'id="stands"' not in client.get(FORM).content.decode()
    assert client.post(FORM, ZERO).status_code == 302
    record, lines = Record.house.get(), Line.house.count()
    for answer in (client.get(FORM), client.post(FORM, ZERO)):
        assert f'href="/records/{record.pk}/correct/"' in answer.content.decode()
    assert (Record.house.count(), Line.house.count()) == (1, lines)
    assert client.post(f"/records/{record.pk}/correct/", ZERO | {"reason": "笔误"}).status_code == 302
    assert Record.house.standing().count() == 1 and Record.house.count() == 2
    assert signed_in(world.huailai).post(FORM, ZERO).status_code == 302, "another place says its own"


def test_the_days_task_is_where_it_is_said(world):
    weave(world.campaign(record="zero_report"), at=NOW)
    day = Task.house.filter(institution=world.places["CL01"], opens_at__lte=EVENING, assignee=world.outlet)
    task = day.filter(state="open").order_by("day").first()
    client = signed_in(world.outlet)
    answer = client.post(FORM, ZERO | {"institution": str(world.places["CL01"].pk)})
    assert answer.status_code == 422 and f'href="/records/task/{task.pk}/"' in answer.content.decode()
    assert not Record.house.exists()
    assert client.post(f"/records/task/{task.pk}/", ZERO).status_code == 302
    task.refresh_from_db()
    assert task.state == "done" and Record.house.get().task == task


def test_only_a_place_has_a_day():
    with pytest.raises(KindRefused, match="once_a_day, but the target is device"):
        parse("id: odd\nzh: 怪\nen: Odd\nnet: riskcontrol\ntarget: device\nonce_a_day: true\n", "odd.yaml")
