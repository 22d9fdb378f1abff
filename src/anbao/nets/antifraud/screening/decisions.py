"""Deciding hits: not the same by one person with a reason, the same by two."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry as Line
from anbao.kit.live import actions as live
from anbao.kit.texts import too_long
from anbao.nets.antifraud.screening import rules
from anbao.nets.antifraud.screening.models import Hit, HitState, HitStep
from anbao.nets.antifraud.screening.rules import ScreeningFault
from anbao.org.models import Person

#: how the ledger says each step
PAST = {"propose": "proposed", "confirm": "confirmed", "return": "returned", "clear": "cleared", "reopen": "reopened"}


@transaction.atomic
def decide(*, actor: Person, reach: Reach, at: datetime, hit_id: int, verb: str, note: str = "") -> Hit:
    """One step of a hit by the table of ``rules``; raises Denied or ScreeningFault."""
    hit = Hit.house.select_for_update(of=("self",)).select_related("person__institution").get(pk=hit_id)
    if not reach.may(rules.WORK) or not reach.covers(hit.person.institution.path):
        raise Denied(_("You may not decide about this person."))
    after, before = rules.after(verb, hit.state), hit.state
    if after is None:
        raise ScreeningFault(
            _("This hit is %(state)s; that step is not possible now.") % {"state": hit.get_state_display()}
        )
    if verb == "confirm" and actor.pk == hit.proposed_by_id:
        raise Denied(_("“The same” is proposed by one person and confirmed by another."))
    if verb in rules.REASONED and not note.strip():
        raise ScreeningFault(_("Say why."))
    if fault := too_long(note, rules.MOST_NOTE):
        raise ScreeningFault(_("Reason") + ": " + fault)
    _settle(hit, verb, after, actor, at)
    HitStep.objects.create(hit=hit, verb=verb, before=before, after=after, note=note.strip(), actor=actor.tag, at=at)
    path = hit.person.institution.path
    detail = {"person": hit.person_id, "list": hit.risk_list_id, "score": round(hit.score, 4), "state": after}
    ledger.append([Line(f"screening.hit.{PAST[verb]}", actor.tag, f"hit:{hit.pk}", at, path, detail)])
    live.publish("screening", scope=path, hit=hit.pk)
    return hit


def _settle(hit: Hit, verb: str, after: str, actor: Person, at: datetime) -> None:
    hit.state = after
    if after == HitState.PROPOSED:
        hit.proposed_by = actor
    elif after == HitState.OPEN:
        hit.proposed_by = hit.decided_by = hit.decided_at = None
    else:
        hit.decided_by, hit.decided_at = actor, at
    hit.save(update_fields=["state", "proposed_by", "decided_by", "decided_at"])
