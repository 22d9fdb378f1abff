"""What stands beside the pictures of a wall screen: its line about the gateway covers none of them, incidents under way stay."""

from datetime import timedelta

import pytest

from anbao.command.incidents.opening import take_up
from anbao.command.wall.models import Challenge
from anbao.senses.alarms.models import Alarm, Gateway
from tests.branch import NOW, at
from tests.browser.test_desk import answered, desk_site
from tests.browser.test_desk import bank as bank
from tests.browser.test_livemap import START, chromium
from tests.command.wall.test_actions import add, camera, raised
from tests.senses.alarms.lines import Line

pytestmark = pytest.mark.browser
COVERED = """() => { const line = document.getElementById("wall-deaf").getBoundingClientRect();
    return [...document.querySelectorAll(".tile, #wall-alarm:not([hidden])")].filter(one => one.getBoundingClientRect().bottom > line.top).length; }"""


def test_the_line_about_the_gateway_covers_no_picture_and_a_fire_under_way_stays_and_nothing_is_called_quiet(bank):
    row = {"institution": bank.places["HE"], "started_at": NOW, "listening": True}
    Gateway.house.create(name="gw1", beat_at=NOW - timedelta(seconds=60), **row)
    answered(bank, "FA", "3", "monitor", "fire1", line=Line(bank))
    Line(bank, "4321").sia("HA", "7", at=at())
    take_up(at=at())
    for number in range(3):
        camera(bank, "CL01", f"C-{number}")
    _screen, token = add(bank)
    with desk_site() as base, chromium("--no-sandbox") as browser:
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
        context.set_default_timeout(START)
        wall = context.new_page()
        wall.goto(f"{base}/wall/enter/{token}/")
        wall.wait_for_selector("#wall-alarm:not([hidden])")
        wall.wait_for_selector("#wall-deaf:not([hidden])")
        for width, height in ((1920, 1080), (3840, 2160)):
            wall.set_viewport_size({"width": width, "height": height})
            assert wall.evaluate(COVERED) == 0
        assert bank.monitor.name in wall.locator("#wall-working").inner_text()
        Alarm.house.unacknowledged().update(state="acknowledged", acknowledged_at=NOW)
        wall.reload()
        wall.wait_for_selector("#wall-deaf:not([hidden])")
        wall.wait_for_selector("#wall-alarms .unsure")
        assert wall.locator("#wall-alarms .quiet").count() == 0 and wall.evaluate(COVERED) == 0
        assert wall.locator("#wall-working li").count() == 1


#: of a card: its rows that are shown, those counted in its last line, what its heading counts, and whether all are inside it
ROWS = """id => { const list = document.getElementById(id), rows = [...list.children].filter(one => !one.hidden), more = rows.filter(one => one.matches(".more"));
    const bottom = list.parentElement.getBoundingClientRect().bottom;
    return [rows.length - more.length, Number(more[0]?.innerText.replace(/\\D/g, "") ?? 0), Number(list.parentElement.querySelector("h2 b").innerText),
      rows.every(one => one.getBoundingClientRect().height > 0 && one.getBoundingClientRect().bottom <= bottom)]; }"""


def test_alarms_that_wait_come_before_those_under_way_and_no_row_is_cut(bank):
    line = Line(bank)
    Gateway.house.create(name="gw1", institution=bank.places["HE"], started_at=NOW, beat_at=NOW, listening=True)
    answered(bank, "BA", "1", "monitor", line=line)
    answered(bank, "FA", "3", "monitor", "fire1", line=line)
    _screen, token = add(bank)
    first = raised(bank, "CL01")
    for number in range(5):
        Alarm.house.create(
            source=first.source, institution=first.institution, condition=f"x{number}", kind="technical", zh="设备故障", en="Trouble",
            severity=2, raised_at=NOW - timedelta(minutes=number), last_at=NOW,
        )  # fmt: skip
    with desk_site() as base, chromium("--no-sandbox") as browser:
        wall = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN").new_page()
        wall.set_default_timeout(START)
        wall.goto(f"{base}/wall/enter/{token}/")
        wall.wait_for_selector("#wall-alarm:not([hidden])")
        seen = [look(wall)]
        assert wall.locator("#wall-deaf").is_hidden()
        wall.set_viewport_size({"width": 3840, "height": 2160})
        seen.append(look(wall))
        Gateway.house.update(beat_at=NOW - timedelta(minutes=1))
        wall.reload()
        wall.wait_for_selector("#wall-deaf:not([hidden])")
        seen.append(look(wall))
        wall.set_viewport_size({"width": 1920, "height": 1080})
        seen.append(look(wall))
    assert all(rows >= 2 for rows in seen)


def look(wall) -> int:
    """How many of the six alarms have a row; every card is whole, and every alarm has a row or is counted."""
    wall.wait_for_function(f"['wall-alarms', 'wall-working'].every(id => ({ROWS})(id)[3])")
    rows, more, count, _whole = wall.evaluate(ROWS, "wall-alarms")
    assert rows + more == count == 6
    assert wall.evaluate(ROWS, "wall-working")[2] == 2
    return rows


