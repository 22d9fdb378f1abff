"""Screening over the API: a look-up, the queue of hits with their steps, and the runs. As on the pages numbers are masked, each
question is a line of the ledger, and each step is the page's own action; lists come in by the page's upload."""

from datetime import datetime
from typing import Annotated, Literal

from django.core.paginator import Paginator
from django.http import Http404
from ninja import Field, Query, Router, Schema, Status

from anbao.kit.refusals import REFUSALS, Faults, Id, Text
from anbao.nets.antifraud.screening import actions, drawing, matching, rules
from anbao.nets.antifraud.screening.forms import LookUpForm
from anbao.nets.antifraud.screening.lookup_views import SHOWN, worker
from anbao.nets.antifraud.screening.models import Hit, HitState, Run
from anbao.nets.antifraud.screening.queries import lists_for
from anbao.nets.antifraud.screening.views import PER_PAGE
from anbao.org.queries import person_of

router = Router()

Page = Annotated[int, Query(ge=1, le=10**6)]
Verb = Literal["propose", "confirm", "return", "clear", "reopen"]


class LookUpIn(Schema):
    """One subject, with what it is asked for and the number of the request or case; at least a name or a number."""

    kind: Literal["person", "company"] = "person"
    name: Text = ""
    identity: Text = ""
    account: Text = ""
    phone: Text = ""
    purpose: Text
    reference: Text


class NumberOut(Schema):
    """A number, masked; ``weak``: it fails its check."""

    kind: str
    shown: str
    weak: bool


class SideOut(Schema):
    names: str
    numbers: list[NumberOut]
    reason: str


class PartOut(Schema):
    """One feature: its part of the score with sign, what it says, and what was seen."""

    feature: str
    part: str
    words: str
    seen: str


class FoundOut(Schema):
    list: str
    listed: SideOut
    score: float
    verdict: str
    parts: list[PartOut]


class AnswerOut(Schema):
    """``found``: entries that a person must look at, ``possible``: further ones with the verdict ``review``; ``rows`` shows
    the best of both. ``warnings``: field -> why its number can't be right, though it was looked up."""

    asked: SideOut
    matcher: str
    found: int
    possible: int
    rows: list[FoundOut]
    warnings: dict[str, str]


class HitOut(Schema):
    id: int
    person: int = Field(alias="person_id")
    person_name: str = Field(alias="person.name")
    institution: int = Field(alias="person.institution_id")
    institution_name: str = Field(alias="person.institution.name")
    list: str = Field(alias="risk_list.name")
    score: float
    matcher: str
    state: str
    run: int = Field(alias="last_run_id")
    proposed_by: int | None = Field(None, alias="proposed_by_id")
    decided_by: int | None = Field(None, alias="decided_by_id")
    decided_at: datetime | None = None


class HitPage(Schema):
    hits: list[HitOut]
    page: int
    pages: int


class HitWhole(HitOut):
    """One hit with what was compared; ``verbs``: the steps the reader may take now."""

    listed: SideOut
    parts: list[PartOut]
    verbs: list[str]

    @staticmethod
    def resolve_listed(hit):
        return _side(drawing.listed_side(hit))

    @staticmethod
    def resolve_parts(hit):
        return _parts(drawing.parts_of_hit(hit))


class StepIn(Schema):
    verb: Verb
    note: Annotated[Text, Field(max_length=rules.MOST_NOTE)] = ""


class RunOut(Schema):
    id: int
    institution: int = Field(alias="institution_id")
    asked_at: datetime
    matcher: str
    total: int
    done: int
    new_hits: int
    state: str
    finished_at: datetime | None = None


class RunPage(Schema):
    runs: list[RunOut]
    page: int
    pages: int


def _side(side: drawing.Side) -> dict:
    numbers = [{"kind": kind, "shown": shown, "weak": weak} for kind, shown, weak in side.numbers]
    return {"names": side.names, "numbers": numbers, "reason": side.reason}


def _parts(parts) -> list[dict]:
    return [{"feature": one.id, "part": one.part, "words": one.words, "seen": one.seen} for one in parts]


def _refused(words, field: str = "") -> Status:
    faults = {field or "body": str(words)} if not isinstance(words, dict) else words
    return Status(422, Faults(detail="; ".join(faults.values()), faults=faults))


