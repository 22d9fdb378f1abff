"""What still stands when an incident is closed: a latched alarm ends with it, a kind that stays goes on until it is over.

A detector whose panel sends no restore would stand for ever: who closes the incident may say that it was looked at on the spot and is over.
What the receiver itself found (a mute panel, arming that is late) nobody can say that of: it sees the end by itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from anbao.command.incidents.models import Incident, IncidentChange
from anbao.command.incidents.procedures import procedures
from anbao.kit import clock
from anbao.kit.access.scopes import Reach
from anbao.org.models import Person
from anbao.senses.alarms import actions as alarms
from anbao.senses.alarms.models import Alarm, AlarmState
from anbao.senses.alarms.queries import ends_by_itself


def still_stands(alarm: Alarm) -> bool:
    return alarm.state != AlarmState.CLOSED and alarm.returned_at is None


def staying(told: Iterable[Alarm]) -> list[Alarm]:
    """Those that stand and outlive the closing, each with ``may_end``: whether a person may say that it is over."""
    found = [alarm for alarm in told if still_stands(alarm) and alarm.kind_word.stays]
    for alarm in found:
        alarm.may_end = not ends_by_itself(alarm)
    return found


def ending(told: Iterable[Alarm]) -> list[Alarm]:
    """Those that stand and end with the incident."""
    return [alarm for alarm in told if still_stands(alarm) and not alarm.kind_word.stays]


def rings_again_at(incident: Incident) -> datetime | None:
    """From when it rings again where something still stands; None while it is open."""
    after = getattr(procedures().get(incident.procedure), "again_after", None)
    if incident.closed_at is None or after is None:
        return None
    return incident.closed_at + timedelta(seconds=after) * clock.pace()


def faults_of_ending(incident: Incident, over: Sequence[int]) -> Iterator[str]:
    """What a person may not say to be over."""
    told = list(Alarm.house.filter(incident_link__incident=incident).order_by("pk"))
    may = {alarm.pk for alarm in staying(told) if alarm.may_end}
    gone = {alarm.pk for alarm in told if not still_stands(alarm)}  # it returned while the closing was being written
    named = {alarm.pk: str(alarm) for alarm in told}
    yield from (
        _("%(alarm)s can't be said to be over: its end is seen by itself.") % {"alarm": named.get(pk, f"#{pk}")}
        for pk in over
        if pk not in may | gone
    )


def end_with(
    incident: Incident, actor: Person, reach: Reach, note: str, at: datetime, over: Sequence[int]
) -> list[Alarm]:
    """Close its acknowledged alarms but those that stay and are not said to be over. Returns what goes on standing."""
    rows = Alarm.house.filter(incident_link__incident=incident, state=AlarmState.ACKNOWLEDGED).order_by("pk")
    left = [alarm for alarm in staying(rows) if alarm.pk not in over]
    for alarm_id in sorted({alarm.pk for alarm in rows} - {alarm.pk for alarm in left}):
        alarms.close(actor=actor, reach=reach, alarm_id=alarm_id, note=note, at=at)
    return left


def moved_on(incident: Incident, changes: Sequence[IncidentChange], own: Sequence[Alarm]) -> list[Alarm]:
    """Alarms that its course names and that rang again since in another incident of its place; mostly none, and then no query."""
    named = {
        int(change.note[6:]) for change in changes if change.note.startswith("alarm:") and change.note[6:].isdecimal()
    }
    missing = named - {alarm.pk for alarm in own}
    if not missing:
        return []
    return list(
        Alarm.house.filter(pk__in=missing, institution=incident.institution_id).select_related("zone", "source")
    )
