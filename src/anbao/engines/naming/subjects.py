"""Subjects: who is on a list and who is asked about. A subject refuses with all its faults at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from anbao.engines.naming.identity import READERS, Number
from anbao.engines.naming.matchers import KINDS
from anbao.engines.naming.text import fold

LONGEST_NAME = 300
MOST_NAMES = 50


class Refused(ValueError):
    """Input that can't be used; ``faults`` holds every reason, one sentence each."""

    def __init__(self, faults: Iterable[str]):
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


@dataclass(frozen=True, slots=True)
class Subject:
    """One person or company. At least one name or number; ``schema`` as in ``matchers.KINDS``."""

    id: str
    names: tuple[str, ...] = ()
    schema: str = "Person"
    identity: str = ""
    accounts: tuple[str, ...] = field(default=())
    phones: tuple[str, ...] = field(default=())

    def __post_init__(self):
        faults = list(self.faults())
        if faults:
            raise Refused(faults)

    def faults(self):
        if not (self.names or self.identity or self.accounts or self.phones):
            yield "既无名称也无号码 (neither a name nor a number)"
        if self.schema.strip().lower() not in KINDS:
            yield f"类型 {self.schema[:40]!r} 不认识 (unknown schema)"
        if len(self.names) > MOST_NAMES:
            yield f"名称多于 {MOST_NAMES} 个 (too many names)"
        for name in self.names:
            if len(name) > LONGEST_NAME:
                yield f"名称 {name[:20]!r}… 超过 {LONGEST_NAME} 字 (name too long)"
            elif not fold(name):
                yield f"名称 {name[:20]!r} 没有可比的字 (nothing to compare in the name)"

    def numbers(self):
        """(kind of key, Number) for every number given."""
        for kind, values in (("identity", (self.identity,)), ("account", self.accounts), ("phone", self.phones)):
            for value in values:
                if value.strip():
                    yield kind, READERS[kind](value)

    def weak_numbers(self) -> list[tuple[str, Number]]:
        """Numbers with something wrong with them: kept, but told."""
        return [(kind, number) for kind, number in self.numbers() if not number.sound]
