"""The desk's tables as workbooks: incidents, and false alarms by zone."""

from django.utils.translation import gettext_lazy as _

from anbao.command.incidents.models import Incident
from anbao.command.incidents.procedures import causes
from anbao.kit.tables.sheets import Column, Sheet

#: the groups of causes in words
GROUP_WORDS = {"real": _("Real"), "false": _("False"), "technical": _("Technical"), "test": _("Test")}


def told_rows(rows):
    """Incidents with all that a line of the workbook tells; read in portions."""
    return rows.select_related("institution", "area", "operator", "source__institution").prefetch_related(
        "steps", "answers__person", "links__alarm__zone"
    )


def _zones(incident: Incident) -> str:
    alarms = [link.alarm for link in incident.links.all()]
    said = (" ".join(filter(None, (alarm.zone_number, str(alarm.zone or "")))) for alarm in alarms)
    return "、".join(filter(None, dict.fromkeys(said)))


def _seconds(incident: Incident) -> int | None:
    """From the opening to the first answer."""
    return int((incident.answered_at - incident.opened_at).total_seconds()) if incident.answered_at else None


def _count(incident: Incident, fits) -> int:
    return sum(1 for step in incident.steps.all() if fits(step))


INCIDENTS = Sheet("incidents", _("Incidents"), (
    Column("id", _("Number"), lambda i: i.pk), Column("opened_at", _("Opened at"), lambda i: i.opened_at),
    Column("place", _("Institution"), lambda i: i.place.name if i.place else i.where), Column("institution", _("Institution code"), lambda i: i.place.code if i.place else ""),
    Column("area", _("Key area"), lambda i: i.area.name if i.area else ""), Column("kind", _("Kind"), lambda i: str(i.word)),
    Column("severity", _("Severity"), lambda i: i.get_severity_display()), Column("state", _("State"), lambda i: i.get_state_display()),
    Column("alarms", _("Alarms"), lambda i: "、".join(dict.fromkeys(str(link.alarm) for link in i.links.all()))),
    Column("zones", _("Zones"), _zones), Column("answered", _("Seconds to the answer"), _seconds),
    Column("answers", _("Answered by"), lambda i: [answer.person.name for answer in i.answers.all()]),
    Column("operator", _("Operator"), lambda i: i.operator.name if i.operator else ""),
    Column("late", _("Late steps"), lambda i: _count(i, lambda step: step.late)),
    Column("skipped", _("Skipped mandatory steps"), lambda i: _count(i, lambda step: step.state == "skipped" and step.mandatory)),
    Column("closed_at", _("Ended at"), lambda i: i.closed_at),
    Column("cause", _("Cause"), lambda i: str(causes().get(i.cause, i.cause))),
    Column("group", _("Group of the cause"), lambda i: str(GROUP_WORDS.get(i.cause_group, ""))),
    Column("note", _("Note"), lambda i: i.note), Column("reopened", _("Reopened"), lambda i: i.reopened),
))  # fmt: skip

ZONES = Sheet("false-alarms", _("False alarms by zone"), (
    Column("place", _("Institution"), lambda line: line.place.name if line.place else ""), Column("institution", _("Institution code"), lambda line: line.place.code if line.place else ""),
    Column("number", _("Zone number"), lambda line: line.number), Column("zone", _("Zone name"), lambda line: line.name),
    Column("false", _("False"), lambda line: line.false), Column("real", _("Real"), lambda line: line.real),
    Column("all", _("All"), lambda line: line.incidents), Column("share", _("Share of false"), lambda line: round(line.share, 4)),
))  # fmt: skip
