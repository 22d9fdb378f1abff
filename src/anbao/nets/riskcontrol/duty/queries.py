"""Reads of duty: a room's month as a grid, a person's own turns, who is on duty."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from anbao.kit import clock
from anbao.nets.riskcontrol.duty import rules
from anbao.nets.riskcontrol.duty.models import Roster, Turn
from anbao.org.models import Person


@dataclass
class Cell:
    """A person's day: the shift's id and mark, and where its turn stands now (rules.standing); empty: off."""

    day: date
    shift: str = ""
    mark: str = ""
    name: str = ""
    standing: str = ""
    licensed: bool = True


@dataclass
class Row:
    """A person's month."""

    person: Person
    cells: list[Cell]
    counts: Counter = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def grid(roster: Roster, at: datetime, people: list[Person] = ()) -> list[Row]:
    """Rows of everybody on the roster and of `people`, in order of their staff number."""
    turns = defaultdict(dict)
    known = {person.pk: person for person in people}
    for turn in Turn.house.filter(roster=roster).select_related("person"):
        turns[turn.person_id][turn.day] = turn
        known[turn.person_id] = turn.person
    days = [roster.first + timedelta(days=n) for n in range(roster.days)]
    rows = []
    for person in sorted(known.values(), key=lambda p: p.staff_no):
        held = turns[person.pk]
        cells = [_cell(roster, day, held.get(day), at) for day in days]
        rows.append(Row(person, cells, Counter(turn.shift for turn in held.values())))
    return rows


def _cell(roster: Roster, day: date, turn: Turn | None, at: datetime) -> Cell:
    if turn is None:
        return Cell(day)
    word = roster.room.shift(turn.shift)
    standing = rules.standing(turn.starts_at, turn.ends_at, turn.checked_in_at, at)
    return Cell(day, turn.shift, word.mark, str(word), standing, turn.licensed)


def by_day(roster: Roster, at: datetime) -> list[tuple[date, list[tuple]]]:
    """The month for a phone: each day with its shifts and their people: (day, [(shift word, [(person, standing)])])."""
    held = defaultdict(list)
    for turn in Turn.house.filter(roster=roster).select_related("person").order_by("person__staff_no"):
        standing = rules.standing(turn.starts_at, turn.ends_at, turn.checked_in_at, at)
        held[turn.day, turn.shift].append((turn.person, standing))
    days = [roster.first + timedelta(days=n) for n in range(roster.days)]
    return [(day, [(word, held[day, word.id]) for word in roster.room.shifts]) for day in days]


def own_turns(person: Person, at: datetime) -> list[Turn]:
    """A person's turns in force, from those not ended yet to three weeks ahead, each with ``standing``."""
    rows = Turn.house.published().filter(person=person, ends_at__gt=at, starts_at__lte=at + timedelta(days=21))
    found = list(rows.select_related("roster__area__institution").order_by("starts_at"))
    for turn in found:
        turn.standing = rules.standing(turn.starts_at, turn.ends_at, turn.checked_in_at, at)
        turn.may_check_in = turn.checked_in_at is None and rules.may_check_in(turn.starts_at, turn.ends_at, at)
    return found


def on_duty(turns, at: datetime) -> dict[int, list[Turn]]:
    """Area -> the turns that run at the moment, each with ``standing``; `turns` is what the reader may see."""
    found = defaultdict(list)
    for turn in turns.running(at).select_related("person", "roster__area"):
        turn.standing = rules.standing(turn.starts_at, turn.ends_at, turn.checked_in_at, at)
        found[turn.roster.area_id].append(turn)
    return found


def on_shift_until(person: Person, at: datetime) -> datetime | None:
    """Until when a person is on duty by the published rosters; None when no turn of his runs."""
    return Turn.house.running(at).filter(person=person).order_by("-ends_at").values_list("ends_at", flat=True).first()


def shift_ended(person: Person, since: datetime, at: datetime) -> bool:
    """Whether a turn of a person's ended after `since`, by the published rosters."""
    return Turn.house.published().filter(person=person, ends_at__gt=since, ends_at__lte=at).exists()


def today(at: datetime) -> date:
    return clock.local_day(at)
