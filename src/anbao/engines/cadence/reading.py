"""Reading a cadence from a plain mapping, as YAML or JSON gives it. Every fault of the whole mapping is collected."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from anbao.engines.cadence.faults import CadenceError, Fault, refuse, shown
from anbao.engines.cadence.model import LAST, MOST_FACTOR, ONLY, ROLLS, UNITS, Cadence, MonthDay
from anbao.engines.cadence.moments import MOST_DAYS, read_clock, read_duration, read_relative

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": LAST}
NTH = re.compile(r"(?:(first|second|third|fourth|fifth|last)|([0-9]{1,2})(?:st|nd|rd|th))\s+([a-z_]+)")
KEYS = (
    *("every", "at", "on", "times", "due", "within", "opens", "grace", "roll", "only"),
    *("from", "until", "count", "interval", "overrides"),
)
#: what an override that names another form drops from the base
FORM_KEYS = frozenset({"every", "at", "on", "within", "count", "interval", "roll"})
FIELD_OF = {"from": "start", "every": "unit"}


def parse(mapping: object) -> Cadence:
    """The cadence a mapping declares; CadenceError with every fault otherwise, and no other error whatever is given."""
    return _parse(mapping, overridable=True)


def _parse(mapping: object, overridable: bool) -> Cadence:
    if not isinstance(mapping, Mapping):
        raise refuse("cadence", "须是键值表", "a cadence is a mapping of keys to values")
    # YAML 1.1 reads an unquoted `on` as true; the key is too good a word to give up for that
    mapping = {"on" if key is True else key: value for key, value in mapping.items()}
    reader = _Reader(mapping)
    fields = reader.fields()
    if "overrides" in mapping:
        fields["overrides"] = (
            reader.overrides() if overridable else reader.fault("overrides", "不能嵌套", "do not nest")
        )
    fields = {name: value for name, value in fields.items() if value is not None}
    fields.setdefault("unit", "day")  # a fault is noted already; the rest is still worth judging
    try:
        cadence = Cadence(**fields)
    except CadenceError as error:
        told = {fault.where for fault in reader.found}
        if "from" in told:  # it was given, so nothing lacks it
            told |= {"count", "interval"}
        if "every" in told:  # what the days should look like can't be judged
            told |= {"on", "roll", "interval", "times", "within"}
        raise CadenceError([*reader.found, *(f for f in error.found if f.where not in told)]) from None
    if reader.found:
        raise CadenceError(reader.found)
    return cadence


class _Reader:
    """One pass over one mapping. Each method reads one key and returns None when it had to note a fault."""

    def __init__(self, mapping: Mapping):
        self.mapping = mapping
        self.found: list[Fault] = []

    def fault(self, where: str, zh: str, en: str) -> None:
        self.found.append(Fault(where, zh, en))

    def fields(self) -> dict[str, Any]:
        for key in self.mapping:
            if key not in KEYS:
                known = ", ".join(KEYS)
                self.fault(
                    key if isinstance(key, str) else shown(key),
                    f"不认识的键, 可用: {known}",
                    f"unknown key; known are {known}",
                )
        fields = {"unit": self.unit(), **self.times(), **self.opens()}
        fields["step"] = self.step()
        fields["at"] = self.each("at", lambda value: read_relative(value, "at"))
        unit = fields["unit"]
        fields["on"] = self.on(unit) if unit else None
        if unit in ("week", "month", "quarter") and "on" not in self.mapping:
            fields["on"] = (6,) if unit == "week" else (MonthDay(3 if unit == "quarter" else 1, "day", LAST),)
            fields["spread"] = "opens" not in self.mapping
        for key in ("from", "until"):
            fields[FIELD_OF.get(key, key)] = self.one(key, lambda value, key=key: read_relative(value, key))
        for key in ("count", "interval"):
            fields[key] = self.one(key, lambda value, key=key: self.whole(value, key))
        for key, words in (("roll", ROLLS), ("only", ONLY)):
            fields[key] = self.one(key, lambda value, key=key, words=words: self.word(value, key, words))
        fields["grace"] = self.one("grace", lambda value: self.duration(value, "grace"))
        fields["within"] = self.one("within", self.span)
        return fields

    def one(self, key: str, read: Callable[[Any], Any]) -> Any:
        if key not in self.mapping:
            return None
        try:
            return read(self.mapping[key])
        except CadenceError as error:
            self.found.extend(error.found)
            return None

    def each(self, key: str, read: Callable[[Any], Any]) -> tuple | None:
        """A list, or a single value standing for a list of one."""
        if key not in self.mapping:
            return None
        value = self.mapping[key]
        values = value if isinstance(value, list | tuple) else [value]
        if not values:
            return self.fault(key, "不能为空", "must not be empty")
        read_values, before = [], len(self.found)
        for item in values:
            try:
                read_values.append(read(item))
            except CadenceError as error:
                self.found.extend(error.found)
        return tuple(read_values) if len(self.found) == before else None

    def unit(self) -> str | None:
        if "every" not in self.mapping:
            if "at" not in self.mapping:
                self.fault("every", "须写 every 或 at", "a cadence says every or at")
                return None
            return "at"
        every = self.mapping["every"]
        if isinstance(every, Mapping):
            return "day"
        if isinstance(every, str) and every in UNITS:
            return every
        listed = ", ".join(UNITS)
        self.fault(
            "every",
            f"{shown(every)} 不可用, 可选: {listed}, 或 {{hours: 2}}",
            f"{shown(every)} is not one of {listed} or {{hours: 2}}",
        )
        return None

    def step(self) -> int | None:
        every = self.mapping.get("every")
        if not isinstance(every, Mapping):
            if "within" in self.mapping and "at" in self.mapping:
                self.fault("within", "不能与 at 同用", "does not go with at")
            return None
        minutes = {"hours": 60, "minutes": 1}
        if len(every) == 1:
            (name, value), *_ = every.items()
            if name in minutes and type(value) is int and 0 < value * minutes[name] <= 24 * 60:
                return value * minutes[name]
        self.fault("every", "须写 {hours: 2} 或 {minutes: 30}", "write {hours: 2} or {minutes: 30}")
        return None

    def times(self) -> dict[str, Any]:
        if "times" in self.mapping and "due" in self.mapping:
            self.fault("due", "due 与 times 是同一个意思, 只写一个", "due and times mean the same; give one of them")
            return {}
        key = "due" if "due" in self.mapping else "times"
        times = self.each(key, lambda value: self.clock(value, key))
        if times and len(set(times)) < len(times):
            return self.fault("times", "时刻重复", "a time is listed twice") or {}
        return {"times": tuple(sorted(times))} if times else {}

    def clock(self, value: object, where: str) -> int:
        minutes = read_clock(value)
        if minutes is None:
            raise refuse(
                where,
                f'{shown(value)} 不是时刻 (如 "08:30"、"26:00"、"+1d 02:00")',
                f'{shown(value)} is no time of day (write "08:30", "26:00" or "+1d 02:00")',
            )
        return minutes

    def duration(self, value: object, where: str) -> int:
        minutes = read_duration(value)
        if minutes is None:
            raise refuse(
                where,
                f"{shown(value)} 不是时长 (如 2h、1h30m、5d)",
                f"{shown(value)} is no duration (write 2h, 1h30m or 5d)",
            )
        return minutes

    def opens(self) -> dict[str, Any]:
        if "opens" not in self.mapping:
            return {}
        value = self.mapping["opens"]
        if (clock := read_clock(value)) is not None:
            return {"opens_at": clock}
        if (minutes := read_duration(value)) is not None and minutes <= 0:
            return {"opens_before": -minutes}
        self.fault(
            "opens",
            f'{shown(value)} 须是到期前的时长 (-2h) 或时刻 ("07:00")',
            f'{shown(value)} is neither a time before it is due (-2h) nor a time of day ("07:00")',
        )
        return {}

    def span(self, value: object) -> tuple[int, int]:
        parts = value.split("-", 1) if isinstance(value, str) else ()
        clocks = [read_clock(part) for part in parts]
        if len(clocks) != 2 or None in clocks:
            raise refuse("within", f"{shown(value)} 须如 08:00-20:00", f"{shown(value)} is not like 08:00-20:00")
        start, end = clocks
        return start, end if end > start else end + 24 * 60

    def whole(self, value: object, where: str) -> int:
        if type(value) is not int:
            raise refuse(where, f"{shown(value)} 不是整数", f"{shown(value)} is no whole number")
        if not 1 <= value <= MOST_DAYS:
            raise refuse(where, f"须在 1 到 {MOST_DAYS} 之间", f"lies between 1 and {MOST_DAYS}")
        return value

    def word(self, value: object, where: str, words: tuple[str, ...]) -> str:
        if not isinstance(value, str) or value not in words:
            listed = ", ".join(words)
            raise refuse(where, f"{shown(value)} 不可用, 可选: {listed}", f"{shown(value)} is not one of {listed}")
        return value

    def on(self, unit: str) -> tuple | None:
        if unit == "week":
            days = self.each("on", read_weekday)
        elif unit in ("month", "quarter"):
            days = self.each("on", lambda value: read_month_day(value, quarter=unit == "quarter"))
        else:
            if "on" in self.mapping:
                self.fault("on", f"every: {unit} 时不用写 on", f"on does not go with {unit}")
            return None
        return tuple(sorted(days)) if days else days

    def overrides(self) -> tuple | None:
        declared = self.mapping["overrides"]
        if not isinstance(declared, Mapping):
            return self.fault("overrides", "须是键值表", "is a mapping of priorities to changes")
        base = {key: value for key, value in self.mapping.items() if key != "overrides"}
        made: dict[str, Cadence] = {}
        for name, patch in declared.items():
            text = f"{name:g}" if type(name) in (int, float) and 1 <= name <= MOST_FACTOR else name
            if not isinstance(text, str) or not text or text in made:
                self.fault(
                    "overrides",
                    f"{shown(name)} 不能作优先级",
                    f"{shown(name)} can't name a priority (or names it twice)",
                )
            elif not isinstance(patch, Mapping):
                self.fault(f"overrides.{text}", "须是键值表", "is a mapping of keys to change")
            else:
                try:
                    made[text] = _parse(patched(base, patch), overridable=False)
                except CadenceError as error:
                    # what is wrong with the base already is told once, at the base
                    told = {(f.where, f.en) for f in self.found}
                    self.found += [f.below(f"overrides.{text}") for f in error.found if (f.where, f.en) not in told]
        return tuple(made.items())


def patched(base: Mapping, patch: Mapping) -> dict:
    """The base with the override's keys put over it; another form drops the base's form, `times` drops `due`."""
    patch = {"on" if key is True else key: value for key, value in patch.items()}
    dropped = set(FORM_KEYS) if "every" in patch or "at" in patch else set()
    if isinstance(patch.get("every"), Mapping) or (isinstance(base.get("every"), Mapping) and dropped):
        dropped |= {"times", "due", "opens"}
    if "at" in patch:
        dropped |= {"from", "until"}
    if "times" in patch or "due" in patch:
        dropped |= {"times", "due"}
    return {**{key: value for key, value in base.items() if key not in dropped}, **patch}


def read_weekday(value: object) -> int:
    if isinstance(value, str) and value.lower() in WEEKDAYS:
        return WEEKDAYS.index(value.lower())
    listed = ", ".join(WEEKDAYS)
    raise refuse("on", f"{shown(value)} 不是星期, 可选: {listed}", f"{shown(value)} is not one of {listed}")


def read_month_day(value: object, quarter: bool) -> MonthDay:
    """`15`, `last`, `first mon`, `3rd working_day`, `last working_day`; in a quarter also `2/15`, `3/last fri`.

    Without a month, a quarter's day counts from its first month, and a `last` one from its third.
    """
    month, rest = None, value
    if quarter and isinstance(value, str) and "/" in value:
        head, rest = (part.strip() for part in value.split("/", 1))
        month = int(head) if head in ("1", "2", "3") else 0
        rest = int(rest) if rest.isascii() and rest.isdigit() and len(rest) < 3 else rest
    kind, n, weekday = "day", 0, 0
    if type(rest) is int:
        n = rest if rest > 0 else 0
    elif isinstance(rest, str):
        text = rest.strip().lower()
        if text == "last":
            n = LAST
        elif match := NTH.fullmatch(text):
            n = ORDINALS[match[1]] if match[1] else int(match[2])
            kind, weekday = ("weekday", WEEKDAYS.index(match[3])) if match[3] in WEEKDAYS else (match[3], 0)
    if month is None:
        month = 3 if quarter and n == LAST else 1
    try:
        return MonthDay(month, kind, n, weekday)
    except CadenceError:
        raise refuse(
            "on",
            f"{shown(value)} 不是月内的日子 (如 15、last、first mon、last working_day)",
            f"{shown(value)} is no day of a month (write 15, last, first mon or last working_day)",
        ) from None
