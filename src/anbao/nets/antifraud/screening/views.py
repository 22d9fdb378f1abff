"""Pages of the queue, one hit, and the runs."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anbao.kit.access.scopes import Denied, reach_of
from anbao.kit.fields import masked
from anbao.kit.tables import sheets
from anbao.kit.tables.sheets import Column, Sheet
from anbao.loom.tasks.models import Task
from anbao.nets.antifraud.screening import actions, drawing, matching, rules
from anbao.nets.antifraud.screening.lookup_views import worker
from anbao.nets.antifraud.screening.models import Hit, HitState, Remark, Run, RunState, Screened
from anbao.nets.antifraud.screening.queries import counts_by_vendor, in_force, told_of
from anbao.org.queries import names_behind, person_of

PER_PAGE = 40
#: the kind of record that a run's counts belong into
RECORD = "contractor_screening"


def _hits(request):
    """The hits the reader sees, as the query string narrows them; nonsense is no filter."""
    rows = Hit.objects.visible_to(request.user).select_related("person__institution", "risk_list")
    state = request.GET.get("state", "waiting")
    if state in HitState.values:
        rows = rows.filter(state=state)
    elif state != "all":
        rows = rows.waiting()
    for name, field in (("run", "last_run"), ("place", "person__institution"), ("list", "risk_list")):
        if request.GET.get(name, "").isdecimal():
            rows = rows.filter(**{field: int(request.GET[name])})
    return rows


def queue(request):
    """Undecided hits, the highest score first; decided ones by filter."""
    reach = worker(request)
    page = Paginator(_hits(request), PER_PAGE).get_page(request.GET.get("page"))
    for hit in page:
        hit.parts, hit.side = drawing.parts_of_hit(hit), drawing.listed_side(hit)
    counts = dict(Hit.objects.visible_to(request.user).order_by().values_list("state").annotate(n=Count("id")))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page, "counts": [(s.value, s.label, counts.get(s.value, 0)) for s in HitState], "tab": "queue",
        "query": query.urlencode(), "lists": in_force(reach), "state": request.GET.get("state", "waiting"),
        "last": Run.objects.visible_to(request.user).first(), "floor": matching.FLOOR, "lowest": matching.POSSIBLE,
    }  # fmt: skip
    part = request.htmx and request.htmx.target == "hits"
    return render(request, "screening/queue.html#hits" if part else "screening/queue.html", context)


HITS = Sheet(
    "hits",
    gettext_lazy("Hits"),
    (
        Column("score", gettext_lazy("Score"), lambda h: h.score),
        Column("state", gettext_lazy("State"), lambda h: h.get_state_display()),
        Column("person", gettext_lazy("Person"), lambda h: h.person.name),
        Column("staff_no", gettext_lazy("Staff number"), lambda h: h.person.staff_no),
        Column("place", gettext_lazy("Institution"), lambda h: str(h.person.institution)),
        Column("listed", gettext_lazy("On the list"), lambda h: drawing.listed_side(h).names),
        Column("list", gettext_lazy("Risk list"), lambda h: str(h.risk_list)),
        Column("why", gettext_lazy("Why"), lambda h: "; ".join(f"{p.part} {p.words}" for p in drawing.parts_of_hit(h))),
        Column("matcher", gettext_lazy("Matcher"), lambda h: h.matcher),
    ),
)


def export(request):
    """The filtered queue as a workbook."""
    worker(request)
    rows = _hits(request)[: sheets.EXPORT_LIMIT]
    return sheets.download(sheets.written(HITS, rows), "screening-hits", request.at)


def hit(request, pk: int):
    """Both sides, what was compared, what may be done, what was done."""
    reach = worker(request)
    rows = Hit.objects.visible_to(request.user).select_related(
        "person__institution", "risk_list", "proposed_by", "decided_by", "last_run"
    )
    row, person = get_object_or_404(rows, pk=pk), person_of(request.user)
    steps = list(row.steps.all())
    own = [(_("Identity number"), masked(row.person.id_number, 4, 2)), (_("Phone"), masked(row.person.phone, 3, 4))]
    verbs = (
        rules.verbs_for(row.state, person.pk, row.proposed_by_id) if reach.covers(row.person.institution.path) else []
    )
    others = (
        Hit.objects.visible_to(request.user).filter(person=row.person).exclude(pk=row.pk).select_related("risk_list")
    )
    context = {
        "hit": row, "side": drawing.listed_side(row), "parts": drawing.parts_of_hit(row), "own": own, "steps": steps,
        "verbs": verbs, "names": names_behind({step.actor for step in steps}), "others": others, "tab": "queue",
        "weak": rules.remark_of(row.person.id_number, 1),
    }  # fmt: skip
    return render(request, "screening/hit.html", context)


@require_POST
def step(request, pk: int, verb: str):
    """propose, confirm, return, clear, reopen."""
    reach = worker(request)
    get_object_or_404(Hit.objects.visible_to(request.user), pk=pk)
    if verb not in {verb for verb, _state in rules.TRANSITIONS}:
        raise Denied(_("There is no such step."))
    try:
        actions.decide(
            actor=person_of(request.user), reach=reach, at=request.at, hit_id=pk, verb=verb,
            note=request.POST.get("note", ""),
        )  # fmt: skip
    except rules.ScreeningFault as fault:
        messages.error(request, str(fault))
    return HttpResponseRedirect(reverse("screening:hit", args=[pk]))


def runs(request):
    """Runs so far, and the button that begins one for the reader's institution."""
    reach = worker(request)
    person = person_of(request.user)
    if request.method == "POST":
        try:
            begun = actions.ask_run(actor=person, reach=reach, at=request.at, institution=person.institution)
            actions.advance(run_id=begun.pk, at=request.at)
            return HttpResponseRedirect(reverse("screening:run", args=[begun.pk]))
        except rules.ScreeningFault as fault:
            messages.error(request, str(fault))
            return HttpResponseRedirect(reverse("screening:runs"))
    rows = Run.objects.visible_to(request.user).select_related("institution", "asked_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lists": in_force(reach), "tab": "runs", "place": person.institution}
    return render(request, "screening/runs.html", context)


