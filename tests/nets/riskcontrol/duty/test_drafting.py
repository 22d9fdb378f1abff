"""A month asked for on the page and drafted by a worker: once, with the rights of that moment, and told how it ended."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import translation

from anbao.kit.access.scopes import Denied
from anbao.kit.ledger.models import Line
from anbao.nets.riskcontrol.duty import actions, drafting, jobs, rules
from anbao.nets.riskcontrol.duty.models import Drafting, DraftingState, Roster
from anbao.org.models import Post
from tests.branch import NOW
from tests.nets.riskcontrol.duty.test_rosters import FIRST, by, client_of, crew, room  # noqa: F401  fixtures
from tests.reading import nothing_changes


def queued() -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", (drafting.JOB,))
        return [json.loads(row[0]) for row in cursor.fetchall()]


def asked(branch, room, **more) -> Drafting:  # noqa: F811
    return drafting.ask(**by(branch, "chief") | more, area_id=room.pk, first=FIRST)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)


def test_a_month_asked_for_twice_is_drafted_once(crew, room):  # noqa: F811
    first = asked(crew, room)
    assert asked(crew, room) == first and len(queued()) == 1
    done = drafting.work(drafting_id=first.pk, stop=None, at=NOW)
    roster = Roster.house.get(area=room, first=FIRST)
    assert done.state == DraftingState.DONE and roster.made_by == crew.people["chief"] and not roster.broken
    drafting.work(drafting_id=first.pk, stop=None, at=NOW)  # a job that is run again, its worker having died
    assert Roster.house.get(area=room, first=FIRST).pk == roster.pk
    assert Line.house.filter(verb="duty.drafting.asked").count() == 1


def test_the_job_works_what_was_queued(crew, room, monkeypatch):  # noqa: F811
    monkeypatch.setattr(jobs, "Deadline", lambda seconds, now: None)  # by moves, not by a busy machine's seconds
    asked(crew, room)
    jobs.draft(**queued()[0])
    assert Drafting.house.get().state == DraftingState.DONE and Roster.house.filter(area=room).exists()


def test_only_who_assigns_at_the_place_has_months_drafted(crew, room):  # noqa: F811
    for name in ("fire1", "stranger"):
        with pytest.raises(Denied), nothing_changes():
            drafting.ask(**by(crew, name), area_id=room.pk, first=FIRST)
    assert not queued()


def test_what_can_be_said_at_once_is_not_left_to_the_worker(branch, room):  # noqa: F811
    Post.house.filter(kind="fire_operator").delete()
    with pytest.raises(rules.DutyFault, match="people"), nothing_changes():
        asked(branch, room)
    assert not queued()


def test_a_draft_that_fails_says_why_in_the_language_of_who_asked(crew, room):  # noqa: F811
    with translation.override("en"):
        waiting = asked(crew, room)
    with translation.override("zh-hans"):
        actions.publish(**by(crew, "chief"), roster_id=actions.plan(
            **by(crew, "chief"), area_id=room.pk, first=FIRST, stop=None).pk)  # fmt: skip
        failed = drafting.work(drafting_id=waiting.pk, stop=None, at=NOW)
    assert failed.state == DraftingState.FAILED and "This month is published" in failed.fault
    assert failed.fault in Line.house.get(verb="duty.drafting.failed").detail
    again = Drafting.house.create(
        area=room, first=FIRST, asked_by=crew.people["chief"], asked_at=NOW, language="zh-hans"
    )
    Post.house.filter(person=crew.people["chief"]).delete()
    assert "不能" in drafting.work(drafting_id=again.pk, stop=None, at=NOW).fault


def test_a_draft_that_breaks_off_is_told_and_can_be_asked_for_again(crew, room, monkeypatch):  # noqa: F811
    def broken(**_given):
        raise RuntimeError("no memory")

    waiting = asked(crew, room)
    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(drafting.actions, "plan", broken)
        drafting.work(drafting_id=waiting.pk, stop=None, at=NOW)
    page = client_of(crew, "chief").get(f"/duty/rooms/{room.pk}/2022-02/").content.decode()
    assert "It broke off" in page or "中断" in page
    assert asked(crew, room).pk != waiting.pk


def test_a_draft_that_no_worker_takes_up_is_told_and_given_up(crew, room, monkeypatch):  # noqa: F811
    waiting, later = asked(crew, room), NOW + rules.TAKEN_UP + timedelta(seconds=1)
    monkeypatch.setattr("anbao.kit.clock.now", lambda: later)
    assert "anbao worker" in client_of(crew, "chief").get(f"/duty/rooms/{room.pk}/2022-02/").content.decode()
    other = asked(crew, room, at=NOW + rules.GIVEN_UP)
    waiting.refresh_from_db()
    assert (waiting.state, other.state) == (DraftingState.FAILED, DraftingState.WAITING)


def test_the_page_waits_for_its_draft_and_then_loads_itself(crew, room):  # noqa: F811
    chief, url = client_of(crew, "chief"), f"/duty/rooms/{room.pk}/2022-02/"
    assert chief.post(url + "plan/").status_code == 302
    waits = chief.get(url).content.decode()
    assert 'hx-select="#drafting"' in waits and f'{url}plan/"' not in waits
    mine = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "drafting"}
    assert "HX-Refresh" not in chief.get(url, **mine)
    drafting.work(drafting_id=Drafting.house.get().pk, stop=None, at=NOW)
    assert chief.get(url, **mine)["HX-Refresh"] == "true"
    assert f'{url}plan/"' in chief.get(url).content.decode()
