"""The desk: the queue, one incident with its procedure, and what an operator does about it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anbao.command.incidents import actions, handover, rules
from anbao.command.incidents.models import Incident, IncidentState
from anbao.command.incidents.procedures import causes, causes_of, procedure_of_unknown, procedures, sources
from anbao.command.incidents.queries import contacts, left_over, may_be_called, next_step, waiting
from anbao.command.incidents.site import account_of, earlier, map_of, pictures
from anbao.command.incidents.standing import ending, moved_on, rings_again_at, staying
from anbao.kit import clock
from anbao.kit.access.scopes import Denied, reach_of
from anbao.nets.riskcontrol.duty.queries import on_shift_until
from anbao.org.actions import OrgFault, read_clear
from anbao.org.models import Institution, Person
from anbao.org.queries import names_behind, person_of
from anbao.senses.alarms.models import Alarm, AlarmState
from anbao.senses.alarms.queries import deaf_gateways

#: who may look at incidents at all
READERS = ("alarm.work", "board.view", "map.view")
#: incidents in the queue; more are one link away
SHOWN = 60
UNSEEN = (AlarmState.ACTIVE, AlarmState.RETURNED)


def may_read(request: HttpRequest):
    """The reader's reach; refuses those who neither work alarms nor lead a place."""
    reach = reach_of(request.user)
    if not any(map(reach.may, READERS)):
        raise Denied(_("The desk belongs to the monitoring centre and to those who lead a place."))
    return reach


def _queue(request: HttpRequest, chosen: int | None) -> dict:
    found = waiting(request.user, SHOWN)
    for row in found.rows:
        row.next_step = next_step(row)
        row.alarms = [link.alarm for link in row.links.all()]
        row.new = [] if row.lacking else _unseen(row.alarms)
        row.rings = bool(row.lacking or row.new)
        # the alarm in its own words where they say more than the kind: "mains failure", not only "equipment trouble"; the new one first
        row.says = next((str(alarm) for alarm in row.new or row.alarms if str(alarm) != str(row.word)), "")
    if strange := [row for row in found.rows if row.source and not row.source.known]:
        strange[-1].beyond = found.beyond  # the others in one line behind it
    reach = reach_of(request.user)
    deaf = {str(one) for path in reach.scopes for one in deaf_gateways(path, request.at, speed=clock.pace())}
    return {
        "waiting": found, "queue": found.rows, "chosen": chosen, "unknown": procedure_of_unknown().id,
        "newest": int(found.newest.timestamp() * 1000) if found.newest else 0,
        "left_over": left_over(request.user, request.at), "deaf": sorted(deaf), "reach": reach, "at": request.at,
    }  # fmt: skip


def _unseen(alarms: list[Alarm]) -> list[Alarm]:
    """Those that nobody has acknowledged, oldest first."""
    return sorted((alarm for alarm in alarms if alarm.state in UNSEEN), key=lambda alarm: alarm.pk)


def _scope(request: HttpRequest) -> str:
    """Which institutions the desk speaks of."""
    tops = Institution.objects.visible_to(request.user).filter(path__in=reach_of(request.user).scopes)
    return ", ".join(str(place) for place in tops[:3])


def _to_open(rows: list[Incident], person: Person | None) -> Incident | None:
    """What the desk opens by itself: the first that rings, of a place before accounts that nobody has entered unless he has
    it himself; where only such accounts ring, what he has before them."""
    own = [row for row in rows if person is not None and row.operator_id == person.pk]
    ringing = [row for row in rows if row.rings and (row in own or not row.source or row.source.known)]
    return next(iter([*ringing, *own, *rows]), None)


def desk(request: HttpRequest) -> HttpResponse:
    """The whole page with the first of the queue open."""
    may_read(request)
    queue = _queue(request, None)
    person = getattr(request.user, "person", None)
    first = _to_open(queue["queue"], person)
    context = queue | {"scope": _scope(request), "person": person}
    if first is not None:
        context |= _whole(request, first) | {"chosen": first.pk}
    return render(request, "incidents/desk.html", context)


def queue_part(request: HttpRequest) -> HttpResponse:
    may_read(request)
    wanted = request.GET.get("chosen", "")
    chosen = int(wanted) if wanted.isdecimal() else None
    return render(request, "incidents/desk.html#queue", _queue(request, chosen))


