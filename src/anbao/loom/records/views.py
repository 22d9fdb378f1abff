"""Pages of records, all drawn from the descriptors: the form, the list of a kind, one record."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from anbao.kit import clock
from anbao.kit.access.scopes import Denied, reach_of, sees_business
from anbao.kit.ledger.models import Line
from anbao.loom.campaigns.models import Campaign
from anbao.loom.campaigns.queries import running_at
from anbao.loom.findings.models import Finding
from anbao.loom.records import drawing, intake, lists, rules, said, sheets
from anbao.loom.records.actions import FilingRefused, correct_record, file_record
from anbao.loom.records.contradictions import denials
from anbao.loom.records.descriptors import Kind, kinds
from anbao.loom.records.models import Flag, Record
from anbao.loom.records.queries import all_in_order, kind_of, kinds_for, may_fill, places_to_file, preset_of
from anbao.loom.records.subjects import first_place, place_named, subjects_of
from anbao.loom.tasks.actions import TaskTaken
from anbao.loom.tasks.models import Task
from anbao.org.models import Area, Device, Institution, Person
from anbao.org.queries import people_to_name, person_of, places_to_name

#: rows a picker offers
OFFERED = 20
#: people of a place that a form offers to tick; of more, each is sought by name
TICKED = 40
OTHERS = _lazy("This task is somebody else's: its record is filed by them, or by whoever may file for them.")


@dataclass
class About:
    """What a form is about: a task, or a place (with its area, device or person) without one."""

    institution: Institution
    task: Task | None = None
    campaign: Campaign | None = None
    area: Area | None = None
    device: Device | None = None
    person: Person | None = None
    corrects: Record | None = None
    faults: dict = field(default_factory=dict)
    #: the record that somebody else completed the task with meanwhile
    done: Record | None = None
    #: what was stated of this day already, or the task that waits for it (kinds that state it once a day)
    stands: Record | None = None
    waits: Task | None = None
    #: what the task's measure already says
    preset: dict = field(default_factory=dict)

    def filing_part(self) -> dict:
        if self.task:
            return {"task": self.task.pk, "supplements": self.done and self.done.pk}
        return {
            "institution": self.institution, "campaign": self.campaign, "area_id": self.area and self.area.pk,
            "device_id": self.device and self.device.pk, "person_id": self.person and self.person.pk,
        }  # fmt: skip


def _kind(kind_id: str) -> Kind:
    kind = kind_of(kind_id)
    if kind is None:
        raise Http404
    return kind


@sees_business
def kinds_page(request):
    """Every kind by net: file one, or see what was filed."""
    reach = reach_of(request.user)
    counts = lists.counts_by_kind(request.user, request.at)
    groups: dict[str, list] = {}
    own = {kind.id for kind in kinds_for(reach)}
    for kind in kinds().values():
        if kind.id in own or counts.get(kind.id) or reach.may("board.view"):
            row = {"kind": kind, "today": counts.get(kind.id, 0), "may_file": kind.id in own}
            groups.setdefault(kind.net, []).append(row)
    return render(request, "records/kinds.html", {"groups": lists.by_net(groups)})


def for_task(request, task_id: int):
    """The form behind a task; ``?judge=1`` shows at once what "all in order" still lacks."""
    person, reach = person_of(request.user), reach_of(request.user)
    task = lists.task_to_file(task_id)
    if task is None:
        raise Http404
    if task.assignee_id != person.pk and not reach.covers(task.institution.path):
        raise Denied(_("This task belongs to another institution."))
    others = not may_fill(task, person, reach)
    if others and request.method != "POST":
        raise Denied(OTHERS)
    waiting = task.state in ("open", "missed") and task.opens_at <= request.at
    if not waiting and request.method != "POST":
        messages.info(request, _not_now(task))
        return HttpResponseRedirect(reverse("tasks:detail", args=[task.pk]))
    about = About(task.institution, task, task.campaign, task.area, task.device, task.person, preset=preset_of(task))
    if others:
        about.faults["task"] = OTHERS
    return _form(request, _kind(task.record_kind), about, person)


def _not_now(task: Task) -> str:
    """Why a task takes no record now."""
    if task.state in ("open", "missed"):
        return _("This task opens %(when)s.") % {"when": f"{timezone.localtime(task.opens_at):%Y-%m-%d %H:%M}"}
    return _("This task is %(state)s.") % {"state": task.get_state_display()}


@sees_business
def new(request, kind: str):
    """The form of a kind without a task, about a place in reach."""
    descriptor, person = _kind(kind), person_of(request.user)
    if descriptor not in kinds_for(reach_of(request.user)):
        raise Denied(_("Your posts don't file this kind of record."))
    return _form(request, descriptor, _about(request, descriptor, person), person)


def _about(request, kind: Kind, person: Person) -> About:
    """The place, area, device or person that the form's head names."""
    asked = request.POST.get("institution") or request.GET.get("institution") or ""
    place, fault = place_named(request.user, kind, int(asked)) if asked.isdecimal() else (None, "")
    about = About(place or first_place(request.user, kind) or person.institution)
    if fault:
        about.faults["institution"] = fault
    about.campaign = running_at(about.institution, clock.local_day(request.at))
    if kind.target != "institution":
        rows = subjects_of(request.user, kind, about.institution)
        chosen = request.POST.get("subject", "") or request.GET.get("subject", "")
        subject = rows.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
        setattr(about, kind.target, subject)
        if subject is None:
            about.faults["subject"] = _("Choose what the record is about.")
    return about


