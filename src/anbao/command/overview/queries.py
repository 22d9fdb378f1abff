"""The measures of a campaign with what the roll-up can't say by measure: how their tasks stand now."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from anbao.engines import cadence
from anbao.loom.campaigns.models import Campaign, Measure, Net
from anbao.loom.tasks.models import Task


@dataclass(frozen=True)
class MeasureLine:
    measure: Measure
    zh: str
    en: str
    due: int
    done: int
    missed: int


def measure_lines(campaign: Campaign, today: date) -> list[tuple[str, list[MeasureLine]]]:
    """(net, lines): each measure, its rhythm in words, and its tasks that fell due by today."""
    rows = Task.house.filter(campaign=campaign, day__lte=today).exclude(state="cancelled").values("measure_id")
    counts = {
        row["measure_id"]: row
        for row in rows.annotate(
            due=Count("id"), done=Count("id", filter=Q(state="done")), missed=Count("id", filter=Q(state="missed"))
        )
    }
    lines = []
    for measure in campaign.measures.all():
        words = cadence.describe(cadence.parse(measure.definition["cadence"]))
        row = counts.get(measure.pk, {"due": 0, "done": 0, "missed": 0})
        lines.append(MeasureLine(measure, words["zh"], words["en"], row["due"], row["done"], row["missed"]))
    return [(str(label), [line for line in lines if line.measure.net == net]) for net, label in Net.choices]
