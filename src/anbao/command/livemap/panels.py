"""From what was read to what is shown: the strip, the holes, today's numbers, the drawn places, a place's panel."""

from urllib.parse import urlencode

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, npgettext
from django.utils.translation import gettext as _

from anbao.command.incidents.queries import ringing_places
from anbao.command.livemap.feed import link_to
from anbao.command.livemap.queries import View, trend
from anbao.command.livemap.rules import LEVELS, Cell, Countdown, countdown
from anbao.kit.access.scopes import reach_of
from anbao.loom.campaigns.models import Net
from anbao.org import words
from anbao.org.models import Institution

HOLES_SHOWN = 9


def led(view: View, name: str, *, query: str = "") -> str:
    """The URL of a page of those who lead a place; empty for a reader whom it would refuse."""
    return link_to(name, query=query) if reach_of(view.user).may("board.view") else ""


def hole_link(view: View, hole) -> str:
    """Where the hole itself points, else the list of its place; both belong to those who lead one."""
    there = led(view, "holes:list", query=urlencode({"place": hole.institution_id}))
    return there and (hole.link or there)


def figures(view: View) -> dict:
    """Everything that is counted on the page, each number with its list."""
    day = view.window.day.isoformat()
    hole_nets, _paths = view.hole_counts
    worst, so_far = view.worst_holes(), view.so_far()
    ahead = countdown(view.campaign.anchors, view.campaign.ends_on, view.window.moment)
    if view.campaign.closed_at and view.window.moment >= view.campaign.closed_at:
        ahead = Countdown(_("The campaign is over"))
    nets = [
        {
            "id": net.value, "word": net.label, "cell": view.total(net.value), "holes": hole_nets.get(net.value, 0),
            # a net with nothing judged on the day shows its campaign so far, and says so
            "period": period_word(view, view.total(net.value)), "shown": _judged(view.total(net.value), so_far.get(net.value)),
            "worst": worst.get(net.value), "worst_link": hole_link(view, worst[net.value]) if net.value in worst else "",
            "link": led(view, "board:net", query=urlencode({"campaign": view.campaign.pk, "net": net.value, "until": day})),
            "holes_link": led(view, "holes:list", query=urlencode({"net": net.value})),
        }
        for net in Net
    ]  # fmt: skip
    zero = view.double_zero()
    return {
        "view": view,
        "window": view.window,
        "campaign": view.campaign,
        "countdown": ahead,
        "left": ahead.left(view.window.moment),
        "zeros": [
            {
                "n": zero["accident"],
                "word": npgettext("double zero", "accident", "accidents", zero["accident"]),
                "link": link_to(
                    "records:list", "incident", query=urlencode({"campaign": view.campaign.pk, "class": "accident"})
                ),
            },
            {
                "n": zero["case"],
                "word": npgettext("double zero", "case", "cases", zero["case"]),
                "link": link_to(
                    "records:list", "incident", query=urlencode({"campaign": view.campaign.pk, "class": "case"})
                ),
            },
        ],
        "nets": nets,
        "holes": [{"hole": hole, "link": hole_link(view, hole)} for hole in view.gravest(HOLES_SHOWN)],
        "holes_total": sum(hole_nets.values()),
        "holes_link": led(view, "holes:list"),
        "total": view.total(),
        "today": today(view),
        "scope": scope_words(view),
    }


def _judged(cell: Cell, so_far: Cell | None) -> Cell:
    return so_far if cell.density is None and so_far is not None else cell


def period_word(view: View, cell: Cell | None = None) -> str:
    """Which days a percentage speaks of; never a percentage without it. A cell with nothing judged shows what is so far."""
    if view.window.span == "upto" or (cell is not None and cell.density is None):
        return _("so far")
    return _("today") if view.window.live else f"{view.window.day:%m-%d}"


