"""Writes of the desk. One transaction each: load under lock, authorise, decide, write, ledger line."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anbao.command.incidents import rules
from anbao.command.incidents.models import Incident, IncidentAnswer, IncidentState, IncidentStep, StepState
from anbao.command.incidents.procedures import causes
from anbao.command.incidents.ringing import note_change, wait_again
from anbao.command.incidents.site import shots_of
from anbao.command.incidents.standing import end_with, faults_of_ending
from anbao.command.incidents.telling import tell_supervisors
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.kit.texts import too_long
from anbao.org.models import Institution, Person
from anbao.senses.alarms import actions as alarms
from anbao.senses.alarms.models import Alarm
from anbao.senses.cameras import actions as cameras
from anbao.senses.cameras.models import Snapshot

POWER = "alarm.work"
#: the reason of an optional step that was skipped without one
NOT_NEEDED = "无需"


class IncidentFault(ValueError):
    """The step can't be taken; the message is for the user."""


def may_work(reach: Reach, place: Institution) -> bool:
    return reach.may(POWER) and reach.covers(place.path)


def held(incident_id: int, reach: Reach, *, supervisor: bool = False) -> Incident:
    """The incident under lock, for somebody who may work it (a supervisor's right is judged by the caller); its open alarms too, before the ledger's lock is taken: those who
    work signals lock in the same order."""
    rows = Incident.house.select_for_update(of=("self",)).select_related("institution", "operator")
    incident = rows.get(pk=incident_id)
    if not supervisor and not may_work(reach, incident.institution):
        raise Denied(_("Incidents are worked by the monitoring centre and the fire control room of the place."))
    alarms_held = Alarm.house.select_for_update(of=("self",)).open().filter(incident_link__incident=incident)
    list(alarms_held.order_by("pk").values_list("pk"))
    return incident


def said(incident: Incident, verb: str, actor: str, at: datetime, **detail) -> None:
    """The ledger line and the live event of a change."""
    live.publish("incidents", scope=incident.institution.path, incident=incident.pk)
    subject = f"incident:{incident.pk}"
    ledger.append([Entry(f"incidents.incident.{verb}", actor, subject, at, incident.institution.path, detail)])


def has_it(incident: Incident, actor: Person) -> bool:
    """Whether the actor has it now: he works it, or he answered beside who works it. Who handed it over has it no more."""
    return incident.operator_id == actor.pk or incident.answers.present().filter(person=actor).exists()


def _move(incident: Incident, verb: str) -> str:
    wanted, before = rules.after(verb, incident.state), incident.state
    if wanted is None:
        raise IncidentFault(
            _("This incident is %(state)s; that is not possible now.") % {"state": incident.get_state_display()}
        )
    incident.state = wanted
    return before


def unseen_of(incident: Incident):
    """Its alarms that nobody has acknowledged, oldest first."""
    return Alarm.house.unacknowledged().filter(incident_link__incident=incident).order_by("pk")


def _acknowledge_shown(incident: Incident, actor: Person, reach: Reach, at: datetime, newest: int | None) -> None:
    """Who answers an incident has seen the alarms that stood in it (`newest`: the last that was shown to him; None: all). Where
    two must answer, one has not: the alarms go on ringing and rising, and the wall stays theirs."""
    if incident.lacking:
        return
    shown = unseen_of(incident) if newest is None else unseen_of(incident).filter(pk__lte=newest)
    for alarm_id in list(shown.values_list("pk", flat=True)):
        alarms.acknowledge(actor=actor, reach=reach, alarm_id=alarm_id, at=at)


def _own(incident: Incident, actor: Person) -> None:
    """Refuses who does not have it, and what is not being worked."""
    if incident.state != IncidentState.WORKING:
        raise IncidentFault(
            _("This incident is %(state)s; that is not possible now.") % {"state": incident.get_state_display()}
        )
    if not has_it(incident, actor):
        raise IncidentFault(_("Answer it first, or take it over."))


@transaction.atomic
def acknowledge(*, actor: Person, reach: Reach, incident_id: int, alarm_id: int, at: datetime) -> Incident:
    """An alarm that joined since it was answered has been seen: each by itself (ISA 18.2), nothing else does it."""
    incident = held(incident_id, reach)
    _own(incident, actor)
    if incident.lacking:
        raise IncidentFault(_("A second person must answer it."))
    if not unseen_of(incident).filter(pk=alarm_id).exists():
        raise IncidentFault(_("That alarm is acknowledged already."))
    alarms.acknowledge(actor=actor, reach=reach, alarm_id=alarm_id, at=at)
    note_change(incident, "seen", incident.state, actor.tag, at, note=f"alarm:{alarm_id}")
    said(incident, "alarm_acknowledged", actor.tag, at, alarm=alarm_id)
    return incident


