"""Arming held against its schedule: at every change, and again and again while nothing changes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from anbao.engines.cadence import chinese_calendar
from anbao.kit import clock
from anbao.kit.ledger.rules import Entry
from anbao.senses.alarms import rules
from anbao.senses.alarms.latehours import end_armed
from anbao.senses.alarms.models import AlarmSource, Arming, ArmingSchedule, Days, LateHours, LateHoursEnd, Protocol
from anbao.senses.alarms.words import span

#: days that are looked back for the closing at which a place should have been armed: longer than any holidays
LOOK_BACK = 16
#: faults that end when the place is armed, and when it is disarmed
ENDED_BY_ARMING = ("late-to-arm", "never-armed", "early-disarm")
ENDED_BY_DISARMING = ("armed-while-open",)


def ended_by(armed: bool) -> tuple[str, ...]:
    return ENDED_BY_ARMING if armed else ENDED_BY_DISARMING


def is_working(day: date) -> bool:
    """Whether the day works, make-up days counted; a year nobody announced yet works Monday to Friday."""
    return chinese_calendar(day.year - 1, day.year + 1, weekdays_beyond=True).is_working(day)


class Timetable:
    """The schedules that concern some sources, read once."""

    def __init__(self, sources: Iterable[AlarmSource]):
        sources = list(sources)
        places = {source.institution_id for source in sources}
        self._rows: dict[tuple[str, int], list[ArmingSchedule]] = defaultdict(list)
        for row in ArmingSchedule.house.filter(institution_id__in=places).order_by("since"):
            self._rows[("source", row.source_id) if row.source_id else ("place", row.institution_id)].append(row)

    def is_own(self, source: AlarmSource) -> bool:
        """Whether the source has hours of its own beside its place's."""
        return ("source", source.pk) in self._rows

    def hours(self, source: AlarmSource, day: date) -> rules.Hours | None:
        """When the source should be disarmed on a day; None when no schedule says."""
        wanted = {Days.EVERY, Days.WORKDAY if is_working(day) else Days.RESTDAY}
        for owner in (("source", source.pk), ("place", source.institution_id)):
            rows = [
                row for row in self._rows.get(owner, ())
                if row.days in wanted and row.since <= day and (row.until is None or day <= row.until)
            ]  # fmt: skip
            if rows:
                # of two rows that hold, the one for the kind of day goes before "every day", then the newer
                row = max(rows, key=lambda row: (row.days != Days.EVERY, row.since))
                return rules.Hours.on(day, row.opens, row.closes, clock.local_zone())
        return None


class Judge:
    """Changes of arming in a batch of signals: remembered, judged, written at the end."""

    def __init__(self, ids: Iterable[int], day: date):
        self._ids, self._tolerance = list(ids), span("arming_tolerance", day)
        self._timetable: Timetable | None = None
        self._held: dict[tuple[int, str], Arming] | None = None
        self._changed: dict[tuple[int, str], Arming] = {}
        self._late: dict[int, LateHours] = {}
        #: sources whose late hours end with this batch, by the moment at which they were armed
        self._over: dict[int, datetime] = {}

    def changed(self, source: AlarmSource, area: str, armed: bool, at: datetime, user: str) -> str:
        """Note a change; what is wrong with it, or nothing."""
        if self._held is None:
            rows = AlarmSource.house.filter(pk__in=self._ids)
            self._timetable = Timetable(rows)
            self._held = {(row.source_id, row.area): row for row in Arming.house.filter(source_id__in=self._ids)}
            late = LateHours.house.filter(source__in=self._ids, ended_at__isnull=True)
            self._late = {row.source_id: row for row in late}
        row = self._held.get((source.pk, area)) or Arming(source_id=source.pk, area=area)
        row.armed, row.changed_at, row.user = armed, at, user
        self._held[source.pk, area] = self._changed[source.pk, area] = row
        hours, late = self._timetable.hours(source, clock.local_day(at)), self._late.get(source.pk)
        if late is not None and late.since <= at:
            if not armed and at < late.until:
                return ""
            if armed and all(row.armed for (pk, _area), row in self._held.items() if pk == source.pk):
                self._over[source.pk] = at
                del self._late[source.pk]
        return "" if hours is None else rules.judge_change(armed, hours, at, self._tolerance)

    def ended(self) -> list[Entry]:
        """End the late hours of what was armed; the ledger's lines of it."""
        return end_armed(self._over) if self._over else []

    def write(self) -> None:
        if self._changed:
            Arming.house.bulk_create(
                self._changed.values(), update_conflicts=True, unique_fields=["source", "area"],
                update_fields=["armed", "changed_at", "user"],
            ) if all(row.pk is None for row in self._changed.values()) else self._save()  # fmt: skip

    def _save(self) -> None:
        for row in self._changed.values():
            row.save()


