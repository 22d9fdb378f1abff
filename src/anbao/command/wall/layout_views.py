"""The layouts of the wall's screens: those that come with the product, the department's own, and the form that makes one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anbao.command.wall import actions
from anbao.command.wall.desk_views import reader
from anbao.command.wall.forms import EntryFormSet, LayoutForm, told
from anbao.command.wall.models import Layout, Screen
from anbao.command.wall.programs import own_layouts, preset_of, running_at
from anbao.command.wall.words import presets
from anbao.kit.access.scopes import Denied, reach_of
from anbao.org.models import Institution
from anbao.org.queries import person_of
from anbao.senses.cameras.models import CameraSource

#: cameras that a fixed tile may keep, at most
CHOICES = 2000


def layouts(request: HttpRequest) -> HttpResponse:
    """Every layout, drawn small, with its hours and how many screens are pinned to it."""
    reach = reader(request)
    own = Layout.objects.visible_to(request.user).standing().select_related("institution", "saved_by")
    pinned: dict[str, int] = {}
    for key in Screen.objects.visible_to(request.user).standing().exclude(preset="").values_list("preset", flat=True):
        pinned[key] = pinned.get(key, 0) + 1
    context = {
        "own": [(row, row.preset, pinned.get(row.key, 0)) for row in own],
        "shipped": [(preset, pinned.get(key, 0)) for key, preset in presets().items()], "may_edit": reach.may(actions.EDIT),
        "names": phase_names(request),
    }  # fmt: skip
    return render(request, "wall/layouts.html", context)


def phase_names(request: HttpRequest) -> dict[str, str]:
    """Phase -> its words, of the campaigns that run at the reader's places."""
    key = "en" if (get_language() or "zh").startswith("en") else "zh"
    scopes = reach_of(request.user).scopes
    return {p["id"]: p.get(key) or p["id"] for path in scopes for c in running_at(path) for p in c.phases}


def _form(request: HttpRequest, **kwargs) -> LayoutForm:
    cameras = CameraSource.objects.visible_to(request.user).filter(enabled=True).select_related("device__institution")
    cameras = cameras.order_by("device__institution__path", "device__code")[:CHOICES]
    chosen = [(c.device.code, f"{c.device.institution} · {c.device.name}") for c in cameras]
    return LayoutForm(
        *([request.POST] if request.method == "POST" else []),
        phases=phase_names(request).items(),
        cameras=chosen,
        **kwargs,
    )


def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The form, empty, from a layout that is there (``?from=KEY``), or of one's own layout; saved when it holds together."""
    reach = reader(request)
    if not reach.may(actions.EDIT):
        raise Denied(_("You may not change the layouts of this place."))
    rows = Layout.objects.visible_to(request.user).standing().select_related("institution")
    layout = get_object_or_404(rows, pk=pk) if pk else None
    model = layout.preset if layout else presets().get(request.GET.get("from", ""))
    form = _form(request, initial=told(model) if model else None)
    places = Institution.objects.visible_to(request.user).exclude(kind="vendor").order_by("path")[:300]
    own = layout.institution_id if layout else person_of(request.user).institution_id
    if request.method == "POST" and form.is_valid() and _save(request, form, layout):
        return HttpResponseRedirect(reverse("wall:layouts"))
    context = {"form": form, "layout": layout, "places": places, "own": own}
    return render(request, "wall/layout.html", context, status=422 if request.method == "POST" else 200)


def _save(request: HttpRequest, form: LayoutForm, layout: Layout | None) -> bool:
    """Whether it was saved; a refusal stands at the form."""
    asked = request.POST.get("institution", "")
    known = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0
    place = get_object_or_404(Institution.objects.visible_to(request.user), pk=known)
    try:
        saved = actions.save_layout(
            actor=person_of(request.user), reach=reach_of(request.user), institution=place, spec=form.spec(),
            layout_id=layout.pk if layout else None, at=request.at,
        )  # fmt: skip
    except actions.WallFault as fault:
        form.add_error(None, str(fault))
        return False
    messages.success(
        request, _("Layout %(name)s is saved. Pin a screen to it, or let its hours decide.") % {"name": saved}
    )
    return True


def screen_program(request: HttpRequest, pk: int) -> HttpResponse:
    """A screen's own program: which layout at which hours and in which phases."""
    reach = reader(request)
    if not reach.may(actions.EDIT):
        raise Denied(_("You may not change this screen."))
    screen = get_object_or_404(Screen.objects.visible_to(request.user).standing().select_related("institution"), pk=pk)
    layouts = own_layouts(screen) | presets()
    choices = {
        "layouts": [(key, str(one)) for key, one in layouts.items()],
        "phases": list(phase_names(request).items()),
    }
    posted = [request.POST] if request.method == "POST" else []
    rows = EntryFormSet(*posted, initial=screen.program, form_kwargs=choices, prefix="line")
    fault = ""
    if request.method == "POST" and rows.is_valid():
        entries = [row.cleaned_data for row in rows if row.cleaned_data.get("layout")]
        try:
            actions.set_program(
                actor=person_of(request.user), reach=reach, screen_id=pk, entries=entries, at=request.at
            )
            messages.success(request, _("The program of %(screen)s is saved.") % {"screen": screen})
            return HttpResponseRedirect(reverse("wall:screens"))
        except actions.WallFault as refused:
            fault = str(refused)
    now = preset_of(screen, running_at(screen.institution.path), request.at)
    context = {"screen": screen, "rows": rows, "fault": fault, "now": now, "pinned": layouts.get(screen.preset)}
    return render(request, "wall/program.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    reader(request)
    layout = get_object_or_404(Layout.objects.visible_to(request.user).standing(), pk=pk)
    actions.withdraw_layout(
        actor=person_of(request.user), reach=reach_of(request.user), layout_id=layout.pk, at=request.at
    )
    messages.success(request, _("Layout %(name)s is taken away.") % {"name": layout})
    return HttpResponseRedirect(reverse("wall:layouts"))
