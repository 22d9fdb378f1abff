"""What a screen sees with its token, over real sockets; and the pages of people about it."""

import io
import json
import struct
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import AsyncClient, Client

from anbao.command.wall import actions, challenges, pictures
from anbao.command.wall.models import Screen, Showing
from anbao.command.wall.relay import Frame, next_frame, relay
from anbao.senses.alarms.models import Alarm, AlarmSource, Gateway
from anbao.senses.cameras.queries import wish_of
from tests.branch import NOW
from tests.command.wall.test_actions import add, camera, raised
from tests.reading import signed_in
from tests.senses.cameras.cameras import answer, jpeg, says
from tests.senses.cameras.cameras import camera as simulated


@pytest.fixture(autouse=True)
def clocks(monkeypatch, settings, tmp_path):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)
    settings.MEDIA_ROOT = tmp_path
    pictures._seen.clear()
    yield
    relay.close()


def screen_at(branch, place: str = "ZJK") -> Client:
    _screen, token = add(branch, place)
    client = Client()
    assert client.get(f"/wall/enter/{token}/")["Location"] == "/wall/screen/"
    return client


def test_a_screen_enters_by_its_token_and_nobody_without(branch):
    client = screen_at(branch)
    page = client.get("/wall/screen/")
    assert page.status_code == 200 and "监控大屏" in page.content.decode()
    stranger = Client()
    for path in ("screen/", "screen/program.json", "screen/tile/1.jpg", "screen/snapshot/1/"):
        assert stranger.get(f"/wall/{path}").status_code == 403
    assert stranger.get("/wall/enter/nonsense-nonsense-nonsense/").status_code == 404
    assert stranger.post("/wall/screen/beacon/", "{}", content_type="application/json").status_code == 403
    actions.revoke_screen(actor=branch.chief, reach=branch.reach("chief"), screen_id=Screen.house.get().pk, at=NOW)
    assert client.get("/wall/screen/program.json").status_code == 403


def test_the_program_has_the_cameras_of_its_place_in_turns_by_weight(branch):
    branch.campaign(record="liaison")
    focus, tagged, plain = camera(branch, "CL01", "C-1"), camera(branch, "HL", "C-2"), camera(branch, "HL01", "C-3")
    foreign = camera(branch, "SQ01", "C-4")
    program = screen_at(branch).get("/wall/screen/program.json").json()
    turns = program["rota"]
    assert set(turns) == {focus.pk, tagged.pk, plain.pk} and str(foreign.pk) not in program["cameras"]
    assert turns.count(focus.pk) > turns.count(tagged.pk) > turns.count(plain.pk) == 1
    assert program["counts"]["all"] == 3 and program["taking"] is None


def test_a_screen_of_a_sub_branch_sees_that_only(branch):
    other = camera(branch, "HL01", "C-3")
    client = screen_at(branch, "CL")
    assert client.get("/wall/screen/program.json").json()["cameras"] == {}
    assert client.get(f"/wall/screen/tile/{other.pk}.jpg").status_code == 404


def test_a_tile_comes_live_with_its_age_and_smaller(branch, monkeypatch):
    monkeypatch.setattr(pictures, "PATIENCE", 30.0)  # however busy the machine is
    monkeypatch.setattr("anbao.command.wall.relay.EVERY", 3600.0)  # the second picture is this test's own
    with simulated(says(answer(jpeg(size=(1280, 720))))) as base:
        own = camera(branch, "CL01", "C-1", base)
        client, page = screen_at(branch), f"/wall/screen/tile/{own.pk}.jpg?w=480"
        told = client.get(page)
        # one picture alone proves no life
        assert (told.status_code, told["X-Live"], told.get("X-Still")) == (200, "0", None) and float(told["X-Age"]) >= 0
        feed = relay.feed(own.pk, wish_of(own, NOW))
        feed.life.look(jpeg(shade=200, size=(1280, 720)), feed.clock())
        told = client.get(page)
    assert (told["X-Live"], told["X-Still"]) == ("1", "0.0")
    from PIL import Image

    assert Image.open(io.BytesIO(told.content)).width == 480


