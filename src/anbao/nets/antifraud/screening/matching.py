"""The lists in force made ready to be asked, and one side compared with the other by the naming engine."""

from dataclasses import dataclass
from functools import lru_cache

from anbao.engines.naming.evidence import MATCH, REVIEW, Score
from anbao.engines.naming.identity import neighbours_of
from anbao.engines.naming.matchers import CURRENT
from anbao.engines.naming.screening import Screen
from anbao.engines.naming.subjects import Subject
from anbao.kit.crypto import fingerprint
from anbao.nets.antifraud.screening.editions import subject_of
from anbao.nets.antifraud.screening.models import Entry, EntryNumber

#: hits of a run below this are not queued; the engine's own line for "a person must look at it"
FLOOR = MATCH
#: who asks about one subject is told of whatever deserves a second look, apart from what is above the other line
POSSIBLE = REVIEW
MATCHER = CURRENT
#: screens kept ready in a process; each holds its lists unsealed in memory, never on disk
READY = 2


@dataclass(frozen=True)
class Listed:
    """An entry in clear: the subject, why it is listed, whose list, and the hash of what it says."""

    subject: Subject
    reason: str
    list_id: int
    content: bytes


@dataclass(frozen=True)
class Found:
    """A subject asked about and an entry that it may be."""

    asked: Subject
    listed: Listed
    score: Score


class Ready:
    """Editions unsealed and indexed; ``ask`` is cheap, and answers with scores from ``floor`` on."""

    def __init__(self, entries: list[Listed]):
        self.entries = entries
        self.screen = Screen([entry.subject for entry in entries], MATCHER) if entries else None

    def ask(self, subjects: list[Subject], floor: float = FLOOR) -> list[Found]:
        if self.screen is None or not subjects:
            return []
        hits = self.screen.ask(subjects, floor)
        return [Found(subjects[hit.query], self.entries[hit.entry], hit.score) for hit in hits]


@lru_cache(maxsize=READY)
def ready(editions: tuple[tuple[int, str], ...]) -> Ready:
    """The screen over editions, named by (id, digest)."""
    rows = Entry.objects.filter(edition_id__in=[pk for pk, _digest in editions])
    return Ready(_in_clear(rows))


def _in_clear(rows) -> list[Listed]:
    columns = rows.order_by("edition_id", "row").values_list("subject", "edition__risk_list_id", "content")
    return [
        Listed(*subject_of(text), list_id, bytes(content))
        for text, list_id, content in columns.iterator(chunk_size=5000)
    ]


def by_number(editions: tuple[tuple[int, str], ...], subject: Subject) -> list[Found]:
    """Entries that share a number with the subject or have one a slip away: found by keyed hashes alone.

    Nothing but what meets is unsealed.
    """
    wanted: dict[bytes, None] = {}
    for kind, number in subject.numbers():
        near = neighbours_of(number) if kind != "phone" else ()
        wanted.update(dict.fromkeys(fingerprint(value) for value in (number.canonical, *near)))
    met = EntryNumber.objects.filter(hash__in=list(wanted), entry__edition_id__in=[pk for pk, _digest in editions])
    return Ready(_in_clear(Entry.objects.filter(pk__in=met.values("entry_id")))).ask([subject], POSSIBLE)


def ask(editions: tuple[tuple[int, str], ...], subject: Subject) -> list[Found]:
    """One subject against the editions, possible hits included; numbers alone never unseal a list."""
    if subject.names:
        return ready(editions).ask([subject], POSSIBLE)
    return by_number(editions, subject)


def banded(found: list[Found]) -> tuple[list[Found], list[Found]]:
    """(what a person must look at, what is possible), each best first."""
    ordered = sorted(found, key=lambda one: -one.score.value)
    return [one for one in ordered if one.score.value >= FLOOR], [one for one in ordered if one.score.value < FLOOR]
