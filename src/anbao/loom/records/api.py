"""Records over the API: kinds, what was filed, and filing. The same checks and the same action as the form's.

A filing that was refused says every fault at its field (422), one that came too late says so (409); neither writes
anything. Sending a filing twice with its ``client_key`` gives the record of the first time (200 instead of 201).
"""

from datetime import date, datetime
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from django.db import IntegrityError
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import AwareDatetime

from anbao.kit import clock
from anbao.kit.access.scopes import Denied, reach_of
from anbao.kit.files import actions as files
from anbao.kit.files.rules import UploadRefused
from anbao.kit.refusals import REFUSALS, Id, Refusal, Text
from anbao.loom.campaigns.queries import running_at
from anbao.loom.records import intake, lists
from anbao.loom.records.actions import Filing, FilingRefused, file_record
from anbao.loom.records.descriptors import Kind
from anbao.loom.records.models import Record
from anbao.loom.records.queries import kind_of, kinds_for
from anbao.loom.records.subjects import place_named, subjects_of
from anbao.loom.tasks.actions import TaskTaken
from anbao.org.models import Institution, Person
from anbao.org.queries import person_of

router = Router()


Number = Annotated[int, Field(ge=-(2**53), le=2**53)]
Real = Annotated[float, Field(allow_inf_nan=False)]
Scalar = bool | Number | Real | Text | None
Value = Scalar | list[Scalar] | list[dict[Text, Scalar | list[Scalar]]]


class CoSigner(Schema):
    """A second person signs with a login of his own."""

    username: Text
    password: Text


class FilingIn(Schema):
    """Either ``task``, or ``institution`` with the area, device or person that the kind is about.

    ``supplements`` goes with a ``task`` that somebody completed first: the record that it was completed with (409 names
    it), beside which this one then stands uncounted.
    """

    kind: Text
    task: Id | None = None
    supplements: Id | None = None
    institution: Id | None = None
    area: Id | None = None
    device: Id | None = None
    person: Id | None = None
    values: dict[Text, Value] = {}
    checks: dict[Text, Text] = {}
    remarks: dict[Text, Text] = {}
    attachments: list[Id] = []
    co_signers: list[CoSigner] = []
    attendance: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    attendees: list[Id] = []
    claimed_at: AwareDatetime | None = None
    location: tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]] | None = None
    client_key: UUID | None = None


class RecordOut(Schema):
    id: int
    kind: str
    net: str
    campaign: int | None = Field(None, alias="campaign_id")
    task: int | None = Field(None, alias="task_id")
    institution: int = Field(alias="institution_id")
    institution_name: str = Field(alias="institution.name")
    area: int | None = Field(None, alias="area_id")
    device: int | None = Field(None, alias="device_id")
    person: int | None = Field(None, alias="person_id")
    day: date
    filed_at: datetime
    filed_by: int = Field(alias="filed_by_id")
    filed_by_name: str = Field(alias="filed_by.name")
    claimed_at: datetime | None = None
    supplements: int | None = Field(None, alias="supplements_id")
    values: dict
    checks: dict
    defects: int
    attendance: int | None = None
    photos: int
    flags: list[str]
    withdrawn_at: datetime | None = None
    client_key: UUID | None = None


class RecordPage(Schema):
    """``next``: give it as ``before`` for the next page; empty on the last."""

    records: list[RecordOut]
    next: str


class Taken(Refusal):
    """Somebody completed the task first, with this record; null where nobody filed one."""

    record: int | None = None


class KindLine(Schema):
    id: str
    net: str
    zh: str
    en: str
    target: str
    quick: bool


class FileOut(Schema):
    id: int
    name: str
    kind: str
    size: int


def _kind(kind_id: str) -> Kind:
    kind = kind_of(kind_id)
    if kind is None:
        raise Http404
    return kind


@router.get("/kinds", response={200: list[KindLine], 401: Refusal, 403: Refusal})
def kinds_list(request):
    """The kinds of records that the reader's posts may file without a task."""
    return kinds_for(reach_of(request.user))


@router.get("/kinds/{kind_id}", response={200: dict, **REFUSALS})
def kind_detail(request, kind_id: str):
    """The descriptor of a kind: fields, checklist, photos, signatures, attendance."""
    return _kind(kind_id).model_dump(mode="json")


