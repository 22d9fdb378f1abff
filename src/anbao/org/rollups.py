"""Totals of subtrees: moved with every change, provably equal to a recount.

A table of totals has a row for each (whole, institution, keys), and a row is the total of the institution's subtree. A
change of one thing moves the rows of its own institution and of all its ancestors, in one statement ordered by key, so
that two writers never wait for each other crosswise. When an institution moves to another parent, its totals move along
(``actions.when_moved``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from anbao.kit.copying import array_of
from anbao.org.models import STEP

#: every place with itself and each of its ancestors; the paths say it
FAMILY = f"""
SELECT place.id AS place, above.id AS above FROM org_institution place
CROSS JOIN LATERAL generate_series({STEP}, length(place.path), {STEP}) AS reach
JOIN org_institution above ON above.path = left(place.path, reach)
"""

Rows = dict[tuple, tuple[int, ...]]
#: (key, as it is stored, as it is counted)
Difference = tuple[tuple, tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Rollup:
    """One table of totals.

    table    its name; it has a unique constraint over (``of``, institution_id, *keys)
    keys     {column: type}, besides the whole and the institution
    columns  the numbers
    own      SQL for what the things themselves say of a place without its subtree: (place, *keys, *columns) of one whole,
             whose id is its only parameter
    of       the column of the whole that all of this is a part of
    """

    table: str
    keys: Mapping[str, str]
    columns: tuple[str, ...]
    own: str
    of: str = "campaign_id"

    @property
    def _keys(self) -> str:
        return ", ".join(self.keys)

    @property
    def _columns(self) -> str:
        return ", ".join(self.columns)

    @property
    def _head(self) -> str:
        return f"INSERT INTO {self.table} ({self.of}, institution_id, {self._keys}, {self._columns}) "

    @property
    def _added(self) -> str:
        """The end of an INSERT that adds to rows which are there."""
        added = ", ".join(f"{name} = {self.table}.{name} + excluded.{name}" for name in self.columns)
        return f" ON CONFLICT ({self.of}, institution_id, {self._keys}) DO UPDATE SET {added}"

    def _given(self, rows: list[tuple[tuple, Iterable[int]]]) -> tuple[str, list[str]]:
        """Rows (place, *keys), (columns) as a FROM item and its parameters."""
        types = ["bigint", *self.keys.values(), *["int"] * len(self.columns)]
        given = ", ".join(f"%s::{kind}[]" for kind in types)
        lines = zip(*((*key, *numbers) for key, numbers in rows), strict=True)
        return f"unnest({given}) AS own(place, {self._keys}, {self._columns})", [array_of(line) for line in lines]

    def _spread(self, own: str, *, narrowed: bool) -> str:
        """(institution_id, keys, columns) of `own` rows added up for every place and its ancestors."""
        only = " WHERE place.id IN (SELECT place FROM own)" if narrowed else ""
        sums = ", ".join(f"sum({name}) AS {name}" for name in self.columns)
        return (
            f"WITH own AS ({own}), family AS ({FAMILY}{only})"
            f" SELECT above AS institution_id, {self._keys}, {sums} FROM own JOIN family USING (place)"
            f" GROUP BY above, {self._keys}"
        )

    # ---- writes, all part of the caller's transaction

    def move(self, whole: int, changes: Mapping[tuple, Mapping[str, int]]) -> None:
        """Add differences {(place, *keys): {column: difference}} to the rows of the places and of their ancestors.

        The caller has called ``hold_still`` for the places.
        """
        rows = [
            (key, [moved.get(name, 0) for name in self.columns])
            for key, moved in changes.items()
            if any(moved.values())
        ]
        if not rows:
            return
        given, values = self._given(rows)
        spread = self._spread(f"SELECT * FROM {given}", narrowed=True)
        with connection.cursor() as cursor:
            cursor.execute(
                f"{self._head} SELECT %s, spread.* FROM ({spread}) AS spread"
                f" ORDER BY institution_id, {self._keys} {self._added}",
                [whole, *values],
            )

    def follow(self, place_id: int, before: list[int], after: list[int]) -> None:
        """The totals of a place that moves leave the ancestors it had `before` and join those it has `after`.

        Part of the transaction that moves it; ancestors it keeps are left alone.
        """
        signs = [(pk, -1) for pk in before if pk not in after] + [(pk, 1) for pk in after if pk not in before]
        if not signs:
            return
        moved = ", ".join(f"sign * moving.{name}" for name in self.columns)
        keys = ", ".join(f"moving.{key}" for key in self.keys)
        with connection.cursor() as cursor:
            cursor.execute(
                f"{self._head} SELECT moving.{self.of}, signed.above, {keys}, {moved} FROM {self.table} AS moving"
                " CROSS JOIN unnest(%s::bigint[], %s::int[]) AS signed(above, sign)"
                f" WHERE moving.institution_id = %s ORDER BY 1, 2, {keys} {self._added}",
                [*(array_of(column) for column in zip(*signs, strict=True)), place_id],
            )

    def rewrite(self, whole: int) -> int:
        """Make the table equal to the recount; returns how many rows differed."""
        wrong = self.differences(whole)
        if wrong:
            given, values = self._given(
                [(key, [a - b for b, a in zip(stored, counted, strict=True)]) for key, stored, counted in wrong]
            )
            with connection.cursor() as cursor:
                cursor.execute(f"{self._head} SELECT %s, own.* FROM {given} {self._added}", [whole, *values])
        return len(wrong)

    # ---- reads

    def recount(self, whole: int) -> Rows:
        """Every row counted again from the things themselves, ancestors included: {(institution, *keys): columns}."""
        return self._read(self._spread(self.own, narrowed=False), whole)

    def stored(self, whole: int) -> Rows:
        """Every row as the table holds it."""
        return self._read(
            f"SELECT institution_id, {self._keys}, {self._columns} FROM {self.table} WHERE {self.of} = %s", whole
        )

    def _read(self, sql: str, whole: int) -> Rows:
        keys = 1 + len(self.keys)
        with connection.cursor() as cursor:
            cursor.execute(sql, [whole])
            return {tuple(row[:keys]): tuple(map(int, row[keys:])) for row in cursor.fetchall()}

    def differences(self, whole: int) -> list[Difference]:
        """Rows where table and recount disagree. Empty is proof.

        The database compares, so memory holds the disagreements alone, whatever the size of the bank.
        """
        held = ", ".join(f"coalesce(held.{name}, 0)" for name in self.columns)
        seen = ", ".join(f"coalesce(counted.{name}, 0)" for name in self.columns)
        keys, columns = 1 + len(self.keys), len(self.columns)
        # one number alone is no row constructor
        apart = f"ROW({held}) IS DISTINCT FROM ROW({seen})"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT institution_id, {self._keys}, {held}, {seen}"
                f" FROM ({self._spread(self.own, narrowed=False)}) AS counted"
                f" FULL JOIN (SELECT institution_id, {self._keys}, {self._columns} FROM {self.table} WHERE {self.of} = %s)"
                f" AS held USING (institution_id, {self._keys}) WHERE {apart} ORDER BY 1, {self._keys}",
                [whole, whole],
            )
            rows = cursor.fetchall()
        return [
            (tuple(row[:keys]), tuple(map(int, row[keys : keys + columns])), tuple(map(int, row[keys + columns :])))
            for row in rows
        ]


def hold_still(places: set[int]) -> None:
    """Keep the places where they hang until commit: moving one rewrites its path, which waits for this lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM org_institution WHERE id = ANY(%s::bigint[]) ORDER BY id FOR KEY SHARE",
            [array_of(sorted(places))],
        )
