"""A month drafted beside the page: asked for by a planner, searched by a worker, and told how that ended."""

from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language
from procrastinate.contrib.django import app

from anbao.engines import rostering
from anbao.kit import clock
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.nets.riskcontrol.duty import actions, rules
from anbao.nets.riskcontrol.duty.models import Drafting, DraftingState
from anbao.org.models import Area, Person
from anbao.org.queries import reach_of_person

#: the job that does the work; its name is in the queue of a site that was stopped in the middle
JOB = "duty.draft"


@transaction.atomic
def ask(*, actor: Person, reach: Reach, area_id: int, first: date, at: datetime) -> Drafting:
    """Have a room's month drafted. What can be said against it is said now; a month that is being drafted is not asked for
    again."""
    month = actions.asked_month(reach=reach, area_id=area_id, first=first, at=at)
    Area.house.select_for_update(of=("self",), no_key=True).get(pk=area_id)
    waiting = Drafting.house.filter(area=month.area, first=first, state=DraftingState.WAITING)
    if held := waiting.filter(asked_at__gt=at - rules.GIVEN_UP * clock.pace()).first():
        return held
    waiting.update(state=DraftingState.FAILED, ended_at=at)
    drafting = Drafting.house.create(
        area=month.area, first=first, asked_by=actor, asked_at=at, language=get_language() or "zh-hans"
    )
    # of two for one month the second waits, and finds the first one's draft
    app.configure_task(JOB, lock=f"{JOB}:{area_id}:{first}").defer(drafting_id=drafting.pk)
    _said(drafting, "asked", actor.tag, at)
    return drafting


def work(*, drafting_id: int, stop: rostering.Stop | None, at: datetime) -> Drafting:
    """Draft the month that was asked for, with the rights its planner has now. One that has ended is left alone."""
    drafting = Drafting.house.select_related("area__institution", "asked_by").get(pk=drafting_id)
    if drafting.state != DraftingState.WAITING:
        return drafting
    reach, first = reach_of_person(drafting.asked_by, clock.local_day(at)), drafting.first
    state, fault = DraftingState.FAILED, ""
    try:
        with translation.override(drafting.language):
            actions.plan(
                actor=drafting.asked_by, reach=reach, area_id=drafting.area_id, first=first, stop=stop, at=at,
                seed=first.year * 12 + first.month,
            )  # fmt: skip
        state = DraftingState.DONE
    except (rules.DutyFault, Denied) as refusal:
        fault = str(refusal)
    finally:
        _end(drafting, state, fault, at)
    return drafting


@transaction.atomic
def _end(drafting: Drafting, state: str, fault: str, at: datetime) -> None:
    waiting = Drafting.house.filter(pk=drafting.pk, state=DraftingState.WAITING)
    if not waiting.update(state=state, fault=fault, ended_at=at):
        return  # another worker's is told
    drafting.state, drafting.fault, drafting.ended_at = state, fault, at
    if state == DraftingState.FAILED:
        _said(drafting, "failed", "system", at, {"fault": fault})
    else:  # the draft itself is a line of the ledger
        live.publish("duty", scope=drafting.area.institution.path, drafting=drafting.pk)


def _said(drafting: Drafting, verb: str, actor: str, at: datetime, more: dict | None = None) -> None:
    path = drafting.area.institution.path
    detail = {"area": drafting.area_id, "month": f"{drafting.first:%Y-%m}", **(more or {})}
    ledger.append([Entry(f"duty.drafting.{verb}", actor, f"drafting:{drafting.pk}", at, path, detail)])
    live.publish("duty", scope=path, drafting=drafting.pk)
