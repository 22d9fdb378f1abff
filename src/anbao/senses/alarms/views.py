"""Pages of alarms: the register (sources, zones, schedules), one source, the signal log, arming, the gateways."""

from datetime import datetime
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models.functions import Length
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anbao.kit import clock
from anbao.kit.access.scopes import Denied, reach_of
from anbao.kit.tables.pages import Declared, TablePages
from anbao.org.queries import person_of
from anbao.senses.alarms import actions, arming, filters, forms, intake, rules
from anbao.senses.alarms.arrivals import meaning_of
from anbao.senses.alarms.latehours import wholly_armed
from anbao.senses.alarms.models import Alarm, AlarmSource, Arming, ArmingSchedule, Gateway, LateHours, Signal, Zone
from anbao.senses.alarms.queries import GONE, is_failing
from anbao.senses.alarms.retiring import EDIT, may_go
from anbao.senses.alarms.tables import kind_name, state_of
from anbao.senses.alarms.tending import listening_since
from anbao.senses.alarms.words import span

SEE = frozenset({"alarm.work", "board.view", "org.edit"})
PER_PAGE, LATEST, FEW = 60, 20, 5


def _declared(name: str, **told) -> Declared:
    table = intake.TABLES[name]
    return Declared(
        name=name, title=table.sheet.title, sheet=table.sheet, plan=partial(intake.plan, table), apply=partial(intake.apply, table),
        see=SEE, edit="org.edit", bring="org.import", fault=actions.AlarmFault, **told,
    )  # fmt: skip


def sources_of(user):
    return AlarmSource.objects.visible_to(user).select_related("institution", "device")


def _zones(user):
    return Zone.objects.visible_to(user).select_related("source__institution", "device", "area")


def _schedules(user):
    return ArmingSchedule.objects.visible_to(user).select_related("institution", "source")


class SourcePages(TablePages):
    def more(self, request, row, reach) -> dict:
        return {"page_url": reverse("alarms:source", args=[row.pk])}


PAGES = (
    SourcePages(_declared(
        "sources", icon="siren", rows=sources_of, filters=filters.SourceFilters, form=forms.SourceForm, save=actions.save_source,
        bulk=forms.SourceBulk, change=actions.change_sources, add_words=gettext_lazy("Add an alarm source"),
        detail_template="alarms/source_modal.html",
    ), "alarms"),
    TablePages(_declared(
        "zones", icon="layers", rows=_zones, filters=filters.ZoneFilters, form=forms.ZoneForm, save=actions.save_zone,
        bulk=forms.ZoneBulk, change=actions.change_zones, add_words=gettext_lazy("Add a zone"),
    ), "alarms"),
    TablePages(_declared(
        "schedules", icon="calendar", rows=_schedules, filters=filters.ScheduleFilters, form=forms.ScheduleForm,
        save=actions.save_schedule, bulk=forms.ScheduleBulk, change=actions.change_schedules, add_words=gettext_lazy("Add a schedule"),
    ), "alarms"),
)  # fmt: skip


def reader(request):
    reach = reach_of(request.user)
    if not SEE & reach.powers:
        raise Denied(_("Alarms are shown to those who work them or lead a place."))
    return reach


def _spoken(signals) -> list[tuple[Signal, str, str]]:
    """(signal, what it says in the reader's language, its kind)."""
    from django.utils.translation import get_language

    place = 1 if (get_language() or "zh").startswith("en") else 0
    return [(signal, meaning_of(signal.token, signal.code)[place], kind_name(signal.kind)) for signal in signals]


def source(request, pk: int):
    """One source: how it stands, its zones, its alarms, what it said last, raw lines and all; its test."""
    reader(request)
    context = whole(request, get_object_or_404(sources_of(request.user).select_related("test_by"), pk=pk))
    part = request.htmx and request.htmx.target == "source"
    return render(request, "alarms/source.html#source" if part else "alarms/source.html", context)


def whole(request, row: AlarmSource) -> dict:
    """Everything that is shown of a source, with its forms empty."""
    reach = reader(request)
    signals = (
        Signal.objects.visible_to(request.user).select_related("source").filter(source=row).order_by("-pk")[:LATEST]
    )
    alarms = Alarm.objects.visible_to(request.user).filter(source=row).order_by("-pk")[:LATEST]
    return {
        "source": row, "state": state_of(row), "zones": _zones(request.user).filter(source=row).order_by(Length("number"), "number"),
        "signals": _spoken(signals), "alarms": alarms, "armings": Arming.objects.visible_to(request.user).filter(source=row),
        "in_test": row.is_in_test(request.at), "may_edit": reach.may("org.edit"), "may_test": reach.may("alarm.work") or reach.may("org.edit"),
        "form": forms.TestForm(user=request.user, at=request.at), **_late_of(request, row),
    }  # fmt: skip