def faults_at(at: datetime, listening: datetime | None = None) -> dict[tuple[int, str], str]:
    """Every (source, area) with a schedule -> what is wrong with its arming now, or nothing.

    `listening`: since when a gateway has heard the panels. A panel that speaks and has a schedule, and has not said since
    then whether it is armed, counts as disarmed: the one that is never armed sends no signal about it.
    """
    rows = list(Arming.house.select_related("source").filter(source__enabled=True))
    dumb = [] if listening is None else _dumb({row.source_id for row in rows})
    timetable, late = Timetable([*(row.source for row in rows), *dumb]), _late_hours(at)
    day, tolerance = clock.local_day(at), span("arming_tolerance", clock.local_day(at))
    found = {}
    for row in rows:
        if (days := _days(timetable, row.source, row.changed_at, day)) is not None:
            found[row.source_id, row.area] = _judged(row, late.get(row.source_id), days, at, tolerance)
    told = {row.source.institution_id for row in rows}
    for source in dumb:
        if not timetable.is_own(source) and source.institution_id in told:
            continue  # the place's hours are kept by another of its panels
        told.add(source.institution_id)
        since = max(source.made_at, listening)
        if (days := _days(timetable, source, since, day)) is not None:
            row = Arming(source=source, armed=False, changed_at=since)
            found[source.pk, ""] = _judged(row, late.get(source.pk), days, at, tolerance)
    return found


def _late_hours(at: datetime) -> dict[int, LateHours]:
    """Of every source the last of its late hours that stand, or that ran out while it was disarmed."""
    lately = LateHours.house.filter(since__lte=at, since__gt=at - timedelta(days=LOOK_BACK))
    rows = lately.filter(ended__in=("", LateHoursEnd.TIME))
    return {row.source_id: row for row in rows.order_by("since", "pk")}


def _judged(row: Arming, late: LateHours | None, days: list[rules.Hours], at: datetime, tolerance: timedelta) -> str:
    """By the late hours while they run, and after them where it was never armed since; else by the schedule."""
    if late is not None and not row.armed and row.changed_at <= late.until:
        return rules.judge_late_hours(row.changed_at, late.until, days, at, tolerance)
    return rules.judge_state(row.armed, row.changed_at, days, at, tolerance)


def _dumb(known: set[int]) -> list[AlarmSource]:
    """Panels that have been heard, and never about arming."""
    rows = AlarmSource.house.filter(enabled=True, known=True, protocol=Protocol.DC09, last_heard_at__isnull=False)
    return list(rows.exclude(pk__in=known).order_by("pk"))


def _days(timetable: Timetable, source: AlarmSource, since: datetime, today: date) -> list[rules.Hours] | None:
    """The hours from the day of `since`, or the longest that is looked back, to today; None when no schedule says."""
    if timetable.hours(source, today) is None:
        return None
    first = max(clock.local_day(since) - timedelta(days=1), today - timedelta(days=LOOK_BACK))
    span_of_days = range((today - first).days + 1)
    shut = rules.Hours(None, None)
    return [timetable.hours(source, first + timedelta(days=n)) or shut for n in span_of_days]
