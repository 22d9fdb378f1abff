"""The feed: lines of the ledger as sentences, newest first, equal ones gathered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anbao.command.incidents.models import Incident
from anbao.command.livemap.queries import View
from anbao.kit.ledger.models import Line
from anbao.loom.findings.models import Finding, Severity
from anbao.loom.records.actions import kinds
from anbao.loom.records.models import Record
from anbao.loom.tasks.models import Task
from anbao.org.models import Institution

#: lines looked at, and items shown
READ, SHOWN = 160, 28
#: lines of one kind within this many minutes become one item
GATHER_MINUTES = 10

#: ledger verb -> (shape, tone, words) where the words don't depend on the subject
VERBS = {
    "records.record.filed": ("✓", "good", gettext_lazy("filed")),
    "records.record.corrected": ("◆", "warn", gettext_lazy("record corrected")),
    "tasks.task.missed": ("▲", "bad", gettext_lazy("missed")),
    "tasks.task.escalated": ("●", "warn", gettext_lazy("escalated")),
    "tasks.task.excused": ("○", "idle", gettext_lazy("excused")),
    "tasks.task.ordered": ("●", "info", gettext_lazy("new order")),
    "findings.finding.opened": ("◆", "warn", gettext_lazy("finding opened")),
    "findings.finding.recurred": ("▲", "bad", gettext_lazy("finding recurred")),
    "findings.finding.added": ("◆", "warn", gettext_lazy("seen again")),
    "findings.finding.worsened": ("▲", "bad", gettext_lazy("finding is graver now")),
    "findings.finding.rectified": ("◐", "info", gettext_lazy("rectified, waits for verification")),
    "findings.finding.closed": ("✓", "good", gettext_lazy("verified and closed")),
    "findings.finding.refused": ("▲", "bad", gettext_lazy("rectification refused")),
    "findings.finding.extended": ("●", "warn", gettext_lazy("deadline extended")),
    "holes.hole.excused": ("○", "idle", gettext_lazy("hole excused")),
    "holes.hole.assigned": ("●", "info", gettext_lazy("hole assigned")),
    "incidents.incident.opened": ("▲", "bad", gettext_lazy("alarm rings")),
    "incidents.incident.answered": ("●", "info", gettext_lazy("alarm answered")),
    "incidents.incident.closed": ("✓", "good", gettext_lazy("alarm closed")),
    "incidents.incident.unanswered": ("▲", "bad", gettext_lazy("alarm: nobody answers")),
    "campaigns.campaign.started": ("★", "info", gettext_lazy("campaign started")),
    "campaigns.campaign.revised": ("★", "info", gettext_lazy("campaign revised")),
}


@dataclass
class Item:
    """One line of the feed; ``count`` lines of the same kind are gathered in it."""

    at: datetime
    place: str
    title: str
    shape: str
    tone: str
    word: str
    link: str = ""
    note: str = ""
    count: int = 1
    key: tuple = ()
    places: set = field(default_factory=set)

    @property
    def gathered(self) -> str:
        """ "and 11 more" in the reader's language, empty for a single line."""
        more = self.count - 1
        return ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more} if more else ""


@dataclass
class Subjects:
    """What the lines speak of, read in one query a kind."""

    records: dict[int, Record]
    findings: dict[int, Finding]
    tasks: dict[int, Task]
    places: dict[str, Institution]
    incidents: dict[int, Incident]


def link_to(name: str, *args, query: str = "") -> str:
    """The URL of a page, empty when this site doesn't have it."""
    try:
        return reverse(name, args=args) + (f"?{query}" if query else "")
    except NoReverseMatch:
        return ""


def items(view: View) -> list[Item]:
    """The newest items of the view up to its moment. Six queries at most."""
    rows = Line.objects.visible_to(view.user).filter(verb__in=VERBS, at__lte=view.window.moment)
    lines = list(rows.within(view.roots)[:READ]) if view.roots else []
    # the chain is in the order of writing; what was decided at an earlier moment may have been written a little later
    lines.sort(key=lambda line: (line.at, line.seq), reverse=True)
    subjects = _subjects(view, lines)
    out: list[Item] = []
    for line in lines:
        item = _item(line, subjects)
        same = next((i for i in reversed(out[-4:]) if i.key == item.key and _near(i, item)), None)
        if same is not None:
            same.count += 1
            same.places.add(item.place)
        elif len(out) < SHOWN:
            out.append(item)
    return out


