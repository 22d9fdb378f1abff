"""Judge any roster, hand-made ones too. One function per rule, in plain loops, sharing nothing with the solver."""

from __future__ import annotations

import itertools
from collections import defaultdict

from anbao.engines.rostering import rules as r
from anbao.engines.rostering.faults import Fault, refuse
from anbao.engines.rostering.findings import Finding, Judgement
from anbao.engines.rostering.problem import Person, Problem, Roster


class _Sheet:
    """A roster ready to be looked at."""

    def __init__(self, problem: Problem, roster: Roster):
        self.problem, self.roster = problem, roster
        self.person = {person.id: person for person in problem.people}
        self.shift = {shift.id: shift for shift in problem.shifts}
        self.stood = defaultdict(list)
        for name, line in roster.items():
            for day, shift in enumerate(line):
                if shift is not None:
                    self.stood[day, shift].append(name)

    def days(self, name: str) -> list[int]:
        return [day for day, shift in enumerate(self.roster[name]) if shift is not None]

    def on(self, day: int, shifts, licence: str = "") -> int:
        names = [name for shift in dict.fromkeys(shifts) for name in self.stood.get((day, shift), ())]
        return sum(not licence or self.person[name].licensed(licence, day) for name in names)

    def tally(self, name: str, what: str) -> int:
        worked = self.days(name)
        if what == "nights":
            return sum(self.shift[self.roster[name][day]].night for day in worked)
        if what == "holidays":
            return len(set(worked) & set(self.problem.holidays))
        if what == "weekends":
            return len({day + 5 - self.problem.weekday(day) for day in worked if self.problem.weekday(day) >= 5})
        return len(worked)


def check(problem: Problem, roster: Roster) -> Judgement:
    """Every breach of every rule. Raises ``RosteringError`` with all faults when the roster is not one of this problem."""
    refuse(_misfits(problem, roster))
    sheet = _Sheet(problem, roster)
    found = list(_permitted(sheet))
    for rule in problem.held:
        for people, day, amount, en, zh, *own in JUDGES[type(rule)](sheet, rule):
            unit = own[0] if own else rule.weight
            if unit != 0:
                units = amount * amount if isinstance(rule, r.Fair) else amount
                found.append(Finding(rule, people, day, amount, (unit or 0) * units, en, zh))
    return Judgement(tuple(found))


def _misfits(problem, roster):
    known = {person.id for person in problem.people}
    shifts = {shift.id for shift in problem.shifts} | {None}
    for name in sorted(set(roster) - known, key=str):
        yield Fault("person", f"{name} is not a person of this problem", f"{name} 不在人员名单中")
    for name in sorted(known - set(roster)):
        yield Fault("person", f"{name} has no line in the roster", f"{name} 没有排班")
    for name in sorted(known & set(roster)):
        line = roster[name]
        if len(line) != problem.days:
            yield Fault(
                "days",
                f"{name}: {len(line)} days, not {problem.days}",
                f"{name}：{len(line)} 天，应为 {problem.days} 天",
            )
        for shift in sorted({str(shift) for shift in line if shift not in shifts}):
            yield Fault("shift", f"{name}: unknown shift {shift}", f"{name}：未知班次 {shift}")


def _permitted(sheet):
    for name, line in sheet.roster.items():
        may = sheet.person[name].shifts
        for day, shift in enumerate(line):
            if shift is not None and may is not None and shift not in may:
                en, zh = f"{name} may not stand {shift} (day {day + 1})", f"{name} 不得上 {shift}（第 {day + 1} 天）"
                yield Finding(None, (name,), day, 1, 0, en, zh)


def crew(sheet: _Sheet, rule: r.Crew):
    count, en_zh = sheet.on(rule.day, rule.shifts, rule.licence), rule.sentence()
    if count < rule.need:
        missing = rule.need - count
        yield (), rule.day, missing, f"{en_zh[0]}: {missing} missing", f"{en_zh[1]}：缺 {missing} 人"
    if rule.most is not None and count > rule.most:
        many = count - rule.most
        yield (), rule.day, many, f"{en_zh[0]}: {many} too many", f"{en_zh[1]}：多 {many} 人", rule.over


