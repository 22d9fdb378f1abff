"""Pages of the lists and the look-up."""

import json

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from anbao.kit.access.scopes import Denied, reach_of
from anbao.kit.tables import reading, sheets
from anbao.nets.antifraud.screening import actions, drawing, editions, matching
from anbao.nets.antifraud.screening.forms import ListForm, LookUpForm
from anbao.nets.antifraud.screening.models import Edition, EditionState
from anbao.nets.antifraud.screening.queries import in_force, lists_for
from anbao.nets.antifraud.screening.rules import BRING, WORK, ScreeningFault
from anbao.nets.antifraud.screening.sheets import LIST, ROW_LIMIT
from anbao.org.queries import person_of

#: faults and remarks that a page shows; the number says how many there are
SHOWN = 200


def worker(request):
    """The reach of somebody who may work here; everybody else is refused in words."""
    reach = reach_of(request.user)
    if not reach.may(WORK):
        raise Denied(_("Screening belongs to the anti-fraud and security officers."))
    return reach


def lists(request):
    """The lists the reader may use, with the edition in force and the one that waits; a form begins a new one."""
    reach = worker(request)
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = person_of(request.user)
        try:
            made = actions.add_list(
                actor=person, reach=reach, at=request.at, institution=person.institution, **form.cleaned_data
            )
            return HttpResponseRedirect(reverse("screening:list", args=[made.pk]))
        except ScreeningFault as fault:
            form.add_error("name", str(fault))
    rows = list(lists_for(reach).prefetch_related("editions__brought_by"))
    for row in rows:
        known = list(row.editions.all())
        row.current = next((e for e in known if e.state == EditionState.CURRENT), None)
        row.held = next((e for e in known if e.state == EditionState.HELD), None)
    status = 422 if form.errors else 200
    context = {"rows": rows, "form": form, "may_bring": reach.may(BRING), "tab": "lists"}
    return render(request, "screening/lists.html", context, status=status)


def one_list(request, pk: int):
    """One list: its editions, what was told of the newest, and the form that brings the next one."""
    reach = worker(request)
    row = get_object_or_404(lists_for(reach), pk=pk)
    context = {"row": row, "tab": "lists", "limit": ROW_LIMIT, "shown": SHOWN}
    status = 200
    if request.method == "POST":
        outcome = _bring(request, reach, row)
        if not isinstance(outcome, dict):
            return outcome
        context, status = context | outcome, 422
    known = list(row.editions.select_related("brought_by", "decided_by"))
    newest = next((e for e in known if e.state in (EditionState.HELD, EditionState.CURRENT)), None)
    person = getattr(request.user, "person", None)
    context |= {
        "editions": known, "newest": newest, "may_bring": reach.may(BRING) and reach.covers(row.institution.path),
        "held": next((e for e in known if e.state == EditionState.HELD), None), "me": person and person.pk,
        "remarks": [editions.remark_words(r) for r in json.loads(newest.remarks or "[]")[:SHOWN]] if newest else [],
    }  # fmt: skip
    return render(request, "screening/list.html", context, status=status)


def _bring(request, reach, row):
    """Take the upload; what is wrong with it as context for the page, or the way on."""
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise reading.Unreadable(_("Choose a file."))
        if upload.size > reading.SIZE_LIMIT:
            raise reading.Unreadable(
                _("The file is too large: at most %(limit)d MB.") % {"limit": reading.SIZE_LIMIT // 2**20}
            )
        edition = actions.bring_edition(
            actor=person_of(request.user), reach=reach, at=request.at, risk_list_id=row.pk, content=upload.read(),
            file_name=upload.name,
        )  # fmt: skip
    except (reading.Unreadable, ScreeningFault) as fault:
        return {"refused": str(fault), "file_name": upload.name if upload else ""}
    except actions.ListRefused as refused:
        return {"faults": refused.faults, "file_name": upload.name}
    told = {"n": edition.number, "size": edition.size, "added": edition.added, "removed": edition.removed}
    if edition.state == EditionState.HELD:
        messages.warning(
            request, _("Edition %(n)d lost %(removed)d entries and is held: a second person confirms it.") % told
        )
    else:
        messages.success(
            request, _("Edition %(n)d is in force: %(size)d entries, %(added)d new, %(removed)d gone.") % told
        )
    return HttpResponseRedirect(reverse("screening:list", args=[row.pk]))


@require_POST
def edition_step(request, pk: int, verb: str):
    """take or drop: what a second person says of a held edition."""
    reach = worker(request)
    edition = get_object_or_404(Edition.objects.visible_to(request.user), pk=pk)
    if verb not in ("take", "drop"):
        raise Denied(_("There is no such step."))
    try:
        actions.decide_edition(
            actor=person_of(request.user), reach=reach, at=request.at, edition_id=pk, take=verb == "take"
        )
    except ScreeningFault as fault:
        messages.error(request, str(fault))
    return HttpResponseRedirect(reverse("screening:list", args=[edition.risk_list_id]))


def template(request):
    """An empty workbook with the columns of a list."""
    worker(request)
    return sheets.download(sheets.template(LIST), "risk-list-template", request.at)


@never_cache
def look_up(request):
    """Is this person, company, account or phone on a list? Asked by POST: a number never stands in an address."""
    reach = worker(request)
    form = LookUpForm(request.POST or None)
    context = {
        "form": form,
        "tab": "look-up",
        "matcher": matching.MATCHER,
        "floor": matching.FLOOR,
        "lowest": matching.POSSIBLE,
    }
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and (subject := form.subject()):
            try:
                found = actions.look_up(
                    actor=person_of(request.user), reach=reach, at=request.at, purpose=form.cleaned_data["purpose"],
                    reference=form.cleaned_data["reference"], subject=subject,
                )  # fmt: skip
                context |= _answer(reach, subject, found) | {"doubts": form.doubts()}
                status = 200
            except ScreeningFault as fault:
                form.add_error(None, str(fault))
    context["lists"] = in_force(reach)
    return render(request, "screening/look_up.html", context, status=status)


def _answer(reach, subject, found) -> dict:
    """The entries found and, apart, the possible ones, each with how many there are in all."""
    likely, possible = matching.banded(found)
    return {
        "asked": drawing.side_of(subject), "answered": True, "found": len(likely), "possible": len(possible),
        "rows": _rows(reach, likely[:SHOWN]), "possible_rows": _rows(reach, possible[:SHOWN]),
    }  # fmt: skip


def _rows(reach, found) -> list[dict]:
    names = {row.pk: row for row in lists_for(reach)}
    return [
        {
            "list": names.get(one.listed.list_id), "side": drawing.side_of(one.listed.subject, one.listed.reason),
            "score": one.score.value, "parts": drawing.parts_of_score(matching.MATCHER, one.score),
        }
        for one in found
    ]  # fmt: skip
