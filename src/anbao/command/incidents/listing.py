"""Beside the desk: the list of incidents, false alarms by zone, repairs, and the hand-over between shifts."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anbao.command.incidents import handover
from anbao.command.incidents.actions import IncidentFault, may_work
from anbao.command.incidents.models import HandOver, Incident, IncidentState
from anbao.command.incidents.procedures import causes, procedures
from anbao.command.incidents.queries import by_cause, day_start, false_alarms
from anbao.command.incidents.repairs import order_repair
from anbao.command.incidents.views import may_read
from anbao.kit import clock
from anbao.kit.access.scopes import reach_of
from anbao.org.models import Institution
from anbao.org.queries import person_of
from anbao.senses.alarms.models import Zone

PAGE = 50
#: days of the statistics unless the reader says otherwise
SPAN = 30
GROUPS = ("real", "false", "technical", "test")


def _day(request: HttpRequest, name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise


def _span(request: HttpRequest) -> tuple[date, date]:
    today = clock.local_day(request.at)
    until = _day(request, "until", today)
    return min(_day(request, "since", until - timedelta(days=SPAN - 1)), until), until


def _place(request: HttpRequest) -> Institution | None:
    wanted = request.GET.get("place", "")
    if not wanted:
        return None
    return get_object_or_404(Institution.objects.visible_to(request.user), pk=wanted if wanted.isdecimal() else 0)


def incidents(request: HttpRequest) -> HttpResponse:
    """Every incident of the days, open and closed: by state, procedure, group of cause, place, zone."""
    may_read(request)
    (since, until), place, asked = _span(request), _place(request), request.GET
    rows = Incident.objects.visible_to(request.user)
    if asked.get("open"):
        rows = rows.unclosed()
    else:
        rows = rows.filter(opened_at__gte=day_start(since), opened_at__lt=day_start(until + timedelta(days=1)))
    if place is not None:
        rows = rows.filter(institution__path__startswith=place.path)
    if asked.get("state") in IncidentState.values:
        rows = rows.filter(state=asked["state"])
    if asked.get("procedure") in procedures():
        rows = rows.filter(procedure=asked["procedure"])
    if asked.get("group") in GROUPS:
        rows = rows.filter(cause_group=asked["group"])
    if asked.get("cause") in causes():
        rows = rows.filter(cause=asked["cause"])
    if asked.get("zone", "").isdecimal():
        rows = rows.filter(links__alarm__zone_id=asked["zone"]).distinct()
    if asked.get("number") is not None and place is not None:
        rows = rows.filter(links__alarm__zone_number=asked["number"], institution=place).distinct()
    page = Paginator(rows.select_related("institution", "operator"), PAGE).get_page(asked.get("page"))
    for row in page:
        row.cause_word = causes().get(row.cause, row.cause)
    query = asked.copy()
    query.pop("page", None)
    context = {
        "page": page, "query": query.urlencode(), "since": since, "until": until, "place": place, "states": IncidentState.choices,
        "procedures": procedures().values(), "groups": group_words(),
    }  # fmt: skip
    return render(request, "incidents/list.html", context)


def group_words() -> list[tuple[str, str]]:
    return list(zip(GROUPS, (_("Real"), _("False"), _("Technical"), _("Test")), strict=True))


def zones(request: HttpRequest) -> HttpResponse:
    """False alarms by zone over some days, the worst first, each number with its list."""
    reach = may_read(request)
    (since, until), place = _span(request), _place(request)
    lines = false_alarms(request.user, since, until, under=place.path if place else "")
    rows = Incident.objects.visible_to(request.user).filter(
        state=IncidentState.CLOSED, opened_at__gte=day_start(since), opened_at__lt=day_start(until + timedelta(days=1))
    )
    counted = by_cause(rows.filter(institution__path__startswith=place.path) if place else rows)
    known = causes()
    context = {
        "lines": lines, "since": since, "until": until, "place": place, "closed": sum(n for _g, _c, n in counted),
        "false": sum(n for group, _c, n in counted if group == "false"),
        "causes": [(known.get(cause, cause), group, cause, n) for group, cause, n in counted],
        "may_repair": reach.may("alarm.work") or reach.may("board.view"),
    }  # fmt: skip
    return render(request, "incidents/zones.html", context)


@require_POST
def repair(request: HttpRequest) -> HttpResponse:
    """A zone that cries wolf becomes a finding: its repair is somebody's duty from now on."""
    may_read(request)
    wanted = request.POST.get("zone", "")
    zone = get_object_or_404(
        Zone.objects.visible_to(request.user).select_related("source__institution", "area", "device"),
        pk=wanted if wanted.isdecimal() else 0,
    )
    finding = order_repair(
        actor=person_of(request.user), reach=reach_of(request.user), zone=zone, note=request.POST.get("note", ""), at=request.at
    )  # fmt: skip
    messages.success(request, _("The repair is a finding now, with an owner and a deadline."))
    return HttpResponseRedirect(reverse("findings:detail", args=[finding.pk]))


def handovers(request: HttpRequest) -> HttpResponse:
    """What is offered, what was taken, and the form to offer."""
    reach, person = may_read(request), getattr(request.user, "person", None)
    rows = HandOver.objects.visible_to(request.user).select_related("giver", "taker", "institution")
    own = Incident.objects.visible_to(request.user).unclosed().filter(operator=person).select_related("institution")
    offered = list(rows.offered())
    named = {pk for row in offered for pk in row.incidents}
    known = {
        i.pk: i for i in Incident.objects.visible_to(request.user).filter(pk__in=named).select_related("institution")
    }
    for row in offered:
        row.named = [known[pk] for pk in row.incidents if pk in known]
    context = {
        "offered": offered, "settled": list(rows.filter(taken_at__isnull=False)[:30]), "own": list(own) if person else [],
        "person": person, "may": person is not None and may_work(reach, person.institution),
        "waiting": any(person is not None and row.giver_id == person.pk for row in offered),
    }  # fmt: skip
    return render(request, "incidents/handovers.html", context)


def _handed(request: HttpRequest, work) -> HttpResponse:
    try:
        work(actor=person_of(request.user), reach=reach_of(request.user), at=request.at)
    except IncidentFault as fault:
        messages.error(request, str(fault))
    return HttpResponseRedirect(reverse("incidents:handovers"))


@require_POST
def offer(request: HttpRequest) -> HttpResponse:
    may_read(request)
    return _handed(request, lambda **base: handover.offer(note=request.POST.get("note", ""), **base))


@require_POST
def settle_handover(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """take, withdraw."""
    may_read(request)
    row = get_object_or_404(HandOver.objects.visible_to(request.user), pk=pk)
    works = {"take": handover.take, "withdraw": handover.withdraw}
    if verb not in works:
        raise Http404
    return _handed(request, lambda **base: works[verb](handover_id=row.pk, **base))
