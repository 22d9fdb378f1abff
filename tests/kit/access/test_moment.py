"""One clock a request: what a user's posts give him is asked as of the request's moment."""

from datetime import timedelta

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
    read = []
    monkeypatch.setattr("anbao.kit.clock.now", lambda: read.append(1) or NOW)
    assert signed_in(branch.chief).get("/holes/").status_code == 200
    assert len(read) == 1


def test_a_user_without_a_request_is_looked_up_now(branch, monkeypatch):
    Post.house.filter(person=branch.chief).update(until=DAY)
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW + timedelta(days=9))
    assert reach_of(branch.chief.user) == Reach()
