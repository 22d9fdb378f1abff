"""Reads behind the records' pages: the list of a kind with its filters, and what one record's page needs besides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anbao.kit import clock
from anbao.kit.files.models import Attachment
from anbao.kit.files.rules import PICTURES
from anbao.loom.campaigns.models import Campaign, Net
from anbao.loom.records import drawing
from anbao.loom.records.descriptors import FieldSpec, Kind, kinds
from anbao.loom.records.models import Flag, Record
from anbao.loom.records.queries import attached_to
from anbao.loom.tasks.models import Task
from anbao.org.models import InstitutionKind, Person

PAGE = 50
#: columns of a list besides place, hour and person; the detail page has them all
COLUMNS = 4
SHORT = ("text", "integer", "decimal", "date", "time", "choice", "yesno", "person", "institution")


@dataclass(frozen=True)
class Wanted:
    """The filters of a list, as the query string says them.

    ``also`` are further kinds whose records stand in the same list (``with``), ``filed_before`` the day before which the
    server got the record, ``chosen`` the values of fields that offer a choice.
    """

    place: int | None = None
    place_kind: str = ""
    campaign: int | None = None
    since: date | None = None
    until: date | None = None
    flag: str = ""
    defects: bool = False
    withdrawn: bool = False
    filed_before: date | None = None
    also: tuple[str, ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    before: tuple[datetime, int] | None = None

    @property
    def backwards(self) -> bool:
        """The last day lies before the first one: told at its field, and nothing is exported."""
        return self.since is not None and self.until is not None and self.until < self.since

    @classmethod
    def read(cls, query: QueryDict, kind: Kind) -> "Wanted":
        """Nonsense in the query string is no filter."""
        place_kind, flag = query.get("place_kind", ""), query.get("flag", "")
        offered = {spec.id: {choice.id for choice in spec.choices} for spec in kind.fields if spec.type == "choice"}
        return cls(
            place=_number(query.get("place", "")), campaign=_number(query.get("campaign", "")),
            place_kind=place_kind if place_kind in InstitutionKind.values else "",
            filed_before=_day(query.get("filed_before", "")),
            also=tuple(name for name in query.getlist("with") if name in kinds() and name != kind.id),
            chosen={name: query[name] for name, ids in offered.items() if query.get(name) in ids},
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")), flag=flag if flag in Flag.values else "",
            defects=query.get("defects") == "1", withdrawn=query.get("withdrawn") == "1",
            before=_key(query.get("before", "")),
        )  # fmt: skip


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


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


def campaign_of(user, wanted: Wanted) -> Campaign | None:
    """The campaign that the filter names; None without one or for one that the reader doesn't see."""
    rows = Campaign.objects.visible_to(user).select_related("lead")
    return rows.filter(pk=wanted.campaign).first() if wanted.campaign else None


def rows_of(user, kind: Kind, wanted: Wanted, campaign: Campaign | None):
    """Records of a kind that the user sees and the filters leave, newest first. Events count for every campaign on whose
    ground they happened (``day_of``)."""
    rows = Record.objects.visible_to(user).of_kind(kind.id, *wanted.also)
    if wanted.place:
        rows = rows.filter(institution_id=wanted.place)
    if wanted.place_kind:
        rows = rows.filter(institution__kind=wanted.place_kind)
    if campaign is not None and kind.day_of:
        rows = rows.happened_in(campaign)
    elif wanted.campaign:
        rows = rows.filter(campaign_id=wanted.campaign)
    if wanted.filed_before:
        rows = rows.filter(filed_at__lt=datetime.combine(wanted.filed_before, time(), clock.local_zone()))
    if wanted.chosen:
        rows = rows.filter(**{f"values__{name}": value for name, value in wanted.chosen.items()})
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


def shared(kind: Kind, also: tuple[str, ...]) -> Kind:
    """The kind narrowed to the fields that every one of the further kinds has too: what their common list can show."""
    others = [kinds()[name] for name in also]
    if not others:
        return kind

    def everywhere(spec: FieldSpec) -> bool:
        return all((other.field(spec.id) or spec).type == spec.type and other.field(spec.id) for other in others)

    return kind.model_copy(update={"fields": tuple(filter(everywhere, kind.fields)), "checklist": ()})


def narrowed_by(kind: Kind, wanted: Wanted) -> list[str]:
    """What narrows the list besides its campaign and the fields of its filter form, in words."""
    words = [str(kinds()[name]) for name in (kind.id, *wanted.also)] if wanted.also else []
    if wanted.place_kind:
        words.append(str(InstitutionKind(wanted.place_kind).label))
    if wanted.filed_before:
        words.append(_("filed before %(day)s") % {"day": wanted.filed_before})
    for name, value in wanted.chosen.items():
        spec = kind.field(name)
        words.append(f"{spec}: {next(str(choice) for choice in spec.choices if choice.id == value)}")
    return words


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
        record.cells = [(str(spec), drawing.said(spec, record.values.get(spec.id), names)) for spec in columns]


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


def record_of_task(task_id: int) -> Record | None:
    """The standing record that a task was completed with."""
    rows = Record.house.standing().select_related("institution", "filed_by").filter(task=task_id)
    return rows.order_by("filed_at", "pk").first()


def supplements_of(record: Record) -> list[Record]:
    """What was filed for the same task after this record had closed it."""
    return list(Record.house.filter(supplements=record).select_related("filed_by").order_by("filed_at", "pk"))


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
