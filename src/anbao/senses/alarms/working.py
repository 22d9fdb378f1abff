"""Stored signals become alarms: in their order, each once, in transactions that move the mark with the alarms."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q

from anbao.kit import clock
from anbao.senses.alarms import arming, device_tests, rules
from anbao.senses.alarms.arrivals import SWEEPING, Said, counts, meaning_of, number_words
from anbao.senses.alarms.changes import Changes
from anbao.senses.alarms.models import Alarm, AlarmSource, AlarmState, Signal, Working, Zone
from anbao.senses.alarms.words import alarm_kinds, arming_told, ended_with, span, subject_of, told_by, triggers_again

#: signals of one transaction: in a storm the first alarms don't wait for the last; many at once take fewer trips to the database, and on a
#: busy machine every trip waits for its turn twice
BATCH = 600
#: a commit need not wait for the disk when all that it writes, the mark too, follows from signals that are on the disk: a server that
#: breaks down before it was written has them worked again. Whatever is committed after it and waits for the disk takes it along.
UNFLUSHED = "SET LOCAL synchronous_commit = off"
#: what is read of a signal, as a row: an object each would cost more than working it
READ = ("pk", "source_id", "received_at", "token", "event", "kind", "code", "zone", "area", "text", "more", "flags")
#: what is read of its source; the key stays sealed
OF_SOURCE = ("institution", "device", "enabled", "entered_at", "test_until", "test_by")


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
    desk.write_zones()
    desk.changes.write()
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


def _told_of(said: Said) -> list[str]:
    """Conditions that a panel told itself of the area that this message arms or disarms, and that end with it."""
    return [condition_of("arming", said.area, "", subject) for subject in arming_told(said.event == rules.CLOSED)]


class _Heard(NamedTuple):
    """One code of a signal, and the condition that it raises or ends; empty: whatever its source has open. ``also``: ends these too."""

    signal: tuple
    said: Said
    zone: Zone | None
    kind: str
    condition: str
    also: tuple[str, ...] = ()


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
        what = counts(signal.token, said.code)
        zone = self.zones.get((signal.source_id, said.zone)) if said.zone and what == "zone" else None
        if said.event not in rules.RAISING and not (said.event in rules.ENDING and said.kind):
            return _Heard(signal, said, zone, "", "")
        kind = self._kind(zone, said)
        # another user is no other fault of arming; a user's or a device's number is not the zone's of the same number
        number = "" if kind == "arming" else said.zone if what == "zone" else f"{what}{said.zone}"
        others = ended_with(signal.token, said.code, said.kind) if said.event in rules.ENDING else ()
        condition, *also = [
            condition_of(one, said.area, number, subject_of(signal.token, said.code, one)) for one in (kind, *others)
        ]
        return _Heard(signal, said, zone, kind, condition, tuple(also))

    def _open(self, ids: Iterable[int]) -> dict[int, dict[str, Alarm]]:
        """The open alarms that these signals may concern: those of their conditions, of some sources all that there are."""
        conditions, whole = set(), set()
        for signal, said, _zone, _kind, condition, also in self.heard:
            if condition:
                conditions |= {condition, *also}
            elif said.event in (rules.OPENED, rules.CLOSED):
                conditions |= {condition_of("arming", said.area, code) for code in rules.ARMING_FAULTS}
                if said.area:
                    conditions |= set(_told_of(said))
                else:  # the whole panel: whatever area it named
                    whole.add(signal.source_id)
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
        """The zone's own kind, where the code only says that something rang: a hold-up button may report as burglary, fire stays fire."""
        code = said.kind or "other"
        return told_by(zone.kind, code) if zone and said.event in ("alarm", "restore") else code

    def _raise(self, source: AlarmSource, heard: _Heard) -> None:
        signal, said, zone, kind, condition, _also = heard
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
        if alarm is not None and test and alarm.state != AlarmState.SUPPRESSED:
            # what rang before the test is real: its test trigger is noted and counts for nothing
            self.changes.note(alarm, "test", at, signal=signal.pk)
            return
        if alarm is not None and self._is_of_no_place(alarm, source, at):
            self.changes.move(alarm, "move", at, signal=signal.pk)
            alarm = None
        if alarm is not None:
            anew = said.event == "alarm" and triggers_again(signal.token, said.code, kind)
            self._join(alarm, signal, anew=anew)
            return
        before = self.lately.get((source.pk, condition))
        if before is not None and before.raised_at <= at - self.within:
            before = None
        zh, en = meaning_of(signal.token, said.code)
        user_zh, user_en = number_words(signal.token, said.code, said.zone)
        if user_zh:
            zh, en = f"{zh}（{user_zh}）", f"{en} ({user_en})"
        number = said.zone if counts(signal.token, said.code) == "zone" else ""
        self.open[source.pk][condition] = self.changes.start(
            source, kind=kind, condition=condition, at=at, zh=zh, en=en, code=said.code, zone=zone, zone_number=number, text=said.text,
            signal=signal.pk, suppressed=test, before=before,
        )  # fmt: skip

    def _is_of_no_place(self, alarm: Alarm, source: AlarmSource, at: datetime) -> bool:
        """Whether it was raised while nobody had entered its account, and the account was entered since."""
        entered = source.entered_at
        return entered is not None and alarm.raised_at < entered <= at and alarm.state != AlarmState.SUPPRESSED

    def _join(self, alarm: Alarm, signal, *, anew: bool = False) -> None:
        """More of the same. `anew`: the detector was triggered once more; what had been acknowledged rings again then, unless it
        flaps; a latched kind (hold-up, fire) rings also then."""
        at = signal.received_at
        alarm.joined += 1
        alarm.last_at = at
        anew = anew and alarm.state == AlarmState.ACKNOWLEDGED
        again = alarm.returned_at is not None
        alarm.returned_at = None
        if again or anew:
            self._raised_again(alarm, signal)
        if anew and (not alarm.flapping or alarm_kinds()[alarm.kind].latched):
            alarm.again_at = at
            self.changes.move(alarm, "again", at, signal=signal.pk)
            return
        self.changes.move(alarm, "join", at, signal=signal.pk)

    def _raised_again(self, alarm: Alarm, signal) -> None:
        """Count how often it was raised within a short while; too often, and it flaps."""
        at = signal.received_at
        lately = at - alarm.rings_since < self.within or alarm.flapping
        alarm.changes = alarm.changes + 1 if lately else 2
        if rules.flaps(alarm.changes, self.day) and not alarm.flapping:
            alarm.flapping = True
            self.changes.note(alarm, "flap", at, signal=signal.pk)

    def _end(self, source: AlarmSource, heard: _Heard) -> None:
        standing, (signal, said, _zone, _kind, condition, also) = self.open[source.pk], heard
        if condition:
            found = [standing.get(one) for one in (condition, *also)]
        elif said.code in SWEEPING:
            found = [a for a in standing.values() if a.zone_number.startswith(said.zone)]
        else:
            found = [a for a in standing.values() if a.zone_number == said.zone]
        for alarm in filter(None, found):
            if not rules.ends_by_itself(alarm.kind, alarm.code):
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
        standing = self.open[source.pk]
        ended = {condition_of("arming", said.area, code) for code in arming.ended_by(armed)} | set(_told_of(said))
        if not said.area:
            told = arming_told(armed)
            ended |= {key for key, a in standing.items() if a.kind == "arming" and key.rpartition(":")[2] in told}
        for alarm in [standing[key] for key in sorted(ended & standing.keys())]:
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
        """Zones and arming; before the ledger's lock, which ``changes`` takes."""
        self.changes.beside += self.arming.ended()
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
