"""Pure decisions of screening: who may take which step, what may be asked for, what a number says of itself."""

from anbao.engines.naming import identity
from anbao.engines.naming.subjects import Subject
from anbao.kit.fields import masked
from anbao.nets.antifraud.screening.models import HitState, Remark


class ScreeningFault(ValueError):
    """The step can't be taken; the message is for the user."""


#: bringing lists and confirming held ones; running a screening, deciding hits and looking up
BRING, WORK = "list.bring", "screening.work"
#: letters of what was compared
MOST_NOTE = 300

#: (verb, from) -> to. What is wrong with a decision is undone by opening the pair again, with a reason.
TRANSITIONS = {
    ("propose", HitState.OPEN): HitState.PROPOSED,
    ("confirm", HitState.PROPOSED): HitState.SAME,
    ("return", HitState.PROPOSED): HitState.OPEN,
    ("clear", HitState.OPEN): HitState.NOT_SAME,
    ("reopen", HitState.SAME): HitState.OPEN,
    ("reopen", HitState.NOT_SAME): HitState.OPEN,
}
#: steps that say why
REASONED = {"propose", "return", "clear", "reopen"}
#: shown digits of a number: (at the head, at the tail)
SHOWN = {"identity": (4, 2), "account": (4, 4), "phone": (3, 4)}


def after(verb: str, state: str) -> str | None:
    """The state after `verb`, or None when it is not possible from `state`."""
    return TRANSITIONS.get((verb, HitState(state)))


def verbs_for(state: str, person_id: int, proposed_by_id: int | None) -> list[str]:
    """The steps that a person may take from here: nobody confirms his own proposal."""
    found = [verb for verb, before in TRANSITIONS if before == state]
    return [verb for verb in found if verb != "confirm" or person_id != proposed_by_id]


def remark_of(number: str, holders: int) -> str:
    """What a person's own identity number says of itself; `holders` counts who has it."""
    if not number.strip():
        return Remark.MISSING
    if not identity.identity(number).sound:
        return Remark.WEAK
    return Remark.SHARED if holders > 1 else Remark.NONE


def shown_numbers(subject: Subject) -> list[tuple[str, str]]:
    """(kind, masked number) of a subject."""
    return [(kind, masked(number.canonical, *SHOWN[kind])) for kind, number in subject.numbers()]


def shown_detail(feature: str, detail: str) -> str:
    """What an observation saw, with numbers masked: ``key.identity`` saw a number, ``name.same`` characters."""
    if not feature.startswith("key."):
        return detail
    kind = feature.removeprefix("key.").partition("-")[0]
    return " / ".join(masked(part, *SHOWN.get(kind, (4, 2))) for part in detail.split("/") if part)
