"""A cadence in one plain sentence for the screen, in both languages."""

from collections.abc import Mapping

from anbao.engines.cadence.model import LAST, Cadence, MonthDay
from anbao.engines.cadence.moments import DAY_MINUTES, RelativeDate, clock_text

ZH_WEEKDAYS = "一二三四五六日"
EN_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ZH_UNITS = {"day": "日", "working_day": "个工作日", "week": "周", "month": "月", "quarter": "季度"}
EN_UNITS = {"day": "day", "working_day": "working day", "week": "week", "month": "month", "quarter": "quarter"}
ZH_ONLY = {"working": "限工作日", "nonworking": "限非工作日"}
EN_ONLY = {"working": "working days only", "nonworking": "non-working days only"}
ZH_ROLL = {"next": "遇非工作日顺延", "previous": "遇非工作日提前"}
EN_ROLL = {"next": "moved to the next working day", "previous": "moved to the working day before"}


def describe(cadence: Cadence, names: Mapping[str, str] | None = None) -> dict[str, str]:
    """{"zh": …, "en": …}. `names` gives anchors and phases the names the screen shows ({"opening": "开幕日"})."""
    return {"zh": _zh(cadence, names or {}), "en": _en(cadence, names or {})}


def _zh(c: Cadence, names: Mapping[str, str]) -> str:
    times = "、".join(zh_clock(t) for t in c.due_times)
    if c.unit == "at":
        head = "、".join(zh_date(d, names) for d in c.at) + (f" {times} 前" if c.times else "")
    elif c.step:
        span = f" ({clock_text(c.within[0])}–{zh_clock(c.within[1])})" if c.within else ""
        head = f"每日每 {zh_duration(c.step)}一次{span}"
    else:
        head = _zh_period(c) + (f" {times} 前" if c.times else "前" if c.spread else "")
    parts = [head]
    if c.opens_at is not None:
        parts.append(f"{zh_clock(c.opens_at)} 起")
    if c.opens_before is not None:
        parts.append(f"到期前 {zh_duration(c.opens_before)}起")
    parts += [word for word in (ZH_ONLY.get(c.only), ZH_ROLL.get(c.roll)) if word]
    if c.start or c.until:
        begin, end = (zh_date(d, names) if d else "" for d in (c.start, c.until))
        parts.append(f"{begin}至{end}" if begin and end else f"{begin}起" if begin else f"至{end}止")
    if c.count:
        parts.append(f"共 {c.count} 期")
    if c.grace:
        parts.append(f"宽限 {zh_duration(c.grace)}")
    return "，".join(part.strip() for part in parts)


def _zh_period(c: Cadence) -> str:
    every = f"每 {c.interval} " if c.interval > 1 else "每"
    unit = "工作日" if c.unit == "working_day" and c.interval == 1 else ZH_UNITS[c.unit]
    if c.unit == "month" and c.interval > 1:
        unit = "个月"
    if c.unit == "week":
        days = "、".join(f"周{ZH_WEEKDAYS[d]}" for d in _days(c))
        return f"每{days}" if c.interval == 1 else f"{every}{unit}的{days}"
    days = "、".join(zh_month_day(d, c.unit == "quarter") for d in _days(c))
    return f"{every}{unit}{' ' if days[:1].isdigit() else ''}{days}"


def _days(c: Cadence) -> list:
    """Its days in the order of the week, month or quarter."""
    return sorted(c.on) if c.unit == "week" else sorted(c.on, key=lambda day: (day.month, day.place(), day))


def zh_month_day(day: MonthDay, quarter: bool) -> str:
    month = f"第 {day.month} 个月的" + (" " if day.kind == "day" and day.n != LAST else "") if quarter else ""
    if day.kind == "day":
        return month + ("最后一日" if day.n == LAST else f"{day.n} 日")
    what = f"周{ZH_WEEKDAYS[day.weekday]}" if day.kind == "weekday" else "工作日"
    return month + (f"最后一个{what}" if day.n == LAST else f"第 {day.n} 个{what}")


def zh_clock(minutes: int) -> str:
    days, rest = divmod(minutes, DAY_MINUTES)
    if minutes == DAY_MINUTES:
        return "24:00"
    named = {0: "", 1: "次日 ", -1: "前一日 "}
    return named.get(days, f"{days} 日后 " if days > 0 else f"{-days} 日前 ") + clock_text(rest)


