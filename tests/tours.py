"""A small tour for tests: five places of the small bank with coordinates, three days, one inspector or two."""

from datetime import date, datetime, time, timedelta

from anbao.loom.campaigns.models import Campaign
from anbao.nets.riskcontrol.unannounced import actions, queries
from anbao.nets.riskcontrol.unannounced.drawing import Wish
from anbao.nets.riskcontrol.unannounced.models import Stop, Tour
from anbao.org.models import Institution
from tests.branch import DAY, Branch, at

#: the tour is drawn on the evening of DAY and begins the day after
FIRST, LAST = DAY + timedelta(days=1), DAY + timedelta(days=3)
PLACES = ("CL", "HL", "CL01", "CL02", "HL01")
SEED, OTHER = b"\x01" * 32, b"\x05" * 32
POINTS = {"ZJK": (114.88, 40.81), "CL": (115.28, 40.97), "HL": (115.52, 40.4), "CL01": (115.27, 40.96), "CL02": (115.3, 40.9), "HL01": (115.5, 40.41)}  # fmt: skip


def placed(branch: Branch) -> None:
    """Give the places of the tour their coordinates."""
    for code, (lon, lat) in POINTS.items():
        Institution.house.filter(code=code).update(lon=lon, lat=lat)
        branch.places[code].refresh_from_db()


def wish(branch: Branch, **other) -> Wish:
    inspectors = [branch.people[name] for name in other.pop("inspectors", ("discipline",))]
    places = [branch.places[code] for code in other.pop("places", PLACES)]
    said = {"starts_on": FIRST, "ends_on": LAST, "opens": time(8), "closes": time(18), "visit_minutes": 60} | other
    return Wish(branch.places["ZJK"], places, inspectors, **said)


def drawn(branch: Branch, campaign: Campaign, *, seed: bytes = SEED, moment: datetime | None = None, **other) -> Tour:
    placed(branch)
    return actions.draw_tour(
        actor=branch.discipline, reach=branch.reach("discipline"), campaign=campaign, name="三日飞行检查", wish=wish(branch, **other),
        at=moment or at(hour=18), seed=seed,
    )  # fmt: skip


def morning(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return at(day, hour, minute)


def arrived(branch: Branch, tour: Tour, who: str, moment: datetime, **said) -> Stop:
    """Open the next stop and check in at its door."""
    actions.open_next(actor=branch.people[who], tour_id=tour.pk, at=moment)
    place = queries.next_of(tour, branch.people[who]).place
    said = {"location": (place.lon, place.lat), "remark": ""} | said
    return actions.check_in(actor=branch.people[who], tour_id=tour.pk, at=moment, **said)
