"""The hole list and its dialogs: who sees and who may, parts alone, pages by key, pinned SQL."""

import re
from datetime import timedelta

import pytest
from django.db.models import Count

from anbao.kit.inbox.models import Notice
from anbao.kit.ledger.models import Line
from anbao.loom.holes import queries, tally
from anbao.loom.holes.actions import look
from anbao.loom.holes.finders import tasks_behind
from anbao.loom.holes.models import Hole
from anbao.loom.tasks.models import Task
from anbao.loom.tasks.weaving import weave
from anbao.org.models import Device
from tests.branch import NOW, Branch
from tests.reading import EVENING, HTMX, nothing_changes, part, queries_of, signed_in


@pytest.fixture
def world(branch: Branch, monkeypatch) -> Branch:
    branch.war = branch.campaign(record="case_warning")
    weave(branch.war, at=NOW)
    look(campaign=branch.war, at=NOW)
    branch.hole = Hole.house.get(kind="no_measure", institution=branch.places["CLS1"])
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING)
    return branch


def listed(person, **query) -> str:
    page = signed_in(person).get("/holes/", query)
    assert page.status_code == 200
    return page.content.decode()


def make_holes(world, number: int, **fields) -> None:
    rows = [
        Hole(campaign=world.war, kind="missed", key=f"X{n}", net="riskcontrol", institution=world.places["CL01"], zh=f"漏{n}", en="H", opened_at=NOW, **fields)
        for n in range(number)
    ]  # fmt: skip
    Hole.house.bulk_create(rows)
    tally.rewrite(world.war.pk)


def test_who_sees_which_holes(world):
    row = f'id="hole-row-{world.hole.pk}"'
    assert row in listed(world.chief) and row in listed(world.chongli)
    assert row not in listed(world.huailai) and row not in listed(world.stranger)
    for name in ("teller", "vendor", "secadmin"):
        assert signed_in(world.people[name]).get("/holes/").status_code == 403
    assert signed_in(world.huailai).get("/holes/", {"place": world.places["CL"].pk}).status_code == 404


def test_tools_are_for_those_who_may(world):
    assert "excuse/?next" in listed(world.chief) and "/assign/?next" in listed(world.chief)
    assert "excuse/?next" not in listed(world.chongli) and "/assign/?next" in listed(world.chongli)
    assert "/assign/?next" not in listed(world.auditor)


def test_parts_render_alone(world):
    text = part(signed_in(world.chief), f"/holes/?kind={world.hole.kind}", "holes")
    assert f'id="hole-row-{world.hole.pk}"' in text
    for dialog in ("assign", "excuse"):
        url = f"/holes/{world.hole.pk}/{dialog}/?next=/holes/"
        text = signed_in(world.chief).get(url, headers=HTMX).content.decode()
        assert "<!doctype" not in text and "<form" in text and 'value="/holes/"' in text
        assert signed_in(world.stranger).get(url).status_code == 404
        assert signed_in(world.huailai).get(url).status_code == 404
    assert world.chongli.name in signed_in(world.chief).get(f"/holes/{world.hole.pk}/assign/").content.decode()


def test_filters_and_their_counts(world):
    make_holes(world, 2)
    assert listed(world.chief, kind="missed").count('class="hole"') == 2
    assert listed(world.chief, net="awareness").count('class="hole"') == Hole.house.filter(net="awareness").count()
    counted = {kind: Hole.house.filter(kind=kind).count() for kind in set(Hole.house.values_list("kind", flat=True))}
    for shown in (
        queries.kind_counts(Hole.house.filter(campaign=world.war))[0],
        queries.named(queries.by_kind(queries.gaping_numbers(world.war, [world.places["ZJK"]], EVENING))),
    ):
        assert {kind.id: n for kind, n in shown} == counted
    for query in (
        {"place": "x"},
        {"place": "²"},
        {"net": "x"},
        {"kind": "x"},
        {"after": "x"},
        {"show": "x"},
        {"campaign": ""},
    ):
        assert listed(world.chief, **query).count('class="hole"') == Hole.house.count()


def test_excused_and_closed_have_lists_of_their_own(world):
    Hole.house.filter(pk=world.hole.pk).update(excused_until=EVENING + timedelta(days=1), excuse="装修")
    make_holes(world, 1, closed_at=EVENING)
    row = f'id="hole-row-{world.hole.pk}"'
    assert row not in listed(world.chief) and row in listed(world.chief, show="excused")
    assert listed(world.chief, show="closed").count('class="hole"') == 1


