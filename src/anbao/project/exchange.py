"""Excel in and out for the command line: every table by name, and what a workbook is an import of.

The tables of the organisation carry their own declarations (org.intake); tasks, findings, holes and the ledger by their packages;
records have one table per kind, drawn from its descriptor.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from anbao.command.incidents.models import Incident
from anbao.command.incidents.sheets import INCIDENTS, told_rows
from anbao.kit.access.scopes import Reach
from anbao.kit.ledger.models import Line
from anbao.kit.ledger.sheets import LEDGER
from anbao.kit.tables import reading, sheets
from anbao.kit.tables.plans import Plan, Refused
from anbao.kit.tables.sheets import Sheet
from anbao.loom.findings import sheets as findings
from anbao.loom.findings.models import Finding
from anbao.loom.holes import sheets as holes
from anbao.loom.holes.models import Hole
from anbao.loom.records import sheets as records
from anbao.loom.records.descriptors import kinds
from anbao.loom.records.models import Record
from anbao.loom.tasks import words as tasks
from anbao.loom.tasks.models import Task
from anbao.org import intake
from anbao.org.models import Area, Certificate, Device, Institution, Person, Post
from anbao.org.queries import with_held_posts
from anbao.senses.alarms import intake as alarms
from anbao.senses.alarms.models import AlarmSource, ArmingSchedule, Zone

#: the register of alarm sources, by the names that the command line has for its tables
ALARMS = {
    "alarm-sources": alarms.TABLES["sources"], "alarm-zones": alarms.TABLES["zones"], "arming-schedules": alarms.TABLES["schedules"],
}  # fmt: skip
#: a table that can be brought in: the organisation's or the register's
Table = intake.Table | alarms.Table
#: whoever sits at the server's command line reaches every institution
EVERYTHING = Reach(scopes=("",), powers=frozenset({"org.edit", "org.import"}))
ACTOR = "system"


@dataclass(frozen=True)
class Exported:
    """A table that can be written: its rows, and how they become a workbook."""

    rows: Callable
    book: Callable[..., Workbook]


def _written(sheet: Sheet) -> Callable[..., Workbook]:
    def book(rows, progress) -> Workbook:
        return sheets.written(sheet, rows.iterator(chunk_size=2000), progress)

    return book


def _of_kind(kind) -> Exported:
    related = ("institution", "filed_by", "area", "device")
    return Exported(
        lambda: Record.house.filter(kind=kind.id).standing().select_related(*related).order_by("filed_at", "pk"),
        lambda rows, progress: records.written(kind, rows, progress),
    )


def exported() -> dict[str, Exported]:
    """Every table by its name on the command line; the records of a kind are ``records-<kind>``."""
    found = {
        "institutions": Exported(lambda: Institution.house.select_related("parent"), None),
        "areas": Exported(lambda: Area.house.select_related("institution"), None),
        "devices": Exported(lambda: Device.house.select_related("institution", "area", "panel"), None),
        "people": Exported(lambda: with_held_posts(Person.house.select_related("institution")), None),
        "posts": Exported(lambda: Post.house.select_related("institution", "person"), None),
        "certificates": Exported(lambda: Certificate.house.select_related("person__institution"), None),
    }
    found = {name: Exported(told.rows, _written(intake.TABLES[name].sheet)) for name, told in found.items()}
    found["alarm-sources"] = Exported(
        lambda: AlarmSource.house.filter(known=True).select_related("institution", "device"), _written(ALARMS["alarm-sources"].sheet)
    )  # fmt: skip
    told = ("source__institution", "device", "area")
    found["alarm-zones"] = Exported(lambda: Zone.house.select_related(*told), _written(ALARMS["alarm-zones"].sheet))
    hours = ("institution", "source")
    found["arming-schedules"] = Exported(
        lambda: ArmingSchedule.house.select_related(*hours), _written(ALARMS["arming-schedules"].sheet)
    )
    found["tasks"] = Exported(Task.house.told, _written(tasks.TASKS))
    found["findings"] = Exported(lambda: Finding.house.select_related(*findings.TOLD), _written(findings.FINDINGS))
    found["holes"] = Exported(lambda: Hole.house.select_related(*holes.TOLD), _written(holes.HOLES))
    found["ledger"] = Exported(lambda: Line.house.order_by("seq"), _written(LEDGER))
    found["incidents"] = Exported(lambda: told_rows(Incident.house.all()), _written(INCIDENTS))
    return found | {f"records-{kind.id}": _of_kind(kind) for kind in kinds().values()}


def export(name: str, folder: Path, progress: Callable[[int, int], None]) -> tuple[Path, int]:
    """Write one table into `folder`; returns the file and how many rows it holds. Written whole or not at all."""
    told = exported()[name]
    rows = told.rows()
    total = rows.count()
    book = told.book(rows, lambda seen: progress(seen, total))
    target = folder / f"{name}.xlsx"
    temporary = folder / f".{name}.xlsx.new"
    try:
        book.save(temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target, total


def table_of(content: bytes, wanted: str = "") -> Table:
    """The table that a workbook fills: the one named, else the one whose name its first sheet carries."""
    known = intake.TABLES | ALARMS
    if wanted:
        if wanted not in known:
            raise reading.Unreadable(f"no table {wanted!r}; there are: {', '.join(known)}")
        return known[wanted]
    title = reading.title_of(content)
    for table in known.values():
        if title in sheets.names_of(table.sheet):
            return table
    raise reading.Unreadable(f"the first sheet is named {title!r}; say which table it is: --table {'|'.join(known)}")


def bring(content: bytes, table: Table, at, *, name: str, dry_run: bool) -> Plan:
    """Check, and apply all of it unless it is a dry run; the plan says what was found. Raises Unreadable."""
    filled = reading.read(content, table.sheet)
    brought = alarms if isinstance(table, alarms.Table) else intake
    if dry_run:
        return brought.plan(table, filled, EVERYTHING, at)
    try:
        return brought.apply(table, actor=ACTOR, reach=EVERYTHING, at=at, filled=filled, name=name)
    except Refused as refused:
        return refused.plan
