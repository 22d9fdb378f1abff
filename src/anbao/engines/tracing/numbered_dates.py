"""Columns of numbers that are dates: dates in digits alone (20220101), and the days that a spreadsheet counts (44600)."""

from __future__ import annotations

import numpy as np

from anbao.engines.tracing.faults import Fault

#: where digits alone are dates: from, to, and what makes them yyyymmddHHMMSS. Whole numbers of seconds (10 digits since
#: 2001), milliseconds (13), microseconds (16) and nanoseconds (19) of this century lie elsewhere
DIGITS = (
    (19000101, 21001231, 10**6),
    (190001010000, 210012312359, 10**2),
    (19000101000000, 21001231235959, 1),
)
#: a spreadsheet's days of 1980 to 2099; as days since 1970 they would be of the years 2050 to 2170
SERIALS = (29_221, 73_051)
#: days from a spreadsheet's day nought, 1899-12-30, to 1970
SERIAL_1970 = 25_569


def digits_as_dates(values: np.ndarray, faults: list[Fault]) -> np.ndarray | None:
    """Nanoseconds since 1970 of a column of dates in digits alone; None when no number lies where such dates do.

    A column is one or the other: where only some are such dates, the rows that are fewer are a fault. So is a number
    among the dates that no calendar has.
    """
    dated = np.zeros(len(values), dtype=bool)
    stretched = np.zeros(len(values), dtype=np.int64)
    with np.errstate(invalid="ignore"):
        for low, high, factor in DIGITS:
            here = (values >= low) & (values <= high)
            if values.dtype.kind == "f":
                here &= values == np.rint(values)
            dated |= here
            stretched[here] = values[here].astype(np.int64) * factor
    if not dated.any():
        return None
    if not dated.all():
        few = dated if dated.mean() <= 0.5 else ~dated
        en, zh = ("like", "像") if few is dated else ("not", "不是")
        en = f"time is {en} a date in digits (20220101, 202201010830, 20220101083000), unlike the other rows; "
        en += "--time-unit says that all are numbers"
        zh = f"时间{zh}连写日期（如 20220101），与其他行不一致；都是数字时请用 --time-unit 指明单位"
        faults.extend(Fault.of_rows("mixed-time", en, zh, few))
        return stretched
    ticks, good = calendar_ticks(stretched)
    faults.extend(Fault.of_rows("bad-time", "time is no date of the calendar", "日期不存在", ~good))
    return ticks


def calendar_ticks(stretched: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(nanoseconds since 1970, whether the calendar has it) of numbers yyyymmddHHMMSS."""
    year, month, day, hour, minute, second = (
        stretched // 10**place % (10**width) for place, width in ((10, 4), (8, 2), (6, 2), (4, 2), (2, 2), (0, 2))
    )
    good = (month >= 1) & (month <= 12) & (day >= 1) & (hour < 24) & (minute < 60) & (second < 60)
    months = (year - 1970) * 12 + np.clip(month, 1, 12) - 1
    dates = months.astype("datetime64[M]").astype("datetime64[D]") + (np.maximum(day, 1) - 1)
    good &= dates.astype("datetime64[M]").astype(np.int64) == months
    seconds = dates.astype(np.int64) * 86_400 + hour * 3_600 + minute * 60 + second
    return np.where(good, seconds, 0) * 10**9, good


def serials_as_dates(values: np.ndarray) -> np.ndarray | None:
    """Nanoseconds since 1970, whole milliseconds, of a column of a spreadsheet's dates; None when a number can't be one."""
    low, high = SERIALS
    with np.errstate(invalid="ignore"):
        if not len(values) or not ((values >= low) & (values < high)).all():
            return None
    return np.rint((values.astype(np.float64) - SERIAL_1970) * 86_400_000).astype(np.int64) * 10**6
