"""The page of the off-site inspection."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from anbao.kit.access.scopes import Denied
from anbao.loom.records.actions import FilingRefused
from anbao.loom.records.models import Record
from anbao.loom.records.queries import kind_of, kinds_for
from anbao.org.models import Institution
from anbao.org.queries import person_of
from anbao.senses.cameras import inspecting, queries
from anbao.senses.cameras.models import CameraSource, Snapshot
from anbao.senses.cameras.views import reader

#: places offered that have connected cameras
OFFERED = 300


def inspection(request):
    """Tonight's snapshots of a place beside the checklist; filed as one record with those pictures as evidence."""
    reach = reader(request)
    kind = kind_of(inspecting.KIND)
    if kind not in kinds_for(reach):
        raise Denied(_("Off-site inspections are filed by the monitoring centre."))
    asked = request.POST.get("place") or request.GET.get("place", "")
    places = Institution.objects.visible_to(request.user)
    if not asked.isdecimal():
        return render(request, "cameras/inspection_places.html", {"places": _places(request), "kind": kind})
    place = get_object_or_404(places, pk=int(asked))
    sources = queries.latest(CameraSource.objects.visible_to(request.user), institution=place)
    context = {"place": place, "sources": sources, "kind": kind, "checks": {}, "remarks": {}, "faults": {}}
    if request.method == "POST":
        answer = _file(request, reach, place, kind, context)
        if answer is not None:
            return answer
    return render(request, "cameras/inspection.html", context, status=422 if context["faults"] else 200)


def _places(request):
    """Places with connected cameras, with the moment of their last inspection."""
    rows = (
        Institution.objects.visible_to(request.user).filter(devices__source__enabled=True).distinct().order_by("path")
    )
    done = Record.objects.visible_to(request.user).filter(kind=inspecting.KIND).standing()
    last = dict(done.order_by("filed_at").values_list("institution_id", "filed_at"))
    return [(place, last.get(place.pk)) for place in rows[:OFFERED]]


def _file(request, reach, place: Institution, kind, context: dict):
    post = request.POST
    context["checks"] = {item.id: post.get(f"c_{item.id}", "") for item in kind.checklist}
    context["remarks"] = {item.id: post.get(f"r_{item.id}", "").strip() for item in kind.checklist}
    chosen = [int(pk) for pk in post.getlist("shot") if pk.isdecimal()]
    shots = Snapshot.objects.visible_to(request.user).filter(pk__in=chosen, institution__path__startswith=place.path)
    try:
        record = inspecting.file_inspection(
            actor=person_of(request.user), reach=reach, place=place, at=request.at, snapshots=list(shots.order_by("at")),
            checks={k: v for k, v in context["checks"].items() if v}, remarks={k: v for k, v in context["remarks"].items() if v},
            seen=len(context["sources"]),
        )  # fmt: skip
    except FilingRefused as refused:
        context["faults"] = faults = refused.faults.get(0, {})
        asked = {item.id for item in context["kind"].checklist}
        context["others"] = [words for name, words in faults.items() if name not in asked]
        context["chosen"] = chosen
        return None
    messages.success(request, _("Filed: %(kind)s, number %(number)d") % {"kind": kind, "number": record.pk})
    return HttpResponseRedirect(reverse("records:detail", args=[record.pk]))
