"""Reads of the hole list: page by key, counts by kind with a ceiling, so that neither grows with the history."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from anbao.loom.holes.models import Hole
from anbao.loom.holes.words import KINDS, HoleKind

PAGE = 60
#: holes that are counted by kind at most; a list that has more says so
CEILING = 20_000


@dataclass(frozen=True)
class Key:
    """Where the next page begins: after the hole of this weight, moment and number."""

    weight: int
    moment: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """From "40~2022-02-04T08:30:00+08:00~17"; None for nonsense."""
        try:
            weight, moment, pk = text.split("~")
            key = cls(int(weight), datetime.fromisoformat(moment), int(pk))
            return key if key.moment.tzinfo else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.weight}~{self.moment.isoformat()}~{self.pk}"


def graded(rows: QuerySet) -> QuerySet:
    """The holes with ``weight``: how grave their kind is."""
    weights = [When(kind=kind.id, then=Value(kind.weight)) for kind, _ in KINDS.values()]
    return rows.annotate(weight=Case(*weights, default=Value(0), output_field=IntegerField()))


def page_of(rows: QuerySet, after: Key | None, *, closed: bool = False) -> tuple[list[Hole], Key | None]:
    """One page, the gravest kinds first and the newest of a kind first; closed ones by the moment they closed."""
    moment = "closed_at" if closed else "opened_at"
    rows = rows.annotate(weight=Value(0, output_field=IntegerField())) if closed else graded(rows)
    if after is not None:
        rest = Q(**{f"{moment}__lt": after.moment}) | Q(**{moment: after.moment, "pk__gt": after.pk})
        rows = rows.filter(rest if closed else Q(weight__lt=after.weight) | (Q(weight=after.weight) & rest))
    order = () if closed else (F("weight").desc(),)
    found = list(rows.order_by(*order, f"-{moment}", "pk")[: PAGE + 1])
    if len(found) <= PAGE:
        return found, None
    last = found[PAGE - 1]
    return found[:PAGE], Key(last.weight, getattr(last, moment), last.pk)


def kind_counts(rows: QuerySet) -> tuple[list[tuple[HoleKind, int]], bool]:
    """The kinds among the holes with their numbers, in the order of KINDS, and whether the ceiling cut the count."""
    some = Hole.house.filter(pk__in=rows.order_by().values("pk")[:CEILING])
    counts = dict(some.order_by().values_list("kind").annotate(n=Count("id")))
    return [(kind, counts[kind.id]) for kind, _ in KINDS.values() if kind.id in counts], sum(counts.values()) >= CEILING
