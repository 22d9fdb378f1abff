"""Read the text form of Curtois and Qu's employee shift scheduling benchmark.

Sections: HORIZON, SHIFTS (id, minutes, shifts that may not follow), STAFF (id, most of each shift, most and least
minutes, most and least days worked in a row, least days off in a row, most weekends), DAYS_OFF, SHIFT_ON_REQUESTS,
SHIFT_OFF_REQUESTS, COVER (day, shift, number, price of one missing, price of one too many). Runs at the horizon's edges
may be short, as published: the days outside are taken as endless work, or endless rest, for least runs, and as days off
for the most. The first day is a Monday.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from anbao.engines.rostering import rules as r
from anbao.engines.rostering.faults import Fault, RosteringError, refuse
from anbao.engines.rostering.problem import Person, Problem, Shift

SECTIONS = ("HORIZON", "SHIFTS", "STAFF", "DAYS_OFF", "SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS", "COVER")
WIDTH = {"HORIZON": 1, "SHIFTS": 3, "STAFF": 8, "SHIFT_ON_REQUESTS": 4, "SHIFT_OFF_REQUESTS": 4, "COVER": 5}


def read_instance(text: str) -> Problem:
    """The problem of an instance file. Raises ``RosteringError`` with every fault at once: form, numbers, names and days
    that are not in the file, each by its line."""
    rows, heads, faults = _sections(text)
    made: list[r.Rule] = []
    for name in ("SHIFTS", "STAFF", "DAYS_OFF", "SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS", "COVER"):
        made += _each(rows[name], MAKERS.get(name), faults)
    shifts = _each(rows["SHIFTS"], lambda line: [Shift(line[0], int(line[1]))], faults)
    people = _each(rows["STAFF"], lambda line: [Person(line[0], shifts=_worked(line[1]))], faults)
    days = _each(rows["HORIZON"], lambda line: [int(line[0])], faults)
    if len(days) > 1:
        faults.append(Fault("horizon", "SECTION_HORIZON must hold one number", "SECTION_HORIZON 须为一个数"))
    faults += _strangers(rows, heads, days[0] if len(days) == 1 else None)
    if faults:
        faults += _of_the_frame(days, shifts, people)
    refuse(dict.fromkeys(faults))
    return Problem(days[0], tuple(shifts), tuple(people), tuple(_merged(made)))


def _of_the_frame(days, shifts, people):
    """What is wrong with horizon, shifts and people themselves; what they mention is told by its line."""
    if not (days and shifts and people):
        return ()
    try:
        Problem(days[0], tuple(shifts), tuple(people))
    except RosteringError as refused:
        return [fault for fault in refused.faults if fault.code not in ("person", "shift", "day")]
    return ()


def _strangers(rows, heads, days: int | None):
    """People, shifts and days that lines mention and the file doesn't have; without a horizon days are not judged."""
    for section, mentions in MENTIONS.items():
        for number, cells in rows[section]:
            people, when, shifts = mentions(cells)
            for code, zh, names, known in (("person", "人员", people, "STAFF"), ("shift", "班次", shifts, "SHIFTS")):
                for name in sorted(set(names) - heads[known]):
                    text = f"line {number}: unknown {code} {name[:40]}"
                    yield Fault(code, text, f"第 {number} 行：未知{zh} {name[:40]}")
            for day in when if days is not None else ():
                if _outside(day, days):
                    text = f"line {number}: day {day[:20]} outside the horizon, days are 0 to {days - 1}"
                    yield Fault("day", text, f"第 {number} 行：第 {day[:20]} 天不在周期内（0 至 {days - 1}）")


def _outside(cell: str, days: int) -> bool:
    """Whether a cell is a day that the horizon doesn't have; what is no number is told elsewhere."""
    try:
        return not 0 <= int(cell) < days
    except ValueError:
        return False


