"""Alarms become incidents: joined to the open one of the same place and family, or opening a new one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Prefetch, Q

from anbao.command.incidents.models import Incident, IncidentAlarm, IncidentChange, IncidentStep
from anbao.command.incidents.procedures import Procedure, procedure_for, procedure_of_unknown, procedures
from anbao.command.incidents.ringing import again, call_again, note_change, stirred
from anbao.kit import clock
from anbao.kit.copying import copy_values
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.kit.locks import Lock, hold
from anbao.org.models import Area, Institution
from anbao.senses.alarms.models import Alarm, AlarmSource
from anbao.senses.cameras import actions as cameras


@dataclass(frozen=True)
class Call:
    """One alarm that wants somebody: where, which procedure, how grave, since when. ``alarm`` is its number, ``account`` that of a
    source which nobody has entered: where it stands is not known, and it shares no incident with the gateway's own place."""

    alarm: int
    institution: Institution
    procedure: str
    severity: int
    at: datetime
    area: Area | None = None
    account: int | None = None

    @property
    def key(self) -> tuple:
        """What shares an incident."""
        return self.institution.pk, self.procedure, self.account


#: alarms taken up in one transaction
BATCH = 500
CHANGE_FIELDS = ("incident_id", "verb", "before", "after", "subject", "note", "actor", "at")


@transaction.atomic
def take_up(*, at: datetime, actor: str = "system") -> list[Incident]:
    """Every standing alarm that no incident deals with yet joins one or opens one; safe to run by many at once."""
    hold(Lock.DESK_OPENING)
    calls = [call for call in map(_call, waiting().order_by("raised_at", "id")[:BATCH]) if call]
    opened = open_for(calls, actor=actor, at=at)
    return opened + stirred(actor, at) + _triggered(actor, at) + _risen(actor, at) + again(actor, at)


def _triggered(actor: str, at: datetime) -> list[Incident]:
    """Incidents of which an alarm was triggered again since somebody acknowledged it: they call once more, like for one that joins."""
    anew = Q(again_at__isnull=True) | Q(again_at__lt=F("alarm__again_at"))
    links = IncidentAlarm.objects.filter(anew, alarm__again_at__isnull=False, alarm__in=Alarm.house.unacknowledged())
    told: dict[int, list[IncidentAlarm]] = defaultdict(list)
    for link in links.select_related("alarm").order_by("alarm__again_at", "alarm_id"):
        told[link.incident_id].append(link)
    rows = Incident.house.unclosed().filter(pk__in=told).select_for_update(of=("self",)).select_related("institution")
    found = list(rows.order_by("pk"))
    for incident in found:
        fresh = [link.alarm for link in told[incident.pk]]
        before = (
            Alarm.house.unacknowledged().filter(incident_link__incident=incident).exclude(pk__in=[a.pk for a in fresh])
        )
        if not incident.lacking and not before.exists():
            call_again(incident, fresh[0].again_at)
            incident.save(update_fields=["answer_by", "told_at"])
        for link in told[incident.pk]:
            link.again_at = link.alarm.again_at
            note_change(incident, "trigger", incident.state, actor, at, note=f"alarm:{link.alarm_id}")
        live.publish("incidents", scope=incident.institution.path, incident=incident.pk)
    IncidentAlarm.objects.bulk_update([link for one in found for link in told[one.pk]], ["again_at"])
    cameras.look_soon(institutions=[one.institution_id for one in found if one.source_id is None], at=at)
    ledger.append(
        [
            Entry("incidents.incident.alarm_rang_again", actor, f"incident:{i.pk}", at, i.institution.path,
                  {"alarms": [link.alarm_id for link in told[i.pk]]})
            for i in found
        ]
    )  # fmt: skip
    return found


def _risen(actor: str, at: datetime) -> list[Incident]:
    """Incidents that became graver because one of their alarms did while nobody acknowledged it."""
    rows = Incident.house.unclosed().filter(links__alarm__severity__gt=F("severity")).values_list("pk", flat=True)
    risen = list(
        Incident.house.select_for_update(of=("self",))
        .select_related("institution")
        .filter(pk__in=list(rows))
        .order_by("pk")
    )
    for incident in risen:
        incident.severity = incident.links.aggregate(worst=Max("alarm__severity"))["worst"]
        incident.save(update_fields=["severity"])
        note_change(incident, "rise", incident.state, actor, at, subject=str(incident.severity))
        live.publish("incidents", scope=incident.institution.path, incident=incident.pk)
    ledger.append(
        [
            Entry(
                "incidents.incident.risen", actor, f"incident:{i.pk}", at, i.institution.path, {"severity": i.severity}
            )
            for i in risen
        ]
    )
    return risen


