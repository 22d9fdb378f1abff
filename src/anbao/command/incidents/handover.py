"""Open incidents from one operator to another.

At a change of shift one offers and another takes, both signed in with their own login. From somebody who left without that, a
colleague takes an incident over once the duty roster has no turn of his that runs; the supervisor frees it at any time, and it rings.
Who took it over by signature is there, whatever the roster says of him.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anbao.command.incidents import rules
from anbao.command.incidents.actions import POWER, IncidentFault, bounded, held, said
from anbao.command.incidents.models import HandOver, Incident, IncidentAnswer
from anbao.command.incidents.procedures import procedures
from anbao.command.incidents.ringing import note_change
from anbao.command.incidents.telling import tell_supervisors, word_of
from anbao.kit import clock
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.inbox import actions as inbox
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.nets.riskcontrol.duty.queries import on_shift_until, shift_ended
from anbao.org.models import Person, Post

#: who took over by signature counts as there for so long where no turn of his ends before: the longest turn. Assumed by us
SIGNED_FOR = timedelta(hours=24)


def _authorise(reach: Reach, path: str) -> None:
    if not reach.may(POWER) or not reach.covers(path):
        raise Denied(_("Incidents are worked by the monitoring centre and the fire control room of the place."))


def _said(row: HandOver, verb: str, actor: Person, at: datetime) -> None:
    live.publish("incidents", scope=row.institution.path)
    detail = {"incidents": row.incidents, "note": row.note}
    ledger.append(
        [Entry(f"incidents.handover.{verb}", actor.tag, f"handover:{row.pk}", at, row.institution.path, detail)]
    )


@transaction.atomic
def offer(*, actor: Person, reach: Reach, note: str, at: datetime) -> HandOver:
    """The actor's open incidents are offered to whoever comes next; without any, the note alone is handed over."""
    _authorise(reach, actor.institution.path)
    if not note.strip():
        raise IncidentFault(_("Say what the next one must know."))
    bounded(note, rules.MOST_HANDED)
    own = list(Incident.house.unclosed().filter(operator=actor).order_by("pk").values_list("pk", flat=True))
    try:
        with transaction.atomic():
            row = HandOver.house.create(
                institution=actor.institution, giver=actor, incidents=own, note=note.strip(), offered_at=at
            )
    except IntegrityError:
        raise IncidentFault(_("Your hand-over is waiting already.")) from None
    _said(row, "offered", actor, at)
    return row


def _held(handover_id: int) -> HandOver:
    rows = HandOver.house.select_for_update(of=("self",)).select_related("institution", "giver")
    row = rows.get(pk=handover_id)
    if row.taken_at or row.withdrawn_at:
        raise IncidentFault(_("That hand-over is settled already."))
    return row


@transaction.atomic
def take(*, actor: Person, reach: Reach, handover_id: int, at: datetime) -> HandOver:
    """The actor takes over what was offered; the incidents that are still open and still the giver's are his now."""
    row = _held(handover_id)
    _authorise(reach, row.institution.path)
    if row.giver_id == actor.pk:
        raise IncidentFault(_("Nobody takes over from himself."))
    mine = list(
        Incident.house.unclosed()
        .select_for_update(of=("self",))
        .select_related("institution")
        .filter(pk__in=row.incidents, operator=row.giver)
    )
    if not all(reach.covers(incident.institution.path) for incident in mine):
        raise Denied(_("An incident of this hand-over lies outside your institutions."))
    for incident in mine:
        _pass_on(incident, actor, at)
        note_change(incident, "take", incident.state, actor.tag, at, note=row.giver.name)
        live.publish("incidents", scope=incident.institution.path, incident=incident.pk)
    row.taker, row.taken_at = actor, at
    row.save(update_fields=["taker", "taken_at"])
    _said(row, "taken", actor, at)
    return row


def _pass_on(incident: Incident, taker: Person, at: datetime) -> None:
    """The taker has it now in place of who worked it, whose answer ends. Who answered beside him keeps it."""
    incident.answers.filter(person=incident.operator).update(left_at=at)
    IncidentAnswer.objects.update_or_create(
        incident=incident, person=taker, defaults={"left_at": None}, create_defaults={"at": at}
    )
    incident.operator = taker
    incident.save(update_fields=["operator"])


@transaction.atomic
def take_over(*, actor: Person, reach: Reach, incident_id: int, reason: str, at: datetime) -> Incident:
    """A colleague of the desk has it now, because who worked it is gone: no turn of his runs in a published roster. He is told,
    and the supervisor is."""
    incident = held(incident_id, reach)
    gone = _absentee(incident, "take_over", reason)
    if gone.pk == actor.pk:
        raise IncidentFault(_("You have it already."))
    if until := on_shift_until(gone, at):
        raise IncidentFault(
            _("%(who)s is on duty until %(until)s: let him hand it over, or ask the supervisor to free it.")
            % {"who": gone.name, "until": until.astimezone(clock.local_zone()).strftime("%H:%M")}
        )
    if since := signed_since(incident, at):
        raise IncidentFault(
            _("%(who)s took it over by signature at %(since)s: let him hand it over, or ask the supervisor to free it.")
            % {"who": gone.name, "since": since.astimezone(clock.local_zone()).strftime("%H:%M")}
        )
    _pass_on(incident, actor, at)
    note_change(incident, "take_over", incident.state, actor.tag, at, note=f"{gone.name}: {reason.strip()}")
    _tell_gone(
        incident, gone, at, f"由{actor.name}接手:{reason.strip()}", f"taken over by {actor.name}: {reason.strip()}"
    )
    said(incident, "taken_over", actor.tag, at, before=gone.tag, reason=reason.strip())
    return incident


