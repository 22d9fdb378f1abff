"""Beside the desk: the list of incidents, false alarms by zone, repairs, and the hand-over between shifts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anbao.command.incidents import asking, handover, sheets
from anbao.command.incidents.actions import IncidentFault, may_work
from anbao.command.incidents.models import HandOver, Incident, IncidentState
from anbao.command.incidents.procedures import causes, procedures
from anbao.command.incidents.queries import STRANGE_ROWS, ZoneLine, by_cause, closed_between, false_alarms
from anbao.command.incidents.repairs import order_repair, under_repair
from anbao.command.incidents.sheets import GROUP_WORDS
from anbao.command.incidents.views import may_read
from anbao.kit.access.scopes import reach_of
from anbao.kit.tables.sheets import EXPORT_LIMIT, download, written
from anbao.nets.riskcontrol.duty.queries import on_shift_until
from anbao.org.queries import person_of
from anbao.senses.alarms.models import AlarmSource, Zone

PAGE = 50


def incidents(request: HttpRequest) -> HttpResponse:
    """Every incident of the days, open and closed: by state, procedure, group of cause, place, zone."""
    may_read(request)
    asked = asking.read(request.user, request.GET, request.at)
    page = Paginator(
        asking.incidents(request.user, asked).select_related("institution", "operator", "source__institution"), PAGE
    ).get_page(request.GET.get("page"))
    for row in page:
        row.cause_word = causes().get(row.cause, row.cause)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page, "query": query.urlencode(), "asked": asked, "place": asked.place, "states": IncidentState.choices,
        "procedures": procedures().values(), "groups": GROUP_WORDS.items(),
        "cause": causes().get(asked.cause), "zone": Zone.objects.visible_to(request.user).filter(pk=asked.zone).first() if asked.zone else None,
        "account": AlarmSource.objects.visible_to(request.user).filter(pk=asked.account).first() if asked.account else None,
    }  # fmt: skip
    return render(request, "incidents/list.html", context)


def export_incidents(request: HttpRequest) -> HttpResponse:
    """What the list's filters leave, as a workbook; the page itself where its days are the wrong way round."""
    may_read(request)
    asked = asking.read(request.user, request.GET, request.at)
    if asked.backwards:
        return incidents(request)
    rows = sheets.told_rows(asking.incidents(request.user, asked))
    rows = rows[:EXPORT_LIMIT].iterator(chunk_size=2000)
    return download(written(sheets.INCIDENTS, rows), sheets.INCIDENTS.id, request.at)


def zones(request: HttpRequest) -> HttpResponse:
    """False alarms by zone over some days, the worst first, each number with its list."""
    reach = may_read(request)
    asked = asking.read(request.user, request.GET, request.at)
    lines = false_alarms(request.user, asked.since, asked.until, under=asked.under)
    counted = by_cause(closed_between(request.user, asked.since, asked.until, under=asked.under))
    strange = [line for line in lines if line.place is None]
    if len(strange) > STRANGE_ROWS:
        lines = [line for line in lines if line.place is not None]
    known, repairs = causes(), under_repair(request.user, [line.zone for line in lines if line.zone])
    context = {
        "lines": lines, "strange": _summed(strange) if len(strange) > STRANGE_ROWS else None, "repairs": repairs, "asked": asked, "place": asked.place, "closed": sum(n for _g, _c, n in counted),
        "false": sum(n for group, _c, n in counted if group == "false"),
        "causes": [(known.get(cause, cause), group, cause, n) for group, cause, n in counted],
        "may_repair": reach.may("alarm.work") or reach.may("board.view"), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "incidents/zones.html", context)


def _summed(lines: list[ZoneLine]) -> dict:
    """Lines of accounts that nobody has entered, as one."""
    sums = {name: sum(getattr(line, name) for line in lines) for name in ("incidents", "false", "real")}
    return sums | {"n": len(lines), "share": sums["false"] / sums["incidents"]}


def export_zones(request: HttpRequest) -> HttpResponse:
    """The statistics of the page as a workbook; the page itself where its days are the wrong way round."""
    may_read(request)
    asked = asking.read(request.user, request.GET, request.at)
    if asked.backwards:
        return zones(request)
    lines = false_alarms(request.user, asked.since, asked.until, under=asked.under)
    return download(written(sheets.ZONES, lines), sheets.ZONES.id, request.at)


@require_POST
def repair(request: HttpRequest) -> HttpResponse:
    """A zone that cries wolf becomes a finding: its repair is somebody's duty from now on."""
    may_read(request)
    wanted = request.POST.get("zone", "")
    zone = get_object_or_404(
        Zone.objects.visible_to(request.user).select_related("source__institution", "area", "device"),
        pk=wanted if wanted.isdecimal() else 0,
    )
    try:
        finding = order_repair(
            actor=person_of(request.user), reach=reach_of(request.user), zone=zone, note=request.POST.get("note", ""), at=request.at
        )  # fmt: skip
    except IncidentFault as fault:
        messages.error(request, str(fault))
        return HttpResponseRedirect(reverse("incidents:zones"))
    messages.success(request, _("The repair is a finding now, with an owner and a deadline."))
    return HttpResponseRedirect(reverse("findings:detail", args=[finding.pk]))


def handovers(request: HttpRequest) -> HttpResponse:
    """What is offered, what was taken, and the form to offer."""
    reach, person = may_read(request), getattr(request.user, "person", None)
    rows = HandOver.objects.visible_to(request.user).select_related("giver", "taker", "institution")
    own = Incident.objects.visible_to(request.user).unclosed().filter(operator=person).select_related("institution")
    offered = list(rows.offered())
    left = handover.left_behind(Incident.objects.visible_to(request.user), request.at)
    named = {pk for row in offered for pk in row.incidents}
    known = {
        i.pk: i for i in Incident.objects.visible_to(request.user).filter(pk__in=named).select_related("institution")
    }
    for row in offered:
        row.named = [known[pk] for pk in row.incidents if pk in known]
    context = {
        "offered": offered, "left": [one for one in left if one.operator != person], "settled": list(rows.filter(taken_at__isnull=False)[:30]), "own": list(own) if person else [],
        "person": person, "may": person is not None and may_work(reach, person.institution),
        "on_duty": person is not None and on_shift_until(person, request.at) is not None,
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
