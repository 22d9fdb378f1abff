"""How each figure is counted. One function, one query, one sentence."""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlencode

from django.db import models
from django.db.models import Exists, F, IntegerField, OuterRef, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import get_language

from anbao.kit import clock
from anbao.loom.campaigns.models import Campaign
from anbao.loom.records.models import Record
from anbao.loom.tasks.models import Task, TaskState
from anbao.org.models import Institution

COMPARE = {"==": operator.eq, ">=": operator.ge, "<=": operator.le}
TRAININGS = ("training", "key_process_training", "joint_training", "fraud_training")
#: a place was inspected when somebody went through all five topics there; its own daily checks don't count
INSPECTIONS = ("place_inspection",)


@dataclass(frozen=True)
class Figure:
    """A figure answered: the stated value, the counted one, whether it is met, and the list that it counts.

    ``counted`` is None, and nothing is met, where this release counts no such figure.
    """

    id: str
    zh: str
    en: str
    compare: str
    stated: float
    counted: float | None
    met: bool
    link: str

    @property
    def broken(self) -> bool:
        """More was counted than is stated where no more may be: it can't become met, whatever is done."""
        return self.counted is not None and self.compare in ("==", "<=") and self.counted > self.stated

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh


@dataclass(frozen=True)
class Counting:
    """What a count looks at: a campaign's standing records up to a moment, of the places that ``user`` sees.

    Without a user it is the whole campaign: the command line and the tests, never a page.
    """

    campaign: Campaign
    at: datetime
    user: object = None

    def records(self, *kinds: str):
        rows = Record.objects.visible_to(self.user) if self.user else Record.house.all()
        rows = rows.standing().filter(campaign=self.campaign, filed_at__lte=self.at)
        return rows.of_kind(*kinds) if kinds else rows

    def happened(self, kind: str):
        """Standing records of an event on the campaign's ground in its days, whichever campaign they were filed under."""
        rows = Record.objects.visible_to(self.user) if self.user else Record.house.all()
        return rows.standing().of_kind(kind).happened_in(self.campaign).filter(filed_at__lte=self.at)

    def tasks(self, record_kind: str):
        rows = Task.objects.visible_to(self.user) if self.user else Task.house.all()
        return rows.filter(campaign=self.campaign, record_kind=record_kind)

    def places(self):
        """The bank's places that the campaign is for."""
        rows = Institution.objects.visible_to(self.user) if self.user else Institution.house.all()
        return rows.under(self.campaign.lead).exclude(kind="vendor").filter(closed_on__isnull=True)


def trainings(c: Counting) -> int:
    """Training sessions of every kind."""
    return c.records(*TRAININGS).count()


def training_attendances(c: Counting) -> int:
    """Person-times at those sessions."""
    return c.records(*TRAININGS).aggregate(n=Sum("attendance"))["n"] or 0


def drill_subjects(c: Counting) -> int:
    """Distinct subjects among the drills."""
    return c.records("drill").aggregate(n=models.Count(KT("values__subject"), distinct=True))["n"]


def drills(c: Counting) -> int:
    """Drills held."""
    return c.records("drill").count()


def drill_participations(c: Counting) -> int:
    """Person-times at the drills."""
    return c.records("drill").aggregate(n=Sum("attendance"))["n"] or 0


def unannounced_branches(c: Counting) -> int:
    """Distinct first-level sub-branches in the unannounced visits."""
    return (
        c.records("unannounced_visit")
        .filter(institution__kind="sub_branch")
        .aggregate(n=models.Count("institution", distinct=True))["n"]
    )


def unannounced_days(c: Counting) -> int:
    """Distinct days of those visits."""
    return (
        c.records("unannounced_visit")
        .filter(institution__kind="sub_branch")
        .aggregate(n=models.Count("day", distinct=True))["n"]
    )


def large_inspections(c: Counting) -> int:
    """Large-scale inspections."""
    return c.records("large_inspection").count()


def irregular_inspections(c: Counting) -> int:
    """Irregular inspections."""
    return c.records("irregular_inspection").count()


def inspection_coverage(c: Counting) -> float:
    """Share of the bank's places in scope that were inspected before the opening (all of them: 1.0)."""
    opening = c.campaign.anchors.get("opening")
    inspected = c.records(*INSPECTIONS)
    if opening:
        inspected = inspected.filter(
            filed_at__lt=datetime.combine(date.fromisoformat(opening), time(), clock.local_zone())
        )
    ids = inspected.values("institution_id")
    counts = c.places().aggregate(total=models.Count("id"), seen=models.Count("id", filter=Q(pk__in=ids)))
    return round(counts["seen"] / counts["total"], 6) if counts["total"] else 0.0


