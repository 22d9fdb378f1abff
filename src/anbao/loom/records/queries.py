"""Reads of records for other packages: the kinds, and a filing that says "all in order"."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from anbao.kit.access.scopes import Reach
from anbao.kit.files.models import Attachment
from anbao.loom.campaigns import queries as campaigns
from anbao.loom.records import descriptors, filers, rules
from anbao.loom.records.actions import Filing
from anbao.loom.records.contradictions import Observation as Observation
from anbao.loom.records.descriptors import Kind, kinds
from anbao.loom.records.models import Record
from anbao.loom.tasks.models import Task
from anbao.org.models import Institution, InstitutionKind, Person


def kind_of(kind_id: str) -> Kind | None:
    """The descriptor of a kind, None for one this site does not know."""
    return kinds().get(kind_id)


def every_kind() -> list[Kind]:
    """Every kind of record there is, in the order of the nets."""
    return list(kinds().values())


def about(kind_id: str) -> dict[str, set[str]]:
    """What a kind is about, by the keys of a measure's scope (``descriptors.about``)."""
    return descriptors.about()[kind_id]


def is_quick(kind_id: str) -> bool:
    """Whether "all in order" may be said with one button: the kind says so, and one signature is enough."""
    kind = kinds().get(kind_id)
    return bool(kind and kind.quick and kind.signatures.count <= 1)


def kinds_for(reach: Reach) -> list[Kind]:
    """Kinds that these posts may file somewhere without a task, in the order of the nets."""
    return [kind for kind in kinds().values() if filers.where(kind, reach)]


def may_fill(task: Task, person: Person | None, reach: Reach) -> bool:
    """Whether this person may file the record that a task waits for."""
    if person is None or task.record_kind not in kinds():
        return False
    return task.assignee_id == person.pk or filers.may_do(kinds()[task.record_kind], reach, path=task.institution.path)


def places_to_file(kind: Kind, reach: Reach):
    """The institutions about which these posts may file a kind without a task."""
    found = filers.where(kind, reach)
    wanted = Q(path__in=found.at)
    for path in found.under:
        wanted |= Q(path__startswith=path)
    rows = Institution.house.filter(wanted, closed_on__isnull=True) if found else Institution.house.none()
    return rows.filter(kind__in=kind.places) if kind.places else rows.exclude(kind=InstitutionKind.VENDOR)


def preset_of(task: Task | None) -> dict:
    """What the task's measure already says about its record."""
    return dict(campaigns.presets([task.measure_id]).get(task.measure_id, {})) if task and task.measure_id else {}


def all_in_order(*, task: Task, actor: Person, at: datetime, client_key: UUID | None = None) -> Filing:
    """The filing behind "✓ all in order": every item in order, every field at its default."""
    kind = kinds()[task.record_kind]
    return Filing(
        actor=actor, at=at, kind=kind.id, task=task.pk, values=kind.in_order_values() | preset_of(task),
        checks={item.id: rules.OK for item in kind.checklist}, client_key=client_key,
    )  # fmt: skip


def in_order_bodies(tasks: list[Task]) -> dict[int, dict]:
    """The same as the API takes it, by task, for phones that may have no connection when the button is pressed."""
    presets = campaigns.presets({task.measure_id for task in tasks if task.measure_id}) if tasks else {}
    bodies = {}
    for task in tasks:
        kind = kinds()[task.record_kind]
        values = kind.in_order_values() | dict(presets.get(task.measure_id, {}))
        checks = {item.id: rules.OK for item in kind.checklist}
        bodies[task.pk] = {"kind": kind.id, "task": task.pk, "values": values, "checks": checks}
    return bodies


def attached_to(record: Record) -> list[Attachment]:
    """What was filed with a record, in the order it was brought."""
    return list(Attachment.house.filter(owner=f"record:{record.pk}").order_by("pk"))
