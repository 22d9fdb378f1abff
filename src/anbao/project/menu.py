"""The menu by powers, the phone's bottom bar, where each role lands, and what every template knows."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from anbao.kit.access.scopes import BUSINESS, reach_of
from anbao.kit.inbox.models import Notice
from anbao.loom.records.queries import kinds_for


@dataclass(frozen=True)
class Entry:
    """A line of the menu. ``powers``: any one of them opens it; none: everyone who holds a post. ``files``: the record
    kind that the page is a form of, so that it is for those whose posts file it."""

    url: str
    title: str
    icon: str
    powers: frozenset[str] = frozenset()
    group: str = ""
    short: str = ""
    files: str = ""


def _any(*powers: str) -> frozenset[str]:
    return frozenset(powers)


BOARD = _any("board.view")
ORG = _any("board.view", "org.edit")
SCREEN = _any("screening.work")
WORK, FRAUD, PLACES, OVERSIGHT = _("Work"), _("Anti-fraud"), _("Places and people"), _("Oversight")
SENSES = _any("map.view", "board.view", "alarm.work", "org.edit")
WATCH = _("Monitoring")
ALARMS = _any("alarm.work", "board.view", "org.edit")
ENTRIES = (
    Entry("livemap:map", _("Command map"), "map", _any("map.view"), "", _("Map")),
    Entry("tasks:mine", _("My tasks"), "list-checks", short=_("Tasks")),
    Entry("incidents:desk", _("Alarm desk"), "siren", _any("alarm.work", "board.view"), WORK, _("Alarms")),
    Entry("duty:rooms", _("Duty rosters"), "calendar", _any("alarm.work", "board.view"), WORK),
    Entry("board:net", _("Net board"), "grid-3x3", BOARD, WORK),
    Entry("holes:list", _("Holes"), "circle-dot", BOARD, WORK),
    Entry("findings:board", _("Findings"), "triangle-alert", _any(BUSINESS), WORK, short=_("Findings")),
    Entry("records:kinds", _("Records"), "clipboard-list", _any(BUSINESS), WORK, short=_("Records")),
    Entry("campaigns:list", _("Campaigns"), "flag", BOARD, WORK),
    Entry("screening:queue", _("Screening"), "shield", SCREEN, FRAUD),
    Entry("screening:look-up", _("Look-up"), "search", SCREEN, FRAUD),
    Entry("tracing:cases", _("Funds traced"), "landmark", _any("funds.trace"), FRAUD),
    Entry("cameras:board", _("Cameras"), "cctv", SENSES, WATCH),
    Entry("wall:screens", _("Wall screens"), "monitor", SENSES, WATCH),
    Entry(
        "cameras:inspection",
        _("Video inspection"),
        "clipboard-list",
        _any("alarm.work"),
        WATCH,
        files="video_inspection",
    ),
    Entry("alarms:sources", _("Alarm sources"), "siren", ALARMS, WATCH),
    Entry("alarms:arming", _("Arming"), "lock", ALARMS, WATCH),
    Entry("alarms:signals", _("Signal log"), "scroll-text", ALARMS, WATCH),
    Entry("org:institutions", _("Institutions"), "building-2", ORG, PLACES),
    Entry("org:areas", _("Key areas"), "layers", ORG, PLACES),
    Entry("org:devices", _("Devices"), "cpu", ORG, PLACES),
    Entry("org:people", _("People"), "users", ORG, PLACES),
    Entry("org:posts", _("Posts"), "id-card", ORG, PLACES),
    Entry("org:certificates", _("Certificates"), "badge-check", ORG, PLACES),
    Entry(
        "unannounced:list",
        _("Unannounced tours"),
        "lock",
        _any("inspection.see", "inspection.draw", "inspection.audit"),
        OVERSIGHT,
    ),
    Entry("ledger:list", _("Ledger"), "scroll-text", _any("ledger.read"), OVERSIGHT),
    Entry("logins:list", _("Logins"), "user-cog", _any("users.manage"), OVERSIGHT),
    Entry("system", _("System"), "settings", _any("system.manage"), OVERSIGHT),
)

#: the phone's bottom bar, besides the map for leaders: tasks, records, findings, inbox, me
BOTTOM = ("tasks:mine", "records:kinds", "findings:board")
#: and for those who work alarms: the desk instead of the records
DESK_BOTTOM = ("incidents:desk", "tasks:mine", "findings:board")

#: where each post lands after login; the first row that fits decides
LANDINGS = (
    (_any("president", "discipline_secretary", "security_chief", "security_officer", "department_head"), "livemap:map"),
    (_any("monitor_operator", "fire_operator"), "incidents:desk"),
    (_any("security_admin"), "logins:list"),
    (_any("system_admin"), "system"),
    (_any("audit_admin", "auditor"), "ledger:list"),
)


def address(name: str) -> str | None:
    """The URL behind a name, or None for a page that this site does not have."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def landing(posts) -> str:
    """The page a holder of `posts` lands on: that of the role, else his tasks."""
    wanted = [name for kinds, name in LANDINGS if kinds & set(posts)]
    return next(filter(None, map(address, [*wanted, "tasks:mine"])), reverse("profile"))


def entries_for(reach) -> list[Entry]:
    """What the reader's powers open; without any post nothing."""
    if not reach.posts:
        return []
    opened = [entry for entry in ENTRIES if not entry.powers or entry.powers & reach.powers]
    own = {kind.id for kind in kinds_for(reach)} if any(entry.files for entry in opened) else set()
    return [entry for entry in opened if not entry.files or entry.files in own]


def _lines(entries, path: str) -> list[dict]:
    lines = []
    for entry in entries:
        url = address(entry.url)
        if url:
            lines.append({"entry": entry, "url": url, "here": path == url or (len(url) > 1 and path.startswith(url))})
    nearest = max((len(line["url"]) for line in lines if line["here"]), default=0)
    for line in lines:
        line["here"] = line["here"] and len(line["url"]) == nearest
    return lines


def _unread(user) -> int:
    person = getattr(user, "person", None)
    return Notice.objects.of(person.tag).unread().count() if person else 0


def _demo():
    """The demo's clock for the banner; None on a production site."""
    from anbao.demo.models import DemoClock

    return DemoClock.objects.first()


def shell(request) -> dict:
    """Context processor: everything lazy, so a page part that shows no frame pays nothing."""
    user = getattr(request, "user", None)
    path = request.path

    def menu():
        return _lines(entries_for(reach_of(user)), path)

    def bottom():
        reach = reach_of(user)
        leads = [e for e in entries_for(reach) if e.url == "livemap:map"]
        wanted = DESK_BOTTOM if reach.may("alarm.work") else BOTTOM
        return _lines([*leads, *(e for e in entries_for(reach) if e.url in wanted)], path)

    return {
        "menu": SimpleLazyObject(menu),
        "bottom_bar": SimpleLazyObject(bottom),
        "unread": SimpleLazyObject(lambda: _unread(user)),
        "demo_clock": SimpleLazyObject(_demo) if settings.DEMO else None,
        "at": getattr(request, "at", None),
        "inbox_url": address("inbox:list"),
    }
