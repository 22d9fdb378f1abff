"""What is wrong with a cadence, said so that the person who wrote it can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: the key it stands at (`times`, `overrides.2.on`) and the reason in both languages."""

    where: str
    zh: str
    en: str

    def below(self, prefix: str) -> "Fault":
        return Fault(f"{prefix}.{self.where}", self.zh, self.en)


class CadenceError(ValueError):
    """A refusal with every fault at once: `zh` and `en` hold one line per fault, `faults` both languages together."""

    def __init__(self, found: Iterable[Fault]):
        self.found = tuple(found)
        self.zh = tuple(f"{f.where}: {f.zh}" for f in self.found)
        self.en = tuple(f"{f.where}: {f.en}" for f in self.found)
        self.faults = tuple(f"{f.where}: {f.zh} / {f.en}" for f in self.found)
        super().__init__("; ".join(self.faults))


def refuse(where: str, zh: str, en: str) -> CadenceError:
    """The error for a single fault."""
    return CadenceError((Fault(where, zh, en),))


def shown(value: object) -> str:
    """The value as it was written, cut to fit a message; a number of thousands of digits has no spelling in Python."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):
        text = f"({type(value).__name__})"
    return text if len(text) <= 60 else f"{text[:57]}..."