@router.post("/screening/look-ups", response={200: AnswerOut, **REFUSALS})
def look_up(request, said: LookUpIn):
    """Is this person, company, account or phone on a list in force? A POST: a number never stands in an address."""
    reach, form = worker(request), LookUpForm(said.dict())
    subject = form.subject() if form.is_valid() else None
    if subject is None:
        return _refused({name.replace("__all__", "body"): " ".join(words) for name, words in form.errors.items()})
    asked = {"purpose": form.cleaned_data["purpose"], "reference": form.cleaned_data["reference"]}
    try:
        found = actions.look_up(actor=person_of(request.user), reach=reach, at=request.at, subject=subject, **asked)
    except rules.ScreeningFault as fault:
        return _refused(fault)
    names = {row.pk: row.name for row in lists_for(reach)}
    likely, possible = matching.banded(found)
    rows = [
        {
            "list": names.get(one.listed.list_id, ""), "listed": _side(drawing.side_of(one.listed.subject, one.listed.reason)),
            "score": one.score.value, "verdict": drawing.verdict_of(one.score.value),
            "parts": _parts(drawing.parts_of_score(matching.MATCHER, one.score)),
        }
        for one in (likely + possible)[:SHOWN]
    ]  # fmt: skip
    counts = {"found": len(likely), "possible": len(possible)}
    return {
        "asked": _side(drawing.side_of(subject)),
        "matcher": matching.MATCHER,
        "rows": rows,
        "warnings": form.doubts(),
        **counts,
    }


def _hits(request):
    rows = Hit.objects.visible_to(request.user)
    return rows.select_related("person__institution", "risk_list")


def _whole(request, reach, pk: int) -> Hit:
    hit = _hits(request).filter(pk=pk).first()
    if hit is None:
        raise Http404
    own = reach.covers(hit.person.institution.path)
    hit.verbs = rules.verbs_for(hit.state, person_of(request.user).pk, hit.proposed_by_id) if own else []
    return hit


@router.get("/screening/hits", response={200: HitPage, **REFUSALS})
def hits_list(
    request,
    state: Literal["waiting", "all", "open", "proposed", "same", "not_same"] = "waiting",
    run: Id | None = None,
    place: Id | None = None,
    page: Page = 1,
):
    """Hits of the reader's institutions, the highest score first; undecided ones unless said otherwise."""
    worker(request)
    rows = _hits(request)
    if state in HitState.values:
        rows = rows.filter(state=state)
    elif state == "waiting":
        rows = rows.waiting()
    rows = rows.filter(last_run=run) if run else rows
    rows = rows.filter(person__institution=place) if place else rows
    shown = Paginator(rows, PER_PAGE).get_page(page)
    return {"hits": list(shown), "page": shown.number, "pages": shown.paginator.num_pages}


@router.get("/screening/hits/{hit_id}", response={200: HitWhole, **REFUSALS})
def hit_detail(request, hit_id: Id):
    """One hit: what was compared, and what may be done."""
    return _whole(request, worker(request), hit_id)


@router.post("/screening/hits/{hit_id}/steps", response={200: HitWhole, **REFUSALS})
def hit_step(request, hit_id: Id, said: StepIn):
    """Take a step; "the same" is proposed by one person and confirmed by another."""
    reach = worker(request)
    _whole(request, reach, hit_id)
    try:
        actions.decide(
            actor=person_of(request.user), reach=reach, at=request.at, hit_id=hit_id, verb=said.verb, note=said.note
        )
    except rules.ScreeningFault as fault:
        return _refused(fault, "verb")
    return _whole(request, reach, hit_id)


@router.get("/screening/runs", response={200: RunPage, **REFUSALS})
def runs_list(request, page: Page = 1):
    """Runs in the reader's institutions, the newest first."""
    worker(request)
    shown = Paginator(Run.objects.visible_to(request.user), PER_PAGE).get_page(page)
    return {"runs": list(shown), "page": shown.number, "pages": shown.paginator.num_pages}


@router.get("/screening/runs/{run_id}", response={200: RunOut, **REFUSALS})
def run_detail(request, run_id: Id):
    """How far a run is."""
    worker(request)
    found = Run.objects.visible_to(request.user).filter(pk=run_id).first()
    if found is None:
        raise Http404
    return found
