"""Alarms that change together: collected in memory, written at once, each change with its step, line and event."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from anbao.kit import clock
from anbao.kit.copying import array_of, copy_in, copy_values
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.senses.alarms import rules
from anbao.senses.alarms.models import Alarm, AlarmSource, AlarmState, AlarmStep, Zone
from anbao.senses.alarms.words import alarm_kinds

#: the live topic; every alarm that changed is named in an event
TOPIC = "alarm"
#: alarms that one event names; keeps it below the payload that PostgreSQL takes
NAMED = 120
FIELDS = {
    "state": "text", "severity": "smallint", "last_at": "timestamptz", "joined": "integer", "changes": "smallint",
    "flapping": "boolean", "rises_at": "timestamptz", "again_at": "timestamptz", "returned_at": "timestamptz", "acknowledged_at": "timestamptz",
    "acknowledged_by_id": "bigint", "shelved_until": "timestamptz", "closed_at": "timestamptz",
}  # fmt: skip
UPDATE = (
    f"UPDATE alarms_alarm AS a SET {', '.join(f'{name} = v.{name}' for name in FIELDS)} FROM unnest(%s::bigint[],"
    f" {', '.join(f'%s::{kind}[]' for kind in FIELDS.values())}) AS v (id, {', '.join(FIELDS)}) WHERE a.id = v.id"
)
#: what an alarm is without values, in the order of its fields: made by their places it costs half of what it does by their names
EMPTY = {field.attname: field.get_default() for field in Alarm._meta.concrete_fields}
#: steps that are worth a ledger line
TOLD = frozenset(
    {"raise", "return", "acknowledge", "shelve", "unshelve", "close", "rise", "unsuppress", "again", "move"}
)
PAST = {"raise": "raised", "return": "returned", "acknowledge": "acknowledged", "shelve": "shelved", "unshelve": "unshelved",
        "close": "closed", "rise": "risen", "unsuppress": "unsuppressed", "again": "rang_again", "move": "moved"}  # fmt: skip
STEP_FIELDS = ("alarm_id", "verb", "before", "after", "severity", "note", "signal_id", "actor", "at")


class Step(NamedTuple):
    """A row of AlarmStep to be; the alarm may have no number yet."""

    alarm: Alarm
    verb: str
    before: str
    after: str
    severity: int
    note: str
    signal: int | None
    at: datetime


class Changes:
    """What happens to alarms in one transaction; nothing is written before ``write``."""

    def __init__(self, *, actor: str):
        self.actor = actor
        self.fresh: list[Alarm] = []
        self.touched: dict[int, Alarm] = {}
        self._steps: list[Step] = []
        #: ledger lines of what changed beside the alarms: written with theirs, last, for the ledger's lock
        self.beside: list[Entry] = []

    def start(
        self, source: AlarmSource, *, kind: str, condition: str, at: datetime, zh: str, en: str, code: str = "", zone: Zone | None = None,
        zone_number: str = "", text: str = "", signal: int | None = None, suppressed: bool = False, before: Alarm | None = None,
    ) -> Alarm:  # fmt: skip
        """A new alarm; `before` is the last of the same condition, if it was raised a short while ago. `signal`: its number."""
        day = clock.local_day(at)
        severity = alarm_kinds()[kind].severity
        state = AlarmState.SUPPRESSED if suppressed else AlarmState.ACTIVE
        device = (zone.device if zone else None) or source.device
        area = (zone.area_id if zone else None) or (device.area_id if device else None)
        changes = before.changes + 1 if before else 1
        # by numbers where nobody asks for the row behind: a storm brings thousands
        values = EMPTY | {
            "source_id": source.pk, "zone_id": zone.pk if zone else None, "condition": condition[:48], "zone_number": zone_number,
            "institution_id": source.institution_id, "area_id": area, "device_id": device.pk if device else None, "kind": kind, "code": code,
            "zh": zh[:120], "en": en[:160], "text": text, "severity": severity, "state": state, "first_signal_id": signal, "raised_at": at,
            "last_at": at, "changes": changes, "flapping": rules.flaps(changes, day), "rises_at": rules.rises_at(severity, state, at, day),
        }  # fmt: skip
        alarm = Alarm(*values.values())
        alarm.institution = source.institution
        self.fresh.append(alarm)
        self._step(alarm, "raise", "", at, signal=signal)
        return alarm

    def move(self, alarm: Alarm, verb: str, at: datetime, *, note: str = "", signal: int | None = None) -> bool:
        """Change the state by the table; False when that is not possible from where the alarm is."""
        wanted, before = rules.after(verb, alarm.state), alarm.state
        if wanted is None:
            return False
        alarm.state = wanted
        if wanted == AlarmState.CLOSED:
            alarm.closed_at = at
        if wanted != AlarmState.SHELVED:
            alarm.shelved_until = None
        if wanted != before:
            alarm.rises_at = rules.rises_at(alarm.severity, wanted, at, clock.local_day(at))
            self._step(alarm, verb, before, at, note=note, signal=signal)
        self.touch(alarm)
        return True

    def rise(self, alarm: Alarm, at: datetime) -> None:
        """One severity higher."""
        alarm.severity += 1
        alarm.rises_at = rules.rises_at(alarm.severity, alarm.state, at, clock.local_day(at))
        self._step(alarm, "rise", alarm.state, at)
        self.touch(alarm)

    def note(self, alarm: Alarm, verb: str, at: datetime, *, note: str = "", signal: int | None = None) -> None:
        """A step without a change of state."""
        self._step(alarm, verb, alarm.state, at, note=note, signal=signal)
        self.touch(alarm)

    def touch(self, alarm: Alarm) -> None:
        if alarm.pk:
            self.touched[alarm.pk] = alarm

    def _step(
        self, alarm: Alarm, verb: str, before: str, at: datetime, *, note: str = "", signal: int | None = None
    ) -> None:
        self._steps.append(Step(alarm, verb, before, alarm.state, alarm.severity, note[:300], signal, at))

    def write(self) -> None:
        """Rows, steps, ledger lines and events; the ledger last, for its lock."""
        if self.touched:  # first: what closes makes room for what is raised again
            rows = list(self.touched.values())
            with connection.cursor() as cursor:
                columns = [self.touched, *([getattr(row, name) for row in rows] for name in FIELDS)]
                cursor.execute(UPDATE, [array_of(column) for column in columns])
        copy_in(self.fresh)
        rows = [(s.alarm.pk, *s[1:-1], self.actor, s.at) for s in self._steps]
        copy_values(AlarmStep, STEP_FIELDS, rows)
        tell([*self.fresh, *self.touched.values()])
        ledger.append(
            [
                Entry(f"alarms.alarm.{PAST[s.verb]}", self.actor, f"alarm:{s.alarm.pk}", s.at, s.alarm.institution.path,
                      {"kind": s.alarm.kind, "severity": s.severity, **({"note": s.note} if s.note else {})})
                for s in self._steps if s.verb in TOLD
            ]
            + self.beside
        )  # fmt: skip


def tell(alarms: Iterable[Alarm]) -> None:
    """Events that name every alarm that changed, with its state and severity: [number, state, severity, kind]."""
    rows = sorted(alarms, key=lambda alarm: alarm.institution.path)
    for start in range(0, len(rows), NAMED):
        some = rows[start : start + NAMED]
        named = [[a.pk, str(a.state), a.severity, a.kind] for a in some]
        live.publish_places(TOPIC, [a.institution.path for a in some], alarms=named)
