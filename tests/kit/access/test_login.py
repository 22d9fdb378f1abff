"""Coming in: the password, the lockout, next, a password given by somebody else, and who manages logins."""

import pytest
from django.test import Client

from anbao.kit.access import actions
from anbao.kit.access.models import User
from anbao.kit.access.scopes import Denied
from anbao.kit.ledger.models import Line
from tests.branch import NOW, PASSWORD


@pytest.fixture
def teller(branch):
    user = branch.teller.user
    user.set_password(PASSWORD)
    user.save()
    return user


def attempt(password: str, **more):
    client = Client()
    return client.post("/account/login/", {"login": "teller", "password": password, **more}), client


def test_a_login_goes_where_one_was_going_and_leaves_a_line(teller):
    answer, client = attempt(PASSWORD, next="/account/profile/")
    assert answer["Location"] == "/account/profile/"
    assert client.get("/account/profile/").status_code == 200
    assert Line.house.filter(verb="access.login.opened", subject=f"user:{teller.pk}").count() == 1


def test_next_never_leads_to_another_site(teller):
    answer, _client = attempt(PASSWORD, next="https://elsewhere.example/")
    assert answer["Location"] == "/"


def test_five_wrong_passwords_lock_even_the_right_one_until_unlocked(teller, branch):
    for _number in range(5):
        attempt("wrong")
    answer, client = attempt(PASSWORD)
    assert answer.status_code != 302 and "_auth_user_id" not in client.session
    admin = branch.secadmin.user
    actions.unlock(actor=admin, reach=branch.reach("secadmin"), user_id=teller.pk, at=NOW)
    assert attempt(PASSWORD)[0].status_code == 302


def test_a_given_password_has_to_be_replaced_first(teller, branch):
    given = actions.reset(actor=branch.secadmin.user, reach=branch.reach("secadmin"), user_id=teller.pk, at=NOW)
    _answer, client = attempt(given)
    assert client.get("/tasks/")["Location"] == "/account/password/change/"


@pytest.mark.parametrize("who", ["sysadmin", "auditadmin", "chief", "teller"])
@pytest.mark.parametrize("verb", ["lock", "unlock", "reset"])
def test_only_the_security_administrator_manages_logins(branch, who, verb):
    target, lines = branch.lobby.user, Line.house.count()
    with pytest.raises(Denied):
        getattr(actions, verb)(actor=branch.people[who].user, reach=branch.reach(who), user_id=target.pk, at=NOW)
    assert User.objects.get(pk=target.pk).password == target.password and User.objects.get(pk=target.pk).is_active
    assert Line.house.count() == lines


def test_nobody_manages_his_own_login(branch):
    admin = branch.secadmin.user
    with pytest.raises(Denied):
        actions.reset(actor=admin, reach=branch.reach("secadmin"), user_id=admin.pk, at=NOW)


def test_a_locked_login_loses_its_open_session(teller, branch):
    _answer, client = attempt(PASSWORD)
    actions.lock(actor=branch.secadmin.user, reach=branch.reach("secadmin"), user_id=teller.pk, at=NOW)
    assert client.get("/account/profile/")["Location"].startswith("/account/login/")
