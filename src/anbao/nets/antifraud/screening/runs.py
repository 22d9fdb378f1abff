"""Runs: every contractor of a subtree against the lists in force, slice by slice; safe to kill and to run twice."""

import json
from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from anbao.engines.naming.subjects import Subject
from anbao.kit import clock
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.copying import copy_in
from anbao.kit.crypto import fingerprint
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry as Line
from anbao.kit.live import actions as live
from anbao.nets.antifraud.screening import matching, rules
from anbao.nets.antifraud.screening.editions import text_of
from anbao.nets.antifraud.screening.models import Hit, HitState, HitStep, Run, RunState, Screened
from anbao.nets.antifraud.screening.queries import in_force_at
from anbao.nets.antifraud.screening.retention import forget_entries
from anbao.nets.antifraud.screening.rules import ScreeningFault
from anbao.org.models import Institution, Person, PersonKind

#: people of one slice: one transaction, some tenths of a second
SLICE = 500


def contractors(place: Institution) -> QuerySet:
    """The people that a run compares: contractors who work for the subtree now."""
    return Person.house.filter(
        kind=PersonKind.CONTRACTOR, left_on__isnull=True, institution__path__startswith=place.path
    ).order_by("pk")


@transaction.atomic
def ask_run(*, actor: Person, reach: Reach, at: datetime, institution: Institution) -> Run:
    """Begin a run; ``advance`` does the work. One run of an institution at a time."""
    if not reach.may(rules.WORK) or not reach.covers(institution.path):
        raise Denied(_("You may not screen the people of this institution."))
    Institution.house.select_for_update(of=("self",), no_key=True).get(pk=institution.pk)
    if Run.house.filter(institution=institution, state=RunState.RUNNING).exists():
        raise ScreeningFault(_("A run is under way here already."))
    lists, total = in_force_at(institution), contractors(institution).count()
    if not lists:
        raise ScreeningFault(_("No list is in force here. Bring one first."))
    if not total:
        raise ScreeningFault(_("There is nobody to screen: no contractor works for this institution."))
    frozen = [[e.pk, e.risk_list.name, e.number, e.size, e.digest, str(clock.local_day(e.brought_at))] for e in lists]
    run = Run.house.create(
        institution=institution, asked_by=actor, asked_at=at, editions=frozen, matcher=matching.MATCHER, total=total
    )
    detail = {"people": total, "editions": [edition.pk for edition in lists], "matcher": run.matcher}
    _said(run, "asked", actor.tag, at, detail)
    return run


def _said(run: Run, verb: str, actor: str, at: datetime, detail: dict) -> None:
    ledger.append([Line(f"screening.run.{verb}", actor, f"run:{run.pk}", at, run.institution.path, detail)])
    live.publish("screening", scope=run.institution.path, run=run.pk)


@transaction.atomic
def advance(*, run_id: int, at: datetime, people: int = SLICE) -> Run:
    """Compare the next slice; the last one finishes the run. A run that is not running is left alone."""
    run = Run.house.select_for_update(of=("self",)).select_related("institution").get(pk=run_id)
    if run.state != RunState.RUNNING:
        return run
    crew = list(contractors(run.institution).filter(pk__gt=run.last).select_related("institution")[:people])
    hits = _compare(run, crew, at)
    copy_in(_screened(run, crew, Counter(hits)))
    run.last, run.done = (crew[-1].pk if crew else run.last), run.done + len(crew)
    run.total = max(run.total, run.done)
    if len(crew) < people:
        run.state, run.finished_at, run.total = RunState.DONE, at, run.done
    run.save(update_fields=["last", "done", "total", "state", "finished_at", "new_hits"])
    if run.state == RunState.DONE:
        forget_entries()
        _said(run, "finished", "system", at, {"people": run.done, "new_hits": run.new_hits})
    else:
        live.publish("screening", scope=run.institution.path, run=run.pk)
    return run


