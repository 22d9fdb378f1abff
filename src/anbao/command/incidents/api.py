"""Incidents over the API, to read: the list with the filters of the page, one with its steps, and false alarms by zone."""

from datetime import date, datetime
from typing import Annotated

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from ninja.errors import ValidationError

from anbao.command.incidents import asking
from anbao.command.incidents.models import Incident
from anbao.command.incidents.queries import false_alarms
from anbao.command.incidents.views import may_read
from anbao.kit.refusals import REFUSALS, Id

router = Router()


class IncidentOut(Schema):
    """``cause`` and ``cause_group`` are empty while it is open; ``answer_by``: until when somebody must have answered.

    ``account``: of an alarm source that nobody had entered; ``institution`` is then the gateway's own, and ``place`` says where it
    rings as far as anybody knows: none until the account (``source``) is entered. Where the place was known, it is the institution.
    """

    id: int
    institution: int = Field(alias="institution_id")
    institution_name: str = Field(alias="institution.name")
    place: int | None = None
    account: str = ""
    source: int | None = Field(None, alias="source_id")
    area: int | None = Field(None, alias="area_id")
    procedure: str
    version: int
    severity: int
    state: str
    opened_at: datetime
    answer_by: datetime
    answers_needed: int
    answered_at: datetime | None = None
    operator: int | None = Field(None, alias="operator_id")
    closed_at: datetime | None = None
    cause: str
    cause_group: str
    note: str
    reopened: int

    @staticmethod
    def resolve_place(incident):
        return incident.place.pk if incident.place else None

    @staticmethod
    def resolve_account(incident):
        return incident.source.account if incident.source else ""


class IncidentPage(Schema):
    """``next``: give it as ``before`` for the next page; empty on the last."""

    incidents: list[IncidentOut]
    next: str


class StepOut(Schema):
    """``within``: seconds it may take from the opening; ``late``: settled after its limit."""

    number: int
    code: str
    kind: str
    zh: str
    en: str
    within: int
    due_at: datetime
    mandatory: bool
    state: str
    outcome: str
    note: str
    by: int | None = Field(None, alias="by_id")
    at: datetime | None = None
    late: bool


class AnswerOut(Schema):
    """``left_at``: from when he had it no more: handed over, taken over, freed."""

    person: int = Field(alias="person_id")
    at: datetime
    left_at: datetime | None = None


class AlarmOut(Schema):
    id: int
    kind: str
    code: str
    zh: str
    en: str
    zone: int | None = Field(None, alias="zone_id")
    zone_number: str
    severity: int
    state: str
    raised_at: datetime
    again_at: datetime | None = None
    returned_at: datetime | None = None


class ChangeOut(Schema):
    verb: str
    before: str
    after: str
    subject: str
    outcome: str
    note: str
    actor: str
    at: datetime


class IncidentWhole(IncidentOut):
    """One incident with everything that was done about it, in order."""

    steps: list[StepOut]
    answers: list[AnswerOut]
    alarms: list[AlarmOut]
    changes: list[ChangeOut]

    @staticmethod
    def resolve_steps(incident):
        return list(incident.steps.all())

    @staticmethod
    def resolve_answers(incident):
        return list(incident.answers.all())

    @staticmethod
    def resolve_alarms(incident):
        return [link.alarm for link in incident.links.all()]

    @staticmethod
    def resolve_changes(incident):
        return list(incident.changes.all())


class ZoneOut(Schema):
    """Closed incidents of one zone, or of one account that nobody had entered (``account``; its place is None while nobody knows it):
    how many, how many false, how many real."""

    institution: int | None = Field(None, alias="place.pk")
    institution_name: str | None = Field(None, alias="place.name")
    account: int | None = Field(None, alias="account.pk")
    zone: int | None
    number: str
    name: str
    incidents: int
    false: int
    real: int
    share: float


#: the query of the page, as the API says it; nonsense is told instead of passed over
Day = date | None


def _asked(request, **said) -> asking.Asked:
    may_read(request)
    if said.get("since") and said.get("until") and said["until"] < said["since"]:
        raise ValidationError([{"loc": ("query", "until"), "msg": _("This day lies before the first one.")}])
    words = {name: "" if value is None else str(value) for name, value in said.items()}
    return asking.read(request.user, words, request.at)


@router.get("/incidents", response={200: IncidentPage, **REFUSALS})
def incidents_list(
    request,
    since: Day = None,
    until: Day = None,
    place: Id | None = None,
    state: str = "",
    procedure: str = "",
    group: str = "",
    cause: str = "",
    zone: Id | None = None,
    unclosed: Annotated[bool, Query(description="what is open now, whatever the days")] = False,
    before: Annotated[str, Query(description="the ``next`` of the page before")] = "",
):
    """Incidents of the reader's institutions that opened on these days (30 unless said otherwise), newest first."""
    asked = _asked(
        request, since=since, until=until, place=place, state=state, procedure=procedure, group=group, cause=cause, zone=zone,
        open=1 if unclosed else None,
    )  # fmt: skip
    rows, more = asking.page(
        asking.incidents(request.user, asked).select_related("institution", "source__institution"), before
    )
    return {"incidents": rows, "next": more}


@router.get("/incidents/zones", response={200: list[ZoneOut], **REFUSALS})
def zones_list(request, since: Day = None, until: Day = None, place: Id | None = None):
    """False alarms by zone over these days, the worst zone first."""
    asked = _asked(request, since=since, until=until, place=place)
    return false_alarms(request.user, asked.since, asked.until, under=asked.under)


@router.get("/incidents/{incident_id}", response={200: IncidentWhole, **REFUSALS})
def incident_detail(request, incident_id: Id):
    """One incident of the reader's institutions with its steps, answers, alarms and its course."""
    may_read(request)
    rows = Incident.objects.visible_to(request.user).select_related("institution", "source__institution")
    found = rows.prefetch_related("steps", "answers", "links__alarm", "changes").filter(pk=incident_id).first()
    if found is None:
        raise Http404
    return found
