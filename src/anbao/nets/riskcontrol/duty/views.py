"""Pages of duty: the rooms, one room's month, one's own turns."""

import time

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from anbao.engines.rostering import Deadline
from anbao.kit import clock
from anbao.kit.access.scopes import Denied, reach_of
from anbao.kit.tables import sheets
from anbao.kit.tables.sheets import Column, Sheet
from anbao.nets.riskcontrol.duty import actions, drafting, queries, rules, words
from anbao.nets.riskcontrol.duty.forms import AbsenceForm, TurnForm
from anbao.nets.riskcontrol.duty.models import Absence, Drafting, DraftingState, Roster, Turn
from anbao.org.models import Area, Person
from anbao.org.queries import names_behind, person_of

#: who may look at rosters: whoever leads a place, and the people of the rooms
READERS = {"alarm.work", "board.view"}
#: seconds a planner waits for a sick call
MEND_SECONDS = 2.0


def _rooms(request):
    if not READERS & reach_of(request.user).powers:
        raise Denied(_("Rosters are for those who lead a place and for the people of its rooms."))
    rows = Area.objects.visible_to(request.user).filter(kind__in=words.rooms())
    return rows.select_related("institution").order_by("institution__path", "kind")


def rooms(request):
    """Every room manned around the clock: who is on duty now, and which months have a roster."""
    today = queries.today(request.at)
    months = [today.replace(day=1)]
    months += [rules.next_month(months[0])]
    turns = queries.on_duty(Turn.objects.visible_to(request.user), request.at)
    rosters = {
        (roster.area_id, roster.first): roster
        for roster in Roster.objects.visible_to(request.user).filter(first__in=months)
    }
    lines = [
        {
            "area": area,
            "now": turns.get(area.pk, []),
            "months": [(f"{first:%Y-%m}", rosters.get((area.pk, first))) for first in months],
        }
        for area in _rooms(request)
    ]
    return render(request, "duty/rooms.html", {"lines": lines, "months": months})


def _month(request, pk: int, month: str):
    area, first = get_object_or_404(_rooms(request), pk=pk), rules.month_start(month)
    if first is None:
        raise Http404
    roster = Roster.objects.visible_to(request.user).select_related("area__institution", "made_by", "published_by")
    return area, first, roster.filter(area=area, first=first).first()


def _people(request, area: Area, first):
    """Whom the reader may put on this room's roster."""
    room = words.rooms()[area.kind]
    held = Person.objects.visible_to(request.user).filter(
        posts__institution=area.institution, posts__kind=room.post, posts__until__isnull=True
    )
    return held.distinct().order_by("staff_no")


def room(request, pk: int, month: str):
    """One room's month: the grid, what it could not fulfil, its rules, its revisions."""
    area, first, roster = _month(request, pk, month)
    if request.htmx and request.htmx.target == "drafting" and not _drafting(request, area, first, roster)["waits"]:
        return HttpResponseClientRefresh()  # it has come to an end: everything on the page may be another
    return _page(request, area, first, roster)


def _page(request, area: Area, first, roster: Roster | None, forms: dict | None = None):
    """The page; with ``forms`` that were refused, as they were typed, and open."""
    reach, today, month = reach_of(request.user), queries.today(request.at), f"{first:%Y-%m}"
    may = reach.may(rules.PLAN) and reach.covers(area.institution.path)
    people, shifts = _people(request, area, first), words.rooms()[area.kind].shifts
    context = {
        "area": area, "first": first, "month": month, "roster": roster, "may": may, "today": today, "shifts": shifts,
        "before": f"{rules.previous_month(first):%Y-%m}", "after": f"{rules.next_month(first):%Y-%m}",
        "open": today.replace(day=1) <= first <= today + rules.AHEAD, "refused": forms is not None,
        "drafting": _drafting(request, area, first, roster),
    }  # fmt: skip
    if roster is not None:
        revisions = list(roster.revisions.all()[:30])
        context |= {
            "rows": queries.grid(roster, request.at, list(people)), "days": queries.by_day(roster, request.at),
            "revisions": revisions, "names": names_behind({row.actor for row in revisions}),
        }  # fmt: skip
    if may:
        last = rules.next_month(first)
        away = Absence.objects.visible_to(request.user).touching(first, last).filter(person__in=people)
        context |= {
            "turn_form": TurnForm(people=people, shifts=shifts, initial={"day": today}),
            "absence_form": AbsenceForm(people=people, initial={"first": today, "last": today}),
            "absences": away.select_related("person"),
        } | (forms or {})
    return render(request, "duty/room.html", context, status=200 if forms is None else 422)


def _drafting(request, area: Area, first, roster: Roster | None) -> dict:
    """What is to be told of the last draft that was asked for: that it is being made, or why none was."""
    last = Drafting.objects.visible_to(request.user).filter(area=area, first=first).select_related("asked_by").first()
    failed = last is not None and last.state == DraftingState.FAILED
    if failed and roster is not None and roster.made_at > last.asked_at:
        failed = False
    waits = last is not None and last.state == DraftingState.WAITING
    late = waits and request.at - last.asked_at > rules.TAKEN_UP * clock.pace()
    return {"last": last, "waits": waits, "failed": failed, "late": late}


