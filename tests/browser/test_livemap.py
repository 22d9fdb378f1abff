"""The command map in a real browser: a record filed elsewhere changes the open window within a second, unasked."""

import os
import shutil
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections

from anbao.loom.records.actions import Filing, file_record
from anbao.loom.records.descriptors import kind
from anbao.loom.tasks.actions import mark_missed
from anbao.loom.tasks.models import Task
from anbao.loom.tasks.weaving import weave
from anbao.org.models import Institution
from tests.branch import DAY, NOW, Branch, at, build_branch
from tests.command.livemap.test_views import values_for
from tests.serving import cookie_of, free_port, served

pytestmark = pytest.mark.browser
CHROMIUM = os.environ.get("ANBAO_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
BUILT = Path(__file__).parents[2] / "src/anbao/project/static/dist/manifest.json"
#: software rendering: a machine without a graphics card draws the same map
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
#: milliseconds that a loaded machine may take to start the map; what is tested is measured on its own
START = 60_000


@pytest.fixture
def bank(transactional_db) -> Branch:
    bank = build_branch()
    spots = {
        "ZJK": (114.88, 40.77),
        "CL": (115.28, 40.97),
        "CL01": (115.29, 40.98),
        "HL": (115.52, 40.41),
        "HL01": (115.53, 40.42),
    }
    for code, (lon, lat) in spots.items():
        Institution.house.filter(pk=bank.places[code].pk).update(lon=lon, lat=lat)
    return bank


@pytest.fixture
def campaign(bank: Branch):
    campaign = bank.campaign(record="case_warning")
    weave(campaign, at=NOW)
    return campaign


@pytest.fixture
def base(campaign):
    port = free_port()
    with served(port, ANBAO_TEST_MOMENT=at(hour=19).isoformat(), DJANGO_SETTINGS_MODULE="tests.browser.settings"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def chromium(*flags: str):
    """A headless browser. Its driver keeps an event loop in this thread, beside which Django opens connections of its
    own: they are closed before the database goes."""
    from playwright.sync_api import sync_playwright

    if not BUILT.exists():
        pytest.skip("the front end is not built; run: make frontend")
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=flags)
        try:
            yield running
        finally:
            running.close()
            connections.close_all()


@pytest.fixture
def browser(base):
    with chromium(*FLAGS) as running:
        yield running


def opened(browser, base: str, person, *, width: int = 1366, height: int = 768, path: str = "/map/"):
    """A page of `person` with its map drawn; a script error fails the test."""
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=width < 600)
    name, value = cookie_of(person.user).split("=")
    context.add_cookies([{"name": name, "value": value, "url": base}])
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.goto(base + path)
    page.wait_for_function("document.documentElement.dataset.map === 'ready'", timeout=START)
    return page


def sign(page, place: Institution):
    return page.locator(f".sign[data-place='{place.pk}']")


def file_note(bank: Branch, campaign, place: str = "CL01", manager: str = "outlet") -> None:
    """An outlet's manager files the day's note, as their phone would."""
    task = Task.house.get(campaign=campaign, institution=bank.places[place], day=DAY, measure__code="daily-note")
    filing = Filing(
        actor=task.assignee, at=at(hour=17), kind="case_warning", task=task.pk, values=values_for(kind("case_warning")),
    )  # fmt: skip
    file_record(filing, reach=bank.reach(manager))


def test_a_filed_record_changes_the_open_map(browser, base, bank: Branch, campaign):
    page = opened(browser, base, bank.chief)
    chongli, huailai = sign(page, bank.places["CL"]), sign(page, bank.places["HL"])
    assert chongli.get_attribute("data-level") == "waiting"
    page.wait_for_function("document.documentElement.dataset.live === 'open'", timeout=START)
    file_note(bank, campaign)
    page.wait_for_function(
        f"document.querySelector(\".sign[data-place='{bank.places['CL'].pk}']\").dataset.level === 'whole'"
    )
    assert huailai.get_attribute("data-level") == "waiting"
    page.wait_for_function("document.getElementById('feed').textContent.includes('崇礼支行营业室 · 每日情况')")
    page.wait_for_function("document.getElementById('today').textContent.includes('1 / ')")
    assert page.faults == []


