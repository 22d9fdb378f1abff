"""The limit: the very rows that the gateway stored, by bare COPY and commit in groups, one connection, nothing else."""

import time

import psycopg

from anbao.senses.alarms.storing import COLUMNS, COPY

#: a run goes on with the same rows in an emptied table until so many seconds are counted
SECONDS = 5.0
EMPTY = (
    "ALTER TABLE alarms_signal DISABLE TRIGGER USER;"
    " TRUNCATE incidents_incident, alarms_alarmstep, alarms_alarm, alarms_signal CASCADE; ALTER TABLE alarms_signal ENABLE TRIGGER USER"
)


def stored_rows() -> list[bytes]:
    """What the gateway stored, as COPY wrote it, in its order: same sources, columns, keys and sizes."""
    said = f"COPY (SELECT {', '.join(COLUMNS)} FROM alarms_signal ORDER BY id) TO STDOUT"
    with _door() as door, door.cursor() as cursor, cursor.copy(said) as copy:
        return b"".join(copy).splitlines(keepends=True)


def rows_per_second(rows: list[bytes], group: int, seconds: float = SECONDS) -> float:
    """Rows a second that grouped COPY and commit stores in the same table, its indexes and constraints in place, each commit on the disk.

    The groups are joined before the clock starts; the table is emptied while it stands.
    """
    groups = [b"".join(rows[start : start + group]) for start in range(0, len(rows), group)]
    took, done = 0.0, 0
    with _door() as door:
        while took < seconds:
            door.execute(EMPTY)
            door.commit()
            door.autocommit = True
            door.execute("CHECKPOINT")  # what was left to write does not disturb
            door.autocommit = False
            started = time.perf_counter()
            for lines in groups:
                with door.cursor().copy(COPY) as copy:
                    copy.write(lines)
                door.commit()
                done += lines.count(b"\n")
                if took + time.perf_counter() - started > seconds:
                    break
            took += time.perf_counter() - started
    return done / took


def _door() -> psycopg.Connection:
    from django.db import connection

    connection.ensure_connection()
    parameters = connection.get_connection_params()
    names = {name: parameters[name] for name in ("dbname", "user", "host", "port", "password") if parameters.get(name)}
    connection.close()
    return psycopg.connect(**names)
