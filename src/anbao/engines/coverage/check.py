"""The rules of the package head once more, as slow plain loops that share nothing with the engine but its words.

``faults(coverage)`` judges a coverage: every cell, every figure, every total. For tests and small problems.
"""

from collections import defaultdict

NAMES = ("out of scope", "excused", "on time", "open", "late", "missed", "hole")
WORST_FIRST = ("missed", "late", "open", "on time", "excused")


def state_of_task(problem, task, arrivals, asof):
    """Rules 1 and 2. ``arrivals``: the minutes of the task's evidence."""
    tasks = problem.tasks
    until = int(tasks.day[task]) * 1440 + int(tasks.due_minute[task]) + int(tasks.grace_minutes[task])
    if tasks.excused[task]:
        return "excused"
    for at in arrivals:
        if at <= asof and at <= until:
            return "on time"
    for at in arrivals:
        if at <= asof:
            return "late"
    return "missed" if asof > until else "open"


def state_of_cell(states, is_wanted, is_held):
    """Rules 3 and 6. ``states``: those of the cell's tasks."""
    if not states:
        return "hole" if is_wanted else "out of scope"
    worst = next(state for state in WORST_FIRST if state in states)
    if worst != "excused" and not is_held:
        return "hole"
    return worst


def states_of(problem, asof):
    """{(place, measure, day): state in words} of every cell."""
    arrivals, of_cell, of_line = defaultdict(list), defaultdict(list), defaultdict(list)
    for task, at in zip(problem.evidence.task.tolist(), problem.evidence.at_minute.tolist(), strict=True):
        arrivals[task].append(at)
    for task in range(len(problem.tasks.place)):
        cell = (int(problem.tasks.place[task]), int(problem.tasks.measure[task]), int(problem.tasks.day[task]))
        of_cell[cell].append(state_of_task(problem, task, arrivals[task], asof))
    for duty in range(len(problem.duties.place)):
        line = (int(problem.duties.place[duty]), int(problem.duties.measure[duty]))
        days = (int(problem.duties.first_day[duty]), int(problem.duties.last_day[duty]))
        of_line[line].append((*days, int(problem.duties.person[duty])))
    states = {}
    for place in range(problem.places):
        for measure in range(problem.measures):
            duties = of_line[place, measure]
            for day in range(problem.days):
                begun = any(first <= day for first, _, _ in duties)
                not_over = any(last >= day for _, last, _ in duties)
                is_wanted = bool(problem.cadence[measure, day]) and begun and not_over
                is_held = any(first <= day <= last and person != -1 for first, last, person in duties)
                states[place, measure, day] = state_of_cell(of_cell[place, measure, day], is_wanted, is_held)
    return states


def figures_of(problem, states):
    """{(place, net, figure in words, day): number}, of the subtree of each place (rule 7)."""
    figures = defaultdict(int)
    for (place, measure, day), state in states.items():
        counted = [state] if state not in ("out of scope", "open") else []
        if state in ("on time", "late", "missed", "open"):
            counted.append("due")
        above = place
        while above != -1:
            for figure in counted:
                figures[above, int(problem.net_of_measure[measure]), figure, day] += 1
            above = int(problem.parent[above])
    return figures


def faults(coverage) -> list[str]:
    """Every cell and every total that the plain loops see differently, in words."""
    problem, found = coverage.facts(), []
    states = states_of(problem, coverage.asof)
    for cell, state in states.items():
        said = NAMES[coverage.states[cell]]
        if said != state:
            found.append(f"cell {cell}: {said}, should be {state}")
    figures = figures_of(problem, states)
    for place in range(problem.places):
        for net in range(problem.nets):
            for day in range(problem.days):
                for name, said in coverage.totals(place, net=net, days=(day, day))._asdict().items():
                    counted = figures[place, net, name.replace("_", " "), day]
                    if said != counted:
                        found.append(f"place {place}, net {net}, day {day}: {name} {said}, should be {counted}")
    return found
