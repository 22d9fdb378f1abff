"""What somebody permits a panel for some time: a test, late hours. Both are entered and taken back on the source's page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anbao.kit import clock
from anbao.kit.access.scopes import reach_of
from anbao.org.models import Person
from anbao.org.queries import person_of
from anbao.senses.alarms import actions, forms
from anbao.senses.alarms.latehours import next_hour, wholly_armed
from anbao.senses.alarms.models import AlarmSource
from anbao.senses.alarms.views import reader, sources_of, whole


@dataclass(frozen=True)
class Permit:
    """``grant(source, said, person, at, who)`` writes it and returns what the user is told; ``end(**who)`` takes it back."""

    form: type[forms.PermitForm]
    grant: Callable[[AlarmSource, dict, Person | None, datetime, dict], str]
    end: Callable[..., object]
    #: what is told when it was taken back, what the source's page calls its form, and where it stands there
    ended: str
    shown: str
    anchor: str = ""


def _act(request: HttpRequest, pk: int, permit: Permit) -> HttpResponse:
    """Grant it, or take it back (``end``). A refusal changes nothing: the page has the form as it was typed, the faults in it."""
    reader(request)
    row = get_object_or_404(sources_of(request.user).select_related("test_by"), pk=pk)
    who = {"actor": person_of(request.user), "reach": reach_of(request.user), "source_id": row.pk, "at": request.at}
    form = None if request.POST.get("end") else permit.form(request.POST, user=request.user, at=request.at)
    try:
        if form is None:
            permit.end(**who)
            messages.success(request, permit.ended)
        elif form.is_valid():
            said = form.cleaned_data
            messages.success(request, permit.grant(row, said, said[form.who], request.at, who))
    except actions.AlarmFault as fault:
        if form is None:
            messages.error(request, str(fault))
        else:
            form.add_error(None, str(fault))
    if form is not None and form.errors:
        context = whole(request, row) | {permit.shown: form, "refused": permit.shown}
        return render(request, "alarms/source.html", context, status=422)
    return HttpResponseRedirect(reverse("alarms:source", args=[row.pk]) + permit.anchor)


def _test(source: AlarmSource, said: dict, person: Person | None, at: datetime, who: dict) -> str:
    actions.start_test(until=at + timedelta(hours=said["hours"]), reason=said["reason"], tester=person, **who)
    return _("Under test: alarms are recorded and not dispatched.")


def _late(source: AlarmSource, said: dict, person: Person | None, at: datetime, who: dict) -> str:
    until = next_hour(said["until"], at)
    actions.approve_late_hours(until=until, reason=said["reason"], approved_by=person, **who)
    told = {"until": until.astimezone(clock.local_zone()).strftime("%H:%M")}
    if wholly_armed(source):
        return _("The panel is armed: until %(until)s it may be disarmed again without ringing.") % told
    return _("Late hours until %(until)s; they end by themselves.") % told


TEST = Permit(forms.TestForm, _test, actions.end_test, gettext_lazy("The test is over."), "form")
LATE = Permit(
    forms.LateHoursForm, _late, actions.end_late_hours, gettext_lazy("The late hours are taken back: the schedule counts again."), "late_form", "#arming"
)  # fmt: skip


@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a source under test, or end the test (``end``)."""
    return _act(request, pk, TEST)


@require_POST
def late_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve late hours of a panel until its next such hour, or take them back (``end``)."""
    return _act(request, pk, LATE)
