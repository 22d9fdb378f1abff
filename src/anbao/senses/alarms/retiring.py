"""A gateway that was ended for good is taken off the list: nobody is warned of its silence any more."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anbao.kit import clock
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.org.models import Person
from anbao.senses.alarms.models import Gateway
from anbao.senses.alarms.queries import GONE
from anbao.senses.alarms.sources import AlarmFault

EDIT = "org.edit"


def may_go(row: Gateway, at: datetime) -> bool:
    """Whether it ended: on purpose, or without a sign of life."""
    return not row.listening or at - row.beat_at > GONE * clock.pace()


@transaction.atomic
def take_off_gateway(*, actor: Person, reach: Reach, gateway_id: int, at: datetime) -> str:
    """Forget a gateway that ended; its signals stay. One that was only cut off is back on the list with its next sign of life.
    Returns its name."""
    row = Gateway.house.select_for_update(of=("self",)).select_related("institution").filter(pk=gateway_id).first()
    if row is None:
        raise AlarmFault(_("This gateway is not on the list any more."))
    path = row.institution.path
    if not reach.may(EDIT) or not reach.covers(path):
        raise Denied(_("You may not take this gateway off the list."))
    if not may_go(row, at):
        raise AlarmFault(_("%(name)s is listening: stop it first, on its server.") % {"name": row.name})
    told = {"name": row.name, "started": row.started_at.isoformat(), "last_beat": row.beat_at.isoformat()}
    ledger.append([Entry("alarms.gateway.taken_off", actor.tag, f"gateway:{row.pk}", at, path, told)])
    live.publish("wall", scope=path, spans=True)
    row.delete()
    return row.name
