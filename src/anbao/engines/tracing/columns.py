"""From a table of texts (from, to, amount, time) to transfers, every bad row named; and from a trace to a table.

Amounts become whole cents, rounded to the nearest where they have more decimals. Times are ISO 8601 (``2022-02-04``,
``2022-02-04 20:00:00.123``, with or without a zone), another spelling of ``cells``, or numbers; a number's
unit is told or goes by the largest one, unless all are dates in digits (20220101) or a spreadsheet's (44600).
A moment that names no zone is of one that is told, or Beijing time; ticks are of that zone's clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anbao.engines.tracing.cells import AROUND, CURRENCY, DRESSED, GRAIN, HEADS, SPELLINGS
from anbao.engines.tracing.faults import Fault, TracingError
from anbao.engines.tracing.numbered_dates import digits_as_dates, serials_as_dates
from anbao.engines.tracing.solve import Trace
from anbao.engines.tracing.transfers import Transfers

WANTED = ("from", "to", "amount", "time")
#: above this a float no longer tells cents apart
LARGEST_AMOUNT = 2**53 / 100
#: characters of a head that a fault shows
MOST_SHOWN = 120
#: ticks of each unit in a day
TICKS = {"day": 1, "s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
#: seconds east of Greenwich of moments that name no zone: Beijing time, the same all the year since 1992 (summer time
#: was kept from 1986 to 1991)
BEIJING = 8 * 3_600
#: a moment that names its zone; with what stands before it, no date alone looks so
ZONED = r"\d:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)$"
#: a number without a unit: the largest time below the bound decides. Days reach the year 2243, seconds begin a day
#: later
#: than 1970 and reach the year 5138, milliseconds begin in 1973
BOUNDS = (("day", 1e5), ("s", 1e11), ("ms", 1e14), ("us", 1e17), ("ns", float("inf")))
#: what is told of accounts that were not written bare
AROUND_TOLD = "{} accounts stood with blanks or marks around them and were read without"
#: what is told of amounts with more than two decimals
ROUNDED_TOLD = "{} amounts have more than two decimals and were rounded to the cent"
#: thousands set off by commas, and what shows that commas do just that: a point behind them, or a second one
GROUPED = r"^\s*[+-]?\d{1,3}(,\d{3})+(\.\d*)?\s*$"
GROUPING = r"^\s*[+-]?\d{1,3}(,\d{3})*,\d{3}(,\d{3}|\.\d*)\s*$"
NUMBER = r"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$"


def named(table: pa.Table) -> pa.Table:
    """The table with its columns under the names of the contract, however they are headed. Raises TracingError."""
    return table.rename_columns(heads_of(table.column_names))


def heads_of(columns: Sequence[str]) -> list[str]:
    """The contract's names of columns; one that is of no use keeps its own.

    A column that bears a name of the contract is the one; without it, another heading of the same. Raises TracingError
    where two could be read, for nobody could say which, or none.
    """
    plain = [column.strip().lower() for column in columns]
    own, faults = list(columns), []
    for name in (*WANTED, "id"):
        places = [n for n, head in enumerate(plain) if head == name]
        places = places or [n for n, head in enumerate(plain) if head in HEADS.get(name, ())]
        if len(places) > 1:
            shown = ", ".join(columns[n].strip() for n in places)
            faults.append(Fault("columns", f"more than one column is {name}: {shown}", f"不止一列可作 {name}：{shown}"))
        for n in places:
            own[n] = name
    missing = [name for name in WANTED if name not in own]
    if missing:
        names, there = ", ".join(missing), ", ".join(columns)[:MOST_SHOWN]
        en = f"missing column{'s'[: len(missing) > 1]}: {names}; the head is: {there}"
        faults.append(Fault("columns", en, f"缺少列：{names}；表头为：{there}"))
    if faults:
        raise TracingError(faults)
    return own


@dataclass
class Reading:
    """What was read and what a reader should be told about it."""

    transfers: Transfers
    ticks_per_day: int
    notes: list[str] = field(default_factory=list)


def read_table(table: pa.Table, unit: str | None = None, zone: int = BEIJING) -> Reading:
    """Transfers of a table with text (or typed) columns from, to, amount, time; ``zone``: seconds east of Greenwich of
    moments that name none. Raises TracingError with all faults."""
    table = named(table)
    faults: list[Fault] = []
    notes: list[str] = []
    src, dst, names = account_codes(table, faults, notes)
    cents = read_cents(table["amount"], faults, notes)
    time, ticks = read_time(table["time"], unit, zone, faults, notes)
    if faults:
        raise TracingError(faults)
    return Reading(Transfers(src, dst, cents, time, names=names), ticks, notes)


def account_codes(table: pa.Table, faults: list[Fault], notes: list[str]):
    """Payer and payee as numbers in order of name. The names stay an Arrow column: there may be millions."""
    if not len(table):
        return np.empty(0, np.int64), np.empty(0, np.int64), []
    sides = [pc.fill_null(pc.cast(table[name], pa.string()).combine_chunks(), "") for name in ("from", "to")]
    coded = pc.dictionary_encode(pa.chunked_array(sides, pa.string())).unify_dictionaries()
    written = coded.chunk(0).dictionary
    dressed = pc.any(pc.match_substring_regex(written, DRESSED)).as_py()
    cleaned = pc.dictionary_encode(rewritten(written, AROUND) if dressed else written)
    names = cleaned.dictionary
    order = pc.sort_indices(names)
    rank = np.empty(len(names), dtype=np.int32)
    rank[order.to_numpy()] = np.arange(len(names), dtype=np.int32)
    rank = rank[cleaned.indices.to_numpy()]
    codes = [chunk.indices.to_numpy(zero_copy_only=False) for chunk in coded.chunks]
    empty = flat(pc.equal(names, ""))[cleaned.indices.to_numpy()]
    odd = flat(pc.not_equal(written, names.take(cleaned.indices)))
    words = (("payer is missing", "付款账户缺失"), ("payee is missing", "收款账户缺失"))
    for side, (en, zh) in zip(codes, words, strict=True):
        faults.extend(Fault.of_rows("no-account", en, zh, empty[side]))
    if count := sum(int(np.count_nonzero(odd[side])) for side in codes):
        notes.append(AROUND_TOLD.format(count))
    return rank[codes[0]], rank[codes[1]], names.take(order).to_pylist()


def rewritten(text, table):
    """A column of texts with every pattern of the table replaced in turn."""
    for pattern, new in table:
        text = pc.replace_substring_regex(text, pattern, new)
    return text


def read_cents(column: pa.ChunkedArray, faults: list[Fault], notes: list[str]) -> np.ndarray:
    values = numbers(column)
    if values is None:
        text = ungrouped(rewritten(pc.cast(column, pa.string()), AROUND + CURRENCY))
        good = flat(pc.fill_null(pc.match_substring_regex(text, NUMBER), False))
        unclear = flat(pc.fill_null(pc.match_substring_regex(text, GROUPED), False))
        faults.extend(Fault.of_rows("bad-amount", "amount is not a number", "金额不是数字", ~good & ~unclear))
        en, zh = "amount like 1,000 may mean one or a thousand", "金额如 1,000 含义不明（一或一千）"
        faults.extend(Fault.of_rows("bad-amount", en, zh, unclear))
        values = flat(pc.cast(pc.if_else(pa.chunked_array([good]), pc.utf8_trim_whitespace(text), "0"), pa.float64()))
    finite = np.isfinite(values) & (np.abs(values) <= LARGEST_AMOUNT)
    faults.extend(Fault.of_rows("bad-amount", "amount is too large or no number", "金额过大或无效", ~finite))
    faults.extend(Fault.of_rows("negative-amount", "amount is negative", "金额为负", finite & (values < 0)))
    values = np.where(finite, values, 0) * 100
    # half a cent goes up; what the product with 100 is off by in a float is below this
    grain = np.maximum(GRAIN, np.abs(values) * 1e-15)
    cents = np.floor(values + 0.5 + grain)
    rounded = int(np.count_nonzero(np.abs(values - cents) > grain))
    if rounded:
        notes.append(ROUNDED_TOLD.format(rounded))
    return cents.astype(np.int64)


def ungrouped(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Without the commas between thousands, if any row shows that commas are just that; "1,000" alone does not."""
    if not pc.any(pc.match_substring_regex(text, GROUPING)).as_py():
        return text
    return pc.if_else(pc.match_substring_regex(text, GROUPED), pc.replace_substring(text, ",", ""), text)