@router.get("/records", response={200: RecordPage, **REFUSALS})
def records_list(
    request,
    kind: str,
    place: Id | None = None,
    since: date | None = None,
    before: Annotated[str, Query(description="the ``next`` of the page before")] = "",
):
    """Standing records of a kind in the reader's institutions, newest first."""
    asked = {"before": before, "place": str(place or ""), "since": since.isoformat() if since else ""}
    wanted = lists.Wanted.read(QueryDict(urlencode(asked)), _kind(kind))
    rows, more = lists.page(
        lists.rows_of(request.user, _kind(kind), wanted, lists.campaign_of(request.user, wanted)), wanted
    )
    return {"records": rows, "next": more}


@router.get("/records/{record_id}", response={200: RecordOut, **REFUSALS})
def record_detail(request, record_id: Id):
    """One record of the reader's institutions, or one that he filed himself."""
    rows = Record.objects.visible_to(request.user).select_related("institution", "filed_by")
    record = rows.filter(pk=record_id).first() or lists.own_record(getattr(request.user, "person", None), record_id)
    if record is None:
        raise Http404
    return record


def _about(request, kind: Kind, said: FilingIn) -> dict:
    """What the filing is about; raises FilingRefused or Denied as the form does."""
    if said.task:
        return {"task": said.task, "supplements": said.supplements}
    if said.supplements:
        raise FilingRefused({0: {"supplements": _("A supplement names the task that was completed.")}})
    if kind not in kinds_for(reach_of(request.user)):
        raise Denied(_("Your posts don't file this kind of record."))
    place, fault = place_named(request.user, kind, said.institution or 0)
    if place is None:
        raise FilingRefused({0: {"institution": fault}})
    campaign = running_at(place, clock.local_day(request.at))
    about = {"institution": place, "campaign": campaign}
    if kind.target != "institution":
        subject = subjects_of(request.user, kind, place).filter(pk=getattr(said, kind.target) or 0).first()
        if subject is None:
            raise FilingRefused({0: {kind.target: _("Choose what the record is about.")}})
        about[f"{kind.target}_id"] = subject.pk
    return about


def _known(said: FilingIn, person: Person) -> Record | None:
    """The record of the first time; a key that somebody else used is refused."""
    if said.client_key is None:
        return None
    record = lists.record_of_key(said.client_key)
    if record is not None and record.filed_by_id != person.pk:
        raise FilingRefused({0: {"client_key": _("This key belongs to another filing.")}})
    return record


def _filing(request, said: FilingIn, person: Person) -> Filing:
    kind = kind_of(said.kind)
    if kind is None:
        raise FilingRefused({0: {"kind": _("no such kind of record")}})
    about = _about(request, kind, said)
    draft = intake.from_data(kind, said, request, actor=person)
    filing = intake.filing_of(kind, draft, actor=person, at=request.at, **about)
    if draft.faults:
        raise FilingRefused({0: draft.faults})
    return filing


@router.post("/records", response={200: RecordOut, 201: RecordOut, 409: Taken, **REFUSALS})
def record_file(request, said: FilingIn):
    """File a record."""
    person = person_of(request.user)
    known = _known(said, person)
    if known is not None:
        return Status(200, known)
    filing = _filing(request, said, person)
    try:
        return Status(201, file_record(filing, reach=reach_of(request.user)))
    except (TaskTaken, IntegrityError) as conflict:
        # the same filing may have come in over a second connection meanwhile: then it is no conflict
        known = _known(said, person)
        if known is not None:
            return Status(200, known)
        if isinstance(conflict, IntegrityError):
            raise
        first = lists.record_of_task(conflict.tasks[0])
        return Status(409, {"detail": str(conflict), "record": first and first.pk})


@router.post("/files", response={201: FileOut, **REFUSALS})
def file_bring(request, institution: Form[Id], file: File[UploadedFile]):
    """Bring a photo or paper for a filing at an institution; its id goes into ``attachments``."""
    person = person_of(request.user)
    place = Institution.objects.visible_to(request.user).filter(pk=institution).first() or person.institution
    if place.pk != institution:
        raise Denied(_("That place is not in your institutions."))
    try:
        kept = files.bring(actor=person.tag, name=file.name, content=file.read(), scope=place.path, at=request.at)
    except UploadRefused as refused:
        raise FilingRefused({0: {"file": str(refused)}}) from refused
    return Status(201, kept)
