"""What was stated of a place's day already, and the task that waits for the statement: for kinds that state it once a day."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from anbao.loom.records.descriptors import Kind
from anbao.loom.records.models import Record
from anbao.loom.tasks.models import Task, TaskState
from anbao.org.models import Institution

#: kind, institution, day
Key = tuple[str, int, date]


def standing(keys: Iterable[Key]) -> dict[Key, Record]:
    """The first record that stands for each of the places' days. One query."""
    wanted = set(keys)
    rows = Record.house.standing().select_related("institution", "filed_by").order_by("-filed_at", "-pk")
    rows = rows.filter(kind__in={k for k, _p, _d in wanted}, institution__in={p for _k, p, _d in wanted}, day__in={d for _k, _p, d in wanted})  # fmt: skip
    found = {(row.kind, row.institution_id, row.day): row for row in rows}
    return {key: found[key] for key in wanted if key in found}


def waiting(keys: Iterable[Key]) -> dict[Key, Task]:
    """The task that waits for the statement of each of the places' days. One query."""
    wanted = set(keys)
    rows = Task.house.filter(state__in=[TaskState.OPEN, TaskState.MISSED], day__in={d for _k, _p, d in wanted})
    rows = rows.filter(record_kind__in={k for k, _p, _d in wanted}, institution__in={p for _k, p, _d in wanted})
    found = {(row.record_kind, row.institution_id, row.day): row for row in rows.order_by("-due_at", "-pk")}
    return {key: found[key] for key in wanted if key in found}


def record(one: Record) -> dict[str, str]:
    """The fault of a second statement beside one that stands."""
    told = {
        "who": one.filed_by, "place": one.institution, "n": one.pk, "when": f"{timezone.localtime(one.filed_at):%m-%d %H:%M}",
    }  # fmt: skip
    return {
        "record": _("%(who)s filed it for %(place)s at %(when)s already, number %(n)d. If that is wrong, correct it.")
        % told
    }


def task(one: Task) -> dict[str, str]:
    """The fault of a statement beside the task that asks for it."""
    return {"task": _("It is a task of that day, number %(n)d: complete it there, so that it counts.") % {"n": one.pk}}


def of(kind: Kind, place: Institution, day: date) -> tuple[Record | None, Task | None]:
    """What stands and what waits, for the form that is about to say it again."""
    if not kind.once_a_day:
        return None, None
    key = (kind.id, place.pk, day)
    stands = standing([key]).get(key)
    return stands, None if stands else waiting([key]).get(key)
