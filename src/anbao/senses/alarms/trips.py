"""A whole transaction with a COPY in its middle, in one trip to the database.

The statements go out together, the rows as soon as the server asks for them; what the statements before the COPY answered can
still call it off. The driver's own COPY takes a trip for each of begin, COPY, rows and commit, and every trip gives the
interpreter away and has to get it back.
"""

import select
from collections.abc import Callable

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, PGresult

#: what the server hears when the COPY is called off
CALLED_OFF = b"called off"
FAULTS = (ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE)


def copy_in_one_trip(
    raw: psycopg.Connection, statements: str, rows: bytes, goes: Callable[[list[PGresult]], bool]
) -> bool:
    """Run the statements, of which one is ``COPY ... FROM STDIN``, with these rows. ``goes(answers)`` decides before the rows go.

    Sent together they are one transaction, without begin and commit. False: it was called off and nothing was done. Raises the
    database's error; nothing was done then either, unless the connection broke behind the commit.
    """
    door = raw.pgconn
    poll = select.poll()
    poll.register(door.socket, select.POLLIN)
    door.send_query(statements.encode())
    _flush(door)
    answers, fault, called_off = [], None, False
    while (answer := _next(door, poll)) is not None:
        if answer.status == ExecStatus.COPY_IN:
            called_off = not goes(answers)
            if not called_off:
                while not door.put_copy_data(rows):
                    _flush(door)
            door.put_copy_end(CALLED_OFF if called_off else None)
            _flush(door)
        elif answer.status in FAULTS:
            fault = fault or answer
        else:
            answers.append(answer)
    if called_off:
        return False
    if fault is not None:
        raise error_from_result(fault, encoding="utf-8")
    return True


def _next(door, poll) -> PGresult | None:
    while door.is_busy():
        poll.poll()
        door.consume_input()
    return door.get_result()


def _flush(door) -> None:
    """Everything to the server; what it says meanwhile is taken, or both would wait for each other."""
    while door.flush():
        ready, _, _ = select.select([door.socket], [door.socket], [])
        if ready:
            door.consume_input()
