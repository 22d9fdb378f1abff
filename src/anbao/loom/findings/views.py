"""The findings board (by state, ageing, owner), one finding with its steps, and what people do about it."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Q, When
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anbao.kit import clock
from anbao.kit.access.scopes import Denied, reach_of, sees_business
from anbao.kit.files import actions as files
from anbao.kit.files.models import Attachment
from anbao.kit.files.rules import UploadRefused
from anbao.kit.tables import sheets
from anbao.loom.campaigns.queries import current, running_at
from anbao.loom.findings import actions, queries, rules
from anbao.loom.findings.models import Finding, FindingState, Reaction, Severity
from anbao.loom.findings.sheets import FINDINGS, TOLD
from anbao.loom.findings.words import categories
from anbao.org.models import Area, Device, Institution, Person
from anbao.org.queries import names_behind, person_of, takers

COLUMN_LIMIT = 60
GRAVITY = Case(
    When(severity="critical", then=0), When(severity="major", then=1), default=2, output_field=IntegerField()
)

#: how a list may be sorted: its words, and by what
ORDERS = {
    "deadline": (_("Deadline"), ("deadline",)),
    "severity": (_("Severity"), (GRAVITY, "deadline")),
    "place": (_("Place"), ("institution__path", "deadline")),
    "owner": (_("Owner"), ("owner__name", "deadline")),
    "found": (_("Found"), ("found_at",)),
}


class ReportForm(forms.Form):
    institution = forms.ModelChoiceField(None, label=_("Place"))
    category = forms.ChoiceField(label=_("Category"))
    # left open, the category says how grave it usually is
    severity = forms.ChoiceField(
        label=_("Severity"), choices=[("", _("usual for its category")), *Severity.choices], required=False
    )
    title = forms.CharField(label=_("What is wrong"), max_length=120)
    area = forms.ModelChoiceField(None, label=_("Key area"), required=False, empty_label=_("not in one"))
    device = forms.ModelChoiceField(None, label=_("Device"), required=False, empty_label=_("no device"))
    detail = forms.CharField(label=_("Details"), widget=forms.Textarea, required=False, max_length=rules.LONGEST)
    apart = forms.BooleanField(
        label=_("It is something else: open another finding"), required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )  # fmt: skip

    def __init__(self, *args, user, at_place: Institution | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = Institution.objects.visible_to(user)
        self.fields["category"].choices = [(c.id, str(c)) for c in categories().values()]
        for field in self.fields.values():
            if isinstance(field.widget, forms.Select):
                field.widget.attrs["class"] = "form-select"
        for name, model in (("area", Area), ("device", Device)):
            rows = model.objects.visible_to(user)
            self.fields[name].queryset = rows.filter(institution=at_place) if at_place else rows.none()


def _filtered(request):
    rows = Finding.objects.visible_to(request.user)
    if request.GET.get("place", "").isdecimal():
        place = get_object_or_404(Institution.objects.visible_to(request.user), pk=request.GET["place"])
        rows = rows.filter(institution__path__startswith=place.path)
    if request.GET.get("category") in categories():
        rows = rows.filter(category=request.GET["category"])
    if request.GET.get("severity") in Severity.values:
        rows = rows.filter(severity=request.GET["severity"])
    if request.GET.get("mine"):
        rows = rows.filter(owner__user=request.user)
    if request.GET.get("overdue"):
        rows = rows.overdue(request.at)
    return rows


@sees_business
def board(request):
    """Three columns: open (late ones first), waiting for verification, closed lately."""
    rows = _filtered(request)
    counts = rows.aggregate(
        open=Count("id", filter=Q(state=FindingState.OPEN)),
        overdue=Count("id", filter=Q(state=FindingState.OPEN, deadline__lt=request.at)),
        rectified=Count("id", filter=Q(state=FindingState.RECTIFIED)),
        closed=Count("id", filter=Q(state=FindingState.CLOSED)),
        recurred=Count("id", filter=Q(recurrences__gt=0)),
    )
    columns = [(state, state.label, counts[state], list(_column(rows, state)[:COLUMN_LIMIT])) for state in FindingState]
    query = request.GET.copy()
    query.pop("state", None)
    context = {
        "columns": columns, "counts": counts, "query": query.urlencode(), "categories": categories().values(), "severities": Severity.choices,
        "campaign": current(request.user), "limit": COLUMN_LIMIT, "may_report": rules.reports(reach_of(request.user)),
    }  # fmt: skip
    template = "findings/board.html#board" if request.htmx and request.htmx.target == "board" else "findings/board.html"
    return render(request, template, context)


def _column(rows, state):
    order = ("-closed_at",) if state == FindingState.CLOSED else (GRAVITY, "deadline")
    return rows.filter(state=state).select_related("institution", "owner", "area").order_by(*order, "id")


@sees_business
def listing(request):
    """All findings of one state, page by page."""
    rows = _filtered(request)
    if request.GET.get("state") in FindingState.values:
        rows = rows.filter(state=request.GET["state"])
    sort = request.GET.get("sort", "")
    order = (*ORDERS.get(sort.removeprefix("-"), ORDERS["deadline"])[1], "id")
    rows = rows.order_by(*order).reverse() if sort.startswith("-") else rows.order_by(*order)
    if sheets.wanted(request):
        return sheets.answer(FINDINGS, rows.select_related(*TOLD), request.at)
    query = request.GET.copy()
    query.pop("page", None)
    page = Paginator(rows.select_related("institution", "owner", "area"), 60).get_page(request.GET.get("page"))
    context = {
        "page": page, "query": query.urlencode(), "state": request.GET.get("state", ""), "sort": sort or "deadline",
        "orders": [(name, f"-{name}" if sort == name or (name == "deadline" and not sort) else name, words) for name, (words, _by) in ORDERS.items()],
    }  # fmt: skip
    return render(request, "findings/list.html", context)


def _own(request, pk: int) -> Finding:
    rows = Finding.objects.visible_to(request.user).select_related(
        "institution", "area", "device", "owner", "found_by", "rectified_by"
    )
    return get_object_or_404(rows, pk=pk)


def detail(request, pk: int):
    """One finding: what, where, who, by when; its steps with evidence; and the steps possible now for this reader."""
    finding, reach, person = _own(request, pk), reach_of(request.user), person_of(request.user)
    owners = [f"finding:{finding.pk}", finding.found_in.split("#")[0]]
    people, steps = (), list(finding.steps.all())
    if reach.may("task.assign") and finding.state != FindingState.CLOSED:
        people = takers(request.user, [finding.institution], clock.local_day(request.at))
    context = {
        "finding": finding, "steps": steps, "names": _names(steps), "reactions": Reaction.choices, "people": people,
        "category": categories().get(finding.category), "source": _source(finding.found_in),
        "photos": Attachment.objects.visible_to(request.user).filter(owner__in=owners),
        "longest": rules.LONGEST, "may_rectify": finding.state == FindingState.OPEN
        and rules.may_mend(reach, finding.institution.path, owns=person.pk == finding.owner_id),
        "may_verify": finding.state == FindingState.RECTIFIED and reach.may("finding.verify")
        and rules.may_verify(person.pk, finding.owner_id, finding.rectified_by_id),
        "may_react": reach.may("finding.verify"),
        "may_extend": finding.asked and actions.may_extend(actor=person, reach=reach, finding=finding, at=request.at),
    }  # fmt: skip
    return render(request, "findings/detail.html", context)


def _names(steps) -> dict[str, str]:
    """Who the steps' actors are."""
    return names_behind(step.actor for step in steps) | {"system": str(_("the system"))}


