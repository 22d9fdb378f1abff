"""The loom's own kinds of holes and how each is found: one function, one sentence, one query or two.

A finder takes a Look (campaign, moment, what was read once for all) and yields Sightings. Keys are stable: the same
hole has the same key the next time. Packages above the loom register kinds of their own (``words.register``).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet

from anbao.loom.findings.models import Finding
from anbao.loom.holes.models import Hole
from anbao.loom.holes.words import HoleKind, Look, Sighting, register
from anbao.loom.records.models import Record
from anbao.loom.records.queries import kind_of
from anbao.loom.tasks.models import Task, TaskState
from anbao.org import words
from anbao.org.models import Area, Certificate, Device, Institution, Post

#: a place that ought to report daily has fallen silent after this long without any record
SILENCE = timedelta(hours=36)
#: missed tasks stay a hole this many days, unless proven later
MISSED_MEMORY = timedelta(days=3)


def cell_link(look: Look, row: dict, query: str) -> str:
    """The list of the tasks behind a hole: those of one measure at one place."""
    return f"/board/cell/?campaign={look.campaign.pk}&place={row['institution_id']}&measure={row['measure_id'] or ''}&own=1&{query}"


def no_measure(look: Look) -> Iterator[Sighting]:
    """A place of the bank inside the campaign that not a single measure reaches."""
    tasks = look.tasks.filter(institution_id=OuterRef("pk")).exclude(state=TaskState.CANCELLED)
    reached = set(Institution.house.filter(Exists(tasks), pk__among=look.places).values_list("pk", flat=True))
    for place in look.places.values():
        if place.kind != "vendor" and place.pk not in reached:
            yield Sighting(
                "no_measure", f"I{place.pk}", "responsibility", place.pk, "没有任何措施覆盖", "no measure reaches this place",
                f"/places/{place.pk}/",
            )  # fmt: skip


def nobody_accountable(look: Look) -> Iterator[Sighting]:
    """Open tasks without a person: the chair of the post is empty."""
    rows = (
        look.tasks.filter(assignee__isnull=True, state=TaskState.OPEN)
        .values("institution_id", "net", "measure_id", "zh", "en")
        .annotate(n=Count("id"), first=Min("due_at"))
    )
    for row in rows:
        yield Sighting(
            "nobody_accountable", f"I{row['institution_id']}M{row['measure_id']}", row["net"], row["institution_id"],
            f"{row['zh']}无责任人", f"nobody answers for: {row['en']}",
            cell_link(look, row, f"orphans=1&since={look.day}&until={look.day + timedelta(days=14)}"), row["n"],
        )  # fmt: skip


def vacant_leader(look: Look) -> Iterator[Sighting]:
    """A leader's chair that nobody sits in: escalations of the place go past it."""
    rows = Post.house.filter(institution_id__among=look.places, kind__in=words.leader_kinds(), person__isnull=True)
    for post in rows:
        yield Sighting(
            "vacant_leader", f"O{post.pk}", "responsibility", post.institution_id, f"{post.word.zh}空缺",
            f"vacant: {post.word.en}", f"/places/{post.institution_id}/",
        )  # fmt: skip


def crew_short(look: Look) -> Iterator[Sighting]:
    """A fire control room that can't be manned: fewer people with a valid licence than the rule of the day wants."""
    wanted = words.rule("control_room_crew", on=look.day)
    rooms = Area.house.filter(institution_id__among=look.places, kind="fire_control_room")
    crews = defaultdict(set)
    posts = Post.house.held_on(look.day).filter(kind="fire_operator", institution_id__among=look.places)
    for place, person in posts.values_list("institution_id", "person_id"):
        crews[place].add(person)
    valid = Certificate.house.valid_on(look.day).filter(kind="fire_facility_operator")
    licensed = set(valid.order_by().values_list("person_id", flat=True))
    for room in rooms:
        fit = len(crews[room.institution_id] & licensed)
        if fit < wanted:
            yield Sighting(
                "crew_short", f"A{room.pk}", "responsibility", room.institution_id,
                f"{room.name}持证人员 {fit} 人,应有 {wanted} 人", f"{room.name}: {fit} licensed people, {wanted} needed",
                f"/places/{room.institution_id}/", wanted - fit,
            )  # fmt: skip


