"""The wall in a real browser, its cameras on real sockets: turns, age, alarm, challenge, layouts, and what is told afterwards.

The layout of the tests takes turns every three seconds and calls a picture old after two, so that nothing has to be waited for long.
"""

import io
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from PIL import Image

from anbao.command.wall import actions, challenges, rules
from anbao.command.wall.models import Challenge, Screen, Showing
from anbao.demo.simulator.cameras.faults import Fault
from anbao.demo.simulator.cameras.views import View
from anbao.senses.alarms.models import Alarm
from tests.branch import NOW, build_branch
from tests.browser.test_livemap import chromium
from tests.command.wall.test_actions import add, camera, raised
from tests.reading import signed_in
from tests.senses.cameras.cameras import answer
from tests.senses.cameras.cameras import camera as simulated
from tests.serving import free_port, served

pytestmark = pytest.mark.browser
DWELL, STALE = 3, 2
#: milliseconds that a loaded machine may take for what comes in a second or two
PATIENCE = 90_000


class Camera:
    """An HTTP camera whose every picture differs, until it stops; ``still``: it goes on sending the last one."""

    def __init__(self):
        self.count, self.stopped, self.still = 0, threading.Event(), threading.Event()

    def __call__(self, connection, _request) -> None:
        if self.stopped.is_set():
            return
        if not self.still.is_set():
            self.count += 1
        held = io.BytesIO()
        Image.new("RGB", (320, 180), (40 + self.count % 200, 90, 120)).save(held, "JPEG")
        connection.sendall(answer(held.getvalue()))


@pytest.fixture
def bank(transactional_db):
    return build_branch()


@contextmanager
def wall(bank, moment=NOW, port: int = 0, **env: str):
    port = port or free_port()
    with served(port, ANBAO_TEST_MOMENT=moment.isoformat(), DJANGO_SETTINGS_MODULE="tests.browser.settings", **env):
        yield f"http://127.0.0.1:{port}"


def quick(bank, zones: list[dict], grid=(2, 1), **spec):
    """A layout with short turns, in force at every hour."""
    body = {
        "zh": "快轮",
        "en": "Quick",
        "grid": grid,
        "dwell": DWELL,
        "stale": STALE,
        "zones": zones,
        "when": {"since": "00:00", "until": "23:59"},
    }
    return actions.save_layout(
        actor=bank.chief, reach=bank.reach("chief"), institution=bank.places["ZJK"], spec=body | spec, at=NOW
    )


def rotating(*ids: str) -> list[dict]:
    return [{"id": name, "at": [number + 1, 1, 1, 1], "rotate": True} for number, name in enumerate(ids)]


def opened(browser, base: str, token: str, width: int = 1920, height: int = 1080):
    page = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN").new_page()
    page.set_default_timeout(PATIENCE)
    page.faults, page.asked = [], []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(f"{base}/wall/enter/{token}/")
    return page


def until(page, script: str, arg=None) -> None:
    page.wait_for_function(script, arg=arg)


#: the tile of a zone says that its picture is live
LIVE = "zone => { const t = document.querySelector(`[data-zone=${zone}]`); return t && t.classList.contains('has-picture') && !t.classList.contains('is-stale') && t.innerText.includes('实时'); }"
STOPPED = "zone => { const t = document.querySelector(`[data-zone=${zone}]`); return t.classList.contains('is-stale') && !t.innerText.includes('实时'); }"


#: remembers every change of camera on the tile "a"
NOTE_TURNS = """() => { window.turns = []; const look = () => { const now = document.querySelector('[data-zone=a]')?.dataset.camera;
    if (now && now !== window.turns.at(-1)) window.turns.push(now); };
    look(); new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true }); }"""
BEACON_KEPT = (
    "() => performance.getEntriesByType('resource').some(e => e.name.includes('/beacon/') && e.responseStatus === 200)"
)


