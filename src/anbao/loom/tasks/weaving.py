"""Weaving: measures x subjects x occurrences -> tasks.

Places are taken in blocks, so memory is bounded whatever the size of the bank. For each block the wanted cells are
compared with the stored ones by their natural key (measure, subject, slot): missing ones are written by COPY, open
ones whose hours moved are moved (also where a revision gives a day's task another hour, and with it another slot), open
future ones that nothing wants any more are cancelled, and what was done stays and is not asked for again that day.
Running it twice writes nothing the second time. ``plan`` is the same walk without the writes.

Repeats are stored up to the horizon; dated one-offs (``at``) for the whole campaign, because people prepare for them.
A block is one transaction with its own ledger line: a weave that was killed is finished by running it again.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from django.db import connection, transaction

from anbao.engines import cadence
from anbao.kit import clock
from anbao.kit.copying import array_of, take_stock
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.loom.campaigns import models as campaigns
from anbao.loom.campaigns import queries as dates
from anbao.loom.campaigns.models import Campaign, CampaignState
from anbao.loom.tasks import tally
from anbao.loom.tasks.models import MeasureTally, Tally, Task, TaskChange, TaskState
from anbao.loom.tasks.subjects import Block, Subject, answers, dealt, read_block, subjects
from anbao.org import queries as org
from anbao.org.models import Institution

#: days ahead for which repeats are stored (docs/decisions)
HORIZON = 14
#: places per block and transaction
BLOCK = 250

#: new tasks from which on the planner is told
MANY = 5_000

#: what a weave changes, in the order in which it is told
CHANGES = ("new", "moved", "cancelled", "reopened", "assigned", "ranked")

COLUMNS = (
    "campaign_id", "measure_id", "net", "record_kind", "zh", "en", "state", "timing", "rung", "origin",
    "institution_id", "area_id", "device_id", "person_id", "subject", "post_kind", "priority",
    "assignee_id", "slot", "day", "opens_at", "due_at", "grace_until",
)  # fmt: skip


class NotStarted(ValueError):
    """Only a started campaign is woven."""


#: measures as a revision would make them, by code; None: dropped
Revised = Mapping[str, campaigns.Measure | None]


@dataclass(frozen=True, slots=True)
class Strand:
    """A measure ready to be woven: its text and its occurrences for each factor that is asked for."""

    measure: campaigns.Measure
    text: object
    cadence: cadence.Cadence
    dated: bool
    head: str


@dataclass
class Plan:
    """What a weave does or would do: how many tasks are new, moved, cancelled, reopened, newly assigned, of another
    priority, or unchanged."""

    new: Counter = field(default_factory=Counter)
    moved: Counter = field(default_factory=Counter)
    cancelled: Counter = field(default_factory=Counter)
    reopened: Counter = field(default_factory=Counter)
    assigned: Counter = field(default_factory=Counter)
    ranked: Counter = field(default_factory=Counter)
    unchanged: int = 0
    #: codes of measures whose scope matches nothing in the whole campaign: a slip in the playbook, or a bank without such places
    unmatched: tuple[str, ...] = ()

    def counted(self) -> dict[str, Counter]:
        """The changes by kind, each a count by measure code."""
        return {name: getattr(self, name) for name in CHANGES}

    def totals(self) -> dict[str, int]:
        return {name: sum(getattr(self, name).values()) for name in CHANGES} | {"unchanged": self.unchanged}

    def add(self, other: "Plan") -> None:
        for name in CHANGES:
            getattr(self, name).update(getattr(other, name))
        self.unchanged += other.unchanged


@dataclass(frozen=True, slots=True)
class Cell:
    """One wanted task."""

    strand: Strand
    subject: Subject
    occurrence: cadence.Occurrence

    @property
    def key(self) -> tuple[int, str, str]:
        return self.strand.measure.pk, self.subject.key, self.occurrence.slot


class Loom:
    """One weave of a campaign at a moment: the window, the calendar, who sits where.

    `foreseen`: nothing will be written, so a draft may be looked at, and `revised` says what measures would be like
    (code -> measure, or None for one that is dropped).
    """

    def __init__(
        self, campaign: Campaign, at: datetime, *, until: date | None = None, extend: bool = False, foreseen: bool = False,
        revised: Revised = MappingProxyType({}),
    ):  # fmt: skip
        if campaign.state != CampaignState.STARTED and not (foreseen and campaign.state == CampaignState.DRAFT):
            raise NotStarted("only a started campaign is woven")
        today = clock.local_day(at)
        self.campaign, self.at = campaign, at
        # read here and kept: nothing may ask the database in the middle of a COPY on the same connection
        assert campaign.lead and (campaign.focus_id is None or campaign.focus)
        self.extend = extend and campaign.woven_until is not None
        first = max(campaign.starts_on, min(today, campaign.ends_on))
        self.first = campaign.woven_until + timedelta(days=1) if self.extend else first
        self.last = min(campaign.ends_on, until or today + timedelta(days=HORIZON))
        self.anchors, self.phases = dates.anchors_of(campaign), dates.phases_of(campaign)
        self.calendar = dates.calendar_for(campaign.starts_on, campaign.ends_on)
        self.chairs = org.chairs(today, under=campaign.lead.path)
        measures = {m.code: m for m in campaign.measures.filter(active=True)} | revised
        active = [m for _code, m in sorted(measures.items()) if m is not None]
        self.strands = [self._strand(m) for m in active if not m.definition.get("sealed")]
        self._known: dict[tuple[int, int], tuple[cadence.Occurrence, ...]] = {}
        self._matched: set[str] = set()

    def _strand(self, measure: campaigns.Measure) -> Strand:
        text = dates.text_of(measure)
        rhythm = cadence.parse(text.cadence)
        head = [
            self.campaign.pk, measure.pk, measure.net, measure.record_kind, measure.zh, measure.en, TaskState.OPEN, "", 0, "",
        ]  # fmt: skip
        return Strand(measure, text, rhythm, rhythm.unit == "at", "\t".join(map(copied, head)))

    def occurrences(self, strand: Strand, factor: int) -> tuple[cadence.Occurrence, ...]:
        """The strand's occurrences in the window; one-offs over the whole campaign, and not again when extending."""
        key = (strand.measure.pk, factor)
        if key not in self._known:
            whole = (self.campaign.starts_on, self.campaign.ends_on)
            window = whole if strand.dated else (self.first, self.last)
            if (strand.dated and self.extend) or window[0] > window[1]:
                self._known[key] = ()
            else:
                self._known[key] = cadence.occurrences(
                    strand.cadence.tightened(factor), window=window, anchors=self.anchors, phases=self.phases,
                    calendar=self.calendar, tz=clock.local_zone(),
                )  # fmt: skip
        return self._known[key]

    def wanted(self, block: Block) -> Iterator[tuple[Strand, Subject, tuple[cadence.Occurrence, ...]]]:
        for strand in self.strands:
            for subject in subjects(self.campaign, strand.text, block):
                self._matched.add(strand.measure.code)
                found = self.occurrences(strand, subject.factor)
                if strand.text.deal:
                    found = dealt(subject, found)
                if found:
                    yield strand, subject, found

    @property
    def unmatched(self) -> tuple[str, ...]:
        """Measures that matched no subject in the blocks walked so far."""
        return tuple(s.measure.code for s in self.strands if s.measure.code not in self._matched)

    def blocks(self) -> Iterator[list[Institution]]:
        """The campaign's places in the tree's order, a block at a time."""
        after = ""
        while True:
            rows = Institution.house.under(self.campaign.lead).filter(path__gt=after, closed_on__isnull=True)
            places = list(rows.order_by("path")[:BLOCK])
            if not places:
                return
            yield places
            after = places[-1].path

    def assignee(self, strand: Strand, subject: Subject, occurrence: cadence.Occurrence) -> tuple[int | None, str]:
        return answers(strand.text, subject, self.chairs, occurrence.day.toordinal())


