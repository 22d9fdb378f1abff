"""The same trace where memory is too small: transfers as an Ibis table (Parquet by day on DuckDB, or Apache Spark).

Whether a transfer is reached, and at which hop, depends only on its payer and time. So a level is a small table of
*windows*: account, after, until. The step of a level joins the transfers to the windows of the level before and drops
what lies in an earlier level's windows; the arrivals of what is left make the next windows, united where they meet,
so that an account has at most (span / dwell) of them and a hub can't blow the join up. Rows need no identity.

Money is followed in memory, on the transfers of accounts that tainted cents come to, fetched as the trace gets there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis
import numpy as np
import pyarrow as pa
from ibis import _
from ibis.expr.types import Table

from anbao.engines.tracing.problem import Method, Problem
from anbao.engines.tracing.solve import solve
from anbao.engines.tracing.transfers import Transfers

#: what the table must have; ``ticks`` are nanoseconds since 1970
WANTED = ("from", "to", "cents", "ticks")
#: before and after everything
ALWAYS = (-(2**62), 2**62)


@dataclass(frozen=True)
class Search:
    """Seeds and stops are accounts as they stand in the table; ``dwell`` is in ticks; ``hub`` as in ``Problem``."""

    seeds: list
    hops: int
    dwell: int
    backward: bool = False
    hub: int | None = None
    stops: tuple = ()


def as_seen(transfers: Table, search: Search) -> Table:
    """Payer, payee, cents, ticks in the direction of the trace."""
    near, far = ("to", "from") if search.backward else ("from", "to")
    ticks = -transfers.ticks if search.backward else transfers.ticks
    return transfers.select(payer=transfers[near], payee=transfers[far], cents=transfers.cents, ticks=ticks)


def of_kind(values, transfers: Table) -> list:
    """Account names as they stand in the table: whole numbers or texts."""
    if not transfers["from"].type().is_integer():
        return [str(value) for value in values]
    # a text that is no number can't be among them
    return [int(value) for value in values if str(value).lstrip("-").isdecimal()]


def occurring(transfers: Table, accounts: list[str]) -> set[str]:
    """Which of the accounts pay or are paid in any transfer at all, as texts."""
    asked = of_kind(accounts, transfers)
    if not asked:
        return set()
    sides = (transfers.select(account=transfers[side]) for side in ("from", "to"))
    found = ibis.union(*sides).filter(_.account.isin(asked)).distinct().to_pyarrow()
    return {str(name) for name in found["account"].to_pylist()}


def reach(transfers: Table, search: Search, keep: Callable[[Table], Table] = lambda level: level.cache()) -> Table:
    """Payer, payee, cents, ticks (as seen) and hop of every reached transfer. ``keep`` holds a level's rows, and the
    rows that a trace of these seeds can come to at all, so that the files are read once and not once a hop.
    """
    whole = as_seen(transfers, search)
    seeds = of_kind(search.seeds, transfers)
    stops = [stop for stop in of_kind(search.stops, transfers) if stop not in seeds]
    hubs = hub_accounts(whole, search, seeds, keep)
    seen = keep(in_time(whole, search, seeds))
    level = keep(seen.filter(seen.payer.isin(seeds)))
    # nothing that leaves a seed is ever news again
    always = {"after": ibis.literal(ALWAYS[0], "int64"), "until": ibis.literal(ALWAYS[1], "int64")}
    earlier = keep(level.select(account=level.payer).distinct().mutate(**always))
    found = [level.mutate(hop=ibis.literal(1, "int32"))]
    for hop in range(2, search.hops + 1):
        if not level.count().to_pyarrow().as_py():
            break
        windows = keep(united(arrivals(level, hubs, stops), search.dwell))
        level = keep(in_windows(seen, windows, earlier))
        earlier = keep(earlier.union(windows))
        found.append(level.mutate(hop=ibis.literal(hop, "int32")))
    return ibis.union(*found) if len(found) > 1 else found[0]


def in_time(seen: Table, search: Search, seeds: list) -> Table:
    """What lies between the seeds' first transfer and the last moment that a walk from them can reach. The bounds are
    literals, so the reader skips files and row groups.
    """
    left = seen.filter(seen.payer.isin(seeds))
    span = left.aggregate(first=left.ticks.min(), last=left.ticks.max()).to_pyarrow().to_pylist()[0]
    if span["first"] is None:
        return seen.limit(0)
    last = min(span["last"] + (search.hops - 1) * search.dwell, ALWAYS[1])
    return seen.filter(seen.ticks >= span["first"], seen.ticks <= last)


def arrivals(level: Table, hubs: Table | None, stops: list) -> Table:
    """Account and ticks of what the level's transfers brought to accounts that let it on."""
    came = level.select(account=level.payee, ticks=level.ticks).distinct()
    if hubs is not None:
        came = came.anti_join(hubs, "account")
    return came.filter(came.account.notin(stops)) if stops else came


def in_windows(seen: Table, windows: Table, earlier: Table) -> Table:
    """The transfers that lie in the windows and in none of the earlier ones."""
    span = windows.aggregate(after=windows.after.min(), until=windows.until.max()).to_pyarrow().to_pylist()[0]
    if span["after"] is None:
        return seen.limit(0)
    # literal bounds let the reader skip files and row groups
    near = seen.filter(seen.ticks > span["after"], seen.ticks <= span["until"])
    level = near.semi_join(windows, lying_in(near, windows))
    return level.anti_join(earlier, lying_in(level, earlier))


