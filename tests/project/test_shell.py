"""The frame of every page: menu by powers, landing by role, language, error pages, badges."""

import psycopg
import pytest
from django.db import connection
from django.test import Client

from anbao.kit.access.scopes import Reach
from anbao.project import menu, messages
from anbao.project.templatetags import look


@pytest.fixture
def page(branch):
    """Opens a page as the person of that user name."""

    def open_as(name: str, path: str, **kwargs):
        client = Client()
        client.force_login(branch.people[name].user)
        return client.get(path, **kwargs)

    return open_as


def test_a_page_wants_a_login_and_remembers_where_one_was_going(client, db):
    answer = client.get("/account/profile/")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=/account/profile/"


def test_the_menu_shows_what_the_powers_open(branch):
    titles = {
        name: {e.url for e in menu.entries_for(branch.reach(name))}
        for name in ("chief", "teller", "auditor", "secadmin")
    }
    assert {"livemap:map", "board:net", "tasks:mine"} <= titles["chief"]
    assert "logins:list" not in titles["chief"] and "ledger:list" not in titles["chief"]
    assert titles["teller"] == {"tasks:mine", "findings:board", "records:kinds"}
    assert "ledger:list" in titles["auditor"]
    assert "logins:list" in titles["secadmin"] and "system" not in titles["secadmin"]
    assert menu.entries_for(Reach()) == []


def test_roles_land_on_their_page(monkeypatch):
    monkeypatch.setattr(menu, "address", lambda name: name)
    assert menu.landing({"president"}) == "livemap:map"
    assert menu.landing({"teller"}) == "tasks:mine"
    assert menu.landing({"monitor_operator"}) == menu.landing({"fire_operator"}) == "incidents:desk"
    assert menu.landing({"auditor"}) == menu.landing({"audit_admin"}) == "ledger:list"
    assert menu.landing({"security_admin"}) == "logins:list"
    assert menu.landing({"system_admin"}) == "system"


def test_a_database_that_went_away_is_said_so(transactional_db):
    client = Client(raise_request_exception=False)
    connection.ensure_connection()
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    try:
        answer = client.get("/account/login/", headers={"cookie": "sessionid=abcdefgh"})
    finally:
        connection.close()
    assert answer.status_code == 503
    assert "数据库暂时连不上" in answer.content.decode() and b'href="/"' in answer.content


def test_a_missing_page_and_a_refused_one_offer_a_way_back(page):
    missing = page("teller", "/nowhere/")
    assert missing.status_code == 404 and b'href="/"' in missing.content
    refused = page("teller", "/system/")
    assert refused.status_code == 403 and b'href="/"' in refused.content
    assert refused["X-Fault"]
    assert page("sysadmin", "/system/").status_code == 200


def test_a_refused_part_of_a_page_gets_the_words_alone(page):
    answer = page("teller", "/system/", headers={"HX-Request": "true"})
    assert answer.status_code == 403 and b"<html" not in answer.content


def test_the_language_is_chinese_until_the_reader_chooses(page, branch):
    assert 'lang="zh-hans"' in page("teller", "/account/profile/", headers={"Accept-Language": "en"}).content.decode()
    client = Client()
    client.force_login(branch.teller.user)
    client.post("/account/language/", {"language": "en", "next": "/account/profile/"})
    assert 'lang="en"' in client.get("/account/profile/").content.decode()
    branch.teller.user.refresh_from_db()
    assert branch.teller.user.language == "en"
    assert client.post("/account/language/", {"language": "fr"}).status_code == 404


def test_the_language_switch_leads_nowhere_else(client, db):
    answer = client.post("/account/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_a_state_is_shape_word_and_colour():
    for state, (tone, shape, _word) in look.STATES.items():
        badge = look.state_badge(state)
        assert f"state-{tone}" in badge and shape in badge
    assert len({look.STATES[s][1] for s in ("on_time", "late", "missed", "open", "excused")}) == 5


def test_the_manifest_gives_every_sheet_and_the_script(monkeypatch):
    built = {
        "src/base/index.js": {
            "file": "assets/base-1.js",
            "isEntry": True,
            "css": ["assets/base-1.css"],
            "imports": ["_a.js"],
        },
        "_a.js": {"file": "assets/a.js", "css": ["assets/a.css"]},
    }
    monkeypatch.setattr(look, "_kept_manifest", lambda: built)
    html = look.vite("base")
    assert html.index("assets/a.css") < html.index("assets/base-1.css")
    assert 'src="/static/dist/assets/base-1.js"' in html
    assert "make frontend" in look.vite("nowhere")


def test_only_stale_messages_are_compiled(tmp_path):
    po = tmp_path / "app" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Task"\nmsgstr "任务"\n',
        encoding="utf-8",
    )
    assert messages.compile_stale(tmp_path) == 1
    assert po.with_suffix(".mo").stat().st_size > 0
    assert messages.compile_stale(tmp_path) == 0


