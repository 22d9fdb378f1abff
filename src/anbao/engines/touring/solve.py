"""The answer: PyVRP spreads the stops over the days, small days are then ordered to proven optimum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anbao.engines.touring.faults import Fault, NoPlan, TouringError
from anbao.engines.touring.problem import NO_WAY, Day, Problem
from anbao.engines.touring.route import EXACT, Visit, drive, shortest

#: seconds, or iterations, spent on naming what stays out when no plan was found
NAMING = 1.0
#: a day of search, as many iterations, and the seeds that PyVRP takes
LONGEST, MOST_ITERATIONS, SEEDS = 86_400, 10**9, 2**32


@dataclass(frozen=True)
class Seconds:
    """Stop after so many seconds of search. Raises TouringError for a limit that would never end it."""

    limit: float

    def __post_init__(self):
        if not 0 <= self.limit <= LONGEST:
            raise TouringError(
                [Fault("seconds", f"seconds of search are 0 to {LONGEST}", f"搜索时间须为 0 至 {LONGEST} 秒")]
            )


@dataclass(frozen=True)
class Iterations:
    """Stop after so many iterations; the plan is then the same on every run of the same PyVRP. Raises TouringError."""

    limit: int

    def __post_init__(self):
        if not 1 <= self.limit <= MOST_ITERATIONS:
            words = f"iterations are 1 to {MOST_ITERATIONS}", f"迭代次数须为 1 至 {MOST_ITERATIONS}"
            raise TouringError([Fault("iterations", *words)])


@dataclass(frozen=True)
class Plan:
    """``days[d]``: the visits of the problem's day d in order. ``travel``: seconds on the road, back home included."""

    days: tuple[tuple[Visit, ...], ...]
    travel: int
    iterations: int


def solve(problem: Problem, *, stop: Seconds | Iterations, seed: int = 0) -> Plan:
    """The plan with the least travel found before `stop`. Raises NoPlan when none was found that keeps every hour,
    TouringError for a seed that the search can't take."""
    if not 0 <= seed < SEEDS:
        raise TouringError([Fault("seed", f"a seed is 0 to {SEEDS - 1}", f"种子须为 0 至 {SEEDS - 1}")])
    if len(problem.days) == 1 and len(problem.stops) <= EXACT:
        order = shortest(problem, problem.days[0], range(len(problem.stops)))
        if order is None:
            raise NoPlan([_out(problem, _left_out(problem, stop, seed))])
        visits, travel = drive(problem, problem.days[0], order)
        return Plan((visits,), travel, 0)
    result = _searched(problem, stop, seed, required=True)
    if not result.is_feasible():
        left = _left_out(problem, stop, seed)
        raise NoPlan([_out(problem, left)])
    orders = _orders(problem, result.best)
    days, travel = [], 0
    for day, order in zip(problem.days, orders, strict=True):
        if 0 < len(order) <= EXACT:
            order = shortest(problem, day, order) or order
        visits, driven = drive(problem, day, order)
        days.append(visits)
        travel += driven
    return Plan(tuple(days), travel, result.num_iterations)


def _out(problem: Problem, left: tuple[int, ...]) -> Fault:
    count = len(problem.days)
    span = "one day" if count == 1 else f"{count} days"
    return Fault(
        "no-plan",
        f"no plan for {span} was found; give more days or longer hours. These stops stay out",
        f"未能排入 {count} 天；请增加天数或延长工时。排不进的停靠点",
        tuple(problem.stops[i].name for i in left),
    )


def _left_out(problem: Problem, stop, seed: int) -> tuple[int, ...]:
    limit = Seconds(min(NAMING, stop.limit)) if isinstance(stop, Seconds) else stop
    best = _searched(problem, limit, seed, required=False).best
    seen = {i for order in _orders(problem, best) for i in order}
    return tuple(i for i in range(len(problem.stops)) if i not in seen)


def _searched(problem: Problem, stop, seed: int, *, required: bool):
    try:
        from pyvrp import solve as search
        from pyvrp.stop import MaxIterations, MaxRuntime
    except ImportError as error:
        raise RuntimeError("touring needs PyVRP: pip install 'anbao[touring]'") from error
    ending = MaxRuntime(stop.limit) if isinstance(stop, Seconds) else MaxIterations(stop.limit)
    return search(_data(problem, required), stop=ending, seed=seed, collect_stats=False, display=False)


def _data(problem: Problem, required: bool):
    """PyVRP's form: a day is a vehicle; travel is both distance (the cost) and duration."""
    from pyvrp import Client, Depot, Location, ProblemData, VehicleType

    travel = np.minimum(problem.travel, NO_WAY)
    prize = 0 if required else int(travel[travel < NO_WAY].max(initial=1)) * 4 + 1
    count = [1] if problem.most else []
    places = [Location(0, 0, name=p.name) for p in problem.places]
    clients = [
        Client(
            problem.at(i), delivery=count, service_duration=s.service, tw_early=s.opens,
            tw_late=max(s.closes - s.service, 0), required=required, prize=prize,
        )
        for i, s in enumerate(problem.stops)
    ]  # fmt: skip
    depots = [Depot(i) for i in range(len(problem.depots))]
    vehicles = [
        VehicleType(
            len(days), capacity=[problem.most] if problem.most else [], start_depot=d.depot, end_depot=d.depot,
            tw_early=d.starts, tw_late=d.ends, shift_duration=d.ends - d.starts, unit_distance_cost=1,
        )
        for d, days in _alike(problem)
    ]  # fmt: skip
    return ProblemData(places, clients, depots, vehicles, [travel], [travel])


def _alike(problem: Problem) -> list[tuple[Day, list[int]]]:
    """Days with the same depot and hours are one kind of vehicle: the search need not tell them apart."""
    same = lambda d: (d.depot, d.starts, d.ends)  # noqa: E731
    return [(kind, [n for n, d in enumerate(problem.days) if same(d) == same(kind)]) for kind in problem.shapes]


def _orders(problem: Problem, solution) -> list[list[int]]:
    orders: list[list[int]] = [[] for _ in problem.days]
    free = [list(days) for _, days in _alike(problem)]
    for route in solution.routes():
        orders[free[route.vehicle_type()].pop(0)] = [int(a.idx) for a in route if a.is_client()]
    return orders