def _near(a: Item, b: Item) -> bool:
    return abs((a.at - b.at).total_seconds()) <= GATHER_MINUTES * 60


def _number(line: Line) -> int | None:
    number = line.subject.partition(":")[2]
    return int(number) if number.isdecimal() else None


def _subjects(view: View, lines: list[Line]) -> Subjects:
    ids: dict[str, set[int]] = {"record": set(), "finding": set(), "task": set(), "incident": set()}
    for line in lines:
        kind = line.subject.partition(":")[0]
        if kind in ids and _number(line):
            ids[kind].add(_number(line))
    user = view.user
    read: dict[str, Callable] = {
        "record": lambda pks: (
            Record.objects.visible_to(user)
            .filter(pk__in=pks)
            .only("kind", "defects", "flags", "task__zh", "task__en", "values")
            .select_related("task")
        ),
        "finding": lambda pks: (
            Finding.objects.visible_to(user).filter(pk__in=pks).only("title", "title_en", "severity", "deadline")
        ),
        "task": lambda pks: Task.objects.visible_to(user).filter(pk__in=pks).only("zh", "en"),
        "incident": lambda pks: Incident.objects.visible_to(user).filter(pk__in=pks).only("procedure"),
    }
    found = {kind: {row.pk: row for row in read[kind](pks)} if pks else {} for kind, pks in ids.items()}
    paths = {line.scope for line in lines}
    places = {
        p.path: p
        for p in Institution.objects.visible_to(user).filter(path__in=paths).only("path", "name", "short_name")
    }
    return Subjects(found["record"], found["finding"], found["task"], places, found["incident"])


def _item(line: Line, subjects: Subjects) -> Item:
    shape, tone, word = VERBS[line.verb]
    place = str(subjects.places.get(line.scope, ""))
    item = Item(line.at, place, str(word), shape, tone, "", key=(line.verb,))
    kind, number = line.subject.partition(":")[0], _number(line)
    if kind == "record" and number in subjects.records:
        _about_record(item, subjects.records[number])
    elif kind == "finding" and number in subjects.findings:
        _about_finding(item, subjects.findings[number])
    elif kind == "task" and number in subjects.tasks:
        task = subjects.tasks[number]
        item.title, item.word, item.link = str(task), str(word), link_to("tasks:detail", task.pk)
        item.key = (line.verb, task.zh)
    elif kind == "incident" and number in subjects.incidents:
        item.word, item.title = item.title, str(subjects.incidents[number].word)
        item.link, item.key = link_to("incidents:detail", number), (line.verb, number)
    return item


def _about_record(item: Item, record: Record) -> None:
    kind = kinds().get(record.kind)
    item.title = str(record.task or kind or record.kind)
    item.word = item.word or _("filed, in order")
    item.link = link_to("records:detail", record.pk)
    item.key = (*item.key, record.kind, bool(record.defects), tuple(record.flags))
    if record.defects:
        item.shape, item.tone = "◆", "warn"
        item.word = ngettext("%(n)d defect found", "%(n)d defects found", record.defects) % {"n": record.defects}
    if record.flags:
        item.shape, item.tone, item.word = "◆", "warn", ", ".join(str(FLAG_WORDS[flag]) for flag in record.flags)
    if record.kind == "incident":
        item.shape, item.tone, item.word = "▲", "bad", _("incident reported")


FLAG_WORDS = {
    "backfilled": gettext_lazy("back-filled"),
    "claimed_earlier": gettext_lazy("claims an earlier hour"),
    "contradicted": gettext_lazy("contradicted by that day"),
    "guests": gettext_lazy("counts guests"),
}


def _about_finding(item: Item, finding: Finding) -> None:
    item.word, item.title = item.title, str(finding)
    item.link = link_to("findings:detail", finding.pk)
    item.key = (*item.key, finding.pk)
    item.note = f"#{finding.pk}"
    if finding.severity != Severity.MINOR and item.tone == "warn":
        item.shape, item.tone = "▲", "bad"