def test_the_demo_runs_behind_a_setting(client, db, settings):
    settings.DEMO = False
    assert client.post("/account/demo/", {"username": "chief"}).status_code == 404


def strict(branch, name: str, **kwargs) -> Client:
    client = Client(enforce_csrf_checks=True, **kwargs)
    client.cookies["csrftoken"] = "y" * 32
    client.force_login(branch.people[name].user)
    return client


def test_a_stale_form_gets_a_page_of_the_house_that_keeps_what_was_entered(branch):
    sent = {
        "v_note": "夜间巡查一切正常 <b>",
        "password": "correct horse",
        "csrfmiddlewaretoken": "x" * 32,
        "v_n": "12345",
    }
    here = {"Referer": "http://testserver/records/new/liaison/"}
    answer = strict(branch, "chongli").post("/records/new/liaison/", sent, headers=here)
    told = answer.content.decode()
    assert answer.status_code == 403 and "重新登录过" in told and branch.chongli.name in told
    assert 'href="/"' in told and 'href="http://testserver/records/new/liaison/"' in told
    assert "夜间巡查一切正常 &lt;b&gt;" in told and "correct horse" not in told and "DEBUG" not in told
    # nothing of a form that came from elsewhere is shown
    for there in ({}, {"Referer": "https://elsewhere.example/x"}):
        told = strict(branch, "chongli").post("/records/new/liaison/", sent, headers=there).content.decode()
        assert "重新登录过" in told and "夜间" not in told and "elsewhere" not in told


def test_a_stale_form_is_told_in_english_to_parts_in_words_and_to_the_api_as_json(branch):
    branch.chongli.user.language = "en"
    branch.chongli.user.save()
    assert "logged in anew" in strict(branch, "chongli").post("/holes/1/remind/do/").content.decode()
    part = strict(branch, "chongli").post("/holes/1/remind/do/", headers={"HX-Request": "true"})
    assert part.status_code == 403 and b"<html" not in part.content and part["X-Fault"].startswith("The%20page")
    told = strict(branch, "chongli").post("/api/records", "{}", content_type="application/json")
    assert told.status_code == 403 and "logged in anew" in told.json()["detail"]
    # before the login as well
    unknown = Client(enforce_csrf_checks=True)
    unknown.cookies["csrftoken"] = "y" * 32
    assert "重新登录过" in unknown.post("/account/login/", {"login": "x"}).content.decode()


@pytest.mark.parametrize(
    "path", ["/records/people/?q=%00", "/records/people/?q=a%00b", "/org/people/?q=%00", "/board/?net=%00"]
)
def test_a_nul_in_a_filter_is_refused_in_words(page, path):
    answer = page("chief", path)
    assert answer.status_code == 400 and "无法保存的字符" in answer.content.decode()


def test_a_nul_in_a_form_or_in_json_is_refused_in_words(branch):
    client = Client()
    client.force_login(branch.chongli.user)
    for sent in ({"v_note": "a\x00b"}, {"a\x00": "b"}):
        assert client.post("/records/new/liaison/", sent).status_code == 400
    assert client.post("/account/login/", {"login": "a\x00", "password": "b"}).status_code == 400
    for body in ('{"kind": "a\\u0000b"}', '{"kind": "a\\ud83d"}', '["\\\\\\u0000"]'):
        answer = client.post("/api/records", body, content_type="application/json")
        assert answer.status_code == 422 and "NUL" in answer.json()["faults"]["body"], body
    # an emoji in escapes, and the six characters themselves, are text like any other
    for body in ('{"kind": "\\ud83d\\ude00"}', '{"kind": "\\\\u0000"}', "{", ""):
        assert client.post("/api/records", body, content_type="application/json").status_code in (400, 422)
        assert b"NUL" not in client.post("/api/records", body, content_type="application/json").content


def test_passwords_are_reset_in_person_and_no_login_sets_an_address(client, db, branch):
    for path in ("/account/password/reset/", "/account/password/reset/done/", "/account/password/reset/key/1-abc/"):
        assert client.get(path)["Location"] == client.post(path, {"email": "a@b.cn"})["Location"] == "/account/login/"
    client.force_login(branch.teller.user)
    for path in ("/account/email/", "/account/confirm-email/", "/account/confirm-email/abc/"):
        assert client.get(path).status_code == client.post(path, {"email": "a@b.cn"}).status_code == 404
    branch.teller.user.refresh_from_db()
    assert branch.teller.user.email == ""
