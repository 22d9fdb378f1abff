"""The engine's own JSON form of a problem, and the CSV form of a roster.

A problem is an object: days, first (ISO date), holidays, shifts, people, rules. A rule is its class's fields and
``kind``, the class's name. Unknown keys are refused, so that a misspelt one isn't a rule less.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import MISSING, asdict, dataclass, fields, replace
from datetime import date

from anbao.engines.json_once import read_once, words
from anbao.engines.rostering.faults import Fault, RosteringError, refuse
from anbao.engines.rostering.kinds import TEXT, TRUTH, WHOLE
from anbao.engines.rostering.problem import Licence, Past, Person, Problem, Roster, Shift
from anbao.engines.rostering.rules import KINDS, Crew


@dataclass(frozen=True)
class Where:
    """A place in the document, as a fault names it."""

    what: str
    zh_what: str
    number: int
    part: tuple[str, str] = ("", "")

    @property
    def en(self) -> str:
        return f"{self.what} {self.number}{self.part[0]}"

    @property
    def zh(self) -> str:
        return f"第 {self.number} 个{self.zh_what}{self.part[1]}"

    def of(self, en: str, zh: str) -> Where:
        return replace(self, part=(f", {en}", f"的{zh}"))


def read_problem(text: str) -> Problem:
    """The problem of a JSON document. Raises ``RosteringError`` with all that is wrong with its form, then its content."""
    try:
        told, doubled = read_once(text)
    except (ValueError, RecursionError) as error:
        raise RosteringError([Fault("json", f"not JSON: {error}", f"不是 JSON：{error}")]) from None
    faults = [Fault("key", *words(key, place)) for key, place in doubled]
    if not isinstance(told, dict):
        raise RosteringError([Fault("json", "the document must be an object", "文档须为一个对象")])
    shifts = [_made(Shift, row, Where("shift", "班次", n), faults) for n, row in _rows(told, "shifts", faults)]
    people = [_person(row, Where("person", "人员", n), faults) for n, row in _rows(told, "people", faults)]
    rules = [_rule(row, Where("rule", "规则", n), faults) for n, row in _rows(told, "rules", faults)]
    strays = set(told) - {"days", "first", "holidays", "shifts", "people", "rules"}
    faults += [Fault("key", f"unknown key {name!r}", f"未知的键 {name!r}") for name in sorted(strays)]
    first = None
    try:
        first = date.fromisoformat(told["first"]) if told.get("first") is not None else None
    except (ValueError, TypeError):
        faults.append(Fault("first", "first is not a date like 2026-03-01", "first 不是日期"))
    holidays = told.get("holidays", [])
    if not isinstance(holidays, list) or not all(type(day) is int for day in holidays):
        faults.append(Fault("holidays", "holidays must be a list of day numbers", "holidays 须为日序号列表"))
        holidays = []
    given = (told.get("days", 0), _good(shifts), _good(people), _good(rules), first, tuple(holidays))
    try:
        problem = Problem(*given)
    except RosteringError as refused:
        numbers = [number for number, rule in enumerate(rules, 1) if rule is not None]
        faults += [_renumbered(fault, numbers) for fault in _new(refused.faults, told, bool(faults))]
    refuse(faults)
    return problem


def _good(made) -> tuple:
    return tuple(row for row in made if row is not None)


def _renumbered(fault: Fault, numbers: list[int]) -> Fault:
    """A fault of a rule by the rule's number in the document, where rules that could not be read are counted too."""

    def own(found: re.Match) -> str:
        return f"{found[1]}{numbers[int(found[2]) - 1]}{found[3]}"

    en = re.sub(r"\A(rule )(\d+)( \()", own, fault.en)
    return Fault(fault.code, en, re.sub(r"\A(第 )(\d+)( 条规则 \()", own, fault.zh))


def _new(content, told, form: bool):
    """The faults of what could be read; where a part could not (``form``), names of it that are unknown are no fault."""
    for fault in content:
        if form and (
            fault.code in ("person", "shift")
            or (fault.code == "size" and not (fault.en.startswith("days ") and "days" in told))
        ):
            continue
        yield fault


def _rows(told, name, faults):
    rows = told.get(name, [])
    if not isinstance(rows, list):
        faults.append(Fault("json", f"{name} must be a list", f"{name} 须为列表"))
        return []
    return list(enumerate(rows, 1))


def _made(kind, row, where, faults):
    """An object of a dataclass out of a JSON object, or None with the faults told."""
    if not isinstance(row, dict):
        faults.append(Fault("json", f"{where.en} must be an object", f"{where.zh} 须为对象"))
        return None
    known = {field.name: field for field in fields(kind)}
    wrong = [(f"unknown key {name!r}", f"未知的键 {name!r}") for name in sorted(set(row) - set(known))]
    missing = [name for name, field in known.items() if name not in row and field.default is MISSING]
    wrong += [(f"{name} is missing", f"缺少 {name}") for name in missing]
    misfits = [(name, _misfit(known.get(name), value)) for name, value in row.items()]
    wrong += [(f"{name} must be {due[0]}", f"{name} 须为{due[1]}") for name, due in misfits if due]
    if wrong:
        faults += [Fault("row", f"{where.en}: {en}", f"{where.zh}：{zh}") for en, zh in wrong]
        return None
    try:
        return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()})
    except RosteringError as refused:
        faults += [Fault(f.code, f"{where.en}: {f.en}", f"{where.zh}：{f.zh}") for f in refused.faults]
        return None


