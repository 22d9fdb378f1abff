"""Reads of holes: numbers from the roll-ups, pages by key and kind after kind, so that nothing grows with the number of
holes, open or long closed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet, Sum

from anbao.loom.campaigns.models import Campaign
from anbao.loom.holes.models import Hole, HoleDay, HoleTally
from anbao.loom.holes.words import KINDS, HoleKind
from anbao.org.models import STEP, Institution

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


# ---- numbers

#: place id -> (net, kind) -> gaping holes of its subtree
Numbers = dict[int, Counter]


def gaping_numbers(campaign: Campaign, places: Iterable[Institution], at: datetime, *, net: str = "") -> Numbers:
    """Gaping holes of the places' subtrees: the roll-up without what is excused at the moment. Two queries."""
    paths = {place.path: place.pk for place in places}
    rows = HoleTally.house.filter(campaign=campaign, institution__in=paths.values(), open__gt=0)
    excused = Hole.house.filter(campaign=campaign, closed_at__isnull=True, excused_until__gte=at)
    if net:
        rows, excused = rows.filter(net=net), excused.filter(net=net)
    found: Numbers = defaultdict(Counter)
    for place, of, kind, n in rows.order_by().values_list("institution_id", "net", "kind", "open"):
        found[place][of, kind] = n
    named = excused.order_by().values_list("institution__path", "net", "kind")
    for path, of, kind, n in named.annotate(n=Count("id")):
        for place in _above(path, paths):
            found[place][of, kind] -= n
    return found


def past_numbers(campaign: Campaign, places: Iterable[Institution], day: date, at: datetime) -> dict[int, Counter]:
    """Place id -> net -> holes of its subtree that gaped at the end of a day gone by (``at``). Two queries."""
    paths = {place.path: place.pk for place in places}
    rows = HoleDay.house.filter(campaign=campaign, institution__in=paths.values(), day__lte=day).order_by()
    found: dict[int, Counter] = defaultdict(Counter)
    for place, net, n in rows.values_list("institution_id", "net").annotate(n=Sum(F("opened") - F("closed"))):
        found[place][net] = n
    excused = Hole.house.filter(campaign=campaign, excused_until__gte=at, opened_at__lt=at).order_by()
    excused = excused.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=at))
    for path, net, n in excused.values_list("institution__path", "net").annotate(n=Count("id")):
        for place in _above(path, paths):
            found[place][net] -= n
    return found


def open_by_day(campaign: Campaign, places: Iterable[Institution]) -> dict[date, int]:
    """Day -> by how many the open holes of the places' subtrees grew on it, excused ones included. One query."""
    rows = HoleDay.house.filter(campaign=campaign, institution__in=list(places)).order_by()
    return dict(rows.values_list("day").annotate(n=Sum(F("opened") - F("closed"))))


def _above(path: str, paths: Mapping[str, int]) -> list[int]:
    """Ids of the places in `paths` whose subtree holds the path."""
    ends = (path[:end] for end in range(STEP, len(path) + 1, STEP))
    return [paths[end] for end in ends if end in paths]


def by_kind(numbers: Numbers) -> Counter:
    """Kind -> holes over all nets and places."""
    total: Counter = Counter()
    for cells in numbers.values():
        for (_net, kind), n in cells.items():
            total[kind] += n
    return total


def named(counts: Mapping[str, int]) -> list[tuple[HoleKind, int]]:
    """The kinds that have holes with their numbers, in the order of KINDS."""
    return [(kind, counts[kind.id]) for kind, _ in KINDS.values() if counts.get(kind.id, 0) > 0]


def kind_counts(rows: QuerySet) -> tuple[list[tuple[HoleKind, int]], bool]:
    """The same counted from rows (excused or closed ones), and whether the ceiling cut the count."""
    some = Hole.house.filter(pk__in=rows.order_by().values("pk")[:CEILING])
    counts = dict(some.order_by().values_list("kind").annotate(n=Count("id")))
    return named(counts), sum(counts.values()) >= CEILING