def advance_all(*, at: datetime) -> int:
    """Finish whatever is running; returns the number of runs. What the job does each minute."""
    waiting = list(Run.house.filter(state=RunState.RUNNING).order_by("pk").values_list("pk", flat=True))
    for pk in waiting:
        while advance(run_id=pk, at=at).state == RunState.RUNNING:
            pass
    return len(waiting)


def _screened(run: Run, crew: list[Person], hits: Counter) -> list[Screened]:
    hashes = [person.id_hash for person in crew if person.id_hash]
    same = Person.house.filter(id_hash__in=hashes, left_on__isnull=True).order_by().values("id_hash")
    holders = {bytes(row["id_hash"]): row["n"] for row in same.annotate(n=Count("id"))}
    return [
        Screened(
            run=run, person=person, hits=hits[person.pk],
            remark=rules.remark_of(person.id_number, holders.get(bytes(person.id_hash or b""), 1)),
        )
        for person in crew
    ]  # fmt: skip


def subject_of(person: Person) -> Subject:
    phones = (person.phone,) if person.phone else ()
    return Subject(str(person.pk), (person.name,), "person", person.id_number, (), phones)


def pair_of(person: Person, found: matching.Found) -> bytes:
    """A keyed hash of both sides: another name, number or phone on either makes another pair."""
    side = f"{person.pk}|{text_of(found.asked, '')}"
    return fingerprint(f"{side}|{found.listed.list_id}|{found.listed.content.hex()}")


def _compare(run: Run, crew: list[Person], at: datetime) -> list[int]:
    """Hits of the crew, new ones opened and known ones kept as they were decided; the ids of the people hit."""
    screen = matching.ready(tuple((row[0], row[4]) for row in run.editions))
    people = {str(person.pk): person for person in crew}
    met = {}
    for found in screen.ask([subject_of(person) for person in crew]):
        met.setdefault(pair_of(people[found.asked.id], found), found)
    known = Hit.house.filter(pair__in=list(met))
    stale = {bytes(pair) for pair in known.values_list("pair", flat=True)}
    known.update(last_run=run)
    fresh = [_hit(run, people[found.asked.id], pair, found) for pair, found in met.items() if pair not in stale]
    copy_in(fresh)
    copy_in([HitStep(hit=hit, verb="open", before="", after=HitState.OPEN, actor="system", at=at) for hit in fresh])
    run.new_hits += len(fresh)
    return [int(found.asked.id) for found in met.values()]


def _hit(run: Run, person: Person, pair: bytes, found: matching.Found) -> Hit:
    return Hit(
        person=person, risk_list_id=found.listed.list_id, pair=pair, listed=text_of(found.listed.subject, found.listed.reason),
        score=found.score.value, matcher=run.matcher, first_run=run, last_run=run,
        reasons=json.dumps([list(seen) for seen in found.score.observations], ensure_ascii=False),
    )  # fmt: skip


def _turn(*, actor: Person, reach: Reach, at: datetime, run_id: int, before: str, after: str, verb: str) -> Run:
    run = Run.house.select_for_update(of=("self",)).select_related("institution").get(pk=run_id)
    if not reach.may(rules.WORK) or not reach.covers(run.institution.path):
        raise Denied(_("You may not screen the people of this institution."))
    if run.state != before:
        raise ScreeningFault(_("This run is %(state)s.") % {"state": run.get_state_display()})
    run.state = after
    run.save(update_fields=["state"])
    _said(run, verb, actor.tag, at, {"done": run.done})
    return run


@transaction.atomic
def stop_run(*, actor: Person, reach: Reach, at: datetime, run_id: int) -> Run:
    """Hold a run where it stands; nothing it found is lost."""
    return _turn(
        actor=actor, reach=reach, at=at, run_id=run_id, before=RunState.RUNNING, after=RunState.STOPPED, verb="stopped"
    )


@transaction.atomic
def go_on(*, actor: Person, reach: Reach, at: datetime, run_id: int) -> Run:
    """Let a stopped run go on from where it stands, against the editions it began with."""
    return _turn(
        actor=actor, reach=reach, at=at, run_id=run_id, before=RunState.STOPPED, after=RunState.RUNNING, verb="went_on"
    )
