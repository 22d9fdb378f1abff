"""An alarm from the panel to its close in a real browser: simulated panel, real sockets, gateway, desk, two operators."""

import asyncio
import os
import subprocess
import sys
from contextlib import ExitStack, contextmanager

import pytest
from django.db import connection

from anbao.command.incidents import actions
from anbao.command.incidents.models import Incident, IncidentStep
from anbao.demo.simulator.cards import Card, ZoneCard
from anbao.demo.simulator.running import Gateway, Silences, Simulator
from anbao.demo.simulator.scenarios import Beat, Scenario
from anbao.org.models import Area
from anbao.senses.alarms.models import Alarm, Zone
from tests.branch import NOW, build_branch
from tests.browser.test_livemap import START, chromium
from tests.browser.test_wall import Clocked
from tests.command.incidents.desks import ring
from tests.command.wall.test_actions import camera
from tests.senses.alarms.lines import Line, outlet_source
from tests.senses.cameras.cameras import camera as simulated
from tests.serving import await_port, cookie_of, free_port, served

pytestmark = pytest.mark.browser
KEY = bytes(range(16))
CARD = Card(
    "P-CL01", "崇礼支行营业室", "outlet", "dc09", "tcp", "1234", "SIA-DCS", KEY, "outlet",
    (ZoneCard(1, "intrusion", "大厅红外"), ZoneCard(2, "hold_up", "紧急按钮")),
)  # fmt: skip


@pytest.fixture
def bank(transactional_db):
    bank = build_branch()
    outlet_source(bank, key=KEY.hex())
    return bank


