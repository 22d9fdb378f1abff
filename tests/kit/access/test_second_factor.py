"""A second factor: enrolled by oneself, asked at the next login, refused when wrong or used, dropped by a reset."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from anbao.kit.access import actions
from tests.branch import NOW, PASSWORD

ENROL, ASKED = "/account/2fa/totp/activate/", "/account/2fa/authenticate/"


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def teller(branch):
    user = branch.teller.user
    user.set_password(PASSWORD)
    user.save()
    return user


def logged_in(*, sure: bool = True) -> Client:
    """The teller at work; `sure`: he gave his password again, as a change of factors wants."""
    client = Client()
    client.post("/account/login/", {"login": "teller", "password": PASSWORD})
    if sure:
        client.post(f"/account/reauthenticate/?next={ENROL}", {"password": PASSWORD})
    return client


def enrolled(client: Client) -> str:
    """Enrol the app; returns its secret."""
    page = client.get(ENROL)
    secret = page.context["form"].secret
    answer = client.post(ENROL, {"code": code_of(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def test_the_page_shows_the_secret_as_a_picture_and_in_words(teller):
    page = logged_in().get(ENROL)
    address = page.context["totp_url"]
    told = parse_qs(urlsplit(address).query)
    assert told["issuer"] == ["AnBao"] and told["secret"] == [page.context["form"].secret]
    assert page.context["form"].secret in page.content.decode() and "svg" in page.content.decode()


def test_a_session_left_open_enrols_nobody_elses_phone(teller):
    client = logged_in(sure=False)
    assert client.get(ENROL)["Location"].startswith("/account/reauthenticate/")
    assert client.post(ENROL, {"code": "123456"}).status_code == 302
    assert not Authenticator.objects.filter(user=teller).exists()


def test_a_wrong_code_enrols_nothing(teller):
    client = logged_in()
    client.get(ENROL)
    assert client.post(ENROL, {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.filter(user=teller).exists()


def test_once_enrolled_the_password_alone_does_not_open(teller):
    secret = enrolled(logged_in())
    client = Client()
    answer = client.post("/account/login/", {"login": "teller", "password": PASSWORD})
    assert answer["Location"] == ASKED and client.get("/account/profile/").status_code == 302
    assert client.post(ASKED, {"code": "000000"}).status_code == 200 and "_auth_user_id" not in client.session
    used = code_of(secret)
    assert client.post(ASKED, {"code": used}).status_code == 302 and "_auth_user_id" in client.session
    # seen over a shoulder, the same code opens nothing again
    thief = Client()
    thief.post("/account/login/", {"login": "teller", "password": PASSWORD})
    assert thief.post(ASKED, {"code": used}).status_code == 200 and "_auth_user_id" not in thief.session


def test_the_next_code_opens(teller, monkeypatch):
    secret = enrolled(logged_in())
    client = Client()
    client.post("/account/login/", {"login": "teller", "password": PASSWORD})
    later = time.time() + 60
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: later)
    assert client.post(ASKED, {"code": code_of(secret)}).status_code == 302
    assert client.get("/account/profile/").status_code == 200


def test_a_recovery_code_opens_once(teller):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    enrolled(logged_in())
    codes = RecoveryCodes.activate(teller).get_unused_codes()
    for way_in, opened in ((codes[0], True), (codes[0], False), (codes[1], True)):
        client = Client()
        client.post("/account/login/", {"login": "teller", "password": PASSWORD})
        client.post(ASKED, {"code": way_in})
        assert ("_auth_user_id" in client.session) is opened


def test_a_reset_in_person_drops_the_factor(teller, branch):
    enrolled(logged_in())
    given = actions.reset(actor=branch.secadmin.user, reach=branch.reach("secadmin"), user_id=teller.pk, at=NOW)
    assert not Authenticator.objects.filter(user=teller).exists()
    client = Client()
    assert client.post("/account/login/", {"login": "teller", "password": given})["Location"] != ASKED
    assert "_auth_user_id" in client.session
