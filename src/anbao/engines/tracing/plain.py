"""A folder of Parquet files that others wrote: from, to, amount, time become what ``partitions`` wants, on DuckDB.

Amounts are whole numbers, decimals or floats, rounded to the cent where they are finer; times are dates or timestamps.
Accounts are read bare, as ``cells`` says. Nothing is guessed: what is of another type is refused, and told how to partition
it.
"""

from __future__ import annotations

from ibis.expr.types import Table

from anbao.engines.tracing.cells import AROUND, BLANKS, DRESSED, WIDTHLESS
from anbao.engines.tracing.columns import (
    AROUND_TOLD,
    BEIJING,
    LARGEST_AMOUNT,
    ROUNDED_TOLD,
    TICKS,
    WANTED,
    heads_of,
    nanoseconds,
)
from anbao.engines.tracing.faults import Fault, TracingError

#: how far a float may stand from the cent it was written for
GRAIN = 1e-4
#: what DuckDB calls the folder in the contract's form
VIEW = "anbao_transfers"
#: an account of which nothing is left
NOTHING = f"^([{BLANKS}]|{WIDTHLESS})*$"


def as_partitioned(duck, table: Table, folder: str, notes: list[str], zone: int = BEIJING) -> Table:
    """``table`` of the connection ``duck`` with from, to, cents, ticks; what a reader should know is added to ``notes``.
    ``zone``: seconds east of Greenwich of the clock that times without a zone are of.

    Raises TracingError with every fault.
    """
    heads = dict(zip(heads_of(table.columns), table.columns, strict=True))
    kinds = {name: table[heads[name]].type() for name in WANTED}
    faults = list(kind_faults(kinds, folder))
    if faults:
        raise TracingError(faults)
    plain = table.select(**{name: table[heads[name]] for name in WANTED})
    inside = str(plain.compile())
    amount = 'CAST("amount" AS DOUBLE)' if kinds["amount"].is_floating() else '"amount"'
    dressed = refuse_rows(duck, inside, amount, folder, notes)
    payer, payee = (
        f'"{name}"' if kinds[name].is_integer() else bare_of(name) if dressed else text_of(name)
        for name in ("from", "to")
    )
    east = nanoseconds(zone if getattr(kinds["time"], "timezone", None) else 0)
    # ibis 12 asks DuckDB for the columns of a statement by a name that DuckDB 2 no longer has; of a view it does not
    duck.raw_sql(
        f'CREATE TEMP VIEW {VIEW} AS SELECT {payer} AS "from", {payee} AS "to", '
        f'CAST(floor({amount} * 100 + 0.5 + {GRAIN}) AS BIGINT) AS cents, epoch_ns("time") + {east} AS ticks FROM ({inside})'
    )
    return duck.table(VIEW)


def kind_faults(kinds: dict, folder: str):
    how = "write it as one file and use --partition"
    if not (kinds["amount"].is_numeric() and not kinds["amount"].is_boolean()):
        words = (
            f"{folder}: amount is {kinds['amount']}, not a number; {how}",
            "金额列不是数字类型，请用 --partition 转换",
        )
        yield Fault("amount-type", *words)
    if not (kinds["time"].is_timestamp() or kinds["time"].is_date()):
        words = (
            f"{folder}: time is {kinds['time']}, no date or timestamp; {how}",
            "时间列不是日期类型，请用 --partition 转换",
        )
        yield Fault("time-type", *words)


def text_of(name: str) -> str:
    return f'CAST("{name}" AS VARCHAR)'


def bare_of(name: str) -> str:
    """The account of a column without what stands around it, as SQL."""
    sql = text_of(name)
    for pattern, new in AROUND:
        sql = f"regexp_replace({sql}, '{quoted(pattern)}', '{new}', 'g')"
    return sql


def quoted(pattern: str) -> str:
    return pattern.replace("'", "''")


def refuse_rows(duck, inside: str, amount: str, folder: str, notes: list[str]) -> bool:
    """Whether an account is not written bare, which is noted, as amounts are that get rounded.

    Raises TracingError for rows without a payer, payee, amount or time, or with an amount that is none.
    """
    large, fine = f"abs({amount}) > {LARGEST_AMOUNT} OR isnan(CAST({amount} AS DOUBLE))", f"{amount} * 100"
    names = {name: text_of(name) for name in ("from", "to")}
    nobody = {name: f"{sql} IS NULL OR regexp_matches({sql}, '{NOTHING}')" for name, sql in names.items()}
    counted = {
        ("no-account", "payer is missing", "付款账户缺失"): nobody["from"],
        ("no-account", "payee is missing", "收款账户缺失"): nobody["to"],
        ("bad-amount", "amount is missing", "金额缺失"): f"{amount} IS NULL",
        ("bad-amount", "amount is too large or no number", "金额过大或无效"): large,
        ("negative-amount", "amount is negative", "金额为负"): f"{amount} < 0",
        ("bad-time", "time is missing or too far from 1970", "时间缺失或距 1970 年过远"): (
            f'"time" IS NULL OR abs(epoch("time")) >= {2**62 // (TICKS["ns"] // TICKS["s"])}'
        ),
    }
    dressed = [f"regexp_matches({sql}, '{quoted(DRESSED)}')" for sql in names.values()]
    told = (f"NOT ({large}) AND abs({fine} - round({fine})) > {GRAIN}", *dressed)
    sums = ", ".join(f"count(*) FILTER (WHERE {c}) AS n{i}" for i, c in enumerate((*told, *counted.values())))
    rounded, payers, payees, *counts = duck.raw_sql(f"SELECT {sums} FROM ({inside})").fetchone()
    faults = [
        Fault(code, f"{folder}: {en} in {count} row{'s'[: count > 1]}", f"{zh}（{count} 行）")
        for (code, en, zh), count in zip(counted, counts, strict=True)
        if count
    ]
    if faults:
        raise TracingError(faults)
    for words, count in ((AROUND_TOLD, payers + payees), (ROUNDED_TOLD, rounded)):
        if count:
            notes.append(words.format(count))
    return bool(payers + payees)
