"""Traces over the API: cases, one case, its trace by a question, and the roles of accounts. As on the pages each look is a line
of the ledger and each change the page's own action; transfers come in by the page's upload."""

from datetime import datetime
from typing import Annotated, Literal

from django.core.paginator import Paginator
from django.http import Http404
from ninja import Field, Query, Router, Schema, Status

from anbao.engines.tracing import Method
from anbao.kit.refusals import REFUSALS, Faults, Id, Text
from anbao.nets.antifraud.accounts import actions, funds, rules
from anbao.nets.antifraud.accounts.models import Case
from anbao.nets.antifraud.accounts.views import PER_PAGE, tracer
from anbao.org.queries import person_of

router = Router()

MOST = 10_000


class CaseOut(Schema):
    id: int
    number: str
    name: str
    institution: int = Field(alias="institution_id")
    institution_name: str = Field(alias="institution.name")
    opened_at: datetime
    assumed: bool


class CasePage(Schema):
    """``pages``: how many there are; give ``page`` for another one."""

    cases: list[CaseOut]
    page: int
    pages: int


class CaseIn(Schema):
    """A case of the reader's own institution."""

    number: Annotated[Text, Field(min_length=1, max_length=40)]
    name: Annotated[Text, Field(min_length=1, max_length=80)]


class TransferOut(Schema):
    """A reached transfer; amounts in cents. Account numbers in clear, as in the page's workbook."""

    id: int
    payer: str
    payee: str
    cents: int
    at: datetime
    reference: str
    hop: int
    tainted: int


class AccountOut(Schema):
    """An account of the trace; amounts in cents."""

    account: str
    holder: str
    level: int
    received: int
    passed_on: int
    given_up: int
    standing: int
    roles: list[str]


class VictimOut(Schema):
    account: str
    holder: str
    cents: int


class TraceOut(Schema):
    """``rules``: how the answer came about, in words; ``reached``: transfers in all, of which ``transfers`` shows a part."""

    rules: list[str]
    reached: int
    transfers: list[TransferOut]
    accounts: list[AccountOut]
    victims: list[VictimOut]


class RoleIn(Schema):
    """``role``: involved, stop, or empty for none."""

    role: Literal["involved", "stop", ""]
    numbers: Annotated[list[Annotated[Text, Field(min_length=1, max_length=64)]], Field(min_length=1, max_length=2_000)]


class RoleOut(Schema):
    """``changed``: accounts that have the role now anew; ``strangers``: numbers that occur in no transfer of the case."""

    changed: int
    strangers: int


def _own(request, case_id: int) -> Case:
    found = Case.objects.visible_to(request.user).select_related("institution").filter(pk=case_id).first()
    if found is None:
        raise Http404
    return found


def _by(request, reach) -> dict:
    return {"actor": person_of(request.user), "reach": reach, "at": request.at}


def _refused(fault: rules.TraceFault, field: str) -> Status:
    return Status(422, Faults(detail=str(fault), faults={field: str(fault)}))


@router.get("/cases", response={200: CasePage, **REFUSALS})
def cases_list(request, page: Annotated[int, Query(ge=1, le=10**6)] = 1):
    """Cases of the reader's institutions, the newest first."""
    tracer(request)
    rows = Case.objects.visible_to(request.user).select_related("institution").order_by("-opened_at", "-pk")
    shown = Paginator(rows, PER_PAGE).get_page(page)
    return {"cases": list(shown), "page": shown.number, "pages": shown.paginator.num_pages}


@router.post("/cases", response={201: CaseOut, **REFUSALS})
def case_open(request, said: CaseIn):
    """Open a case of the reader's own institution."""
    reach, person = tracer(request), person_of(request.user)
    try:
        made = actions.open_case(
            **_by(request, reach), institution=person.institution, number=said.number, name=said.name
        )
    except rules.TraceFault as fault:
        return _refused(fault, "number")
    return Status(201, made)


@router.get("/cases/{case_id}", response={200: CaseOut, **REFUSALS})
def case_detail(request, case_id: Id):
    """One case of the reader's institutions."""
    tracer(request)
    return _own(request, case_id)


@router.get("/cases/{case_id}/trace", response={200: TraceOut, **REFUSALS})
def case_trace(
    request,
    case_id: Id,
    hops: Annotated[int, Query(ge=1, le=rules.MOST_HOPS)] = rules.Question.hops,
    dwell: Annotated[int, Query(ge=0, le=rules.MOST_DAYS, description="days")] = rules.Question.dwell,
    hub: Annotated[int, Query(ge=0, le=rules.MOST_HUB, description="0: every account is followed")] = 0,
    method: Method = Method.FIFO,
    backward: bool = False,
    first: Annotated[int, Query(ge=0, le=2**31, description="reached transfers passed over")] = 0,
    most: Annotated[int, Query(ge=1, le=MOST)] = MOST,
):
    """The trace of a case from its involved accounts: nothing where none is named or no transfer was brought."""
    reach, case = tracer(request), _own(request, case_id)
    question = rules.Question(hops, dwell, hub, method, backward)
    held, found = actions.look(**_by(request, reach), case=case, question=question, verb="exported")
    behind, stands, victims = funds.reached(held, found), funds.stands(held, found), funds.victims(held, found)
    shown = behind[first : first + most]
    rows = funds.transfers_behind([number for number, _hop, _cents in shown])
    names = funds.shown_accounts(case, {s.account for s in stands} | {number for number, _cents in victims})
    return {
        "rules": rules.in_words(question, len(found.hubs)),
        "reached": len(behind),
        "transfers": [_transfer(rows[number], hop, cents) for number, hop, cents in shown],
        "accounts": [
            AccountOut(
                account=names[s.account].number, holder=names[s.account].holder, level=s.level, received=s.received,
                passed_on=s.passed_on, given_up=s.given_up, standing=s.standing, roles=list(s.roles),
            )
            for s in stands
        ],
        "victims": [
            VictimOut(account=names[number].number, holder=names[number].holder, cents=cents)
            for number, cents in victims
        ],
    }  # fmt: skip


def _transfer(row, hop: int, tainted: int) -> TransferOut:
    return TransferOut(
        id=row.pk, payer=row.payer.number, payee=row.payee.number, cents=row.cents, at=row.at, reference=row.reference,
        hop=hop, tainted=tainted,
    )  # fmt: skip


@router.post("/cases/{case_id}/roles", response={200: RoleOut, **REFUSALS})
def case_roles(request, case_id: Id, said: RoleIn):
    """Give accounts of a case a role by their numbers."""
    reach, case = tracer(request), _own(request, case_id)
    try:
        changed, strangers = actions.give_role(
            **_by(request, reach), case_id=case.pk, role=said.role, numbers=" ".join(said.numbers)
        )
    except rules.TraceFault as fault:
        return _refused(fault, "numbers")
    return {"changed": changed, "strangers": strangers}
