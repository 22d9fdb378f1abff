"""The page of one institution."""

from django.shortcuts import get_object_or_404, render

from anbao.command.incidents.models import Incident
from anbao.command.places.queries import child_states, device_counts, net_lines, of_day
from anbao.kit import clock
from anbao.kit.access.scopes import reach_of
from anbao.loom.campaigns.queries import current
from anbao.loom.findings.models import Finding
from anbao.loom.holes.models import Hole
from anbao.loom.holes.queries import gaping_numbers
from anbao.loom.records.models import Record
from anbao.loom.tasks.models import Task, TaskState
from anbao.org import words
from anbao.org.models import Area, Institution, Post
from anbao.org.queries import ancestors

LINES = 12


def detail(request, pk: int):
    """Everything about one place; numbers are of its subtree, people and areas of the place itself."""
    user = request.user
    place = get_object_or_404(Institution.objects.visible_to(user).select_related("parent"), pk=pk)
    campaign, today, reach = current(user, place=place), clock.local_day(request.at), reach_of(user)
    under = {"institution__path__startswith": place.path}
    holes = (
        Hole.objects.visible_to(user)
        .filter(campaign=campaign, **under)
        .gaping(request.at)
        .select_related("institution")
    )
    findings = Finding.objects.visible_to(user).filter(**under).unclosed().select_related("institution", "owner")
    tasks = Task.objects.visible_to(user).filter(institution=place, day=today).exclude(state=TaskState.CANCELLED)
    records = Record.objects.visible_to(user).filter(institution=place).select_related("filed_by")
    incidents = Incident.objects.visible_to(user).filter(**under).select_related("institution", "source__institution")
    children = list(Institution.objects.visible_to(user).filter(parent=place, closed_on__isnull=True).order_by("path"))
    day = of_day(campaign, [place, *children], today)
    states = child_states(children, day)
    posts = Post.objects.visible_to(user).filter(institution=place).select_related("person")
    ranked = sorted(posts, key=lambda post: (post.word.rank, post.pk))
    context = {
        "place": place,
        "campaign": campaign,
        "today": today,
        "way": [p for p in ancestors(place)[:-1] if reach.covers(p.path)],
        "nets": net_lines(campaign, place, today, day) if campaign else [],
        "holes": list(holes[:LINES]),
        "hole_count": gaping_numbers(campaign, [place], request.at)[place.pk].total() if campaign else 0,
        "findings": list(findings.order_by("deadline")[:LINES]),
        "finding_count": findings.count(),
        "task_count": tasks.count(),
        "tasks": list(tasks.select_related("assignee", "area", "device").order_by("due_at")[:40]),
        "records": list(records.order_by("-filed_at")[:LINES]),
        "incidents": list(incidents.order_by("-opened_at")[:LINES]),
        "ringing": incidents.unclosed().count(),
        "may_desk": any(map(reach.may, ("alarm.work", "board.view", "map.view"))),
        "children": [(child, states.get(child.pk)) for child in children],
        "posts": ranked[:24],
        "post_count": len(ranked),
        "areas": list(Area.objects.visible_to(user).filter(institution=place)),
        "devices": [(words.kinds_of("devices")[row["kind"]], row) for row in device_counts(place, today)],
        "tags": [words.kinds_of("tags").get(tag, tag) for tag in place.tags],
        "may_board": reach.may("board.view"),
    }
    return render(request, "places/detail.html", context)