@require_POST
def step(request, pk: int, month: str, verb: str):
    """plan, publish, change, absence: what a planner does with a room's month."""
    area, first, roster = _month(request, pk, month)
    who = {"actor": person_of(request.user), "reach": reach_of(request.user), "at": request.at}
    if not who["reach"].may(rules.PLAN):
        raise Denied(_("You may not make rosters for this place."))
    form = _form(request, verb, area, first)
    try:
        if verb not in STEPS or (roster is None and verb in ("publish", "change")):
            raise rules.DutyFault(
                _("There is no roster of this month yet.") if verb in STEPS else _("There is no such step.")
            )
        if form is None or form.is_valid():
            STEPS[verb](request, area, first, roster, form, who)
    except rules.DutyFault as fault:
        if form is None:
            messages.error(request, str(fault))
        else:
            form.add_error(fault.field if fault.field in form.fields else None, str(fault))
        return _page(request, area, first, roster, {FORMS.get(verb, ""): form})
    if form is not None and not form.is_valid():
        return _page(request, area, first, roster, {FORMS.get(verb, ""): form})
    return HttpResponseRedirect(reverse("duty:room", args=[pk, month]))


def _form(request, verb: str, area: Area, first):
    people = _people(request, area, first)
    if verb == "absence":
        return AbsenceForm(request.POST, people=people)
    return TurnForm(request.POST, people=people, shifts=words.rooms()[area.kind].shifts) if verb == "change" else None


def _plan(request, area, first, _roster, _form, who) -> None:
    drafting.ask(**who, area_id=area.pk, first=first)


def _publish(request, _area, _first, roster, _form, who) -> None:
    actions.publish(**who, roster_id=roster.pk, reason=request.POST.get("reason", ""))
    messages.success(request, _("Published: everybody on it was told."))


def _change(request, _area, _first, roster, form, who) -> None:
    turn = form.cleaned_data
    actions.change_turn(
        **who, roster_id=roster.pk, person_id=turn["person"].pk, day=turn["day"], shift=turn["shift"],
        reason=turn["reason"],
    )  # fmt: skip
    told = {"person": turn["person"].name, "day": f"{turn['day']:%m-%d}", "shift": form.shift_word()}
    messages.success(request, _("Changed: %(person)s, %(day)s, %(shift)s.") % told)


def _absence(request, _area, _first, _roster, form, who) -> None:
    given = form.cleaned_data
    stop = Deadline(MEND_SECONDS, time.monotonic)
    _noted, mended = actions.note_absence(
        **who, person_id=given["person"].pk, kind=given["kind"], first=given["first"], last=given["last"],
        reason=given["reason"], stop=stop,
    )  # fmt: skip
    moved = sum(len(revision.changes) for revision in mended)
    messages.success(request, _("Noted. Turns moved: %(n)d.") % {"n": moved})


#: where the page has the form of a step
FORMS = {"change": "turn_form", "absence": "absence_form"}
STEPS = {"plan": _plan, "publish": _publish, "change": _change, "absence": _absence}


TURNS = Sheet(
    "roster",
    gettext_lazy("Duty roster"),
    (
        Column("day", gettext_lazy("Day"), lambda t: t.day),
        Column("shift", gettext_lazy("Shift"), lambda t: str(t.word)),
        Column("person", gettext_lazy("Person"), lambda t: t.person.name),
        Column("staff_no", gettext_lazy("Staff number"), lambda t: t.person.staff_no),
        Column("starts_at", gettext_lazy("Begins"), lambda t: t.starts_at),
        Column("ends_at", gettext_lazy("Ends"), lambda t: t.ends_at),
        Column("checked_in_at", gettext_lazy("Checked in"), lambda t: t.checked_in_at),
    ),
)


def export(request, pk: int, month: str):
    """A room's month as a workbook."""
    _area, _first, roster = _month(request, pk, month)
    if roster is None:
        raise Http404
    rows = Turn.objects.visible_to(request.user).filter(roster=roster).select_related("person", "roster__area")
    return sheets.download(sheets.written(TURNS, rows.order_by("starts_at", "person")), f"roster-{month}", request.at)


def mine(request):
    """One's own turns, the next first, and the button that says: I am here."""
    return render(request, "duty/mine.html", {"turns": queries.own_turns(person_of(request.user), request.at)})


@require_POST
def check_in(request, pk: int):
    """I am here."""
    person = person_of(request.user)
    try:
        actions.check_in(arrivals=[(person, pk, request.at)])
    except rules.DutyFault as fault:
        messages.error(request, str(fault))
    return HttpResponseRedirect(reverse("duty:mine"))
