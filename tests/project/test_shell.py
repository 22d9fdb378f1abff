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