def licence_running_out(look: Look) -> Iterator[Sighting]:
    """The newest licence of somebody whose post needs one has ended or ends within the rule's days of warning."""
    warned = look.day + timedelta(days=words.rule("licence_warning_days", on=look.day))
    wanted = {kind.id: kind.licence for kind in words.post_kinds().values() if kind.licence}
    posts = (
        Post.house.held_on(look.day).filter(kind__in=wanted, institution_id__among=look.places).select_related("person")
    )
    ends = {
        (row["person_id"], row["kind"]): row["end"]
        for row in Certificate.house.filter(person__posts__kind__in=wanted)
        .values("person_id", "kind")
        .annotate(end=Max("valid_until"))
    }
    for post in posts:
        end = ends.get((post.person_id, wanted[post.kind]))
        if end is None or end < warned:
            zh = f"{post.person.name}无上岗证" if end is None else f"{post.person.name}上岗证 {end} 到期"
            en = f"{post.person.name} holds no licence" if end is None else f"{post.person.name}'s licence ends {end}"
            yield Sighting(
                "licence",
                f"P{post.person_id}",
                "responsibility",
                post.institution_id,
                zh,
                en,
                f"/places/{post.institution_id}/",
            )


def unreachable(look: Look) -> Iterator[Sighting]:
    """A leader or somebody on watch without a phone number."""
    kinds = [*words.leader_kinds(), "fire_operator", "monitor_operator"]
    rows = Post.house.held_on(look.day).filter(
        kind__in=kinds, institution_id__among=look.places, person__phone_hash__isnull=True
    )
    for post in rows.select_related("person"):
        yield Sighting(
            "unreachable", f"P{post.person_id}", "responsibility", post.institution_id, f"{post.person.name}无联系电话",
            f"{post.person.name} has no phone number", f"/places/{post.institution_id}/",
        )  # fmt: skip


def never_tested(look: Look) -> Iterator[Sighting]:
    """Devices whose one-by-one test fell due and that no test record names, counted by place and kind."""
    tests = Record.house.filter(device_id=OuterRef("device_id")).standing()
    due = look.tasks.filter(device__isnull=False, due_at__lt=look.at).unfinished()
    rows = (
        due.filter(~Exists(tests))
        .order_by()
        .values("institution_id", "net", "device__kind")
        .annotate(n=Count("device_id", distinct=True))
    )
    for row in rows:
        kind = words.kinds_of("devices")[row["device__kind"]]
        yield Sighting(
            "never_tested", f"I{row['institution_id']}{kind.id}", row["net"], row["institution_id"], f"{row['n']} 台{kind.zh}从未测试",
            f"{row['n']} never tested: {kind.en}", f"/org/devices/?place={row['institution_id']}&kind={kind.id}", row["n"],
        )  # fmt: skip


def expired(look: Look) -> Iterator[Sighting]:
    """Devices past their expiry date, counted by place and kind."""
    rows = Device.house.expired(look.day).filter(institution_id__among=look.places)
    for row in rows.values("institution_id", "kind").annotate(n=Count("id")):
        kind = words.kinds_of("devices")[row["kind"]]
        yield Sighting(
            "expired", f"I{row['institution_id']}{kind.id}", "riskcontrol", row["institution_id"], f"{row['n']} 台{kind.zh}超期服役",
            f"{row['n']} past expiry: {kind.en}", f"/org/devices/?place={row['institution_id']}&kind={kind.id}&expired=1", row["n"],
        )  # fmt: skip


def silent(look: Look) -> Iterator[Sighting]:
    """A place that left duties undone which fell due in the last thirty-six hours, and filed nothing at all in them."""
    since = look.at - SILENCE
    word = Record.house.filter(institution_id=OuterRef("institution_id"), filed_at__gte=since, filed_at__lte=look.at)
    left = look.tasks.unfinished().filter(due_at__gte=since, due_at__lt=look.at)
    for row in left.order_by().values("institution_id").annotate(n=Count("id")).filter(~Exists(word)):
        if row["institution_id"] in look.places:
            yield Sighting(
                "silent", f"I{row['institution_id']}", "riskcontrol", row["institution_id"], f"36 小时无任何记录,应有 {row['n']} 项",
                f"no record for 36 hours, {row['n']} were due", f"/places/{row['institution_id']}/", row["n"],
            )  # fmt: skip


