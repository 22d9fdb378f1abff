"""The pages drawn from the descriptors: every kind is rendered and filed through the real form."""

import io
import struct
import zlib
from datetime import timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook
from PIL import Image

from anbao.kit.files.models import Attachment
from anbao.kit.ledger.models import Line
from anbao.loom.findings.models import Finding
from anbao.loom.records.descriptors import kinds
from anbao.loom.records.filers import may_file
from anbao.loom.records.models import Record
from anbao.loom.records.rules import wanted
from anbao.loom.tasks.models import Task
from anbao.loom.tasks.weaving import weave
from anbao.org.models import Area, Device
from tests.branch import DAY, NOW, PASSWORD, at


@pytest.fixture
def world(branch, monkeypatch, settings, tmp_path):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)
    settings.MEDIA_ROOT = tmp_path
    for name in ("fire1", "fire2", "chongli", "chief"):
        user = branch.people[name].user
        user.set_password(PASSWORD)
        user.save()
    return branch


def as_user(world, name: str) -> Client:
    client = Client()
    client.force_login(world.people[name].user)
    return client


def picture(colour="green") -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(stream, "PNG")
    stream.seek(0)
    stream.name = f"{colour}.png"
    return stream


def example(spec, world):
    """A value that satisfies the field, as a browser would send it."""
    number = int(max(spec.minimum or 0, min(1, spec.maximum if spec.maximum is not None else 1)))
    return {
        "text": "说明", "longtext": "情况说明", "integer": str(number), "decimal": str(number), "date": "2022-01-10",
        "datetime": "2022-01-10T07:30", "time": "07:30", "choice": spec.choices[0].id if spec.choices else "",
        "choices": [spec.choices[0].id] if spec.choices else [], "yesno": "true", "person": str(world.people["fire1"].pk),
        "people": [str(world.people["fire1"].pk)], "institution": str(world.places["ZJK"].pk),
        "institutions": [str(world.places["ZJK"].pk)],
    }[spec.type]  # fmt: skip


#: where a kind is filed that the city itself is not the subject of, and by whom
PLACE_OF = {
    "self_service_patrol": "CLS1", "unannounced_visit": "HL", "contractor_screening": "GUARD", "vendor_contacts": "GUARD",
    "vendor_plan": "GUARD", "vendor_rehearsal": "GUARD", "opening_check": "CL01", "closing_check": "CL01",
}  # fmt: skip
FILERS = ("fire1", "chief", "monitor", "outlet", "discipline")
SUBJECTS = {
    "area": lambda kind, place: Area.house.get_or_create(
        institution=place, kind=next(iter(kind.areas), "machine_room"), defaults={"name": "此处"})[0],
    "device": lambda kind, place: Device.house.get_or_create(
        institution=place, kind=next(iter(kind.devices), "fire_panel"), defaults={"code": "X-1", "name": "此机"})[0],
}  # fmt: skip


def filed_by(kind, world) -> str:
    """The first of the filers whose posts file the kind where it is filed here."""
    place = world.places[PLACE_OF.get(kind.id, "ZJK")]
    may = (who for who in FILERS if may_file(kind, world.reach(who), path=place.path, place_kind=place.kind))
    return next(may)


