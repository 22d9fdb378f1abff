"""The walk over real sockets: due cameras, slow ones beside quick ones, changing sizes, the engine's memory."""

from datetime import timedelta

import pytest

from anbao.kit.ledger.models import Line
from anbao.org.models import Area, Device
from anbao.senses.cameras import actions, patrol
from anbao.senses.cameras.models import CameraHistory, CameraSource, Look, PatrolPlan
from tests.branch import NOW
from tests.senses.cameras.cameras import answer, camera, jpeg, says, trickles

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.HOME = tmp_path


def connect(branch, place: str, code: str, address: str, **more) -> CameraSource:
    hall, _ = Area.house.get_or_create(institution=branch.places[place], kind="self_service_area", name="自助区")
    device = Device.house.create(institution=branch.places[place], area=hall, kind="camera", code=code, name=code)
    return actions.save_source(
        actor=branch.chief.tag, reach=branch.reach("chief"), at=NOW, device=device, kind=more.pop("kind", "http_snapshot"),
        address=address, **more,
    )  # fmt: skip


def plan(branch, place: str, every: int, **more) -> PatrolPlan:
    return actions.save_plan(
        actor=branch.chief, reach=branch.reach("chief"), at=NOW, institution=branch.places[place], name=f"每 {every} 分钟",
        every=every, **more,
    )  # fmt: skip


def test_a_round_looks_at_who_is_due_and_the_slow_one_holds_nobody_up(branch):
    with camera(says(answer(jpeg()))) as quick, camera(trickles(answer(jpeg()))) as slow:
        first, second = connect(branch, "CL01", "C-1", quick), connect(branch, "CL02", "C-2", slow, timeout=1)
        tally = patrol.walk(at=NOW)
    assert (tally.looked, tally.pictures) == (2, 1)
    assert Look.house.get(source=first).fault == "ok"
    assert (Look.house.get(source=second).fault, Look.house.get(source=second).trouble) == ("no_picture", "timeout")
    assert patrol.walk(at=NOW + MINUTE).looked == 0
    assert Line.house.filter(verb="cameras.patrol.walked").count() == 1


def test_plans_raise_the_cadence_of_the_focus_and_of_tagged_places(branch):
    branch.campaign(record="liaison")
    plan(branch, "ZJK", 30)
    plan(branch, "ZJK", 20, tags=["hsr_station"])
    plan(branch, "ZJK", 5, focus=True)
    with camera(says(answer(jpeg()))) as base:
        for number, place in enumerate(("CL01", "HL01", "CLS1", "HL")):
            connect(branch, place, f"C-{number}", base)
        patrol.walk(at=NOW)
    every = dict(CameraSource.house.values_list("device__institution__code", "every"))
    # Huailai's outlet carries no tag of its own
    assert every == {"CL01": 5, "CLS1": 5, "HL01": 30, "HL": 20}


def test_a_camera_that_changes_its_size_is_judged_on(branch):
    sizes = iter([(320, 240), (640, 480), (640, 480), (320, 240)])

    def habit(connection, _request):
        connection.sendall(answer(jpeg(size=next(sizes))))

    with camera(habit) as base:
        source = connect(branch, "CL01", "C-1", base)
        for turn in range(4):
            patrol.look_once(source, at=NOW + turn * MINUTE, actor="system")
    widths = Look.house.filter(source=source).order_by("at").values_list("snapshot__width", flat=True)
    assert list(widths) == [320, 640, 640, 320]
    assert not Look.house.filter(fault="no_picture").exists()


def test_bytes_that_begin_like_a_picture_and_are_none_are_a_reason(branch):
    with camera(says(answer(b"\xff\xd8\xff" + b"nonsense" * 50))) as base:
        source = connect(branch, "CL01", "C-1", base)
        patrol.walk(at=NOW)
    assert Look.house.get(source=source).trouble == "not_a_picture"


def test_the_memory_is_kept_and_a_damaged_one_begun_anew(branch, caplog):
    with camera(says(answer(jpeg()))) as base:
        source = connect(branch, "CL01", "C-1", base)
        patrol.look_once(source, at=NOW, actor="system")
        body = bytes(CameraHistory.objects.get().body)
        CameraHistory.objects.update(body=body[:40])
        patrol.look_once(source, at=NOW + MINUTE, actor="system")
    assert len(bytes(CameraHistory.objects.get().body)) > 1000
    assert "begun anew" in caplog.text


def test_a_black_picture_against_a_bright_past_is_a_finding_after_three_looks(branch):
    shades = iter([150, 150, 150, 150, 4, 4, 4])

    def habit(connection, _request):
        connection.sendall(answer(jpeg(shade=next(shades), size=(640, 360))))

    with camera(habit) as base:
        source = connect(branch, "CLS1", "C-1", base)
        for turn in range(7):
            patrol.look_once(source, at=NOW + turn * 5 * MINUTE, actor="system")
    source.refresh_from_db()
    assert source.state == "faulty" and source.finding is not None
    look = Look.house.filter(source=source).order_by("-at").first()
    assert look.zh and look.en and look.checks and "level" in look.numbers


def test_a_clip_is_a_camera_too(branch, tmp_path):
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "still.jpg").write_bytes(jpeg())
    source = connect(branch, "CL01", "C-1", "still.jpg", kind="file")
    patrol.walk(at=NOW)
    assert Look.house.get(source=source).snapshot is not None


def test_the_words_of_faults_are_those_of_the_engine():
    from anbao.engines.imaging import FAULTS as engine
    from anbao.senses.cameras.words import FAULTS

    assert set(FAULTS) == {"ok", "no_picture", *engine}
