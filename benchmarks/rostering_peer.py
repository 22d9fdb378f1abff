"""The peer of the rostering benchmark, run in an environment that has CPMpy 1.1.1: its CP-SAT on the usual model.

    PEER_PYTHON benchmarks/rostering_peer.py INSTANCE.txt SECONDS WORKERS     writes the roster to standard output

The model is the one of CPMpy's own nurse scheduling example for these instances: a boolean for person, day and shift,
sums over windows of days for runs, requests and cover in the objective.
"""

from __future__ import annotations

import csv
import sys

import cpmpy as cp


def sections(path: str) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    with open(path, encoding="utf-8") as file:
        for line in map(str.strip, file):
            if line.startswith("SECTION_"):
                rows = found.setdefault(line[8:], [])
            elif line and not line.startswith("#"):
                rows.append([cell.strip() for cell in line.split(",")])
    return found


def line_rules(model, x, on, row, days, shifts, length) -> None:
    """The hard rules of one person; ``x`` is days x shifts, ``on`` days."""
    limits = dict(part.split("=") for part in row[1].split("|"))
    most, least, run_most, run_least, free_least, weekends = map(int, row[2:])
    for s, name in enumerate(shifts):
        model += cp.sum(x[:, s]) <= int(limits[name])
    model += cp.sum([length[s] * x[d, s] for d in range(days) for s in range(len(shifts))]) <= most
    model += cp.sum([length[s] * x[d, s] for d in range(days) for s in range(len(shifts))]) >= least
    for d in range(days - run_most):
        model += cp.sum(on[d : d + run_most + 1]) <= run_most
    for size, flag in [(n, True) for n in range(1, run_least)] + [(n, False) for n in range(1, free_least)]:
        for d in range(days - size - 1):
            inside = [1 - on[e] if flag else on[e] for e in range(d + 1, d + 1 + size)]
            edges = [on[d], on[d + size + 1]] if flag else [1 - on[d], 1 - on[d + size + 1]]
            model += cp.sum(inside + edges) >= 1
    model += cp.sum([on[d] | on[d + 1] for d in range(5, days - 1, 7)]) <= weekends


def build(path: str):
    told = sections(path)
    days, shifts = int(told["HORIZON"][0][0]), [row[0] for row in told["SHIFTS"]]
    length, staff = [int(row[1]) for row in told["SHIFTS"]], [row[0] for row in told["STAFF"]]
    person, shift = {name: p for p, name in enumerate(staff)}, {name: s for s, name in enumerate(shifts)}
    x = cp.boolvar(shape=(len(staff), days, len(shifts)))
    model, cost = cp.Model(), []
    barred = [(shift[row[0]], shift[name]) for row in told["SHIFTS"] for name in row[2].split("|") if name]
    for p, row in enumerate(told["STAFF"]):
        on = [cp.sum(x[p, d]) for d in range(days)]
        flags = cp.boolvar(shape=days)
        for d in range(days):
            model += on[d] == flags[d]
        line_rules(model, x[p], flags, row, days, shifts, length)
        for d in range(days - 1):
            for a, b in barred:
                model += x[p, d, a] + x[p, d + 1, b] <= 1
    for row in told.get("DAYS_OFF", []):
        for d in map(int, row[1:]):
            model += cp.sum(x[person[row[0]], d]) == 0
    for name, d, s, weight in told.get("SHIFT_ON_REQUESTS", []):
        cost.append(int(weight) * (1 - x[person[name], int(d), shift[s]]))
    for name, d, s, weight in told.get("SHIFT_OFF_REQUESTS", []):
        cost.append(int(weight) * x[person[name], int(d), shift[s]])
    for d, s, need, under, over in told["COVER"]:
        count = cp.sum(x[:, int(d), shift[s]])
        short, long = cp.intvar(0, len(staff)), cp.intvar(0, len(staff))
        model += count + short - long == int(need)
        cost.append(int(under) * short + int(over) * long)
    model.minimize(cp.sum(cost))
    return model, x, staff, shifts


def main() -> None:
    path, seconds, workers = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    model, x, staff, shifts = build(path)
    if not model.solve(solver="ortools", time_limit=seconds, num_workers=workers):
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    for p, name in enumerate(staff):
        writer.writerow(
            [name, *("".join(s for k, s in enumerate(shifts) if x[p, d, k].value()) for d in range(x.shape[1]))]
        )


if __name__ == "__main__":
    main()