def filled(kind, world) -> dict:
    """Every wanted field of a kind, every item in order, the photos and signatures it asks for."""
    place = world.places[PLACE_OF.get(kind.id, "ZJK")]
    data: dict = {"institution": str(place.pk)}
    chosen: dict = {}
    for spec in kind.fields:
        if spec.type != "rows":
            chosen[spec.id] = (
                str(spec.default).lower() if isinstance(spec.default, bool) else spec.default or example(spec, world)
            )
    for spec in kind.fields:
        if not wanted(spec, chosen):
            continue
        if spec.type == "rows":
            data |= {f"v_{spec.id}__0__{c.id}": example(c, world) for c in spec.columns}
        else:
            data[f"v_{spec.id}"] = chosen[spec.id]
    data |= {f"c_{item.id}": "ok" for item in kind.checklist}
    if kind.attendance in ("count", "either"):
        data["attendance"] = "7"
    elif kind.attendance == "people":
        data["attendees"] = [str(world.people["fire1"].pk)]
    if kind.photos.minimum:
        data["photos"] = [picture(colour) for colour in ("green", "red", "blue", "white")[: kind.photos.minimum]]
    if kind.signatures.count > 1:
        data |= {"sign_name_1": "fire2", "sign_password_1": PASSWORD}
    if kind.target in SUBJECTS:
        data["subject"] = str(SUBJECTS[kind.target](kind, place).pk)
    elif kind.target == "person":
        data["subject"] = str(world.people["monitor"].pk)
    return data


@pytest.mark.parametrize("kind_id", sorted(kinds()))
def test_every_kind_is_drawn_and_filed_through_its_form(world, kind_id):
    kind = kinds()[kind_id]
    client = as_user(world, filed_by(kind, world))
    data = filled(kind, world)
    assert client.get(f"/records/new/{kind_id}/").status_code == 200
    answer = client.post(f"/records/new/{kind_id}/", data)
    assert answer.status_code == 302, (answer.context or {}).get("faults")
    record = Record.house.get(kind=kind_id)
    page = client.get(f"/records/{record.pk}/")
    assert page.status_code == 200 and str(kind) in page.content.decode()
    assert client.get(f"/records/of/{kind_id}/").status_code == 200
    sheet = load_workbook(io.BytesIO(client.get(f"/records/of/{kind_id}/?format=xlsx").content)).active
    assert sheet.max_row == 2 and sheet.cell(2, 1).value == record.pk


def opening(world, **changes) -> dict:
    return filled(kinds()["opening_check"], world) | {"institution": str(world.places["CL01"].pk)} | changes


def first_item() -> str:
    return kinds()["opening_check"].checklist[0].id