@contextmanager
def gateway(port: int):
    """`anbao gateway` on the test's database while the block runs."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings", "ANBAO_DATABASE": connection.settings_dict["NAME"],
        "ANBAO_TEST_MOMENT": NOW.isoformat(), "PYTHONWARNINGS": "default",
    }  # fmt: skip
    command = [sys.executable, "-m", "anbao.project.cli", "gateway", "--dc09", str(port), "--fire", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        await_port(port, process)
        yield
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def play(port: int, *beats: Beat) -> bool:
    """The panel says it over its socket; true when the gateway acknowledged everything."""

    async def run() -> bool:
        where = Gateway("127.0.0.1", {("dc09", "tcp"): port})
        box = Simulator([CARD], where, now=lambda: NOW, silences=Silences(None))
        return await box.story(Scenario("test", "试", "test", (CARD.place,), beats), asyncio.Event())

    return asyncio.run(run())


@pytest.fixture
def site(bank):
    """(address of the site, port of the gateway)."""
    port, lines = free_port(), free_port()
    with (
        served(port, ANBAO_TEST_MOMENT=NOW.isoformat(), DJANGO_SETTINGS_MODULE="tests.browser.settings"),
        gateway(lines),
    ):
        yield f"http://127.0.0.1:{port}", lines


def opened(browser, base: str, person, path: str = "/desk/", width: int = 1920, height: int = 1080):
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    context.set_default_timeout(START)
    name, value = cookie_of(person.user).split("=")
    context.add_cookies([{"name": name, "value": value, "url": base}])
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.goto(base + path)
    return page


def shows(page, words: str) -> None:
    page.wait_for_function("words => document.body.innerText.includes(words)", arg=words)


def press(page, key: str, words: str) -> None:
    """A key, again until the page says `words`: keys are not heeded in the moment a part changes."""
    page.wait_for_function(
        """([key, words]) => { if (document.body.innerText.includes(words)) return true;
        document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })); return false; }""",
        arg=[key, words],
        polling=400,
    )


def test_a_hold_up_rings_is_answered_by_two_worked_by_keys_and_closed(bank, site):
    base, lines = site
    with chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor)
        shows(page, "没有待接警和未结警情")
        assert run_in_thread(play, lines, Beat(0, "hold_up"))
        shows(page, "紧急报警")
        page.wait_for_function("document.title.startsWith('▲1')")
        page.locator(".queue-row.is-ringing").click()
        press(page, "a", "须由第二人接警")
        second = opened(browser, base, bank.fire1, path=f"/desk/{Incident.house.get().pk}/")
        second.locator(".big-button.answer").click()
        shows(page, "何燃")
        assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [
            1920,
            1080,
        ]
        press(page, "3", "秩序正常 · ")
        press(page, "1", "口令正确，误触 · ")
        press(page, "2", "误触，已报告 · ")
        page.locator(".cause:has-text('人员误操作')").click()
        page.locator(".close-it").click()
        shows(page, "人员误操作")
        page.wait_for_selector(".closed-line")
        assert page.faults == [] and second.faults == []
    incident, alarm = Incident.house.get(), Alarm.house.get()
    assert (incident.state, incident.cause, incident.operator) == ("closed", "staff_error", bank.monitor)
    assert (alarm.state, alarm.kind) == ("closed", "hold_up")
    assert incident.steps.get(code="police").state == "waiting"


def test_all_cameras_of_the_place_are_seen_at_once_live_and_the_ringing_area_first(bank, site):
    base, lines = site
    place = bank.places["CL01"]
    rings = Area.house.create(institution=place, kind="cash_loading", name="加钞间")
    Zone.house.filter(source__institution=place, number="1").update(area=rings, device=None)
    with ExitStack() as stack:
        views = [
            stack.enter_context(simulated(Clocked(kind)))
            for kind in ("business_hall", "vault", "vault", "cash_loading")
        ]
        made = [camera(bank, "CL01", f"C-{number}", address) for number, address in enumerate(views)]
        made[3].device.area = rings
        made[3].device.save(update_fields=["area"])
        browser = stack.enter_context(chromium("--no-sandbox"))
        assert run_in_thread(play, lines, Beat(0, "intrusion"))
        page = opened(browser, base, bank.monitor)
        page.locator(".queue-row").first.click()
        page.wait_for_function("document.querySelectorAll('.shot.is-live-now').length === 4")
        order = page.evaluate("[...document.querySelectorAll('#incident [data-live]')].map(one => one.dataset.live)")
        assert order == [f"/wall/live/{source.pk}.jpg" for source in (made[3], *made[:3])]
        # news of the incident leaves the live pictures standing
        page.evaluate(
            "document.querySelectorAll('#incident, #incident [data-live]').forEach(one => { one.marked = true; })"
        )
        page.evaluate("document.getElementById('incident').dispatchEvent(new Event('live', {bubbles: true}))")
        page.wait_for_function("!document.getElementById('incident').marked")
        assert page.evaluate("[...document.querySelectorAll('#incident [data-live]')].every(one => one.marked)")
        # nothing is cut and nothing scrolls
        cut = """() => { const box = document.querySelector('.side-pictures').getBoundingClientRect();
            return [...document.querySelectorAll('.shot')].filter(one => { const r = one.getBoundingClientRect();
              return r.bottom > box.bottom || r.height < 45 || r.right > box.right; }).length; }"""
        assert page.evaluate(cut) == 0
        assert page.evaluate(
            "[...document.querySelectorAll('.desk-side, .side-pictures')].every(one => one.scrollHeight <= one.clientHeight + 1)"
        )
        assert page.faults == []


def test_a_supervisor_reads_it_on_a_phone(bank, site):
    base, lines = site
    with chromium("--no-sandbox") as browser:
        assert run_in_thread(play, lines, Beat(0, "intrusion"))
        phone = opened(browser, base, bank.chief, width=390, height=844)
        shows(phone, "入侵报警")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
        phone.locator(".queue-row").click()
        phone.wait_for_selector(".procedure-step")
        assert phone.locator("#queue").is_hidden() and phone.locator(".big-button").count() == 0
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
        phone.locator(".desk-back").click()
        phone.wait_for_selector(".queue-row")
        assert phone.faults == []


def test_without_answers_the_desk_says_so_and_claims_no_newer_moment(bank, site):
    """The database is away: the server answers 503, the stream of events stands."""
    base, _lines = site
    ask = "document.getElementById('queue').dispatchEvent(new Event('live', {bubbles: true}))"
    with chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor)
        shows(page, "没有待接警和未结警情")
        link = page.locator("#desk-link")
        assert link.is_hidden()
        page.route("**/desk/queue/**", lambda route: route.fulfill(status=503, body=""))
        page.evaluate(ask)
        link.wait_for(state="visible")
        assert page.locator(".asof time[data-stopped]").count() == 1
        page.unroute("**/desk/queue/**")
        page.evaluate(ask)
        link.wait_for(state="hidden")
        assert page.locator(".asof time[data-stopped]").count() == 0
        said = {"X-Fault": "%E6%95%B0%E6%8D%AE%E5%BA%93"}
        page.route("**/desk/queue/**", lambda route: route.fulfill(status=503, body="", headers=said))
        page.evaluate(ask)
        shows(page, "数据库连不上，正在重试：警情未在接收，也不会显示")
        assert page.locator(".toast-line").count() == 0, "the desk says it in its own line"
        again = "for (const words of ['a', 'b', 'a']) document.body.dispatchEvent(new CustomEvent('toast', {detail: words}))"
        page.evaluate(again)
        assert page.locator(".toast-line").all_inner_texts() == ["a", "b"], "the same words again are no second toast"


def test_an_alarm_that_joins_an_answered_incident_rings_on_the_desk_until_it_is_acknowledged(bank):
    line = Line(bank)
    incident = answered(bank, "BA", "1", "monitor", line=line)
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor, path=f"/desk/{incident.pk}/")
        page.wait_for_selector(".queue-row.is-working")
        assert not page.title().startswith("▲")
        ring(bank, "TA", "3", seconds=20, line=line)
        page.wait_for_function("document.title.startsWith('▲1')")
        shows(page, "1 条新报警未确认")
        page.wait_for_selector(".new-alarms [data-key=a]")
        page.wait_for_function("['ringing', 'blocked'].includes(document.documentElement.dataset.sound)")
        assert page.locator(".close-it").is_disabled()
        page.wait_for_function(
            """() => { if (!document.querySelector('.new-alarms')) return true;
            document.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true })); return false; }""",
            polling=400,
        )
        page.wait_for_function("!document.title.startsWith('▲')")
        page.wait_for_selector(".queue-row.is-working")
        assert page.faults == []
    assert Alarm.house.get(kind="tamper").acknowledged_by == bank.monitor


def test_what_is_open_stays_open_while_the_panel_stays_fresh_and_while_somebody_writes_it_says_that_there_is_news(bank):
    line = Line(bank)
    incident = answered(bank, "BA", "1", "monitor", line=line)
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor, path=f"/desk/{incident.pk}/")
        page.locator("#course > summary").click()
        page.locator("#now-call > summary").click()
        page.locator(".side-contacts .phone button").first.click()
        page.wait_for_selector(".clear-phone")
        note = page.locator("#incident .is-current [name=note]")
        note.fill("两人在场")
        page.locator("#content").focus()
        ring(bank, "TA", "3", seconds=20, line=line)
        page.wait_for_selector(".new-alarms")
        opens = "['course', 'now-call'].every(id => document.getElementById(id).open)"
        assert page.evaluate(opens) and page.locator(".clear-phone").count() == 1
        assert note.input_value() == "两人在场"
        # the hands are in the field: nothing is changed under them, and the panel says that it is old
        note.focus()
        note.press_sequentially("，门开着")
        assert page.locator("#incident .news").is_hidden()
        ring(bank, "TA", "2", seconds=40, line=line)
        page.wait_for_selector("#incident .news:visible")
        assert page.locator(".new-alarms li").count() == 1
        page.locator("#incident .news").click()
        page.wait_for_function("document.querySelectorAll('.new-alarms li').length === 2")
        assert note.input_value() == "两人在场，门开着" and page.evaluate(opens)
        assert page.locator("#incident .news").is_hidden() and page.faults == []


def test_a_server_that_hangs_is_told_on_the_desk_and_so_is_its_return(bank):
    """It accepts and never answers: no error comes, the stream of events stands."""
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor)
        shows(page, "没有已知警情")
        link = page.locator("#desk-link")
        hangs = [True]
        page.route("**/desk/queue/**", lambda route: None if hangs[0] else route.continue_())
        link.wait_for(state="visible")
        assert page.locator(".asof time[data-stopped]").count() == 1
        hangs[0] = False
        link.wait_for(state="hidden")
        assert page.faults == []


@contextmanager
def desk_site():
    """The site alone: what rings was put into the database by the test."""
    port = free_port()
    with served(port, ANBAO_TEST_MOMENT=NOW.isoformat(), DJANGO_SETTINGS_MODULE="tests.browser.settings"):
        yield f"http://127.0.0.1:{port}"


def answered(bank, code: str, zone: str, *who: str, line: Line | None = None) -> Incident:
    """An incident of the outlet that these people have answered."""
    incident = ring(bank, code, zone, line=line)
    for name in who:
        actions.answer(actor=bank.people[name], reach=bank.reach(name), incident_id=incident.pk, at=NOW)
    return incident


def test_enter_in_a_note_chooses_no_outcome_and_after_s_it_skips_once(bank):
    burglary, fire = answered(bank, "BA", "1", "monitor"), answered(bank, "FA", "1", "monitor", "fire1")
    with desk_site() as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, bank.monitor, path=f"/desk/{burglary.pk}/")
        note = page.locator("#incident .is-current [name=note]")
        press(page, "s", "按回车即跳过该步骤")
        note.fill("无摄像机")
        note.press("Enter")
        shows(page, "已跳过 · 无摄像机")
        # asked for nothing, Enter says what is to be done; an input method's Enter is its own
        note = page.locator("#incident .is-current [name=note]")
        note.fill("电话打不通")
        note.press("Enter")
        shows(page, "按回车不作记录")
        page.goto(f"{base}/desk/{fire.pk}/")
        note = page.locator("#incident .is-current [name=note]")
        note.fill("正在核实")
        note.press("Enter")
        shows(page, "按回车不作记录")
        assert note.input_value() == "正在核实"
        page.locator("#incident .other-step summary").first.click()
        other = page.locator("#incident .other-step[open] [name=note]")
        other.fill("联系中")
        other.press("Enter")
        page.wait_for_function(
            "document.querySelector('.other-step[open] .enter-words').textContent.includes('按回车')"
        )
        assert page.faults == []
    steps = {(step.incident_id, step.code): step for step in IncidentStep.objects.exclude(state="waiting")}
    assert list(steps) == [(burglary.pk, "picture")]
    skipped = steps[burglary.pk, "picture"]
    assert (skipped.state, skipped.outcome, skipped.note) == ("skipped", "", "无摄像机")


def run_in_thread(work, *arguments):
    """Playwright keeps an event loop in this thread; another one runs in a thread of its own."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, *arguments).result()
