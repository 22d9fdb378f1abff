"""The measures of a campaign with what the roll-up says of them, for the places that the reader sees."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from anbao.engines import cadence
from anbao.loom.campaigns.models import Campaign, Measure, Net
from anbao.loom.campaigns.queries import anchor_words
from anbao.loom.tasks.models import MeasureTally
from anbao.org.models import Institution


@dataclass(frozen=True)
class Part:
    """A measure's settled tasks at one of the reader's places: how many were done and how many missed."""

    place: Institution
    done: int
    missed: int
    #: the list that the numbers count, up to its state
    link: str

    @property
    def judged(self) -> int:
        return self.done + self.missed


@dataclass(frozen=True)
class MeasureLine:
    """A measure, its rhythm in words, and its tasks at each place where the reader's part begins (mostly one)."""

    measure: Measure
    zh: str
    en: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class NetMeasures:
    """The measures of one net, and what their parts add up to."""

    word: str
    lines: tuple[MeasureLine, ...]

    @property
    def done(self) -> int:
        return sum(part.done for line in self.lines for part in line.parts)

    @property
    def missed(self) -> int:
        return sum(part.missed for line in self.lines for part in line.parts)

    @property
    def judged(self) -> int:
        return self.done + self.missed


def measure_lines(campaign: Campaign, roots: list[Institution], user) -> list[NetMeasures]:
    """The nets with their measures: one row of the roll-up a measure and root, whatever the size of the bank."""
    rows = MeasureTally.objects.visible_to(user).filter(campaign=campaign, institution__in=roots).order_by()
    counts = {(row.institution_id, row.measure_id): row for row in rows}
    lines, english = [], (get_language() or "zh").startswith("en")
    names = anchor_words(campaign) | {phase["id"]: phase["en" if english else "zh"] for phase in campaign.phases}
    for measure in campaign.measures.all():
        words = cadence.describe(cadence.parse(measure.definition["cadence"]), names)
        parts = []
        for root in roots:
            row = counts.get((root.pk, measure.pk), MeasureTally())
            parts.append(Part(root, row.on_time + row.late, row.missed, _link(campaign, measure, root)))
        lines.append(MeasureLine(measure, words["zh"], words["en"], tuple(parts)))
    return [
        NetMeasures(str(label), tuple(line for line in lines if line.measure.net == net)) for net, label in Net.choices
    ]


def _link(campaign: Campaign, measure: Measure, root: Institution) -> str:
    """The measure's tasks at the place and below it."""
    query = {
        "campaign": campaign.pk, "place": root.pk, "net": measure.net, "measure": measure.pk,
        "since": campaign.starts_on, "until": campaign.ends_on,
    }  # fmt: skip
    return f"{reverse('board:cell')}?{urlencode(query)}"
