"""Behind a proxy the lock is on the browser's address, not the proxy's; nobody else's word about it is believed."""

import pytest
from django.test import Client, RequestFactory

from anbao.kit.access.addresses import client_address, networks
from tests.branch import PASSWORD

PROXIES = networks("127.0.0.1, 10.8.0.0/16")


@pytest.mark.parametrize(
    ("peer", "forwarded", "real"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, 10.8.3.4", "198.51.100.1"),
        ("127.0.0.1", "10.8.3.4", "10.8.3.4"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_last_address_that_is_no_proxy_of_ours(settings, peer, forwarded, real):
    settings.ANBAO_PROXIES = PROXIES
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={"x-forwarded-for": forwarded})
    assert client_address(request) == real


def test_without_proxies_the_header_is_nothing(settings):
    settings.ANBAO_PROXIES = ()
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": "198.51.100.1"})
    assert client_address(request) == "127.0.0.1"


def test_a_wrong_setting_names_its_part():
    with pytest.raises(ValueError, match=r"10\.8"):
        networks("127.0.0.1, 10.8")


def attempt(password: str, come_from: str) -> bool:
    client = Client(REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": come_from})
    client.post("/account/login/", {"login": "teller", "password": password})
    return "_auth_user_id" in client.session


def test_an_attacker_behind_the_proxy_locks_himself_out_and_not_the_teller(branch, settings):
    settings.ANBAO_PROXIES = PROXIES
    user = branch.teller.user
    user.set_password(PASSWORD)
    user.save()
    for number in range(5):
        assert not attempt("wrong", f"{number}.{number}.{number}.{number}, 198.51.100.66")
    assert not attempt(PASSWORD, "198.51.100.66")
    assert attempt(PASSWORD, "198.51.100.7")
