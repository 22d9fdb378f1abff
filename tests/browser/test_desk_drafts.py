"""What somebody has written on the desk and not sent yet is his: it stays with its incident, whatever he looks at meanwhile."""

import pytest

from anbao.command.incidents import actions
from tests.branch import NOW
from tests.browser.test_desk import answered, desk_site, opened
from tests.browser.test_desk import bank as bank
from tests.browser.test_desk_races import row, stands
from tests.browser.test_livemap import chromium
from tests.senses.alarms.lines import Line

pytestmark = pytest.mark.browser
NOTE, CLOSING = "#incident .is-current [name=note]", "#incident .closing [name=note]"


@pytest.fixture
def works(bank):
    """A burglary and a fire of one place, both worked by the monitor."""
    line = Line(bank)
    return answered(bank, "BA", "1", "monitor", line=line), answered(bank, "FA", "1", "monitor", "fire1", line=line)


def test_notes_stay_with_their_incident_while_another_one_and_another_page_are_looked_at(bank, works):
    first, second = works
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor, path=f"/desk/{first.pk}/")
        page.locator(NOTE).fill("两人在柜台前")
        page.locator(CLOSING).fill("运钞提前到达")
        page.locator("#incident label.cause:has-text('人员误操作')").click()
        page.locator(row(second)).click()
        stands(page, second)
        assert page.locator(NOTE).input_value() == page.locator(CLOSING).input_value() == ""
        page.locator(NOTE).fill("三楼有烟")
        page.locator(row(first)).click()
        stands(page, first)
        assert page.locator(NOTE).input_value() == "两人在柜台前"
        assert page.locator(CLOSING).input_value() == "运钞提前到达"
        assert page.locator("#incident [name=cause]:checked").get_attribute("value") == "staff_error"
        page.goto(f"{base}/desk/list/")
        page.goto(f"{base}/desk/{second.pk}/")
        stands(page, second)
        assert page.locator(NOTE).input_value() == "三楼有烟"
        assert page.faults == []


def test_settling_a_step_takes_its_note_and_leaves_what_is_written_elsewhere(bank, works):
    first, second = works
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor, path=f"/desk/{first.pk}/")
        page.locator(CLOSING).fill("运钞提前到达")
        page.locator(NOTE).fill("两人在柜台前")
        page.locator("#incident .is-current [name=outcome][value=nothing_seen]").click()
        page.wait_for_selector("[data-code=picture].is-done")
        assert page.locator(NOTE).input_value() == ""
        assert page.locator(CLOSING).input_value() == "运钞提前到达"
        page.locator(row(second)).click()
        stands(page, second)
        page.locator(row(first)).click()
        stands(page, first)
        assert page.locator(NOTE).input_value() == ""
        assert page.locator(CLOSING).input_value() == "运钞提前到达"
        assert page.faults == []


def test_what_a_refusal_gives_back_stays_too(bank, works):
    first, second = works
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor, path=f"/desk/{first.pk}/")
        page.locator(NOTE).fill("无摄像机")
        actions.settle(
            actor=bank.monitor, reach=bank.reach("monitor"), incident_id=first.pk, code="picture", outcome="no_picture", at=NOW
        )  # fmt: skip
        page.evaluate("document.querySelector('#incident [data-key=s]').click()")
        page.wait_for_selector("#incident .fault-line")
        assert page.locator(NOTE).input_value() == "无摄像机"
        page.locator(row(second)).click()
        stands(page, second)
        page.locator(row(first)).click()
        stands(page, first)
        assert page.locator(NOTE).input_value() == "无摄像机" and page.faults == []