def waiting():
    """The alarms that want somebody and are in no incident."""
    rows = Alarm.house.standing().filter(incident_link__isnull=True)
    # prefetched, not joined: a storm's alarms share their few places, each read and made once
    return rows.only("kind", "severity", "raised_at", "institution", "area", "source").prefetch_related(
        "institution", "area", Prefetch("source", AlarmSource.house.only("known"))
    )


def _call(alarm: Alarm) -> Call:
    known = alarm.source.known
    procedure = procedure_for(alarm.kind) if known else procedure_of_unknown()
    account = None if known else alarm.source_id
    return Call(alarm.pk, alarm.institution, procedure.id, alarm.severity, alarm.raised_at, alarm.area, account)


def open_for(calls: Sequence[Call], *, actor: str, at: datetime) -> list[Incident]:
    """Join or open incidents for the calls, oldest first; part of the caller's transaction, which holds the lock."""
    standing = _standing(calls)
    touched, graver, ringing, changes, links, entries = {}, {}, {}, [], [], []
    for call in sorted(calls, key=lambda call: (call.at, call.alarm)):
        key, verb = call.key, "joined"
        incident = standing.get(key)
        if incident is None:
            verb, incident = "opened", _open(call, actor, at)
            standing[key] = incident
        else:
            if call.severity > incident.severity:
                incident.severity, graver[incident.pk] = call.severity, incident
            if not incident.lacking and not incident.unseen:
                call_again(incident, call.at)
                ringing[incident.pk] = incident
            changes.append((incident.pk, "join", incident.state, incident.state, "", f"alarm:{call.alarm}", actor, at))
        touched[incident.pk] = incident
        detail = {"alarm": call.alarm, "procedure": call.procedure, "severity": incident.severity}
        subject = f"incident:{incident.pk}"
        entries.append(Entry(f"incidents.incident.{verb}", actor, subject, at, call.institution.path, detail))
        links.append((incident.pk, call.alarm))
    Incident.house.bulk_update(graver.values(), ["severity"])
    Incident.house.bulk_update(ringing.values(), ["answer_by", "told_at"])
    copy_values(IncidentChange, CHANGE_FIELDS, changes)
    copy_values(IncidentAlarm, ("incident_id", "alarm_id"), links)
    cameras.look_soon(institutions=[one.institution_id for one in touched.values() if one.source_id is None], at=at)
    for incident in touched.values():
        live.publish("incidents", scope=incident.institution.path, incident=incident.pk)
    ledger.append(entries)
    return list(touched.values())


def _open(call: Call, actor: str, at: datetime) -> Incident:
    procedure = procedures()[call.procedure]
    incident = Incident.house.create(
        institution=call.institution, area=call.area, source_id=call.account, procedure=procedure.id, version=procedure.version,
        severity=max(procedure.severity, call.severity), opened_at=call.at, answers_needed=procedure.answers, lacking=procedure.answers,
        answer_by=call.at + timedelta(seconds=procedure.answer_within) * clock.pace(),
    )  # fmt: skip
    IncidentStep.objects.bulk_create(steps_of(procedure, incident, since=call.at))
    note_change(incident, "open", "", actor, at, note=f"alarm:{call.alarm}")
    return incident


def _standing(calls: Sequence[Call]) -> dict[tuple, Incident]:
    """The open incidents that the calls may join, held, by what shares one."""
    places = {call.institution.pk: call.institution for call in calls}
    rows = Incident.house.unclosed().with_unseen().select_for_update(of=("self",))
    rows = rows.filter(institution__in=places.values())
    found = {}
    for incident in rows.order_by("pk"):
        incident.institution = places[incident.institution_id]
        found.setdefault((incident.institution_id, incident.procedure, incident.source_id), incident)
    return found


def steps_of(procedure: Procedure, incident: Incident, *, since: datetime) -> list[IncidentStep]:
    """The procedure's steps as rows, clocks running from `since`; not saved."""
    pace = clock.pace()
    return [
        IncidentStep(
            incident=incident, number=number, code=step.id, kind=step.kind, zh=step.zh, en=step.en, hint_zh=step.hint_zh,
            hint_en=step.hint_en, source=step.source, outcomes=[outcome.model_dump() for outcome in step.outcomes], within=step.within,
            due_at=since + timedelta(seconds=step.within) * pace, mandatory=step.mandatory, when_real=step.when_real,
        )
        for number, step in enumerate(procedure.steps, 1)
    ]  # fmt: skip
