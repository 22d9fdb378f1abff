"""Filing: the way of one datum (design §2). ``file_records`` is the real form, ``file_record`` calls it with one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anbao.kit import clock
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.copying import copy_in
from anbao.kit.files import actions as files
from anbao.kit.files.models import Attachment
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.kit.texts import room, too_long
from anbao.loom.campaigns import queries as campaigns
from anbao.loom.campaigns.models import Campaign
from anbao.loom.findings import actions as findings
from anbao.loom.records import filers, judging, rules
from anbao.loom.records.contradictions import INCIDENTS, flagged
from anbao.loom.records.contradictions import compare as compare
from anbao.loom.records.descriptors import CheckItem, Kind, kinds
from anbao.loom.records.models import Flag, Record
from anbao.loom.tasks import actions as tasks
from anbao.loom.tasks.models import Task, TaskState
from anbao.org import queries as org
from anbao.org.models import Institution, Person

#: letters of a finding's title
TITLE = 120


class FilingRefused(ValueError):
    """The filing is not complete or not true to its kind. ``faults``: one {field: words} per refused filing index."""

    def __init__(self, faults: Mapping[int, Mapping[str, str]]):
        self.faults = {index: dict(words) for index, words in faults.items()}
        super().__init__(
            "; ".join(f"{name}: {words}" for fault in self.faults.values() for name, words in fault.items())
        )


@dataclass(frozen=True)
class Filing:
    """What a person hands in. Either `task` (an id) or `institution` (and `kind`) says what it is about.

    ``at`` is the moment the server took it in; ``claimed_at`` the hour the person says it was done.
    """

    actor: Person
    at: datetime
    kind: str
    task: int | None = None
    #: the record that closed the task first, when this one is to stand beside it
    supplements: int | None = None
    institution: Institution | None = None
    campaign: Campaign | None = None
    area_id: int | None = None
    device_id: int | None = None
    person_id: int | None = None
    values: Mapping = field(default_factory=dict)
    checks: Mapping[str, str] = field(default_factory=dict)
    #: what is wrong, by item id: words for the finding
    remarks: Mapping[str, str] = field(default_factory=dict)
    attachments: Sequence[int] = ()
    #: people who sign besides the actor
    co_signers: Sequence[Person] = ()
    attendance: int | None = None
    attendees: Sequence[int] = ()
    claimed_at: datetime | None = None
    location: tuple[float, float] | None = None
    client_key: UUID | None = None


@dataclass
class Case:
    """A filing with what was loaded for it and what was decided."""

    filing: Filing
    kind: Kind
    task: Task | None
    institution: Institution
    judged: rules.Judged
    preset: Mapping = field(default_factory=dict)
    #: where the defects are found, when the kind lets the form say it (``defects_at``)
    found_at: Institution | None = None
    #: how many of those who took part the place and those below it don't have
    guests: int = 0
    record: Record | None = None

    @property
    def closes(self) -> Task | None:
        """The task that this filing closes; a supplement comes after that."""
        return None if self.filing.supplements else self.task

    @property
    def campaign_id(self) -> int | None:
        return self.task.campaign_id if self.task else (self.filing.campaign.pk if self.filing.campaign else None)


def file_record(filing: Filing, *, reach: Reach) -> Record:
    """File one record; see file_records."""
    return file_records([filing], reaches={filing.actor.pk: reach})[0]


@transaction.atomic
def file_records(filings: Sequence[Filing], *, reaches: Mapping[int, Reach]) -> list[Record]:
    """File records, all or none, in five beats; `reaches` maps each actor's id to what his posts give him.

    Raises Denied, FilingRefused (with every fault of every filing) or tasks.TaskTaken. A filing whose client_key
    is known gives the record of that time again and changes nothing.
    """
    return _filed(filings, lambda case: _authorise(case, reaches.get(case.filing.actor.pk, Reach())))


def _filed(
    filings: Sequence[Filing], authorise: Callable[["Case"], None], *, corrects: Record | None = None
) -> list[Record]:
    known = _already_filed(filings)
    fresh = [f for f in filings if f.client_key not in known]
    cases = _load(fresh)
    for case in cases:
        authorise(case)
    _decide(cases, corrects=corrects)
    _write(cases)
    by_filing = {id(case.filing): case.record for case in cases}
    return [by_filing.get(id(f)) or known[f.client_key] for f in filings]


def _already_filed(filings: Sequence[Filing]) -> dict[UUID, Record]:
    keys = [f.client_key for f in filings if f.client_key]
    return {r.client_key: r for r in Record.house.filter(client_key__in=keys)} if keys else {}


def _load(filings: Sequence[Filing]) -> list[Case]:
    """Beat one: everything under lock, a few queries for the whole batch."""
    ids = sorted({f.task for f in filings if f.task})
    held = {t.pk: t for t in Task.house.select_for_update().filter(pk__among=ids).order_by("pk")}
    _place(held)
    missing = [f for f in filings if (f.task and f.task not in held) or (not f.task and f.institution is None)]
    if missing:
        raise FilingRefused({filings.index(missing[0]): {"task": _("This task does not exist.")}})
    presets = campaigns.presets(task.measure_id for task in held.values())
    cases = []
    for filing in filings:
        kind = kinds().get(filing.kind)
        if kind is None:
            raise FilingRefused({filings.index(filing): {"kind": _("no such kind of record")}})
        task = held.get(filing.task)
        preset = presets.get(task.measure_id, {}) if task else {}
        form = rules.Form(
            rules.with_preset(filing.values, preset), filing.checks, filing.remarks, len(filing.attachments),
            (filing.actor.pk, *(p.pk for p in filing.co_signers)), filing.attendance, filing.attendees, filing.claimed_at,
        )  # fmt: skip
        place = task.institution if task else filing.institution
        cases.append(Case(filing, kind, task, place, rules.judge(kind, form, at=filing.at), preset))
    return cases


def _place(held: Mapping[int, Task]) -> None:
    """Give every task its place; only its path and names are read."""
    ids = {task.institution_id for task in held.values()}
    rows = Institution.house.only("path", "name", "short_name").filter(pk__among=ids).order_by()
    places = {place.pk: place for place in rows} if ids else {}
    for task in held.values():
        task.institution = places[task.institution_id]


def _authorise(case: Case, reach: Reach) -> None:
    """Beat two: the task's assignee, or whoever's posts file this kind there (``filers``)."""
    task, place = case.task, case.institution
    if task is not None and task.assignee_id == case.filing.actor.pk:
        return
    if not reach.covers(place.path):
        raise Denied(_("That place is not in your institutions."))
    if task is not None and not filers.may_do(case.kind, reach, path=place.path):
        raise Denied(_("This task is somebody else's."))
    if task is None and not filers.may_file(case.kind, reach, path=place.path, place_kind=place.kind):
        raise Denied(_("Your posts don't file “%(kind)s” about %(place)s.") % {"kind": case.kind, "place": place})


def _decide(cases: Sequence[Case], *, corrects: Record | None) -> None:
    """Beat three: complete, of the right kind, the task still to be done, licences valid."""
    faults: dict[int, dict[str, str]] = {}
    for index, case in enumerate(cases):
        own = dict(case.judged.faults)
        if case.task is not None and case.task.record_kind != case.kind.id:
            own["kind"] = _("The task wants another kind of record.")
        # a correction proves the task of the record that it corrects, and came in when that one did
        task, came_at = (corrects.task, corrects.filed_at) if corrects else (case.task, case.filing.at)
        preset = campaigns.presets([task.measure_id]).get(task.measure_id, {}) if corrects and task else case.preset
        own |= rules.against_preset(case.kind, case.judged.values, preset)
        opens_at = task.opens_at if task is not None else None
        own |= rules.untimely(case.kind, opens_at=opens_at, claimed_at=case.filing.claimed_at, at=came_at)
        if own:
            faults[index] = own
    for index, words in judging.faults_of(cases, corrects=corrects is not None).items():
        faults.setdefault(index, {}).update(words)
    if faults:
        raise FilingRefused(faults)
    waiting = (TaskState.OPEN, TaskState.MISSED)
    taken = [c.task.pk for c in cases if c.closes is not None and c.closes.state not in waiting]
    if taken:
        raise tasks.TaskTaken(taken)


def _write(cases: Sequence[Case]) -> None:
    """Beats four and five: rows, tasks claimed and closed, roll-up, findings, then the ledger."""
    if not cases:
        return
    for case in cases:
        case.record = _row(case)
    copy_in([case.record for case in cases])
    tasks.change_states(
        [tasks.Change(c.closes, TaskState.DONE, c.filing.at, c.filing.actor.tag) for c in cases if c.closes is not None]
    )
    _own_attachments(cases)
    entries = [
        Entry("records.record.filed", c.filing.actor.tag, f"record:{c.record.pk}", c.filing.at, c.institution.path,
              _told(c))
        for c in cases
    ]  # fmt: skip
    # orders move roll-ups: before the first ledger line, whose lock is the last that a filing waits for
    for case in cases:
        _give_orders(case)
    for case in cases:
        _open_findings(case)
    # what says "nothing happened", and what did happen, is held against the day at once
    days = {(c.record.day, c.filing.at) for c in cases if c.kind.id in INCIDENTS or c.kind.contradicted_by}
    # on nearly every day nothing happened; what else may deny a report is looked at every ten minutes
    happened = Record.house.of_kind(*INCIDENTS).standing().filter(day__in={day for day, _at in days}) if days else None
    latest = dict(sorted(days)) if happened is not None and happened.exists() else {}
    entries += [line for day, at in latest.items() for line in flagged(day=day, at=at)[1]]
    ledger.append(entries)
    live.publish_places("records", [c.institution.path for c in cases], records=[c.record.pk for c in cases][:50])


def _told(case: Case) -> dict:
    """What the ledger says of a filing."""
    record, task = case.record, case.task.pk if case.task else None
    told = {"kind": case.kind.id, "task": task, "defects": record.defects, "flags": record.flags}
    return told | ({"supplements": record.supplements_id} if record.supplements_id else {})


def _row(case: Case) -> Record:
    f, task, judged = case.filing, case.task, case.judged
    due_at = task.due_at if task else None
    flags = rules.flags_of(case.kind, due_at=due_at, claimed_at=f.claimed_at, filed_at=f.at, guests=case.guests)
    signers = (f.actor, *f.co_signers)
    return Record(
        kind=case.kind.id, net=case.kind.net, campaign_id=case.campaign_id, task_id=task and task.pk, institution_id=case.institution.pk,
        area_id=task.area_id if task else f.area_id, device_id=task.device_id if task else f.device_id,
        person_id=task.person_id if task else f.person_id, filed_by_id=f.actor.pk, filed_at=f.at, claimed_at=f.claimed_at,
        day=task.day if task else rules.day_of(case.kind, judged.values, f.at), values=judged.values, checks=judged.checks,
        defects=len(judged.defects), attendance=f.attendance if f.attendance is not None else (len(set(f.attendees)) or None),
        attendees=list(dict.fromkeys(f.attendees)), signatures=[{"person": p.pk, "name": p.name, "at": f.at.isoformat()} for p in signers],
        photos=len(f.attachments), lon=f.location and f.location[0], lat=f.location and f.location[1], flags=flags,
        client_key=f.client_key, supplements_id=f.supplements,
    )  # fmt: skip


def _own_attachments(cases: Sequence[Case]) -> None:
    files.own({pk: f"record:{case.record.pk}" for case in cases for pk in case.filing.attachments})


def _open_findings(case: Case) -> None:
    if not case.judged.defects:
        return
    campaign = case.filing.campaign or (case.task.campaign if case.task else None)
    f = case.filing
    defects = [
        findings.Defect(
            institution=case.found_at or case.institution, category=item.defect.category, severity=item.defect.severity,
            title=f.remarks[item.id], found_in=f"record:{case.record.pk}", **_details(case.kind, item, f.remarks[item.id]),
            found_by=f.actor, at=f.at, campaign=campaign, area=case.record.area, device=case.record.device,
        )
        for item in case.judged.defects
    ]  # fmt: skip
    findings.open_findings(defects, actor=f.actor.tag)


def _details(kind: Kind, item: CheckItem, remark: str) -> dict[str, str]:
    """What a finding says besides its title: which item was not in order, and the whole remark where the title is cut."""
    whole = f"{remark}\n" if len(remark) > TITLE else ""
    return {
        "detail": f"{whole}{kind.zh}检查项未达标：{item.zh}",
        "detail_en": f"{whole}{kind.en}, item not in order: {item.en}",
    }


def _give_orders(case: Case) -> None:
    """Decisions of a meeting become tasks: rows with what, owner (a person) and due (a day)."""
    rows = case.judged.values.get(case.kind.orders) if case.kind.orders else None
    campaign = case.filing.campaign or (case.task.campaign if case.task else None)
    if not rows or campaign is None:
        return
    people = {
        p.pk: p
        for p in Person.house.select_related("institution").filter(pk__in=[r["owner"] for r in rows if "owner" in r])
    }
    orders = []
    for number, row in enumerate(rows, 1):
        owner = people.get(row.get("owner"))
        due = datetime.fromisoformat(row["due"]).replace(hour=18, tzinfo=clock.local_zone())
        orders.append(
            tasks.Order(
                net=case.kind.net, record_kind="decision_done", zh=row["what"][:120], en=row["what"][:160],
                institution=owner.institution if owner else case.institution, assignee=owner, due_at=due,
                origin=f"record:{case.record.pk}#{number}",
            )
        )  # fmt: skip
    tasks.give_orders(campaign=campaign, orders=orders, actor=case.filing.actor.tag, at=case.filing.at)


@transaction.atomic
def correct_record(filing: Filing, *, reach: Reach, record_id: int, reason: str) -> Record:
    """File a record in place of one that was wrong; the old one stays, withdrawn, with the reason.

    Photos of the old record that the filing names among its attachments prove the new one too.
    """
    old = Record.house.select_for_update(of=("self",)).select_related("institution").get(pk=record_id)
    if not reason.strip():
        raise FilingRefused({0: {"reason": _("Say why it is corrected.")}})
    if fault := too_long(reason, room(Record, "reason")):
        raise FilingRefused({0: {"reason": fault}})
    if old.withdrawn_at is not None:
        raise FilingRefused({0: {"record": _("This record was corrected before.")}})
    if not reach.covers(old.institution.path) or not (
        old.filed_by_id == filing.actor.pk or reach.may("record.file_for")
    ):
        raise Denied(_("You may not correct this record."))
    if filing.kind != old.kind:
        raise FilingRefused({0: {"kind": _("A correction is of the same kind.")}})
    # who may correct was decided here; who may file anew is another question
    new = _filed([filing], lambda case: None, corrects=old)[0]
    kept = Attachment.house.filter(pk__in=filing.attachments, owner=f"record:{old.pk}").order_by("pk")
    files.carry(actor=filing.actor.tag, rows=list(kept), owner=f"record:{new.pk}", at=filing.at)
    new.corrects, new.task, new.reason = old, old.task, reason
    new.day = new.day if kinds()[new.kind].day_of else old.day
    # what an honest reader should know of the hours of the first stays true of the second; its guests are its own
    new.flags = sorted(({*new.flags} | ({*old.flags} - {Flag.GUESTS})) - {Flag.CONTRADICTED})
    new.save(update_fields=["corrects", "task", "day", "reason", "flags"])
    old.withdrawn_at = filing.at
    old.save(update_fields=["withdrawn_at"])
    entry = Entry("records.record.corrected", filing.actor.tag, f"record:{old.pk}", filing.at, old.institution.path,
                  {"by": new.pk, "reason": reason})  # fmt: skip
    ledger.append([entry])
    for day in {old.day, new.day}:  # a report that the day denies is not washed clean by being written again
        compare(day=day, at=filing.at)
    new.refresh_from_db(fields=["flags"])
    return new


def reaches_of(people: Sequence[Person], at: datetime) -> dict[int, Reach]:
    """The reach of several actors, for file_records."""
    return org.reaches([p.pk for p in people], clock.local_day(at))
