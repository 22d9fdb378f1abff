"""The real thing: PostgreSQL stopped and started, a disk that is full, a flood of connections."""

import os
import shlex
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from anbao.engines.dc09.panel import Panel
from anbao.kit.ledger import actions as ledger
from anbao.senses.alarms.models import Alarm, Gateway, Signal, Working
from anbao.senses.alarms.queries import Deaf, deaf_gateways
from anbao.senses.alarms.storing import SourceIndex, store
from anbao.senses.alarms.working import work
from tests.branch import NOW
from tests.senses.alarms.gateway.conftest import PATIENCE, Caller, Running, until, until_away
from tests.senses.alarms.lines import Line, outlet_source


class Server:
    """The tests' own PostgreSQL, by its own pg_ctl."""

    def __init__(self):
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            self.data = Path(cursor.fetchone()[0])
        program, *options = shlex.split((self.data / "postmaster.opts").read_text())
        place = options.index("-D")
        del options[place : place + 2]
        self.program, self.options = Path(program).parent / "pg_ctl", shlex.join(options)
        self.running = True

    def control(self, *arguments: str) -> None:
        owner = self.data.stat().st_uid if os.geteuid() == 0 else None
        command = [self.program, "-D", self.data, "-w", "-t", "120", *arguments]
        subprocess.run(command, check=True, user=owner, cwd="/", stdout=subprocess.DEVNULL, timeout=130)

    def stop(self) -> None:
        connection.close()
        self.control("-m", "fast", "stop")
        self.running = False

    def kill(self) -> None:
        """kill -9 of all its processes: what only its memory held is gone."""
        main = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        pids = [main, *map(int, Path(f"/proc/{main}/task/{main}/children").read_text().split())]
        connection.close()
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.running = False
        ends = time.monotonic() + PATIENCE
        while any(alive(pid) for pid in pids):
            assert time.monotonic() < ends
            os.sched_yield()
        # the number of one that nobody has waited for yet would be taken for a server that runs
        for lock in (self.data / "postmaster.pid", *self.data.glob(".s.PGSQL.*.lock")):
            lock.unlink()

    def hold_back(self) -> None:
        """What no commit waits for is not written any more."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'")
            os.kill(cursor.fetchone()[0], signal.SIGSTOP)

    def start(self) -> None:
        self.control("-l", str(self.data / "restarted.log"), "-o", self.options, "start")
        self.running = True


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def server(bank):
    server = Server()
    yield server
    if not server.running:
        server.start()


@pytest.mark.alone
@pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="other workers use the server that this stops")
def test_a_database_that_is_stopped_and_started_again_loses_nothing(bank, server, gateway, calling, now):
    panel = calling()
    panel.send(panel.panel.sia("BA", "1"))
    panel.replies()
    server.stop()
    frame = panel.panel.sia("BA", "2")
    panel.send(frame)
    until_away(gateway)
    again = calling(Panel("1234"))  # the panel gives up waiting and calls again
    again.send(frame)
    assert gateway.hub.acknowledged == 1
    server.start()
    assert [reply.sequence for reply in again.replies()] == [2] and [r.sequence for r in panel.replies()] == [2]
    assert sorted(Signal.house.values_list("zone", flat=True)) == ["1", "2"]
    row = Gateway.house.get(name="test")
    assert row.away_since < row.away_until


@pytest.mark.alone
@pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="other workers use the server that this kills")
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="the server's processes are found by /proc")
def test_what_the_keeper_did_and_the_disk_never_had_is_done_again(bank, server):
    source, line, index = outlet_source(bank), Line(bank), SourceIndex(bank.places["ZJK"].pk)
    index.load()
    assert store(line.arrivals(line.panel.sia("BA", "1"), NOW), index=index) == [True]
    mark = Working.objects.get().worked
    server.hold_back()
    assert work(at=NOW, flushed=False)["raised"] == 1 and Alarm.house.filter(source=source).count() == 1
    server.kill()
    server.start()
    # the message, which was acknowledged, is there; the keeper's commit is not
    assert Signal.house.count() == 1 and Alarm.house.count() == 0 and Working.objects.get().worked == mark
    assert ledger.verify().broken is None
    assert work(at=NOW, flushed=False)["raised"] == 1 and work(at=NOW)["signals"] == 0
    assert Alarm.house.filter(source=source).count() == 1 and ledger.verify().broken is None


def test_a_gateway_that_lost_its_database_is_told_by_its_silence(bank, now):
    running = Running()
    try:
        place = Gateway.house.get(name="test").institution
        assert deaf_gateways(place.path, now()) == []
        assert deaf_gateways(place.path, now() + timedelta(seconds=20)) == [Deaf("test")]
        assert deaf_gateways(place.path, now() + timedelta(seconds=20), speed=60) == []
        assert deaf_gateways(bank.places["CL"].path, now() + timedelta(seconds=20)) == [Deaf("test")]
    finally:
        running.stop()
    running.serving.said_good_bye()  # a gateway that runs would go on to write that it listens
    stopped = Gateway.house.get(name="test")  # on purpose: nothing is received all the same
    assert not stopped.listening and deaf_gateways(place.path, now()) == [Deaf("test", stopped.beat_at)]


@pytest.fixture
def small_disk(bank):
    """The signals on a disk of their own, 256 KiB in memory; ``small_disk`` is its folder.

    Not below pytest's own folder: every pytest that starts shuts that to others, and the server is another user.
    """
    folder = Path(tempfile.mkdtemp(prefix="anbao_disk_"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k,mode=777", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("a disk can be mounted by root only")
    server, place = Server(), folder / "signals"
    place.mkdir()
    os.chown(place, server.data.stat().st_uid, server.data.stat().st_gid)
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM FULL alarms_signal")  # no room left by rows of tests before
            cursor.execute(f"CREATE TABLESPACE {folder.name} LOCATION '{place}'")
            cursor.execute(f"ALTER TABLE alarms_signal SET TABLESPACE {folder.name}")
        yield folder
    finally:
        (folder / "filler").unlink(missing_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE alarms_signal SET TABLESPACE pg_default")
            cursor.execute(f"DROP TABLESPACE IF EXISTS {folder.name}")
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


def fill(folder: Path) -> None:
    with suppress(OSError), (folder / "filler").open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)


def test_on_a_full_disk_nothing_is_acknowledged_and_it_is_said(bank, gateway, calling, small_disk, now):
    place = Gateway.house.get(name="test").institution
    fill(small_disk)
    panel = calling()
    panel.send(panel.panel.sia("BA", "1") + panel.panel.sia("BA", "2"))
    until_away(gateway)
    until(gateway, lambda: deaf_gateways(place.path, now()))  # its row can still be written: it says so itself
    assert gateway.hub.acknowledged == 0 and Signal.house.count() == 0
    (small_disk / "filler").unlink()
    assert [reply.sequence for reply in panel.replies(2)] == [1, 2]
    assert sorted(Signal.house.values_list("zone", flat=True)) == ["1", "2"]
    assert gateway.hub.writer.away_since is None


def test_a_flood_of_connections_does_not_shut_out_those_who_are_in(bank):
    running = Running(connections=400, of_one_address=250)
    callers = []
    try:
        known = Caller(running.serving.dc09)
        known.send(known.panel.sia("BA", "1"))
        assert [reply.kind for reply in known.replies()] == ["ACK"]
        callers = [Caller(running.serving.dc09, host=f"127.0.0.{2 + n % 3}") for n in range(1_500)]
        known.send(known.panel.sia("BA", "2"))
        assert [reply.kind for reply in known.replies()] == ["ACK"]
        other = Caller(running.serving.dc09, host="127.0.0.9")
        assert other.closed() == b""
        other.close()
        assert len(running.hub.streams) == 400 and running.hub.refused["too-many-connections"] == 1_102
        callers[0].send(callers[0].panel.sia("BA", "3"))
        assert [reply.kind for reply in callers[0].replies()] == ["ACK"] and Signal.house.count() == 3
        for caller in callers:
            caller.close()
        until(running, lambda: len(running.hub.streams) == 1)
        late = Caller(running.serving.dc09, host="127.0.0.3")
        late.send(late.panel.sia("BA", "4"))
        assert [reply.kind for reply in late.replies()] == ["ACK"]
        late.close()
        known.close()
    finally:
        for caller in callers:
            caller.close()
        running.stop()
