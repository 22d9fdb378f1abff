"""The board and the tasks behind one of its cells."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anbao.command.netboard.queries import SPAN, Key, Slice, board, tallied, tasks_of, whole
from anbao.kit import clock
from anbao.kit.access.scopes import Denied, reach_of
from anbao.kit.tables import sheets
from anbao.loom.campaigns.models import Net
from anbao.loom.campaigns.queries import chosen
from anbao.loom.holes.models import Hole
from anbao.loom.tasks import actions as tasks
from anbao.loom.tasks.models import Task
from anbao.loom.tasks.words import TASKS
from anbao.org.models import Institution, Person
from anbao.org.queries import ancestors, person_of

#: the tabs of a cell
STATES = ("open", "on_time", "late", "missed", "excused")
#: holes shown beside the board; the rest is one click away
HOLES_BESIDE = 30


def _chosen(request):
    """(campaign, place, net, until, campaigns to choose from) as the query string says, all inside what the reader may see."""
    reach = reach_of(request.user)
    if not reach.may("board.view"):
        raise Denied(_("The net board belongs to those who lead a place."))
    campaign, known = chosen(request)
    if campaign is None:
        return None, None, "", None, known
    places = Institution.objects.visible_to(request.user)
    wanted = request.GET.get("place", "")
    if wanted:
        place = get_object_or_404(places, pk=wanted if wanted.isdecimal() else 0)
    else:
        inside = places.filter(path__startswith=campaign.lead.path).order_by("path").first()
        place = inside or get_object_or_404(places.order_by("path")[:1])
    net = request.GET.get("net", "")
    if net and net not in Net.values:
        raise Http404
    try:
        asked = date.fromisoformat(request.GET["until"])
        until = min(max(asked, campaign.starts_on), campaign.ends_on + timedelta(days=SPAN))
    except (KeyError, ValueError):
        until = min(max(clock.local_day(request.at) + timedelta(days=2), campaign.starts_on), campaign.ends_on)
    return campaign, place, net, until, known


def net_board(request):
    """Institutions down, days across."""
    campaign, place, net, until, known = _chosen(request)
    context = {
        "campaign": campaign,
        "campaigns": known,
        "place": place,
        "net": net,
        "nets": Net.choices,
        "until": until,
    }
    if campaign is not None:
        holes = Hole.objects.visible_to(request.user).filter(
            campaign=campaign, institution__path__startswith=place.path
        )
        holes = (holes.filter(net=net) if net else holes).gaping(request.at).select_related("institution", "assignee")
        reach = reach_of(request.user)
        table = board(campaign, place, net=net, until=until, at=request.at)
        context |= {
            "board": table,
            "way": [p for p in ancestors(place) if reach.covers(p.path)],
            "today": clock.local_day(request.at),
            "earlier": until - timedelta(days=14),
            "later": min(until + timedelta(days=14), campaign.ends_on),
            "holes": holes.order_by("-opened_at", "id")[:HOLES_BESIDE],
            "hole_count": table.whole.holes,
            "beside": HOLES_BESIDE,
            "may_assign": reach.may("task.assign"),
            "may_excuse": reach.may("hole.excuse"),
        }
    template = "netboard/board.html#board" if request.htmx and request.htmx.target == "board" else "netboard/board.html"
    return render(request, template, context)


def cell(request):
    """The tasks of one cell: a place with everything below it, days, one net or all, filtered by state."""
    campaign, place, net, until, _known = _chosen(request)
    if campaign is None:
        raise Http404
    get = request.GET
    state, measure = get.get("state", ""), get.get("measure", "")
    part = Slice(
        campaign, place, _day(get["since"]) if get.get("since") else until, until, net, state if state in STATES else "",
        measure=int(measure) if measure.isdecimal() else None, orphans=bool(get.get("orphans")), own=bool(get.get("own")),
    )  # fmt: skip
    rows = Task.objects.visible_to(request.user).select_related("institution", "area", "device", "assignee", "measure")
    if sheets.wanted(request):
        return sheets.answer(TASKS, whole(part, rows.told()), request.at)
    found, more = tasks_of(part, rows, Key.read(get.get("after", "")))
    context = {
        "campaign": campaign, "place": place, "net": net, "net_word": dict(Net.choices).get(net), "part": part,
        "tasks": found, "count": tallied(part), "states": STATES, "query": _query(request, "after", "state"),
        "more": more and _query(request, "after") + urlencode({"after": more}), "paged": bool(get.get("after")),
    }  # fmt: skip
    return render(request, "netboard/cell.html", context | _tools(request, place))


def _query(request, *without: str) -> str:
    """The query string without some of its keys, ready to be continued."""
    query = request.GET.copy()
    for key in without:
        query.pop(key, None)
    return f"{query.urlencode()}&" if query else ""


def _tools(request, place: Institution) -> dict:
    """What the reader may do with chosen tasks, and whom he may give them to."""
    reach = reach_of(request.user)
    may_assign = reach.may("task.assign")
    people = Person.objects.visible_to(request.user).filter(kind="staff", posts__isnull=False)
    near = people.filter(institution__path__startswith=place.path) | people.filter(
        institution__path__in=place.ancestor_paths()
    )
    shown = (
        near.select_related("institution").distinct().order_by("institution__path", "staff_no")[:120]
        if may_assign
        else ()
    )
    return {"may_assign": may_assign, "may_excuse": reach.may("task.excuse"), "people": shown}


@require_POST
def work(request, verb: str):
    """Assign, excuse or remind the chosen tasks, all or none."""
    ids = [int(pk) for pk in request.POST.getlist("task") if pk.isdecimal()]
    visible = set(Task.objects.visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True))
    if visible != set(ids):
        raise Http404
    actor, reach = person_of(request.user), reach_of(request.user)
    try:
        if not ids:
            raise tasks.TaskFault(_("Choose at least one task."))
        if verb == "assign":
            chosen = request.POST.get("person", "")
            person = get_object_or_404(Person.objects.visible_to(request.user), pk=chosen if chosen.isdecimal() else 0)
            done = tasks.assign(actor=actor, reach=reach, tasks=ids, person=person, at=request.at)
        elif verb == "excuse":
            reason = request.POST.get("reason", "")
            done = tasks.excuse(actor=actor, reach=reach, tasks=ids, reason=reason, at=request.at)
        elif verb == "remind":
            done = tasks.remind(actor=actor, reach=reach, tasks=ids, at=request.at)
        else:
            raise Http404
        messages.success(request, _("Done for %(n)d tasks.") % {"n": done})
    except (tasks.TaskFault, tasks.TaskTaken) as fault:
        messages.error(request, str(fault))
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(wanted if safe else reverse("board:net"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
