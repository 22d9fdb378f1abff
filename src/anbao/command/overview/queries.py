"""The measures of a campaign with what the roll-up says of them, for the places that the reader sees."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse

from anbao.engines import cadence
from anbao.kit.access.scopes import reach_of
from anbao.loom.campaigns.models import Campaign, Measure, Net
from anbao.loom.tasks.models import MeasureTally
from anbao.org.models import Institution

COUNTED = ("on_time", "late", "missed")


@dataclass(frozen=True)
class MeasureLine:
    """A measure, its rhythm in words, and its tasks that are settled: how many of ``judged`` were done, and missed."""

    measure: Measure
    zh: str
    en: str
    done: int
    missed: int
    #: the list that the numbers count, up to its state
    link: str

    @property
    def judged(self) -> int:
        return self.done + self.missed


def tops(campaign: Campaign, user) -> list[Institution]:
    """Where the reader's part of the campaign begins: its lead, or the places of his posts inside it."""
    lead, places = campaign.lead, Institution.objects.visible_to(user)
    scopes = reach_of(user).scopes
    if any(lead.path.startswith(scope) for scope in scopes):
        return list(places.filter(pk=lead.pk))
    return list(places.filter(path__in=[scope for scope in scopes if scope.startswith(lead.path)]).order_by("path"))


def measure_lines(campaign: Campaign, roots: list[Institution], user) -> list[tuple[str, list[MeasureLine]]]:
    """(net, lines) of the reader's part: one row of the roll-up a measure and root, whatever the size of the bank."""
    rows = MeasureTally.objects.visible_to(user).filter(campaign=campaign, institution__in=roots).order_by()
    counts = {row["measure"]: row for row in rows.values("measure").annotate(**{f"n_{c}": Sum(c) for c in COUNTED})}
    lines = []
    for measure in campaign.measures.all():
        words = cadence.describe(cadence.parse(measure.definition["cadence"]))
        on_time, late, missed = (counts.get(measure.pk, {}).get(f"n_{c}", 0) for c in COUNTED)
        link = _link(campaign, measure, roots) if roots else ""
        lines.append(MeasureLine(measure, words["zh"], words["en"], on_time + late, missed, link))
    return [(str(label), [line for line in lines if line.measure.net == net]) for net, label in Net.choices]


def _link(campaign: Campaign, measure: Measure, roots: list[Institution]) -> str:
    """The measure's tasks at the first place of the reader's part."""
    query = {
        "campaign": campaign.pk, "place": roots[0].pk, "net": measure.net, "measure": measure.pk,
        "since": campaign.starts_on, "until": campaign.ends_on,
    }  # fmt: skip
    return f"{reverse('board:cell')}?{urlencode(query)}"