def lying_in(rows: Table, windows: Table) -> list:
    return [rows.payer == windows.account, rows.ticks > windows.after, rows.ticks <= windows.until]


def united(arrivals: Table, dwell: int) -> Table:
    """One window after each arrival, those that meet made one."""
    by_time = ibis.window(group_by="account", order_by="ticks")
    fresh = arrivals.mutate(before=_.ticks.lag().over(by_time))
    fresh = fresh.mutate(opens=(fresh.before.isnull() | (fresh.ticks - fresh.before > dwell)).cast("int64"))
    running = ibis.window(group_by="account", order_by="ticks", preceding=None, following=0)
    groups = fresh.mutate(number=fresh.opens.sum().over(running)).group_by(["account", "number"])
    return groups.aggregate(after=_.ticks.min(), until=_.ticks.max() + dwell).drop("number")


def hub_accounts(seen: Table, search: Search, seeds: list, keep) -> Table | None:
    """Accounts with more transfers than the limit, seeds excepted."""
    if search.hub is None:
        return None
    degree = seen.group_by(account=seen.payer).aggregate(degree=_.count())
    # held before the seeds are taken off: a filter on accounts would be pushed below the count, onto every row
    hubs = keep(degree.filter(degree.degree > search.hub).select("account"))
    return hubs.filter(hubs.account.notin(seeds)) if seeds else hubs


def tainted(transfers: Table, search: Search, method: Method, keep=lambda level: level.cache()) -> pa.Table:
    """from, to, cents, ticks and tainted cents of every transfer with tainted cents on it.

    Accounts whose transfers were not fetched yet count as stops; when tainted cents come to one, it is fetched and the
    money followed again. At the end no tainted cent has come to an unfetched account that would let it on.
    """
    seen = as_seen(transfers, search)
    seeds = set(of_kind(search.seeds, transfers))
    hubs = hub_accounts(seen, search, sorted(seeds), keep)
    shut = set(of_kind(search.stops, transfers)) - seeds
    shut |= set() if hubs is None else set(hubs.account.to_pyarrow().to_pylist())
    fetched = set(seeds)
    while True:
        kind = ibis.schema({"account": transfers["from"].type()})
        known = ibis.memtable({"account": sorted(fetched)}, schema=kind).account
        rows = transfers.filter(transfers["from"].isin(known) | transfers["to"].isin(known))
        subset = rows.select(*WANTED).to_pyarrow()
        t = Transfers.from_names(
            subset["from"].to_pylist(), subset["to"].to_pylist(), subset["cents"].to_numpy(), subset["ticks"].to_numpy()
        )
        unfetched = np.setdiff1d(np.arange(t.accounts), t.codes([str(name) for name in fetched - shut]))
        stops = np.setdiff1d(unfetched, t.codes([str(name) for name in seeds]))
        codes = t.codes([str(name) for name in seeds])
        trace = solve(Problem(t, codes, search.hops, search.dwell, search.backward, method, None, stops))
        some = trace.rows[trace.tainted > 0]
        far = subset["from" if search.backward else "to"]
        onward = trace.rows[(trace.tainted > 0) & (trace.hop < search.hops)]
        news = set(far.take(pa.array(onward)).to_pylist()) - fetched - shut
        if not news:
            answer = subset.take(pa.array(some))
            return answer.append_column("tainted", pa.array(trace.tainted[trace.tainted > 0]))
        fetched |= news


def listed(transfers: Table, search: Search, method: Method, keep=lambda level: level.cache()) -> pa.Table:
    """from, to, cents, ticks, hop, tainted of every reached transfer, by hop, time, payer, payee, amount."""
    reached = reach(transfers, search, keep).to_pyarrow()
    sign, near, far = (-1, "payee", "payer") if search.backward else (1, "payer", "payee")
    ticks = pa.array(reached["ticks"].to_numpy() * sign)
    columns = {"from": reached[near], "to": reached[far], "cents": reached["cents"], "ticks": ticks}
    answer = numbered(pa.table(columns | {"hop": reached["hop"]}), "hop", "ascending")
    money = numbered(tainted(transfers, search, method, keep), "tainted", "descending")
    joined = answer.join(money, keys=[*WANTED, "number"], join_type="left outer")
    filled = joined.set_column(
        joined.column_names.index("tainted"), "tainted", pa.compute.fill_null(joined["tainted"], 0)
    )
    order = [(name, "ascending") for name in ("hop", "ticks", "from", "to", "cents", "tainted")]
    return filled.drop_columns(["number"]).sort_by(order)


def numbered(table: pa.Table, by: str, direction: str) -> pa.Table:
    """Rows alike in every column get numbers 0, 1, ..., so that two tables of them can be joined one to one."""
    table = table.sort_by([*((name, "ascending") for name in WANTED), (by, direction)])
    count = len(table)
    fresh = np.ones(count, dtype=bool)
    for number, name in enumerate(WANTED):
        column = table[name].combine_chunks()
        same = pa.compute.equal(column[1:], column[:-1]).to_numpy(zero_copy_only=False)
        fresh[1:] = ~same if number == 0 else fresh[1:] | ~same
    place = np.arange(count)
    start = np.maximum.accumulate(np.where(fresh, place, 0)) if count else place
    return table.append_column("number", pa.array(place - start))
