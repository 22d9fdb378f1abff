"""The limit: the same rows by bare COPY and commit in groups of the same size, one connection, nothing else."""

import time

import psycopg

COLUMNS = "source_id, received_at, token, sequence, event, kind, code, zone, area, text, more, raw, peer, flags, key"


def rows_per_second(group: int, seconds: float = 5.0) -> float:
    """Rows a second that grouped COPY and commit stores in the same table, its indexes and constraints in place."""
    from django.db import connection

    from anbao.senses.alarms.models import AlarmSource

    source = AlarmSource.house.order_by("pk").values_list("pk", flat=True).first()
    connection.ensure_connection()
    parameters = connection.get_connection_params()
    names = {name: parameters[name] for name in ("dbname", "user", "host", "port", "password") if parameters.get(name)}
    raw = (b'\n73BF0034"SIA-DCS"0001L0#10000[#10000|NBA1]\r').hex()
    done, number = 0, 0
    with psycopg.connect(**names) as door:
        started = time.perf_counter()
        while time.perf_counter() - started < seconds:
            lines = "".join(
                f"{source}\t2022-02-04 20:00:00+08\tSIA-DCS\t1\talarm\tintrusion\tBA\t1\t\t\t[]\t\\\\x{raw}\t127.0.0.1\t{{}}\t{group}-{number + n}\n"
                for n in range(group)
            )
            number += group
            with door.cursor().copy(f"COPY alarms_signal ({COLUMNS}) FROM STDIN") as copy:
                copy.write(lines)
            door.commit()
            done += group
        return done / (time.perf_counter() - started)