def test_the_desk_gets_live_pictures_of_its_own_place_only(branch, monkeypatch):
    monkeypatch.setattr("anbao.command.wall.relay.EVERY", 3600.0)
    with simulated(says(answer(jpeg(size=(1280, 720))))) as base:
        own, foreign = camera(branch, "CL01", "C-1", base), camera(branch, "SQ01", "C-2", base)
        told = signed_in(branch.monitor).get(f"/wall/live/{own.pk}.jpg?w=480")
        assert (told.status_code, told["X-Live"], told["Content-Type"]) == (200, "0", "image/jpeg")
        refused = [
            (branch.monitor, foreign, 404), (branch.teller, own, 403), (branch.stranger, own, 403), (branch.chief, foreign, 404)
        ]  # fmt: skip
        for person, source, status in refused:
            assert signed_in(person).get(f"/wall/live/{source.pk}.jpg").status_code in (status, 403)
    assert Client().get(f"/wall/live/{own.pk}.jpg").status_code == 302


def batched(answer) -> list[tuple[dict, bytes]]:
    """(head, picture) of every tile in a batch."""
    (length,) = struct.unpack(">I", answer.content[:4])
    heads, left, found = json.loads(answer.content[4 : 4 + length]), answer.content[4 + length :], []
    for head in heads:
        found.append((head, left[: head["bytes"]]))
        left = left[head["bytes"] :]
    assert left == b""
    return found


def test_all_tiles_come_in_one_answer_and_a_picture_only_once(branch):
    with simulated(says(answer(jpeg(size=(1280, 720))))) as base:
        own, dark = camera(branch, "CL01", "C-1", base), camera(branch, "CL01", "C-2")
        foreign = camera(branch, "SQ01", "C-3", base)
        client = screen_at(branch)
        asked = [f"{own.pk}.480.", f"{dark.pk}.960.", f"{foreign.pk}.480."]
        (live, picture), (none, empty), (hidden, nothing) = batched(client.get("/wall/screen/pictures/", {"c": asked}))
        assert live["live"] and picture.startswith(b"\xff\xd8") and live["age"] >= 0
        assert (none["live"], none["tag"], empty) == (False, "", b"") and none["camera"] == dark.pk
        assert (hidden["trouble"], nothing) == ("not_here", b"")
        ((again, unsent),) = batched(client.get("/wall/screen/pictures/", {"c": [f"{own.pk}.480.{live['tag']}"]}))
    assert (again["tag"], unsent, again["live"]) == (live["tag"], b"", True)


def test_a_batch_needs_a_token_and_sense(branch):
    client = screen_at(branch)
    assert (
        Client().get("/wall/screen/pictures/").status_code
        == Client().get("/wall/screen/pictures/?c=1.480.").status_code
        == 403
    )
    for nonsense in ("x", "", "-1.480.", "1" * 40, "٣.480."):
        assert client.get("/wall/screen/pictures/", {"c": nonsense}).status_code == 400
    assert batched(client.get("/wall/screen/pictures/")) == []


def test_the_stream_of_pictures_ends_when_the_token_is_taken_back(branch, monkeypatch):
    monkeypatch.setattr(pictures, "KEPT", 0.0)
    shades = iter(range(40, 250, 10))

    def changing(connection, _request):
        connection.sendall(answer(jpeg(shade=next(shades))))

    def take_back():
        actions.revoke_screen(actor=branch.chief, reach=reach, screen_id=screen.pk, at=NOW)

    async def read(client, path) -> list[bytes]:
        told, found = await client.get(path), []
        assert told["Content-Type"].startswith("multipart/x-mixed-replace")
        async for part in told.streaming_content:
            found.append(part)
            if len(found) == 2:
                await sync_to_async(take_back)()
        return found

    with simulated(changing) as base:
        own = camera(branch, "CL01", "C-1", base)
        screen, token = add(branch)
        reach = branch.reach("chief")
        client = AsyncClient()
        client.cookies["anbao_screen"] = token
        parts = async_to_sync(read)(client, f"/wall/screen/tile/{own.pk}.mjpg")
    assert len(parts) in (2, 3) and parts[0] != parts[1]
    for part in parts:
        head, _blank, body = part.partition(b"\r\n\r\n")
        assert head.startswith(b"--frame\r\nContent-Type: image/jpeg") and body.startswith(b"\xff\xd8")
        assert f"Content-Length: {len(body) - 2}".encode() in head