def copied(value) -> str:
    """A value in COPY's text form."""
    if value is None:
        return "\\N"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def tail_of(occurrence: cadence.Occurrence) -> str:
    o = occurrence
    return f"{o.slot}\t{o.day}\t{o.opens.isoformat()}\t{o.due.isoformat()}\t{o.grace_until.isoformat()}\n"


def plan(
    campaign: Campaign, *, at: datetime, until: date | None = None, revised: Revised = MappingProxyType({})
) -> Plan:
    """What ``weave`` would change now, without changing it: of a draft once it is started, `revised` as a revision would have it."""
    loom, total = Loom(campaign, at, until=until, foreseen=True, revised=revised), Plan()
    for places in loom.blocks():
        block = read_block(places, clock.local_day(at))
        total.add(_Difference(loom, block).plan)
    total.unmatched = loom.unmatched
    return total


def weave(
    campaign: Campaign,
    *,
    at: datetime,
    actor: str = "system",
    until: date | None = None,
    extend: bool = False,
    progress: Callable[[int], None] = lambda places: None,
) -> Plan:
    """Make the stored tasks equal to the wanted ones; returns what changed. `extend` only adds the days that are new.

    `progress` is called with the number of places done. Safe to run again at any time, also after being killed.
    """
    loom, total, done = Loom(campaign, at, until=until, extend=extend), Plan(), 0
    for places in loom.blocks():
        with transaction.atomic():
            block = read_block(places, clock.local_day(at))
            part = _write_fresh(loom, block) if _untouched(loom, block) else _Difference(loom, block).write(actor)
            if any(n for name, n in part.totals().items() if name != "unchanged"):
                counts = part.totals() | {"places": len(places), "from": str(loom.first), "until": str(loom.last)}
                ledger.append(
                    [Entry("tasks.weave.block", actor, f"campaign:{campaign.pk}", at, places[0].path, counts)]
                )
        total.add(part)
        done += len(places)
        progress(done)
    with transaction.atomic():
        if sum(total.new.values()) > MANY:
            take_stock(Task, Tally, MeasureTally)
        Campaign.house.filter(pk=campaign.pk).update(woven_until=loom.last)
        live.publish("tasks", scope=campaign.lead.path, spans=True, campaign=campaign.pk)
    campaign.woven_until, total.unmatched = loom.last, loom.unmatched
    return total


