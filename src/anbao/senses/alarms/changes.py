"""Alarms that change together: collected in memory, written at once, each change with its step, line and event."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from anbao.kit import clock
from anbao.kit.copying import copy_in
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.senses.alarms import rules
from anbao.senses.alarms.models import Alarm, AlarmSource, AlarmState, AlarmStep, Signal, Zone
from anbao.senses.alarms.words import alarm_kinds

#: the live topic; every alarm that changed is named in an event
TOPIC = "alarm"
#: alarms that one event names; keeps it below the payload that PostgreSQL takes
NAMED = 120
FIELDS = {
    "state": "text", "severity": "smallint", "last_at": "timestamptz", "joined": "integer", "changes": "smallint",
    "flapping": "boolean", "rises_at": "timestamptz", "returned_at": "timestamptz", "acknowledged_at": "timestamptz",
    "acknowledged_by_id": "bigint", "shelved_until": "timestamptz", "closed_at": "timestamptz",
}  # fmt: skip
UPDATE = (
    f"UPDATE alarms_alarm AS a SET {', '.join(f'{name} = v.{name}' for name in FIELDS)} FROM unnest(%s::bigint[],"
    f" {', '.join(f'%s::{kind}[]' for kind in FIELDS.values())}) AS v (id, {', '.join(FIELDS)}) WHERE a.id = v.id"
)
#: steps that are worth a ledger line
TOLD = frozenset({"raise", "return", "acknowledge", "shelve", "unshelve", "close", "rise", "unsuppress"})
PAST = {"raise": "raised", "return": "returned", "acknowledge": "acknowledged", "shelve": "shelved", "unshelve": "unshelved",
        "close": "closed", "rise": "risen", "unsuppress": "unsuppressed"}  # fmt: skip


class Changes:
    """What happens to alarms in one transaction; nothing is written before ``write``."""

    def __init__(self, *, actor: str):
        self.actor = actor
        self.fresh: list[Alarm] = []
        self.touched: dict[int, Alarm] = {}
        self._steps: list[tuple[Alarm, AlarmStep]] = []

    def start(
        self, source: AlarmSource, *, kind: str, condition: str, at: datetime, zh: str, en: str, code: str = "", zone: Zone | None = None,
        zone_number: str = "", text: str = "", signal: Signal | None = None, suppressed: bool = False, before: Alarm | None = None,
    ) -> Alarm:  # fmt: skip
        """A new alarm; `before` is the last of the same condition, if it was raised a short while ago."""
        day = clock.local_day(at)
        severity = alarm_kinds()[kind].severity
        state = AlarmState.SUPPRESSED if suppressed else AlarmState.ACTIVE
        device = (zone.device if zone else None) or source.device
        changes = before.changes + 1 if before else 1
        alarm = Alarm(
            source=source, zone=zone, condition=condition[:48], zone_number=zone_number, institution=source.institution,
            area=(zone.area if zone else None) or (device.area if device else None), device=device, kind=kind, code=code, zh=zh[:120],
            en=en[:160], text=text, severity=severity, state=state, first_signal=signal, raised_at=at, last_at=at, changes=changes,
            flapping=rules.flaps(changes, day), rises_at=rules.rises_at(severity, state, at, day),
        )  # fmt: skip
        self.fresh.append(alarm)
        self._step(alarm, "raise", "", at, signal=signal)
        return alarm

    def move(self, alarm: Alarm, verb: str, at: datetime, *, note: str = "", signal: Signal | None = None) -> bool:
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

    def note(self, alarm: Alarm, verb: str, at: datetime, *, note: str = "", signal: Signal | None = None) -> None:
        """A step without a change of state."""
        self._step(alarm, verb, alarm.state, at, note=note, signal=signal)
        self.touch(alarm)

    def touch(self, alarm: Alarm) -> None:
        if alarm.pk:
            self.touched[alarm.pk] = alarm

    def _step(self, alarm: Alarm, verb: str, before: str, at: datetime, *, note: str = "", signal=None) -> None:
        step = AlarmStep(
            verb=verb, before=before, after=alarm.state, severity=alarm.severity, note=note[:300], signal=signal, actor=self.actor, at=at
        )  # fmt: skip
        self._steps.append((alarm, step))

    def write(self) -> None:
        """Rows, steps, ledger lines and events; the ledger last, for its lock."""
        if self.touched:  # first: what closes makes room for what is raised again
            rows = list(self.touched.values())
            with connection.cursor() as cursor:
                cursor.execute(UPDATE, [list(self.touched), *([getattr(row, name) for row in rows] for name in FIELDS)])
        copy_in(self.fresh)
        for alarm, step in self._steps:
            step.alarm = alarm
        copy_in([step for _alarm, step in self._steps])
        tell([*self.fresh, *self.touched.values()])
        ledger.append(
            [
                Entry(f"alarms.alarm.{PAST[s.verb]}", self.actor, f"alarm:{a.pk}", s.at, a.institution.path,
                      {"kind": a.kind, "severity": s.severity, **({"note": s.note} if s.note else {})})
                for a, s in self._steps if s.verb in TOLD
            ]
        )  # fmt: skip


def tell(alarms: Iterable[Alarm]) -> None:
    """Events that name every alarm that changed, with its state and severity: [number, state, severity, kind]."""
    rows = sorted(alarms, key=lambda alarm: alarm.institution.path)
    for start in range(0, len(rows), NAMED):
        some = rows[start : start + NAMED]
        named = [[a.pk, str(a.state), a.severity, a.kind] for a in some]
        live.publish_places(TOPIC, [a.institution.path for a in some], alarms=named)