def test_a_tile_without_a_live_picture_says_that_it_is_old(branch, settings):
    from tests.senses.cameras.test_actions import seen

    own = camera(branch, "CL01", "C-1")
    from anbao.senses.cameras import actions as cameras

    client = screen_at(branch)
    assert client.get(f"/wall/screen/tile/{own.pk}.jpg").status_code == 204
    pictures._seen.clear()
    cameras.record_look(source_id=own.pk, outcome=seen(), at=NOW - timedelta(seconds=90))
    told = client.get(f"/wall/screen/tile/{own.pk}.jpg")
    assert (told.status_code, told["X-Live"], told["X-Age"]) == (200, "0", "90.0")


def test_the_same_bytes_again_only_grow_older():
    first = next_frame(None, b"a", 10.0)
    again = next_frame(first, b"a", 14.0)
    assert (again.number, again.age(14.0)) == (1, 4.0)
    assert next_frame(again, b"b", 15.0) == Frame(b"b", 15.0, 15.0, 2)


def test_an_unacknowledged_alarm_takes_the_screen_and_gives_it_back(branch):
    own = camera(branch, "CL01", "C-1")
    client = screen_at(branch)
    alarm = raised(branch, "CL01")
    program = client.get("/wall/screen/program.json").json()
    assert program["taking"]["words"] == "紧急按钮报警" and program["taking"]["cameras"] == [own.pk]
    assert program["alarm_count"] == 1
    Alarm.house.filter(pk=alarm.pk).update(state="acknowledged", acknowledged_at=NOW)
    program = client.get("/wall/screen/program.json").json()
    assert program["taking"] is None and program["alarms"] == []


def test_the_first_of_the_gravest_alarms_of_a_place_is_the_headline_and_its_areas_camera_comes_first(branch):
    from anbao.org.models import Area

    place = branch.places["CL01"]
    rings = Area.house.create(institution=place, kind="cash_loading", name="加钞间")
    first, there = camera(branch, "CL01", "C-1"), camera(branch, "CL01", "C-2")
    there.device.area = rings
    there.device.save(update_fields=["area"])
    client = screen_at(branch)
    warned, cause = raised(branch, "CL01", severity=3), None
    kept = {
        "source": warned.source,
        "institution": place,
        "kind": "intrusion",
        "zh": "盗警",
        "en": "Burglary",
        "last_at": NOW,
    }
    zone = warned.source.zones.create(number="1", name="加钞间门磁", kind="intrusion", area=rings)
    cause = Alarm.house.create(**kept, condition="1", zone=zone, severity=4, raised_at=NOW - timedelta(seconds=9))
    Alarm.house.create(**kept | {"zh": "防拆"}, condition="2", severity=4, raised_at=NOW - timedelta(seconds=5))
    taking = client.get("/wall/screen/program.json").json()["taking"]
    assert (taking["id"], taking["words"], taking["cameras"]) == (cause.pk, "盗警", [there.pk, first.pk])
    # another place that rings as gravely, later, waits for it
    raised(branch, "HL01")
    assert client.get("/wall/screen/program.json").json()["taking"]["id"] == cause.pk


def test_a_mild_alarm_and_one_elsewhere_take_nothing(branch):
    client = screen_at(branch, "CL")
    raised(branch, "CL01", severity=2)
    raised(branch, "HL01")
    program = client.get("/wall/screen/program.json").json()
    assert program["taking"] is None and [a["severity"] for a in program["alarms"]] == [2]


def test_the_wall_says_when_its_gateway_gives_no_sign_of_life(branch):
    client, row = screen_at(branch), {"institution": branch.places["HE"], "started_at": NOW, "listening": True}
    Gateway.house.create(name="alive", beat_at=NOW, **row)
    assert client.get("/wall/screen/program.json").json()["deaf"] == []
    Gateway.house.create(name="cut off", beat_at=NOW - timedelta(seconds=20), **row)
    Gateway.house.create(name="full disk", beat_at=NOW, away_since=NOW - timedelta(seconds=3), **row)
    Gateway.house.create(
        name="elsewhere", beat_at=NOW - timedelta(days=1), **row | {"institution": branch.places["CL"]}
    )
    told = client.get("/wall/screen/program.json").json()["deaf"]
    assert [words.split()[1] for words in told] == ["cut", "elsewhere", "full"]
    other = screen_at(branch, "SC") if "SC" in branch.places else None
    if other is not None:  # a gateway of another branch is not its own
        assert "elsewhere" not in " ".join(other.get("/wall/screen/program.json").json()["deaf"])


