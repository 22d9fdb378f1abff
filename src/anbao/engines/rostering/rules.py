"""The rules a roster is held to: one frozen class each, with the one sentence that says it.

Every rule has ``weight``: None makes it hard, a number is the price of one unit of breach (the unit is in the class's
docstring); ``people``: whom it binds, empty for everyone (``Crew`` and ``Watch`` count all who stand and take none); ``source``: where the value comes from, printed beside it.
Values that differ by province or year are given by the caller; nothing here has a default from a law.
Days count from 0, minutes from midnight of the shift's day.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from anbao.engines.rostering.faults import Fault, refuse

#: what ``Fair`` and ``carried`` can count
TALLIES = {
    "nights": ("nights", "夜班"),
    "weekends": ("weekends", "周末"),
    "holidays": ("holidays", "节假日"),
    "shifts": ("shifts", "班次"),
}
MOST = 10**7


def _whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What all rules share; the subclasses say what is counted."""

    people: tuple[str, ...] = ()
    weight: int | None = None
    source: str = ""

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, list):
                object.__setattr__(self, field.name, tuple(value))
        refuse(self.faults())

    @property
    def kind(self) -> str:
        return type(self).__name__

    def faults(self):
        """Every value that no rule of this kind can have."""
        for field in fields(self):
            value, name = getattr(self, field.name), field.name
            if name in WHOLE and value is not None and (not _whole(value) or not 0 <= value <= MOST):
                text = f"{self.kind}: {name} must be a whole number from 0 to {MOST}"
                yield Fault("rule-value", text, f"{self.kind}：{name} 必须是 0 到 {MOST} 的整数")
            elif name in LISTS and not (isinstance(value, tuple) and all(isinstance(v, LISTS[name]) for v in value)):
                yield Fault(
                    "rule-value", f"{self.kind}: {name} is not a list as it must be", f"{self.kind}：{name} 格式不对"
                )
        if isinstance(self, Crew | Watch) and self.people:
            text = f"{self.kind} counts all who stand and takes no people; name a licence instead"
            yield Fault("rule-people", text, f"{self.kind} 统计全部在岗人员，不能指定 people；请改用证书")
        least, most = getattr(self, "least", None), getattr(self, "most", None)
        if _whole(least) and _whole(most) and least > most:
            yield Fault("rule-range", f"{self.kind}: least {least} is above most {most}", f"{self.kind}：下限大于上限")

    def sentence(self) -> tuple[str, str]:
        """(English, Chinese): the rule as a user reads it."""
        raise NotImplementedError


WHOLE = {"weight", "day", "need", "most", "least", "over", "minutes", "start", "end", "low", "high"}
LISTS = {"people": str, "shifts": str, "after": str, "days": int}


@dataclass(frozen=True, kw_only=True)
class Crew(Rule):
    """On one day the shifts together have ``need`` to ``most`` people (with the licence, if one is named).

    ``weight`` prices one missing person, ``over`` one too many (None: ``most`` is hard; ``most`` None: no limit).
    """

    day: int
    shifts: tuple[str, ...]
    need: int
    most: int | None = None
    over: int | None = None
    licence: str = ""

    def faults(self):
        yield from super().faults()
        if _whole(self.most) and _whole(self.need) and self.need > self.most:
            yield Fault("rule-range", f"Crew: need {self.need} is above most {self.most}", "班次人数：下限大于上限")

    def sentence(self):
        name, most = "+".join(self.shifts), "" if self.most is None else f", at most {self.most}"
        upto = "" if self.most is None else f"，至多 {self.most} 人"
        who, held = (f" with licence {self.licence}", f"持 {self.licence} 证") if self.licence else ("", "")
        return (
            f"day {self.day + 1}, {name}: at least {self.need} people{who}{most}",
            f"第 {self.day + 1} 天 {name}：{held}至少 {self.need} 人{upto}",
        )


@dataclass(frozen=True, kw_only=True)
class Watch(Rule):
    """At every minute from ``start`` to ``end`` of the days (all, if none are named) ``need`` people are on duty.

    ``weight`` prices one missing person in one stretch, the time between two changes of shift. Shifts that began the
    day before count past midnight. The first day's early hours are left to the horizon before where only its shifts reach
    them; any other minute that no shift reaches is a breach.
    """

    need: int
    licence: str = ""
    days: tuple[int, ...] = ()
    start: int = 0
    end: int = 1440

    def sentence(self):
        span = f"{clock_of(self.start)}-{clock_of(self.end)}"
        who, held = (f" with licence {self.licence}", f"持 {self.licence} 证") if self.licence else ("", "")
        return (
            f"at every minute {span} at least {self.need} people{who} are on duty",
            f"{span} 每一分钟{held}在岗至少 {self.need} 人",
        )


@dataclass(frozen=True, kw_only=True)
class ShiftLength(Rule):
    """No shift is longer than ``minutes``; one unit is one shift that is."""

    minutes: int

    def sentence(self):
        return f"no shift longer than {self.minutes / 60:g} hours", f"每班不超过 {self.minutes / 60:g} 小时"


@dataclass(frozen=True, kw_only=True)
class Follow(Rule):
    """The day after shift ``before`` none of ``after`` is worked; one unit is one such pair of days."""

    before: str
    after: tuple[str, ...]

    def sentence(self):
        names = ", ".join(self.after)
        return f"{self.before} is not followed by {names} the next day", f"{self.before} 次日不排 {names}"


@dataclass(frozen=True, kw_only=True)
class Rest(Rule):
    """From the end of a shift to the start of the next at least ``minutes`` pass; one unit is one rest cut short."""

    minutes: int

    def sentence(self):
        return (
            f"at least {self.minutes / 60:g} hours of rest between shifts",
            f"两班之间至少休息 {self.minutes / 60:g} 小时",
        )