def run(request, pk: int):
    """One run: how far it is, firm by firm, whose own number is not in order, and what it found."""
    reach = worker(request)
    row = get_object_or_404(Run.objects.visible_to(request.user).select_related("institution", "asked_by"), pk=pk)
    vendors = counts_by_vendor(row, reach.scopes)
    people = Screened.objects.visible_to(request.user).filter(run=row).select_related("person__institution")
    remarked = [
        {"person": one.person, "remark": Remark(one.remark), "shown": masked(one.person.id_number, 4, 2)}
        for one in people.exclude(remark=Remark.NONE)[:200]
    ]
    _link_records(request, row, vendors)
    sums = {
        name: sum(getattr(v, name) for v, _link in row.vendors)
        for name in ("screened", "abnormal", "undecided", "not_screened")
    }
    context = {
        "run": row, "sums": sums, "remarked": remarked, "tab": "runs", "lists": row.editions,
        "running": row.state == RunState.RUNNING, "stopped": row.state == RunState.STOPPED,
        "floor": matching.FLOOR, "lowest": matching.POSSIBLE,
    }  # fmt: skip
    part = request.htmx and request.htmx.target == "run"
    return render(request, "screening/run.html#run" if part else "screening/run.html", context)


def _link_records(request, row: Run, vendors) -> None:
    """Each firm with the form of its open screening task, filled in with what the run counted."""
    tasks = Task.objects.visible_to(request.user).unfinished().filter(record_kind=RECORD)
    waiting = dict(tasks.filter(institution__in=[v.institution.pk for v in vendors]).values_list("institution", "pk"))
    version, day = told_of(row)
    row.vendors = []
    for vendor in vendors:
        said = {
            "v_screened": vendor.screened - vendor.not_screened, "v_abnormal": vendor.abnormal,
            "v_not_screened": vendor.not_screened, "v_list_version": version, "v_list_date": day,
        }  # fmt: skip
        task = waiting.get(vendor.institution.pk)
        ready = task and row.state == RunState.DONE and not vendor.undecided
        row.vendors.append((vendor, reverse("records:task", args=[task]) + "?" + urlencode(said) if ready else ""))


@require_POST
def run_step(request, pk: int, verb: str):
    """stop, go: hold a run, or let it go on."""
    reach = reach_of(request.user)
    worker(request)
    get_object_or_404(Run.objects.visible_to(request.user), pk=pk)
    works = {"stop": actions.stop_run, "go": actions.go_on}
    if verb not in works:
        raise Denied(_("There is no such step."))
    try:
        works[verb](actor=person_of(request.user), reach=reach, at=request.at, run_id=pk)
        if verb == "go":
            actions.advance(run_id=pk, at=request.at)
    except rules.ScreeningFault as fault:
        messages.error(request, str(fault))
    return HttpResponseRedirect(reverse("screening:run", args=[pk]))
