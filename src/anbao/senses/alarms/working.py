"""Stored signals become alarms: in their order, each once, in transactions that move the mark with the alarms."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q

from anbao.kit import clock
from anbao.senses.alarms import arming, device_tests, rules
from anbao.senses.alarms.arrivals import SWEEPING, Said, meaning_of
from anbao.senses.alarms.changes import Changes
from anbao.senses.alarms.models import Alarm, AlarmSource, AlarmState, Signal, Working, Zone
from anbao.senses.alarms.words import alarm_kinds, span, subject_of

#: signals of one transaction: in a storm the first alarms don't wait for the last, and many more at once would not cost less each
BATCH = 300
#: a commit need not wait for the disk when all that it writes, the mark too, follows from signals that are on the disk: a server that
#: breaks down before it was written has them worked again. Whatever is committed after it and waits for the disk takes it along.
UNFLUSHED = "SET LOCAL synchronous_commit = off"
#: what is read of a signal, as a row: an object each would cost more than working it
READ = ("pk", "source_id", "received_at", "token", "event", "kind", "code", "zone", "area", "text", "more", "flags")
#: what is read of its source; the key stays sealed
OF_SOURCE = ("institution", "device", "enabled", "test_until", "test_by")


@transaction.atomic
def work(*, at: datetime, limit: int = BATCH, flushed: bool = True) -> Counter:
    """Work the next stored signals into alarms; counts of what happened, ``signals`` 0 when nothing was waiting; where the mark is.

    Not `flushed`, the commit does not wait for the disk, where the caller adds nothing of its own to the transaction.

    Two workers don't get in each other's way: the second finds the mark locked and leaves.
    """
    if not flushed:
        with connection.cursor() as cursor:
            cursor.execute(UNFLUSHED)
    mark = Working.objects.select_for_update(skip_locked=True).first()
    if mark is None:
        return Counter(signals=0)
    signals = list(Signal.house.filter(pk__gt=mark.worked).order_by("pk").values_list(*READ, named=True)[:limit])
    if not signals:
        return Counter(signals=0)
    desk = _Desk(signals)
    for heard in desk.heard:
        desk.hear(heard)
    desk.changes.write()
    desk.write_zones()
    mark.worked = signals[-1].pk
    mark.save(update_fields=["worked"])
    device_tests.file_proofs(desk.proofs)
    return Counter(
        signals=len(signals), raised=len(desk.changes.fresh), changed=len(desk.changes.touched), mark=mark.worked
    )


def told(signal) -> list[Said]:
    """Everything a stored signal says."""
    first = Said(signal.event, signal.kind, signal.code, signal.zone, signal.area, signal.text)
    return [first, *(Said(**one) for one in signal.more)] if signal.more else [first]


def condition_of(kind: str, area: str, zone: str, subject: str = "") -> str:
    """What tells conditions of one source apart; `subject`: which of the troubles of a kind (words.subject_of)."""
    return f"{kind}:{area}:{zone}{':' if subject else ''}{subject}"[:48]


class _Heard(NamedTuple):
    """One code of a signal, and the condition that it raises or ends; empty: whatever its source has open."""

    signal: tuple
    said: Said
    zone: Zone | None
    kind: str
    condition: str


class _Desk:
    """Everything a batch of signals may touch, loaded once; decisions fall in memory."""

    def __init__(self, signals: Sequence):
        ids = {signal.source_id for signal in signals}
        # prefetched, not joined: the sources of a batch share their few places, each read and made once
        rows = (
            AlarmSource.house.prefetch_related("institution", "device__area", "test_by")
            .filter(pk__in=ids)
            .only(*OF_SOURCE)
        )
        self.sources = {source.pk: source for source in rows}
        zones = Zone.house.prefetch_related("device__area", "area").filter(source__among=ids)
        self.zones = {(zone.source_id, zone.number): zone for zone in zones}
        self.changes = Changes(actor="system")
        self.heard = [self._understood(signal, said) for signal in signals for said in told(signal)]
        self.day = clock.local_day(signals[-1].received_at)
        self.within: timedelta = span("flapping_within", self.day)
        self.open = self._open(ids)
        self.lately = self._lately(ids, signals[0].received_at)
        self.arming = arming.Judge(ids, self.day)
        self.rung: dict[int, Zone] = {}
        self.proofs: list[device_tests.Proof] = []

    def _understood(self, signal, said: Said) -> _Heard:
        zone, kind, condition = self.zones.get((signal.source_id, said.zone)) if said.zone else None, "", ""
        if said.event in rules.RAISING or (said.event in rules.ENDING and said.kind):
            kind = self._kind(zone, said)
            condition = condition_of(kind, said.area, said.zone, subject_of(signal.token, said.code, kind))
        return _Heard(signal, said, zone, kind, condition)

    def _open(self, ids: Iterable[int]) -> dict[int, dict[str, Alarm]]:
        """The open alarms that these signals may concern: those of their conditions, of some sources all that there are."""
        conditions, whole = set(), set()
        for signal, said, _zone, _kind, condition in self.heard:
            if condition:
                conditions.add(condition)
            elif said.event in (rules.OPENED, rules.CLOSED):
                conditions |= {condition_of("arming", said.area, code) for code in rules.ARMING_FAULTS}
            elif said.event in rules.ENDING or said.event == "cancel":
                whole.add(signal.source_id)
        held = Alarm.house.select_for_update(of=("self",)).prefetch_related("institution").open().order_by("pk")
        found: dict[int, dict[str, Alarm]] = defaultdict(dict)
        if conditions or whole:
            for alarm in held.filter(Q(source__among=ids, condition__among=conditions) | Q(source__among=whole)):
                found[alarm.source_id][alarm.condition] = alarm
        return found

    def _lately(self, ids: Iterable[int], since: datetime) -> dict[tuple[int, str], Alarm]:
        """Alarms that closed, of conditions that are raised again and may flap."""
        raised = {heard.condition for heard in self.heard if heard.said.event in rules.RAISING}
        if not raised:
            return {}
        rows = Alarm.house.filter(
            source__among=ids, condition__among=raised, raised_at__gt=since - self.within, state=AlarmState.CLOSED
        )
        return {(alarm.source_id, alarm.condition): alarm for alarm in rows.order_by("raised_at")}

    def hear(self, heard: _Heard) -> None:
        signal, said = heard.signal, heard.said
        source = self.sources[signal.source_id]
        if said.event in (rules.OPENED, rules.CLOSED):
            self._arm(source, signal, said)
        elif said.event in rules.RAISING:
            self._raise(source, heard)
        elif said.event in rules.ENDING:
            self._end(source, heard)
        elif said.event == "cancel":
            for alarm in self.open[source.pk].values():
                self.changes.note(alarm, "cancelled", signal.received_at, note=signal.text, signal=signal.pk)

    def _kind(self, zone: Zone | None, said: Said) -> str:
        """The zone's own kind, where the code says nothing graver: a hold-up button may report as burglary, fire stays fire."""
        own, code = zone.kind if zone else "", said.kind or "other"
        if not own or said.event not in ("alarm", "restore") or code == "tamper":
            return code
        kinds = alarm_kinds()
        return own if kinds[own].severity >= kinds[code].severity else code

    def _raise(self, source: AlarmSource, heard: _Heard) -> None:
        signal, said, zone, kind, condition = heard
        at = signal.received_at
        test = "test" in signal.flags or source.is_in_test(at) or not source.enabled
        if zone is not None and said.event == "alarm":
            zone.last_alarm_at = at
            if test:
                zone.last_test_at = at
                if zone.device_id:
                    self.proofs.append(device_tests.Proof(source, zone.device, signal))
            self.rung[zone.pk] = zone
        alarm = self.open[source.pk].get(condition)
        if alarm is not None:
            self._join(alarm, signal)
            return
        before = self.lately.get((source.pk, condition))
        if before is not None and before.raised_at <= at - self.within:
            before = None
        zh, en = meaning_of(signal.token, said.code)
        self.open[source.pk][condition] = self.changes.start(
            source, kind=kind, condition=condition, at=at, zh=zh, en=en, code=said.code, zone=zone, zone_number=said.zone, text=said.text,
            signal=signal.pk, suppressed=test, before=before,
        )  # fmt: skip

    def _join(self, alarm: Alarm, signal) -> None:
        at = signal.received_at
        alarm.joined += 1
        alarm.last_at = at
        again = alarm.returned_at is not None
        alarm.returned_at = None
        if again:
            alarm.changes = alarm.changes + 1 if at - alarm.raised_at < self.within or alarm.flapping else 2
            if rules.flaps(alarm.changes, self.day) and not alarm.flapping:
                alarm.flapping = True
                self.changes.note(alarm, "flap", at, signal=signal.pk)
        self.changes.move(alarm, "join", at, signal=signal.pk)

    def _end(self, source: AlarmSource, heard: _Heard) -> None:
        standing, (signal, said, _zone, _kind, condition) = self.open[source.pk], heard
        if condition:
            found = [standing.get(condition)]
        elif said.code in SWEEPING:
            found = [a for a in standing.values() if a.zone_number.startswith(said.zone)]
        else:
            found = [a for a in standing.values() if a.zone_number == said.zone]
        for alarm in filter(None, found):
            if alarm.kind not in rules.BY_ITSELF:
                self._return(alarm, signal)

    def _return(self, alarm: Alarm, signal) -> None:
        at = signal.received_at
        alarm.returned_at = alarm.last_at = at
        if alarm.flapping:
            self.changes.touch(alarm)
            return
        verb = rules.ending_verb(alarm.kind)
        if verb == "hold" and alarm.state != AlarmState.SUPPRESSED:
            self.changes.note(alarm, "hold", at, signal=signal.pk)
            return
        self.changes.move(alarm, verb, at, signal=signal.pk)
        if alarm.state == AlarmState.CLOSED:
            self.open[alarm.source_id].pop(alarm.condition, None)
            self.lately[alarm.source_id, alarm.condition] = alarm

    def _arm(self, source: AlarmSource, signal, said: Said) -> None:
        armed = said.event == rules.CLOSED
        fault = self.arming.changed(source, said.area, armed, signal.received_at, said.zone)
        for code in arming.ended_by(armed):
            alarm = self.open[source.pk].get(condition_of("arming", said.area, code))
            if alarm is not None:
                self._return(alarm, signal)
        if fault:
            condition = condition_of("arming", said.area, fault)
            if condition in self.open[source.pk]:
                self._join(self.open[source.pk][condition], signal)
                return
            zh, en = rules.ARMING_FAULTS[fault]
            self.open[source.pk][condition] = self.changes.start(
                source, kind="arming", condition=condition, at=signal.received_at, zh=zh, en=en, code=fault, text=said.text,
                signal=signal.pk, suppressed=source.is_in_test(signal.received_at),
            )  # fmt: skip

    def write_zones(self) -> None:
        self.arming.write()
        if self.rung:
            Zone.house.bulk_update(self.rung.values(), ["last_alarm_at", "last_test_at"])


def behind(mark: int) -> int:
    """Signals behind a mark, by the last number given: cheap, however many they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(pg_sequence_last_value('alarms_signal_id_seq'), 0) - %s", [mark])
        return cursor.fetchone()[0]


def waiting() -> int:
    """Signals stored and not worked yet."""
    mark = Working.objects.first()
    return Signal.house.filter(Q(pk__gt=mark.worked if mark else 0)).count()
