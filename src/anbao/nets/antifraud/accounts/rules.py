"""The question of a trace, read from a page's address; and its rules in words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anbao.engines.tracing import Method

TRACE = "funds.trace"
#: bounds of what may be asked for; assumed by us
MOST_HOPS, MOST_DAYS, MOST_HUB = 12, 365, 1_000_000
METHODS = {
    Method.FIFO: gettext_lazy("first in, first out"),
    Method.LIFO: gettext_lazy("last in, first out"),
    Method.PRO_RATA: gettext_lazy("pro rata"),
}


class TraceFault(ValueError):
    """The step can't be taken; the message is for the user."""


@dataclass(frozen=True)
class Question:
    """How far and by which rule. ``dwell`` in days; ``hub`` 0: every account is followed."""

    hops: int = 5
    dwell: int = 7
    hub: int = 0
    method: str = Method.FIFO
    backward: bool = False

    def told(self) -> dict:
        return asdict(self)

    @property
    def address(self) -> str:
        """The question as a query string."""
        way = "&backward=1" if self.backward else ""
        return f"hops={self.hops}&dwell={self.dwell}&hub={self.hub}&method={self.method}{way}"


#: the least and the most of a question's numbers
BOUNDS = {"hops": (1, MOST_HOPS), "dwell": (0, MOST_DAYS), "hub": (0, MOST_HUB)}


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def question_faults(said: Mapping) -> dict[str, str]:
    """Field -> what is wrong with it in a query string; what isn't said is as usual and no fault."""
    faults = {}
    for name, (low, high) in BOUNDS.items():
        text = said.get(name, "").strip()
        if text and not (_whole(text) and low <= int(text) <= high):
            told = {"low": low, "high": high, "text": text[:20]}
            faults[name] = _("A whole number from %(low)d to %(high)d, not “%(text)s”.") % told
    for name, known in (("method", list(Method)), ("backward", ["0", "1"])):
        if (text := said.get(name, "")) and text not in known:
            faults[name] = _("Choose one of these; there is no “%(text)s”.") % {"text": text[:20]}
    return faults


def question_of(said: Mapping) -> Question:
    """The question in a query string; what is nonsense or out of bounds (``question_faults``) is taken back into them."""
    usual = Question()

    def number(name: str) -> int:
        text, (low, high) = said.get(name, "").strip(), BOUNDS[name]
        return min(max(int(text), low), high) if _whole(text) else getattr(usual, name)

    method = said.get("method", "")
    return Question(
        number("hops"), number("dwell"), number("hub"),
        method if method in list(Method) else usual.method, said.get("backward") == "1",
    )  # fmt: skip


def in_words(question: Question, hubs_met: int) -> list[str]:
    """The rules by which the answer came about, one sentence each."""
    way = (
        _("Backward: walks end with a transfer into an involved account and go back in time.")
        if question.backward
        else _("Forward: walks begin with a transfer out of an involved account.")
    )
    told = [
        way,
        _(
            "Each next transfer is strictly later, and at most %(days)d days later; equal moments never follow each other."
        )
        % {"days": question.dwell},
        _("A transfer is reached when a walk of at most %(hops)d transfers ends in it.") % {"hops": question.hops},
        _("Tainted cents leave an account %(method)s; money it had before is clean and leaves last.")
        % {"method": METHODS[Method(question.method)]},
    ]
    if question.hub:
        told.append(
            ngettext(
                "Accounts with more than %(hub)d transfers are not followed: %(n)d was met.",
                "Accounts with more than %(hub)d transfers are not followed: %(n)d were met.",
                hubs_met,
            )
            % {"hub": question.hub, "n": hubs_met}
        )
    else:
        told.append(_("Every account is followed, however many transfers it has."))
    return told
