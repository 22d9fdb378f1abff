"""The simulator against a gateway on real sockets, and its script against itself."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from anbao.demo.simulator import running
from anbao.demo.simulator.cards import Card, ZoneCard, cards
from anbao.demo.simulator.running import Gateway, Silences, Simulator
from anbao.demo.simulator.scenarios import Beat, NoScenario, Scenario, cast, scenario, scenarios
from anbao.demo.simulator.script import Happening, Script
from anbao.demo.staff.habits import ZONE
from anbao.engines.dc09.codes import Quality
from anbao.engines.dc09.meanings import meaning
from anbao.org.models import Device
from tests.demo.simulator.gateways import listening

NOW = datetime(2022, 1, 10, 20, 0, tzinfo=ZONE)
ZONES = (ZoneCard(1, "intrusion", "大厅红外"), ZoneCard(2, "hold_up", "紧急按钮"), ZoneCard(3, "smoke", "烟感"))
PLAIN = Card("AP1", "崇礼支行营业室", "outlet", "dc09", "tcp", "1001", "SIA-DCS", None, "outlet", ZONES)
AES = replace(
    PLAIN, code="AP2", place="长青路支行", transport="udp", account="1002", token="ADM-CID", key=bytes(range(16))
)
FIRE = Card(
    "FP1", "张家口分行", "city", "fire26875", "tcp", "0000000000A1", "", None, "always",
    (ZoneCard(1, "smoke", "档案中心烟感"), ZoneCard(4, "call_point", "一层手动报警按钮")),
)  # fmt: skip
BOXES = [PLAIN, AES, FIRE]


def story(places, *beats) -> Scenario:
    return Scenario("test", "试", "test", tuple(places), tuple(beats))


def play(one: Scenario, *, deaf: int = 0, patience: float = 0.2):
    """(what the gateway heard, what the simulator counted, whether all was acknowledged)."""

    async def run():
        async with listening(BOXES, NOW) as told:
            told.deaf = deaf
            box = Simulator(BOXES, told.gateway, now=lambda: NOW, silences=Silences(None), patience=patience)
            whole = await box.story(one, asyncio.Event())
            return told.heard, box.count, whole

    return asyncio.run(run())


def test_a_panel_in_clear_says_sia_over_tcp_and_is_acknowledged():
    heard, count, whole = play(story(["崇礼支行营业室"], Beat(0, "hold_up"), Beat(0.05, "hold_up_restore")))
    assert [(e.account, e.signals[0].code, e.signals[0].zone) for e in heard] == [
        ("1001", "HA", "2"),
        ("1001", "HR", "2"),
    ]
    assert whole and count == Counter(sent=2, acknowledged=2)


def test_a_panel_with_aes_says_contact_id_over_udp():
    heard, _count, whole = play(story(["长青路支行"], Beat(0, "intrusion")))
    event = heard[0]
    assert whole and (event.account, event.signals[0].code, int(event.signals[0].zone)) == ("1002", "1130", 1)
    assert event.encrypted and event.timestamp is not None


def test_a_transmitter_tells_component_and_place():
    heard, _count, whole = play(story(["张家口分行"], Beat(0, "smoke"), Beat(0.02, "call_point")))
    told = [(e.objects[0].component_type, e.objects[0].text, e.objects[0].state) for e in heard]
    assert whole and told == [(40, "档案中心烟感", 0b10), (23, "一层手动报警按钮", 0b10)]


@pytest.mark.parametrize("place", ["崇礼支行营业室", "长青路支行"])
def test_an_unanswered_message_is_said_again_with_its_number_and_heard_once(place, monkeypatch):
    monkeypatch.setattr("anbao.demo.simulator.boxes.PAUSES", (0.01,))
    heard, count, whole = play(story([place], Beat(0, "intrusion")), deaf=2, patience=0.05)
    assert whole and len(heard) == 1
    assert (count["sent"], count["resent"], count["acknowledged"]) == (1, 2, 1)


def test_without_a_gateway_a_story_ends_unacknowledged_and_loses_nothing(monkeypatch):
    monkeypatch.setattr(running, "ENDING", 0.1)

    async def run():
        nowhere = Gateway("127.0.0.1", {("dc09", "tcp"): 1, ("dc09", "udp"): 1, ("fire26875", "tcp"): 1})
        box = Simulator([PLAIN], nowhere, now=lambda: NOW, silences=Silences(None))
        return await box.story(story(["崇礼支行营业室"], Beat(0, "hold_up")), asyncio.Event()), box

    whole, box = asyncio.run(run())
    assert not whole and not box.boxes["AP1"].idle and box.count["acknowledged"] == 0


def test_a_step_of_a_story_is_told_as_it_happens_and_not_at_its_end():
    told, stop = [], asyncio.Event()

    def said(words: str) -> None:
        told.append(words)
        if "hold up" in words:
            stop.set()  # a minute before the next step, which is never reached

    async def run():
        async with listening(BOXES, NOW) as there:
            box = Simulator(BOXES, there.gateway, now=lambda: NOW, silences=Silences(None))
            await box.story(story(["崇礼支行营业室"], Beat(0, "hold_up"), Beat(60, "hold_up_restore")), stop, said)

    asyncio.run(run())
    assert told == [
        "test 试: 2 steps in 60 s; Ctrl-C ends it",
        "   0 s  崇礼支行营业室 AP1: hold up, zone 2 紧急按钮",
    ]


def test_the_everyday_beats_and_a_cut_line_does_not(tmp_path):
    moment = [NOW]
    silences = Silences(tmp_path / "silent.json")
    silences.cut("AP2", NOW + timedelta(hours=1))

    async def run():
        async with listening(BOXES, NOW) as told:
            other = Silences(tmp_path / "silent.json")
            box = Simulator(BOXES, told.gateway, now=lambda: moment[0], silences=other)
            stop = asyncio.Event()
            work = asyncio.create_task(box.everyday(Script(BOXES, seed=7, rate=0), stop))
            for _step in range(40):
                told.now = moment[0] = moment[0] + timedelta(seconds=20)
                await asyncio.sleep(0.01)
            stop.set()
            await work
            return told.heard

    monkey = pytest.MonkeyPatch()
    monkey.setattr(running, "TICK", 0.01)
    heard = asyncio.run(run())
    monkey.undo()
    who = {getattr(event, "account", None) or event.source for event in heard}
    assert {"1001", "0000000000A1"} <= who and "1002" not in who
    # first how the outlet stands in the evening, then signs of life alone
    said = [event for event in heard if event.kind not in ("NULL", "transmitter-state")]
    assert [(event.account, event.signals[0].code) for event in said] == [("1001", "CL")]


def test_the_script_is_the_same_in_one_piece_and_in_many():
    script, until = Script(BOXES, seed=3, rate=30), NOW + timedelta(hours=3)
    whole = script.between(NOW, until)
    pieces, at, again = [], NOW, Script(BOXES, seed=3, rate=30)
    while at < until:
        pieces += again.between(at, at + timedelta(seconds=37))
        at += timedelta(seconds=37)
    assert len(whole) > 40 and whole == [row for row in sorted(pieces) if row.at <= until]
    assert whole != Script(BOXES, seed=4, rate=30).between(NOW, until)


def test_every_alarm_of_the_script_comes_to_rest_and_intrusions_only_where_armed():
    script = Script(BOXES, seed=5, rate=60)
    rows = script.between(NOW.replace(hour=9), NOW.replace(hour=9) + timedelta(hours=10))
    begun = [row for row in rows if not row.what.endswith("_restore") and row.what in ("intrusion", "hold_up", "smoke")]
    boxes = {card.code: card for card in BOXES}
    assert {row.what for row in begun} >= {"hold_up", "smoke"}
    for row in begun:
        assert any(
            r.code == row.code and r.what == f"{row.what}_restore" and r.at > row.at
            for r in script.between(row.at, row.at + timedelta(hours=5))
        )
        assert row.what != "intrusion" or script.armed(boxes[row.code], row.at)


def test_an_outlet_disarms_in_the_morning_and_arms_in_the_evening():
    day = date(2022, 1, 10)
    start = datetime(day.year, day.month, day.day, 6, tzinfo=ZONE)
    rows = Script([PLAIN], seed=1, rate=0).between(start, start + timedelta(hours=16))
    assert [row.what for row in rows] == ["disarm", "arm"]
    assert abs(rows[0].at - start.replace(hour=8, minute=20)) <= timedelta(minutes=12)


def test_every_scenario_says_what_a_box_can_say_and_an_unknown_one_names_the_known():
    assert {"robbery", "fire", "power-cut", "silent-panel"} <= set(scenarios())
    with pytest.raises(NoScenario, match="robbery"):
        scenario("tea")
    with pytest.raises(NoScenario, match="no box"):
        cast(scenario("fire"), [PLAIN])
    assert cast(story(["county:崇礼"], Beat(0, "mains")), BOXES) == [PLAIN]


def test_the_codes_mean_what_happens():
    from anbao.demo.simulator.panels import CODES

    for what, (sia, contact) in CODES.items():
        for kind, code in (("SIA-DCS", sia), ("ADM-CID", contact)):
            quality = meaning(kind, code).quality
            assert (quality is Quality.RESTORE) == what.endswith("_restore"), (what, code, quality)


def test_cards_follow_from_devices_and_seed(branch):
    panel = Device.house.get(code="P-CL01")
    Device.house.filter(pk=panel.pk).update(assumed=True)
    branch.places["CL01"].code = "1307-01"
    branch.places["CL01"].save()
    Device.house.create(
        institution=branch.places["CL01"], panel=panel, kind="alarm_zone", code="Z1", name="防区", zone_number=2
    )
    one, other = cards(1), cards(1)
    assert one == other and [(c.place, c.zones[0].what) for c in one] == [("崇礼支行营业室", "hold_up")]
    assert Happening(NOW, one[0].code, "arm") < Happening(NOW + timedelta(seconds=1), one[0].code, "arm")


def test_what_is_verified_by_picture_happens_mostly_where_there_is_one():
    boxes = [replace(PLAIN, code=f"AP{n}", account=f"10{n:02}", filmed=n == 3) for n in range(8)]
    rows = Script(boxes, seed=7, rate=30).between(NOW, NOW + timedelta(hours=12))
    seen = [row.code == "AP3" for row in rows if row.what in ("intrusion", "hold_up", "smoke")]
    others = [row.code == "AP3" for row in rows if row.what in ("mains", "tamper", "zone_fault")]
    assert len(seen) > 60 and sum(seen) > 0.6 * len(seen)
    assert len(others) > 60 and sum(others) < 0.4 * len(others)