def _untouched(loom: Loom, block: Block) -> bool:
    """No task of the window is stored for these places: everything wanted is new and can be copied straight in."""
    rows = Task.house.filter(
        campaign=loom.campaign, institution_id__in=[p.pk for p in block.places], measure__isnull=False
    )
    if loom.extend:  # one-offs were stored for the whole campaign at its start, and extending adds none
        dated = [strand.measure.pk for strand in loom.strands if strand.dated]
        rows = rows.filter(day__gte=loom.first).exclude(measure_id__in=dated)
    return not rows.exists()


def _write_fresh(loom: Loom, block: Block) -> Plan:
    """The fast way: COPY the wanted cells of a block that has none."""
    made, moves, tails = Plan(), tally.Moves(), {}

    def lines() -> Iterator[str]:
        for strand, subject, found in loom.wanted(block):
            future = [o for o in found if o.due >= loom.at]
            if not future:
                continue
            made.new[strand.measure.code] += len(future)
            for day, count in Counter(o.day for o in future).items():
                moves.cells[subject.place.pk, strand.measure.net, day]["due"] += count
            moves.measures[subject.place.pk, strand.measure.pk]["due"] += len(future)
            middle = _middle(strand, subject)
            for o in future:
                if id(o) not in tails:
                    tails[id(o)] = tail_of(o)
            if strand.text.assignee.rotate:
                for o in future:
                    person, post = loom.assignee(strand, subject, o)
                    yield f"{strand.head}\t{middle(post)}\t{copied(person)}\t{tails[id(o)]}"
            else:
                person, post = loom.assignee(strand, subject, future[0])
                start = f"{strand.head}\t{middle(post)}\t{copied(person)}\t"
                yield "".join([start + tails[id(o)] for o in future])

    copy_lines(lines())
    tally.move(loom.campaign.pk, moves)
    return made


