"""A whole transaction with a COPY in its middle, in one trip to the database.

The statements go out together, the rows as soon as the server asks for them; what the statements before the COPY answered can
still call it off. The driver's own COPY takes a trip for each of begin, COPY, rows and commit, and every trip gives the
interpreter away and has to get it back.

A trip is taken a step at a time, so that an event loop goes on meanwhile; ``run`` waits for its end instead.
"""

import select
from collections.abc import Callable

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, PGresult
from psycopg.pq.abc import PGconn

#: what the server hears when the COPY is called off
CALLED_OFF = b"called off"
FAULTS = (ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE)


class Trip:
    """The statements, of which one may be ``COPY ... FROM STDIN``, with these rows; ``goes(answers)`` decides before the rows go.

    Sent together they are one transaction, without begin and commit. Every method raises the driver's error when the
    connection breaks; ``unsent`` says that the connection has to be written to before more can come.
    """

    def __init__(
        self, door: PGconn, statements: str, rows: bytes = b"", goes: Callable[[list[PGresult]], bool] | None = None
    ):
        self._door, self._statements, self._rows, self._goes = door, statements, rows, goes
        self._answers: list[PGresult] = []
        self._fault: PGresult | None = None
        self._called_off = self.unsent = False

    def begin(self) -> None:
        self._door.send_query(self._statements.encode())
        self.push()

    def push(self) -> None:
        """As much to the server as it takes."""
        self.unsent = self._door.flush() != 0

    def over(self) -> bool:
        """Take what the server has said, without waiting; whether that was all of it."""
        door = self._door
        door.consume_input()
        while not door.is_busy():
            answer = door.get_result()
            if answer is None:
                return True
            if answer.status == ExecStatus.COPY_IN:
                self._copy()
            elif answer.status in FAULTS:
                self._fault = self._fault or answer
            else:
                self._answers.append(answer)
        return False

    def _copy(self) -> None:
        self._called_off = self._goes is not None and not self._goes(self._answers)
        if not self._called_off and not self._door.put_copy_data(self._rows):
            raise psycopg.OperationalError("no room for the rows of a COPY")
        self._door.put_copy_end(CALLED_OFF if self._called_off else None)
        self.push()

    def went(self) -> bool:
        """How it ended, when it is over. False: it was called off and nothing was done. Raises the database's error: nothing was done
        then either, unless the connection broke behind the commit."""
        if self._called_off:
            return False
        if self._fault is not None:
            raise error_from_result(self._fault, encoding="utf-8")
        return True

    def run(self) -> bool:
        """From its beginning to its end; what the server says while it is written to is taken, or both would wait for each other."""
        self.begin()
        poll = select.poll()
        while not self.over():
            poll.register(self._door.socket, select.POLLIN | (select.POLLOUT if self.unsent else 0))
            poll.poll()
            if self.unsent:
                self.push()
        return self.went()
