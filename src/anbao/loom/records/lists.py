"""Reads behind the records' pages: the list of a kind with its filters, and what one record's page needs besides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import get_language

from anbao.kit import clock
from anbao.kit.files.models import Attachment
from anbao.kit.files.rules import PICTURES
from anbao.loom.campaigns.models import Net
from anbao.loom.records import drawing
from anbao.loom.records.descriptors import FieldSpec, Kind
from anbao.loom.records.models import Flag, Record
from anbao.loom.records.queries import attached_to
from anbao.loom.tasks.models import Task
from anbao.org.models import Person

PAGE = 50
#: columns of a list besides place, hour and person; the detail page has them all
COLUMNS = 4
SHORT = ("text", "integer", "decimal", "date", "time", "choice", "yesno", "person", "institution")


@dataclass(frozen=True)
class Wanted:
    """The filters of a list, as the query string says them."""

    place: int | None = None
    since: date | None = None
    until: date | None = None
    flag: str = ""
    defects: bool = False
    withdrawn: bool = False
    before: tuple[datetime, int] | None = None

    @classmethod
    def read(cls, query: Mapping) -> "Wanted":
        """Nonsense in the query string is no filter."""
        place, flag = query.get("place", ""), query.get("flag", "")
        return cls(
            place=int(place) if place.isdecimal() else None, since=_day(query.get("since", "")),
            until=_day(query.get("until", "")), flag=flag if flag in Flag.values else "",
            defects=query.get("defects") == "1", withdrawn=query.get("withdrawn") == "1",
            before=_key(query.get("before", "")),
        )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _key(text: str) -> tuple[datetime, int] | None:
    moment, _sep, pk = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        return (at, int(pk)) if at.tzinfo else None
    except ValueError:
        return None


def rows_of(user, kind: Kind, wanted: Wanted):
    """Records of a kind that the user sees and the filters leave, newest first."""
    rows = Record.objects.visible_to(user).of_kind(kind.id)
    if wanted.place:
        rows = rows.filter(institution_id=wanted.place)
    if wanted.since:
        rows = rows.filter(day__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(day__lte=wanted.until)
    if wanted.flag:
        rows = rows.filter(flags__contains=[wanted.flag])
    if wanted.defects:
        rows = rows.filter(defects__gt=0)
    if not wanted.withdrawn:
        rows = rows.standing()
    return rows.select_related("institution", "filed_by", "area", "device").order_by("-filed_at", "-pk")


def page(rows, wanted: Wanted) -> tuple[list[Record], str]:
    """One page by key, and the key of the next one ("" for the last)."""
    if wanted.before:
        at, pk = wanted.before
        rows = rows.filter(filed_at__lte=at).filter(Q(filed_at__lt=at) | Q(pk__lt=pk))
    found = list(rows[: PAGE + 1])
    more = f"{found[PAGE - 1].filed_at.isoformat()}~{found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return found[:PAGE], more


def columns_of(kind: Kind) -> list[FieldSpec]:
    """The fields short enough for a table, the first few of them."""
    return [spec for spec in kind.fields if spec.type in SHORT][:COLUMNS]


def put_in_words(kind: Kind, records: list[Record]) -> None:
    """Give every record ``cells``: its column values in the reader's language, with two queries for the whole page."""
    columns = columns_of(kind)
    people: set[int] = set()
    places: set[int] = set()
    for record in records:
        named = drawing.mentioned(columns, record.values)
        people |= named[0]
        places |= named[1]
    names = drawing.names_of(people, places)
    for record in records:
        record.cells = [drawing.said(spec, record.values.get(spec.id), names) for spec in columns]


def counts_by_kind(user, at: datetime) -> dict[str, int]:
    """How many standing records of each kind were filed today where the user sees."""
    day = clock.local_day(at)
    start = datetime.combine(day, datetime.min.time(), clock.local_zone())
    rows = Record.objects.visible_to(user).standing().filed_between(start, start + timedelta(days=1))
    return dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))


def by_net(groups: Mapping[str, list]) -> list[tuple[str, list]]:
    """(name of the net, its kinds) in the order of the nets."""
    return [(Net(net).label, groups[net]) for net in Net.values if net in groups]


def statement_of(kind: Kind) -> str:
    """What a signer declares, in the reader's language."""
    english = (get_language() or "zh").startswith("en")
    return kind.signatures.statement_en if english else kind.signatures.statement_zh


def task_to_file(task_id: int) -> Task | None:
    """A task with everything its form shows; who may file it is the action's to say."""
    rows = Task.house.select_related("institution", "area", "device", "person", "campaign", "measure")
    return rows.filter(pk=task_id).first()


def own_record(person: Person | None, pk: int) -> Record | None:
    """A record the person filed himself, wherever it was."""
    if person is None:
        return None
    rows = Record.house.select_related(
        "institution", "filed_by", "task", "area", "device", "person", "campaign", "corrects"
    )
    return rows.filter(pk=pk, filed_by=person).first()


def record_of_key(key: UUID) -> Record | None:
    """The record that a filing with this key became."""
    return Record.house.select_related("institution", "filed_by").filter(client_key=key).first()


def people_named(ids) -> list[Person]:
    return list(Person.house.select_related("institution").filter(pk__in=ids)) if ids else []


def replacement_of(record: Record) -> Record | None:
    return Record.house.filter(corrects=record).first()


def photos_of(record: Record) -> list[Attachment]:
    """What was attached; ``is_picture`` tells a photograph from a paper."""
    found = attached_to(record)
    for attachment in found:
        attachment.is_picture = attachment.kind in PICTURES
    return found