def test_cameras_take_turns_by_weight_and_what_was_shown_is_told(bank):
    with simulated(Camera()) as address:
        sources = [
            camera(bank, place, code, address)
            for place, code in (("CL01", "C-1"), ("HL01", "C-2"), ("HL01", "C-3"), ("HL01", "C-4"))
        ]
        bank.places["CL01"].tags = ["venue"]
        bank.places["CL01"].save(update_fields=["tags"])
        quick(bank, rotating("a"), grid=(1, 1), weights={"tags": {"venue": 3}})
        _screen, token = add(bank)
        rota = rules.rota({source.pk: 3 if source is sources[0] else 1 for source in sources})
        # two turns of one camera after each other are one stay on the tile
        stays = [pk for pk, before in zip(rota, [None, *rota], strict=False) if pk != before]
        with wall(bank) as base, chromium("--no-sandbox") as browser:
            page = opened(browser, base, token)
            page.evaluate(NOTE_TURNS)
            until(page, "() => window.turns.length >= 4")
            assert [int(pk) for pk in page.evaluate("window.turns")][:4] == stays[:4]
            page.evaluate("window.dispatchEvent(new Event('pagehide'))")
            until(page, BEACON_KEPT)
            assert page.faults == []
            assert any("/screen/pictures/" in url for url in page.asked) and not any(
                "/screen/tile/" in url for url in page.asked
            )
    shown = set(Showing.house.values_list("source_id", flat=True))
    # the turns that are over: the fourth has only begun
    assert len(shown) >= 2 and not Showing.house.exclude(zone="a", by="rota").exists()
    missed = signed_in(bank.chief).get(f"/wall/tour/?day={NOW:%Y-%m-%d}").content.decode().split('id="missed"')[1]
    for source in sources:
        assert (f"/cameras/{source.pk}/" in missed) == (source.pk not in shown)


def test_a_picture_that_stands_still_never_looks_live(bank):
    stops, stands = Camera(), Camera()
    with simulated(stops) as first, simulated(stands) as second:
        camera(bank, "CL01", "C-1", first), camera(bank, "CL01", "C-2", second)
        zones = [{"id": "a", "at": [1, 1, 1, 1], "camera": "C-1"}, {"id": "b", "at": [2, 1, 1, 1], "camera": "C-2"}]
        quick(bank, zones)
        _screen, token = add(bank)
        with wall(bank) as base, chromium("--no-sandbox") as browser:
            page = opened(browser, base, token)
            until(page, LIVE, "a")
            until(page, LIVE, "b")
            # every second's look at a tile that says "live": never with a picture older than the limit allows
            page.evaluate("""() => { window.lies = 0; setInterval(() => { for (const t of document.querySelectorAll('.tile'))
                if (t.classList.contains('is-stale') && t.innerText.includes('实时')) window.lies += 1; }, 100); }""")
            stops.stopped.set()
            until(page, STOPPED, "a")
            stands.still.set()
            until(page, STOPPED, "b")
            assert "画面停滞" in page.locator("[data-zone=b]").inner_text()
            stops.stopped.clear(), stands.still.clear()
            until(page, LIVE, "a")
            until(page, LIVE, "b")
            assert page.evaluate("window.lies") == 0 and page.faults == []


class Clocked:
    """A simulated camera of the demo with its clock ticking: a vault where nobody moves, until ``since``, when it freezes."""

    def __init__(self, kind: str = "vault"):
        self.view, self.since, self.begun = View("C-1", kind, 2022), None, time.monotonic()

    def freeze(self) -> None:
        self.since = self.moment

    @property
    def moment(self):
        return NOW + timedelta(seconds=time.monotonic() - self.begun)

    def __call__(self, connection, _request) -> None:
        fault = Fault("frozen", self.since, self.since + timedelta(hours=1)) if self.since else None
        connection.sendall(answer(self.view.jpeg(self.moment, fault)))


def test_a_still_picture_under_a_ticking_clock_never_looks_live_and_a_quiet_vault_does(bank):
    always, later, vault = Clocked(), Clocked(), Clocked()
    always.freeze()
    with simulated(always) as first, simulated(later) as second, simulated(vault) as third:
        for code, address in (("C-1", first), ("C-2", second), ("C-3", third)):
            camera(bank, "CL01", code, address)
        quick(
            bank,
            [{"id": z, "at": [n + 1, 1, 1, 1], "camera": f"C-{n + 1}"} for n, z in enumerate("abc")],
            grid=(3, 1),
            stale=6,
        )
        _screen, token = add(bank)
        with wall(bank) as base, chromium("--no-sandbox") as browser:
            page = opened(browser, base, token)
            page.evaluate("""() => { window.lies = 0; new MutationObserver(() => {
                if (document.querySelector('[data-zone=a] em')?.innerText.includes('实时')) window.lies += 1;
              }).observe(document.body, { subtree: true, childList: true, characterData: true }); }""")
            until(page, LIVE, "b")
            until(page, LIVE, "c")
            until(page, STOPPED, "a")
            later.freeze()
            until(page, STOPPED, "b")
            until(
                page, "() => document.querySelector('[data-zone=b] .tile-stale').innerText.includes('只有叠加文字在变')"
            )
            until(page, LIVE, "c")
            later.since = None
            until(page, LIVE, "b")
            assert page.evaluate("window.lies") == 0 and page.faults == []