def missed(look: Look) -> Iterator[Sighting]:
    """Duties that were missed in the last days and are still not proven, by place and measure."""
    rows = (
        look.tasks.filter(state=TaskState.MISSED, grace_until__gte=look.at - MISSED_MEMORY, grace_until__lte=look.at)
        .values("institution_id", "net", "measure_id", "zh", "en")
        .annotate(n=Count("id"), one=Min("id"))
    )
    for row in rows:
        many = row["n"] > 1
        yield Sighting(
            "missed", f"I{row['institution_id']}M{row['measure_id']}", row["net"], row["institution_id"],
            f"{row['zh']}未做" + (f" {row['n']} 次" if many else ""), f"missed: {row['en']}" + (f" x{row['n']}" if many else ""),
            f"/tasks/{row['one']}/" if not many else cell_link(look, row, f"state=missed&since={look.day - MISSED_MEMORY}&until={look.day}"),
            row["n"],
        )  # fmt: skip


def overdue_finding(look: Look) -> Iterator[Sighting]:
    """A finding whose deadline has passed without rectification."""
    for finding in Finding.house.filter(institution_id__among=look.places).overdue(look.at):
        yield Sighting(
            "overdue_finding", f"F{finding.pk}", finding.net, finding.institution_id, f"{finding.title}超期未整改",
            f"not rectified in time: {finding.title_en or finding.title}", f"/findings/{finding.pk}/",
        )  # fmt: skip


def contradicted(look: Look) -> Iterator[Sighting]:
    """A report that the day contradicts: a zero report an incident or an open major finding, an inspection a camera's fault."""
    rows = Record.house.filter(
        institution_id__among=look.places, flags__contains=["contradicted"], day__gte=look.day - MISSED_MEMORY
    ).standing()
    for record in rows:
        yield Sighting(
            "contradicted", f"R{record.pk}", record.net, record.institution_id,
            f"{record.day:%m-%d} {kind_of(record.kind).zh}与当日情况矛盾", f"{kind_of(record.kind).en} of {record.day:%m-%d} contradicts that day", f"/records/{record.pk}/",
        )  # fmt: skip


for _kind, _finder in (
    (HoleKind("contradicted", "报告矛盾", "Contradicted report", 9), contradicted),
    (HoleKind("missed", "任务未做", "Missed duty", 8), missed),
    (HoleKind("overdue_finding", "隐患超期", "Overdue finding", 8), overdue_finding),
    (HoleKind("crew_short", "持证不足", "Crew short of licences", 7), crew_short),
    (HoleKind("silent", "单位静默", "Silent place", 7), silent),
    (HoleKind("nobody_accountable", "无责任人", "Nobody accountable", 6), nobody_accountable),
    (HoleKind("vacant_leader", "岗位空缺", "Vacant leader", 5), vacant_leader),
    (HoleKind("no_measure", "无措施覆盖", "No measure", 5), no_measure),
    (HoleKind("unreachable", "无法联系", "Unreachable", 5), unreachable),
    (HoleKind("licence", "证件到期", "Licence running out", 4), licence_running_out),
    (HoleKind("never_tested", "从未测试", "Never tested", 4), never_tested),
    (HoleKind("expired", "设备超期", "Past expiry", 3), expired),
):
    register(_kind, _finder)


# ---- the tasks behind a hole: what its finder counted, read back from its key


def _of_measure(hole: Hole, rows: QuerySet, at: datetime) -> QuerySet:
    key = re.fullmatch(r"I\d+M(\d+|None)", hole.key)
    if key is None:
        return rows.none()
    return rows.filter(measure_id=int(key[1])) if key[1] != "None" else rows.filter(measure__isnull=True, net=hole.net)


def _of_device_kind(hole: Hole, rows: QuerySet, at: datetime) -> QuerySet:
    kind = hole.key.removeprefix(f"I{hole.institution_id}")
    return rows.filter(device__kind=kind, due_at__lt=at)


def _of_silence(hole: Hole, rows: QuerySet, at: datetime) -> QuerySet:
    return rows.filter(due_at__gte=at - SILENCE, due_at__lt=at)


BEHIND: dict[str, Callable[[Hole, QuerySet, datetime], QuerySet]] = {
    "missed": lambda hole, rows, at: _of_measure(hole, rows.filter(state=TaskState.MISSED), at),
    "nobody_accountable": _of_measure,
    "never_tested": _of_device_kind,
    "silent": _of_silence,
}


def tasks_behind(hole: Hole, at: datetime) -> QuerySet:
    """The unfinished tasks that make the hole; none for a hole that is not made of tasks (an empty chair, a licence)."""
    rows = Task.house.filter(campaign=hole.campaign_id, institution=hole.institution_id).unfinished()
    return BEHIND[hole.kind](hole, rows, at) if hole.kind in BEHIND else rows.none()
