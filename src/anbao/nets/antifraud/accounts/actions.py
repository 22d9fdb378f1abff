"""Writes of cases: opening one, bringing transfers, giving accounts a role, and looking (a ledger line each)."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anbao.engines.tracing import Trace
from anbao.engines.tracing.cells import bare
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.copying import copy_in
from anbao.kit.crypto import fingerprint, sm3
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.kit.tables.reading import Fault
from anbao.kit.texts import room, too_long
from anbao.nets.antifraud.accounts import funds, intake
from anbao.nets.antifraud.accounts.models import Account, Book, Case, Role, Transfer
from anbao.nets.antifraud.accounts.rules import TRACE, Question, TraceFault
from anbao.org.models import Institution, Person

#: account numbers that may be named at once
MOST_NAMED = 2_000


class TransfersRefused(ValueError):
    """A file of which nothing was taken; ``faults`` names every bad row."""

    def __init__(self, faults: list[Fault]):
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def _may(reach: Reach, path: str) -> None:
    if not reach.may(TRACE) or not reach.covers(path):
        raise Denied(_("You may not trace the money of this institution's cases."))


def _held(case_id: int) -> Case:
    return Case.house.select_for_update(of=("self",)).select_related("institution").get(pk=case_id)


def _said(case: Case, verb: str, actor: Person, at: datetime, **detail) -> None:
    ledger.append([Entry(f"accounts.{verb}", actor.tag, f"case:{case.pk}", at, case.institution.path, detail)])
    live.publish("funds", scope=case.institution.path, case=case.pk)


@transaction.atomic
def open_case(
    *,
    actor: Person,
    reach: Reach,
    at: datetime,
    institution: Institution,
    number: str,
    name: str,
    assumed: bool = False,
) -> Case:
    """Open a case of an institution; transfers are brought to it afterwards."""
    _may(reach, institution.path)
    if not number.strip() or not name.strip():
        raise TraceFault(_("Say the case's number and name."))
    for title, said, column in ((_("case number"), number, "number"), (_("name"), name, "name")):
        if fault := too_long(said.strip(), room(Case, column)):
            raise TraceFault(f"{title}: {fault}")
    try:
        with transaction.atomic():
            case = Case.house.create(
                institution=institution,
                number=number.strip(),
                name=name.strip(),
                opened_by=actor,
                opened_at=at,
                assumed=assumed,
            )
    except IntegrityError as error:
        raise TraceFault(_("This institution has a case of that number.")) from error
    _said(case, "case.opened", actor, at, number=case.number)
    return case


@transaction.atomic
def bring_transfers(*, actor: Person, reach: Reach, at: datetime, case_id: int, content: bytes, file_name: str) -> Book:
    """Take a file of transfers into the case, all of it or nothing; the book says how many amounts were rounded.

    Raises Unreadable for the file as a whole, TransfersRefused with every bad row.
    """
    case = _held(case_id)
    _may(reach, case.institution.path)
    digest = sm3(content).hex()
    if case.books.filter(digest=digest).exists():
        raise TraceFault(_("This file is in the case already."))
    draft = intake.draft_of(content)
    if draft.faults:
        raise TransfersRefused(draft.faults)
    book = Book.objects.create(
        case=case, file_name=file_name.rsplit("/", 1)[-1][-120:] or "-", digest=digest, size=len(draft.moves), brought_by=actor,
        brought_at=at,
    )  # fmt: skip
    accounts = _accounts(case, draft)
    copy_in(
        [
            Transfer(
                book=book, row=move.row, payer_id=accounts[move.payer], payee_id=accounts[move.payee], cents=move.cents,
                at=move.at, reference=move.reference,
            )
            for move in draft.moves
        ]
    )  # fmt: skip
    book.rounded = draft.rounded
    facts = {"rounded": book.rounded} if book.rounded else {}
    _said(case, "transfers.brought", actor, at, sm3=digest, transfers=book.size, file=book.file_name, **facts)
    return book


def _accounts(case: Case, draft: intake.Draft) -> dict[str, int]:
    """Ids by account number; new accounts are made, sealed."""
    hashes = {number: fingerprint(number) for move in draft.moves for number in (move.payer, move.payee)}
    known = {bytes(h): pk for h, pk in Account.objects.filter(case=case).values_list("hash", "pk")}
    fresh = {h: number for number, h in hashes.items() if h not in known}
    made = [
        Account(case=case, number=number, hash=h, holder=draft.holders.get(number, "")) for h, number in fresh.items()
    ]
    copy_in(made)
    known |= {account.hash: account.pk for account in made}
    return {number: known[h] for number, h in hashes.items()}


@transaction.atomic
def give_role(
    *,
    actor: Person,
    reach: Reach,
    at: datetime,
    case_id: int,
    role: str,
    numbers: str = "",
    accounts: tuple[int, ...] = (),
) -> tuple[int, int]:
    """Give accounts a role, named by their numbers (a text of them) or ids.

    Returns (how many have it now anew, how many of the numbers occur in no transfer of the case).
    """
    case = _held(case_id)
    _may(reach, case.institution.path)
    if role not in Role.values:
        raise TraceFault(_("There is no such role."))
    named = list(dict.fromkeys(filter(None, map(bare, re.findall(r"[^\s,;,;、]+", numbers)))))
    if not named and not accounts:
        raise TraceFault(_("Name at least one account."))
    if len(named) > MOST_NAMED:
        raise TraceFault(_("At most %(n)d accounts at once.") % {"n": MOST_NAMED})
    rows = Account.objects.filter(case=case)
    found = set(rows.filter(hash__in=[fingerprint(number) for number in named]).values_list("pk", flat=True))
    changed = rows.filter(pk__in=found | set(accounts)).exclude(role=role).update(role=role)
    if changed:
        _said(case, "role.given", actor, at, role=role or "none", accounts=changed)
    return changed, len(named) - len(found)


@transaction.atomic
def look(
    *, actor: Person, reach: Reach, at: datetime, case: Case, question: Question, verb: str = "looked"
) -> tuple[funds.Ready, Trace]:
    """Trace, and tell the ledger who looked with which question."""
    _may(reach, case.institution.path)
    held, found = funds.trace(case, question)
    ledger.append(
        [
            Entry(
                f"accounts.trace.{verb}", actor.tag, f"case:{case.pk}", at, case.institution.path,
                question.told() | {"reached": len(found)},
            )
        ]
    )  # fmt: skip
    return held, found
