"""Open incidents from one shift to the next: one offers, another takes; both are signed in with their own login."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anbao.command.incidents.actions import POWER, IncidentFault
from anbao.command.incidents.models import HandOver, Incident
from anbao.command.incidents.opening import note_change
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.org.models import Person


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
        incident.operator = actor
        incident.save(update_fields=["operator"])
        note_change(incident, "take", incident.state, actor.tag, at, note=row.giver.name)
        live.publish("incidents", scope=incident.institution.path, incident=incident.pk)
    row.taker, row.taken_at = actor, at
    row.save(update_fields=["taker", "taken_at"])
    _said(row, "taken", actor, at)
    return row


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
