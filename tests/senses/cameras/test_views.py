"""The pages of cameras: what they say, to whom, and what an inspection files."""

import re

import pytest

from anbao.kit.files.models import Attachment
from anbao.loom.findings.models import Finding
from anbao.loom.holes.finders import contradicted
from anbao.loom.holes.words import Look
from anbao.loom.records.contradictions import denials
from anbao.loom.records.models import Record
from anbao.senses.cameras import actions, queries
from anbao.senses.cameras.models import CameraSource, Snapshot
from tests.branch import NOW
from tests.reading import part, queries_of, signed_in
from tests.senses.cameras.test_actions import MINUTE, connect, look


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW + 60 * MINUTE)


@pytest.fixture
def source(branch) -> CameraSource:
    made = connect(branch, "CLS1")
    look(made, 0)
    return made


def test_the_board_shows_the_last_picture_and_every_count_leads_to_its_list(branch, source):
    client = signed_in(branch.monitor)
    shot = Snapshot.house.get()
    text = client.get("/cameras/").content.decode()
    assert f"/cameras/pictures/{shot.pk}/?w=320" in text and "图像正常" in text and "太子城自助银行" in text
    assert "太子城自助银行" not in client.get("/cameras/?state=silent").content.decode().split("</select>")[1]
    part(client, "/cameras/", "cameras")


def test_the_board_costs_the_same_for_many_cameras(branch, source):
    client = signed_in(branch.monitor)
    before = queries_of(client, "/cameras/")
    for number in range(6):
        look(connect(branch, "CL01", f"C-9{number}"), 5)
    assert queries_of(client, "/cameras/") == before


def test_an_empty_board_says_what_to_do(branch):
    assert "尚未接入摄像机" in signed_in(branch.chief).get("/cameras/").content.decode()


def test_a_camera_explains_its_verdict(branch, source):
    for minute in (10, 20, 30):
        look(source, minute, "dark")
    text = signed_in(branch.monitor).get(f"/cameras/{source.pk}/").content.decode()
    finding = Finding.house.get()
    assert "画面过暗" in text and f"/findings/{finding.pk}/" in text and "状态变化" in text
    answer = signed_in(branch.monitor).get(f"/cameras/looks/{finding.found_in.partition(':')[2]}/")
    assert answer["Location"].startswith(f"/cameras/{source.pk}/?look=")
    assert signed_in(branch.stranger).get(f"/cameras/looks/{finding.found_in.partition(':')[2]}/").status_code == 404
    assert "http://127.0.0.1:9" not in text  # the address is for who may change it
    assert "http://127.0.0.1:9" in signed_in(branch.chief).get(f"/cameras/{source.pk}/").content.decode()


@pytest.mark.parametrize(
    ("language", "shown", "hidden"), [("zh-hans", "亮度 20", "level 20"), ("en", "level 20", "亮度 20")]
)
def test_a_verdict_is_read_in_the_readers_language(branch, source, language, shown, hidden):
    """Sentence and checks are kept in both; neither a stored Chinese one reaches an English reader nor the other way round."""
    look(source, 10, "dark")
    row = source.looks.order_by("-at").first()
    row.zh, row.en, row.checks = "亮度 20", "level 20", [["dark", 0.8, True, "亮度 20", "level 20"]]
    row.save(update_fields=["zh", "en", "checks"])
    client = signed_in(branch.monitor)
    client.cookies["anbao_language"] = language
    text = client.get(f"/cameras/{source.pk}/?look={row.pk}").content.decode()
    assert text.count(shown) == 2 and hidden not in text


def test_a_picture_is_for_who_sees_the_place_and_may_be_small(branch, source):
    shot = Snapshot.house.get()
    client = signed_in(branch.monitor)
    whole, small = client.get(f"/cameras/pictures/{shot.pk}/"), client.get(f"/cameras/pictures/{shot.pk}/?w=160")
    assert len(b"".join(whole.streaming_content)) == shot.size > len(small.content)
    assert signed_in(branch.stranger).get(f"/cameras/pictures/{shot.pk}/").status_code == 404
    Snapshot.house.update(stored=False)
    assert client.get(f"/cameras/pictures/{shot.pk}/").status_code == 404


def test_coverage_names_the_cameras_that_were_not_seen(branch, source):
    connect(branch, "HL01", "C-2")
    client = signed_in(branch.chief)
    text = client.get("/cameras/coverage/").content.decode()
    assert "太子城自助银行" in text and "沙城分理处" in text
    unseen = client.get("/cameras/coverage/?only=unseen").content.decode().split("<tbody>")[1]
    assert "沙城分理处" in unseen and "太子城自助银行" not in unseen


def test_an_inspection_is_one_record_with_its_pictures(branch, source):
    client, shot = signed_in(branch.monitor), Snapshot.house.get()
    page = client.get(f"/cameras/inspection/?place={source.device.institution_id}").content.decode()
    assert "自助区灯光明亮" in page and f"/cameras/pictures/{shot.pk}/" in page
    said = {f"c_{item}": "ok" for item in ("pictures", "doors", "guards", "no_loitering", "exits")}
    said |= {"place": source.device.institution_id, "c_lights": "defect", "r_lights": "灯箱不亮", "shot": [shot.pk]}
    assert client.post("/cameras/inspection/", said).status_code == 302
    record = Record.house.get(kind="video_inspection")
    shot.refresh_from_db()
    assert (record.institution, record.defects, record.filed_by) == (source.device.institution, 1, branch.monitor)
    assert Attachment.house.get(owner=f"record:{record.pk}").digest == shot.digest
    assert shot.kept_for == [f"record:{record.pk}"]
    assert Finding.house.get(category="lighting").title == "灯箱不亮"