# ---- rows


def weight_of(hole: Hole) -> int:
    return KINDS[hole.kind][0].weight if hole.kind in KINDS else 0


def gravest(rows: QuerySet, counts: Mapping[str, int], size: int, after: Key | None = None) -> list[Hole]:
    """The first holes of `rows`, the gravest kinds first and the newest of a kind first, after a key. Two queries.

    `counts` says which kinds have how many (more is harmless), so that only as many kinds are asked as the page needs,
    each for its newest along an index.
    """
    wanted, sure = [], 0
    weights = sorted(
        {KINDS[kind][0].weight if kind in KINDS else 0 for kind, n in counts.items() if n > 0}, reverse=True
    )
    for weight in weights:
        if sure >= size:
            break
        if after is not None and weight > after.weight:
            continue
        group = [k for k, n in counts.items() if n > 0 and (KINDS[k][0].weight if k in KINDS else 0) == weight]
        here = after is not None and weight == after.weight
        for kind in group:
            own = rows.filter(kind=kind)
            if here:
                own = own.filter(Q(opened_at__lt=after.moment) | Q(opened_at=after.moment, pk__gt=after.pk))
            wanted.append(own.order_by("-opened_at", "pk").values_list("pk", flat=True)[:size])
        # how much of the key's own group is left is not known
        sure += 0 if here else sum(counts[kind] for kind in group)
    if not wanted:
        return []
    first, *others = wanted
    ids = list(first.union(*others, all=True)) if others else list(first)
    found = Hole.house.filter(pk__in=ids).select_related("institution", "assignee")
    return sorted(found, key=lambda hole: (-weight_of(hole), _latest_first(hole.opened_at), hole.pk))[:size]


def _latest_first(moment: datetime) -> float:
    return -moment.timestamp()


def page_of(rows: QuerySet, counts: Mapping[str, int], after: Key | None) -> tuple[list[Hole], Key | None]:
    """One page, the gravest kinds first and the newest of a kind first, and where the next one begins."""
    found = gravest(rows, counts, PAGE + 1, after)
    if len(found) <= PAGE:
        return found, None
    last = found[PAGE - 1]
    return found[:PAGE], Key(weight_of(last), last.opened_at, last.pk)


def closed_page(rows: QuerySet, after: Key | None) -> tuple[list[Hole], Key | None]:
    """One page of closed holes by the moment they closed, the latest first."""
    if after is not None:
        rows = rows.filter(Q(closed_at__lt=after.moment) | Q(closed_at=after.moment, pk__gt=after.pk))
    found = list(rows.select_related("institution", "assignee").order_by("-closed_at", "pk")[: PAGE + 1])
    if len(found) <= PAGE:
        return found, None
    last = found[PAGE - 1]
    return found[:PAGE], Key(0, last.closed_at, last.pk)


def worst_of_nets(rows: QuerySet, numbers: Numbers) -> dict[str, Hole]:
    """Net -> its gravest hole out of `rows`: of the gravest kinds, what counts most, the oldest of those. Two queries."""
    kinds: dict[str, dict[str, int]] = defaultdict(dict)
    for cells in numbers.values():
        for (net, kind), n in cells.items():
            if n > 0:
                kinds[net][kind] = KINDS[kind][0].weight if kind in KINDS else 0
    wanted = []
    for net, weights in kinds.items():
        for kind in (k for k, weight in weights.items() if weight == max(weights.values())):
            own = rows.filter(net=net, kind=kind).order_by("-count", "opened_at")
            wanted.append(own.values_list("pk", flat=True)[:1])
    if not wanted:
        return {}
    first, *others = wanted
    ids = list(first.union(*others, all=True)) if others else list(first)
    worst: dict[str, Hole] = {}
    found = Hole.house.filter(pk__in=ids).select_related("institution")
    for hole in sorted(found, key=lambda h: (h.count, -h.opened_at.timestamp())):
        worst[hole.net] = hole
    return worst