def _own(request: HttpRequest, pk: int) -> Incident:
    rows = Incident.objects.visible_to(request.user).select_related(
        "institution__parent", "area", "operator", "source__institution"
    )
    return get_object_or_404(
        rows.prefetch_related(
            "steps__by", "answers__person", "links__alarm__zone", "links__alarm__source", "links__alarm__device"
        ),
        pk=pk,
    )


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One incident: as a part for the desk, or the desk with it open."""
    may_read(request)
    return _shown(request, _whole(request, _own(request, pk)))


def _shown(request: HttpRequest, whole: dict) -> HttpResponse:
    """One incident, as a part where the desk asks for that."""
    if request.htmx and request.htmx.target == "incident":
        return render(request, "incidents/_incident.html", whole)
    context = _queue(request, whole["incident"].pk) | {
        "scope": _scope(request),
        "person": getattr(request.user, "person", None),
        "asked": True,
    }
    return render(request, "incidents/desk.html", context | whole)


def _whole(request: HttpRequest, incident: Incident) -> dict:
    """Everything that is shown of an incident."""
    reach, person = reach_of(request.user), getattr(request.user, "person", None)
    steps, answers = list(incident.steps.all()), list(incident.answers.all())
    may = actions.may_work(reach, incident.institution)
    present = [answer.person_id for answer in answers if answer.left_at is None]
    mine = person is not None and (incident.operator_id == person.pk or person.pk in present)
    for step in steps:
        step.clock = rules.clock(step.due_at, step.within, request.at, clock.pace())
        step.cites = sources().get(step.source, step.source)
    changes, named = list(incident.changes.all()), {step.code: step for step in steps}
    alarms = [link.alarm for link in incident.links.all()]
    told = {f"alarm:{alarm.pk}": alarm for alarm in [*alarms, *moved_on(incident, changes, alarms)]}
    for change in changes:
        change.step, change.alarm = named.get(change.subject), told.get(change.note)
        change.ended = change.step.said(change.outcome) if change.step and change.outcome else ""
    new = [] if incident.lacking or incident.state == IncidentState.CLOSED else _unseen(alarms)
    return {
        "incident": incident, "steps": steps, "answers": answers, "current": rules.current(incident.state, steps), "mine": mine, "may": may,
        "alarms": sorted(alarms, key=lambda alarm: alarm.state not in UNSEEN), "new": new,
        "newest": max((alarm.pk for alarm in alarms), default=0), "present": len(present), "procedure": procedures().get(incident.procedure),
        "may_answer": may and incident.state != IncidentState.CLOSED and incident.lacking > 0
        and getattr(person, "pk", None) not in present,
        "late_hours": next((alarm.source_id for alarm in alarms if alarm.kind == "arming"), None),
        "staying": staying(alarms), "ending": ending(alarms), "rings_again_at": rings_again_at(incident), "missing": rules.missing(steps), "causes": causes_of(incident.procedure), "cause": causes().get(incident.cause),
        "place": incident.place, "account": account_of(request.user, incident, alarms, reach),
        "contacts": contacts(incident.place, reach, clock.local_day(request.at)) if incident.place else [],
        "pictures": pictures(request.user, incident), "map": map_of(incident.place), "earlier": earlier(request.user, incident),
        **_ways_to_take(request, incident, person, may and not mine), "changes": changes, "names": names_behind(change.actor for change in changes) | {"system": _("the system")}, "at": request.at,
    }  # fmt: skip


def _ways_to_take(request: HttpRequest, incident: Incident, person: Person | None, colleague: bool) -> dict:
    """How it can be taken from who works it: by a colleague, once he is off duty and holds it by no signature; by the supervisor."""
    if incident.state != IncidentState.WORKING or incident.operator is None or person is None:
        return {"until": None, "signed": None, "may_take_over": False, "may_free": False}
    until = on_shift_until(incident.operator, request.at)
    signed = None if until else handover.signed_since(incident, request.at)
    return {
        "until": until, "signed": signed, "may_take_over": colleague and until is None and signed is None,
        "may_free": handover.may_free(person, reach_of(request.user), incident, request.at),
    }  # fmt: skip


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """answer, seen, settle, skip, take_back, take_over, free, close, reopen: one action each; a refusal is told and changes nothing."""
    may_read(request)
    incident, post = _own(request, pk), request.POST
    base = {
        "actor": person_of(request.user), "reach": reach_of(request.user), "incident_id": incident.pk, "at": request.at
    }  # fmt: skip
    code, note, over = post.get("code", ""), post.get("note", ""), [_number(one) or 0 for one in post.getlist("over")]
    works = {
        "answer": lambda: actions.answer(newest=_number(post.get("newest")), **base),
        "seen": lambda: actions.acknowledge(alarm_id=_number(post.get("alarm")) or 0, **base),
        "take_over": lambda: handover.take_over(reason=note, **base),
        "free": lambda: handover.free(reason=note, **base),
        "settle": lambda: actions.settle(code=code, outcome=post.get("outcome", ""), note=note, **base),
        "skip": lambda: actions.skip(code=code, reason=note, **base),
        "take_back": lambda: actions.take_back(code=code, reason=note, **base),
        "close": lambda: actions.close(cause=post.get("cause", ""), note=note, over=over, **base),
        "reopen": lambda: actions.reopen(reason=note, **base),
    }
    if verb not in works:
        raise Denied(_("There is no such step."))
    fault = ""
    try:
        works[verb]()
    except actions.IncidentFault as refusal:
        fault = str(refusal)
    if not request.htmx and not fault:
        return HttpResponseRedirect(reverse("incidents:detail", args=[pk]))
    return _shown(request, _whole(request, _own(request, pk)) | {"fault": fault, "typed": note if fault else ""})


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


@require_POST
def phone(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """A contact's number in clear, while his incident is open: a ledger line names the incident."""
    reach, incident = may_read(request), _own(request, pk)
    found = may_be_called(incident, person, reach, clock.local_day(request.at))
    if found is None or not actions.may_work(reach, incident.institution) or incident.state == IncidentState.CLOSED:
        raise Denied(_("A number is shown in clear to who works an open incident."))
    try:
        number = read_clear(
            actor=person_of(request.user), reach=reach, person=found, field="phone", purpose=f"incident:{incident.pk}", at=request.at
        )  # fmt: skip
    except OrgFault as fault:
        raise Denied(str(fault)) from None
    return render(request, "incidents/_phone.html", {"number": number})