ITEMS = ("pictures", "lights", "doors", "guards", "no_loitering", "exits")


@pytest.mark.parametrize(
    ("fault", "signed", "told"),
    [
        ("dark", {}, ["pictures", "lights"]),
        ("frozen", {}, ["pictures"]),
        ("dark", {"lights": "defect"}, ["pictures"]),
        ("dark", {"lights": "defect", "pictures": "defect"}, []),
        ("ok", {}, []),
    ],
)
def test_an_inspection_that_signs_against_the_cameras_verdict_is_contradicted(branch, source, fault, signed, told):
    for minute in (10, 20, 30):
        look(source, minute, fault)
    client, checks = signed_in(branch.monitor), dict.fromkeys(ITEMS, "ok") | signed
    said = {f"c_{item}": state for item, state in checks.items()}
    said |= {f"r_{item}": "看不清" for item, state in checks.items() if state == "defect"}
    assert client.post("/cameras/inspection/", said | {"place": source.device.institution_id}).status_code == 302
    record = Record.house.get(kind="video_inspection")
    assert record.flags == (["contradicted"] if told else [])
    assert list(denials(record)) == told
    text = client.get(f"/records/{record.pk}/").content.decode()
    assert text.count("与之矛盾") == len(told)
    found = list(contradicted(Look(None, NOW, {source.device.institution_id: source.device.institution})))
    assert [hole.link for hole in found] == [f"/records/{record.pk}/"] * bool(told)
    if told:
        assert found[0].zh.endswith("非现场视频检查与当日情况矛盾")


def test_a_fault_that_was_over_before_the_inspection_contradicts_nothing(branch, source):
    for minute in (10, 20, 30):
        look(source, minute, "dark")
    for minute in (40, 45, 50):
        look(source, minute)
    assert [seen.until is not None for seen in queries.picture_faults(NOW, NOW + 90 * MINUTE)] == [True, True]
    said = {f"c_{item}": "ok" for item in ITEMS} | {"place": source.device.institution_id}
    assert signed_in(branch.monitor).post("/cameras/inspection/", said).status_code == 302
    assert Record.house.get(kind="video_inspection").flags == []


def test_an_incomplete_inspection_keeps_nothing(branch, source):
    client, shot = signed_in(branch.monitor), Snapshot.house.get()
    answer = client.post(
        "/cameras/inspection/", {"place": source.device.institution_id, "shot": [shot.pk], "c_lights": "ok"}
    )
    assert answer.status_code == 422
    told = re.findall(r"<div>▲ (.*?)</div>", answer.content.decode())
    assert len(told) == len(ITEMS) - 1 and "图像清晰、无遮挡、无移位: 尚未检查" in told  # each by its name
    shot.refresh_from_db()
    assert shot.kept_for == [] and not Attachment.house.exists() and not Record.house.exists()


@pytest.mark.parametrize("who", ["teller", "vendor", "stranger"])
def test_others_neither_look_nor_inspect(branch, source, who):
    client = signed_in(branch.people[who])
    assert client.get(f"/cameras/{source.pk}/").status_code in (403, 404)
    assert client.post(f"/cameras/{source.pk}/look/").status_code in (403, 404)
    assert client.post("/cameras/inspection/", {"place": source.device.institution_id}).status_code in (403, 404)
    assert Snapshot.house.count() == 1 and not Record.house.exists()


def test_a_camera_is_connected_through_the_list(branch):
    from anbao.org.models import Device

    device = Device.house.create(institution=branch.places["CL01"], kind="camera", code="C-77", name="营业厅")
    client = signed_in(branch.chief)
    said = {
        "device": device.pk,
        "kind": "rtsp",
        "address": "rtsp://10.0.0.9/1",
        "credentials": "admin:pw",
        "timeout": 5,
        "enabled": "on",
    }
    assert client.post("/cameras/sources/new/", said).status_code == 302
    made = CameraSource.house.get()
    assert (made.credentials, made.timeout, made.enabled) == ("admin:pw", 5, True)
    said |= {"address": "http://10.0.0.9/1", "credentials": ""}
    assert "rtsp://" in client.post(f"/cameras/sources/{made.pk}/edit/", said).content.decode()
    said |= {"address": "rtsp://10.0.0.10/1"}
    client.post(f"/cameras/sources/{made.pk}/edit/", said)
    made.refresh_from_db()
    assert (made.address, made.credentials) == ("rtsp://10.0.0.10/1", "admin:pw")


def test_evidence_for_others_comes_around_a_moment(branch, source):
    from anbao.senses.cameras import queries

    look(source, 20)
    look(source, 40)
    found = queries.snapshots(
        Snapshot.house, institution=source.device.institution, moment=NOW + 30 * MINUTE, device=source.device, each=1
    )
    assert [s.at for s in found[source]] == [NOW + 20 * MINUTE, NOW + 40 * MINUTE]
    assert actions.keep_snapshots(snapshots=found[source], owner="incident:1", at=NOW)