def read_time(column: pa.ChunkedArray, unit: str | None, zone: int, faults: list[Fault], notes: list[str]):
    """Ticks and ticks in a day. Numbers are of the unit told, or dates like 20220101, or a spreadsheet's, or of the unit
    of the largest; all but days are counted from 1970 in Greenwich, as their zone's clock has it."""
    if pa.types.is_temporal(column.type):
        tz = getattr(column.type, "tz", None)
        ticks = flat(pc.cast(pc.cast(column, pa.timestamp("ns", tz)), pa.int64()))
        return ticks + nanoseconds(zone if tz else 0), TICKS["ns"]
    values = time_numbers(column)
    if values is None:
        if (plain := plain_dates(column, zone)) is not None:
            return plain, TICKS["ns"]
        # rewriting looks at every text ten times: only where a row is neither a number nor ISO 8601 as it stands
        column = rewritten(pc.cast(column, pa.string()), AROUND)
        values = time_numbers(column)
    if values is None:
        return read_dates(column, zone, faults, notes), TICKS["ns"]
    if unit is None and (found := digits_as_dates(values, faults)) is not None:
        notes.append("times read as dates like 20220101")
        return found, TICKS["ns"]
    if unit is None and (found := serials_as_dates(values)) is not None:
        notes.append("times read as a spreadsheet's dates (44600 is 2022-02-08); --time-unit day reads days since 1970")
        return found, TICKS["ns"]
    unit = unit or unit_of(values)
    notes.append(f"times read as {unit}")
    east = 0 if unit == "day" else zone * TICKS[unit] // TICKS["s"]
    if values.dtype.kind == "i":
        room = np.iinfo(np.int64).max - abs(east)
        return np.clip(values, -room, room) + east, TICKS[unit]
    faults.extend(Fault.of_rows("bad-time", "time is no finite number", "时间无效", ~np.isfinite(values)))
    return np.rint(np.where(np.isfinite(values), values, 0) * 1e6).astype(np.int64), TICKS[unit] * 10**6