def test_a_tile_whose_server_is_gone_goes_grey_by_itself_and_comes_back(bank):
    port = free_port()
    with simulated(Camera()) as address:
        camera(bank, "CL01", "C-1", address)
        quick(bank, rotating("a"), grid=(1, 1))
        _screen, token = add(bank)
        with chromium("--no-sandbox") as browser:
            with wall(bank, port=port) as base:
                page = opened(browser, base, token)
                until(page, LIVE, "a")
            until(page, STOPPED, "a")
            with wall(bank, port=port):
                until(page, LIVE, "a")
            assert page.faults == []


@pytest.mark.parametrize("cameras", [0, 1])
def test_the_screen_says_within_ten_seconds_that_the_server_is_away(bank, cameras):
    """By the page's own clock, which the test moves."""
    with simulated(Camera()) as address, chromium("--no-sandbox") as browser:
        for _ in range(cameras):
            camera(bank, "CL01", "C-1", address)
        _screen, token = add(bank)
        with wall(bank) as base:
            page = opened(browser, base, token)
            until(page, "() => document.getElementById('wall-scope').innerText.includes('·')")
            page.clock.install()
            page.reload()
            until(page, "() => document.getElementById('wall-scope').innerText.includes('·')")
            hidden = "() => document.getElementById('wall-lost').hidden"
            assert page.evaluate(hidden)
        page.clock.run_for(12_000)
        assert not page.evaluate(hidden) and "服务器" in page.inner_text("#wall-lost")


def test_the_screen_says_that_the_database_is_away_and_nothing_is_received(bank):
    """The server answers and names the fault; without that header it may be a proxy's word for a server that is gone."""
    with chromium("--no-sandbox") as browser:
        _screen, token = add(bank)
        with wall(bank) as base:
            page = opened(browser, base, token)
            until(page, "() => document.getElementById('wall-scope').innerText.includes('·')")
            told = (
                "() => !document.getElementById('wall-lost').hidden && document.getElementById('wall-lost').innerText"
            )
            headers = {"X-Fault": "%E6%95%B0"}
            page.route("**/program.json", lambda route: route.fulfill(status=503, body="", headers=headers))
            until(page, f"() => ({told})() === '▲ 数据库连不上：警情未在接收'")
            headers.clear()
            until(page, f"() => ({told})() === '▲ 服务器无应答：警情可能收不到'")
            page.unroute("**/program.json")
            until(page, f"() => ({told})() === false")


def test_an_alarm_takes_the_screen_and_the_desk_gives_it_back(bank):
    with simulated(Camera()) as address:
        camera(bank, "CL01", "C-1", address)
        quick(bank, rotating("a"), grid=(1, 1))
        _screen, token = add(bank)
        with wall(bank) as base, chromium("--no-sandbox") as browser:
            page = opened(browser, base, token)
            until(page, LIVE, "a")
            alarm = raised(bank, "CL01")
            tell(bank)
            page.wait_for_selector("#wall-alarm:not([hidden])")
            words = page.locator("#wall-alarm").inner_text()
            assert "紧急按钮报警" in words and "崇礼支行营业室" in words
            until(page, LIVE, "alarm")
            Alarm.house.filter(pk=alarm.pk).update(state="acknowledged", acknowledged_at=NOW)
            tell(bank)
            until(page, "() => document.getElementById('wall-alarm').hidden")
            until(page, LIVE, "a")
            assert page.faults == []


def test_what_an_alarm_shows_is_told_while_it_holds_the_screen(bank):
    """A screen that is opened while an alarm stands: seen, its pictures noted with their reason, and lengthened as it is closed."""
    with simulated(Camera()) as address:
        own = camera(bank, "CL01", "C-1", address)
        quick(bank, rotating("a"), grid=(1, 1))
        screen, token = add(bank)
        alarm = raised(bank, "CL01")
        with wall(bank) as base, chromium("--no-sandbox") as browser:
            page = opened(browser, base, token)
            page.wait_for_selector("#wall-alarm:not([hidden])")
            until(page, BEACON_KEPT)
            until(page, LIVE, "alarm")
            screen.refresh_from_db()
            assert screen.seen_at == NOW
            until(page, "() => performance.now() > 6000")
            with page.expect_response("**/beacon/") as told:
                page.evaluate("window.dispatchEvent(new Event('pagehide'))")
            assert told.value.status == 200 and page.faults == []
    (row,) = Showing.house.filter(by="alarm")
    assert (row.source, row.alarm, row.zone) == (own, alarm, "alarm") and row.seconds >= 2
    text = signed_in(bank.chief).get(f"/wall/tour/?day={NOW:%Y-%m-%d}&camera={own.pk}").content.decode()
    assert "警情所在位置: 紧急按钮报警" in text