def test_every_fault_is_told_at_once_and_nothing_is_lost(world):
    data = opening(
        world, **{f"c_{first_item()}": "defect", f"r_{first_item()}": "门磁失灵", "claimed_at": "2022-01-11T09:00"}
    )
    data.pop("photos", None)
    lines = Line.house.count()
    answer = as_user(world, "outlet").post("/records/new/opening_check/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert {"photos", "claimed_at"} <= answer.context["faults"].keys()
    assert "门磁失灵" in page and "2022-01-11T09:00" in page
    assert Record.house.count() == 0 and Finding.house.count() == 0 and Line.house.count() == lines


def test_an_upload_survives_a_refused_form_and_the_defect_becomes_a_finding(world):
    client = as_user(world, "outlet")
    data = opening(world, **{f"c_{first_item()}": "defect", f"r_{first_item()}": "门磁失灵"})
    refused = client.post(
        "/records/new/opening_check/", data | {"photos": [picture()], "claimed_at": "2022-01-11T09:00"}
    )
    kept = Attachment.house.get()
    assert f'name="attachment" value="{kept.pk}"' in refused.content.decode()
    filed = client.post("/records/new/opening_check/", data | {"attachment": [str(kept.pk)]})
    assert filed.status_code == 302, (filed.context or {}).get("faults")
    record = Record.house.get()
    kept.refresh_from_db()
    assert kept.owner == f"record:{record.pk}"
    assert Finding.house.get().title == "门磁失灵"


def test_a_picture_that_nobody_could_show_is_refused_and_what_was_typed_stays(world):
    data = opening(world, **{f"c_{first_item()}": "defect", f"r_{first_item()}": "门磁失灵"})
    huge = picture().getvalue()
    head = huge[12:16] + struct.pack(">II", 60_000, 60_000) + huge[24:29]
    vast = io.BytesIO(huge[:12] + head + struct.pack(">I", zlib.crc32(head)) + huge[33:])
    vast.name = "vast.png"
    answer = as_user(world, "outlet").post("/records/new/opening_check/", data | {"photos": [vast]})
    page = answer.content.decode()
    assert answer.status_code == 422 and "vast.png" in answer.context["faults"]["photos"]
    assert "门磁失灵" in page and not Attachment.house.exists() and not Record.house.exists()


def test_somebody_elses_upload_proves_nothing_here(world):
    refused = {f"c_{first_item()}": "defect", "claimed_at": "2022-01-11T09:00"}
    theirs = opening(world, **refused) | {"photos": [picture()], "institution": str(world.places["CL02"].pk)}
    as_user(world, "outlet2").post("/records/new/opening_check/", theirs)
    stolen = Attachment.house.get()
    data = opening(world, **{f"c_{first_item()}": "defect"}) | {"attachment": [str(stolen.pk)]}
    data.pop("photos", None)
    assert "photos" in as_user(world, "outlet").post("/records/new/opening_check/", data).context["faults"]


def test_the_second_person_signs_with_a_password_that_is_never_shown_again(world):
    kind = next(k for k in kinds().values() if k.signatures.count > 1 and k.signatures.licence)
    client, data = as_user(world, "fire1"), filled(kind, world)
    wrong = client.post(f"/records/new/{kind.id}/", data | {"sign_password_1": "guess"})
    assert "sign_1" in wrong.context["faults"] and Record.house.count() == 0
    late = client.post(f"/records/new/{kind.id}/", data | {"claimed_at": "2022-01-11T09:00"})
    assert PASSWORD not in late.content.decode()
    draft = late.context["draft"]
    again = {k: v for k, v in data.items() if not k.startswith("sign_")}
    done = client.post(
        f"/records/new/{kind.id}/", again | {"sign_token_1": draft.signs[0].token, "client_key": draft.client_key}
    )
    assert done.status_code == 302, (done.context or {}).get("faults")
    assert [s["name"] for s in Record.house.get().signatures] == [world.fire1.name, world.fire2.name]


def test_a_signature_counts_only_for_the_form_it_was_given_for(world):
    kind = next(k for k in kinds().values() if k.signatures.count > 1 and k.signatures.licence)
    client, data = as_user(world, "fire1"), filled(kind, world)
    late = client.post(f"/records/new/{kind.id}/", data | {"claimed_at": "2022-01-11T09:00"})
    token = late.context["draft"].signs[0].token
    again = {k: v for k, v in data.items() if not k.startswith("sign_")}
    other = client.post(f"/records/new/{kind.id}/", again | {"sign_token_1": token})
    assert "sign_1" in other.context["faults"] and Record.house.count() == 0


def test_a_stranger_files_nothing_there_and_sees_nothing_of_it(world):
    as_user(world, "outlet").post(
        "/records/new/zero_report/",
        filled(kinds()["zero_report"], world) | {"institution": str(world.places["CL01"].pk)},
    )
    record, lines = Record.house.get(), Line.house.count()
    stranger = as_user(world, "stranger")
    assert stranger.get(f"/records/{record.pk}/").status_code == 404
    assert stranger.get(f"/records/{record.pk}/correct/").status_code == 404
    refused = stranger.post(
        "/records/new/zero_report/",
        filled(kinds()["zero_report"], world) | {"institution": str(world.places["CL01"].pk)},
    )
    assert "institution" in refused.context["faults"]
    assert f"/records/{record.pk}/" not in stranger.get("/records/of/zero_report/").content.decode()
    assert f"/records/{record.pk}/" in as_user(world, "chongli").get("/records/of/zero_report/").content.decode()
    assert Record.house.count() == 1 and Line.house.count() == lines


def test_a_correction_stands_beside_what_it_corrects(world):
    data = filled(kinds()["zero_report"], world) | {"institution": str(world.places["CL01"].pk)}
    client = as_user(world, "outlet")
    client.post("/records/new/zero_report/", data)
    old = Record.house.get()
    assert "reason" in client.post(f"/records/{old.pk}/correct/", data).context["faults"]
    assert client.post(f"/records/{old.pk}/correct/", data | {"reason": "写错了", "v_note": "补充"}).status_code == 302
    old.refresh_from_db()
    assert old.withdrawn_at == NOW and old.corrected_by.values["note"] == "补充"


def test_a_correction_keeps_the_photos_that_were_right(world):
    """Those that stay in the form prove the new record too; another record's are nobody's to take."""
    data = filled(kinds()["zero_report"], world) | {"institution": str(world.places["CL01"].pk)}
    client = as_user(world, "outlet")
    client.post("/records/new/zero_report/", data | {"photos": [picture("green"), picture("red")]})
    old = Record.house.get()
    green, red = Attachment.house.filter(owner=f"record:{old.pk}").order_by("pk")
    theirs = Attachment.house.create(
        name="x.png", kind="png", size=1, digest="0" * 64, scope="", owner="record:0", brought_by=world.outlet.tag, brought_at=NOW
    )  # fmt: skip
    shown = client.get(f"/records/{old.pk}/correct/").content.decode()
    assert all(f'name="attachment" value="{photo.pk}"' in shown for photo in (green, red))
    sent = data | {"reason": "重拍", "attachment": [green.pk, theirs.pk], "photos": [picture("blue")]}
    assert client.post(f"/records/{old.pk}/correct/", sent).status_code == 302
    new = Record.house.get(corrects=old)
    assert new.photos == 2
    proofs = Attachment.house.filter(owner=f"record:{new.pk}")
    assert {p.name for p in proofs} == {"green.png", "blue.png"}
    assert proofs.get(name="green.png").digest == green.digest and green.pk not in proofs.values_list("pk", flat=True)
    assert Attachment.house.filter(owner=f"record:{old.pk}").count() == 2
    assert Line.house.filter(verb="files.attachment.carried").count() == 1


def test_a_picker_offers_only_who_may_be_named(world):
    offers = as_user(world, "outlet").get("/records/people/?q=").json()["offers"]
    names = {one["name"] for one in offers}
    assert world.people["teller"].name in names and world.people["chongli"].name in names
    assert world.people["stranger"].name not in names and world.people["huailai"].name not in names


def test_the_list_pages_by_key(world, monkeypatch):
    monkeypatch.setattr("anbao.loom.records.lists.PAGE", 2)
    for minutes in range(5):
        Record.house.create(
            kind="zero_report",
            net="riskcontrol",
            institution=world.places["CL01"],
            filed_by=world.outlet,
            filed_at=NOW - timedelta(minutes=minutes),
            day=NOW.date(),
        )
    client, seen, more = as_user(world, "outlet"), [], ""
    while True:
        page = client.get("/records/of/zero_report/", {"before": more} if more else {})
        seen += [row.pk for row in page.context["rows"]]
        more = page.context["more"]
        if not more:
            break
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "此日早于起始日。"), ("en", "This day lies before the first one.")]
)
def test_a_last_day_before_the_first_is_told_at_its_field_and_nothing_exported(world, language, words):
    world.chief.user.language = language
    world.chief.user.save()
    for query in ("", "&format=xlsx"):
        answer = as_user(world, "chief").get(f"/records/of/liaison/?since=2022-02-05&until=2022-02-01{query}")
        told = answer.content.decode()
        label = told[told.index('<label class="has-fault">') :].split("</label>")[0]
        assert answer.status_code == 422 and 'name="until"' in label and words in label
    assert as_user(world, "chief").get("/records/of/liaison/?since=2022-02-05&until=2022-02-05").status_code == 200