def scope_words(view: View) -> str:
    """Which institutions the page speaks of, in words."""
    if not view.tops:
        return _("no institution")
    if len(view.tops) == 1:
        return _("%(place)s and %(n)d places below it") % {"place": view.tops[0], "n": len(view.places) - 1}
    return _("%(n)d institutions: %(places)s") % {"n": len(view.tops), "places": ", ".join(map(str, view.tops[:3]))}


def today(view: View) -> dict:
    """The day's numbers, and the lists behind them."""
    day = view.window.day.isoformat()
    zero, findings, tour = view.zero_reports(), view.findings(), view.tour()
    sees_tour = reach_of(view.user).may("inspection.see")
    return {
        "tasks_link": led(view, "board:net", query=urlencode({"campaign": view.campaign.pk, "until": day})),
        "zero": zero if zero["due"] else None,
        "zero_link": link_to("records:list", "zero_report", query=urlencode({"since": day, "until": day})),
        "findings": findings,
        "findings_link": link_to("findings:board"),
        "overdue_link": link_to("findings:board", query="overdue=1"),
        "tour": tour and tour_words(tour),
        "tour_progress": f"{tour.visited}/{tour.stops}" if sees_tour and tour else "",
        "tour_revealed": bool(tour and tour.tour.revealed_at and tour.tour.revealed_at <= view.window.moment),
        "tour_link": tour.link if sees_tour and tour else "",
    }


def tour_words(tour) -> str:
    """How far the unannounced tour is, without naming a place."""
    if tour.number < 1:
        return _("starts in %(n)d days") % {"n": 1 - tour.number}
    if tour.number > tour.days:
        return _("over")
    return _("day %(n)d of %(all)d") % {"n": tour.number, "all": tour.days}


def drawn(view: View, counties: dict[int, str]) -> list[dict]:
    """The places with coordinates, as the map script wants them."""
    _nets, holes = view.hole_counts
    majors = {place.pk for place in view.majors}
    ringing = ringing_places(view.user) if view.window.live else {}
    above = {place.path: place.pk for place in view.majors}
    alone = len(view.tops) == 1 and view.tops[0].pk not in majors
    out = []
    for place in view.places:
        if place.lon is None or place.lat is None:
            continue
        top = alone and place.pk == view.tops[0].pk
        if not top and alone is False and place.path in view.roots and place.pk not in majors:
            continue
        cell = view.own(place) if top else view.cell(place.pk)
        out.append(
            {
                "id": place.pk, "name": label_of(place), "kind": place.kind, "at": [place.lon, place.lat],
                "rank": "top" if top else "major" if place.pk in majors else "minor", "level": cell.level,
                "density": cell.density, "progress": round(cell.progress, 4), "due": cell.due, "done": cell.done,
                "late": cell.late, "missed": cell.missed, "waiting": cell.waiting, "tags": place.tags,
                "parent": nearest_major(place, above), "holes": 0 if top else holes.get(place.path, 0), "county": counties.get(place.pk), "assumed": place.assumed,
                "ringing": ringing.get(place.pk, 0),
            }
        )  # fmt: skip
    return out


def nearest_major(place: Institution, above: dict[str, int]) -> int | None:
    """The labelled place that a small one lies below; `above`: path -> id of the labelled ones."""
    return next((above[path] for path in reversed(place.ancestor_paths()[:-1]) if path in above), None)


def label_of(place: Institution) -> str:
    """The short label on the map: 崇礼支行 is read as 崇礼 there."""
    name = str(place)
    for ending in ("省分行", "分行", "支行"):
        if place.kind in ("province", "city", "sub_branch") and name.endswith(ending) and len(name) > len(ending) + 1:
            return name[: -len(ending)]
    return name