def test_a_change_during_a_slow_answer_is_not_lost(browser, base, bank: Branch, campaign):
    page = opened(browser, base, bank.chief)
    page.wait_for_function("document.documentElement.dataset.live === 'open'", timeout=START)
    slow = []

    def hold_first(route):
        if slow:
            route.continue_()
        else:
            slow.append((route, route.fetch()))

    page.route("**/map/figures/**", hold_first)
    file_note(bank, campaign)
    page.wait_for_function("document.querySelector(\".sign[data-level='whole']\") !== null")
    with page.expect_response(lambda answer: "state.json" in answer.url):
        file_note(bank, campaign, "HL01", "shacheng")
    page.wait_for_function("document.querySelectorAll(\".sign[data-level='whole']\").length >= 2")
    route, answer = slow[0]
    route.fulfill(response=answer)
    page.wait_for_function("document.getElementById('today').textContent.includes('2 / ')")
    page.wait_for_function("document.getElementById('feed').textContent.includes('沙城分理处 · 每日情况')")


def test_the_slider_replays_a_torn_day_and_comes_back(browser, base, bank: Branch, campaign):
    mark_missed(campaign=campaign, at=at(hour=23))
    page = opened(browser, base, bank.chief, path=f"/map/?day={DAY + timedelta(days=1)}")
    huailai = sign(page, bank.places["HL"])
    assert huailai.get_attribute("data-level") == "waiting"
    page.locator("#days").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#slider-day").text_content() == str(DAY)
    page.wait_for_function(
        f"document.querySelector(\".sign[data-place='{bank.places['HL'].pk}']\").dataset.level === 'torn'"
    )
    assert page.faults == []


def test_on_a_phone_a_place_opens_with_a_tap_and_nothing_is_cut_off(browser, base, bank: Branch, campaign):
    page = opened(browser, base, bank.chongli, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sign(page, bank.places["CL"]).tap()
    page.wait_for_selector("#place h2")
    assert "崇礼支行" in page.locator("#place h2").text_content()
    page.keyboard.press("Escape")
    assert page.locator("#place").is_hidden()
    assert page.faults == []


def test_without_webgl_the_places_are_listed(base, bank: Branch, campaign):
    with chromium("--no-sandbox", "--disable-gpu", "--disable-3d-apis") as blind:
        page = opened(blind, base, bank.chief)
        assert "机构列表" in page.locator("#map").text_content()
        assert "崇礼" in page.locator("#place-list b").all_text_contents()


def test_an_alarms_label_lies_on_no_other_and_inside_the_map(browser, base, bank: Branch):
    """Alarms at both sub-branches, wide and on a phone: their labels choose first and the places' names make room."""

    def ringing(route):
        answer = route.fetch()
        state = answer.json()
        for place in state["places"]:
            place["ringing"] = 4 if place["rank"] == "major" else 0
        route.fulfill(response=answer, json=state)

    for width, height in ((1366, 768), (390, 844)):
        page = opened(browser, base, bank.chief, width=width, height=height)
        page.route("**/map/state.json*", ringing)
        page.reload()
        page.wait_for_selector(".pin.ringing .name")
        page.wait_for_function("document.documentElement.dataset.map === 'ready'", timeout=START)
        boxes = page.evaluate(
            "[...document.querySelectorAll('.pin.ringing .name, .sign .name')].filter(n => n.style.visibility !== 'hidden')"
            ".map(n => { const r = n.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom, !!n.closest('.ringing')] })"
        )
        left, top, right, bottom = page.evaluate(
            "(() => { const r = document.getElementById('map').getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom] })()"
        )
        alarms = [box for box in boxes if box[4]]
        assert len(alarms) == 2
        for one in alarms:
            assert left <= one[0] and one[2] <= right and top <= one[1] and one[3] <= bottom
            for other in boxes:
                apart = (
                    one[2] <= other[0] + 1 or other[2] <= one[0] + 1 or one[3] <= other[1] + 1 or other[3] <= one[1] + 1
                )
                assert other is one or apart, (width, one, other)
        assert page.faults == []
        page.context.close()


def test_english_layers_show_their_numbers_whole(browser, base, bank: Branch):
    bank.chief.user.language = "en"
    bank.chief.user.save()
    page = opened(browser, base, bank.chief, width=1920, height=1080)
    page.wait_for_function("document.getElementById('layer-emergency').textContent.includes(' teams')")
    clipped = page.evaluate(
        "[...document.querySelectorAll('.layers em')].filter(e => { const panel = e.closest('.left').getBoundingClientRect();"
        " return e.getBoundingClientRect().right > panel.right || e.scrollWidth > e.clientWidth + 1 }).map(e => e.textContent)"
    )
    assert clipped == []
