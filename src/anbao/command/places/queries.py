"""What the institution page shows, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Sum

from anbao.loom.campaigns.models import Campaign, Net
from anbao.loom.tasks.models import Tally
from anbao.org.models import Device, Institution

COUNTED = ("due", "on_time", "late", "missed", "excused")
SPAN = 14


@dataclass(frozen=True)
class NetLine:
    """One net at the place over the last days."""

    net: str
    word: str
    due: int
    on_time: int
    late: int
    missed: int
    excused: int

    @property
    def density(self) -> float | None:
        closed = self.on_time + self.late + self.missed
        return (self.on_time + self.late) / closed if closed else None


def net_lines(campaign: Campaign, place: Institution, today: date) -> list[NetLine]:
    """The five nets of the subtree over the last fourteen days, today included."""
    rows = Tally.house.filter(
        campaign=campaign, institution=place, day__gt=today - timedelta(days=SPAN), day__lte=today
    )
    sums = {row["net"]: row for row in rows.values("net").annotate(**{f"n_{c}": Sum(c) for c in COUNTED})}
    return [
        NetLine(net, str(label), *(sums.get(net, {}).get(f"n_{c}") or 0 for c in COUNTED)) for net, label in Net.choices
    ]


def device_counts(place: Institution, today: date) -> list[dict]:
    """Devices of the subtree by kind, with those past their expiry."""
    rows = Device.house.filter(institution__path__startswith=place.path).values("kind")
    return list(rows.annotate(n=Count("id"), old=Count("id", filter=Q(expires_on__lt=today))).order_by("kind"))


def child_states(campaign: Campaign | None, children: list[Institution], today: date) -> dict[int, dict]:
    """Each child's numbers of today over all nets."""
    if campaign is None:
        return {}
    rows = Tally.house.filter(campaign=campaign, institution__in=children, day=today)
    found: dict[int, dict] = defaultdict(dict)
    for row in rows.values("institution_id").annotate(**{f"n_{c}": Sum(c) for c in COUNTED}):
        numbers = {c: row[f"n_{c}"] for c in COUNTED}
        numbers["open"] = numbers["due"] - sum(numbers[c] for c in COUNTED[1:])
        found[row["institution_id"]] = numbers
    return dict(found)
