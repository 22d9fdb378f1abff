"""The ledger: chained, append-only in the database, and the first broken link is named."""

import pytest
from django.db import DatabaseError, connection, transaction

from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.models import Line
from anbao.kit.ledger.rules import Entry
from anbao.org.models import Area
from tests.branch import NOW


def write(count: int) -> list[int]:
    return ledger.append(
        [Entry("kit.test.said", "person:1", f"thing:{n}", NOW, "0000", {"n": n, "词": "字"}) for n in range(count)]
    )


@pytest.mark.django_db
def test_a_written_chain_holds():
    assert write(3) == [1, 2, 3]
    assert write(2) == [4, 5]
    verdict = ledger.verify()
    assert (verdict.lines, verdict.broken) == (5, None)
    assert verdict.head == ledger.head()[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_line SET actor = 'x'", "DELETE FROM ledger_line", "TRUNCATE ledger_line"]
)
def test_the_database_refuses_to_change_it(statement):
    write(2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Line.house.count() == 2


def tamper(statement: str) -> None:
    """What somebody with the database's superuser could do: take the triggers off first."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_line DISABLE TRIGGER ALL")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE ledger_line ENABLE ALWAYS TRIGGER ledger_line_append_only")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("UPDATE ledger_line SET actor = 'person:2' WHERE seq = 3", 3),
        ("UPDATE ledger_line SET detail = '{}' WHERE seq = 4", 4),
        ("UPDATE ledger_line SET at = at + interval '1 microsecond' WHERE seq = 2", 2),
        ("DELETE FROM ledger_line WHERE seq = 3", 3),
        ("DELETE FROM ledger_line WHERE seq = 1", 1),
        ("UPDATE ledger_line SET hash = decode(repeat('00', 32), 'hex') WHERE seq = 5", 5),
    ],
)
def test_the_first_broken_link_is_named(statement, seq):
    write(6)
    tamper(statement)
    assert ledger.verify().broken.seq == seq


@pytest.mark.django_db
def test_a_line_rolls_back_with_its_write():
    class Oops(Exception):
        pass

    with pytest.raises(Oops), transaction.atomic():
        write(1)
        raise Oops
    assert Line.house.count() == 0
    assert write(1) == [1]


def test_a_line_needs_the_transaction_of_its_write():
    with pytest.raises(transaction.TransactionManagementError):
        # outside any transaction; refused before the database is asked
        from unittest.mock import patch

        with patch("anbao.kit.ledger.actions.connection") as outside:
            outside.in_atomic_block = False
            ledger.append([Entry("kit.test.said", "person:1", "thing:1", NOW)])


def reads_in_full(table: str) -> int:
    """How often this transaction read the whole table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = %s", [table])
        return cursor.fetchone()[0]


def test_references_are_checked_by_their_index_however_small_the_table_was(branch):
    place = branch.places["CL01"]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE org_institution; SET CONSTRAINTS ALL DEFERRED; DISCARD PLANS")
    for number in range(3):
        Area.house.create(institution=place, kind="hall", name=f"{number}")
    before = reads_in_full("org_institution")
    write(1)
    assert reads_in_full("org_institution") == before
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_seqscan")
        assert cursor.fetchone() == ("on",)