@dataclass(frozen=True, kw_only=True)
class Run(Rule):
    """Days worked in a row: ``least`` to ``most``. One unit is one day missing, or one day worked beyond.

    A run that touches the horizon's edge may be shorter, for nobody knows how it began or goes on.
    """

    least: int = 0
    most: int | None = None

    def sentence(self):
        most = "" if self.most is None else f" at most {self.most}"
        return (
            f"days worked in a row:{f' at least {self.least}' if self.least > 1 else ''}{most}",
            f"连续上班{f'至少 {self.least} 天' if self.least > 1 else ''}{'' if self.most is None else f'至多 {self.most} 天'}",
        )


@dataclass(frozen=True, kw_only=True)
class FreeRun(Rule):
    """Days off in a row: at least ``least``, except at the horizon's edges. One unit is one day missing."""

    least: int

    def sentence(self):
        return f"days off in a row: at least {self.least}", f"连续休息至少 {self.least} 天"


@dataclass(frozen=True, kw_only=True)
class Hours(Rule):
    """Minutes worked in the horizon: ``least`` to ``most``. One unit is one minute outside."""

    least: int = 0
    most: int | None = None

    def sentence(self):
        most, upto = (
            ("", "") if self.most is None else (f" at most {self.most / 60:g}", f"至多 {self.most / 60:g} 小时")
        )
        low, di = (f" at least {self.least / 60:g}", f"至少 {self.least / 60:g} 小时") if self.least else ("", "")
        return f"hours in the period:{low}{most}", f"周期内工时{di}{upto}"


@dataclass(frozen=True, kw_only=True)
class Quota(Rule):
    """How many of these shifts a person works in the horizon: ``least`` to ``most``. One unit is one shift outside."""

    shifts: tuple[str, ...]
    least: int = 0
    most: int | None = None

    def sentence(self):
        name, most = "+".join(self.shifts), "" if self.most is None else f", at most {self.most}"
        return (
            f"shifts {name}: at least {self.least}{most}",
            f"{name} 班至少 {self.least} 个{'' if self.most is None else f'，至多 {self.most} 个'}",
        )


@dataclass(frozen=True, kw_only=True)
class Weekends(Rule):
    """At most ``most`` weekends with a shift on Saturday or Sunday. One unit is one weekend more."""

    most: int

    def sentence(self):
        return f"at most {self.most} weekends worked", f"至多 {self.most} 个周末上班"


@dataclass(frozen=True, kw_only=True)
class Holidays(Rule):
    """At most ``most`` shifts on the problem's holidays. One unit is one more."""

    most: int

    def sentence(self):
        return f"at most {self.most} holidays worked", f"至多 {self.most} 个节假日上班"


@dataclass(frozen=True, kw_only=True)
class Leave(Rule):
    """The people don't work on ``days``, being on leave or ``sick``. One unit is one day worked."""

    days: tuple[int, ...]
    sick: bool = False

    def sentence(self):
        days = ", ".join(str(day + 1) for day in self.days)
        en, zh = ("sick", "病假") if self.sick else ("leave", "休假")
        return f"{en} on day {days}", f"第 {days} 天{zh}"


@dataclass(frozen=True, kw_only=True)
class Wish(Rule):
    """A person would like (``want``) or not like to work one of ``shifts`` (empty: any) that day. One unit is the wish."""

    day: int
    shifts: tuple[str, ...] = ()
    want: bool = True

    def sentence(self):
        name = "+".join(self.shifts) or "any shift"
        verb, wish = ("wants", "希望上") if self.want else ("doesn't want", "不希望上")
        return (
            f"{verb} {name} on day {self.day + 1}",
            f"{wish}第 {self.day + 1} 天 {'+'.join(self.shifts) or '任何班'}",
        )


@dataclass(frozen=True, kw_only=True)
class Pair(Rule):
    """Two people are never on one shift of a day (apart), or never on one without the other (``together``).

    One unit is one shift of one day.
    """

    together: bool = False

    def faults(self):
        yield from super().faults()
        if len(set(self.people)) != 2:
            yield Fault("pair", "Pair: names exactly two people", "搭班规则须恰好写两个人")

    def sentence(self):
        names = " and ".join(self.people)
        both = "、".join(self.people)
        if self.together:
            return f"{names} work their shifts together", f"{both} 须同班"
        return f"{names} don't work a shift together", f"{both} 不得同班"


@dataclass(frozen=True, kw_only=True)
class Fair(Rule):
    """A tally with what is carried from earlier months lies in ``low``..``high``. Costs weight x distance squared."""

    tally: str
    low: int
    high: int

    def faults(self):
        yield from super().faults()
        if self.tally not in TALLIES:
            yield Fault("tally", f"Fair: unknown tally {self.tally!r}", f"未知的统计项 {self.tally!r}")
        if _whole(self.low) and _whole(self.high) and self.low > self.high:
            yield Fault("rule-range", "Fair: low is above high", "公平规则：下限大于上限")

    def sentence(self):
        en, zh = TALLIES.get(self.tally, (self.tally, self.tally))
        return (
            f"{en} with the balance carried: {self.low} to {self.high}",
            f"{zh}（含往月结余）{self.low} 到 {self.high} 个",
        )


def clock_of(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


KINDS: dict[str, type[Rule]] = {
    kind.__name__: kind
    for kind in (
        *(Crew, Watch, ShiftLength, Follow, Rest, Run, FreeRun, Hours),
        *(Quota, Weekends, Holidays, Leave, Wish, Pair, Fair),
    )
}
