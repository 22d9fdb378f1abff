"""What filings are held against in the house: licences, places below, how many people there are, the record that came first.

Every rule takes the filings of a batch with what was loaded for them, asks once for all of them, and gives the faults of
those that fail: {index: {field: words}}.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from anbao.kit import clock
from anbao.kit.locks import Lock, hold
from anbao.loom.records import rules, said
from anbao.loom.records.models import Record
from anbao.org import queries as org
from anbao.org.models import Certificate, Institution

if TYPE_CHECKING:
    from anbao.loom.records.actions import Case

Faults = dict[int, dict[str, str]]


def _unsupplemented(cases: Sequence["Case"]) -> Faults:
    """Supplements to a record that is not the one their task was closed with."""
    named = {index: case for index, case in enumerate(cases) if case.filing.supplements}
    if not named:
        return {}
    rows = Record.house.standing().filter(pk__in=[case.filing.supplements for case in named.values()])
    task_of = dict(rows.values_list("pk", "task_id"))
    words = {"record": _("Only the record that this task was completed with can be supplemented.")}
    return {
        index: words
        for index, case in named.items()
        if case.task is None or task_of.get(case.filing.supplements) != case.task.pk
    }


def _unlicensed(cases: Sequence["Case"]) -> Faults:
    """Signers of kinds that want a licence, who have none that is valid on the day."""
    wanting = [(i, c) for i, c in enumerate(cases) if c.kind.signatures.licence]
    if not wanting:
        return {}
    signers = {p.pk for _, c in wanting for p in (c.filing.actor, *c.filing.co_signers)}
    held = Certificate.house.filter(person_id__in=signers).values_list("person_id", "kind", "valid_from", "valid_until")
    valid = {(person, kind): (start, end) for person, kind, start, end in held.order_by("valid_until")}
    faults = {}
    for index, case in wanting:
        day = clock.local_day(case.filing.at)
        for person in (case.filing.actor, *case.filing.co_signers):
            days = valid.get((person.pk, case.kind.signatures.licence))
            if days is None or not days[0] <= day <= days[1]:
                faults[index] = {"signatures": _("%(name)s holds no valid licence for this.") % {"name": person.name}}
    return faults


def _misplaced(cases: Sequence["Case"]) -> Faults:
    """Forms that name the place of their defects: it has to lie at or below the place of the record."""
    naming = {i: c.judged.values.get(c.kind.defects_at) for i, c in enumerate(cases) if c.kind.defects_at}
    if not naming:
        return {}
    known = Institution.house.in_bulk([pk for pk in naming.values() if pk])
    faults = {}
    for index, pk in naming.items():
        case, place = cases[index], known.get(pk)
        if place is not None and place.path.startswith(case.institution.path):
            case.found_at = place
        elif pk:
            faults[index] = {
                case.kind.defects_at: _("That place does not belong to %(place)s.") % {"place": case.institution}
            }
    return faults


def _crowded(cases: Sequence["Case"]) -> Faults:
    """Counts of people beyond those of the place and below it, with nobody else named or more than can be believed."""
    counted = {i: c for i, c in enumerate(cases) if c.kind.attendance != "none" and c.filing.attendance}
    known: dict[str, int] = {}
    faults = {}
    for index, case in counted.items():
        path = case.institution.path
        if path not in known:
            known[path] = org.people_within(path, clock.local_day(case.filing.at))
        case.guests = max(case.filing.attendance - known[path], 0)
        fault = rules.beyond(case.kind, case.filing.attendance, case.judged.values, known[path])
        if fault:
            faults[index] = fault
    return faults


#: who left that long ago may still be among those who are counted today
LATELY = timedelta(days=31)


def _outnumbering(cases: Sequence["Case"]) -> Faults:
    """Numbers of the form that count people, above those whom the place had lately."""
    faults = {}
    for index, case in enumerate(cases):
        if any(spec.counts for spec in case.kind.fields):
            day = clock.local_day(case.filing.at)
            people = org.people_within(case.institution.path, day, since=day - LATELY)
            if fault := rules.outnumbering(case.kind, case.judged.values, people):
                faults[index] = fault
    return faults


def _said_before(cases: Sequence["Case"]) -> Faults:
    """Statements of a place's day (``once_a_day``) without a task, where one stands already or the day's task waits for it.

    What a task asks for is always taken: whoever owes it has to be able to give it.
    """
    loose = {
        i: (c.kind.id, c.institution.pk, rules.day_of(c.kind, c.judged.values, c.filing.at))
        for i, c in enumerate(cases)
        if c.kind.once_a_day and c.task is None
    }
    if not loose:
        return {}
    # two at once would both find nothing standing
    hold(Lock.DAYS_STATEMENT)
    stood = {key: (said.record(record)) for key, record in said.standing(loose.values()).items()}
    stood |= {key: said.task(task) for key, task in said.waiting(loose.values()).items() if key not in stood}
    faults: Faults = {}
    for index, key in loose.items():
        if key in stood:
            faults[index] = stood[key]
        else:
            stood[key] = {"record": _("Only one of them can stand for this place and day.")}
    return faults


RULES: tuple[Callable[[Sequence["Case"]], Faults], ...] = (
    _unlicensed,
    _misplaced,
    _crowded,
    _outnumbering,
    _unsupplemented,
)


def faults_of(cases: Sequence["Case"], *, corrects: bool = False) -> Faults:
    """The faults that every rule finds; a form that names where its defects lie gets that place (``found_at``).

    `corrects`: the filing takes the place of one that stands.
    """
    faults: Faults = {}
    for rule in RULES if corrects else (*RULES, _said_before):
        for index, words in rule(cases).items():
            faults.setdefault(index, {}).update(words)
    return faults