def test_the_wall_says_when_its_gateway_was_stopped_on_purpose_and_none_listens_in_its_stead(branch):
    client, row = screen_at(branch), {"institution": branch.places["HE"], "started_at": NOW}
    Gateway.house.create(name="old", beat_at=NOW - timedelta(hours=2), listening=False, **row)
    told = client.get("/wall/screen/program.json").json()["deaf"]
    assert told == [f"接警网关 old 已于 {NOW - timedelta(hours=2):%m-%d %H:%M} 停止：收不到任何报警"]
    Gateway.house.create(name="new", beat_at=NOW, listening=True, **row)
    assert client.get("/wall/screen/program.json").json()["deaf"] == []


def test_a_place_with_panels_and_no_gateway_at_all_says_so(branch):
    client = screen_at(branch)
    assert client.get("/wall/screen/program.json").json()["deaf"] == []
    AlarmSource.house.create(protocol="dc09", account="1234", institution=branch.places["CL01"], made_at=NOW)
    assert client.get("/wall/screen/program.json").json()["deaf"] == ["接警网关尚未运行：收不到任何报警"]


def test_the_beacon_is_kept_and_nonsense_refused(branch):
    own, client = camera(branch, "CL01", "C-1"), screen_at(branch)

    def tell(body) -> int:
        return client.post("/wall/screen/beacon/", body, content_type="application/json").status_code

    assert tell(json.dumps({"shown": [{"camera": own.pk, "seconds": 8, "ago": 9, "zone": "a"}], "cursor": 3})) == 200
    for nonsense in (
        "",
        "[]",
        "{}",
        '{"shown": 5, "cursor": 1}',
        '{"shown": [{"camera": "x"}], "cursor": 1}',
        '{"shown": [7], "cursor": 1}',
    ):
        assert tell(nonsense) == 400
    assert Showing.house.count() == 1


def test_the_tour_counts_by_branch_and_names_what_was_never_shown(branch):
    shown, never = camera(branch, "CL01", "C-1"), camera(branch, "HL01", "C-2")
    screen, _token = add(branch)
    actions.note_shown(screen=screen, shown=[{"camera": shown.pk, "seconds": 60, "ago": 60}], cursor=1, at=NOW)
    text = signed_in(branch.chief).get(f"/wall/tour/?camera={shown.pk}").content.decode()
    assert "1/2" in text and "崇礼支行" in text
    missed = text.split('id="missed"')[1]
    assert f"/cameras/{never.pk}/" in missed and f"/cameras/{shown.pk}/" not in missed


def test_people_set_up_confirm_and_take_back(branch):
    chief, monitor = signed_in(branch.chief), signed_in(branch.monitor)
    made = chief.post("/wall/new/", {"name": "左屏", "institution": branch.places["ZJK"].pk})
    assert "/wall/enter/" in made.content.decode()
    screen = Screen.house.get()
    challenge = challenges.challenge_if_due(
        screen=screen, at=NOW + timedelta(minutes=-1) + timedelta(hours=0), draw=0.0
    )
    assert challenge is None  # not within the first minutes of a screen
    chief.post(f"/wall/{screen.pk}/pin/", {"preset": "night"})
    screen.refresh_from_db()
    assert screen.preset == "night"
    assert monitor.post(f"/wall/{screen.pk}/revoke/").status_code == 403
    assert signed_in(branch.stranger).post(f"/wall/{screen.pk}/revoke/").status_code == 404
    screen.refresh_from_db()
    assert screen.revoked_at is None
    chief.post(f"/wall/{screen.pk}/revoke/")
    assert "尚未设置大屏" in chief.get("/wall/").content.decode()
