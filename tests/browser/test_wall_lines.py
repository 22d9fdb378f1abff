"""What stands beside the pictures of a wall screen: its line about the gateway covers none of them, incidents under way stay."""

from datetime import timedelta

import pytest

from anbao.command.incidents.opening import take_up
from anbao.senses.alarms.models import Alarm, Gateway
from tests.branch import NOW, at
from tests.browser.test_desk import answered, desk_site
from tests.browser.test_desk import bank as bank
from tests.browser.test_livemap import START, chromium
from tests.command.wall.test_actions import add, camera
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
