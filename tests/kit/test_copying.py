"""COPY writes what an INSERT would: same values, same numbers, same refusals."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from anbao.kit.copying import FEW, array_of, copy_in, copy_values
from anbao.kit.ledger.models import Line
from anbao.loom.records.models import Record
from anbao.org.models import Area, Institution, Person

AT = datetime(2022, 2, 3, 12, tzinfo=UTC)


def records(branch, count):
    person = Person.house.select_related("institution").first()
    return [
        Record(
            kind="opening_check", net="riskcontrol", institution=person.institution, filed_by=person, filed_at=AT, day=date(2022, 2, 3),
            values={"note": f"第{number}条\\t\\n\\\\", "n": None}, checks={"a": "ok"}, attendees=[1, number], flags=["x"] if number % 2 else [],
        )
        for number in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, FEW - 1, FEW, 40])
def test_rows_come_back_as_they_were(branch, count):
    rows = records(branch, count)
    copy_in(rows)
    assert len({row.pk for row in rows}) == count
    stored = Record.house.in_bulk([row.pk for row in rows])
    for row in rows:
        held = stored[row.pk]
        assert (held.values, held.checks, held.attendees, held.flags) == (
            row.values,
            row.checks,
            row.attendees,
            row.flags,
        )
        assert (held.filed_at, held.day, held.client_key, held.reason) == (AT, row.day, None, "")


def test_numbers_go_on_where_the_table_stands(branch):
    rows = records(branch, FEW)
    copy_in(rows)
    later = records(branch, 1)[0]
    later.save()
    assert later.pk > max(row.pk for row in rows)


def test_a_row_that_the_table_refuses_is_refused_and_nothing_is_written(branch):
    rows = records(branch, FEW)
    rows[-1].institution_id = None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_in(rows)
    assert not Record.house.exists()


def test_nothing_to_write(branch):
    before = Line.house.count()
    copy_in([])
    assert Line.house.count() == before


@pytest.mark.parametrize("values", [[1, None, 3], ['a "b"', "c\\d", "e,f{}", "第\t九"], [], [AT, None]])
def test_an_array_comes_back_as_it_was(db, values):
    kind = "timestamptz" if AT in values else "text" if any(isinstance(v, str) for v in values) else "bigint"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [array_of(values)])
        assert cursor.fetchone()[0] == values


def test_values_without_an_object_get_their_numbers_from_the_table(branch):
    institution = Institution.house.order_by("pk").first()
    names = ("institution_id", "kind", "name", "assumed")
    copy_values(Area, names, [(institution.pk, "hall", f"大厅\t{n}", False) for n in range(3)])
    rows = Area.house.filter(name__startswith="大厅\t").order_by("pk")
    assert [(a.institution, a.kind, a.name) for a in rows] == [(institution, "hall", f"大厅\t{n}") for n in range(3)]
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_values(Area, names, [(institution.pk, None, "x", False)])