def _source(found_in: str) -> str:
    """The page that a finding was found in, if it has one."""
    kind, _colon, number = found_in.partition(":")
    pages = {"record": "/records/{}/", "look": "/cameras/looks/{}/"}
    return pages[kind].format(number) if kind in pages and number.isdecimal() else ""


@sees_business
def new(request):
    """Report something seen, without a checklist. ``#spots`` is asked for again when the place or the category changes."""
    if not rules.reports(reach_of(request.user)):
        raise Denied(_("Your post reports no findings."))
    person, sent = person_of(request.user), request.POST or request.GET
    place = _place_of(request.user, sent.get("institution", ""), person.institution)
    initial = {"institution": place, "category": request.GET.get("category")}
    form = ReportForm(request.POST or None, user=request.user, at_place=place, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        defect = actions.Defect(
            institution=data["institution"], category=data["category"], severity=data["severity"], title=data["title"],
            detail=data["detail"], found_in=person.tag, found_by=person, at=request.at,
            campaign=running_at(data["institution"], clock.local_day(request.at)),
            area=data["area"], device=data["device"], apart=data["apart"],
        )  # fmt: skip
        finding = actions.report(actor=person, reach=reach_of(request.user), defect=defect)
        _keep_photos(request, finding)
        last = finding.steps.order_by("id").last()
        if last.verb in BECAME:
            messages.info(request, BECAME[last.verb])
        return HttpResponseRedirect(reverse("findings:detail", args=[finding.pk]))
    category = sent.get("category", "") or next(iter(categories()))
    known = queries.open_alike(place, category).select_related("area", "device")[:5] if place else ()
    template = "findings/new.html#spots" if request.htmx and request.htmx.target == "spots" else "findings/new.html"
    return render(request, template, {"form": form, "known": known})


#: what became of a report that was not the first of its kind
BECAME = {
    "again": _("This was open already: your report was added to it."),
    "recur": _("This had been closed: it is open again, one severity higher."),
}


def _place_of(user, sent: str, own: Institution) -> Institution | None:
    """The place that the form names, in the reader's reach; his own where it names none."""
    if not sent.isdecimal():
        return own if not sent else None
    return Institution.objects.visible_to(user).filter(pk=sent).first()


def _keep_photos(request, finding: Finding) -> None:
    """Photographs that came with a step; one that is refused is told and does not undo the step."""
    for upload in request.FILES.getlist("photos"):
        try:
            files.bring(
                actor=person_of(request.user).tag, name=upload.name, content=upload.read(), scope=finding.institution.path,
                owner=f"finding:{finding.pk}", at=request.at, pictures_only=True,
            )  # fmt: skip
        except UploadRefused as refusal:
            messages.error(request, f"{upload.name}: {refusal}")


def _stepped(request, finding: Finding, work) -> HttpResponseRedirect:
    """Run a step; a refusal is a message and nothing of the step stays, its photographs least of all."""
    try:
        work(actor=person_of(request.user), reach=reach_of(request.user), finding_id=finding.pk, at=request.at)
        _keep_photos(request, finding)
    except actions.FindingFault as fault:
        messages.error(request, str(fault))
    return HttpResponseRedirect(reverse("findings:detail", args=[finding.pk]))


def _number(text: str) -> int:
    """A number that a form sent, 0 for nonsense."""
    return int(text) if text.isdecimal() else 0


@require_POST
def step(request, pk: int, verb: str):
    """rectify, verify, refuse, react, hand_over, ask, grant, keep: one action each."""
    finding, post = _own(request, pk), request.POST
    note = post.get("note", "")
    if verb == "hand_over":
        owner = get_object_or_404(Person.objects.visible_to(request.user), pk=_number(post.get("person", "")))
        return _stepped(request, finding, lambda **k: actions.hand_over(owner=owner, **k))
    days = _number(post.get("days", ""))
    works = {
        "rectify": lambda **k: actions.rectify(note=note, **k),
        "verify": lambda **k: actions.verify(holds=True, note=note, **k),
        "refuse": lambda **k: actions.verify(holds=False, note=note, **k),
        "react": lambda **k: actions.react(reaction=post.get("reaction", ""), note=note, **k),
        "ask": lambda **k: actions.ask_extension(days=days, reason=note, **k),
        "grant": lambda **k: actions.extend(grant=True, **k),
        "keep": lambda **k: actions.extend(grant=False, **k),
    }
    if verb not in works:
        raise Denied(_("There is no such step."))
    return _stepped(request, finding, works[verb])