@pytest.mark.parametrize("closed", [False, True])
def test_pages_by_key_show_every_hole_once_gravest_first(world, monkeypatch, closed):
    make_holes(world, 13)
    counts = dict(Hole.house.order_by().values_list("kind").annotate(n=Count("id")))
    if closed:
        Hole.house.update(closed_at=EVENING)
    monkeypatch.setattr(queries, "PAGE", 5)
    seen, after = [], None
    while True:
        key = after and queries.Key.read(str(after))
        rows = Hole.house.all()
        found, after = queries.closed_page(rows, key) if closed else queries.page_of(rows, counts, key)
        seen += found
        if after is None:
            break
    assert len(seen) == len({hole.pk for hole in seen}) == Hole.house.count() > 13
    order = [(0 if closed else -queries.weight_of(hole), -hole.opened_at.timestamp(), hole.pk) for hole in seen]
    assert order == sorted(order)


def test_a_long_list_leads_on(world):
    make_holes(world, queries.PAGE + 5)
    page = listed(world.chief, kind="missed", place=world.places["CL"].pk)
    link = re.search(r'href="(\?[^"]*after=[^"]*)"', page)[1].replace("&amp;", "&")
    rest = signed_in(world.chief).get(f"/holes/{link}").content.decode()
    assert (page.count('class="hole"'), rest.count('class="hole"')) == (queries.PAGE, 5)


def test_a_count_that_was_cut_says_so(world, monkeypatch):
    make_holes(world, 5, closed_at=EVENING)
    monkeypatch.setattr(queries, "CEILING", 3)
    assert "+</strong>" in listed(world.chief, show="closed")


def post(who, pk: int, verb: str, **fields):
    return signed_in(who).post(f"/holes/{pk}/{verb}/do/", {"next": "/board/"} | fields)


def test_assign_remind_excuse(world):
    pk = world.hole.pk
    with nothing_changes():
        assert post(world.chief, pk, "remind")["Location"] == "/board/"
    assert post(world.chief, pk, "assign", person=world.chongli.pk)["Location"] == "/board/"
    assert post(world.chief, pk, "remind").status_code == 302
    assert Notice.objects.of(world.chongli.tag).count() == 2
    assert Line.house.filter(verb="holes.hole.reminded", subject=f"hole:{pk}").count() == 1
    answer = signed_in(world.chief).post(f"/holes/{pk}/excuse/do/", {"reason": "装修", "days": 2}, follow=True)
    assert "01-12 19:00" in answer.content.decode()
    world.hole.refresh_from_db()
    assert (world.hole.assignee, world.hole.excuse, world.hole.excused_until) == (
        world.chongli,
        "装修",
        EVENING + timedelta(days=2),
    )


def missed_hole(world) -> Hole:
    """The daily note of a sub-branch's outlet was missed on two days; beside it other late tasks of the same net."""
    daily = world.war.measures.get(code="daily-note")
    late = Task.house.filter(measure=daily, institution=world.places["CL01"]).order_by("due_at")[:2]
    Task.house.filter(pk__in=[task.pk for task in late]).update(state="missed")
    other = Task.house.filter(institution=world.places["CL01"], measure__isnull=False).exclude(measure=daily)
    assert other.update(state="missed", net=daily.net, assignee=world.lobby, due_at=NOW, opens_at=NOW, grace_until=NOW)
    key = f"I{world.places['CL01'].pk}M{daily.pk}"
    return Hole.house.create(campaign=world.war, kind="missed", key=key, net=daily.net, institution=world.places["CL01"], zh="漏", en="H", opened_at=NOW)  # fmt: skip


def reminded(world, pk: int) -> tuple[str, dict[str, int]]:
    """What the page says, and how many notices each of the three got."""
    before = Notice.objects.count()
    page = signed_in(world.chief).post(f"/holes/{pk}/remind/do/", {"next": "/board/"}, follow=True).content.decode()
    new = list(Notice.objects.order_by("-id")[: Notice.objects.count() - before])
    people = {"outlet": world.outlet, "lobby": world.lobby, "chongli": world.chongli}
    return page, {name: sum(n.recipient == who.tag for n in new) for name, who in people.items()}