def watch(sheet: _Sheet, rule: r.Watch):
    problem = sheet.problem
    edges = {rule.start, rule.end}
    for shift in problem.shifts:
        edges |= {edge % 1440 for edge in (shift.start, shift.start + shift.minutes)}
    edges = sorted(edge for edge in edges if rule.start <= edge <= rule.end)
    for day in rule.days or range(problem.days):
        for start, end in itertools.pairwise(edges):
            count = _on_duty(sheet, rule.licence, day * 1440 + start)
            if count is not None and count < rule.need:
                missing, when = rule.need - count, f"{r.clock_of(start)}-{r.clock_of(end)}"
                en, zh = rule.sentence()
                yield (
                    *((), day, missing),
                    f"day {day + 1} {when}: {missing} missing ({en})",
                    f"第 {day + 1} 天 {when} 缺 {missing} 人（{zh}）",
                )


def _on_duty(sheet, licence, minute) -> int | None:
    """People on duty at a minute of the horizon; None where only a shift begun before it reaches the minute."""
    count = 0
    if sheet.problem.before_the_horizon(minute):
        return None
    for shift in sheet.problem.shifts:
        for day in range(minute // 1440, minute // 1440 - 4, -1):
            if not day * 1440 + shift.start <= minute < day * 1440 + shift.start + shift.minutes:
                continue
            if day >= 0:
                count += sheet.on(day, (shift.id,), licence)
            for person in sheet.problem.people if day == -1 else ():
                stands = person.past is not None and person.past.run > 0 and person.past.shift == shift.id
                count += stands and (not licence or person.licensed(licence, 0))
    return count


def shift_length(sheet: _Sheet, rule: r.ShiftLength):
    for name in sheet.problem.bound(rule):
        for day in sheet.days(name):
            shift = sheet.roster[name][day]
            if sheet.shift[shift].minutes > rule.minutes:
                en, zh = rule.sentence()
                yield (
                    (name,),
                    day,
                    1,
                    f"{name}, {shift} on day {day + 1}: {en}",
                    f"{name} 第 {day + 1} 天 {shift}：{zh}",
                )


def _worked_before(person: Person):
    """(day, shift) of the last shift before the horizon, if known."""
    return [] if person.past is None else [(-1 - person.past.free, person.past.shift)]


def _turns(sheet, name):
    """Pairs of one shift and the next: (day, shift, day, shift)."""
    stood = [(day, sheet.roster[name][day]) for day in sheet.days(name)]
    line = _worked_before(sheet.person[name]) + stood
    return [(*one, *two) for one, two in itertools.pairwise(line)]


def follow(sheet: _Sheet, rule: r.Follow):
    en, zh = rule.sentence()
    for name in sheet.problem.bound(rule):
        for day, shift, then, following in _turns(sheet, name):
            if then == day + 1 and shift == rule.before and following in rule.after:
                yield (name,), then, 1, f"{name}, day {then + 1}: {en}", f"{name} 第 {then + 1} 天：{zh}"


def rest(sheet: _Sheet, rule: r.Rest):
    en, zh = rule.sentence()
    for name in sheet.problem.bound(rule):
        for day, shift, then, following in _turns(sheet, name):
            ends = day * 1440 + sheet.shift[shift].start + sheet.shift[shift].minutes
            if then * 1440 + sheet.shift[following].start - ends < rule.minutes:
                yield (name,), then, 1, f"{name}, day {then + 1}: {en}", f"{name} 第 {then + 1} 天：{zh}"


def _runs(flags):
    """(first, length) of every run of true flags."""
    first = None
    for day, flag in enumerate([*flags, False]):
        if flag and first is None:
            first = day
        elif not flag and first is not None:
            yield first, day - first
            first = None


def run(sheet: _Sheet, rule: r.Run):
    en, zh = rule.sentence()
    for name in sheet.problem.bound(rule):
        line, past = sheet.roster[name], sheet.person[name].past
        before = past.run if past else 0
        runs = list(_runs([shift is not None for shift in line]))
        if before and line[0] is None:
            runs.insert(0, (0, 0))  # the run of the eve ends with it
        for first, length in runs:
            carried = before if first == 0 else 0
            total, last = length + carried, first + length == len(line)
            open_edge = last or (first == 0 and past is None)
            short = 0 if open_edge else max(rule.least - total, 0)
            long = 0 if rule.most is None else min(max(total - rule.most, 0), length)
            for amount in filter(None, (short, long)):
                yield (
                    (name,),
                    first,
                    amount,
                    f"{name}, from day {first + 1}: {en}",
                    f"{name} 从第 {first + 1} 天起：{zh}",
                )


def free_run(sheet: _Sheet, rule: r.FreeRun):
    en, zh = rule.sentence()
    for name in sheet.problem.bound(rule):
        line, past = sheet.roster[name], sheet.person[name].past
        runs = list(_runs([shift is None for shift in line]))
        if past and past.free and line[0] is not None:
            runs.insert(0, (0, 0))
        for first, length in runs:
            known = past is not None and first == 0
            total = length + (past.free if known else 0)
            open_edge = first + length == len(line) or (first == 0 and past is None)
            if not open_edge and total < rule.least:
                amount = rule.least - total
                yield (
                    (name,),
                    first,
                    amount,
                    f"{name}, from day {first + 1}: {en}",
                    f"{name} 从第 {first + 1} 天起：{zh}",
                )


def _outside(sheet, rule, count, least, most):
    """Breaches of a count per person that should lie in least..most."""
    en, zh = rule.sentence()
    for name in sheet.problem.bound(rule):
        value = count(name)
        amount = max(least - value, 0 if most is None else value - most, 0)
        if amount:
            yield (name,), None, amount, f"{name} has {value}: {en}", f"{name} 实为 {value}：{zh}"


def hours(sheet: _Sheet, rule: r.Hours):
    def minutes(name):
        return sum(sheet.shift[shift].minutes for shift in sheet.roster[name] if shift is not None)

    return _outside(sheet, rule, minutes, rule.least, rule.most)


def quota(sheet: _Sheet, rule: r.Quota):
    return _outside(sheet, rule, lambda name: sum(s in rule.shifts for s in sheet.roster[name]), rule.least, rule.most)


def weekends(sheet: _Sheet, rule: r.Weekends):
    return _outside(sheet, rule, lambda name: sheet.tally(name, "weekends"), 0, rule.most)


def holidays(sheet: _Sheet, rule: r.Holidays):
    return _outside(sheet, rule, lambda name: sheet.tally(name, "holidays"), 0, rule.most)


def fair(sheet: _Sheet, rule: r.Fair):
    def balance(name):
        return sheet.tally(name, rule.tally) + sum(n for what, n in sheet.person[name].carried if what == rule.tally)

    return _outside(sheet, rule, balance, rule.low, rule.high)


def leave(sheet: _Sheet, rule: r.Leave):
    for name in sheet.problem.bound(rule):
        for day in sorted(set(rule.days)):
            if sheet.roster[name][day] is not None:
                yield (name,), day, 1, f"{name} works on leave day {day + 1}", f"{name} 第 {day + 1} 天休假却上班"


def wish(sheet: _Sheet, rule: r.Wish):
    en, zh = rule.sentence()
    for name in sheet.problem.bound(rule):
        shift = sheet.roster[name][rule.day]
        got = shift is not None and (not rule.shifts or shift in rule.shifts)
        if got != rule.want:
            yield (name,), rule.day, 1, f"{name} {en}", f"{name} {zh}"


def pair(sheet: _Sheet, rule: r.Pair):
    one, two = sorted(set(rule.people))
    en, zh = rule.sentence()
    for day, (a, b) in enumerate(zip(sheet.roster[one], sheet.roster[two], strict=True)):
        if rule.together:
            amount = 0 if a == b else (a is not None) + (b is not None)
        else:
            amount = int(a is not None and a == b)
        if amount:
            yield (one, two), day, amount, f"day {day + 1}: {en}", f"第 {day + 1} 天：{zh}"


JUDGES = {
    r.Crew: crew,
    r.Watch: watch,
    r.ShiftLength: shift_length,
    r.Follow: follow,
    r.Rest: rest,
    r.Run: run,
    r.FreeRun: free_run,
    r.Hours: hours,
    r.Quota: quota,
    r.Weekends: weekends,
    r.Holidays: holidays,
    r.Leave: leave,
    r.Wish: wish,
    r.Pair: pair,
    r.Fair: fair,
}
