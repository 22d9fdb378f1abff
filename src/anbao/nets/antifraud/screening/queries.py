"""Reads that span lists, runs and hits."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from anbao.kit.access.scopes import Reach
from anbao.nets.antifraud.screening.models import (
    Edition,
    EditionState,
    Hit,
    HitState,
    Remark,
    RiskList,
    Run,
    RunState,
    Screened,
)
from anbao.org.models import STEP, Institution


def _at_or_above(paths) -> list[str]:
    return sorted({path[:end] for path in paths for end in range(STEP, len(path) + 1, STEP)})


def _usable(scopes) -> Q:
    """Lists of the institutions in the scopes and of those above them: a city's list serves its sub-branches."""
    wanted = Q(institution__path__in=_at_or_above(scopes))
    for scope in scopes:
        wanted |= Q(institution__path__startswith=scope)
    return wanted


def lists_for(reach: Reach) -> QuerySet:
    """Lists that the reader may use, whoever keeps them."""
    rows = RiskList.house.filter(_usable(reach.scopes)) if reach.scopes else RiskList.house.none()
    return rows.select_related("institution")


def in_force(reach: Reach) -> list[Edition]:
    """The editions in force that the reader's questions are put to."""
    rows = Edition.house.filter(risk_list__in=lists_for(reach), state=EditionState.CURRENT)
    return list(rows.select_related("risk_list").order_by("pk"))


def in_force_at(place: Institution) -> list[Edition]:
    """The editions in force for the people of an institution: its own lists, those above and those below it."""
    return in_force(Reach(scopes=(place.path,)))


@dataclass(frozen=True)
class VendorCount:
    """A firm's people in a run: compared, confirmed to be on a list, undecided, and with a number that can't be matched."""

    institution: Institution
    screened: int
    abnormal: int
    undecided: int
    not_screened: int


def counts_by_vendor(run: Run, scopes: tuple[str, ...]) -> list[VendorCount]:
    """The run's people in the scopes, firm by firm; hits count as they are decided now."""
    people = Screened.house.filter(run=run).within(scopes)
    rows = people.order_by().values("person__institution").annotate(
        n=Count("id"), weak=Count("id", filter=Q(remark__in=[Remark.MISSING, Remark.WEAK]))
    )  # fmt: skip
    found = {row["person__institution"]: row for row in rows}
    hits = Hit.house.filter(last_run=run).within(scopes)
    states = hits.order_by().values("person__institution").annotate(
        same=Count("person", distinct=True, filter=Q(state=HitState.SAME)),
        waiting=Count("person", distinct=True, filter=Q(state__in=[HitState.OPEN, HitState.PROPOSED])),
    )  # fmt: skip
    decided = {row["person__institution"]: row for row in states}
    places = Institution.house.filter(pk__in=found).order_by("path")
    nothing = {"same": 0, "waiting": 0}
    return [
        VendorCount(
            place, found[place.pk]["n"], (decided.get(place.pk) or nothing)["same"],
            (decided.get(place.pk) or nothing)["waiting"], found[place.pk]["weak"],
        )
        for place in places
    ]  # fmt: skip


def latest_run(place: Institution, *, until: date | None = None) -> Run | None:
    """The newest finished run that covered an institution's people."""
    rows = Run.house.filter(institution__path__in=_at_or_above([place.path]), state=RunState.DONE)
    return rows.order_by("-pk").first()


def told_of(run: Run) -> tuple[str, str]:
    """(the lists with their editions, the day of the newest) as a record tells them."""
    return "、".join(f"{name} 第{number}版" for _pk, name, number, *_rest in run.editions), max(
        row[5] for row in run.editions
    )
