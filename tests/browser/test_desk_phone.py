"""The desk on a phone shows the queue or an incident: what rings elsewhere and what keeps alarms away stands above both."""

from datetime import timedelta

import pytest

from anbao.senses.alarms.models import Gateway
from tests.branch import NOW
from tests.browser.test_desk import answered, desk_site, opened
from tests.browser.test_desk import bank as bank
from tests.browser.test_livemap import chromium
from tests.command.incidents.desks import ring
from tests.senses.alarms.lines import Line

pytestmark = pytest.mark.browser
#: what of a thing lies in the window and nothing else lies over
SEEN = """what => { const one = document.querySelector(what); if (!one) return "";
    const box = one.getBoundingClientRect(), top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return box.height && top && (one === top || one.contains(top) || top.contains(one)) ? one.innerText.trim() : ""; }"""


def test_a_new_alarm_and_a_silent_gateway_are_seen_on_a_phone_while_an_incident_is_open(bank):
    line = Line(bank)
    Gateway.house.create(name="gw1", institution=bank.places["HE"], started_at=NOW, beat_at=NOW, listening=True)
    incident = answered(bank, "BA", "1", "monitor", line=line)
    with desk_site() as base, chromium("--no-sandbox") as browser:
        phone = opened(browser, base, bank.monitor, path=f"/desk/{incident.pk}/", width=390, height=844)
        phone.wait_for_selector(".procedure-step")
        assert phone.locator("#queue").is_hidden() and phone.inner_text(".desk-back").strip() == "报警队列"
        ring(bank, "FA", "3", seconds=20, line=line)
        Gateway.house.update(beat_at=NOW - timedelta(minutes=1))
        phone.wait_for_function(f"({SEEN})('.desk-back').includes('▲ 1 起待接警')")
        phone.wait_for_function(f"({SEEN})('#queue > .fault').includes('gw1')")
        assert phone.locator(".queue-row").first.is_hidden()
        # also where the procedure is read further down
        phone.evaluate(
            "document.querySelector('.procedure-step:last-of-type').scrollIntoView({ block: 'end', behavior: 'instant' })"
        )
        phone.evaluate("window.scrollBy(0, 200)")
        assert "▲ 1" in phone.evaluate(SEEN, ".desk-back")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
        phone.locator(".desk-back").click()
        phone.wait_for_selector(".queue-row.is-ringing")
        assert "gw1" in phone.evaluate(SEEN, "#queue > .fault") and phone.faults == []