@transaction.atomic
def free(*, actor: Person, reach: Reach, incident_id: int, reason: str, at: datetime) -> Incident:
    """The supervisor takes it from who works it, at any time. Who answered beside him works it now; else it rings again."""
    incident = held(incident_id, reach, supervisor=True)
    if not may_free(actor, reach, incident, at):
        raise Denied(_("An incident is freed by the supervisor whom its procedure names."))
    gone = _absentee(incident, "free", reason)
    before = incident.state
    incident.answers.filter(person=gone).update(left_at=at)
    beside = incident.answers.present().select_related("person").first()
    incident.operator = beside.person if beside else None
    if beside is None:
        incident.state, incident.lacking = rules.after("free", before), incident.answers_needed
        limit = timedelta(seconds=procedures()[incident.procedure].answer_within) * clock.pace()
        incident.answer_by, incident.told_at = at + limit, None
    incident.save(update_fields=["state", "operator", "lacking", "answer_by", "told_at"])
    note_change(incident, "free", before, actor.tag, at, note=f"{gone.name}: {reason.strip()}")
    _tell_gone(incident, gone, at, f"已由{actor.name}收回:{reason.strip()}", f"freed by {actor.name}: {reason.strip()}")
    said(incident, "freed", actor.tag, at, before=gone.tag, reason=reason.strip())
    return incident


def _signatures(at: datetime) -> dict[tuple[int, int], datetime]:
    """(taker, incident) -> when he last took it over by signature, as far as that counts still."""
    rows = HandOver.house.filter(taken_at__gt=at - SIGNED_FOR, taken_at__lte=at).order_by("taken_at")
    return {(row.taker_id, pk): row.taken_at for row in rows for pk in row.incidents}


def signed_since(incident: Incident, at: datetime) -> datetime | None:
    """Since when who works it has it by signature; None where he hasn't, or where a turn of his has ended since."""
    since = _signatures(at).get((incident.operator_id, incident.pk))
    return None if since is None or shift_ended(incident.operator, since, at) else since


def left_behind(rows, at: datetime) -> list[Incident]:
    """Of the incidents `rows` those that are worked by somebody who is not on duty, has not offered them and has not taken them over
    by signature, oldest first."""
    offered = {pk for row in HandOver.house.offered() for pk in row.incidents}
    rows = rows.unclosed().filter(operator__isnull=False).exclude(pk__in=offered)
    found, until, signatures = [], {}, _signatures(at)
    for incident in rows.select_related("institution", "operator").order_by("opened_at"):
        if incident.operator_id not in until:
            until[incident.operator_id] = on_shift_until(incident.operator, at)
        since = signatures.get((incident.operator_id, incident.pk))
        signed = since is not None and not shift_ended(incident.operator, since, at)
        if until[incident.operator_id] is None and not signed:
            found.append(incident)
    return found


def _absentee(incident: Incident, verb: str, reason: str) -> Person:
    """Who has it, when it can be taken from him."""
    if not reason.strip():
        raise IncidentFault(_("Say why it is taken from who has it."))
    bounded(reason)
    if rules.after(verb, incident.state) is None or incident.operator is None:
        raise IncidentFault(
            _("This incident is %(state)s; that is not possible now.") % {"state": incident.get_state_display()}
        )
    return incident.operator


def may_free(actor: Person, reach: Reach, incident: Incident, at: datetime) -> bool:
    """Whether he holds a post of the procedure's supervisors at the place or above it."""
    procedure = procedures().get(incident.procedure)
    kinds = procedure.supervisor if procedure else ("security_chief",)
    posts = Post.house.held_on(clock.local_day(at)).filter(person=actor, kind__in=kinds)
    above = incident.institution.ancestor_paths()
    return reach.covers(incident.institution.path) and posts.filter(institution__path__in=above).exists()


def _tell_gone(incident: Incident, gone: Person, at: datetime, zh: str, en: str) -> None:
    inbox.tell([word_of(incident, gone.pk, zh, en)], at=at)
    tell_supervisors([incident], at, f"{gone.name}经手的警情{zh}", f"{gone.name}'s incident {en}")


@transaction.atomic
def withdraw(*, actor: Person, reach: Reach, handover_id: int, at: datetime) -> HandOver:
    """The giver stays on duty after all."""
    row = _held(handover_id)
    _authorise(reach, row.institution.path)
    if row.giver_id != actor.pk:
        raise Denied(_("Only who offered a hand-over withdraws it."))
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    _said(row, "withdrawn", actor, at)
    return row
