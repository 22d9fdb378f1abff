"""Drawing, opening, checking in, putting off, drawing again, revealing; each refusal changes nothing."""

from datetime import timedelta

import pytest

from anbao.engines.sealing.commitment import commit
from anbao.kit.access.scopes import Denied
from anbao.kit.inbox.models import Notice
from anbao.kit.ledger.models import Line
from anbao.loom.tasks.models import Task, TaskState
from anbao.nets.riskcontrol.unannounced import actions, drawing, queries
from anbao.nets.riskcontrol.unannounced.actions import TourFault
from anbao.nets.riskcontrol.unannounced.models import Delay, Draw, Stop, Tour
from tests.branch import at
from tests.tours import FIRST, LAST, OTHER, PLACES, arrived, drawn, morning, placed, wish


@pytest.fixture
def campaign(branch):
    return branch.campaign(record="liaison")


def legs(tour: Tour):
    return [
        drawing.opened_leg(s.sealed, tour.pk)
        for s in Stop.house.standing().filter(draw__tour=tour).order_by("draw", "number")
    ]


def done(stop: Stop) -> None:
    """The visit's record was filed."""
    Task.house.filter(pk=stop.task_id).update(state=TaskState.DONE, timing="on_time", done_at=stop.checked_in_at)


def written() -> tuple:
    return Tour.house.count(), Draw.house.count(), Stop.house.filter(opened_at__isnull=False).count(), Delay.objects.count(), Line.house.count(), Task.house.count()  # fmt: skip


def test_a_draw_is_sealed_and_its_commitment_is_in_the_ledger(branch, campaign):
    tour = drawn(branch, campaign)
    draw = tour.draws.get()
    told = drawing.opened_draw(draw.sealed, tour.pk)
    assert commit(told["document"], bytes.fromhex(told["seed"])) == draw.commitment
    line = Line.house.get(verb="unannounced.tour.drawn")
    assert draw.commitment in line.detail and line.scope == branch.places["ZJK"].path
    assert {leg.place for leg in legs(tour)} == {branch.places[code].pk for code in PLACES}
    assert {leg.day for leg in legs(tour)} == {FIRST, FIRST + timedelta(days=1), LAST}
    assert Task.house.filter(record_kind="unannounced_visit").count() == 0
    assert Notice.objects.filter(recipient=branch.discipline.tag, topic="tour").count() == 1


def test_a_fresh_seed_comes_from_the_machine(branch, campaign):
    first, second = (drawn(branch, campaign, seed=None) for _ in range(2))
    assert first.draws.get().commitment != second.draws.get().commitment


def test_a_day_that_has_begun_is_no_day_to_start_on(branch, campaign):
    placed(branch)
    before = written()
    with pytest.raises(TourFault, match=r"首日已经开始|has begun already"):
        drawn(branch, campaign, moment=morning(FIRST, 8))
    assert written() == before
    assert drawn(branch, campaign, moment=morning(FIRST, 7, 59)).starts_on == FIRST


def test_who_may_not_draw_changes_nothing(branch, campaign):
    placed(branch)
    before = written()
    for who in ("chief", "president", "chongli", "teller", "auditor", "stranger"):
        with pytest.raises(Denied):
            actions.draw_tour(
                actor=branch.people[who],
                reach=branch.reach(who),
                campaign=campaign,
                name="x",
                wish=wish(branch),
                at=at(hour=18),
            )
    for outside in ({"places": ("SQ",)}, {"inspectors": ("stranger",)}):
        with pytest.raises(Denied):
            actions.draw_tour(actor=branch.discipline, reach=branch.reach("discipline"), campaign=campaign, name="x", wish=wish(branch, **outside), at=at(hour=18))  # fmt: skip
    assert written() == before


def test_every_fault_of_a_wish_is_told_at_once(branch, campaign):
    placed(branch)
    branch.places["CL"].lon = None
    before = written()
    for other, count in (
        ({"places": (), "inspectors": (), "ends_on": FIRST - timedelta(days=1), "closes": wish(branch).opens}, 4),
        ({}, 1),
        ({"places": ("HL", "CL01"), "visit_minutes": 700}, 1),
        ({"starts_on": at().date() - timedelta(days=1)}, 1),
    ):
        with pytest.raises(TourFault) as refusal:
            actions.draw_tour(actor=branch.discipline, reach=branch.reach("discipline"), campaign=campaign, name="x", wish=wish(branch, **other), at=at(hour=18))  # fmt: skip
        assert len(refusal.value.faults) >= count
    assert written() == before


