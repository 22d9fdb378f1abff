"""The pages of cameras: the board of last pictures, one camera, patrol coverage, and a picture's bytes."""

import io
from datetime import date, datetime, time, timedelta

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from PIL import Image

from anbao.kit import clock
from anbao.kit.access.scopes import Denied, reach_of
from anbao.kit.files.actions import place_of
from anbao.org.models import Institution
from anbao.org.queries import ancestors
from anbao.senses.cameras import actions, charts, patrol, queries
from anbao.senses.cameras.models import CameraSource, CameraState, Look, Snapshot
from anbao.senses.cameras.tables import SHAPES
from anbao.senses.cameras.words import FAULTS

#: any of these powers opens the pages of cameras
SEE = frozenset({"map.view", "board.view", "alarm.work", "org.edit"})
#: pictures of a page of the board, of a camera's page, and the widths that a picture is served at
BOARD, TIMELINE = 60, 24
WIDTHS = (160, 320, 640, 960)


def reader(request):
    """The reader's reach; Denied without a post that has to do with pictures."""
    reach = reach_of(request.user)
    if not SEE & reach.powers:
        raise Denied(_("The pictures belong to the monitoring centre and to those who lead a place."))
    return reach


def place_asked(request) -> Institution | None:
    """The institution of ``?place=``; 404 for one the reader does not see, None without one."""
    asked = request.GET.get("place", "")
    if not asked:
        return None
    return get_object_or_404(Institution.objects.visible_to(request.user), pk=int(asked) if asked.isdecimal() else 0)


def _sources(request, place: Institution | None):
    rows = CameraSource.objects.visible_to(request.user).filter(enabled=True)
    return rows.filter(device__institution__path__startswith=place.path) if place else rows


def board(request):
    """Every camera's last picture, ailing ones first; counts by state lead to the lists."""
    reach, place = reader(request), place_asked(request)
    rows = _sources(request, place)
    counts = dict(rows.values_list("state").annotate(n=Count("id")))
    shown = rows.filter(state=request.GET["state"]) if request.GET.get("state") in CameraState.values else rows
    first = Q(state__in=[CameraState.FAULTY, CameraState.SILENT])
    shown = shown.annotate(ails=Count("id", filter=first)).select_related(
        "device__institution", "device__area", "picture__look"
    )
    page = Paginator(shown.order_by("-ails", "device__institution__path", "device__code"), BOARD).get_page(
        request.GET.get("page")
    )
    query = request.GET.copy()
    query.pop("page", None)
    states = [(s, s.label, *SHAPES[s], counts.get(s, 0)) for s in CameraState]
    context = {
        "page": page, "states": states, "total": sum(counts.values()), "place": place, "query": query.urlencode(),
        "may_edit": reach.may(actions.EDIT), "way": _way(request, place), "branches": _branches(request),
    }  # fmt: skip
    part = request.htmx and request.htmx.target == "cameras"
    return render(request, "cameras/board.html#cameras" if part else "cameras/board.html", context)


def _way(request, place: Institution | None) -> list[Institution]:
    reach = reach_of(request.user)
    return [above for above in ancestors(place) if reach.covers(above.path)] if place else []


def _branches(request):
    kinds = ("province", "city", "sub_branch")
    return (
        Institution.objects.visible_to(request.user)
        .filter(kind__in=kinds, closed_on__isnull=True)
        .order_by("path")[:200]
    )


def camera(request, pk: int):
    """One camera: its picture, the verdict explained against its own past, brightness over time, pictures, changes of state."""
    reach = reader(request)
    rows = CameraSource.objects.visible_to(request.user)
    source = get_object_or_404(rows.select_related("device__institution", "device__area", "picture", "finding"), pk=pk)
    looks = list(
        Look.objects.visible_to(request.user).filter(source=source).select_related("snapshot").order_by("-at")[:200]
    )
    asked = request.GET.get("look", "")
    chosen = next((one for one in looks if str(one.pk) == asked), None) or (looks[0] if looks else None)
    if asked.isdecimal() and chosen and str(chosen.pk) != asked:  # an older one than the page goes back
        older = Look.objects.visible_to(request.user).filter(source=source, pk=asked).select_related("snapshot").first()
        chosen = older or chosen
    context = {
        "source": source, "chosen": chosen, "looks": looks[:TIMELINE], "steps": list(source.steps.all()[:20]),
        "faults": FAULTS, "chart": charts.brightness(looks), "may_edit": reach.may(actions.EDIT),
        "shape": SHAPES[source.state],
    }  # fmt: skip
    return render(request, "cameras/camera.html", context)


