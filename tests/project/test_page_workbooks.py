"""Every list of the day's work goes out as a workbook by a button of its page: with its filters, and no further than its reader sees."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from anbao.kit.ledger.models import Line
from anbao.kit.tables.sheets import MEDIA_TYPE
from anbao.loom.findings.models import Finding
from anbao.loom.holes.actions import look
from anbao.loom.holes.models import Hole
from anbao.loom.tasks.models import Task
from anbao.loom.tasks.weaving import weave
from anbao.project import exchange
from tests.branch import DAY, NOW, Branch
from tests.reading import EVENING, signed_in


@pytest.fixture
def world(branch: Branch, monkeypatch) -> Branch:
    branch.war = branch.campaign(record="case_warning")
    weave(branch.war, at=NOW)
    look(campaign=branch.war, at=NOW)
    for code, severity in (("CL01", "minor"), ("HL01", "major"), ("SQ01", "minor")):
        Finding.house.create(
            campaign=branch.war, net="riskcontrol", institution=branch.places[code], category="other", severity=severity,
            title=code, found_in="test:1", found_at=NOW, deadline=EVENING, owner=branch.chongli,
        )  # fmt: skip
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING)
    return branch


def rows_of(person, url: str, **query) -> list[tuple]:
    """The rows under the headers of what the page's button brings."""
    page = signed_in(person).get(url, query)
    assert "format=xlsx" in page.content.decode(), "the page has the button"
    answer = signed_in(person).get(url, query | {"format": "xlsx"})
    assert answer.status_code == 200 and answer["Content-Type"] == MEDIA_TYPE
    return list(load_workbook(BytesIO(answer.content)).active.iter_rows(min_row=2, values_only=True))


def ids(rows) -> set:
    return {row[0] for row in rows}


def inside(model, branch, code, **more) -> set:
    rows = model.house.filter(institution__path__startswith=branch.places[code].path, **more)
    return set(rows.values_list("pk", flat=True))


def test_holes(world):
    assert ids(rows_of(world.chief, "/holes/")) == inside(Hole, world, "ZJK")
    assert ids(rows_of(world.chongli, "/holes/")) == inside(Hole, world, "CL")
    kind = Hole.house.first().kind
    assert ids(rows_of(world.chief, "/holes/", kind=kind)) == inside(Hole, world, "ZJK", kind=kind)
    Hole.house.filter(kind=kind).update(excused_until=EVENING, excuse="x")
    assert ids(rows_of(world.chief, "/holes/", show="excused")) == inside(Hole, world, "ZJK", kind=kind)
    assert rows_of(world.chief, "/holes/", show="closed") == []
    assert signed_in(world.teller).get("/holes/", {"format": "xlsx"}).status_code == 403


def test_findings(world):
    assert ids(rows_of(world.chief, "/findings/list/")) == inside(Finding, world, "ZJK")
    assert ids(rows_of(world.chief, "/findings/list/", severity="major")) == inside(Finding, world, "HL")
    assert ids(rows_of(world.huailai, "/findings/list/", state="open")) == inside(Finding, world, "HL")
    assert "/findings/list/?format=xlsx" in signed_in(world.chief).get("/findings/").content.decode()


def test_findings_are_sorted_on_the_page_and_in_the_workbook(world):
    def titles(**query) -> list:
        page = signed_in(world.chief).get("/findings/list/", query).content.decode()
        found = [row[1] for row in rows_of(world.chief, "/findings/list/", **query)]
        assert sorted(found, key=lambda title: page.index(f"<span>{title}")) == found
        return found

    Finding.house.filter(title="HL01").update(deadline=NOW)
    assert titles() == ["HL01", "CL01"] and titles(sort="-deadline") == ["CL01", "HL01"]
    assert titles(sort="severity") == ["HL01", "CL01"] and titles(sort="place") == ["CL01", "HL01"]
    assert titles(sort="-place") == ["HL01", "CL01"] and titles(sort="nonsense; --") == ["HL01", "CL01"]


def test_the_tasks_of_a_cell(world):
    day, war = str(DAY), world.war.pk
    found = rows_of(world.chief, "/board/cell/", campaign=war, place=world.places["CL"].pk, until=day)
    assert ids(found) == inside(Task, world, "CL", day=DAY) and found and world.war.name in found[0]
    assert (
        rows_of(world.chief, "/board/cell/", campaign=war, place=world.places["CL"].pk, until=day, state="missed") == []
    )
    own = {"campaign": war, "place": world.places["CL"].pk, "until": day, "own": "1"}
    assert ids(rows_of(world.chief, "/board/cell/", **own)) == set(
        Task.house.filter(institution=world.places["CL"], day=DAY).values_list("pk", flat=True)
    )
    away = {"place": world.places["CL"].pk, "format": "xlsx"}
    assert signed_in(world.huailai).get("/board/cell/", away).status_code == 404


def test_my_tasks(world):
    own = set(Task.house.filter(assignee=world.outlet).values_list("pk", flat=True))
    mine = rows_of(world.outlet, "/tasks/")
    assert ids(mine) == own and own and all(world.war.name in row for row in mine)
    place = world.places["CL01"]
    assert ids(rows_of(world.chief, "/tasks/", place=place.pk)) == set(
        Task.house.filter(institution=place).unfinished().values_list("pk", flat=True)
    )
    assert signed_in(world.huailai).get("/tasks/", {"place": place.pk, "format": "xlsx"}).status_code == 403


def test_figures_and_ledger(world):
    page = f"/campaigns/{world.war.pk}/"
    assert rows_of(world.chief, page) == []
    assert signed_in(world.stranger).get(page, {"format": "xlsx"}).status_code == 404
    found = rows_of(world.auditor, "/ledger/", verb="campaigns.")
    wanted = Line.house.filter(verb__startswith="campaigns.").order_by("-seq")
    assert [(row[0], row[-1]) for row in found] == [(line.seq, line.hex) for line in wanted] and found
    assert signed_in(world.chief).get("/ledger/", {"format": "xlsx"}).status_code == 403


def test_the_command_line_writes_the_ledger_too(world, tmp_path):
    path, rows = exchange.export("ledger", tmp_path, lambda seen, total: None)
    assert path.name == "ledger.xlsx" and rows == Line.house.count()