def test_the_checklist_of_a_record_keeps_the_order_of_its_form(world):
    kind = kinds()["self_service_patrol"]
    as_user(world, "chief").post("/records/new/self_service_patrol/", filled(kind, world))
    page = as_user(world, "chief").get(f"/records/{Record.house.get().pk}/").content.decode()
    places = [page.index(str(item)) for item in kind.checklist]
    assert places == sorted(places)


def test_a_fault_of_the_subject_names_its_field(world):
    kind = kinds()["fire_duty_sheet"]
    answer = as_user(world, "fire1").post("/records/new/fire_duty_sheet/", filled(kind, world) | {"subject": ""})
    assert answer.status_code == 422
    assert [line["title"] for line in answer.context["fault_lines"]] == ["针对何处何物"]
    offered = Area.house.filter(institution=world.places["ZJK"], kind="fire_control_room")
    Area.house.create(institution=world.places["ZJK"], kind="archive", name="档案中心")
    assert list(answer.context["subjects"]) == list(offered)


def test_a_record_about_another_kind_of_place_or_area_is_refused(world):
    archive = Area.house.create(institution=world.places["ZJK"], kind="archive", name="档案中心")
    sheet = filled(kinds()["fire_duty_sheet"], world) | {"subject": str(archive.pk)}
    assert "subject" in as_user(world, "fire1").post("/records/new/fire_duty_sheet/", sheet).context["faults"]
    patrol = filled(kinds()["self_service_patrol"], world) | {"institution": str(world.places["CL"].pk)}
    answer = as_user(world, "chongli").post("/records/new/self_service_patrol/", patrol)
    assert "适用于：自助银行" in answer.context["faults"]["institution"]
    assert Record.house.count() == 0


