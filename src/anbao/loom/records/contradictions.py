"""Honesty of evidence: a report that says "nothing happened" is held against what the day shows.

A standing record whose kind names ``contradicted_by`` is flagged when an incident was recorded for that day at its
place or below it, or when a major or critical finding at its place was found by the end of the day and not closed
before it began (units below answer for their own findings in their own reports). What higher floors know of the day
(settings.ANBAO_EVIDENCE: a real alarm that was worked at the desk) counts like an incident's record.
The flag follows the evidence: it goes again when the incident's record is corrected.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from anbao.kit import clock
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.loom.findings.models import Finding
from anbao.loom.records.descriptors import kinds
from anbao.loom.records.models import Flag, Record

#: record kinds that say something did happen
INCIDENTS = ("incident",)


def _evidence(day: date) -> tuple[set[str], set[str]]:
    """Paths of the places with an incident on `day`, and of those with an open serious finding."""
    start = datetime.combine(day, time(), tzinfo=clock.local_zone())
    end = start + timedelta(days=1)
    incidents = Record.house.of_kind(*INCIDENTS).standing().filter(day=day)
    findings = Finding.house.serious().filter(found_at__lt=end).exclude(closed_at__lt=start)
    told = (import_string(name)(start, end) for name in settings.ANBAO_EVIDENCE)
    return (
        set(incidents.values_list("institution__path", flat=True)).union(*told),
        set(findings.values_list("institution__path", flat=True)),
    )


def _contradicts(kind: str, situation: str | None, path: str, incidents: set[str], findings: set[str]) -> bool:
    wanted = kinds()[kind].contradicted_by
    if situation not in ("none", None):
        return False
    if "incident" in wanted and any(place.startswith(path) for place in incidents):
        return True
    return "major_finding" in wanted and path in findings


@transaction.atomic
def compare(*, day: date, at: datetime) -> int:
    """Flag and unflag the day's positive statements; returns how many are contradicted."""
    statements = [kind.id for kind in kinds().values() if kind.contradicted_by]
    if not statements:
        return 0
    incidents, findings = _evidence(day)
    rows = Record.house.of_kind(*statements).standing().filter(day=day)
    contradicted, entries = 0, []
    for pk, kind, situation, flags, path in rows.values_list(
        "pk", "kind", "values__situation", "flags", "institution__path"
    ):
        flagged, wrong = Flag.CONTRADICTED in flags, _contradicts(kind, situation, path, incidents, findings)
        contradicted += wrong
        if flagged != wrong:
            flags = sorted({*flags, Flag.CONTRADICTED} if wrong else set(flags) - {Flag.CONTRADICTED})
            Record.house.filter(pk=pk).update(flags=flags)
            verb = "records.record.contradicted" if wrong else "records.record.uncontradicted"
            entries.append(Entry(verb, "system", f"record:{pk}", at, path, {"day": str(day)}))
    ledger.append(entries)
    return contradicted