def test_of_incidents_under_way_without_a_row_the_kinds_are_told_the_gravest_first(bank):
    line = Line(bank)
    for code, zone, *who in (
        ("YT", "", "monitor"),
        ("BA", "1", "monitor"),
        ("FA", "3", "monitor", "fire1"),
        ("HA", "2", "monitor", "fire1"),
    ):
        answered(bank, code, zone, *who, line=line)
    _screen, token = add(bank)
    with desk_site() as base, chromium("--no-sandbox") as browser:
        wall = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN").new_page()
        wall.set_default_timeout(START)
        wall.goto(f"{base}/wall/enter/{token}/")
        wall.wait_for_selector("#wall-working .more")
        rows = wall.locator("#wall-working li:not(.more)").count()
        assert 1 <= rows <= 2
        kinds = ["紧急报警（抢劫、求助）", "火灾报警", "入侵报警", "设备故障"]
        told = "、".join(f"{kind} 1" for kind in kinds[rows:])
        assert wall.inner_text("#wall-working .more") == f"另有 {4 - rows} 起：{told}"
        first = raised(bank, "CL01")
        for number in range(9):
            Alarm.house.create(
                source=first.source, institution=first.institution, condition=f"x{number}", kind="technical", zh="设备故障", en="Trouble",
                severity=2, raised_at=NOW - timedelta(minutes=number), last_at=NOW,
            )  # fmt: skip
        wall.reload()
        wall.wait_for_function("document.querySelector('#wall-working .more')?.innerText.startsWith('共 4 起：')")
        assert wall.inner_text("#wall-working .more") == f"共 4 起：{'、'.join(f'{kind} 1' for kind in kinds)}"
        assert wall.evaluate(ROWS, "wall-alarms")[0] >= 2 and wall.evaluate(ROWS, "wall-working")[3]


def test_a_challenge_that_is_open_when_an_alarm_takes_the_screen_is_read_and_cuts_no_row(bank):
    Gateway.house.create(name="gw1", institution=bank.places["HE"], started_at=NOW, beat_at=NOW, listening=True)
    line = Line(bank)
    answered(bank, "YT", "", "monitor", line=line)
    answered(bank, "FA", "3", "monitor", "fire1", line=line)
    Line(bank, "4321").sia("BA", "7", at=at())
    screen, token = add(bank)
    raised(bank, "CL01")
    Challenge.house.create(screen=screen, code="4711", at=NOW, until=NOW + timedelta(minutes=5))
    with desk_site() as base, chromium("--no-sandbox") as browser:
        wall = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN").new_page()
        wall.set_default_timeout(START)
        wall.goto(f"{base}/wall/enter/{token}/")
        wall.wait_for_selector("#wall-alarm:not([hidden])")
        for width, height in ((1920, 1080), (3840, 2160), (390, 844)):
            wall.set_viewport_size({"width": width, "height": height})
            wall.wait_for_function(f"({ROWS})('wall-alarms')[3]")
            rows, more, count, _whole = wall.evaluate(ROWS, "wall-alarms")
            assert count == 2 and (rows, more) in {(2, 0), (1, 1)}
            assert wall.inner_text("#wall-code") == "4711"
            box = wall.locator("#wall-challenge").bounding_box()
            assert box["y"] >= 0 and box["y"] + box["height"] <= height and box["x"] + box["width"] <= width


#: texts of a screen that are cut: wider or higher than their own box, or above the picture beside them
CLIPPED = """() => [...document.querySelectorAll("#wall-alarms strong, #wall-alarms small, #wall-working strong, #wall-working small, #wall-alarm header strong, .rail-card h2")]
    .filter(one => one.getClientRects().length && (one.scrollWidth > one.clientWidth + 1 || getComputedStyle(one).textOverflow === "ellipsis")).map(one => one.innerText)"""

#: whether the lines of the place beside the pictures run into each other
TIGHT = """() => { const drawn = getComputedStyle(document.querySelector("#wall-alarm h3")); return parseFloat(drawn.lineHeight) < parseFloat(drawn.fontSize); }"""


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_names_kinds_and_zones_are_read_whole_and_what_has_no_row_is_counted(bank, language):
    Gateway.house.create(name="gw1", institution=bank.places["HE"], started_at=NOW, beat_at=NOW, listening=True)
    answered(bank, "FA", "3", "monitor", "fire1", line=Line(bank))
    Line(bank).sia("BA", "77", at=at())
    for number in range(9):
        Line(bank, f"E00{number}").sia("HA", "9", at=at())
    take_up(at=at())
    _screen, token = add(bank)
    with desk_site() as base, chromium("--no-sandbox") as browser:
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        context.add_cookies([{"name": "anbao_language", "value": language, "url": base}])
        wall = context.new_page()
        wall.set_default_timeout(START)
        wall.goto(f"{base}/wall/enter/{token}/")
        wall.wait_for_selector("#wall-alarm:not([hidden])")
        for width, height in ((1920, 1080), (3840, 2160)):
            wall.set_viewport_size({"width": width, "height": height})
            wall.wait_for_function(f"({ROWS})('wall-alarms')[3]")
            rows, more, count, _whole = wall.evaluate(ROWS, "wall-alarms")
            assert rows >= 2 and more and rows + more == count == 10
            assert wall.evaluate(CLIPPED) == [] and wall.evaluate(TIGHT) is False
        assert ("Unknown account E000" if language == "en" else "未登记账号 E000") in wall.inner_text("#wall-alarm")
