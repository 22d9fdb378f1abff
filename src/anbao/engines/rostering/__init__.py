"""Rostering: who stands which shift.

Words
    shift       a span of work that starts on a day; it belongs to the day it starts on
    line        one person's row of a roster: a shift or None for each day
    roster      person id -> line
    rule        one sentence that a roster keeps or breaks; hard (weight None) or weighted (a price for each unit)
    slot        a shift on a day
    row         a count over slots that ties people together: demand, watch, pairs
    machine     one person's own rules as nodes and counters, over which the cheapest line is found exactly
    finding     one breach of one rule, with whom, when, how many units and at what price
    bound       proven floor: no roster that keeps the hard rules costs less

Rules
    1. A problem validates at birth and is refused with all its faults together.
    2. A rule is one class with one sentence (``rules``), and one function that judges it (``check``). Its values are
       given with their source by the caller: what a province or a year decides stands nowhere in this code.
    3. Hard rules come before any weighted one; a roster that breaks some is still given, and says which.
    4. ``check`` shares nothing with the solver. What ``solve`` answers is what ``check`` says of its roster.
    5. Nothing is known of the days before a person's first, unless ``Past`` says it; runs and rests at the edges of the
       horizon are judged as Curtois and Qu's benchmark does.
    6. The same problem and seed, with ``Rounds`` as stop, give the same roster.

Doors: ``solve`` for a roster, ``check`` for judging any, ``repair`` for a sick call, ``explain_infeasible`` for the rules
and people that can't hold together, ``read_instance`` for the benchmark's text form.
"""

from importlib import import_module

from anbao.engines.rostering.check import check
from anbao.engines.rostering.faults import Fault, RosteringError
from anbao.engines.rostering.findings import Finding, Judgement, Result
from anbao.engines.rostering.problem import Licence, Past, Person, Problem, Roster, Shift
from anbao.engines.rostering.reading import read_instance
from anbao.engines.rostering.rules import (
    Crew,
    Fair,
    Follow,
    FreeRun,
    Holidays,
    Hours,
    Leave,
    Pair,
    Quota,
    Rest,
    Rule,
    Run,
    ShiftLength,
    Watch,
    Weekends,
    Wish,
)
from anbao.engines.rostering.stops import Deadline, Keeping, Rounds, Stop

__all__ = [
    "Clash",
    "Crew",
    "Deadline",
    "Fair",
    "Fault",
    "Finding",
    "Follow",
    "FreeRun",
    "Holidays",
    "Hours",
    "Judgement",
    "Keeping",
    "Leave",
    "Licence",
    "Pair",
    "Past",
    "Person",
    "Problem",
    "Quota",
    "Rest",
    "Result",
    "Roster",
    "RosteringError",
    "Rounds",
    "Rule",
    "Run",
    "Shift",
    "ShiftLength",
    "Stop",
    "Watch",
    "Weekends",
    "Wish",
    "check",
    "explain_infeasible",
    "fair_and_quick",
    "quick",
    "read_instance",
    "repair",
    "solve",
]

#: the search needs numba, HiGHS and OR-Tools, which take seconds to load: only who searches waits for them
SEARCH = {
    "solve": "solving",
    "fair_and_quick": "hurried",
    "quick": "hurried",
    "repair": "repairing",
    "explain_infeasible": "explain",
    "Clash": "explain",
}


def __getattr__(name: str):
    if name in SEARCH:
        try:
            return getattr(import_module(f"{__name__}.{SEARCH[name]}"), name)
        except ModuleNotFoundError as missing:
            needed = f"rostering needs {missing.name}: pip install 'anbao[rostering]'"
            raise ModuleNotFoundError(needed, name=missing.name) from missing
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
