"""Advisory locks of the database: every one has its number here, so that no two purposes ever share one.

A lock is taken inside a transaction and held until its end, but where its line says otherwise.
"""

from enum import IntEnum, unique

from django.db import connection

#: what all numbers begin with: "ANBAO", then the lock's own byte
HOUSE = 0x414E42414F00


@unique
class Lock(IntEnum):
    """Who waits for whom."""

    #: the head of the ledger's chain
    LEDGER_HEAD = HOUSE + 0x01
    #: the tree of institutions: one writer at a time (saleor ADR-0009)
    TREE = HOUSE + 0x02
    #: a look for holes: two at a time would open the same hole twice. Not the campaign's row: every task and record that
    #: is written meanwhile refers to it, and people would wait with their filings for the look's end
    HOLES_LOOK = HOUSE + 0x03
    #: statements of a place's day that no task asks for: two at once would both find that nothing stands
    DAYS_STATEMENT = HOUSE + 0x04
    #: the desk's opening: two who take up at once would open the same incident twice
    DESK_OPENING = HOUSE + 0x07
    #: the order of stored signals: numbers are given in the order of commits
    SIGNAL_ORDER = HOUSE + 0x11
    #: tending what time does to alarms
    ALARM_TENDING = HOUSE + 0x12
    #: renewing the tables; held by the session, over transactions
    TABLES = HOUSE + 0x13


def hold(lock: Lock) -> None:
    """Wait for it, and hold it to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(lock)])


def try_hold(lock: Lock) -> bool:
    """Hold it to the end of the transaction unless somebody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int(lock)])
        return cursor.fetchone()[0]
