"""How each figure is counted. One function, one query, one sentence."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, IntegerField, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import get_language

from anbao.kit import clock
from anbao.loom.campaigns.models import Campaign
from anbao.loom.records.models import Record
from anbao.org.models import Institution

COMPARE = {"==": operator.eq, ">=": operator.ge, "<=": operator.le}
TRAININGS = ("training", "key_process_training", "joint_training", "fraud_training")
#: a place was inspected when somebody went through all five topics there; its own daily checks don't count
INSPECTIONS = ("place_inspection",)


@dataclass(frozen=True)
class Figure:
    """A figure answered: the stated value, the counted one, whether it is met, and the list that it counts."""

    id: str
    zh: str
    en: str
    compare: str
    stated: float
    counted: float
    met: bool
    link: str

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
    return c.records("drill").aggregate(n=Count(KT("values__subject"), distinct=True))["n"]


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
        .aggregate(n=Count("institution", distinct=True))["n"]
    )


def unannounced_days(c: Counting) -> int:
    """Distinct days of those visits."""
    return (
        c.records("unannounced_visit")
        .filter(institution__kind="sub_branch")
        .aggregate(n=Count("day", distinct=True))["n"]
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
    counts = c.places().aggregate(total=Count("id"), seen=Count("id", filter=Q(pk__in=ids)))
    return round(counts["seen"] / counts["total"], 6) if counts["total"] else 0.0


def zero_report_days(c: Counting) -> int:
    """Distinct days that zero reports were filed for."""
    return c.records("zero_report").aggregate(n=Count("day", distinct=True))["n"]


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
    return c.records("incident").filter(values__class="accident").count()


def cases(c: Counting) -> int:
    """Security cases on record."""
    return c.records("incident").filter(values__class="case").count()


#: figure id -> (how it is counted, the list it counts)
COUNTS: dict[str, tuple[Callable[[Counting], float], str]] = {
    "trainings": (trainings, "/records/of/training/"),
    "training_attendances": (training_attendances, "/records/of/training/"),
    "drill_subjects": (drill_subjects, "/records/of/drill/"),
    "drills": (drills, "/records/of/drill/"),
    "drill_participations": (drill_participations, "/records/of/drill/"),
    "unannounced_branches": (unannounced_branches, "/records/of/unannounced_visit/"),
    "unannounced_days": (unannounced_days, "/records/of/unannounced_visit/"),
    "large_inspections": (large_inspections, "/records/of/large_inspection/"),
    "irregular_inspections": (irregular_inspections, "/records/of/irregular_inspection/"),
    "inspection_coverage": (inspection_coverage, "/records/of/place_inspection/"),
    "zero_report_days": (zero_report_days, "/records/of/zero_report/"),
    "outsourcing_plans": (outsourcing_plans, "/records/of/vendor_plan/"),
    "contractors_screened": (contractors_screened, "/records/of/contractor_screening/"),
    "contractors_abnormal": (contractors_abnormal, "/records/of/contractor_screening/"),
    "accidents": (accidents, "/records/of/incident/"),
    "cases": (cases, "/records/of/incident/"),
}


def figures(campaign: Campaign, at: datetime, user=None) -> list[Figure]:
    """Every figure the campaign answers for, counted from what was filed by `at` at the places that `user` sees.

    What is stated is always the whole campaign's; for a reader of a part, ``met`` says nothing (see docs/decisions).
    """
    counting, answered = Counting(campaign, at, user), []
    for text in campaign.frame.get("figures", ()):
        count, link = COUNTS[text["id"]]
        counted = count(counting)
        met = COMPARE[text["compare"]](counted, text["value"])
        answered.append(Figure(text["id"], text["zh"], text["en"], text["compare"], text["value"], counted, met, link))
    return answered