def zh_duration(minutes: int) -> str:
    days, rest = divmod(minutes, DAY_MINUTES)
    parts = [(days, "日"), (rest // 60, "小时"), (rest % 60, "分钟")]
    return " ".join(f"{n} {unit}" for n, unit in parts if n) or "0 分钟"


def zh_date(d: RelativeDate, names: Mapping[str, str]) -> str:
    base = names.get(d.anchor, d.anchor) or (f"“{names.get(d.phase, d.phase)}”阶段" if d.phase else str(d.day))
    if d.phase:
        base += {"start": "首日", "end": "末日"}[d.edge]
    if not d.amount:
        return base
    return f"{base}{'后' if d.amount > 0 else '前'} {abs(d.amount)} {'个工作日' if d.working else '日'}"


def _en(c: Cadence, names: Mapping[str, str]) -> str:
    times = en_list([en_clock(t) for t in c.due_times])
    if c.unit == "at":
        head = en_list([en_date(d, names) for d in c.at])
    elif c.step:
        span = f" from {clock_text(c.within[0])} to {en_clock(c.within[1])}" if c.within else ""
        head = f"every {en_duration(c.step)} each day{span}"
    else:
        every = f"every {c.interval} {EN_UNITS[c.unit]}s" if c.interval > 1 else f"every {EN_UNITS[c.unit]}"
        days = en_list([EN_WEEKDAYS[d] if c.unit == "week" else en_month_day(d, c.unit == "quarter") for d in _days(c)])
        head = f"{every} {'by' if c.spread else 'on'} {days}" if days else every
    parts = [f"{head} by {times}" if c.times else head]
    if c.opens_at is not None:
        parts.append(f"opens at {en_clock(c.opens_at)}")
    if c.opens_before is not None:
        parts.append(f"opens {en_duration(c.opens_before)} before")
    parts += [word for word in (EN_ONLY.get(c.only), EN_ROLL.get(c.roll)) if word]
    if c.start:
        parts.append(f"from {en_date(c.start, names)}")
    if c.until:
        parts.append(f"until {en_date(c.until, names)}")
    if c.count:
        parts.append(f"{c.count} periods")
    if c.grace:
        parts.append(f"grace {en_duration(c.grace)}")
    sentence = ", ".join(parts)
    return sentence[0].upper() + sentence[1:]


def en_list(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def en_month_day(day: MonthDay, quarter: bool) -> str:
    tail = f" of month {day.month}" if quarter else ""
    what = {"day": "day", "weekday": EN_WEEKDAYS[day.weekday], "working_day": "working day"}[day.kind]
    if day.n == LAST:
        return f"the last {what}{tail}"
    return f"day {day.n}{tail}" if day.kind == "day" else f"the {en_ordinal(day.n)} {what}{tail}"


def en_ordinal(n: int) -> str:
    return f"{n}{'th' if 10 < n < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def en_clock(minutes: int) -> str:
    days, rest = divmod(minutes, DAY_MINUTES)
    if not days or minutes == DAY_MINUTES:
        return clock_text(minutes)
    when = {1: "the next day", -1: "the day before"}.get(days, f"{abs(days)} days {'later' if days > 0 else 'before'}")
    return f"{clock_text(rest)} {when}"


def en_duration(minutes: int) -> str:
    days, rest = divmod(minutes, DAY_MINUTES)
    parts = [(days, "day"), (rest // 60, "hour"), (rest % 60, "minute")]
    return " ".join(f"{n} {unit}{'s' if n > 1 else ''}" for n, unit in parts if n) or "0 minutes"


def en_date(d: RelativeDate, names: Mapping[str, str]) -> str:
    base = names.get(d.anchor, d.anchor) or str(d.day)
    if d.phase:
        base = f"the {'first' if d.edge == 'start' else 'last'} day of {names.get(d.phase, d.phase)}"
    if not d.amount:
        return base
    days = f"{abs(d.amount)} {'working ' if d.working else ''}day{'s' if abs(d.amount) > 1 else ''}"
    return f"{days} {'after' if d.amount > 0 else 'before'} {base}"
