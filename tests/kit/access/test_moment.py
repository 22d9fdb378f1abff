"""One clock a request: what a user's posts give him is asked as of the request's moment."""

from datetime import timedelta

from anbao.kit.access.models import User
from anbao.kit.access.scopes import Reach, reach_of
from anbao.org.models import Post
from tests.branch import DAY, NOW
from tests.reading import signed_in


def test_the_reach_is_that_of_the_requests_day(branch, monkeypatch):
    Post.house.filter(person=branch.chief).update(until=DAY + timedelta(days=1))
    client = signed_in(branch.chief)
    for at, code in ((NOW, 200), (NOW + timedelta(days=1), 200), (NOW + timedelta(days=2), 403)):
        monkeypatch.setattr("anbao.kit.clock.now", lambda at=at: at)
        assert client.get("/holes/").status_code == code, at


def test_nothing_reads_the_clock_a_second_time(branch, monkeypatch):
    client, read = signed_in(branch.chief), []
    monkeypatch.setattr("anbao.kit.clock.now", lambda: read.append(1) or NOW)
    assert client.get("/holes/").status_code == 200
    assert len(read) == 1


def test_a_user_without_a_request_is_looked_up_now(branch, monkeypatch):
    Post.house.filter(person=branch.chief).update(until=DAY)
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW + timedelta(days=9))
    assert reach_of(branch.chief.user) == Reach()


def test_a_login_is_noted_by_the_clock_of_the_house(branch, monkeypatch):
    """The profile tells the last login beside the page's moment, which in a demo is another year's."""
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)
    client = signed_in(branch.chongli)
    assert User.objects.get(pk=branch.chongli.user.pk).last_login == NOW
    assert "2022-01-10" in client.get("/account/profile/").content.decode()
