"""Honesty of evidence: a report that says "nothing happened" is held against what the day shows.

A standing record whose kind names ``contradicted_by`` is flagged when an incident was recorded for that day at its
place or below it, or when a major or critical finding at its place was found by the end of the day and not closed
before it began (units below answer for their own findings in their own reports). What higher floors know of the day
(settings.ANBAO_EVIDENCE: a real alarm that was worked at the desk) counts like an incident's record.
So is a checklist that says "in order" of what was seen to be out of order at that moment (an item's ``denied_by`` and
settings.ANBAO_OBSERVATIONS: a camera's picture fault). The flag follows the evidence: it goes again when the incident's
record is corrected.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from anbao.kit import clock
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.loom.findings.models import Finding
from anbao.loom.records.descriptors import Kind, kinds
from anbao.loom.records.models import Flag, Record
from anbao.org.queries import lineage

#: record kinds that say something did happen
INCIDENTS = ("incident",)


@dataclass(frozen=True)
class Observation:
    """Something out of order was seen at a place: ``word`` is what a checklist's ``denied_by`` names, ``until`` None: still."""

    word: str
    path: str
    since: datetime
    until: datetime | None
    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh


def _window(day: date) -> tuple[datetime, datetime]:
    start = datetime.combine(day, time(), tzinfo=clock.local_zone())
    return start, start + timedelta(days=1)


def _observations(start: datetime, end: datetime) -> list[Observation]:
    return [seen for name in settings.ANBAO_OBSERVATIONS for seen in import_string(name)(start, end)]


def _denied(
    kind: Kind, checks: Mapping[str, str], path: str, moment: datetime, seen: Iterable[Observation]
) -> dict[str, list[Observation]]:
    """Item -> what denies it; items that are in order only."""
    found = {}
    for item in kind.checklist:
        if item.denied_by and checks.get(item.id) == "ok":
            found[item.id] = [
                one for one in seen
                if one.word in item.denied_by and one.path.startswith(path) and one.since <= moment
                and (one.until is None or moment < one.until)
            ]  # fmt: skip
    return {item: against for item, against in found.items() if against}


def denials(record: Record) -> dict[str, list[Observation]]:
    """What was seen against a record's items in order, by item."""
    kind = kinds()[record.kind]
    if not any(item.denied_by for item in kind.checklist):
        return {}
    moment = record.claimed_at or record.filed_at
    return _denied(
        kind, record.checks, record.institution.path, moment, _observations(moment, moment + timedelta(seconds=1))
    )


def _evidence(day: date) -> tuple[set[str], set[str]]:
    """Paths of the places with an incident on `day`, and of those with an open serious finding."""
    start, end = _window(day)
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


#: days back that are compared again and again, and within which late news of older days is looked for
LATELY = timedelta(days=2)


def compare_lately(*, at: datetime) -> int:
    """Compare yesterday, today, and every older day of which something came lately: an incident that was found out
    afterwards, a correction. Returns how many statements are contradicted."""
    today = clock.local_day(at)
    news = Record.house.filter(Q(kind__in=INCIDENTS) | Q(corrects__isnull=False), filed_at__gte=at - LATELY)
    told = news.order_by().values_list(
        "day", "corrects__day"
    )  # a corrected hour takes an event from one day to another
    days = {today - timedelta(days=1), today, *(day for pair in told for day in pair if day)}
    return sum(compare(day=day, at=at) for day in sorted(days))


@transaction.atomic
def compare(*, day: date, at: datetime) -> int:
    """Flag and unflag the day's positive statements; returns how many are contradicted."""
    contradicted, entries = flagged(day=day, at=at)
    ledger.append(entries)
    return contradicted


def flagged(*, day: date, at: datetime) -> tuple[int, list[Entry]]:
    """As ``compare``, without the ledger's lines: those who write others beside them append all at once, because the
    ledger's lock is the last that anybody waits for."""
    statements = [
        kind.id for kind in kinds().values()
        if kind.contradicted_by or any(item.denied_by for item in kind.checklist)
    ]  # fmt: skip
    if not statements:
        return 0, []
    incidents, findings = _evidence(day)
    seen = _observations(*_window(day))
    # of a bank's thousands of statements only those on the way to what happened, or flagged before, can want a change
    touched = lineage(incidents | findings | {one.path for one in seen})
    rows = (
        Record.house.of_kind(*statements)
        .standing()
        .filter(Q(institution__path__in=touched) | Q(flags__contains=[Flag.CONTRADICTED]), day=day)
    )
    contradicted, changed = 0, {}
    for pk, kind, situation, flags, path, checks, claimed, filed in rows.values_list(
        "pk", "kind", "values__situation", "flags", "institution__path", "checks", "claimed_at", "filed_at"
    ):
        wrong = _contradicts(kind, situation, path, incidents, findings)
        wrong = wrong or bool(seen and _denied(kinds()[kind], checks, path, claimed or filed, seen))
        contradicted += wrong
        if wrong != (Flag.CONTRADICTED in flags):
            changed[pk] = path, wrong
    # nobody waits here for a row, since he may hold the ledger that its holder waits for: whoever holds it corrects or
    # compares it himself, and the next look at the day sees it again
    free = Record.house.select_for_update(of=("self",), skip_locked=True).filter(pk__in=changed).order_by("pk")
    entries = []
    for pk, flags in free.values_list("pk", "flags") if changed else ():
        path, wrong = changed[pk]
        if wrong == (Flag.CONTRADICTED in flags):
            continue  # another look was faster
        flags = sorted({*flags, Flag.CONTRADICTED} if wrong else set(flags) - {Flag.CONTRADICTED})
        Record.house.filter(pk=pk).update(flags=flags)
        verb = "records.record.contradicted" if wrong else "records.record.uncontradicted"
        entries.append(Entry(verb, "system", f"record:{pk}", at, path, {"day": str(day)}))
    return contradicted, entries