def test_a_tour_has_at_most_60_days_the_first_and_the_last_counted(branch, campaign):
    placed(branch)
    for days, told in ((59, []), (60, ["一次飞行检查最多 60 天。"])):
        long = wish(branch, starts_on=FIRST, ends_on=FIRST + timedelta(days=days))
        assert [fault for fault in drawing._faults(long) if "60" in fault] == told


def test_a_stop_opens_on_its_day_for_its_inspector_alone(branch, campaign):
    tour = drawn(branch, campaign)
    before = written()
    for who, moment in (("discipline", at(hour=20)), ("discipline", morning(FIRST, 7, 59))):
        with pytest.raises(TourFault):
            actions.open_next(actor=branch.people[who], tour_id=tour.pk, at=moment)
    for who in ("chief", "president", "chongli", "stranger"):
        with pytest.raises(Denied):
            actions.open_next(actor=branch.people[who], tour_id=tour.pk, at=morning(FIRST))
    assert written() == before
    stop = actions.open_next(actor=branch.discipline, tour_id=tour.pk, at=morning(FIRST))
    assert stop.institution_id is None and queries.next_of(tour, branch.discipline).place.pk == legs(tour)[0].place
    assert actions.open_next(actor=branch.discipline, tour_id=tour.pk, at=morning(FIRST, 10)).opened_at == morning(
        FIRST
    )
    line = Line.house.get(verb="unannounced.tour.opened")
    assert line.detail == '{"number":1}' and line.scope == branch.places["ZJK"].path


def test_two_inspectors_see_only_their_own(branch, campaign):
    tour = drawn(branch, campaign, inspectors=("discipline", "antifraud"), places=("CL", "HL", "CL01", "CL02", "HL01"))
    own = {
        name: [leg.place for leg in legs(tour) if leg.inspector == branch.people[name].pk]
        for name in ("discipline", "antifraud")
    }
    assert sorted(own["discipline"] + own["antifraud"]) == sorted(branch.places[c].pk for c in PLACES)
    for name, places in own.items():
        first = next(leg for leg in legs(tour) if leg.inspector == branch.people[name].pk)
        actions.open_next(actor=branch.people[name], tour_id=tour.pk, at=morning(first.day))
        assert queries.next_of(tour, branch.people[name]).place.pk == places[0]


def test_a_check_in_names_the_place_and_gives_the_task(branch, campaign):
    tour = drawn(branch, campaign)
    with pytest.raises(TourFault):
        actions.check_in(actor=branch.discipline, tour_id=tour.pk, location=None, remark="x", at=morning(FIRST))
    stop = arrived(branch, tour, "discipline", morning(FIRST))
    assert stop.institution_id == legs(tour)[0].place and stop.metres == 0
    task = Task.house.get(record_kind="unannounced_visit")
    assert (task.institution_id, task.assignee_id, task.day) == (stop.institution_id, branch.discipline.pk, FIRST)
    assert Line.house.get(verb="unannounced.tour.checked_in").scope == stop.institution.path


def test_far_away_or_without_a_location_a_check_in_wants_a_reason(branch, campaign):
    tour = drawn(branch, campaign)
    before = (Stop.house.visited().count(), Task.house.count())
    for location in (None, (113.0, 40.0)):
        with pytest.raises(TourFault):
            arrived(branch, tour, "discipline", morning(FIRST), location=location)
    assert (Stop.house.visited().count(), Task.house.count()) == before
    with pytest.raises(TourFault, match="300"):
        arrived(branch, tour, "discipline", morning(FIRST), location=(115.0, 40.5), remark="远" * 301)
    assert (Stop.house.visited().count(), Task.house.count()) == before
    stop = arrived(branch, tour, "discipline", morning(FIRST), location=(115.0, 40.5), remark="院内无信号")
    assert stop.metres > 10_000 and stop.remark == "院内无信号"


def test_the_next_stop_waits_for_the_record_of_the_last(branch, campaign):
    tour = drawn(branch, campaign)
    stop = arrived(branch, tour, "discipline", morning(FIRST))
    later = morning(LAST + timedelta(days=1))
    with pytest.raises(TourFault):
        actions.open_next(actor=branch.discipline, tour_id=tour.pk, at=later)
    done(stop)
    assert actions.open_next(actor=branch.discipline, tour_id=tour.pk, at=later).number == 2