def test_the_people_of_the_tasks_of_the_hole_are_reminded_and_nobody_else(world):
    page, told = reminded(world, missed_hole(world).pk)
    assert told == {"outlet": 2, "lobby": 0, "chongli": 0}
    assert f"已提醒：{world.outlet.name}" in page and world.lobby.name not in page


def test_whoever_mends_the_hole_is_reminded_first(world):
    hole = missed_hole(world)
    post(world.chief, hole.pk, "assign", person=world.chongli.pk)
    page, told = reminded(world, hole.pk)
    assert told == {"outlet": 2, "lobby": 0, "chongli": 1}
    assert f"已提醒：{world.chongli.name}, {world.outlet.name}" in page
    # a hole that is not made of tasks reminds its mender alone, whatever else is late at the place
    chair = Hole.house.create(campaign=world.war, kind="unreachable", key="P1", net=hole.net, institution=hole.institution, zh="漏", en="H", opened_at=NOW, assignee=world.chongli)  # fmt: skip
    assert reminded(world, chair.pk)[1] == {"outlet": 0, "lobby": 0, "chongli": 1}


def test_the_tasks_behind_each_kind_of_hole(world):
    place = world.places["CL01"]
    panel = Device.house.get(code="P-CL01")
    one, two, three = Task.house.filter(institution=place).order_by("due_at")[:3]
    Task.house.filter(pk=one.pk).update(device=panel, due_at=NOW - timedelta(hours=2), opens_at=NOW - timedelta(days=1))
    Task.house.filter(pk=two.pk).update(due_at=EVENING - timedelta(hours=40), opens_at=EVENING - timedelta(days=2))
    kinds = {"never_tested": f"I{place.pk}{panel.kind}", "silent": f"I{place.pk}", "licence": "P1"}
    found = {
        kind: set(tasks_behind(Hole(campaign=world.war, kind=kind, key=key, institution=place, net="riskcontrol"), EVENING))
        for kind, key in kinds.items()
    }  # fmt: skip
    assert found["never_tested"] == {one} and one in found["silent"] and two not in found["silent"]
    assert found["licence"] == set() and three.due_at > NOW


def test_assigning_to_nobody_is_a_sentence(world):
    with nothing_changes():
        page = signed_in(world.chief).post(f"/holes/{world.hole.pk}/assign/do/", {"person": ""}, follow=True)
    assert page.status_code == 200 and "尚未选择任何人" in page.content.decode()


@pytest.mark.parametrize(("who", "code"), [("stranger", 404), ("huailai", 404), ("fire1", 403), ("auditor", 403)])
def test_a_denied_call_changes_nothing(world, who, code):
    with nothing_changes():
        for verb, fields in (
            ("assign", {"person": world.people[who].pk}),
            ("excuse", {"reason": "x", "days": 1}),
            ("remind", {}),
        ):
            assert post(world.people[who], world.hole.pk, verb, **fields).status_code == code
        assert post(world.chongli, world.hole.pk, "excuse", reason="x", days=1).status_code == 403


def test_nonsense_is_told_and_changes_nothing(world):
    chief, pk = world.chief, world.hole.pk
    with nothing_changes():
        for fields in (
            {},
            {"reason": "x"},
            {"reason": "x", "days": "0"},
            {"reason": "x", "days": "9" * 30},
            {"reason": " ", "days": 1},
        ):
            assert post(chief, pk, "excuse", **fields).status_code == 302
        for person in ("x", "²", "9" * 30, world.stranger.pk):
            assert post(chief, pk, "assign", person=person).status_code == 404
        assert signed_in(chief).get(f"/holes/{pk}/remind/do/").status_code == 405
        assert post(chief, 9**9, "remind").status_code == 404
    Hole.house.filter(pk=pk).update(closed_at=EVENING)
    with nothing_changes():
        assert post(chief, pk, "assign", person=world.chongli.pk).status_code == 302


def test_sql_does_not_grow(world, django_assert_max_num_queries):
    client = signed_in(world.chief)
    before = queries_of(client, "/holes/")
    make_holes(world, 50)
    assert queries_of(client, "/holes/") == before
    with django_assert_max_num_queries(12):
        client.get("/holes/")
