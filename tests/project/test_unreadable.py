"""What Django reads no further gets a page of the house, a part its words, the API its JSON, and writes nothing."""

from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from django.db import OperationalError
from django.test import Client

from anbao.loom.records.models import Record
from anbao.project import views
from tests.project.test_shell import strict

FORM = "/records/new/liaison/"
TOO_LARGE = {"v_note": "长" * 1_000_000}  # three bytes each
TOO_MANY = {f"v_{n}": "1" for n in range(1001)}


def logged_in(branch, language: str = "zh-hans") -> Client:
    user = branch.chongli.user
    user.language = language
    user.save()
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("encoding", ["urlencoded", "multipart"])
@pytest.mark.parametrize(
    ("sent", "status", "zh", "en"),
    [
        (TOO_LARGE, 413, "提交的内容过大：附件不计，最多 2.5 MB", "at most 2.5 MB"),
        (TOO_MANY, 400, "最多 1000 项", "at most 1000."),
    ],
)  # fmt: skip
def test_a_form_beyond_the_limits_gets_a_page_in_the_reader_s_language(branch, sent, status, zh, en, encoding):
    before = Record.house.count()
    kwargs = {"data": sent}
    if encoding == "urlencoded":
        body = "&".join(f"{name}={value}" for name, value in sent.items())
        kwargs = {"data": body, "content_type": "application/x-www-form-urlencoded"}
    for language, words in (("zh-hans", zh), ("en", en)):
        answer = logged_in(branch, language).post(FORM, **kwargs)
        told = answer.content.decode()
        assert answer.status_code == status and words in told and f"<title>{status}" in told and 'href="/"' in told
        assert branch.chongli.name in told, "the frame of a reader who is logged in"
        part = logged_in(branch, language).post(FORM, headers={"HX-Request": "true"}, **kwargs)
        assert part.status_code == status and words in part.content.decode() and b"<html" not in part.content
        assert part["X-Fault"]
    assert Record.house.count() == before


def test_the_login_tells_it_without_a_reader(client, db):
    answer = client.post("/account/login/", {"login": "长" * 1_000_000, "password": "x"})
    assert answer.status_code == 413 and "提交的内容过大" in answer.content.decode()


def test_the_api_tells_it_as_json_that_its_schema_names(branch):
    client = logged_in(branch)
    for path in ("/api/records", "/api/screening/look-ups"):
        answer = client.post(path, '{"values": "%s"}' % ("长" * 1_000_000), content_type="application/json")
        assert answer.status_code == 413 and "最多 2.5 MB" in answer.json()["detail"], path
        named = client.get("/api/openapi.json").json()["paths"][path]["post"]["responses"]
        assert "413" in named
    answer = client.post("/api/files", {f"f{n}": "x" for n in range(1001)})
    assert answer.status_code == 422 and "最多 1000 项" in answer.json()["faults"]["body"]


def test_what_arrives_cut_off_or_under_another_name_is_told(branch):
    cut = logged_in(branch).post(FORM, b"--x", content_type="multipart/form-data")
    assert cut.status_code == 400 and "收到的内容不完整" in cut.content.decode()
    many = [
        *(b"--x\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\n1\r\n" for _ in range(101)),
        b"--x--\r\n",
    ]
    files = logged_in(branch).post(FORM, b"".join(many), content_type="multipart/form-data; boundary=x")
    assert files.status_code == 400 and "最多 100 个" in files.content.decode()
    other = Client().get("/account/login/", headers={"host": "elsewhere.example"})
    assert other.status_code == 400 and "请用正式网址打开" in other.content.decode()


def test_without_a_cookie_the_browser_is_told_to_allow_them(branch):
    client = strict(branch, "chongli")
    del client.cookies["csrftoken"]
    told = client.post(FORM, {"v_note": "x"})
    assert told.status_code == 403 and "允许本网站使用 Cookie" in told.content.decode()


def test_an_address_that_takes_forms_only_says_so(branch):
    answer = logged_in(branch).get("/holes/1/remind/do/")
    assert answer.status_code == 405 and answer["Allow"] == "POST"
    assert "此地址仅用于提交表单" in answer.content.decode() and 'href="/"' in answer.content.decode()


def test_whoever_sent_a_form_after_the_session_ended_comes_back_to_its_page(branch):
    for page, back in (
        ("http://testserver/findings/?state=open", "/findings/%3Fstate%3Dopen"), ("https://elsewhere.example/x", "/"), ("", "/"),
    ):  # fmt: skip
        answer = Client().post("/findings/1/rectify/", {"note": "x"}, headers={"referer": page})
        assert answer.status_code == 302 and answer["Location"] == f"/account/login/?next={back}"
    assert Client().get("/findings/")["Location"] == "/account/login/?next=/findings/"


@pytest.mark.parametrize(
    ("cookie", "words"), [(None, "数据库连不上"), ("en", "The database is away"), ("xx", "数据库连不上")]
)
def test_a_database_that_is_away_is_said_to_parts_of_a_page_too(rf, monkeypatch, cookie, words):
    monkeypatch.setattr(views, "connection", SimpleNamespace(connection=None))
    request = rf.get("/desk/queue/")
    if cookie:
        request.COOKIES["anbao_language"] = cookie
    try:
        raise OperationalError("gone")
    except OperationalError:
        answer = views.broken(request)
    assert answer.status_code == 503 and words in unquote(answer["X-Fault"]) and answer["Retry-After"] == "10"