def test_no_row_of_the_alarms_waiting_is_cut(bank):
    _screen, token = add(bank)
    first = raised(bank, "CL01", severity=2)
    for number in range(11):
        Alarm.house.create(
            source=first.source, institution=first.institution, condition=f"x{number}", kind="technical", zh="设备故障", en="Trouble",
            severity=2, raised_at=NOW - timedelta(minutes=number), last_at=NOW,
        )  # fmt: skip
    with wall(bank) as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, token)
        page.wait_for_selector("#wall-alarms .more")
        fits = """() => { const list = document.getElementById('wall-alarms'), box = list.parentElement.getBoundingClientRect();
            return [...list.children].every(row => row.getBoundingClientRect().bottom <= box.bottom); }"""
        assert page.evaluate(fits)
        # in one look: what else the screen says may take a row's room between two
        rows, more = page.evaluate("""() => { const list = document.getElementById('wall-alarms');
            return [list.querySelectorAll('li:not(.more)').length, list.querySelector('.more').innerText]; }""")
        assert rows >= 3 and more == f"另有 {12 - rows} 条" and page.faults == []


def tell(bank, topic: str = "alarm") -> None:
    """The event that the gateway's actions publish."""
    from anbao.kit.live import actions as live

    live.publish(topic, scope=bank.places["CL01"].path)


def test_a_challenge_on_the_screen_is_confirmed_at_the_desk(bank):
    screen, token = add(bank)
    with wall(bank) as base, chromium("--no-sandbox") as browser:
        page = opened(browser, base, token)
        page.wait_for_selector("#wall-alarms .quiet")
        Screen.house.filter(pk=screen.pk).update(made_at=NOW - 2 * rules.CHALLENGE_EVERY)
        challenge = challenges.challenge_if_due(screen=screen, at=NOW, draw=0.0)
        page.wait_for_selector("#wall-challenge:not([hidden])")
        assert page.locator("#wall-code").inner_text() == challenge.code
        desk = signed_in(bank.monitor)
        wrong = "0000" if challenge.code != "0000" else "1111"
        for code, waits in ((wrong, True), (challenge.code, False)):
            typed(desk, screen, code)
            assert Challenge.house.waiting().exists() is waits
        until(page, "() => document.getElementById('wall-challenge').hidden")
        assert page.faults == []


def typed(desk, screen: Screen, code: str) -> None:
    """The number typed in on the page of the screens, at the tests' moment."""
    import anbao.kit.clock as clock

    real, clock.now = clock.now, lambda: NOW
    try:
        assert desk.post(f"/wall/{screen.pk}/confirm/", {"code": code}).status_code == 302
    finally:
        clock.now = real


def test_the_layout_follows_the_clock_and_a_pin(bank):
    port = free_port()
    screen, token = add(bank)
    with simulated(Camera()) as address:
        camera(bank, "CL01", "C-1", address)
        with chromium("--no-sandbox") as browser:
            with wall(bank, port=port) as base:
                page = opened(browser, base, token)
                until(page, "() => document.getElementById('wall-scope').innerText.startsWith('日间')")
                actions.pin_preset(
                    actor=bank.chief, reach=bank.reach("chief"), screen_id=screen.pk, preset="vaults", at=NOW
                )
                until(page, "() => document.querySelectorAll('#wall-grid .tile').length === 6")
                actions.pin_preset(actor=bank.chief, reach=bank.reach("chief"), screen_id=screen.pk, preset="", at=NOW)
                until(page, "() => document.querySelectorAll('#wall-grid .tile').length === 13")
            night = NOW.replace(hour=0) + timedelta(hours=23)
            with wall(bank, moment=night, port=port):
                until(page, "() => document.getElementById('wall-scope').innerText.startsWith('夜间')")
            assert page.faults == []


@pytest.mark.parametrize("size", ((1920, 1080), (3840, 2160)))
def test_sixteen_tiles_stay_fresh_over_one_request_a_second(bank, size):
    with simulated(Camera()) as address:
        for number in range(16):
            camera(bank, "CL01", f"C-{number:02}", address)
        zones = [{"id": f"t{n}", "at": [n % 4 + 1, n // 4 + 1, 1, 1], "camera": f"C-{n:02}"} for n in range(16)]
        quick(bank, zones, grid=(4, 4), stale=12)
        _screen, token = add(bank)
        with wall(bank) as base, chromium("--no-sandbox") as browser:
            page = opened(browser, base, token, *size)
            until(
                page,
                "() => [...document.querySelectorAll('#wall-grid .tile')].filter(t => t.innerText.includes('实时')).length === 16",
            )
            assert page.evaluate(
                "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
            ) == list(size)
            cut = page.evaluate(
                "[...document.querySelectorAll('.tile-words strong')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
            )
            assert cut == 0 and page.faults == []
