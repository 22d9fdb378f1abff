"""What is pressed on the desk concerns what is read: answers that come late, in another order, or not at all."""

import pytest

from anbao.command.incidents import actions
from anbao.command.incidents.models import Incident, IncidentStep
from tests.branch import NOW
from tests.browser.test_desk import answered, desk_site, opened, press, shows
from tests.browser.test_desk import bank as bank
from tests.browser.test_livemap import chromium
from tests.command.incidents.desks import ring
from tests.senses.alarms.lines import Line

pytestmark = pytest.mark.browser


#: requests of the page by "METHOD path": what was asked, and what is kept back until it is let go
HOLD = """() => {
    window.asked = []; window.kept = {}; window.holding = new Set();
    const { open, send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.open = function (method, path, ...rest) { this.told = `${method.toUpperCase()} ${path}`; return open.call(this, method, path, ...rest); };
    XMLHttpRequest.prototype.send = function (body) {
        window.asked.push(this.told);
        if (window.holding.delete(this.told)) window.kept[this.told] = (lost) => { if (lost) open.call(this, "GET", "http://127.0.0.1:9/"); send.call(this, body); }; else send.call(this, body);
    };
}"""
#: again until the page asks: what lies in a part that is just being left can't be pressed
PRESS = """([told, pressed]) => { if (window.kept[told]) return true;
    const one = document.querySelector(pressed);
    if (!one) return false;
    window.holding.add(told); one.click(); return told in window.kept; }"""


class Held:
    """Requests that are kept on their way until they are let go."""

    def __init__(self, page):
        self.page = page
        page.evaluate(HOLD)

    def keep(self, told: str, pressed: str) -> None:
        """Press something, and keep what it asks on its way."""
        self.page.wait_for_function(PRESS, arg=[told, pressed], polling=400)

    def let_go(self, told: str) -> None:
        self.page.evaluate("told => window.kept[told]()", told)

    def lose(self, told: str) -> None:
        """It never gets there."""
        self.page.evaluate("told => window.kept[told](true)", told)

    def posts(self) -> list[str]:
        return self.page.evaluate("window.asked.filter(one => one.startsWith('POST'))")


def stands(page, incident: Incident) -> None:
    """Content, address and chosen row are all of this incident."""
    page.wait_for_function(
        """pk => { const box = document.getElementById("incident");
        const rows = [...document.querySelectorAll(".queue-row[aria-current]")].map(one => one.dataset.pk).join();
        return box.dataset.pk === pk && !box.inert && location.pathname.endsWith(`/desk/${pk}/`) && rows === pk; }""",
        arg=str(incident.pk),
    )


def row(incident: Incident) -> str:
    return f".queue-row[data-pk='{incident.pk}']"


@pytest.fixture
def rings(bank):
    """A burglary and a fire of one place that nobody has answered."""
    line = Line(bank)
    return ring(bank, "BA", "1", line=line), ring(bank, "FA", "1", seconds=5, line=line)


def test_no_key_acts_while_another_incident_is_being_opened(bank, rings):
    shown, wanted = rings
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor, path=f"/desk/{shown.pk}/")
        held = Held(page)
        held.keep(f"GET /desk/{wanted.pk}/", row(wanted))
        page.keyboard.press("a")
        page.wait_for_function("document.getElementById('incident').inert")
        shows(page, "按键未生效：请看清后重按")
        assert held.posts() == []
        held.let_go(f"GET /desk/{wanted.pk}/")
        stands(page, wanted)
        assert held.posts() == []
        press(page, "a", "须由第二人接警")
        assert page.faults == []
    assert list(Incident.house.filter(state="working")) == [wanted]


def test_an_answer_that_comes_while_another_is_being_opened_does_not_take_its_place(bank, rings):
    shown, wanted = rings
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor, path=f"/desk/{shown.pk}/")
        held = Held(page)
        held.keep(f"POST /desk/{shown.pk}/answer/", ".big-button.answer")
        held.keep(f"GET /desk/{wanted.pk}/", row(wanted))
        with page.expect_response(lambda got: got.url.endswith("/answer/")):
            held.let_go(f"POST /desk/{shown.pk}/answer/")
        held.let_go(f"GET /desk/{wanted.pk}/")
        stands(page, wanted)
        page.evaluate("() => { setTimeout(() => history.back()); }")
        stands(page, shown)
        assert page.faults == []


