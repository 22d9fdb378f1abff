"""What the institution page shows, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from anbao.loom.campaigns.models import Campaign, Net
from anbao.loom.tasks.queries import Counts, so_far, tallied
from anbao.org.models import Device, Institution

COUNTED = ("due", "on_time", "late", "missed", "excused")


@dataclass(frozen=True)
class NetLine:
    """One net at the place: that day, and from the campaign's first day to that day, as the map counts them."""

    net: str
    word: str
    day: Counts
    so_far: Counts


def of_day(campaign: Campaign | None, places: Iterable[Institution], day: date) -> dict[int, dict[str, Counts]]:
    """The day's tallies of these places by net. One query."""
    return tallied(campaign, [place.pk for place in places], first=day, last=day) if campaign else {}


def net_lines(campaign: Campaign, place: Institution, today: date, day: dict[int, dict[str, Counts]]) -> list[NetLine]:
    """The five nets of the subtree; `day`: what ``of_day`` read. One query more."""
    whole = so_far(campaign, [place.pk], today).get(place.pk, {})
    own = day.get(place.pk, {})
    return [NetLine(net, str(label), own.get(net, Counts()), whole.get(net, Counts())) for net, label in Net.choices]


def device_counts(place: Institution, today: date) -> list[dict]:
    """Devices of the subtree by kind, with those past their expiry."""
    rows = Device.house.filter(institution__path__startswith=place.path).values("kind")
    return list(rows.annotate(n=Count("id"), old=Count("id", filter=Q(expires_on__lt=today))).order_by("kind"))


def child_states(children: Iterable[Institution], day: dict[int, dict[str, Counts]]) -> dict[int, Counts]:
    """Each child's numbers of the day over all nets; only of those to whom something was due."""
    return {child.pk: sum(day[child.pk].values(), Counts()) for child in children if child.pk in day}