@transaction.atomic
def answer(*, actor: Person, reach: Reach, incident_id: int, at: datetime, newest: int | None = None) -> Incident:
    """ "I have it." The first who answers becomes the operator; where two must, the second one completes the answer.

    `newest`: the last alarm that was shown to him; what joined while he looked goes on ringing.
    """
    incident = held(incident_id, reach)
    before = _move(incident, "answer")
    if incident.answers.present().filter(person=actor).exists():
        raise IncidentFault(_("You answered this already; a second person must."))
    if not incident.lacking:
        raise IncidentFault(_("Somebody else has it already."))
    IncidentAnswer.objects.update_or_create(incident=incident, person=actor, defaults={"at": at, "left_at": None})
    incident.operator = incident.operator or actor
    incident.answered_at = incident.answered_at or at
    incident.lacking -= 1
    incident.save(update_fields=["state", "operator", "answered_at", "lacking"])
    note_change(incident, "answer", before, actor.tag, at)
    _acknowledge_shown(incident, actor, reach, at, newest)
    said(incident, "answered", actor.tag, at, seconds=int((at - incident.opened_at).total_seconds()))
    return incident


def _own_step(incident: Incident, actor: Person, code: str) -> IncidentStep:
    _own(incident, actor)
    step = incident.steps.select_for_update().filter(code=code).first()
    if step is None:
        raise IncidentFault(_("There is no such step."))
    return step


def bounded(note: str, most: int = rules.MOST_NOTE) -> None:
    """Raise IncidentFault for a note that nobody would read to its end."""
    if fault := too_long(note, most):
        raise IncidentFault(_("Note") + ": " + fault)


def _step_to_settle(incident: Incident, actor: Person, code: str) -> IncidentStep:
    step = _own_step(incident, actor, code)
    if step.state != StepState.WAITING:
        raise IncidentFault(_("That step is settled already."))
    return step


def _demand(incident: Incident, codes: Iterable[str], at: datetime) -> None:
    """Steps that must be done from now on. One that was left out as not needed waits again: it is needed."""
    for step in incident.steps.filter(code__in=codes, mandatory=False).exclude(state=StepState.DONE):
        if step.state == StepState.SKIPPED:
            step.wait_from(at)
        step.mandatory = True
        step.save()


@transaction.atomic
def settle(
    *, actor: Person, reach: Reach, incident_id: int, code: str, outcome: str, at: datetime, note: str = ""
) -> IncidentStep:
    """A step is done with an outcome; the outcome may make later steps mandatory."""
    incident = held(incident_id, reach)
    bounded(note)
    step = _step_to_settle(incident, actor, code)
    wanted = rules.required_by(step.outcomes, outcome)
    if wanted is None:
        raise IncidentFault(_("Choose how the step ended."))
    step.state, step.outcome, step.note, step.by, step.at = StepState.DONE, outcome, note.strip(), actor, at
    step.save()
    _demand(incident, wanted, at)
    note_change(incident, "settle", incident.state, actor.tag, at, subject=code, note=step.note, outcome=outcome)
    said(incident, "step_settled", actor.tag, at, step=code, outcome=outcome, late=step.late)
    return step


@transaction.atomic
def skip(*, actor: Person, reach: Reach, incident_id: int, code: str, reason: str, at: datetime) -> IncidentStep:
    """A step is left out: one that is only done if needed without more ado, a mandatory one with a reason, and the supervisor
    hears of it. Who skips the question "is it real?" has not answered it: what any of its outcomes wants is mandatory now."""
    incident = held(incident_id, reach)
    bounded(reason)
    step = _step_to_settle(incident, actor, code)
    if step.mandatory and not reason.strip():
        raise IncidentFault(_("A skipped step needs a reason."))
    step.state, step.note, step.by, step.at = StepState.SKIPPED, reason.strip() or NOT_NEEDED, actor, at
    step.save()
    note_change(incident, "skip", incident.state, actor.tag, at, subject=code, note=step.note)
    if step.mandatory:
        wanted = rules.required_by_any(step.outcomes)
        _demand(incident, wanted, at)
        tell_supervisors([incident], at, f"跳过必做步骤「{step.zh}」:{step.note}", f"skipped “{step.en}”: {step.note}")
    said(incident, "step_skipped", actor.tag, at, step=code, mandatory=step.mandatory, reason=step.note)
    return step


