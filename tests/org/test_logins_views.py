"""The page of logins: the security administrator works with it, nobody else opens it, and every deed leaves a line."""

import re

import pytest
from django.test import Client

from anbao.kit.access.models import User
from anbao.kit.ledger.models import Line
from anbao.org import actions as org
from anbao.org.models import Person
from tests.branch import NOW, PASSWORD

HTMX = {"HX-Request": "true"}


@pytest.fixture
def web(branch):
    def of(name: str) -> Client:
        client = Client()
        client.force_login(branch.people[name].user)
        return client

    return of


def lines() -> list[str]:
    return list(Line.house.order_by("seq").values_list("verb", flat=True))


def given(answer) -> str:
    """The temporary password on the page, which no browser may keep."""
    assert answer["Cache-Control"] == "no-store"
    return re.search(r'clear-value">(\w+)<', answer.content.decode())[1]


def newcomer(branch):
    person = org.prepare_person(
        institution=branch.places["CL01"], name="新来者", staff_no="N1", phone="13900000001", kind="staff"
    )
    return org.add_people(actor="system", at=NOW, people=[person])[0]


def test_the_list_shows_person_posts_last_login_and_state(web, branch):
    User.objects.filter(pk=branch.teller.user_id).update(is_active=False)
    Client().post("/account/login/", {"login": "lobby", "password": "wrong"})
    page = web("secadmin").get("/logins/").content.decode()
    assert "吴柜" in page and "柜员" in page and "已锁定" in page and "从未登录" in page
    assert "邓远" not in page, "another city's logins are another administrator's"
    kept = web("secadmin").get("/logins/", {"state": "locked"}).content.decode().split('id="rows"')[1]
    assert "吴柜" in kept and "王营" not in kept
    assert web("secadmin").get("/logins/export/", {"q": "teller"}).status_code == 200


def test_the_last_login_is_that_of_the_ledger(web, branch, monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)
    branch.teller.user.set_password(PASSWORD)
    branch.teller.user.save()
    Client().post("/account/login/", {"login": "teller", "password": PASSWORD})
    assert "2022-01-10" in web("secadmin").get("/logins/", {"q": "teller"}).content.decode().split('id="rows"')[1]


def test_the_list_asks_few_questions_of_the_database(web, django_assert_max_num_queries):
    client = web("secadmin")
    client.get("/logins/")
    with django_assert_max_num_queries(12):
        client.get("/logins/")


@pytest.mark.parametrize("who", ["sysadmin", "auditadmin", "auditor", "chief", "teller", "stranger"])
def test_nobody_else_opens_it_or_does_anything(web, branch, who):
    client, before, target = web(who), Line.house.count(), branch.lobby.user
    for path in ("", "export/"):
        assert client.get(f"/logins/{path}").status_code == 403
    for path in ("new/", *(f"{target.pk}/{verb}/" for verb in ("link", "reset", "lock", "unlock"))):
        assert client.get(f"/logins/{path}").status_code == 403, path
        wish = {"person": branch.lobby.staff_no, "username": "x"}
        assert client.post(f"/logins/{path}", wish).status_code == 403, path
    now = User.objects.get(pk=target.pk)
    assert (now.password, now.is_active, Line.house.count()) == (target.password, True, before)


def test_another_city_s_login_is_not_found(web, branch):
    client, before, target = web("secadmin"), lines(), branch.stranger.user
    for verb in ("link", "reset", "lock", "unlock"):
        assert client.post(f"/logins/{target.pk}/{verb}/").status_code == 404
    assert User.objects.get(pk=target.pk).is_active and lines() == before


def test_locking_and_unlocking_is_asked_first_and_leaves_lines(web, branch):
    client, user, before = web("secadmin"), branch.teller.user, len(lines())
    asked = client.get(f"/logins/{user.pk}/lock/", headers=HTMX)
    assert asked.status_code == 200 and User.objects.get(pk=user.pk).is_active
    done = client.post(f"/logins/{user.pk}/lock/", headers=HTMX)
    assert done["HX-Redirect"] == "/logins/" and not User.objects.get(pk=user.pk).is_active
    client.post(f"/logins/{user.pk}/unlock/")
    assert User.objects.get(pk=user.pk).is_active
    assert lines()[before:] == ["access.login.locked", "access.login.unlocked"]


def test_a_temporary_password_is_shown_once_and_opens_the_login(web, branch):
    client, user = web("secadmin"), branch.teller.user
    password = given(client.post(f"/logins/{user.pk}/reset/", headers=HTMX))
    assert password not in client.get("/logins/").content.decode()
    assert password not in client.get(f"/logins/{user.pk}/reset/").content.decode()
    assert password not in "".join(Line.house.values_list("detail", flat=True))
    answer = Client().post("/account/login/", {"login": "teller", "password": password})
    assert answer.status_code == 302 and lines().count("access.login.reset") == 1


def test_his_own_login_is_nobody_s_to_manage(web, branch):
    user = branch.secadmin.user
    assert web("secadmin").post(f"/logins/{user.pk}/reset/").status_code == 403
    assert User.objects.get(pk=user.pk).password == user.password


def test_a_login_is_added_for_a_person_who_has_none(web, branch):
    client, person, before = web("secadmin"), newcomer(branch), len(lines())
    password = given(client.post("/logins/new/", {"person": "N1", "username": "newcomer"}, headers=HTMX))
    person.refresh_from_db()
    assert person.user.username == "newcomer" and person.user.display_name == "新来者"
    assert person.user.check_password(password) and person.user.must_change_password
    assert lines()[before:] == ["access.login.added", "org.person.login_linked"]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"person": "N1", "username": "teller"}, "已存在"), ({"person": "S0016", "username": "other"}, "已有登录账号"),
        ({"person": "N1", "username": "a b"}, "用户名"), ({"person": "S0021", "username": "far"}, "没有此代码"),
    ],
)  # fmt: skip
def test_a_login_that_cannot_be_is_refused_in_words_and_nothing_is_written(web, branch, wish, words):
    person, before, users = newcomer(branch), lines(), User.objects.count()
    answer = web("secadmin").post("/logins/new/", wish)
    assert answer.status_code == 422 and words in answer.content.decode()
    person.refresh_from_db()
    assert person.user is None and lines() == before and User.objects.count() == users


def test_a_login_of_nobody_is_linked_once(web, branch):
    client, person = web("secadmin"), newcomer(branch)
    alone = User.objects.create_user("alone")
    assert "alone" in client.get("/logins/", {"state": "alone"}).content.decode()
    client.post(f"/logins/{alone.pk}/link/", {"person": "N1"})
    assert Person.house.get(pk=person.pk).user == alone and lines()[-1] == "org.person.login_linked"
    again = client.post(f"/logins/{branch.teller.user_id}/link/", {"person": "N1"})
    assert again.status_code == 422 and Person.house.get(pk=person.pk).user == alone