def _sections(text):
    """(section -> (line, cells) of its rows, section -> first cells of all its lines, faults)."""
    rows, heads, faults, section = defaultdict(list), defaultdict(set), [], None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("SECTION_"):
            section = line[8:].rstrip(", ")
            if section not in SECTIONS:
                faults.append(
                    Fault("section", f"line {number}: unknown section {section[:40]}", f"第 {number} 行：未知段落")
                )
                section = None
            continue
        cells = [cell.strip() for cell in line.split(",")]
        if section is None:
            faults.append(Fault("line", f"line {number}: outside any section", f"第 {number} 行：不在任何段落内"))
            continue
        heads[section].add(cells[0])
        cells = _filled(cells, WIDTH.get(section, 1))
        if section in WIDTH and len(cells) != WIDTH[section]:
            text = f"line {number}: {len(cells)} fields, not {WIDTH[section]} as {section} has"
            faults.append(Fault("line", text, f"第 {number} 行：{len(cells)} 列，应为 {WIDTH[section]} 列"))
        else:
            rows[section].append((number, cells))
    for name in ("HORIZON", "SHIFTS", "STAFF", "COVER"):
        if not rows[name]:
            faults.append(Fault("section", f"SECTION_{name} is missing or empty", f"缺少 SECTION_{name}"))
    return rows, heads, faults


def _filled(cells: list[str], width: int) -> list[str]:
    """Without empty cells beyond the section's, which a spreadsheet adds to lines shorter than its longest."""
    most = len(cells)
    while most > width and not cells[most - 1]:
        most -= 1
    return cells[:most]


def _each(lines, make, faults):
    made = []
    for number, cells in lines if make else ():
        try:
            made += make(cells)
        except RosteringError as refused:
            faults += [Fault(f.code, f"line {number}: {f.en}", f"第 {number} 行：{f.zh}") for f in refused.faults]
        except ValueError:
            faults.append(Fault("number", f"line {number}: not a number where one is due", f"第 {number} 行：应为数字"))
    return made


def _limits(cell: str) -> dict[str, int]:
    return {
        name.strip(): int(most) for name, _, most in (part.partition("=") for part in cell.split("|") if part.strip())
    }


def _worked(cell: str) -> tuple[str, ...]:
    return tuple(name for name, most in _limits(cell).items() if most > 0)


def _staff(cells):
    who = (cells[0],)
    most_minutes, least_minutes, most_run, least_run, least_free, most_weekends = map(int, cells[2:])
    yield from (r.Quota(people=who, shifts=(name,), most=most) for name, most in _limits(cells[1]).items() if most > 0)
    yield r.Hours(people=who, least=least_minutes, most=most_minutes)
    yield r.Run(people=who, least=least_run, most=most_run)
    yield r.FreeRun(people=who, least=least_free)
    yield r.Weekends(people=who, most=most_weekends)


def _cover(cells):
    day, shift, need, under, over = cells
    yield r.Crew(day=int(day), shifts=(shift,), need=int(need), most=int(need), weight=int(under), over=int(over))


def _wish(want):
    def make(cells):
        who, day, shift, weight = cells
        yield r.Wish(people=(who,), day=int(day), shifts=(shift,), want=want, weight=int(weight))

    return make


def _follow(cells):
    after = tuple(name.strip() for name in cells[2].split("|") if name.strip())
    if after:
        yield r.Follow(before=cells[0], after=after)


def _merged(rules):
    """Rules alike but for their people become one."""
    groups: dict[r.Rule, list[str]] = {}
    for rule in rules:
        if isinstance(rule, r.Hours | r.Run | r.FreeRun | r.Weekends | r.Quota):
            groups.setdefault(replace(rule, people=()), []).extend(rule.people)
        else:
            yield rule
    for rule, people in groups.items():
        yield replace(rule, people=tuple(people))


MAKERS = {
    "SHIFTS": _follow,
    "STAFF": _staff,
    "DAYS_OFF": lambda cells: [r.Leave(people=(cells[0],), days=tuple(map(int, cells[1:])))],
    "SHIFT_ON_REQUESTS": _wish(True),
    "SHIFT_OFF_REQUESTS": _wish(False),
    "COVER": _cover,
}


def _names(cell: str) -> list[str]:
    return [part.partition("=")[0].strip() for part in cell.split("|") if part.strip()]


#: section -> (people, days, shifts) that the cells of a line mention
MENTIONS = {
    "SHIFTS": lambda cells: ((), (), _names(cells[2])),
    "STAFF": lambda cells: ((), (), _names(cells[1])),
    "DAYS_OFF": lambda cells: (cells[:1], cells[1:], ()),
    "SHIFT_ON_REQUESTS": lambda cells: (cells[:1], cells[1:2], cells[2:3]),
    "SHIFT_OFF_REQUESTS": lambda cells: (cells[:1], cells[1:2], cells[2:3]),
    "COVER": lambda cells: ((), cells[:1], cells[1:2]),
}