def devices(view: View) -> dict:
    """Devices of each drawn place by family, and of the whole view."""
    found, kinds = view.devices(), words.kinds_of("devices")

    def summed(path: str) -> dict:
        families: dict[str, int] = {}
        for kind, count in found.get(path, {}).items():
            family = "expired" if kind == "expired" else kinds[kind].family
            families[family] = families.get(family, 0) + count
        return families

    return {
        "places": {place.pk: summed(place.path) for place in view.places if place.path in found},
        "link": link_to("org:devices"),
    }


def vendors(view: View) -> list[dict]:
    kinds = words.kinds_of("vendor_kinds")
    return [
        {
            "id": vendor.pk, "name": str(vendor), "kind": vendor.vendor_kind, "word": str(kinds.get(vendor.vendor_kind, "")),
            "at": [vendor.lon, vendor.lat] if vendor.lon is not None else None, "assumed": vendor.assumed,
            "link": link_to("places:detail", vendor.pk),
        }
        for vendor in view.vendors()
    ]  # fmt: skip


def place(view: View, institution: Institution) -> dict:
    """The panel of one place: its tallies by net, its holes, its last days, the way to its page."""
    rows = View(view.user, view.campaign, view.window)
    rows.__dict__["places"] = [institution]
    days = trend(view, institution)
    most = max((cell.due for _day, cell in days), default=0) or 1
    return {
        "view": view,
        "window": view.window,
        "place": institution,
        "cell": rows.cell(institution.pk),
        "level": LEVELS[rows.cell(institution.pk).level],
        "nets": [{"word": net.label, "id": net.value, "cell": rows.cell(institution.pk, net.value)} for net in Net],
        "holes": [{"hole": hole, "link": hole_link(view, hole)} for hole in view.gravest(6, under=institution)],
        "days": [{"day": day, "cell": cell, "share": cell.due / most} for day, cell in days],
        "page": link_to("places:detail", institution.pk),
        "board": led(
            view,
            "board:net",
            query=urlencode(
                {"campaign": view.campaign.pk, "place": institution.pk, "until": view.window.day.isoformat()}
            ),
        ),
    }


def page_settings(view: View) -> dict:
    """What the script needs besides the numbers: addresses and words."""
    return {
        "language": get_language(),
        "urls": {
            "state": reverse("livemap:state"), "facilities": reverse("livemap:facilities"), "figures": reverse("livemap:figures"),
            "feed": reverse("livemap:feed"), "place": reverse("livemap:place", args=[0]), "live": reverse("live:stream"),
            "data": static("livemap/"), "desk": reverse("incidents:desk"),
        },
        "levels": {name: {"shape": shape, "tone": tone, "word": str(word)} for name, (shape, tone, word) in LEVELS.items()},
        "nets": {net.value: str(net.label) for net in Net},
        "campaign": view.campaign.pk,
        "demo": settings.DEMO, "gestures": {
            "Map.Title": _("Map"), "NavigationControl.ZoomIn": _("Zoom in"), "NavigationControl.ZoomOut": _("Zoom out"),
            "CooperativeGesturesHandler.WindowsHelpText": _("Use Ctrl + scroll to zoom the map"),
            "CooperativeGesturesHandler.MacHelpText": _("Use ⌘ + scroll to zoom the map"),
            "CooperativeGesturesHandler.MobileHelpText": _("Use two fingers to move the map"),
        },
        "words": {
            "own": _("head office"), "holes": _("holes"), "missed": _("missed"), "on_time": _("on time"), "late": _("late"),
            "due": _("due"), "today": _("Today"), "assumed": _("assumed"), "devices": _("devices"), "expired": _("past expiry"),
            "rings": _("alarm"), "offline": _("connection lost, trying again"), "replay": _("Replay"), "stop": _("Stop"),
            "team": _("teams"), "hospital": _("hospitals"), "fire": _("brigades"), "vendor": _("firms"),
            # between a number and its word: none in Chinese
            "space": " " if (get_language() or "zh").startswith("en") else "",
            "nowebgl": _("This browser can't draw the map; the places are listed below."),
        },
    }  # fmt: skip
