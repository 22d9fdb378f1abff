"""What was answered or closed rings again: for an alarm that joins or was triggered anew, and for what still stands long after."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from anbao.command.incidents.models import Incident, IncidentAlarm, IncidentChange, IncidentState
from anbao.command.incidents.procedures import Procedure, procedures
from anbao.kit import clock
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.senses.alarms.models import Alarm, AlarmState


def note_change(
    incident: Incident,
    verb: str,
    before: str,
    actor: str,
    at: datetime,
    *,
    subject: str = "",
    note: str = "",
    outcome: str = "",
) -> IncidentChange:
    return IncidentChange.objects.create(
        incident=incident,
        verb=verb,
        before=before,
        after=incident.state,
        actor=actor,
        at=at,
        subject=subject,
        note=note,
        outcome=outcome,
    )


def wait_again(incident: Incident, at: datetime) -> None:
    """Every step waits again, with a fresh clock."""
    for step in incident.steps.all():
        step.wait_from(at)
        step.save()


def call_again(incident: Incident, since: datetime) -> None:
    """It was answered, and rings again for an alarm that joins or was triggered again: somebody must acknowledge it in the time of an
    answer. Not saved."""
    limit = timedelta(seconds=procedures()[incident.procedure].answer_within) * clock.pace()
    incident.answer_by, incident.told_at, incident.unseen = since + limit, None, True


def stirred(actor: str, at: datetime) -> list[Incident]:
    """Closed incidents of which an alarm that still stood was triggered anew: they ring again, or their alarm joins the open one of the
    same place and family."""
    links = IncidentAlarm.objects.filter(incident__state=IncidentState.CLOSED, alarm__in=Alarm.house.unacknowledged())
    links = list(links.select_related("alarm").order_by("-incident", "alarm_id"))
    ids = {link.incident_id for link in links}
    rows = Incident.house.filter(pk__in=ids, state=IncidentState.CLOSED, procedure__in=procedures())
    closed = {row.pk: row for row in rows.select_for_update(of=("self",)).select_related("institution").order_by("pk")}
    found: dict[tuple, Incident] = {}
    for link in links:
        if (own := closed.get(link.incident_id)) is None:
            continue
        key = own.institution_id, own.procedure, own.source_id
        incident = found.get(key) or _open_beside(own)
        if incident is None:
            ring_again(incident := own, procedures()[own.procedure], actor, at)
        if incident.pk != link.incident_id:
            _join(incident, link, actor, at)
        else:
            note_change(incident, "trigger", incident.state, actor, at, note=f"alarm:{link.alarm_id}")
        link.again_at = link.alarm.again_at
        link.save(update_fields=["incident", "again_at"])
        found[key] = incident
    return list(found.values())


def _open_beside(closed: Incident) -> Incident | None:
    """The unclosed incident of the same place or account and family."""
    rows = Incident.house.unclosed().filter(
        institution=closed.institution_id, procedure=closed.procedure, source=closed.source_id
    )
    return rows.with_unseen().select_for_update(of=("self",)).select_related("institution").first()


def _join(incident: Incident, link: IncidentAlarm, actor: str, at: datetime) -> None:
    """An alarm of a closed incident goes on in an open one, which rings for it. The link is not saved."""
    link.incident = incident
    if not incident.lacking and not getattr(incident, "unseen", True):
        call_again(incident, link.alarm.rings_since)
        incident.save(update_fields=["answer_by", "told_at"])
    note_change(incident, "join", incident.state, actor, at, note=f"alarm:{link.alarm_id}")
    live.publish("incidents", scope=incident.institution.path, incident=incident.pk)
    detail = {"alarm": link.alarm_id, "procedure": incident.procedure, "severity": incident.severity}
    place = incident.institution.path
    ledger.append([Entry("incidents.incident.joined", actor, f"incident:{incident.pk}", at, place, detail)])


def again(actor: str, at: datetime) -> list[Incident]:
    """Closed incidents that ring again: what rang in them still stands, long after somebody said that it was dealt with."""
    standing = Alarm.house.filter(state=AlarmState.ACKNOWLEDGED, returned_at__isnull=True)
    closed = standing.filter(incident_link__incident__state=IncidentState.CLOSED).values_list(
        "incident_link__incident", "incident_link__incident__procedure", "incident_link__incident__closed_at"
    )
    due = {pk for pk, procedure, closed_at in closed if _is_due(procedures().get(procedure), closed_at, at)}
    if not due:
        return []
    same = Q(source=OuterRef("source")) | Q(source__isnull=True, institution=OuterRef("institution"))
    others = Incident.house.unclosed().filter(same, procedure=OuterRef("procedure"))
    rows = Incident.house.filter(pk__in=due).exclude(Exists(others)).select_for_update(of=("self",))
    newest = {
        (row.institution_id, row.procedure, row.source_id): row
        for row in rows.select_related("institution").order_by("pk")
    }
    found = list(newest.values())
    for incident in found:
        ring_again(incident, procedures()[incident.procedure], actor, at)
    return found


def _is_due(procedure: Procedure | None, closed_at: datetime, at: datetime) -> bool:
    if procedure is None or procedure.again_after is None:
        return False
    return closed_at + timedelta(seconds=procedure.again_after) * clock.pace() <= at


def ring_again(incident: Incident, procedure: Procedure, actor: str, at: datetime) -> None:
    """It rings as on the first time: nobody has answered, every step waits with a fresh clock."""
    before = incident.state
    incident.state, incident.lacking = IncidentState.RINGING, incident.answers_needed
    incident.answer_by, incident.told_at = at + timedelta(seconds=procedure.answer_within) * clock.pace(), None
    incident.answered_at = incident.closed_at = incident.operator = None
    incident.cause, incident.cause_group, incident.reopened = "", "", incident.reopened + 1
    incident.save()
    incident.answers.all().delete()
    wait_again(incident, at)
    note_change(incident, "again", before, actor, at)
    live.publish("incidents", scope=incident.institution.path, incident=incident.pk)
    ledger.append(
        [Entry("incidents.incident.rang_again", actor, f"incident:{incident.pk}", at, incident.institution.path, {})]
    )
