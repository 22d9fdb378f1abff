"""An independent judge of a trace, in plain Python and by another road than the solver's.

Reaching is recomputed by one sweep through time that keeps, for every account and every hop count, the latest arrival
by a walk of at most that many transfers. (The latest one is enough: if any arrival before a departure is within dwell
of it, so is the latest. One label per hop count is needed, for the latest arrival may have used too many hops.) Money
is judged by its sums.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby

from anbao.engines.tracing.problem import Problem
from anbao.engines.tracing.solve import Trace


def check(trace: Trace) -> list[str]:
    """Everything that is wrong with the trace, in sentences; empty when it holds."""
    return [*check_hops(trace), *check_money(trace)]


def swept_hops(problem: Problem) -> dict[int, int]:
    """Row -> hop, by the sweep."""
    t, sign = problem.transfers, -1 if problem.backward else 1
    near, far = (t.dst, t.src) if problem.backward else (t.src, t.dst)
    degree: dict[int, int] = defaultdict(int)
    for account in near.tolist():
        degree[account] += 1
    seeds, stops = set(problem.seeds.tolist()), set(problem.stops.tolist())
    latest: dict[int, dict[int, int]] = defaultdict(dict)
    hops: dict[int, int] = {}
    times = (sign * t.time).tolist()
    for time, rows in groupby(sorted(range(len(t)), key=times.__getitem__), key=times.__getitem__):
        arrivals = []
        for row in rows:
            account = int(near[row])
            if account in seeds:
                hop = 1
            elif account in stops or (problem.hub is not None and degree[account] > problem.hub):
                continue
            else:
                hop = min((h + 1 for h, at in latest[account].items() if time - at <= problem.dwell), default=0)
            if 1 <= hop <= problem.hops:
                hops[row] = hop
                arrivals.append((int(far[row]), hop))
        for account, hop in arrivals:  # only now: the next departure must be strictly later
            latest[account][hop] = time
    return hops


def check_hops(trace: Trace) -> list[str]:
    claimed = dict(zip(trace.rows.tolist(), trace.hop.tolist(), strict=True))
    faults = [] if len(claimed) == len(trace) else ["a transfer is listed twice"]
    true = swept_hops(trace.problem)
    faults += [f"row {row + 1} can't be reached" for row in sorted(claimed.keys() - true.keys())]
    faults += [
        f"row {row + 1} is reached at hop {true[row]} and not listed" for row in sorted(true.keys() - claimed.keys())
    ]
    both = sorted(claimed.keys() & true.keys())
    return faults + [
        f"row {row + 1} has hop {true[row]}, not {claimed[row]}" for row in both if true[row] != claimed[row]
    ]


def check_money(trace: Trace) -> list[str]:
    problem, t = trace.problem, trace.problem.transfers
    near, far = (t.dst, t.src) if problem.backward else (t.src, t.dst)
    seeds = set(problem.seeds.tolist())
    rest: dict[int, int] = defaultdict(int)
    for row, hop, tainted in zip(trace.rows.tolist(), trace.hop.tolist(), trace.tainted.tolist(), strict=True):
        if not 0 <= tainted <= t.cents[row]:
            return [f"row {row + 1} of {t.cents[row]} cents can't carry {tainted} tainted ones"]
        if hop == 1 and tainted != t.cents[row]:
            return [f"row {row + 1} leaves a seed and must be tainted throughout"]
        rest[int(far[row])] += tainted
        if int(near[row]) not in seeds:
            rest[int(near[row])] -= tainted
    for account, cents in enumerate(trace.given_up.tolist()):
        rest[account] -= cents
    return [f"account {account} gives {-cents} more cents than it got" for account, cents in rest.items() if cents < 0]
