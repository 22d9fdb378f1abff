"""A case's transfers made ready, and a trace over them as rows that a page can show."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.db.models import F
from django.db.models.functions import Extract

from anbao.engines.tracing import Index, Method, Problem, Trace, Transfers, solve
from anbao.nets.antifraud.accounts.models import Account, Case, Role, Transfer
from anbao.nets.antifraud.accounts.rules import Question

#: ticks of the transfers: microseconds
DAY = 86_400 * 10**6
#: cases kept ready in a process
READY = 2


@dataclass(frozen=True, eq=False)
class Ready:
    """The columns of a case. ``accounts``: their database ids in order of account number, which is the engine's order."""

    transfers: Transfers
    rows: np.ndarray
    accounts: list[int]
    forward: Index
    backward: Index


@lru_cache(maxsize=READY)
def _ready(case_id: int, stamp: tuple) -> Ready:
    known = sorted(Account.objects.filter(case_id=case_id).values_list("number", "pk"))
    place = {pk: number for number, (_name, pk) in enumerate(known)}
    moment = Extract("at", "epoch")
    columns = Transfer.objects.filter(book__case_id=case_id).order_by("pk").annotate(ticks=moment)
    read = columns.values_list("pk", "payer_id", "payee_id", "cents", "ticks").iterator(chunk_size=20_000)
    pks, payers, payees, cents, ticks = ([*column] for column in zip(*read, strict=True)) if known else ([],) * 5
    transfers = Transfers(
        np.array([place[pk] for pk in payers], np.int64), np.array([place[pk] for pk in payees], np.int64),
        np.array(cents, np.int64), np.array([round(float(tick) * 10**6) for tick in ticks], np.int64), accounts=len(known),
    )  # fmt: skip
    return Ready(
        transfers,
        np.array(pks, np.int64),
        [pk for _name, pk in known],
        Index(transfers),
        Index(transfers, backward=True),
    )


def ready(case: Case) -> Ready:
    """The case's columns; read anew when a book was added."""
    return _ready(case.pk, tuple(case.books.values_list("pk", "digest")))


def trace(case: Case, question: Question) -> tuple[Ready, Trace]:
    """Answer the question from the stored transfers."""
    held = ready(case)
    roles = dict(Account.objects.filter(case=case).exclude(role="").values_list("pk", "role"))
    place = {pk: number for number, pk in enumerate(held.accounts)}
    seeds = np.array([place[pk] for pk, role in roles.items() if role == Role.INVOLVED], np.int64)
    stops = np.array([place[pk] for pk, role in roles.items() if role == Role.STOP], np.int64)
    problem = Problem(
        held.transfers, seeds, question.hops, question.dwell * DAY, question.backward, Method(question.method),
        question.hub or None, stops,
    )  # fmt: skip
    return held, solve(problem, index=held.backward if question.backward else held.forward)


def reached(held: Ready, found: Trace, *, payer: int = 0, payee: int = 0) -> list[tuple[int, int, int]]:
    """(transfer id, hop, tainted cents) in the engine's order; of one payer or payee (database ids) where given."""
    listing = found.listing
    rows, hop, tainted = found.rows[listing], found.hop[listing], found.tainted[listing]
    wanted = np.ones(len(rows), bool)
    place = {pk: number for number, pk in enumerate(held.accounts)}
    for side, pk in ((held.transfers.src, payer), (held.transfers.dst, payee)):
        if pk:
            wanted &= side[rows] == place.get(pk, -1)
    return list(zip(held.rows[rows[wanted]].tolist(), hop[wanted].tolist(), tainted[wanted].tolist(), strict=True))


@dataclass(frozen=True)
class Stand:
    """An account of a trace: its level, cents that came, went on, left beyond a limit, and stand; its roles."""

    account: int
    level: int
    received: int
    passed_on: int
    given_up: int
    standing: int
    roles: tuple[str, ...]


#: role words by the engine's masks; the page says them in the reader's language
ROLES = ("splitting", "gathering", "cash_out", "hub")


def stands(held: Ready, found: Trace) -> list[Stand]:
    """Every account of the trace, level by level, the largest first."""
    points, seeds = found.points, set(found.problem.seeds.tolist())
    columns = zip(
        points.account.tolist(), points.level.tolist(), points.received.tolist(), points.passed_on.tolist(),
        points.given_up.tolist(), points.standing.tolist(), *(getattr(points, role).tolist() for role in ROLES), strict=True,
    )  # fmt: skip
    rows = [
        Stand(
            held.accounts[number], level, got, gave, lost, left,
            (*(["seed"] if number in seeds else []), *(role for role, holds in zip(ROLES, masks, strict=True) if holds)),
        )
        for number, level, got, gave, lost, left, *masks in columns
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.level, -max(row.received, row.passed_on), row.account))


def victims(held: Ready, found: Trace) -> list[tuple[int, int]]:
    """(account id, cents) of accounts outside the trace whose money went through it, the largest first."""
    points = found.points
    return [
        (held.accounts[n], cents)
        for n, cents in zip(points.victims.tolist(), points.victim_cents.tolist(), strict=True)
    ]


def edges(held: Ready, found: Trace) -> list[tuple[int, int, int, int]]:
    """(payer id, payee id, tainted cents, transfers) of every pair with a reached transfer."""
    t, rows = held.transfers, found.rows
    pairs = t.src[rows].astype(np.int64) * max(t.accounts, 1) + t.dst[rows]
    both, which, count = np.unique(pairs, return_inverse=True, return_counts=True)
    cents = np.zeros(len(both), np.int64)
    np.add.at(cents, which, found.tainted)
    payers, payees = both // max(t.accounts, 1), both % max(t.accounts, 1)
    return [
        (held.accounts[a], held.accounts[b], money, n)
        for a, b, money, n in zip(payers.tolist(), payees.tolist(), cents.tolist(), count.tolist(), strict=True)
    ]


def shown_accounts(case: Case, pks) -> dict[int, Account]:
    """The accounts behind ids, unsealed for showing."""
    return Account.objects.filter(case=case).in_bulk(list(pks))


def transfers_behind(pks: list[int]) -> dict[int, Transfer]:
    return Transfer.objects.select_related("payer", "payee", "book").annotate(case=F("book__case")).in_bulk(pks)
