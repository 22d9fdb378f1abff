"""The institution page: owner, colleague, stranger; its numbers; pinned SQL."""

import re
from datetime import timedelta

import pytest

from anbao.command.places import queries
from anbao.loom.findings import actions as findings
from anbao.loom.holes.actions import look
from anbao.loom.tasks.actions import mark_missed
from anbao.loom.tasks.models import Tally, Task
from anbao.loom.tasks.weaving import weave
from tests.branch import DAY, NOW, Branch, at
from tests.reading import EVENING, queries_of, signed_in


@pytest.fixture
def world(branch: Branch, monkeypatch) -> Branch:
    branch.war = branch.campaign(record="case_warning")
    weave(branch.war, at=NOW)
    look(campaign=branch.war, at=NOW)
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING)
    return branch


def url(world, code: str) -> str:
    return f"/places/{world.places[code].pk}/"


def test_who_sees_a_place(world):
    for name in ("chief", "chongli", "outlet", "teller", "auditor"):
        assert signed_in(world.people[name]).get(url(world, "CL01")).status_code == 200
    for name in ("huailai", "stranger", "vendor", "outlet2"):
        assert signed_in(world.people[name]).get(url(world, "CL01")).status_code == 404
    # upwards a reader sees nothing either
    assert signed_in(world.outlet).get(url(world, "CL")).status_code == 404


def test_the_page_is_about_the_place(world):
    page = signed_in(world.chief).get(url(world, "CL")).content.decode()
    assert "崇礼支行金库" in page and "李岭" in page and "长青路支行" in page and "怀来支行" not in page
    assert "北京时间" in page


def test_a_reader_without_the_board_gets_no_link_to_it(world):
    assert "/board/" in signed_in(world.outlet).get(url(world, "CL01")).content.decode()
    told = signed_in(world.teller).get(url(world, "CL01")).content.decode()
    assert "/board/" not in told and "/holes/?" not in told and "每日情况" in told


def test_every_number_is_the_roll_ups(world):
    mark_missed(campaign=world.war, at=at(DAY + timedelta(days=1)))
    for code in ("ZJK", "CL", "CL01"):
        day = queries.of_day(world.war, [world.places[code]], DAY)
        for line in queries.net_lines(world.war, world.places[code], DAY, day):
            rows = Tally.house.filter(campaign=world.war, institution=world.places[code], net=line.net)
            for counts, some in ((line.day, rows.filter(day=DAY)), (line.so_far, rows.filter(day__lte=DAY))):
                for name in queries.COUNTED:
                    assert getattr(counts, name) == sum(getattr(row, name) for row in some)
    outlets = [world.places["CL01"], world.places["CL02"]]
    children = queries.child_states(outlets, queries.of_day(world.war, outlets, DAY))
    assert [child.missed for child in children.values()] == [1, 1]


TILE = re.compile(r"<em>([^<]+)</em>\s*(?:<b>)?([\d.]+)")


def percentages(client, page: str, mark: str) -> list[tuple[str, str]]:
    """(period, percentage) of the five nets, as a reader sees them."""
    tiles = [part.split("</strong>")[0].split("</p>")[0] for part in client.get(page).content.decode().split(mark)[1:]]
    return [found.groups() if (found := TILE.search(tile)) else ("", "—") for tile in tiles]


@pytest.mark.parametrize("days_later", [0, 1, 3])
def test_map_and_institution_page_say_the_same_of_the_same_days(world, monkeypatch, days_later):
    """Whatever the day: the same percentage, and the period named beside it."""
    first = Task.house.filter(campaign=world.war, institution=world.places["CL01"], day=DAY).first()
    Task.house.filter(pk=first.pk).update(due_at=NOW, grace_until=NOW)
    mark_missed(campaign=world.war, at=at(DAY + timedelta(days=1)))
    moment = at(DAY + timedelta(days=days_later), hour=7)
    monkeypatch.setattr("anbao.kit.clock.now", lambda: moment)
    client = signed_in(world.chief)
    told = percentages(client, url(world, "ZJK"), 'class="net-tile"')
    shown = percentages(client, "/map/", '<p class="density">')
    assert told == shown and len(told) == 5
    assert ("今日" if days_later == 0 else "累计") in {period for period, _ in told}


def test_counts_equal_their_lists(world):
    for number in range(3):
        defect = findings.Defect(
            institution=world.places["CL01"], category="lighting", title=f"灯{number}", found_in="x", at=NOW, apart=True
        )
        findings.report(actor=world.outlet, reach=world.reach("outlet"), defect=defect)
    client = signed_in(world.chief)
    page = client.get(url(world, "CL")).content.decode().replace("&amp;", "&")
    counts = re.findall(r'href="(/(?:holes|findings)/\?place=\d+)"[^>]*>[^<]*<span class="count">(\d+)</span>', page)
    assert len(counts) == 2
    for link, number in counts:
        listed = client.get(link).content.decode()
        assert listed.count('class="hole"') + listed.count("finding-card ") == int(number), link


def test_more_tasks_than_are_shown_are_still_counted(world):
    for number in range(45):
        Task.house.create(
            campaign=world.war, net="riskcontrol", record_kind="case_warning", zh=f"甲{number}", en="A", institution=world.places["CL01"],
            subject="I1", slot=f"x{number}", day=DAY, opens_at=NOW, due_at=EVENING, grace_until=EVENING, assignee=world.outlet,
        )  # fmt: skip
    client = signed_in(world.chief)
    page = client.get(url(world, "CL01")).content.decode().replace("&amp;", "&")
    link, number = re.search(r'href="(/board/cell/[^"]*)"[^>]*>[^<]*<span class="count">(\d+)</span>', page).groups()
    assert int(number) == 46
    assert client.get(link).content.decode().count('name="task"') == 46


def test_a_place_without_a_campaign(branch):
    page = signed_in(branch.stranger).get(f"/places/{branch.places['SQ'].pk}/")
    assert page.status_code == 200 and "双桥支行" in page.content.decode()


def test_sql_does_not_grow(world, django_assert_max_num_queries):
    from anbao.org import actions as org

    client = signed_in(world.chief)
    before = queries_of(client, url(world, "CL"))
    for number in range(8):
        org.add_institution(
            actor="system", at=NOW, parent=world.places["CL"], code=f"N{number}", kind="outlet", name=f"新{number}", short_name=f"新{number}"
        )  # fmt: skip
    weave(world.war, at=NOW)
    look(campaign=world.war, at=EVENING)
    assert queries_of(client, url(world, "CL")) == before
    with django_assert_max_num_queries(25):
        client.get(url(world, "CL"))