def test_the_second_at_a_task_keeps_his_words_and_may_file_a_supplement(world, monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: at(hour=17))
    campaign = world.campaign(record="zero_report")
    weave(campaign, at=NOW)
    task = Task.house.get(campaign=campaign, institution=world.places["CL01"], measure__code="daily-note", day=DAY)
    said = {"v_accidents": "0", "v_cases": "0"}
    late = as_user(world, "teller")
    assert late.get(f"/records/task/{task.pk}/").status_code == 200
    assert as_user(world, "outlet").post(f"/records/task/{task.pk}/", said).status_code == 302
    first = Record.house.get()
    refused = late.post(f"/records/task/{task.pk}/", said | {"v_note": "停电一次", "photos": [picture()]})
    page = refused.content.decode()
    assert refused.status_code == 409 and "停电一次" in page and f'value="{first.pk}"' in page
    kept = Attachment.house.get()
    assert f'name="attachment" value="{kept.pk}"' in page and Record.house.count() == 1
    again = said | {"v_note": "停电一次", "attachment": [kept.pk], "supplements": str(first.pk)}
    assert late.post(f"/records/task/{task.pk}/", again).status_code == 302
    second = Record.house.get(supplements=first)
    assert second.values["note"] == "停电一次" and second.photos == 1
    shown = as_user(world, "outlet").get(f"/records/{first.pk}/").content.decode()
    assert f"/records/{second.pk}/" in shown
    listed = as_user(world, "outlet").get("/records/of/zero_report/").content.decode()
    assert f"/records/{first.pk}/" in listed and f"/records/{second.pk}/" not in listed


@pytest.mark.parametrize("loss", ["nan", "inf", "1e400", "-1", "9" * 5000])
def test_a_number_that_is_none_is_a_fault_at_its_field(world, loss):
    kind = kinds()["incident"]
    spec = next(spec for spec in kind.fields if spec.type == "decimal")
    sent = filled(kind, world) | {f"v_{spec.id}": loss, "attendance": "9" * 5000, "lon": "nan", "lat": "inf"}
    answer = as_user(world, filed_by(kind, world)).post(f"/records/new/{kind.id}/", sent)
    told = answer.content.decode()
    assert answer.status_code in (200, 422) and f'id="f-{spec.id}"' in told and "has-fault" in told
    assert Record.house.count() == 0
