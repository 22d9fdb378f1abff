"""Challenges: a number on a screen that an operator who watches types in; unanswered or guessed at, the leader hears of it."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anbao.command.wall import rules
from anbao.command.wall.actions import WORK, WallFault, line
from anbao.command.wall.models import Challenge, Screen
from anbao.kit import clock
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.inbox import actions as inbox
from anbao.kit.ledger import actions as ledger
from anbao.kit.live import actions as live
from anbao.org import queries as org
from anbao.org.models import Person

#: what the leader is told, in Chinese and English
UNANSWERED = "大屏值守未应答", "Nobody answered at the wall"
FAILED = f"大屏值守确认码连续输错 {rules.MOST_WRONG} 次", f"{rules.MOST_WRONG} wrong numbers were typed in for the wall"
DARK = "大屏无信号，值守确认未能显示", "The wall was dark: nobody could see its number"


@transaction.atomic
def challenge_if_due(*, screen: Screen, at: datetime, draw: float) -> Challenge | None:
    """Show a number when the time has come; one at a time."""
    held = Screen.house.select_for_update(of=("self",)).get(pk=screen.pk)
    last = held.challenges.order_by("-at").first()
    if last is not None and last.confirmed_at is None and last.missed_at is None:
        return None
    if not rules.challenge_due(last.at if last else held.made_at, at, draw):
        return None
    code = f"{secrets.randbelow(10_000):04}"
    made = Challenge.house.create(screen=held, code=code, at=at, until=at + rules.CHALLENGE_WAITS)
    live.publish("wall", scope=screen.institution.path, screen=screen.pk)
    return made


def confirm(*, actor: Person, reach: Reach, screen_id: int, code: str, at: datetime) -> Challenge:
    """An operator types in the number that the screen shows. A wrong one is counted, also though it is refused; the last that may be
    wrong ends the challenge."""
    challenge, fault = _typed(actor, reach, screen_id, code, at)
    if fault:
        raise WallFault(fault)
    return challenge


@transaction.atomic
def _typed(actor: Person, reach: Reach, screen_id: int, code: str, at: datetime) -> tuple[Challenge, str]:
    """(the challenge, what speaks against the number)"""
    screen = Screen.house.select_related("institution").get(pk=screen_id)
    if not reach.may(WORK) or not reach.covers(screen.institution.path):
        raise Denied(_("The challenge is answered by the monitoring centre."))
    waiting = Challenge.house.select_for_update(of=("self",)).filter(screen=screen, until__gte=at).waiting()
    waiting = waiting.select_related("screen__institution").first()
    if waiting is None:
        raise WallFault(_("This screen asks for nothing now."))
    if code.strip() != waiting.code:
        return waiting, _wrong(waiting, actor, at)
    waiting.confirmed_by, waiting.confirmed_at = actor, at
    waiting.save(update_fields=["confirmed_by", "confirmed_at"])
    ledger.append([line("confirmed", screen, actor.tag, at, challenge=waiting.pk)])
    live.publish("wall", scope=screen.institution.path, screen=screen.pk)
    return waiting, ""


def _wrong(one: Challenge, actor: Person, at: datetime) -> str:
    one.wrong += 1
    left = rules.MOST_WRONG - one.wrong
    if left <= 0:
        one.missed_at = at
    one.save(update_fields=["wrong", "missed_at"])
    if left > 0:
        return _("That is not the number on the screen.") + " " + _("Tries left: %(n)d.") % {"n": left}
    _tell([one], FAILED, at)
    ledger.append([line("challenge_failed", one.screen, actor.tag, at, challenge=one.pk, wrong=one.wrong)])
    live.publish("wall", scope=one.screen.institution.path, screen=one.screen_id)
    return _("That was the last try: the challenge has failed, and the leader of the place is told.")


@transaction.atomic
def miss_challenges(*, at: datetime) -> int:
    """Numbers that nobody typed in: recorded, and the leader of the place hears of it. A screen that went dark says so instead."""
    rows = Challenge.house.select_for_update(of=("self",)).waiting().filter(until__lt=at)
    late = list(rows.select_related("screen__institution"))
    if not late:
        return 0
    for one in late:
        one.missed_at, one.dark = at, rules.is_dark(one.screen.seen_at, one.until, clock.pace())
        one.save(update_fields=["missed_at", "dark"])
        live.publish("wall", scope=one.screen.institution.path, screen=one.screen_id)
    _tell([one for one in late if not one.dark], UNANSWERED, at)
    _tell([one for one in late if one.dark], DARK, at)
    ledger.append(
        [line("unanswered", one.screen, "system", at, challenge=one.pk, dark=one.dark, wrong=one.wrong) for one in late]
    )
    return len(late)


def _tell(missed: Sequence[Challenge], words: tuple[str, str], at: datetime) -> None:
    """The leader above each screen's place."""
    chairs, told = org.chairs(clock.local_day(at)), []
    for one in missed:
        screen = one.screen
        if leader := chairs.leader_above(screen.institution_id, None):
            zh, en = (f"{said}: {screen.institution} {screen.name}" for said in words)
            told.append(inbox.Word(f"person:{leader}", "wall", zh, en, f"/wall/tour/?screen={screen.pk}"))
    inbox.tell(told, at=at)
