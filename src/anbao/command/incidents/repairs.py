"""A zone that cries wolf becomes a finding of its place."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from anbao.command.incidents.actions import bounded
from anbao.command.incidents.models import Incident
from anbao.kit.access.scopes import Denied, Reach
from anbao.loom.findings import actions as findings
from anbao.loom.findings.models import Finding
from anbao.org.models import Person
from anbao.senses.alarms.models import Zone
from anbao.senses.alarms.words import alarm_kinds

#: how far back the finding's detail counts
LATELY = timedelta(days=30)


def found_at(zone: int) -> str:
    """How a finding names the zone that it is about."""
    return f"zone:{zone}"


def _alarms(counted: int) -> str:
    return "false alarm" if counted == 1 else "false alarms"


def under_repair(user, zones: Iterable[int]) -> dict[int, Finding]:
    """Zone -> its finding that is open, of those the reader sees."""
    wanted = {found_at(zone): zone for zone in zones}
    rows = Finding.objects.visible_to(user).unclosed().filter(found_in__in=wanted)
    return {wanted[finding.found_in]: finding for finding in rows}


@transaction.atomic
def order_repair(*, actor: Person, reach: Reach, zone: Zone, note: str, at: datetime) -> Finding:
    """The zone's repair as a finding with an owner and a deadline; an open one of the same zone is not opened twice."""
    place = zone.source.institution
    if not (reach.may("alarm.work") or reach.may("board.view")) or not reach.covers(place.path):
        raise Denied(_("That place is not in your institutions."))
    bounded(note)
    found_in = found_at(zone.pk)
    known = Finding.house.unclosed().filter(found_in=found_in).select_for_update(of=("self",)).first()
    if known is not None:
        return known
    counted = (
        Incident.house.filter(links__alarm__zone=zone, opened_at__gte=at - LATELY, cause_group="false")
        .distinct()
        .count()
    )
    kind = alarm_kinds().get(zone.kind)
    fire = zone.kind in ("fire", "gas")
    defect = findings.Defect(
        institution=place, category="fire_equipment" if fire else "security_equipment",
        title=f"防区 {zone.number} {zone} 误报 {counted} 次,需检修"[:120],
        detail="\n".join(filter(None, [note.strip(), f"近 30 天误报 {counted} 次", f"防区类型:{kind.zh}" if kind else ""])),
        title_en=f"Zone {zone.number} {zone}: {counted} {_alarms(counted)}, needs repair",
        detail_en="\n".join(
            filter(None, [note.strip(), f"{counted} {_alarms(counted)} in 30 days", f"kind of zone: {kind.en}" if kind else ""])
        ),
        found_in=found_in, found_by=actor, at=at, area=zone.area, device=zone.device, severity="major",
    )  # fmt: skip
    return findings.report(actor=actor, reach=reach, defect=defect)
