"""A house of its own for the benchmark: an embedded database under benchmarks/out, a bank of one place, sources, processes."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOME = ROOT / "benchmarks" / "out" / "gateway"
#: prctl: the signal that a process gets when its parent is gone
PR_SET_PDEATHSIG = 1
#: who listens when a gateway and its companions are all at work
CHANNELS = ("anbao_alarm_sources", "anbao_signals", "anbao_live")
#: pysiaalarm takes a key as text
KEY = b"0123456789ABCDEF"


def set_up(home: Path = HOME) -> None:
    """Django on the benchmark's own database, commits on the disk."""
    home.mkdir(parents=True, exist_ok=True)
    os.environ.update(ANBAO_HOME=str(home), DJANGO_SETTINGS_MODULE="anbao.project.settings")
    for name in ("ANBAO_DEMO", "ANBAO_FAST_COMMIT", "ANBAO_DATABASE"):
        os.environ.pop(name, None)
    open_files(16_384)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def open_files(wanted: int, reserve: int = 0) -> int:
    """Room for so many open files in this process and those it starts, or as many as are allowed; less `reserve`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), max(hard, wanted)))
    except ValueError:
        wanted = hard
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return wanted - reserve


def furnish(sources: int, *, encrypted: bool = False, interval: int = 0) -> None:
    """`sources` panels of one outlet, their alarms and signals forgotten; numbers as ``load.frames_of`` counts them."""
    from django.db import connection

    from anbao.kit import clock
    from anbao.org import actions as org
    from anbao.org.models import Institution
    from anbao.senses.alarms.actions import add_sources
    from anbao.senses.alarms.models import AlarmSource

    forget()
    place = Institution.house.filter(code="B1").first()
    if place is None:
        place = org.add_institution(
            actor="system",
            at=clock.now(),
            parent=None,
            code="B1",
            kind="head_office",
            name="基准行",
            short_name="基准行",
        )
    rows = [
        AlarmSource(
            protocol="dc09", account=f"{0x10000 + n:X}", institution=place, key=KEY.hex().upper() if encrypted else "", interval=interval,
            window_old=86_400, window_ahead=86_400,
        )
        for n in range(sources)
    ]  # fmt: skip
    add_sources(actor="system", at=clock.now(), sources=rows)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE alarms_alarmsource")
        cursor.execute("CHECKPOINT")  # what an earlier part left to write does not disturb this one
    connection.close()


def forget() -> None:
    """Empty tables; the trigger that keeps signals is off for this moment of a benchmark's own database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE alarms_signal DISABLE TRIGGER USER;"
            "TRUNCATE incidents_incident, alarms_alarmstep, alarms_alarm, alarms_signal RESTART IDENTITY CASCADE;"
            "TRUNCATE alarms_arming, alarms_zone, alarms_armingschedule, alarms_alarmsource RESTART IDENTITY CASCADE;"
            " ALTER TABLE alarms_signal ENABLE TRIGGER USER; UPDATE alarms_working SET worked = 0"
        )
    connection.close()


def groups() -> str:
    """How large the gateway's groups were: a group is a transaction, and the rows still bear its number."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(rows) / count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY rows), max(rows)"
            " FROM (SELECT count(*) AS rows FROM alarms_signal GROUP BY xmin::text) AS made"
        )
        mean, half, most = cursor.fetchone()
    connection.close()
    return f"{mean or 0:.0f} in the mean, {half or 0} in the median, {most or 0} at most"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment() -> dict[str, str]:
    """The database by its address, so that only the benchmark itself starts the embedded server again after a kill.

    Byte code is kept under benchmarks/out: processes that compile what they import, each and every time, start slowly.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {
        "ANBAO_DATABASE_URL": f"postgresql://postgres@/anbao?host={HOME / 'postgres'}",
        "PYTHONPYCACHEPREFIX": str(HOME / "bytecode"),
    }


def postmaster() -> int:
    """The process number of the embedded server."""
    return int((HOME / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def ends_with_us() -> None:
    """In a child, before it becomes what it is to be: it is told to end when the benchmark dies, however that dies."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start_gateway(port: int, log: Path | None = None) -> subprocess.Popen:
    """The gateway as users start it, in a process group of its own; returns when it listens."""
    command = [
        sys.executable,
        "-m",
        "anbao.project.cli",
        "gateway",
        "--dc09",
        str(port),
        "--fire",
        "0",
        "--name",
        "benchmark",
    ]
    errors = (log or HOME / "gateway.log").open("a")
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True, cwd=ROOT, env=environment(),
        preexec_fn=ends_with_us,
    )  # fmt: skip
    said = process.stdout.readline()
    if "listening" not in said:
        raise SystemExit(f"the gateway did not start: {said}")
    return process


def listening() -> list[str]:
    """The channels that companions hear; until then they are busy with their own start."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM pg_stat_activity WHERE query LIKE 'LISTEN %'")
        heard = " ".join(query for (query,) in cursor.fetchall())
    connection.close()
    return [channel for channel in CHANNELS if channel in heard]


@contextmanager
def gateway(port: int):
    """A gateway with its companions, all of them ready."""
    process = start_gateway(port)
    try:
        if not wait_until(lambda: len(listening()) == len(CHANNELS), 60):
            raise SystemExit("the gateway's companions do not start")
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        process.stdout.close()
        wait_until(lambda: not listening(), 20)  # a companion that was in the middle of something is gone as well


def load(**spec) -> dict:
    """What the panels of another process saw."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.gateway_parts.load", json.dumps(spec)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if told.returncode:
        raise SystemExit(told.stderr.strip().splitlines()[-1])
    return json.loads(told.stdout)


def flushes(times: int = 300, size: int = 16_384) -> tuple[float, float]:
    """p50 and p99 (ms) of writing `size` bytes and waiting for the disk, where the database lies: what no commit can go below."""
    took, content = [], os.urandom(size)
    with (HOME / "flushes").open("wb", buffering=0) as file:
        for _ in range(times):
            started = time.perf_counter()
            file.write(content)
            os.fdatasync(file.fileno())
            took.append((time.perf_counter() - started) * 1000)
    (HOME / "flushes").unlink()
    took.sort()
    return took[times // 2], took[times * 99 // 100]


def memory_of(process: subprocess.Popen, *, below: bool = True) -> float:
    """MiB of the process and, with `below`, of all that it started (proportional set size)."""
    total, waiting = 0, [process.pid]
    while waiting:
        pid = waiting.pop()
        try:
            total += sum(
                int(line.split()[1])
                for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                if line.startswith("Pss:")
            )
            for task in Path(f"/proc/{pid}/task").iterdir() if below else ():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return total / 1024


def wait_until(true, seconds: float, every: float = 0.1) -> bool:
    """Whether it became true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(every)
    return False