def _priority(strand: Strand, subject: Subject) -> int:
    """The measure's, and one higher where its cadence is tightened."""
    return max(1, strand.text.priority - (subject.factor > 1))


def _middle(strand: Strand, subject: Subject) -> Callable[[str], str]:
    """The columns that depend on the subject, the post kind filled in."""
    s, priority = subject, _priority(strand, subject)
    ids = "\t".join(map(copied, (s.place.pk, s.area_id, s.device_id, s.person_id, s.key)))
    return lambda post: f"{ids}\t{post}\t{priority}"


def copy_lines(lines: Iterator[str], size: int = 1 << 20) -> None:
    """Stream COPY text to the task table, about a mebibyte at a time."""
    with connection.cursor() as cursor, cursor.copy(f"COPY tasks_task ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        held, length = [], 0
        for line in lines:
            held.append(line)
            length += len(line)
            if length >= size:
                copy.write("".join(held))
                held, length = [], 0
        if held:
            copy.write("".join(held))


class _Difference:
    """The careful way: wanted against stored, cell by cell, for one block."""

    def __init__(self, loom: Loom, block: Block):
        self.loom, self.block, self.plan = loom, block, Plan()
        self._strands = {strand.measure.pk: strand for strand in loom.strands}
        self.fresh: list[Cell] = []
        self.moved: list[tuple[Task, Cell]] = []
        self.reopened: list[tuple[Task, Cell]] = []
        self.assigned: list[tuple[Task, int, str]] = []
        self.ranked: list[tuple[Task, int]] = []
        self.cancelled: list[Task] = []
        stored = self._stored()
        for strand, subject, found in loom.wanted(block):
            for occurrence in found:
                cell = Cell(strand, subject, occurrence)
                self._compare(cell, stored.pop(cell.key, None))
        self._leave_done(stored.values())
        unwanted = [t for t in stored.values() if t.state == TaskState.OPEN and self._in_window(t)]
        for task in self._without_hour(unwanted):
            if task.due_at >= loom.at:
                self.cancelled.append(task)
                self.plan.cancelled[task.measure.code] += 1

    def _without_hour(self, unwanted: list[Task]) -> list[Task]:
        """Tasks whose hour a revision changed move to an hour of the same day that nobody has yet and keep who has them:
        the earliest to the earliest, what is overdue last. Returns those for which no hour was left."""
        leaving: defaultdict[tuple, list[Task]] = defaultdict(list)
        for task in sorted(unwanted, key=lambda t: (t.due_at < self.loom.at, t.due_at, t.pk), reverse=True):
            leaving[task.measure_id, task.subject, task.day].append(task)
        wanted, self.fresh = self.fresh, []
        for cell in sorted(wanted, key=lambda c: c.occurrence.due) if leaving else wanted:
            code, day = cell.strand.measure.code, cell.occurrence.day
            if tasks := leaving.get((cell.strand.measure.pk, cell.subject.key, day)):
                self.moved.append((tasks[-1], cell))
                self.plan.new[code] -= 1
                self.plan.moved[code] += 1
                self._compare_answer(cell, tasks.pop())
            else:
                self.fresh.append(cell)
        return [task for tasks in leaving.values() for task in tasks]

    def _leave_done(self, left: Iterable[Task]) -> None:
        """Who did, or was excused from, a day's task at an hour that a revision changed is not asked again that day."""
        settled = Counter(
            (t.measure_id, t.subject, t.day) for t in left if t.state in (TaskState.DONE, TaskState.EXCUSED)
        )
        if not settled:
            return
        wanted, self.fresh = self.fresh, []
        for cell in wanted:
            key = (cell.strand.measure.pk, cell.subject.key, cell.occurrence.day)
            if settled[key] > 0:
                settled[key] -= 1
                self.plan.new[cell.strand.measure.code] -= 1
                self.plan.unchanged += 1
            else:
                self.fresh.append(cell)

    def _stored(self) -> Mapping[tuple[int, str, str], Task]:
        rows = Task.house.select_related("measure").filter(
            campaign=self.loom.campaign, institution_id__in=[p.pk for p in self.block.places], measure__isnull=False
        )
        dated = [s.measure.pk for s in self.loom.strands if s.dated]
        near = rows.filter(day__gte=self.loom.first - timedelta(days=1)) | rows.filter(measure_id__in=dated)
        return {(t.measure_id, t.subject, t.slot): t for t in near}

    def _in_window(self, task: Task) -> bool:
        """Repeats beyond the window were not asked for, so they are not cancelled; one-offs were, all of them."""
        if self.loom.extend:
            return False
        strand = self._strands.get(task.measure_id)
        if strand is None or strand.dated or task.day <= self.loom.last:
            return True  # also whatever a measure left behind that is woven no more
        # a slot in words ("opening-10d") was a date of the measure before it began to repeat
        return not task.slot[:1].isdigit()

    def _compare(self, cell: Cell, task: Task | None) -> None:
        code, o, future = cell.strand.measure.code, cell.occurrence, cell.occurrence.due >= self.loom.at
        if task is None:
            if future:
                self.fresh.append(cell)
                self.plan.new[code] += 1
        elif task.state == TaskState.CANCELLED and future:
            self.reopened.append((task, cell))
            self.plan.reopened[code] += 1
        elif task.state == TaskState.OPEN and (task.opens_at, task.due_at, task.grace_until) != (
            o.opens,
            o.due,
            o.grace_until,
        ):
            self.moved.append((task, cell))
            self.plan.moved[code] += 1
        else:
            self.plan.unchanged += 1
        if task is not None and task.state == TaskState.OPEN:
            self._compare_answer(cell, task)

    def _compare_answer(self, cell: Cell, task: Task) -> None:
        """Who answers for an open task and how urgent it is, where that is empty or a revision of the measure changed it."""
        code = cell.strand.measure.code
        if task.assignee_id is None or self._other_rule(cell, task):
            person, post = self.loom.assignee(cell.strand, cell.subject, cell.occurrence)
            if person is not None and person != task.assignee_id:
                self.assigned.append((task, person, post))
                self.plan.assigned[code] += 1
        priority = _priority(cell.strand, cell.subject)
        if task.priority != priority:
            self.ranked.append((task, priority))
            self.plan.ranked[code] += 1

    def _other_rule(self, cell: Cell, task: Task) -> bool:
        """The task went to its assignee by posts that the measure names no more; what somebody gave by hand stays his."""
        posts, kind, chairs = cell.strand.text.assignee.posts, task.post_kind, self.loom.chairs
        if kind in posts or (not kind and not posts):
            return False
        if not kind:
            return task.person_id == task.assignee_id
        place = cell.subject.place.pk
        return task.assignee_id in (chairs.find(place, (kind,))[0], *chairs.all_at(place, (kind,)))

    def write(self, actor: str) -> Plan:
        """Apply the difference inside the caller's transaction."""
        moves = tally.Moves()
        self._hold()
        self._write_new(moves)
        for task, cell in self.moved + self.reopened:
            if task.state == TaskState.OPEN:
                moves.add(task, {"due": -1})
            moves.add(task, {"due": 1}, day=cell.occurrence.day)
        self._rehour(self.moved + self.reopened)
        for task in self.cancelled:
            moves.add(task, {"due": -1})
        Task.house.filter(pk__in=[t.pk for t in self.cancelled]).update(state=TaskState.CANCELLED)
        for task, person, post in self.assigned:
            held = Task.house.filter(pk=task.pk, state=TaskState.OPEN, assignee=task.assignee_id)
            held.update(assignee_id=person, post_kind=post)
        for priority in {priority for _task, priority in self.ranked}:
            ids = [task.pk for task, its in self.ranked if its == priority]
            Task.house.filter(pk__in=ids, state=TaskState.OPEN).update(priority=priority)
        self._note_changes(actor)
        tally.move(self.loom.campaign.pk, moves)
        return self.plan

    def _hold(self) -> None:
        """Lock what is to change. What somebody finished since it was read stays as he left it, and is not asked again."""
        touched = {t.pk: t for t in (*self.cancelled, *(t for t, _cell in (*self.moved, *self.reopened)))}
        rows = Task.house.select_for_update().filter(pk__among=touched).order_by("pk").values_list("pk", "state")
        now = dict(rows) if touched else {}
        others = {pk for pk, task in touched.items() if now[pk] != task.state}
        if not others:
            return
        for name, changes in (
            ("cancelled", [(t, None) for t in self.cancelled]),
            ("moved", self.moved),
            ("reopened", self.reopened),
        ):
            for task, _cell in changes:
                getattr(self.plan, name)[task.measure.code] -= task.pk in others
        self.cancelled = [t for t in self.cancelled if t.pk not in others]
        self.moved = [(t, cell) for t, cell in self.moved if t.pk not in others]
        self.reopened = [(t, cell) for t, cell in self.reopened if t.pk not in others]
        for pk in others:
            touched[pk].state = now[pk]
        self._leave_done(touched[pk] for pk in others)

    def _write_new(self, moves: tally.Moves) -> None:
        for cell in self.fresh:
            place, measure = cell.subject.place.pk, cell.strand.measure
            moves.cells[place, measure.net, cell.occurrence.day]["due"] += 1
            moves.measures[place, measure.pk]["due"] += 1

        def line(cell: Cell) -> str:
            person, post = self.loom.assignee(cell.strand, cell.subject, cell.occurrence)
            middle = _middle(cell.strand, cell.subject)(post)
            return f"{cell.strand.head}\t{middle}\t{copied(person)}\t{tail_of(cell.occurrence)}"

        copy_lines(line(cell) for cell in self.fresh)

    def _rehour(self, pairs: list[tuple[Task, Cell]]) -> None:
        if not pairs:
            return
        rows = [(t.pk, o.slot, o.day, o.opens, o.due, o.grace_until) for t, o in ((t, c.occurrence) for t, c in pairs)]
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE tasks_task t SET slot = v.slot, day = v.day, opens_at = v.opens, due_at = v.due, grace_until = v.grace,"
                " state = 'open', rung = 0 FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::timestamptz[],"
                " %s::timestamptz[], %s::timestamptz[]) AS v(id, slot, day, opens, due, grace)"
                " WHERE t.id = v.id AND t.state IN ('open', 'cancelled')",
                [array_of(column) for column in zip(*rows, strict=True)],
            )

    def _note_changes(self, actor: str) -> None:
        at = self.loom.at
        changes = [
            TaskChange(task=t, before=TaskState.OPEN, after=TaskState.CANCELLED, at=at, actor=actor, reason="scope")
            for t in self.cancelled
        ]
        changes += [
            TaskChange(task=t, before=TaskState.CANCELLED, after=TaskState.OPEN, at=at, actor=actor, reason="scope")
            for t, _ in self.reopened
        ]
        TaskChange.objects.bulk_create(changes, batch_size=1000)