def _form(request, kind: Kind, about: About, person: Person):
    if request.method == "POST":
        scope, corrects = about.institution.path, about.corrects
        draft = intake.read(kind, request, actor=person, scope=scope, corrects=corrects)
        return _file(request, kind, about, draft, person)
    draft = _draft_of(about.corrects) if about.corrects else intake.blank(kind)
    draft.values |= intake.offered(kind, request.GET) | about.preset
    faults = {}
    if request.GET.get("judge") and about.task:
        draft.checks = {item.id: rules.OK for item in kind.checklist}
        filing = all_in_order(task=about.task, actor=person, at=request.at)
        faults = _judged(kind, about, filing)
    return _show(request, kind, about, draft, faults)


def _draft_of(record: Record) -> intake.Draft:
    """A correction starts from what was filed."""
    count = record.attendance
    return intake.Draft(
        values=dict(record.values), checks=dict(record.checks), attendees=list(record.attendees), attachments=lists.photos_of(record),
        attendance=str(count) if count is not None and not record.attendees else "",
        claimed_at=f"{timezone.localtime(record.claimed_at):%Y-%m-%dT%H:%M}" if record.claimed_at else "",
        signs=[intake.Sign() for _number in record.signatures[1:]],
    )  # fmt: skip


def _judged(kind: Kind, about: About, filing) -> dict[str, str]:
    """Every fault that the action would find in the form itself."""
    form = rules.Form(
        rules.with_preset(filing.values, about.preset), filing.checks, filing.remarks,
        len(filing.attachments), (filing.actor.pk, *(p.pk for p in filing.co_signers)), filing.attendance, filing.attendees, filing.claimed_at,
    )  # fmt: skip
    return rules.judge(kind, form, at=filing.at).faults


def _file(request, kind: Kind, about: About, draft: intake.Draft, person: Person):
    """File, or show the form again with every fault at its field and nothing lost."""
    if about.task and about.task.state not in ("open", "missed"):
        about.done = lists.record_of_task(about.task.pk)
        if about.done is None or request.POST.get("supplements") != str(about.done.pk):
            return _show(request, kind, about, draft, {"task": _not_now(about.task)} | draft.faults, status=409)
    filing = intake.filing_of(kind, draft, actor=person, at=request.at, **about.filing_part())
    faults = dict(about.faults) | draft.faults
    if faults:
        faults = _judged(kind, about, filing) | faults
        return _show(request, kind, about, draft, faults, status=403 if "task" in about.faults else None)
    reach = reach_of(request.user)
    try:
        if about.corrects:
            record = correct_record(filing, reach=reach, record_id=about.corrects.pk, reason=draft.reason)
        else:
            record = file_record(filing, reach=reach)
    except FilingRefused as refused:
        return _show(request, kind, about, draft, refused.faults.get(0, {}))
    except TaskTaken as taken:
        about.done = lists.record_of_task(about.task.pk)
        return _show(request, kind, about, draft, {"task": str(taken)}, status=409)
    messages.success(request, _("Filed: %(kind)s, number %(number)d") % {"kind": kind, "number": record.pk})
    if about.task:
        return HttpResponseRedirect(reverse("tasks:mine"))
    return HttpResponseRedirect(reverse("records:detail", args=[record.pk]))


def _who_came(user, kind: Kind, about: About, draft: intake.Draft) -> tuple[list[Person], dict]:
    """Those of the place to tick where they are few enough for a form, and the picker that names anybody else."""
    if kind.attendance not in ("people", "either"):
        return [], {}
    staff = list(people_to_name(user).filter(institution=about.institution)[: TICKED + 1])
    staff = staff if len(staff) <= TICKED else []
    beside = set(draft.attendees) - {one.pk for one in staff}
    chosen = [{"id": one.pk, "name": one.name} for one in people_to_name(user).filter(pk__in=beside)] if beside else []
    return staff, {"name": "attendees", "many": True, "chosen": chosen}