def _misfit(field, value) -> tuple[str, str] | None:
    """What a value should have been, in English and Chinese; None when it is."""
    kind = str(field.type) if field else ""
    expected = kind.split("[")[0].split(" ")[0]
    if expected not in TYPES or (value is None and "None" in kind):
        return None
    fits = isinstance(value, TYPES[expected]) and not (expected == "int" and isinstance(value, bool))
    return None if fits else WORDS[expected]


TYPES = {"str": str, "int": int, "bool": bool, "tuple": list}
WORDS = {"str": TEXT, "int": WHOLE, "bool": TRUTH, "tuple": ("a list", "列表")}


def _person(row, where, faults):
    if not isinstance(row, dict):
        return _made(Person, row, where, faults)
    row, carried = dict(row), row.get("carried", {})
    if isinstance(row.get("licences"), list):
        row["licences"] = list(
            _good(_made(Licence, held, where.of("licence", "证书"), faults) for held in row["licences"])
        )
    if row.get("past") is not None:
        past = _made(Past, row["past"], where.of("past", "上期结尾"), faults)
        row.pop("past")
    else:
        past = None
    if not isinstance(carried, dict) or not all(isinstance(value, int) for value in carried.values()):
        faults.append(
            Fault("row", f"{where.en}: carried must be an object of numbers", f"{where.zh}：carried 须为数字")
        )
        carried = {}
    row["carried"] = list(carried.items())
    if row.get("shifts") == []:
        faults.append(
            Fault(
                "nothing",
                f"{where.en}: shifts is empty; leave it out for all",
                f"{where.zh}：shifts 为空；可上全部班次时不写 shifts",
            )
        )
    made = _made(Person, row, where, faults)
    return made and Person(made.id, made.licences, made.shifts, past, made.carried)


def _rule(row, where, faults):
    if not isinstance(row, dict) or row.get("kind") not in KINDS:
        known = ", ".join(KINDS)
        faults.append(Fault("kind", f"{where.en}: kind must be one of {known}", f"{where.zh}：kind 须为 {known} 之一"))
        return None
    row = dict(row)
    made = _made(KINDS[row.pop("kind")], row, where, faults)
    faults += [Fault("nothing", f"{where.en}: {en}", f"{where.zh}：{zh}") for en, zh in _idle(made)]
    return made


def _idle(rule) -> Iterable[tuple[str, str]]:
    """Why a rule would say nothing, which nobody writes on purpose."""
    if rule is None:
        return
    capped = isinstance(rule, Crew) and rule.most is not None and rule.over != 0
    if rule.weight == 0 and not capped:
        yield (
            "weight 0 makes it no rule; leave the weight out to make it hard",
            "weight 为 0 时规则不起作用；必须遵守的规则不写 weight",
        )
    if isinstance(rule, Crew) and rule.over == 0 and rule.most is not None:
        yield "over 0 makes most say nothing; leave most out", "over 为 0 时 most 不起作用；请去掉 most"
    for name in NEEDED.get(rule.kind, ()):
        if not getattr(rule, name):
            yield f"{name} is empty", f"{name} 为空"


#: lists that say nothing when they are empty; other lists stand for all when they are
NEEDED = {"Crew": ("shifts",), "Follow": ("after",), "Quota": ("shifts",), "Leave": ("days",)}


def write_problem(problem: Problem) -> str:
    """The JSON document that ``read_problem`` reads back."""
    told = {
        "days": problem.days,
        "first": problem.first.isoformat() if problem.first else None,
        "holidays": list(problem.holidays),
        "shifts": [asdict(shift) for shift in problem.shifts],
        "people": [asdict(person) | {"carried": dict(person.carried)} for person in problem.people],
        "rules": [{"kind": rule.kind} | asdict(rule) for rule in problem.rules],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def write_roster(problem: Problem, roster: Roster) -> str:
    """CSV: a line for each person, the id and then the shift, or nothing, of each day."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for person in problem.people:
        writer.writerow([person.id, *(shift or "" for shift in roster[person.id])])
    return out.getvalue()


def read_roster(text: str) -> Roster:
    """What ``write_roster`` wrote, or a hand made it so; ``check`` says whether it fits a problem."""
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if row]
    except csv.Error as error:
        raise RosteringError([Fault("csv", f"not a CSV: {error}", f"不是 CSV：{error}")]) from None
    seen, faults = set(), []
    for number, row in enumerate(rows, 1):
        if row[0] in seen:
            faults.append(Fault("twice", f"line {number}: {row[0]} is there twice", f"第 {number} 行：{row[0]} 重复"))
        seen.add(row[0])
    refuse(faults)
    return {row[0]: tuple(cell or None for cell in row[1:]) for row in rows}
