"""The pages of my tasks."""

import json
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anbao.kit import clock
from anbao.kit.access.scopes import Denied, reach_of
from anbao.kit.tables import sheets
from anbao.loom.records import actions as records
from anbao.loom.records.queries import all_in_order, in_order_bodies, is_quick, kind_of, may_fill
from anbao.loom.tasks import queries as tasks
from anbao.loom.tasks.actions import TaskTaken
from anbao.loom.tasks.words import TASKS
from anbao.loom.worklist import queries
from anbao.org.models import Institution
from anbao.org.queries import person_of


def _owner(request) -> tasks.Owner:
    """Whose list the query string asks for: mine, or ?place=<id> for those who may."""
    asked = request.GET.get("place", "")
    if not asked.isdecimal():
        return tasks.Owner(person=person_of(request.user))
    place = Institution.objects.visible_to(request.user).filter(pk=int(asked)).first()
    if place is None or not queries.may_see_place(reach_of(request.user), place.path):
        raise Denied(_("You may not see what others have to do there."))
    return tasks.Owner(place=place)


def _places(request) -> list[Institution]:
    """The places whose lists the reader may open (not asked of those who have none)."""
    reach = reach_of(request.user)
    if not any(queries.may_see_place(reach, scope) for scope in reach.scopes):
        return []
    return list(Institution.objects.visible_to(request.user).exclude(kind="vendor").order_by("path")[:300])


def mine(request):
    """Late, now, next, done today; ``?more=late|next&after=<key>`` gives the next rows of one section."""
    owner, at = _owner(request), request.at
    if sheets.wanted(request):
        return sheets.answer(TASKS, tasks.unfinished(owner).told(), at)
    after = tasks.Key.read(request.GET.get("after", ""))
    if request.GET.get("more") in ("late", "next") and after:
        reader = tasks.late if request.GET["more"] == "late" else tasks.upcoming
        rows, more = reader(owner, at, after=after)
        return render(request, "worklist/mine.html#rows", _section(request, owner, request.GET["more"], rows, more))
    late, late_more = tasks.late(owner, at)
    ahead, next_more = tasks.upcoming(owner, at)
    now = [task for task in ahead if task.opens_at <= at]
    coming = [task for task in ahead if task.opens_at > at]
    done, of = tasks.progress(owner, at)
    sections = [
        _section(request, owner, "late", late, late_more) | {"title": _("Late")},
        _section(request, owner, "now", now, None) | {"title": _("Now")},
        _section(request, owner, "next", coming, next_more) | {"title": _("Next")},
    ]
    context = {
        "owner": owner, "sections": [s for s in sections if s["rows"] or s["more"]], "finished": tasks.done_today(owner, at),
        "done": done, "of": of, "share": round(100 * done / of) if of else 0, "countdown": queries.countdown(request.user, at),
        "places": _places(request), "today": clock.local_day(at),
    }  # fmt: skip
    return render(request, "worklist/mine.html", context)


def _section(request, owner, name, rows, more) -> dict:
    person, reach = getattr(request.user, "person", None), reach_of(request.user)
    queries.tell_campaigns(rows)
    for task in rows:
        task.may_fill = may_fill(task, person, reach)
        task.quick = is_quick(task.record_kind) and task.opens_at <= request.at
        task.formless = kind_of(task.record_kind) is None
    bodies = in_order_bodies([task for task in rows if task.quick and task.may_fill])
    for task in rows:
        task.in_order = json.dumps(bodies.get(task.pk))
    asked = {"more": name, "after": str(more)} | ({"place": str(owner.place.pk)} if owner.place else {})
    return {"name": name, "rows": rows, "more": more and reverse("tasks:mine", query=asked), "at": request.at}


def detail(request, task_id: int):
    """One task: why it is there, who answers, who may help, what happened to it."""
    person = getattr(request.user, "person", None)
    task = queries.task_for(person, reach_of(request.user), task_id)
    if task is None:
        raise Http404
    context = {
        "task": task, "kind": kind_of(task.record_kind), "changes": tasks.history(task), "records": queries.records_of(task),
        "helpers": queries.helpers_of(task, clock.local_day(request.at)),
        "unfinished": task.state in ("open", "missed"), "quick": is_quick(task.record_kind) and task.opens_at <= request.at,
        "may_fill": task.state in ("open", "missed") and may_fill(task, person, reach_of(request.user)),
    }  # fmt: skip
    return render(request, "worklist/detail.html", context)


def _key(request) -> UUID:
    """The filing's own key, made by the page before it was sent, so that sending twice files once."""
    try:
        return UUID(request.POST.get("client_key", ""))
    except ValueError:
        return uuid4()


@require_POST
def quick(request, task_id: int):
    """The second, confirming tap: file "all in order"; what is missing leads to the form."""
    actor, reach = person_of(request.user), reach_of(request.user)
    task = queries.task_for(actor, reach, task_id)
    if task is None:
        raise Http404
    form = reverse("records:task", args=[task.pk])
    if not is_quick(task.record_kind):
        return _go(request, form)
    try:
        filing = all_in_order(task=task, actor=actor, at=request.at, client_key=_key(request))
        record = records.file_record(filing, reach=reach)
    except records.FilingRefused:
        messages.warning(request, _("This needs a little more than one tap: please fill in what is marked."))
        return _go(request, f"{form}?judge=1")
    except TaskTaken as taken:
        messages.warning(request, str(taken))
        return _go(request, reverse("tasks:detail", args=[task.pk]))
    task.refresh_from_db()
    if request.htmx:
        answer = render(request, "worklist/_filed.html", {"task": task, "record": record})
        answer["HX-Trigger"] = "tasks-changed"
        return answer
    messages.success(request, _("Filed: %(task)s") % {"task": task})
    return HttpResponseRedirect(reverse("tasks:mine"))


def _go(request, address: str) -> HttpResponse:
    """Another page, whether the whole page asked or a part of it."""
    if request.htmx:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = address
        return answer
    return HttpResponseRedirect(address)
