"""The list pages of the organisation: who opens them, what the filters leave, dialogs, bulk changes, sealed values."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from anbao.kit.ledger.models import Line
from anbao.org.models import Area, Certificate, Device, Institution, Person, Post

TABLES = ("institutions", "areas", "devices", "people", "posts", "certificates")


@pytest.fixture
def web(branch):
    def of(name: str) -> Client:
        client = Client()
        client.force_login(branch.people[name].user)
        return client

    return of


def sheet_of(answer) -> list[tuple]:
    return list(load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))


def rows_part(answer) -> str:
    return answer.content.decode().split('id="rows"')[1]


@pytest.mark.parametrize("table", TABLES)
def test_a_list_shows_what_the_reader_sees_and_nothing_of_a_stranger(web, table):
    page = web("chief").get(f"/org/{table}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "双桥" not in text and "邓远" not in text
    assert "导入" in text and "北京时间" in text
    assert web("auditor").get(f"/org/{table}/").status_code == 200
    assert web("teller").get(f"/org/{table}/").status_code == 403
    assert web("sysadmin").get(f"/org/{table}/export/").status_code == 403


@pytest.mark.parametrize("table", TABLES)
def test_a_list_asks_few_questions_of_the_database(web, table, django_assert_max_num_queries):
    client = web("chief")
    client.get(f"/org/{table}/")
    with django_assert_max_num_queries(13):
        client.get(f"/org/{table}/")


def test_filters_stand_in_the_query_string(web, branch):
    client, places = web("chief"), branch.places
    page = rows_part(client.get("/org/institutions/", {"place": places["CL"].pk}))
    assert "长青路支行" in page and "沙城分理处" not in page
    page = rows_part(client.get("/org/institutions/", {"kind": "vendor"}))
    assert "冀安保安公司" in page and "沙城分理处" not in page
    assert client.get("/org/institutions/", {"place": places["SQ"].pk}).status_code == 404
    assert client.get("/org/people/", {"place": "x", "sort": "nonsense", "page": "999"}).status_code == 200
    found = rows_part(client.get("/org/people/", {"q": branch.teller.phone}))
    assert "吴柜" in found and "王营" not in found


def test_expired_devices_and_vacant_posts_are_found(web, branch):
    device = Device.house.get(code="P-CL01")
    Device.house.filter(pk=device.pk).update(installed_on=date(2010, 1, 1), expires_on=date(2018, 1, 1))
    page = rows_part(web("chief").get("/org/devices/", {"expired": "1"}))
    assert "P-CL01" in page and "F-ZJK" not in page
    Post.house.create(institution=branch.places["CL02"], kind="teller")
    page = rows_part(web("chief").get("/org/posts/", {"vacant": "1"}))
    assert "长青路支行" in page and "陈安国" not in page


def test_sorting_by_a_column(web):
    def order(sort):
        text = rows_part(web("chief").get("/org/people/", {"sort": sort, "kind": "staff"}))
        return text.index("S0002") < text.index("S0012")

    assert order("staff_no") and not order("-staff_no")


def test_the_export_is_what_the_filter_leaves_with_stars(web, branch):
    rows = sheet_of(web("chief").get("/org/people/export/", {"place": branch.places["CL01"].pk}))
    assert [row[0] for row in rows[1:]] == ["王营", "郑堂", "吴柜"]
    assert branch.teller.phone not in str(rows) and "138****0016" in str(rows)


def test_a_row_is_added_and_changed_with_ledger_lines(web, branch):
    client, before = web("chief"), Line.house.count()
    wish = {"name": "档案中心", "kind": "archive", "institution": "CL"}
    answer = client.post("/org/areas/new/", wish, headers={"HX-Request": "true"})
    assert answer.status_code == 204 and answer["HX-Redirect"] == "/org/areas/"
    area = Area.house.get(name="档案中心")
    again = client.post("/org/areas/new/", wish, headers={"HX-Request": "true"})
    assert "该机构已有同名部位" in again.content.decode()
    client.post(f"/org/areas/{area.pk}/edit/", {**wish, "name": "档案库"})
    area.refresh_from_db()
    assert area.name == "档案库"
    verbs = list(Line.house.order_by("seq").values_list("verb", flat=True))[before:]
    assert verbs == ["org.area.added", "org.area.changed"]


def test_another_branch_takes_nothing_and_gives_nothing(web, branch):
    client, before = web("chief"), Line.house.count()
    answer = client.post("/org/areas/new/", {"name": "x", "kind": "archive", "institution": "SQ"})
    assert answer.status_code == 422 and not Area.house.filter(name="x").exists()
    foreign = Post.house.get(person=branch.stranger)
    for path in ("", "edit/", "seat/", "unseat/"):
        assert client.get(f"/org/posts/{foreign.pk}/{path}").status_code == 404
    done = client.post("/org/posts/bulk/", {"row": [foreign.pk], "until": "2022-01-31"}).content.decode()
    assert "请先选择行" in done
    assert Line.house.count() == before


def test_an_institution_moves_and_closes(web, branch):
    client, places = web("chief"), branch.places
    place = places["CLS1"]
    form = {
        "code": "CLS1", "name": "太子城自助银行", "short_name": "太子城", "kind": "self_service_bank", "tags": ["hsr_station"],
    }  # fmt: skip
    assert client.post(f"/org/institutions/{place.pk}/edit/", {**form, "parent": "HL"}).status_code == 302
    place.refresh_from_db()
    assert place.parent == places["HL"] and place.path.startswith(places["HL"].path) and place.tags == ["hsr_station"]
    refused = client.post(f"/org/institutions/{places['HL'].pk}/close/", {"on": "2022-02-01"})
    assert "仍在营业" in refused.content.decode()
    client.post(f"/org/institutions/{place.pk}/close/", {"on": "2022-02-01"})
    place.refresh_from_db()
    assert place.closed_on == date(2022, 2, 1)
    assert Line.house.order_by("-seq").first().verb == "org.institution.closed"


def test_a_post_is_unseated_stays_as_a_vacant_chair_and_is_seated_again(web, branch):
    client = web("chief")
    post = Post.house.get(person=branch.teller)
    client.post(f"/org/posts/{post.pk}/unseat/", {"until": "2022-01-20"})
    post.refresh_from_db()
    chair = Post.house.get(institution=post.institution, kind="teller", person=None)
    assert post.until == date(2022, 1, 20) and chair.since == date(2022, 1, 21)
    client.post(f"/org/posts/{chair.pk}/seat/", {"person": branch.lobby.staff_no, "since": "2022-01-21"})
    chair.refresh_from_db()
    assert chair.person == branch.lobby
    again = client.post(f"/org/posts/{chair.pk}/seat/", {"person": branch.teller.staff_no, "since": "2022-01-22"})
    assert "请先免去" in again.content.decode()


def test_bulk_changes_ticked_rows_or_the_whole_list(web, branch):
    client, before = web("chief"), Line.house.count()
    ticked = list(Person.house.filter(name__in=["王营", "郑堂"]).values_list("pk", flat=True))
    answer = client.post("/org/people/bulk/", {"row": ticked, "left_on": "2022-03-01", "institution": ""})
    assert answer.status_code == 302
    assert Person.house.filter(left_on="2022-03-01").count() == 2
    client.post(f"/org/institutions/bulk/?place={branch.places['CL'].pk}", {"all": "1", "add_tags": ["expressway"]})
    assert Institution.house.filter(tags__contains=["expressway"]).count() == 4
    assert Line.house.count() == before + 2
    none = client.post("/org/people/bulk/", {"row": ticked}).content.decode()
    assert "请填写要修改的内容" in none


def test_a_sealed_value_is_read_in_clear_only_for_a_purpose(web, branch):
    client, person, before = web("chief"), branch.teller, Line.house.count()
    path = f"/org/people/{person.pk}/clear/"
    assert person.phone not in client.get(f"/org/people/{person.pk}/").content.decode()
    assert person.phone not in client.get(f"/org/people/{person.pk}/edit/").content.decode()
    assert person.phone not in client.post(path, {"field": "phone", "purpose": " "}).content.decode()
    assert Line.house.count() == before
    answer = client.post(path, {"field": "phone", "purpose": "值班点名"})
    assert person.phone in answer.content.decode() and answer["Cache-Control"] == "no-store"
    line = Line.house.order_by("-seq").first()
    assert line.verb == "org.person.read_clear" and person.phone not in line.detail
    assert web("chongli").get(path).status_code == 403
    assert web("stranger").get(path).status_code == 404


def test_an_edit_keeps_a_sealed_value_that_was_left_empty(web, branch):
    person = branch.teller
    wish = {"name": "吴柜员", "staff_no": person.staff_no, "kind": "staff", "institution": "CL01", "phone": ""}
    web("chief").post(f"/org/people/{person.pk}/edit/", wish)
    kept = Person.house.get(pk=person.pk)
    assert (kept.name, kept.phone) == ("吴柜员", person.phone)


def test_a_certificate_ends_after_it_begins(web, branch):
    wish = {
        "person": branch.fire1.staff_no, "kind": "guard", "number": "G1", "valid_from": "2022-02-01",
        "valid_until": "2022-01-01",
    }  # fmt: skip
    answer = web("chief").post("/org/certificates/new/", wish)
    assert answer.status_code == 422 and "失效日期不能早于" in answer.content.decode()
    assert not Certificate.house.filter(number="G1").exists()


def test_who_may_only_read_gets_no_tools_and_no_writes(web, branch):
    client, before = web("chongli"), Line.house.count()
    page = client.get("/org/people/").content.decode()
    assert "修改所选" not in page and "/org/people/import/" not in page
    pk = branch.teller.pk
    assert client.get(f"/org/people/{pk}/").status_code == 200
    for path in ("new/", f"{pk}/edit/", "bulk/", "import/", "import/apply/", f"{pk}/clear/"):
        assert client.post(f"/org/people/{path}").status_code == 403, path
    assert Line.house.count() == before