def _late_of(request, row: AlarmSource) -> dict:
    """A panel's late hours: those that stand, the last ones, the form."""
    rows = list(LateHours.objects.visible_to(request.user).select_related("approved_by").filter(source=row)[:FEW])
    standing = next((one for one in rows if one.ended_at is None and one.since <= request.at < one.until), None)
    return {
        "late": standing,
        "armed": wholly_armed(row),
        "lately": [one for one in rows if one is not standing],
        "late_form": forms.LateHoursForm(user=request.user, at=request.at),
    }


def signals(request):
    """The log of everything received, newest first."""
    reader(request)
    rows = Signal.objects.visible_to(request.user).select_related("source__institution").order_by("-pk")
    chosen = filters.SignalFilters(request.GET, queryset=rows, request=request)
    query = request.GET.copy()
    query.pop("before", None)
    found = chosen.qs
    before = request.GET.get("before", "")
    if before.isdecimal():
        found = found.filter(pk__lt=int(before))
    page = list(found[: PER_PAGE + 1])
    context = {
        "signals": _spoken(page[:PER_PAGE]), "filter": chosen, "query": query.urlencode(), "paged": bool(before),
        "more": page[PER_PAGE - 1].pk if len(page) > PER_PAGE else None,
    }  # fmt: skip
    part = request.htmx and request.htmx.target == "signals"
    return render(request, "alarms/signals.html#signals" if part else "alarms/signals.html", context)


def arming_board(request):
    """Who is armed, who is not, since when, against the schedule; what is wrong comes first."""
    reader(request)
    rows = list(
        Arming.objects.visible_to(request.user).select_related("source__institution").filter(source__enabled=True)
    )
    faults, day = arming.faults_at(request.at, listening_since()), arming.clock.local_day(request.at)
    unsaid = {source for source, _area in faults} - {row.source_id for row in rows}
    sources = AlarmSource.objects.visible_to(request.user).select_related("institution").filter(pk__in=unsaid)
    rows += [Arming(source=source, armed=None) for source in sources]
    timetable = arming.Timetable([row.source for row in rows])
    standing = LateHours.objects.visible_to(request.user).standing(request.at).select_related("approved_by")
    late, lines = {one.source_id: one for one in standing}, []
    for row in rows:
        fault, row.late = faults.get((row.source_id, row.area), ""), late.get(row.source_id)
        lines.append((row, timetable.hours(row.source, day), rules.ARMING_FAULTS[fault] if fault else None))
    lines.sort(key=lambda line: (line[2] is None, line[0].late is None, line[0].source.institution.path, line[0].area))
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    wrong = sum(line[2] is not None for line in lines)
    counts = {
        "armed": sum(row.armed for row in rows),
        "disarmed": sum(row.armed is False for row in rows),
        "wrong": wrong,
    }
    part = request.htmx and request.htmx.target == "arming"
    return render(
        request, "alarms/arming.html#arming" if part else "alarms/arming.html", {"page": page, "counts": counts}
    )


def gateways(request):
    """The gateways as they last told of themselves, with what they refused."""
    may = reader(request).may(EDIT)
    lines = []
    for row in Gateway.objects.visible_to(request.user).select_related("institution"):
        row.may_go = may and may_go(row, request.at)
        lines.append((row, _standing(row, request.at), _refused(row), _forgetful(row, request.at)))
    return render(request, "alarms/gateways.html", {"lines": lines})


@require_POST
def take_off(request, pk: int):
    """Take a gateway that was ended for good off the list."""
    reach = reader(request)
    row = get_object_or_404(Gateway.objects.visible_to(request.user), pk=pk)
    try:
        name = actions.take_off_gateway(actor=person_of(request.user), reach=reach, gateway_id=row.pk, at=request.at)
        messages.success(request, _("%(name)s is off the list.") % {"name": name})
    except actions.AlarmFault as fault:
        messages.error(request, str(fault))
    return HttpResponseRedirect(reverse("alarms:gateways"))


def _forgetful(row: Gateway, at: datetime) -> datetime | None:
    """Until when a gateway that was started lately takes an old number for a repeat (``turns``); None: no longer."""
    until = row.started_at + span("repeat_horizon", clock.local_day(at))
    return until if row.listening and at < until else None


def _refused(row: Gateway) -> list[dict]:
    """What a gateway refused lately, the newest first, with its moments read."""
    found = []
    for fault in row.facts.get("faults", ()):
        last = datetime.fromisoformat(fault["at"])
        found.append(
            {"count": 1, **fault, "at": last, "since": datetime.fromisoformat(fault.get("since", fault["at"]))}
        )
    return found


def _standing(row: Gateway, at) -> tuple[str, str, str]:
    if not row.listening:
        return "bad", "▲", _("Stopped on purpose, receives nothing")
    if at - row.beat_at > GONE * clock.pace():
        return "bad", "▲", _("No sign of life")
    if is_failing(row, at, speed=clock.pace()):
        return "bad", "▲", _("Listens and can't store, acknowledges nothing")
    return "good", "✓", _("Listening")