def test_a_refusal_of_an_incident_that_is_no_longer_shown_is_told(bank, rings):
    shown, wanted = rings
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor, path=f"/desk/{shown.pk}/")
        held = Held(page)
        held.keep(f"POST /desk/{shown.pk}/answer/", ".big-button.answer")
        actions.answer(actor=bank.fire1, reach=bank.reach("fire1"), incident_id=shown.pk, at=NOW)
        page.locator(row(wanted)).click()
        stands(page, wanted)
        held.let_go(f"POST /desk/{shown.pk}/answer/")
        shows(page, f"#{shown.pk} {shown.where} · 入侵报警 已有他人接警")
        stands(page, wanted)
        assert page.faults == []


def test_of_two_rows_pressed_the_last_one_opens(bank, rings):
    shown, first = rings
    last = ring(bank, "BT", "2", seconds=9, line=Line(bank))
    assert len({shown.pk, first.pk, last.pk}) == 3
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor, path=f"/desk/{shown.pk}/")
        held = Held(page)
        held.keep(f"GET /desk/{first.pk}/", row(first))
        page.locator(row(last)).click()
        stands(page, last)
        held.let_go(f"GET /desk/{first.pk}/")
        stands(page, last)
        assert page.faults == []


def test_what_cannot_be_opened_leaves_the_one_before_and_says_so(bank, rings):
    shown, wanted = rings
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor, path=f"/desk/{shown.pk}/")
        held = Held(page)
        held.keep(f"GET /desk/{wanted.pk}/", row(wanted))
        held.lose(f"GET /desk/{wanted.pk}/")
        shows(page, f"警情 #{wanted.pk} 未能打开")
        stands(page, shown)
        press(page, "a", bank.monitor.name)
    assert list(Incident.house.filter(state="working")) == [shown]


def test_a_key_for_a_row_that_is_only_chosen_and_a_key_held_down_do_nothing(bank, rings):
    shown, wanted = rings
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor, path=f"/desk/{shown.pk}/")
        held = Held(page)
        page.locator(row(wanted)).focus()
        press(page, "a", f"请先按回车：队列中选中的是警情 #{wanted.pk}")
        page.locator("#content").focus()
        page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'a', bubbles: true, repeat: true}))")
        assert held.posts() == []
        assert page.faults == []
    assert not Incident.house.filter(state="working").exists()


def test_a_key_in_the_moment_after_another_incident_came_up_settles_no_step_of_it(bank):
    line = Line(bank)
    shown = answered(bank, "BA", "1", "monitor", line=line)
    wanted = answered(bank, "FA", "1", "monitor", "fire1", line=line)
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor, path=f"/desk/{shown.pk}/")
        page.evaluate(
            """() => document.body.addEventListener("htmx:afterSwap", event => { if (event.detail.target.id !== "incident") return;
            document.dispatchEvent(new KeyboardEvent("keydown", {key: "1", bubbles: true})); document.body.dataset.pressed = "1"; })"""
        )
        page.locator(row(wanted)).click()
        page.wait_for_selector("body[data-pressed]")
        stands(page, wanted)
        assert page.faults == []
    assert not IncidentStep.objects.exclude(state="waiting").exists()


def test_a_row_pressed_in_the_moment_in_which_the_queue_was_renewed_opens_in_the_page(bank, rings):
    shown, wanted = rings
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor, path=f"/desk/{shown.pk}/")
        page.evaluate(
            """row => { window.stayed = true; document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
            if (detail.target.id === "queue") queueMicrotask(() => document.querySelector(row).click()); }, { once: true });
            window.htmx.trigger("#queue", "fresh"); }""",
            row(wanted),
        )
        stands(page, wanted)
        assert page.evaluate("window.stayed") and page.faults == []
