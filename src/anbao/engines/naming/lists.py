"""Editions of a list: what came, what changed, what is wrong, and whether it must wait for a person.

A new edition that lost too much at once is held: a broken export must not clear everyone who was on the list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from anbao.engines.naming.subjects import Subject
from anbao.engines.naming.text import fold

#: an edition that lost at least this share of the one before waits for confirmation
HELD_SHARE = Fraction(3, 10)
#: a list shorter than this may lose a few lines without ado
SMALL = 10
KEY_WORDS = {"identity": "证件号码", "account": "账号", "phone": "电话"}


@dataclass(frozen=True)
class Receipt:
    """The outcome of receiving an edition.

    ``faults`` refuse the edition; ``warnings`` are told with it; ``held`` is the reason why it waits, or "".
    """

    subjects: tuple[Subject, ...]
    added: int
    removed: int
    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    held: str

    @property
    def usable(self) -> bool:
        return not self.faults and not self.held


def receive(subjects: list[Subject], previous: list[Subject] | None = None, confirmed: bool = False) -> Receipt:
    """Judge an edition against the one before it. ``confirmed`` says that a person accepted the loss."""
    before = previous or []
    added, removed = changes(before, subjects)
    return Receipt(
        subjects=tuple(subjects),
        added=added,
        removed=removed,
        faults=tuple(repeated_ids(subjects)) + (() if subjects else ("名单为空 (the list is empty)",)),
        warnings=tuple(shared_numbers(subjects)) + tuple(weak_numbers(subjects)),
        held="" if confirmed else hold_reason(len(before), len(subjects), removed),
    )


def changes(before: Sequence[Subject], now: Sequence[Subject]) -> tuple[int, int]:
    """(added, removed) between two editions, counted by what the entries say.

    An id may be no more than a row's number, so it keeps nobody on a list: an entry stays when an entry of the new
    edition, which no other took, has a number or a name of it. Of several the one with its id is taken, then one that
    shares a number.
    """
    places: dict[tuple[str, str], list[int]] = {}
    for place, subject in enumerate(now):
        for mark in marks(subject):
            places.setdefault(mark, []).append(place)
    free = [True] * len(now)
    waiting = []
    for subject in before:
        same = (p for mark in marks(subject) for p in places.get(mark, ()) if free[p] and now[p].id == subject.id)
        place = next(same, None)
        if place is None:
            waiting.append(subject)
        else:
            free[place] = False
    removed = 0
    for subject in waiting:
        place = next((p for mark in marks(subject) if (p := take(places.get(mark, []), free)) is not None), None)
        if place is None:
            removed += 1
        else:
            free[place] = False
    return sum(free), removed


def take(places: list[int], free: list[bool]) -> int | None:
    """A free place of a list of places; those found taken are dropped, so that none is looked at twice."""
    while places and not free[places[-1]]:
        places.pop()
    return places[-1] if places else None


def marks(subject: Subject) -> list[tuple[str, str]]:
    """What an entry is known by, numbers first: (kind, canonical number) and ("name", folded name)."""
    return [(kind, number.canonical) for kind, number in subject.numbers()] + [("name", fold(n)) for n in subject.names]


def hold_reason(before: int, now: int, removed: int) -> str:
    if before >= SMALL and removed >= HELD_SHARE * before:
        return (
            f"名单由 {before} 条变为 {now} 条，少了 {removed} 条，须人工确认 "
            f"(the list went from {before} to {now} entries and lost {removed}: held for confirmation)"
        )
    return ""


def repeated_ids(subjects: list[Subject]):
    seen: dict[str, int] = {}
    for row, subject in enumerate(subjects, 1):
        if subject.id in seen:
            yield f"第 {row} 条与第 {seen[subject.id]} 条编号 {subject.id} 重复 (id repeated)"
        seen.setdefault(subject.id, row)


def shared_numbers(subjects: list[Subject]):
    """Two people with one identity number or account. A phone may be shared."""
    owners: dict[tuple[str, str], tuple[int, Subject]] = {}
    for row, subject in enumerate(subjects, 1):
        for kind, number in subject.numbers():
            key = (kind, number.canonical)
            first = owners.setdefault(key, (row, subject))
            if kind != "phone" and first[1].id != subject.id and not set(first[1].names) & set(subject.names):
                yield (
                    f"第 {first[0]} 条 {''.join(first[1].names[:1])} 与第 {row} 条 {''.join(subject.names[:1])} "
                    f"{KEY_WORDS[kind]}相同 (two subjects with one number)"
                )


def weak_numbers(subjects: list[Subject]):
    for row, subject in enumerate(subjects, 1):
        for kind, number in subject.weak_numbers():
            yield f"第 {row} 条{KEY_WORDS[kind]}：{'，'.join(number.faults)} (the number fails its check)"