def zero_report_days(c: Counting) -> int:
    """Days on which every unit that owed a zero report filed it: what the campaign's tasks of the day ask for."""
    # a record lies where its task does: the places of the tasks are those the reader sees, asked once and not per record
    filed = Counting(c.campaign, c.at).records("zero_report").filter(task=OuterRef("pk")).order_by()
    owed = c.tasks("zero_report").exclude(state__in=[TaskState.EXCUSED, TaskState.CANCELLED])
    days = (
        owed.order_by().values("day").annotate(owed=models.Count("pk"), filed=models.Count("pk", filter=Exists(filed)))
    )
    return days.filter(owed=F("filed")).count()


def outsourcing_plans(c: Counting) -> int:
    """Vendors' contingency plans, one for each outsourced service."""
    return c.records("vendor_plan").count()


def _sum_of(c: Counting, kind: str, value: str) -> int:
    rows = c.records(kind).annotate(_n=Cast(KT(f"values__{value}"), IntegerField()))
    return rows.aggregate(n=Sum("_n"))["n"] or 0


def contractors_screened(c: Counting) -> int:
    """Contractors screened against the risk lists."""
    return _sum_of(c, "contractor_screening", "screened")


def contractors_abnormal(c: Counting) -> int:
    """Of them found abnormal."""
    return _sum_of(c, "contractor_screening", "abnormal")


def accidents(c: Counting) -> int:
    """Safety-responsibility accidents on record."""
    return c.happened("incident").filter(values__class="accident").count()


def cases(c: Counting) -> int:
    """Security cases on record."""
    return c.happened("incident").filter(values__class="case").count()


@dataclass(frozen=True)
class Count:
    """How a figure is counted, and the query of the record list that shows exactly the records it looks at.

    The list is that of the first of ``kinds``; the others are named by ``with``.
    """

    of: Callable[[Counting], float]
    kinds: tuple[str, ...]
    narrowed: Callable[[Campaign], dict[str, str]] = lambda campaign: {}

    def link(self, campaign: Campaign) -> str:
        first, *others = self.kinds
        query = {"campaign": campaign.pk, **({"with": others} if others else {}), **self.narrowed(campaign)}
        return f"{reverse('records:list', args=[first])}?{urlencode(query, doseq=True)}"


def _before_opening(campaign: Campaign) -> dict[str, str]:
    opening = campaign.anchors.get("opening")
    return {"filed_before": opening} if opening else {}


def _at_sub_branches(campaign: Campaign) -> dict[str, str]:
    return {"place_kind": "sub_branch"}


#: figure id -> how it is counted
COUNTS: dict[str, Count] = {
    "trainings": Count(trainings, TRAININGS),
    "training_attendances": Count(training_attendances, TRAININGS),
    "drill_subjects": Count(drill_subjects, ("drill",)),
    "drills": Count(drills, ("drill",)),
    "drill_participations": Count(drill_participations, ("drill",)),
    "unannounced_branches": Count(unannounced_branches, ("unannounced_visit",), _at_sub_branches),
    "unannounced_days": Count(unannounced_days, ("unannounced_visit",), _at_sub_branches),
    "large_inspections": Count(large_inspections, ("large_inspection",)),
    "irregular_inspections": Count(irregular_inspections, ("irregular_inspection",)),
    "inspection_coverage": Count(inspection_coverage, INSPECTIONS, _before_opening),
    "zero_report_days": Count(zero_report_days, ("zero_report",)),
    "outsourcing_plans": Count(outsourcing_plans, ("vendor_plan",)),
    "contractors_screened": Count(contractors_screened, ("contractor_screening",)),
    "contractors_abnormal": Count(contractors_abnormal, ("contractor_screening",)),
    "accidents": Count(accidents, ("incident",), lambda campaign: {"class": "accident"}),
    "cases": Count(cases, ("incident",), lambda campaign: {"class": "case"}),
}


def figures(campaign: Campaign, at: datetime, user=None) -> list[Figure]:
    """Every figure the campaign answers for, counted from what was filed by `at` at the places that `user` sees.

    What is stated is always the whole campaign's; for a reader of a part, ``met`` says nothing (see docs/decisions).
    """
    counting, answered = Counting(campaign, at, user), []
    for text in campaign.frame.get("figures", ()):
        # a frozen playbook outlives releases, and may name a figure that this one counts no more
        count = COUNTS.get(text["id"])
        counted, link = (count.of(counting), count.link(campaign)) if count else (None, "")
        met = counted is not None and COMPARE[text["compare"]](counted, text["value"])
        answered.append(Figure(text["id"], text["zh"], text["en"], text["compare"], text["value"], counted, met, link))
    return answered


def double_zero(campaign: Campaign, at: datetime, answered: Sequence[Figure], user=None) -> dict[str, float]:
    """Accidents and cases on the campaign's ground: as `answered` among its figures, else counted here, because a
    playbook that states neither has not been spared them."""
    known = {figure.id: figure.counted for figure in answered}
    counting = Counting(campaign, at, user)
    return {name: known[name] if name in known else COUNTS[name].of(counting) for name in ("accidents", "cases")}
