"""A page that keeps itself fresh and holds a form: what somebody has begun to fill in is not taken from under his hands."""

import pytest

from anbao.senses.alarms.models import AlarmSource
from tests.branch import at
from tests.browser.test_desk import bank as bank
from tests.browser.test_desk import desk_site, opened
from tests.browser.test_livemap import chromium
from tests.senses.alarms.lines import Line

pytestmark = pytest.mark.browser
REASON = "#source form[action$='/test/'] [name=reason]"


def test_a_half_typed_form_stays_while_its_page_has_news_and_the_news_shows_when_it_is_emptied(bank):
    source = AlarmSource.house.get()
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.chief, path=f"/alarms/sources/{source.pk}/page/")
        page.wait_for_function("window.htmx")
        page.locator(REASON).fill("月度测试")
        page.evaluate("document.activeElement.blur()")
        # what the test entered before the page was opened may still arrive as news: whether there is any yet is not asked
        Line(bank).sia("BA", "1", at=at())
        page.wait_for_selector("#source .live-held:visible")
        assert page.locator(REASON).input_value() == "月度测试"
        assert "暂无报警" in page.inner_text("#source")
        page.locator(REASON).fill("")
        page.evaluate("document.activeElement.blur()")
        page.wait_for_function("!document.getElementById('source').innerText.includes('暂无报警')")
        assert page.locator("#source .live-held").is_hidden() and page.faults == []


def test_what_is_entered_about_a_source_elsewhere_shows_on_its_open_page(bank):
    source = AlarmSource.house.get()
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.chief, path=f"/alarms/sources/{source.pk}/page/")
        colleague = opened(browser, base, bank.chief, path=f"/alarms/sources/{source.pk}/page/")
        colleague.locator(REASON).fill("月度测试")
        colleague.locator("#source form[action$='/test/'] button").click()
        page.wait_for_function("document.getElementById('source').innerText.includes('月度测试')")
        assert page.faults == []