def _show(request, kind: Kind, about: About, draft: intake.Draft, faults: dict, status: int | None = None):
    fields, checks = drawing.draw(kind, draft, faults)
    if about.task is None and about.corrects is None:
        about.stands, about.waits = said.of(kind, about.institution, clock.local_day(request.at))
    subjects = []
    if kind.target != "institution" and not about.task:
        subjects = list(subjects_of(request.user, kind, about.institution)[:400])
    staff, others = _who_came(request.user, kind, about, draft)
    context = {
        "kind": kind, "about": about, "draft": draft, "fields": fields, "checks": checks, "faults": faults,
        "fault_lines": drawing.fault_lines(kind, faults), "whens": drawing.whens(kind), "staff": staff, "others": others, "subjects": subjects,
        "subject": getattr(about, kind.target, None), "statement": lists.statement_of(kind),
        "place_pick": {"name": "institution", "many": False, "chosen": [{"id": about.institution.pk, "name": about.institution.name}]},
    } | drawing.offline(kind, about.task, about.corrects)  # fmt: skip
    return render(
        request, "records/form.html", context, status=status or (422 if faults and request.method == "POST" else 200)
    )


@sees_business
def of_kind(request, kind: str):
    """What was filed of a kind: filters in the query string, pages by key, the same as Excel with ``?format=xlsx``."""
    descriptor = _kind(kind)
    wanted = lists.Wanted.read(request.GET, descriptor)
    campaign = lists.campaign_of(request.user, wanted)
    rows, shared = lists.rows_of(request.user, descriptor, wanted, campaign), lists.shared(descriptor, wanted.also)
    if request.GET.get("format") == "xlsx" and not wanted.backwards:
        return sheets.answer(shared, rows, request.at, several=bool(wanted.also))
    page, more = lists.page(rows, wanted)
    context = {
        "kind": descriptor, "rows": page, "wanted": wanted, "columns": lists.columns_of(shared), "more": more,
        "places": Institution.objects.visible_to(request.user).exclude(kind="vendor")[:300],
        "campaign": campaign, "narrowed": lists.narrowed_by(descriptor, wanted), "flags": Flag.choices,
        "may_file": descriptor in kinds_for(reach_of(request.user)),
    }  # fmt: skip
    lists.put_in_words(shared, page)
    return render(request, "records/list.html", context, status=422 if wanted.backwards else 200)


def _visible(request, pk: int) -> Record:
    """A record of the reader's institutions, or one of his own."""
    rows = Record.objects.visible_to(request.user).select_related(
        "institution", "filed_by", "task", "area", "device", "person", "campaign", "corrects"
    )
    record = rows.filter(pk=pk).first() or lists.own_record(getattr(request.user, "person", None), pk)
    if record is None:
        raise Http404
    return record


def detail(request, pk: int):
    """One record: its values, photographs and signatures, the server's hour beside the claimed one, its ledger line."""
    record = _visible(request, pk)
    kind = _kind(record.kind)
    reach, person = reach_of(request.user), getattr(request.user, "person", None)
    may_correct = bool(
        person and record.withdrawn_at is None
        and (record.filed_by_id == person.pk or (reach.may("record.file_for") and reach.covers(record.institution.path)))
    )  # fmt: skip
    against = denials(record)
    context = {
        "record": record, "kind": kind, "values": drawing.read_values(kind, record),
        "checks": [
            (item, record.checks[item.id], against.get(item.id, ())) for item in kind.checklist if item.id in record.checks
        ],
        "people": lists.people_named(record.attendees), "photos": lists.photos_of(record), "may_correct": may_correct,
        "line": Line.objects.visible_to(request.user).filter(subject=f"record:{record.pk}").order_by("seq").first(),
        "findings": Finding.objects.visible_to(request.user).filter(found_in=f"record:{record.pk}"),
        "replaced_by": lists.replacement_of(record), "supplements": lists.supplements_of(record),
    }  # fmt: skip
    return render(request, "records/detail.html", context)


def correct(request, pk: int):
    """File a record in place of one that was wrong; the old one stays and says so."""
    old, person = _visible(request, pk), person_of(request.user)
    about = About(
        old.institution, campaign=old.campaign, area=old.area, device=old.device, person=old.person, corrects=old
    )
    return _form(request, _kind(old.kind), about, person)


def _offer(rows, of) -> HttpResponse:
    return JsonResponse({"offers": [{"id": row.pk, "name": row.name, "of": of(row)} for row in rows[:OFFERED]]})


def people(request):
    """Offers for a picker: people whose name or number begins with or holds what was typed."""
    asked = request.GET.get("q", "").strip()
    rows = people_to_name(request.user).select_related("institution")
    if asked:
        rows = rows.filter(name__icontains=asked) | rows.filter(staff_no__startswith=asked)
    return _offer(rows.order_by("institution__path", "staff_no"), lambda row: str(row.institution))


def institutions(request):
    """Offers for a picker: institutions the reader may name, or with ``?of=<kind>`` those he may file a kind about."""
    asked, kind = request.GET.get("q", "").strip(), kind_of(request.GET.get("of", ""))
    rows = places_to_file(kind, reach_of(request.user)) if kind else places_to_name(request.user)
    return _offer(rows.filter(name__icontains=asked) if asked else rows, lambda row: row.get_kind_display())