def time_numbers(column: pa.ChunkedArray) -> np.ndarray | None:
    """A column of numbers as int64 or float64; None when a row is none, or there is no row."""
    if not len(column):
        return None
    whole = integers(column)
    return numbers(column) if whole is None else whole


def unit_of(values: np.ndarray) -> str:
    largest = float(np.nanmax(np.abs(values.astype(np.float64)), initial=0))
    return next(unit for unit, bound in BOUNDS if largest < bound or bound == float("inf"))


def nanoseconds(seconds: int) -> int:
    return seconds * (TICKS["ns"] // TICKS["s"])


def plain_dates(column: pa.ChunkedArray, zone: int) -> np.ndarray | None:
    """Nanoseconds since 1970, by the zone's clock, of texts that all are ISO 8601, all without a zone or all with one; None
    otherwise."""
    text = pc.cast(column, pa.string())
    for kind, east in ((pa.timestamp("ns"), 0), (pa.timestamp("ns", "UTC"), zone)):
        try:
            if not text.null_count:
                return flat(pc.cast(pc.cast(text, kind), pa.int64())) + nanoseconds(east)
        except pa.ArrowInvalid:
            continue
    return None


def mixed_dates(text: pa.ChunkedArray, zone: int, notes: list[str]) -> np.ndarray | None:
    """As ``plain_dates``, of texts some of which name a zone; how many don't is told."""
    named = pc.fill_null(pc.match_substring_regex(text, ZONED), False)
    mask = flat(named)
    ours, theirs = (plain_dates(text.filter(part), zone) for part in (pc.invert(named), named))
    if ours is None or theirs is None or not len(ours) or not len(theirs):
        return None
    ticks = np.empty(len(mask), dtype=np.int64)
    ticks[mask], ticks[~mask] = theirs, ours
    notes.append(
        f"{len(ours)} of {len(mask)} times name no zone and were read as {zone_told(zone)}; the others name theirs"
    )
    return ticks


def zone_told(zone: int) -> str:
    hours, minutes = divmod(abs(zone) // 60, 60)
    told = f"{'-' if zone < 0 else '+'}{hours:02}:{minutes:02}"
    return f"Beijing time ({told})" if zone == BEIJING else told


def read_dates(column: pa.ChunkedArray, zone: int, faults: list[Fault], notes: list[str]) -> np.ndarray:
    """Nanoseconds since 1970 of texts that spell dates in any way that ``cells`` knows."""
    text = rewritten(column, SPELLINGS)
    if (found := plain_dates(text, zone)) is not None:
        return found
    if (found := mixed_dates(text, zone, notes)) is not None:
        return found
    # a fault somewhere: one by one, and only here
    plain = flat(pc.fill_null(pc.match_substring_regex(text, NUMBER), False))
    if plain.mean() > 0.5:
        en = "time is not a number as in the other rows"
        faults.extend(Fault.of_rows("bad-time", en, "时间格式不一致", plain if plain.all() else ~plain))
        return np.zeros(len(text), dtype=np.int64)
    good = np.array([is_date(value) for value in text.to_pylist()])
    slashed = flat(pc.fill_null(pc.match_substring(text, "/"), False))
    en, zh = "time is not a date, date and time, or number", "时间格式无效"
    faults.extend(Fault.of_rows("bad-time", en, zh, ~good & ~slashed))
    en, zh = "time with slashes is not year/month/day", "斜线日期须为 年/月/日"
    faults.extend(Fault.of_rows("bad-time", en, zh, ~good & slashed))
    return np.zeros(len(text), dtype=np.int64)


def is_date(value: str | None) -> bool:
    return plain_dates(pa.chunked_array([pa.array([value], pa.string())]), 0) is not None


def integers(column: pa.ChunkedArray) -> np.ndarray | None:
    if pa.types.is_floating(column.type):
        return None
    return cast_or_none(column, pa.int64())


def numbers(column: pa.ChunkedArray) -> np.ndarray | None:
    return cast_or_none(column, pa.float64())


def cast_or_none(column: pa.ChunkedArray, kind: pa.DataType) -> np.ndarray | None:
    """The column as numbers, or None when any row isn't one."""
    try:
        return flat(pc.cast(column, kind)) if not column.null_count else None
    except pa.ArrowInvalid:
        return None


def flat(column) -> np.ndarray:
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return array.to_numpy(zero_copy_only=False)


def money_text(cents: np.ndarray) -> pa.Array:
    """Cents as text with two decimals."""
    whole, part = pa.array(cents // 100).cast(pa.string()), pa.array(cents % 100).cast(pa.string())
    return pc.binary_join_element_wise(whole, pc.utf8_lpad(part, 2, "0"), ".")


def trace_table(trace: Trace, table: pa.Table) -> pa.Table:
    """The reached rows of the table as they were given, with hop and tainted, in the order of the listing."""
    kept = [name for name in (*WANTED, "id") if name in table.column_names]
    listing = trace.listing
    rows = table.select(kept).take(pa.array(trace.rows[listing]))
    answer = {"hop": pa.array(trace.hop[listing]), "tainted": money_text(trace.tainted[listing])}
    columns = {name: rows[name] for name in WANTED} | answer | {name: rows[name] for name in kept[len(WANTED) :]}
    return pa.table(columns)


def listed_table(listed: pa.Table) -> pa.Table:
    """The answer of ``partitions.listed`` as the same columns of text; times as dates."""
    times = pc.cast(pc.cast(listed["ticks"], pa.timestamp("ns")), pa.string())
    columns = {
        "from": listed["from"],
        "to": listed["to"],
        "amount": money_text(flat(listed["cents"])),
        "time": pc.replace_substring_regex(pc.replace_substring_regex(times, r"0+$", ""), r"\.$", ""),
        "hop": listed["hop"],
        "tainted": money_text(flat(listed["tainted"])),
    }
    return pa.table(columns)


def accounts_table(trace: Trace) -> pa.Table:
    """One line an account of the trace with its sums and roles, the other victims last."""
    points, names = trace.points, trace.problem.transfers.names
    seeds = np.isin(points.account, trace.problem.seeds)
    masks = {"seed": seeds, "splitting": points.splitting, "gathering": points.gathering, "cash-out": points.cash_out}
    masks["hub"] = points.hub
    roles = [" ".join(r for r, m in masks.items() if m[i]) for i in range(len(points.account))]
    count = len(points.victims)
    codes = [*points.account.tolist(), *points.victims.tolist()]
    sums = {name: getattr(points, name) for name in ("received", "passed_on", "given_up", "standing")}
    none = pa.nulls(count)
    columns = {
        "account": pa.array([names[code] for code in codes], pa.string()),
        "level": pa.concat_arrays([pa.array(points.level), none.cast(pa.int32())]),
        **{name: pa.concat_arrays([money_text(cents), none.cast(pa.string())]) for name, cents in sums.items()},
        "paid_in": pa.concat_arrays([pa.nulls(len(roles), pa.string()), money_text(points.victim_cents)]),
        "roles": pa.array(roles + ["other-victim"] * count, pa.string()),
    }
    return pa.table(columns)
