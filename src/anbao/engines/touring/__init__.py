"""Touring: which stops on which day, in which order, so that every day can be driven and the travel is short.

Words: a *stop* is a place to see, with the *service* time it takes and the hours in which it can be seen (*opens*,
*closes*). A *day* begins and ends at its *depot* within its own hours. *Travel* between two places is seconds on the
road: from coordinates by great-circle distance x a stated *road factor* / speed, or a given matrix.

Rules:

1. Every stop is seen once, wholly within its hours and within the hours of its day; waiting for a door to open is
   allowed and costs nothing but the day's time.
2. Of two plans the one with less travel is better; an empty day costs nothing.
3. A problem that cannot hold is refused at birth with every fault at once: a stop that cannot be seen on any day even
   alone, days too few for the work by a bound that no plan can beat. When the bound does not prove it and no plan is
   found, ``NoPlan`` names the stops that stay out.
4. A day of at most ``EXACT`` stops is ordered to proven optimum by dynamic programming; the rest is PyVRP.
5. ``check`` recomputes hours and travel of any plan from the problem alone and names every fault.

``Problem`` -> ``solve(problem, stop=..., seed=...)`` -> ``Plan``. A plan stopped by iterations is the same every time;
one stopped by seconds is not.
"""

from anbao.engines.touring.check import check
from anbao.engines.touring.faults import Fault, NoPlan, TouringError
from anbao.engines.touring.problem import Day, Place, Problem, Stop
from anbao.engines.touring.route import EXACT, Visit, drive, shortest
from anbao.engines.touring.solve import Iterations, Plan, Seconds, solve

__all__ = [
    "EXACT", "Day", "Fault", "Iterations", "NoPlan", "Place", "Plan", "Problem", "Seconds", "Stop", "TouringError", "Visit",
    "check", "drive", "shortest", "solve",
]  # fmt: skip
