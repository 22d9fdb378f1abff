"""The net board and the tasks behind a cell: who sees what, numbers that equal the roll-up, pinned SQL."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from anbao.command.netboard import queries
from anbao.kit.inbox.models import Notice
from anbao.loom.campaigns.models import Campaign
from anbao.loom.holes.actions import look
from anbao.loom.tasks.actions import mark_missed
from anbao.loom.tasks.models import Tally, Task
from anbao.loom.tasks.weaving import weave
from tests.branch import DAY, NOW, Branch, at
from tests.reading import EVENING, nothing_changes, part, queries_of, signed_in


@pytest.fixture
def world(branch: Branch, monkeypatch) -> Branch:
    """A woven campaign on its evening; one task of CL01 is done, the others of the day are open."""
    branch.war = branch.campaign(record="case_warning")
    weave(branch.war, at=NOW)
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING)
    return branch


def daily(world, code: str, day=DAY) -> Task:
    return Task.house.get(institution=world.places[code], day=day, measure__code="daily-note")


def test_who_may_open_the_board(world):
    assert Client().get("/board/").status_code == 302
    for name in ("chief", "president", "chongli", "outlet", "auditor"):
        assert signed_in(world.people[name]).get("/board/").status_code == 200
    for name in ("teller", "vendor", "secadmin"):
        assert signed_in(world.people[name]).get("/board/").status_code == 403
        assert signed_in(world.people[name]).get("/board/cell/").status_code == 403


def test_a_colleague_sees_his_part_and_a_stranger_none(world):
    owner = signed_in(world.chief).get("/board/").content.decode()
    assert "张家口分行" in owner and "怀来支行" in owner and "双桥支行" not in owner
    colleague = signed_in(world.chongli).get("/board/").content.decode()
    assert "崇礼支行营业室" in colleague and "怀来支行" not in colleague
    stranger = signed_in(world.stranger)
    assert "怀来支行" not in stranger.get("/board/").content.decode()
    for query in ({"place": world.places["CL"].pk}, {"campaign": world.war.pk}):
        page = stranger.get("/board/", query)
        assert page.status_code == 404 or "小战役" not in page.content.decode()
        assert stranger.get("/board/cell/", query).status_code == 404
    assert signed_in(world.chongli).get("/board/", {"place": world.places["HL"].pk}).status_code == 404


@pytest.mark.parametrize("net", ["", "riskcontrol", "awareness"])
def test_every_number_is_the_roll_ups(world, net):
    mark_missed(campaign=world.war, at=at(DAY + timedelta(days=1)))
    until = DAY + timedelta(days=10)
    table = queries.board(world.war, world.places["ZJK"], net=net, until=until, at=EVENING)
    for row in (table.whole, *table.rows):
        for cell in row.cells:
            rows = Tally.house.filter(campaign=world.war, institution=row.place, day=cell.day)
            held = list((rows.filter(net=net) if net else rows).values(*queries.COUNTED))
            for name in queries.COUNTED:
                assert getattr(cell, name) == sum(one[name] for one in held), (row.place, cell.day, name)
    assert sum(cell.missed for cell in table.whole.cells) == (0 if net == "awareness" else 3)


def test_a_cell_opens_as_many_tasks_as_it_says(world):
    client = signed_in(world.chief)
    page = client.get("/board/", {"until": str(DAY + timedelta(days=5))}).content.decode()
    links = re.findall(r'href="(cell/\?[^"]*)"\s+title="[^"]*? · \S+ (\d+)', page.replace("&amp;", "&"))
    assert len(links) > 10
    for link, due in links:
        shown = client.get(f"/board/{link}").content.decode()
        assert shown.count('name="task"') == int(due), link


def test_every_state_has_its_list(world):
    mark_missed(campaign=world.war, at=at(DAY + timedelta(days=1)))
    for state, expected in (("missed", 3), ("open", 1), ("on_time", 0), ("late", 0), ("excused", 0)):
        part_of = queries.Slice(world.war, world.places["ZJK"], DAY, DAY, state=state)
        found, more = queries.tasks_of(part_of, Task.house.select_related("institution"), None)
        assert (len(found), queries.tallied(part_of), more) == (expected, expected, None), state


def test_pages_go_on_where_the_last_one_ended(world, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 4)
    monkeypatch.setattr(queries, "PLACES", 2)
    whole = queries.Slice(world.war, world.places["ZJK"], DAY, DAY + timedelta(days=13))
    seen, after = [], None
    while True:
        rows, after = queries.tasks_of(
            whole, Task.house.select_related("institution"), after and queries.Key.read(str(after))
        )
        seen += [task.pk for task in rows]
        if after is None:
            break
    wanted = Task.house.filter(campaign=world.war, day__gte=DAY, day__lte=whole.until).order_by(
        "institution__path", "due_at", "pk"
    )
    assert seen == [task.pk for task in wanted] and len(seen) == queries.tallied(whole) > 20
    assert queries.Key.read("x") is None and queries.Key.read("1~2022-01-01~1") is None


def test_a_place_alone_and_one_measure(world):
    chief, measure = signed_in(world.chief), world.war.measures.get(code="daily-note").pk
    at_city = {"place": world.places["CL"].pk, "until": str(DAY), "measure": measure}
    assert chief.get("/board/cell/", at_city).content.decode().count('name="task"') == 2
    assert chief.get("/board/cell/", at_city | {"own": 1}).content.decode().count('name="task"') == 0
    Task.house.filter(pk=daily(world, "CL02").pk).update(assignee=None)
    assert chief.get("/board/cell/", at_city | {"orphans": 1}).content.decode().count('name="task"') == 1


def test_the_board_renders_alone(world):
    text = part(signed_in(world.chief), "/board/?net=riskcontrol", "board")
    assert "怀来支行" in text and "hole-card" not in text


def test_holes_stand_beside_it_with_their_tools(world):
    look(campaign=world.war, at=EVENING)
    page = signed_in(world.chief).get("/board/").content.decode()
    assert page.count('class="hole"') == world.war.holes.count() > 0
    assert "holes/" in page and "/remind/do/" in page
    assert "/remind/do/" not in signed_in(world.auditor).get("/board/").content.decode()


def post(who, verb: str, task: Task, **fields):
    return signed_in(who).post(f"/board/tasks/{verb}/", {"task": task.pk, "next": "/board/"} | fields)


def test_remind_assign_and_excuse(world):
    task = daily(world, "CL01")
    assert post(world.chief, "remind", task)["Location"] == "/board/"
    assert Notice.objects.of(world.outlet.tag).count() == 1
    post(world.chief, "assign", task, person=world.lobby.pk)
    task.refresh_from_db()
    assert task.assignee == world.lobby
    post(world.chief, "excuse", task, reason="装修停业")
    task.refresh_from_db()
    assert task.state == "excused"
    cell = next(
        c
        for c in queries.board(world.war, world.places["CL01"], net="", until=DAY, at=EVENING).whole.cells
        if c.day == DAY
    )
    assert (cell.due, cell.excused) == (1, 1)


@pytest.mark.parametrize("verb", ["remind", "assign", "excuse"])
@pytest.mark.parametrize(("who", "code"), [("stranger", 404), ("huailai", 404), ("teller", 403), ("fire1", 403)])
def test_a_denied_call_changes_nothing(world, verb, who, code):
    task = daily(world, "CL01")
    with nothing_changes():
        assert post(world.people[who], verb, task, person=world.people[who].pk, reason="x").status_code == code


def test_a_sub_branch_head_may_assign_and_not_excuse(world):
    task = daily(world, "CL01")
    with nothing_changes():
        assert post(world.chongli, "excuse", task, reason="x").status_code == 403
        assert post(world.chongli, "assign", task, person=world.huailai.pk).status_code == 404
    assert post(world.chongli, "assign", task, person=world.lobby.pk).status_code == 302


def test_nonsense_is_told_and_changes_nothing(world):
    task, chief = daily(world, "CL01"), signed_in(world.chief)
    with nothing_changes():
        for fields in ({}, {"task": "²"}, {"task": "x"}):
            assert chief.post("/board/tasks/assign/", fields).status_code == 302
        assert chief.post("/board/tasks/assign/", {"task": task.pk, "person": "x"}).status_code == 404
        assert chief.post("/board/tasks/burn/", {"task": task.pk}).status_code == 404
        assert chief.post("/board/tasks/excuse/", {"task": task.pk, "reason": " "}).status_code == 302
        long = chief.post("/board/tasks/excuse/", {"task": task.pk, "reason": "雪" * 301}, follow=True)
        assert "理由: 最多 300 字，现有 301 字" in long.content.decode()
        assert chief.get("/board/tasks/excuse/").status_code == 405
    for query in ("place=x", "place=²", "net=weather"):
        assert chief.get(f"/board/?{query}").status_code == 404
    for query in ("until=0001-01-01", "until=9999-12-31", "until=soon", "campaign="):
        assert chief.get(f"/board/?{query}").status_code == 200
    assert chief.get("/board/cell/?since=soon").status_code == 404
    for query in ("after=x", "after=~~", "measure=x", "state=x"):
        assert chief.get(f"/board/cell/?until={DAY}&{query}").content.decode().count('name="task"') == 4
    assert (
        chief.post("/board/tasks/remind/", {"task": task.pk, "next": "https://example.org/"})["Location"] == "/board/"
    )


def test_links_keep_the_campaign(world):
    Campaign.house.filter(pk=world.war.pk).update(state="closed")
    world.campaign(record="zero_report")
    page = signed_in(world.chief).get("/board/", {"campaign": world.war.pk}).content.decode()
    links = [link for link in re.findall(r'href="(\?[^"]*|cell/[^"]*)"', page) if "place=" in link]
    assert links and all(f"campaign={world.war.pk}&" in link for link in links)


def test_without_a_campaign_it_says_what_to_do(branch, monkeypatch):
    page = signed_in(branch.chief).get("/board/")
    assert page.status_code == 200 and "安全保卫部" in page.content.decode()
    assert signed_in(branch.chief).get("/board/cell/").status_code == 404


def test_sql_does_not_grow(world, django_assert_max_num_queries):
    from anbao.org import actions as org

    urls = ("/board/", f"/board/cell/?until={DAY}", f"/board/cell/?until={DAY}&state=open")
    client = signed_in(world.chief)
    before = [queries_of(client, url) for url in urls]
    for number in range(8):
        org.add_institution(
            actor="system", at=NOW, parent=world.places["CL"], code=f"N{number}", kind="outlet", name=f"新{number}", short_name=f"新{number}"
        )  # fmt: skip
    weave(world.war, at=NOW)
    look(campaign=world.war, at=EVENING)
    assert [queries_of(client, url) for url in urls] == before
    for url, most in zip(urls, (14, 14, 14), strict=True):
        with django_assert_max_num_queries(most):
            client.get(url)