@transaction.atomic
def take_back(*, actor: Person, reach: Reach, incident_id: int, code: str, reason: str, at: datetime) -> IncidentStep:
    """A settled step waits again: what was seen first turned out wrong. The old outcome stays in the course of events, and
    what it made mandatory stays so."""
    incident = held(incident_id, reach)
    if not reason.strip():
        raise IncidentFault(_("Say why it is judged again."))
    bounded(reason)
    step = _own_step(incident, actor, code)
    if step.state == StepState.WAITING:
        raise IncidentFault(_("That step waits already."))
    was = step.outcome or step.state
    step.wait_from(at)
    step.save()
    note_change(incident, "take_back", incident.state, actor.tag, at, subject=code, note=reason.strip())
    said(incident, "step_taken_back", actor.tag, at, step=code, was=was, reason=reason.strip())
    return step


@transaction.atomic
def close(
    *, actor: Person, reach: Reach, incident_id: int, cause: str, at: datetime, note: str = "", over: Sequence[int] = ()
) -> Incident:
    """Closed with a cause; every fault at once: what is missing is named. `over`: alarms that stay until their restore, and that
    somebody saw to be over on the spot."""
    incident = held(incident_id, reach)
    bounded(note)
    faults = [*_faults_of_closing(incident, actor, cause, note), *faults_of_ending(incident, over)]
    if faults:
        raise IncidentFault(" ".join(str(fault) for fault in faults))
    before = _move(incident, "close")
    incident.cause, incident.cause_group, incident.note = cause, causes()[cause].group, note.strip()
    incident.closed_at = at
    incident.save(update_fields=["state", "cause", "cause_group", "note", "closed_at"])
    note_change(incident, "close", before, actor.tag, at, subject=cause, note=incident.note)
    seen = [shot for shots in shots_of(Snapshot.house.all(), incident).values() for shot in shots]
    cameras.keep_snapshots(snapshots=seen, owner=f"incident:{incident.pk}", at=at, actor=actor.tag)
    left = end_with(incident, actor, reach, f"incident:{incident.pk} {causes()[cause].zh}", at, over)
    detail = {"over": sorted(over)} if over else {}
    detail |= {"standing": [alarm.pk for alarm in left]} if left else {}
    said(incident, "closed", actor.tag, at, cause=cause, group=incident.cause_group, **detail)
    return incident


def _faults_of_closing(incident: Incident, actor: Person, cause: str, note: str) -> Iterable[str]:
    if rules.after("close", incident.state) is None:
        yield _("This incident is %(state)s; that is not possible now.") % {"state": incident.get_state_display()}
        return
    if not has_it(incident, actor):
        yield _("Answer it first, or take it over.")
    if incident.lacking:
        yield _("A second person must answer it.")
    elif new := list(unseen_of(incident)):
        yield _("Acknowledge the new alarm first: %(alarms)s.") % {"alarms": ", ".join(map(str, new))}
    steps = list(incident.steps.all())
    waiting = rules.missing(steps)
    if waiting:
        yield _("Still to do: %(steps)s.") % {"steps": ", ".join(map(str, waiting))}
    known = causes().get(cause)
    if known is None or not known.fits(incident.procedure):
        yield _("Choose a cause.")
        return
    undone = [step for step in rules.lacking_for(steps, known.group) if step not in waiting]
    if undone:
        yield _("“%(cause)s” wants this done first: %(steps)s. Judge a skipped step again to do it.") % {
            "cause": known, "steps": ", ".join(map(str, undone))
        }  # fmt: skip
    for step in rules.contradicting(steps, known.id, known.group):
        yield _("“%(cause)s” contradicts %(step)s: %(outcome)s. Judge the step again or choose another cause.") % {
            "cause": known, "step": step, "outcome": step.ended
        }  # fmt: skip
    if known.group == "real" and not note.strip():
        yield _("Say what happened.")


@transaction.atomic
def reopen(*, actor: Person, reach: Reach, incident_id: int, reason: str, at: datetime) -> Incident:
    """A closed incident is worked again: the actor has it, its steps wait again with fresh clocks."""
    incident = held(incident_id, reach)
    if not reason.strip():
        raise IncidentFault(_("Say why it is opened again."))
    bounded(reason)
    if incident.closed_at and at - incident.closed_at > rules.REOPENED_WITHIN:
        raise IncidentFault(_("It was closed too long ago; a new alarm opens a new incident."))
    before = _move(incident, "reopen")
    incident.operator, incident.reopened = actor, incident.reopened + 1
    incident.cause = incident.cause_group = ""
    incident.closed_at = None
    try:
        with transaction.atomic():
            incident.save()
    except IntegrityError:
        raise IncidentFault(_("This place already has an open incident of that kind.")) from None
    incident.answers.present().exclude(person=actor).update(left_at=at)
    IncidentAnswer.objects.update_or_create(incident=incident, person=actor, defaults={"at": at, "left_at": None})
    wait_again(incident, at)
    note_change(incident, "reopen", before, actor.tag, at, note=reason.strip())
    said(incident, "reopened", actor.tag, at, reason=reason.strip())
    return incident
