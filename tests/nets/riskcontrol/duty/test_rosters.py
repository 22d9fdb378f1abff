"""Rosters: made by the engine, published, changed with a reason, mended for a sick call, checked in to."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.test import Client

from anbao.engines.rostering import Clash, Deadline, Fair, Result, Rounds
from anbao.engines.rostering.hardmodel import Claim
from anbao.kit.access.scopes import Denied
from anbao.kit.inbox.models import Notice
from anbao.kit.ledger.models import Line
from anbao.loom.holes.words import look_of
from anbao.nets.riskcontrol.duty import actions, drafting, finders, planning, rules
from anbao.nets.riskcontrol.duty.models import Absence, Drafting, Revision, Roster, RosterState, Turn
from anbao.org import actions as org
from anbao.org.models import Area, Certificate, Post
from tests.branch import DAY, NOW, at
from tests.reading import nothing_changes

FIRST = date(2022, 2, 1)


def by(branch, name: str) -> dict:
    return {"actor": branch.people[name], "reach": branch.reach(name), "at": NOW}


@pytest.fixture
def crew(branch):
    """Ten more licensed people for the fire control room: a month can hold."""
    for number in range(10):
        person = org.prepare_person(
            institution=branch.places["ZJK"], name=f"岳值{number}", staff_no=f"F{number:02}", phone="", kind="staff"
        )
        org.add_people(actor="system", at=NOW, people=[person])
        org.seat(actor="system", at=NOW, institution=branch.places["ZJK"], kind="fire_operator", person=person)
        Certificate.house.create(
            person=person, kind="fire_facility_operator", number=person.staff_no, valid_from=date(2020, 1, 1),
            valid_until=date(2024, 12, 31),
        )  # fmt: skip
        branch.people[f"crew{number}"] = person
    return branch


@pytest.fixture
def room(branch) -> Area:
    return Area.house.get(kind="fire_control_room")


def draft(branch, room, **more) -> Roster:
    return actions.plan(**by(branch, "chief"), area_id=room.pk, first=FIRST, stop=None, **more)


@pytest.fixture
def published(crew, room) -> Roster:
    return actions.publish(**by(crew, "chief"), roster_id=draft(crew, room).pk)


def test_a_month_is_manned_by_two_licensed_people_a_shift_and_says_its_sources(crew, room):
    roster = draft(crew, room)
    turns = Turn.house.filter(roster=roster)
    assert turns.count() == 28 * 3 * 2 and all(turns.values_list("licensed", flat=True))
    assert roster.broken == 0 and roster.clash == []
    assert any("GB 25506-2010" in line["source"] for line in roster.terms)
    assert Line.house.filter(verb="duty.roster.drafted").count() == 1


def test_a_month_that_cannot_hold_names_what_clashes_and_is_published_only_with_a_reason(branch, room):
    roster = draft(branch, room)
    assert roster.broken and roster.clash
    for reason in ("", "缺" * 301):
        with pytest.raises(actions.DutyFault), nothing_changes():
            actions.publish(**by(branch, "chief"), roster_id=roster.pk, reason=reason)
    actions.publish(**by(branch, "chief"), roster_id=roster.pk, reason="增援未到位")
    assert Revision.objects.get(roster=roster).reason == "增援未到位"


def test_only_who_assigns_at_the_place_makes_rosters(crew, room):
    for name in ("fire1", "stranger"):
        with pytest.raises(Denied), nothing_changes():
            actions.plan(**by(crew, name), area_id=room.pk, first=FIRST, stop=Rounds(0))
    roster = draft(crew, room)
    for name in ("fire1", "stranger"):
        with pytest.raises(Denied), nothing_changes():
            actions.publish(**by(crew, name), roster_id=roster.pk)


def test_publishing_tells_everybody_and_freezes(crew, room, published):
    people = set(Turn.house.filter(roster=published).values_list("person_id", flat=True))
    assert set(Notice.objects.filter(topic="duty").values_list("recipient", flat=True)) == {
        f"person:{p}" for p in people
    }
    with pytest.raises(actions.DutyFault), nothing_changes():
        draft(crew, room)
    turn = Turn.house.filter(roster=published).first()
    with pytest.raises(actions.DutyFault), nothing_changes():
        actions.change_turn(
            **by(crew, "chief"), roster_id=published.pk, person_id=turn.person_id, day=turn.day, shift=""
        )
    actions.change_turn(
        **by(crew, "chief"), roster_id=published.pk, person_id=turn.person_id, day=turn.day, shift="", reason="培训"
    )
    published.refresh_from_db()
    assert published.broken and Revision.objects.get(roster=published).changes[0][2:] == [turn.shift, ""]


def test_a_planner_may_add_a_third_to_a_shift(crew, room, published):
    worked = set(Turn.house.filter(roster=published).values_list("person_id", "day"))
    days = [FIRST + timedelta(days=n) for n in range(1, 27)]
    person, day = next(
        (person.pk, day)
        for person in crew.people.values()
        if any(pk == person.pk for pk, _ in worked)
        for day in days
        if not worked & {(person.pk, day + timedelta(days=off)) for off in (-1, 0, 1)}
    )
    shift = Turn.house.filter(roster=published, day=day).first().shift
    actions.change_turn(
        **by(crew, "chief"), roster_id=published.pk, person_id=person, day=day, shift=shift, reason="重要时段增援"
    )
    published.refresh_from_db()
    assert Turn.house.filter(roster=published, day=day, shift=shift).count() == 3
    assert published.broken == 0 and not any(line["hard"] for line in published.unmet)


def test_a_sick_call_keeps_the_crew_and_moves_few_turns(crew, room, published):
    turn = Turn.house.filter(roster=published, day=FIRST + timedelta(days=9)).first()
    actions.note_absence(
        **by(crew, "chief"), person_id=turn.person_id, kind="sick", first=turn.day, last=turn.day, reason="发热",
        stop=Rounds(1),
    )  # fmt: skip
    published.refresh_from_db()
    assert not Turn.house.filter(person=turn.person, day=turn.day).exists()
    assert Turn.house.filter(roster=published, day=turn.day, shift=turn.shift, licensed=True).count() == 2
    assert published.broken == 0
    assert len(Revision.objects.get(roster=published).changes) <= 6


def test_a_person_checks_in_to_his_own_turn_in_its_hours(crew, published):
    turn = Turn.house.filter(roster=published).order_by("starts_at").first()
    early, on_time = turn.starts_at - timedelta(hours=2), turn.starts_at + timedelta(minutes=2)
    other = next(p for p in crew.people.values() if p.pk != turn.person_id)
    with pytest.raises(Denied), nothing_changes():
        actions.check_in(arrivals=[(other, turn.pk, on_time)])
    with pytest.raises(actions.DutyFault), nothing_changes():
        actions.check_in(arrivals=[(turn.person, turn.pk, early)])
    assert actions.check_in(arrivals=[(turn.person, turn.pk, on_time)]) == 1
    assert actions.check_in(arrivals=[(turn.person, turn.pk, on_time)]) == 0
    turn.refresh_from_db()
    assert turn.checked_in_at == on_time
    assert Line.house.filter(verb="duty.turn.checked_in", subject=f"turn:{turn.pk}").count() == 1


def test_a_shift_that_nobody_came_to_and_one_that_is_short_are_holes(crew, published):
    campaign = crew.campaign(record="daily_check")
    begun = at(FIRST, hour=9)
    look = look_of(campaign, begun)
    unmanned = list(finders.shift_unmanned(look))
    assert [(hole.institution_id, hole.count) for hole in unmanned] == [(crew.places["ZJK"].pk, 2)]
    now = Turn.house.running(begun)
    actions.check_in(arrivals=[(turn.person, turn.pk, turn.starts_at) for turn in now.select_related("person")])
    assert list(finders.shift_unmanned(look)) == []
    assert list(finders.shift_short(look)) == []
    Turn.house.filter(roster=published, day=FIRST + timedelta(days=2), shift="day").delete()
    assert [hole.count for hole in finders.shift_short(look)] == [2]
    assert [hole.key[-7:] for hole in finders.unrostered(look_of(campaign, at(date(2022, 2, 27))))] == ["2022-03"]


def test_the_month_before_is_remembered(crew, room, published):
    turn = Turn.house.filter(roster=published, day=date(2022, 2, 28), shift="evening").select_related("person").first()
    month = planning.month_of(room, date(2022, 3, 1))
    past = next(p.past for p in month.problem.people if p.id == month.id_of(turn.person))
    assert (past.shift, past.run >= 1, past.free) == ("evening", True, 0)


@pytest.mark.parametrize(
    ("came", "moment", "standing"),
    [(None, -60, "ahead"), (None, -20, "due"), (None, 5, "due"), (None, 20, "missing"), (None, 500, "absent"), (5, 60, "here"), (25, 60, "late")],
)  # fmt: skip
def test_where_a_turn_stands(came, moment, standing):
    begins = at()
    after = lambda minutes: begins + timedelta(minutes=minutes)  # noqa: E731
    assert rules.standing(begins, after(480), came and after(came), after(moment)) == standing


def client_of(branch, name: str) -> Client:
    client = Client()
    client.force_login(branch.people[name].user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_pages_show_the_month_and_refuse_strangers(crew, room, published, settings):
    url = f"/duty/rooms/{room.pk}/2022-02/"
    page = client_of(crew, "chief").get(url).content.decode()
    assert "岳值3" in page and "GB 25506-2010" in page
    assert client_of(crew, "stranger").get(url).status_code == 404
    assert client_of(crew, "teller").get("/duty/").status_code == 403
    assert client_of(crew, "fire1").get("/duty/mine/").status_code == 200
    with nothing_changes():
        assert client_of(crew, "fire1").post(url + "publish/").status_code == 403


def test_a_planner_waits_for_search_and_explanation_together(crew, room, monkeypatch):
    """Whatever breaks hard rules is explained out of the same seconds, neither without end."""
    problem, given, left = planning.month_of(room, FIRST).problem, Deadline(9.0, lambda: 100.0), {}

    def answer(name, found):
        def asked(_problem, *, stop, seed):
            left[name] = stop.left()
            return found

        monkeypatch.setattr(actions.rostering, name, asked)

    broken = Result({}, 0, 3, ())
    for name, found in (("solve", broken), ("explain_infeasible", None)):
        answer(name, found)
    assert actions.searched(problem, given, 1) == (broken, None)
    assert left == {"solve": 6.5, "explain_infeasible": 9.0}


def test_a_clash_says_how_sure_it_is(crew, room):
    month = planning.month_of(room, FIRST)
    rule = next(rule for rule in month.problem.rules if rule.weight is None)
    claims, told = (Claim(rule, day=0),), planning.told_clash
    proven = told(month, Clash(claims, least=True, smallest=True))
    assert not any("note" in line for line in proven)
    assert told(month, Clash(claims, least=True)) == [*proven, planning.NOT_SMALLEST]
    assert told(month, Clash(claims, least=False)) == [*proven, planning.NOT_LEAST]
    assert told(month, None) == []


def test_planning_by_the_page_drafts_and_publishes(crew, room, monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: at(DAY))
    chief, url = client_of(crew, "chief"), f"/duty/rooms/{room.pk}/2022-02/"
    assert chief.post(url + "plan/").status_code == 302
    drafting.work(drafting_id=Drafting.house.get().pk, stop=None, at=at(DAY))
    assert chief.post(url + "change/", {"person": "0"}).status_code == 422
    assert chief.post(url + "publish/").status_code == 302
    assert Roster.house.get(area=room).state == RosterState.PUBLISHED
    book = chief.get(url + "export/")
    assert book.status_code == 200 and book["Content-Type"].endswith("sheet")


def test_what_is_refused_stays_in_its_form_with_the_word_at_its_field(crew, room, published, monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)
    chief, url = client_of(crew, "chief"), f"/duty/rooms/{room.pk}/2022-02/"
    person = Turn.house.filter(roster=published).first().person
    backwards = {"person": person.pk, "kind": "leave", "first": "2022-02-20", "last": "2022-02-18", "reason": "婚假"}
    with nothing_changes():
        answer = chief.post(url + "absence/", backwards)
    form = answer.context["absence_form"]
    assert answer.status_code == 422 and list(form.errors) == ["last"] and form["reason"].value() == "婚假"
    assert 'planner-fold" open' in answer.content.decode()
    turn = Turn.house.filter(roster=published).order_by("starts_at").last()
    off = {"person": turn.person_id, "day": turn.day, "shift": "", "reason": ""}
    with nothing_changes():
        answer = chief.post(url + "change/", off)
    assert answer.status_code == 422 and list(answer.context["turn_form"].errors) == ["reason"]
    told = chief.post(url + "change/", off | {"reason": "培训"}, follow=True).content.decode()
    assert f"{turn.person.name}，{turn.day:%m-%d}" in told


def test_a_room_without_people_is_refused_in_words(branch, room):
    Post.house.filter(kind="fire_operator").delete()
    with pytest.raises(actions.DutyFault, match="people"), nothing_changes():
        draft(branch, room)


def shares(month, tally: str) -> list[tuple[int, int, int]]:
    """(people bound, low, high) of each share of a tally."""
    fair = [rule for rule in month.problem.rules if isinstance(rule, Fair) and rule.tally == tally]
    return [(len(rule.people) or len(month.people), rule.low, rule.high) for rule in fair]


def test_shifts_nights_and_holidays_are_shared_out_by_the_days_on_which_each_can_stand_one(crew, room):
    month = planning.month_of(room, FIRST)
    people = len(month.people)
    assert shares(month, "shifts") == [(people, 168 // people, -(-168 // people))]
    assert shares(month, "nights") == [(people, 56 // people, -(-56 // people))]
    assert month.problem.holidays == (0, 1, 2, 3, 4, 5) and shares(month, "holidays") == [(people, 3, 3)]
    away = crew.people["crew0"]
    Absence.house.create(
        person=away,
        kind="leave",
        first=FIRST,
        last=FIRST + timedelta(days=13),
        reason="年假",
        noted_by=crew.chief,
        noted_at=NOW,
    )
    month = planning.month_of(room, FIRST)
    assert sorted(size for size, _low, _high in shares(month, "shifts")) == [1, people - 1]
    half, whole = sorted((low, high) for _size, low, high in shares(month, "shifts"))
    assert half[1] <= whole[0] and [size for size, *_ in shares(month, "holidays")] == [people - 1]


def test_holiday_and_sickness_of_one_person_both_lessen_his_share(crew, room):
    noted = {"person": crew.people["crew0"], "noted_by": crew.chief, "noted_at": NOW, "reason": "请假"}
    Absence.house.create(kind="leave", first=FIRST, last=FIRST + timedelta(days=13), **noted)
    Absence.house.create(kind="sick", first=FIRST + timedelta(days=14), last=FIRST + timedelta(days=20), **noted)
    month = planning.month_of(room, FIRST)
    people = len(month.people)
    quarter, _whole = sorted((low, high) for _size, low, high in shares(month, "shifts"))
    assert quarter[0] == int(168 * 7 / (28 * (people - 1) + 7))


def test_who_stood_more_than_his_share_last_month_carries_it_into_the_next(published, room, crew):
    turns = list(Turn.house.filter(roster=published))
    stood = Counter(turn.person_id for turn in turns)
    (most, n), *_, (least, m) = stood.most_common()
    march = planning.month_of(room, date(2022, 3, 1))
    carried = {
        month_person.pk: dict(p.carried)
        for p, month_person in zip(march.problem.people, march.people.values(), strict=True)
    }
    mean = len(turns) / len(stood)
    assert carried[most]["shifts"] == min(round(n - mean), planning.MADE_GOOD)
    assert carried[least]["shifts"] == max(round(m - mean), -planning.MADE_GOOD)


def test_a_month_drafted_quickly_is_shared_out_evenly(crew, room):
    roster = actions.plan(**by(crew, "chief"), area_id=room.pk, first=FIRST, stop=None)
    stood = Counter(Turn.house.filter(roster=roster).values_list("person", flat=True))
    assert roster.broken == 0 and len(stood) == 12 and max(stood.values()) - min(stood.values()) <= 4


def test_dates_stand_in_their_fields_as_browsers_read_them(published, crew):
    page = Client()
    page.force_login(crew.chief.user)
    shown = page.get(f"/duty/rooms/{published.area_id}/2022-02/").content.decode()
    dates = re.findall(r'<input type="date"[^>]*value="([^"]*)"', shown)
    assert dates and all(re.fullmatch(r"\d{4}-\d\d-\d\d", text) for text in dates)
