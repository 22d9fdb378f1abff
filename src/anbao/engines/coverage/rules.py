"""States, figures and the rules of the package head, for whole arrays: one rule, one function."""

from enum import IntEnum

import numpy as np

MINUTES_PER_DAY = 1440
#: first evidence of a task that has none; above every deadline
NEVER = np.int32(2**31 - 1)
NOBODY = -1


class State(IntEnum):
    """What became of a task or a cell; the larger, the worse."""

    OUT = 0
    EXCUSED = 1
    ON_TIME = 2
    OPEN = 3
    LATE = 4
    MISSED = 5
    HOLE = 6


#: figure -> the states it counts; the order is that of the figure axis everywhere
FIGURES = {
    "due": (State.ON_TIME, State.OPEN, State.LATE, State.MISSED),
    "on_time": (State.ON_TIME,),
    "late": (State.LATE,),
    "missed": (State.MISSED,),
    "excused": (State.EXCUSED,),
    "hole": (State.HOLE,),
}

#: [state, figure] 1 where a cell of that state adds to that figure
FIGURES_OF_STATE = np.array([[state in counted for counted in FIGURES.values()] for state in State], dtype=np.int32)


def deadline(day, due_minute, grace_minutes):
    """Rule 1: minutes from 00:00 of day 0 until which evidence is on time; int32."""
    minutes = np.multiply(day, MINUTES_PER_DAY, dtype=np.int32)
    minutes += due_minute
    minutes += grace_minutes
    return minutes


def known(at_minute, asof):
    """Evidence that has arrived by ``asof`` keeps its minute, the rest counts as NEVER."""
    return np.where(at_minute <= asof, at_minute, NEVER)


def task_states(excused, due_until, first_at, asof):
    """Rule 2: the state of every task (uint8) from its deadline and its first known evidence.

    Written from the last rule to the first, so that each overrides those below it.
    """
    states = np.where(due_until < asof, np.uint8(State.MISSED), np.uint8(State.OPEN))
    np.putmask(states, first_at != NEVER, np.uint8(State.LATE))
    np.putmask(states, first_at <= due_until, np.uint8(State.ON_TIME))
    np.putmask(states, excused, np.uint8(State.EXCUSED))
    return states


def wanted(cadence, first_day, last_day):
    """Rule 4 for one line: bool per day; ``first_day`` above ``last_day`` when the line has no duty."""
    days = np.arange(len(cadence))
    return cadence & (days >= first_day) & (days <= last_day)


def cell_states(worst, wanted, held):
    """Rule 6: the state of every cell (uint8) from the worst of its tasks (OUT when it has none)."""
    hole = (worst > np.uint8(State.EXCUSED)) & ~held
    hole |= (worst == np.uint8(State.OUT)) & wanted
    return np.maximum(worst, hole.view(np.uint8) * np.uint8(State.HOLE))