def test_a_day_is_put_off_with_a_reason_and_its_stops_open_later(branch, campaign):
    tour = drawn(branch, campaign)
    put = {"actor": branch.discipline, "reach": branch.reach("discipline"), "tour_id": tour.pk, "at": morning(FIRST, 7)}
    before = written()
    for other in (
        {"reason": " "},
        {"to": FIRST},
        {"to": FIRST + timedelta(days=90)},
        {"day": LAST + timedelta(days=5)},
    ):
        with pytest.raises(TourFault):
            actions.postpone(**put | {"day": FIRST, "to": LAST + timedelta(days=2), "reason": "大雪"} | other)
    with pytest.raises(Denied):
        actions.postpone(
            **put | {"actor": branch.chief, "reach": branch.reach("chief"), "day": FIRST, "to": LAST, "reason": "雪"}
        )
    assert written() == before
    actions.postpone(**put, day=FIRST, to=LAST + timedelta(days=2), reason="大雪封路")
    with pytest.raises(TourFault):
        actions.open_next(actor=branch.discipline, tour_id=tour.pk, at=morning(FIRST))
    assert actions.open_next(actor=branch.discipline, tour_id=tour.pk, at=morning(LAST + timedelta(days=2))).number == 1
    assert "大雪封路" in Line.house.get(verb="unannounced.tour.postponed").detail


def test_a_redraw_has_a_reason_a_new_commitment_and_only_what_is_not_seen(branch, campaign):
    tour = drawn(branch, campaign)
    stop = arrived(branch, tour, "discipline", morning(FIRST))
    done(stop)
    again = {
        "actor": branch.discipline,
        "reach": branch.reach("discipline"),
        "tour_id": tour.pk,
        "at": morning(FIRST, 12),
    }
    before = written()
    for reason in ("", "雪" * 301):
        with pytest.raises(TourFault):
            actions.redraw(**again, reason=reason)
    with pytest.raises(Denied):
        actions.redraw(**again | {"actor": branch.president, "reach": branch.reach("president")}, reason="泄露")
    assert written() == before
    draw = actions.redraw(**again, reason="行程泄露", seed=OTHER)
    assert draw.number == 2 and draw.commitment != tour.draws.get(number=1).commitment
    held = [drawing.opened_leg(s.sealed, tour.pk) for s in draw.stops.all()]
    assert {leg.place for leg in held} == {branch.places[c].pk for c in PLACES} - {stop.institution_id}
    assert all(leg.day > FIRST for leg in held)
    assert Stop.house.waiting().filter(draw__number=1).count() == 0
    assert draw.commitment in Line.house.get(verb="unannounced.tour.redrawn").detail


def test_the_seed_is_shown_only_when_nothing_is_left_to_guess(branch, campaign):
    tour = drawn(branch, campaign)
    show = {"actor": branch.auditor, "reach": branch.reach("auditor"), "tour_id": tour.pk}
    with pytest.raises(TourFault):
        actions.reveal(**show, at=morning(LAST))
    with pytest.raises(Denied):
        actions.reveal(
            actor=branch.chief, reach=branch.reach("chief"), tour_id=tour.pk, at=morning(LAST + timedelta(days=1))
        )
    assert Draw.house.get().revealed is None
    moment = morning(FIRST)
    for _number in range(len(PLACES)):
        for day in range(3):
            try:
                stop = arrived(branch, tour, "discipline", max(moment, morning(FIRST + timedelta(days=day))))
                break
            except TourFault:
                continue
        done(stop)
        moment = stop.checked_in_at + timedelta(hours=1)
    actions.reveal(**show, at=moment)
    draw = tour.draws.get()
    assert queries.recomputed(draw).holds and draw.revealed["seed"] == "01" * 32
    assert "01" * 32 in Line.house.get(verb="unannounced.tour.revealed").detail
    with pytest.raises(TourFault):
        actions.redraw(
            actor=branch.discipline, reach=branch.reach("discipline"), tour_id=tour.pk, reason="x", at=moment
        )


def test_a_visit_that_is_not_the_plan_s_or_a_changed_commitment_is_found(branch, campaign):
    tour = drawn(branch, campaign)
    arrived(branch, tour, "discipline", morning(FIRST))
    actions.reveal(
        actor=branch.auditor, reach=branch.reach("auditor"), tour_id=tour.pk, at=morning(LAST + timedelta(days=1))
    )
    draw = tour.draws.get()
    other = next(p for code, p in branch.places.items() if code in PLACES and p.pk != legs(tour)[0].place)
    Stop.house.visited().update(institution=other)
    draw.commitment = "0" * 64
    assert [f.code for f in queries.recomputed(draw).faults] == ["commitment", "visits"]


def test_sealed_bytes_open_only_with_the_key_of_their_tour(branch, campaign):
    from anbao.kit.crypto import SealBroken

    tour = drawn(branch, campaign)
    stop = Stop.house.filter(draw__tour=tour).first()
    with pytest.raises(SealBroken):
        drawing.opened_leg(stop.sealed, tour.pk + 1)
    assert len({len(bytes(s.sealed)) for s in Stop.house.all()}) == 1
