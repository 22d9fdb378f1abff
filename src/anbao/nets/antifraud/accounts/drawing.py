"""A trace as a page shows it: rows with their accounts masked, sums, the picture's labels."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anbao.engines.tracing import Trace
from anbao.nets.antifraud.accounts import funds, picture
from anbao.nets.antifraud.accounts.models import Account, Case
from anbao.nets.antifraud.accounts.rules import Question

#: rows of a page's tables; the workbook has all
SHOWN = 120


@dataclass(frozen=True)
class Words:
    """What a trace says of its accounts; backward the same columns are read from the other end.

    ``came``, ``went``: the side (payer, payee) on which an account stands in the transfers that brought the followed money
    to it, and in those that took it on.
    """

    received: str
    passed_on: str
    given_up: str
    standing: str
    stands: str
    left: str
    others: str
    others_title: str
    others_why: str
    others_sum: str
    roles: dict[str, tuple[str, str]]
    came: str
    went: str


_SPLITS, _GATHERS, _HUB = ("⋔", _("splits")), ("⋎", _("gathers")), ("◆", _("hub, not followed"))
FORWARD = Words(
    _("Received"), _("Passed on"), _("Beyond a limit"), _("Standing"), _("stands"), _("left beyond a limit"),
    _("other victims"), _("Other victims"), _("Other victims: paid into the trace and are not of it"), _("Paid in"),
    {"seed": ("●", _("involved")), "splitting": _SPLITS, "gathering": _GATHERS, "cash_out": ("▲", _("cash-out")), "hub": _HUB},
    came="payee", went="payer",
)  # fmt: skip
BACKWARD = Words(
    _("Paid out"), _("Had received"), _("Received beyond a limit"), _("Own money"), _("own"), _("came from beyond a limit"),
    _("other receivers"), _("Other receivers"), _("Other receivers: paid by accounts of the trace and are not of it"), _("Got"),
    {"seed": ("●", _("involved")), "splitting": _GATHERS, "gathering": _SPLITS, "cash_out": ("▲", _("source without receipts")), "hub": _HUB},
    came="payer", went="payee",
)  # fmt: skip


def words(question: Question) -> Words:
    return BACKWARD if question.backward else FORWARD


def money(cents: int) -> str:
    """1234567 -> 12,345.67"""
    return f"{cents // 100:,}.{cents % 100:02}"


def short_money(cents: int) -> str:
    """A label's amount: in units of ten thousand in Chinese, of a thousand in English, one decimal."""
    unit, word = (10**5, "k") if (get_language() or "zh").startswith("en") else (10**6, "万")
    return f"{cents / unit:,.1f}{word}" if cents >= unit else f"{cents / 100:,.0f}"


@dataclass(frozen=True)
class Told:
    """A trace in rows: what the template walks over. ``victims``: (account, cents)."""

    stands: list[tuple[funds.Stand, Account]]
    victims: list[tuple[Account, int]]
    sums: dict[str, int]
    counts: dict[str, int]
    picture: picture.Picture
    names: dict[int, Account]


def told(case: Case, held: funds.Ready, found: Trace, question: Question) -> Told:
    """Everything the page of a trace shows, accounts unsealed for it."""
    rows, others = funds.stands(held, found), funds.victims(held, found)
    drawn = picture.draw(rows, funds.edges(held, found), backward=question.backward)
    wanted = {row.account for row in _foremost(rows)} | {pk for pk, _cents in others[:SHOWN]}
    wanted |= {box.account for box in drawn.boxes if box.account}
    names = funds.shown_accounts(case, wanted)
    sums = {
        "out": sum(row.passed_on for row in rows if "seed" in row.roles), "standing": sum(r.standing for r in rows if "seed" not in r.roles),
        "given_up": sum(row.given_up for row in rows), "cash_out": sum(r.standing for r in rows if "cash_out" in r.roles),
        "victims": sum(cents for _pk, cents in others), "back": sum(r.standing for r in rows if "seed" in r.roles),
    }  # fmt: skip
    counts = {
        "transfers": len(found), "accounts": len(rows), "victims": len(others),
        "cash_out": sum("cash_out" in row.roles for row in rows), "standing": sum(row.standing > 0 for row in rows if "seed" not in row.roles),
    }  # fmt: skip
    stands = [(row, names[row.account]) for row in _foremost(rows)]
    return Told(stands, [(names[pk], cents) for pk, cents in others[:SHOWN]], sums, counts, drawn, names)


def _foremost(rows: list[funds.Stand]) -> list[funds.Stand]:
    """The rows of a page: all, or those through which most money went."""
    if len(rows) <= SHOWN:
        return rows
    most = sorted(rows, key=lambda row: (-max(row.received, row.passed_on), row.account))[:SHOWN]
    return sorted(most, key=lambda row: (row.level, -max(row.received, row.passed_on), row.account))
