"""The bank's single sign-on against a real provider on a local socket: whom it opens, ties, and turns away."""

import http.client
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from anbao.kit.access.models import User
from anbao.kit.ledger.models import Line
from anbao.project.settings import _single_sign_on
from tests.kit.access import provider as bank

LOGIN, CALLBACK = "/account/oidc/bank/login/", "/account/oidc/bank/login/callback/"


@pytest.fixture
def provider(branch, settings, monkeypatch):
    with bank.running() as running:
        monkeypatch.setenv("ANBAO_OIDC_ISSUER", running.issuer)
        monkeypatch.setenv("ANBAO_OIDC_CLIENT_ID", bank.CLIENT)
        monkeypatch.setenv("ANBAO_OIDC_CLIENT_SECRET", bank.SECRET)
        monkeypatch.setenv("ANBAO_OIDC_NAME", "统一认证")
        settings.SOCIALACCOUNT_PROVIDERS = _single_sign_on()
        yield running


def sent_to(provider, client: Client, next_: str = "/account/profile/") -> str:
    """Press the button; returns where the provider sends the browser back to, as a path of the site."""
    away = client.post(f"{LOGIN}?next={next_}")["Location"]
    assert away.startswith(f"{provider.issuer}/authorize?")
    link = http.client.HTTPConnection("127.0.0.1", provider.server_port)
    link.request("GET", away.removeprefix(provider.issuer))
    back = urlsplit(link.getresponse().headers["Location"])
    link.close()
    assert back.path == CALLBACK
    return f"{back.path}?{back.query}"


def opened(user: User) -> list[str]:
    return [line.detail for line in Line.house.filter(verb="access.login.opened", subject=f"user:{user.pk}")]


def test_it_opens_the_login_of_that_name_and_says_so_in_the_ledger(provider, branch):
    client = Client()
    assert "统一认证" in client.get("/account/login/").content.decode()
    answer = client.get(sent_to(provider, client))
    assert answer["Location"] == "/account/profile/"
    assert client.get("/account/profile/").status_code == 200
    assert int(client.session["_auth_user_id"]) == branch.teller.user.pk
    (told,) = opened(branch.teller.user)
    assert '"way":"sso"' in told
    assert provider.asked.count("/token") == 1 and "/userinfo" in provider.asked


def test_from_then_on_the_account_decides_and_not_the_name(provider, branch):
    first = Client()
    first.get(sent_to(provider, first))
    provider.claims["preferred_username"] = "chief"
    again = Client()
    again.get(sent_to(provider, again))
    assert int(again.session["_auth_user_id"]) == branch.teller.user.pk


def test_a_name_that_the_site_does_not_know_makes_no_login(provider, branch):
    provider.claims["preferred_username"] = "somebody"
    users, client = User.objects.count(), Client()
    answer = client.get(sent_to(provider, client))
    assert answer["Location"] == "/account/login/?unknown=1"
    assert "▲" in client.get(answer["Location"]).content.decode()
    assert "_auth_user_id" not in client.session and User.objects.count() == users and opened(branch.teller.user) == []


def test_a_locked_login_stays_closed(provider, branch):
    tied = Client()
    tied.get(sent_to(provider, tied))
    User.objects.filter(pk=branch.teller.user.pk).update(is_active=False)
    for client in (Client(), tied):
        client.get(sent_to(provider, client), follow=True)
        assert client.get("/account/profile/").status_code == 302
    assert len(opened(branch.teller.user)) == 1


def test_an_answer_that_was_not_asked_for_opens_nothing(provider, branch):
    """A code with a state of another browser, a code used twice, a forged one."""
    asked, other = Client(), Client()
    back = sent_to(provider, asked)
    other.get(back)
    assert "_auth_user_id" not in other.session
    assert asked.get(back)["Location"] == "/account/profile/"
    replay = Client()
    state = parse_qs(urlsplit(sent_to(provider, replay)).query)["state"][0]
    used = parse_qs(urlsplit(back).query)["code"][0]
    for code in (used, "forged"):
        replay.get(f"{CALLBACK}?code={code}&state={state}")
        assert "_auth_user_id" not in replay.session
    assert len(opened(branch.teller.user)) == 1


def test_without_an_issuer_there_is_no_button(db, monkeypatch):
    monkeypatch.delenv("ANBAO_OIDC_ISSUER", raising=False)
    assert _single_sign_on() == {}
    assert "/account/oidc/" not in Client().get("/account/login/").content.decode()