def look(request, pk: int):
    """Where findings and steps point: the camera's page with that look chosen."""
    reader(request)
    found = get_object_or_404(Look.objects.visible_to(request.user), pk=pk)
    return HttpResponseRedirect(f"{reverse('cameras:camera', args=[found.source_id])}?look={found.pk}")


@require_POST
def look_now(request, pk: int):
    """Look at a camera at once, outside its turn; an operator's button."""
    reach = reader(request)
    source = get_object_or_404(
        CameraSource.objects.visible_to(request.user).select_related("device__institution"), pk=pk
    )
    if not reach.powers & {"alarm.work", actions.EDIT}:
        raise Denied(_("Looking again is for the monitoring centre."))
    patrol.look_once(source, at=request.at, actor=request.user.person.tag)
    return HttpResponseRedirect(reverse("cameras:camera", args=[pk]))


def coverage(request):
    """Which cameras the patrol saw on a day, how often, and which it missed."""
    reader(request)
    place, today = place_asked(request), clock.local_day(request.at)
    try:
        day = min(date.fromisoformat(request.GET.get("day", "")), today)
    except ValueError:
        day = today
    since = datetime.combine(day, time(), clock.local_zone())
    until = min(since + timedelta(days=1), request.at)
    sources = list(_sources(request, place).select_related("device__institution", "device__area"))
    rows = queries.coverage(sources, since=since, until=until)
    only = request.GET.get("only", "")
    shown = [
        row for row in rows if not only or (only == "unseen" and not row.pictures) or (only == "short" and row.missed)
    ]
    totals = {
        "wanted": sum(r.wanted for r in rows), "pictures": sum(r.pictures for r in rows), "blind": sum(r.blind for r in rows),
        "unseen": sum(not r.pictures for r in rows), "short": sum(bool(r.missed) for r in rows), "cameras": len(rows),
    }  # fmt: skip
    context = {
        "rows": sorted(shown, key=lambda r: (r.share if r.share is not None else 2.0, r.source.device.code)), "totals": totals,
        "place": place, "day": day, "before": day - timedelta(days=1), "after": day + timedelta(days=1) if day < today else None,
        "only": only, "branches": _branches(request), "until": until,
    }  # fmt: skip
    return render(request, "cameras/coverage.html", context)


def picture(request, pk: int):
    """The bytes of a snapshot, or a smaller picture of it (?w=160|320|640|960)."""
    shot = get_object_or_404(Snapshot.objects.visible_to(request.user), pk=pk)
    return picture_answer(shot, request.GET.get("w", ""))


def picture_answer(shot: Snapshot, width: str) -> HttpResponse:
    place = place_of(shot.digest, shot.kind)
    if not shot.stored or not place.exists():
        raise Http404
    if width.isdecimal() and int(width) in WIDTHS and int(width) < shot.width:
        answer = HttpResponse(reduced(place.read_bytes(), int(width)), content_type="image/jpeg")
    else:
        answer = FileResponse(place.open("rb"), content_type=f"image/{shot.kind}")
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    return answer


def reduced(content: bytes, width: int) -> bytes:
    """A JPEG of that width; decoded at reduced scale, so cheap."""
    with Image.open(io.BytesIO(content)) as image:
        image.draft("RGB", (width, width))
        small = image.convert("RGB")
        small.thumbnail((width, width * 2))
        held = io.BytesIO()
        small.save(held, "JPEG", quality=80)
    return held.getvalue()
