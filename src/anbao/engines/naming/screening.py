"""Screening: keys first, then names; every hit with its score, verdict and reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from anbao.engines.naming import bulk
from anbao.engines.naming.blocks import Index, Names
from anbao.engines.naming.evidence import MATCH, Observation, Score, weigh
from anbao.engines.naming.identity import Number, apart, neighbours_of
from anbao.engines.naming.matchers import CURRENT, kind_of, matcher
from anbao.engines.naming.subjects import Refused, Subject

#: a number that agrees is the better reason than a name that agrees, also when it says this much less
KEY_LEAD = 0.02
#: an identity number one slip away, beside a name that agrees: what it leaves in doubt
SLIPS_BESIDE_A_NAME = {
    "key.identity-slip": "key.identity-slip-beside-name",
    "key.identity-swap": "key.identity-swap-beside-name",
}


@dataclass(frozen=True)
class Hit:
    """An entry that a query may be: places in their lists, the names that met, and the score with its reasons."""

    query: int
    entry: int
    query_name: str
    entry_name: str
    score: Score


class Screen:
    """A list made ready to be asked. Building is the dear part; asking is cheap and changes nothing."""

    def __init__(self, entries: Sequence[Subject], version: str = CURRENT):
        if not entries:
            raise Refused(["名单为空 (the list is empty)"])
        self.entries = entries
        self.version = version
        self.features = matcher(version).features
        self.owners = [i for i, e in enumerate(entries) for _ in e.names]
        self.index = Index(named(entries))
        self.keys: dict[tuple[str, str], list[int]] = {}
        self.old_forms = False  # without 15-digit forms on the list half the neighbours need no look
        for i, entry in enumerate(entries):
            for kind, number in entry.numbers() if entry.identity or entry.accounts or entry.phones else ():
                self.keys.setdefault((kind, number.canonical), []).append(i)
                self.old_forms |= number.old

    def ask(self, queries: Sequence[Subject], floor: float = MATCH, limit: int = 0) -> list[Hit]:
        """Hits at or above ``floor``, by query, best first; at most ``limit`` for a query (0: all)."""
        owners = [i for i, q in enumerate(queries) for _ in q.names]
        names = named(queries)
        found = bulk.search(self.index, names, floor, self.version)
        best: dict[tuple[int, int], Hit] = {}
        for asked, entry, score in zip(found.asked.tolist(), found.entry.tolist(), found.score.tolist(), strict=True):
            key = (owners[asked], self.owners[entry])
            if key not in best or best[key].score.value < score:
                best[key] = self.explain(*key, names, asked, entry, found.told.get((asked, entry)))
        for i, query in enumerate(queries):
            for j, observations in self.keyed(query):
                self.add_key(best, (i, j), queries[i], observations)
        hits = [self.tell_apart(h, queries[h.query]) for h in best.values()] if self.keys else list(best.values())
        hits = sorted((h for h in hits if h.score.value >= floor), key=lambda h: (h.query, -h.score.value, h.entry))
        return first_of_each(hits, limit) if limit else hits

    def explain(self, query: int, entry: int, names: Names, asked: int, listed: int, told: Score | None) -> Hit:
        """The hit with its reasons; ``told`` when they were found on the way."""
        mine, theirs = names.names[asked], self.index.prepared.names.names[listed]
        kind = bulk.meeting_kind(names.kinds[asked], self.index.prepared.names.kinds[listed])
        return Hit(query, entry, mine, theirs, told or matcher(self.version).compare(mine, theirs, kind))

    def keyed(self, query: Subject):
        """(entry place, observation) for each number that agrees, or is a slip away while one side fails its check."""
        for kind, number in query.numbers() if self.keys else ():
            for i in self.keys.get((kind, number.canonical), ()):
                old = kind == "identity" and number.old != self.number(i, kind, number.canonical).old
                yield i, Observation(f"key.{kind}{'-old' if old else ''}", 1.0, number.canonical)
            if kind == "phone":
                continue
            for value in dict.fromkeys(neighbours_of(number, self.old_forms)):
                for i in self.keys.get((kind, value), ()):
                    if how := apart(number, self.number(i, kind, value)):
                        yield i, Observation(f"key.{kind}-{how}", 1.0, f"{number.canonical}/{value}")

    def number(self, entry: int, kind: str, canonical: str):
        return next(n for k, n in self.entries[entry].numbers() if k == kind and n.canonical == canonical)

    def add_key(self, best: dict, key: tuple[int, int], query: Subject, observation: Observation) -> None:
        """A number that agrees joins the name's score, or stands alone and says that the names differ. A slip of the
        identity number takes from a name that agrees less than having no number at all."""
        entry = self.entries[key[1]]
        known = best.get(key)
        differs = not known and query.names and entry.names
        observations = [observation, *([Observation("key.name-differs", 1.0)] if differs else [])]
        score = weigh(self.features, observations)
        beside = SLIPS_BESIDE_A_NAME.get(observation.feature)
        if known and beside in self.features and not is_keyed(known):
            doubted = weigh(self.features, (*known.score.observations, Observation(beside, 1.0, observation.detail)))
            if doubted.value > score.value:
                best[key] = Hit(*key, known.query_name, known.entry_name, doubted)
                return
        if known is None or score.value + KEY_LEAD >= known.score.value:
            mine, theirs = (known.query_name, known.entry_name) if known else (first(query), first(entry))
            best[key] = Hit(*key, mine, theirs, score)

    def tell_apart(self, hit: Hit, query: Subject) -> Hit:
        """Equal names with two valid, different identity numbers are two people; with one or none that can be
        checked, less is known, and that is said."""
        if is_keyed(hit):
            return hit
        mine, theirs = ([n for k, n in side.numbers() if k == "identity"] for side in (query, self.entries[hit.entry]))
        if (not mine and not theirs) or (mine and theirs and mine[0].canonical == theirs[0].canonical):
            return hit
        if not (mine and theirs):
            seen = Observation("key.identity-silent", 1.0)
        elif mine[0].checked and theirs[0].checked:
            seen = Observation("key.identity-differs", 1.0)
        else:
            seen = Observation("key.identity-unknown", 1.0, "，".join(doubts(mine[0], theirs[0])))
        return Hit(
            hit.query,
            hit.entry,
            hit.query_name,
            hit.entry_name,
            weigh(self.features, (*hit.score.observations, seen)),
        )


def is_keyed(hit: Hit) -> bool:
    return any(o.feature.startswith("key.") for o in hit.score.observations)


def doubts(*numbers: Number) -> list[str]:
    """Why a number can't tell people apart, in order, each once."""
    told = (fault for n in numbers if not n.checked for fault in n.faults or ("没有校验位",))
    return list(dict.fromkeys(told))


def named(subjects: Sequence[Subject]) -> Names:
    """All names of subjects, one after the other."""
    return Names.of([n for s in subjects for n in s.names], [kind_of(s.schema) for s in subjects for _ in s.names])


def first(subject: Subject) -> str:
    return subject.names[0] if subject.names else ""


def first_of_each(hits: list[Hit], limit: int) -> list[Hit]:
    kept, count, last = [], 0, -1
    for hit in hits:
        count = count + 1 if hit.query == last else 1
        last = hit.query
        if count <= limit:
            kept.append(hit)
    return kept


def screen(
    entries: Sequence[Subject], queries: Sequence[Subject], *, floor: float = MATCH, version: str = CURRENT
) -> list[Hit]:
    """Everything in one call: ``Screen(entries).ask(queries)``."""
    return Screen(entries, version).ask(queries, floor)
