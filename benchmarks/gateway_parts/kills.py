"""kill -9 at random moments under load: what was acknowledged has to be stored, exactly once."""

import os
import random
import shlex
import signal
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

from anbao.engines.dc09.panel import Panel
from benchmarks.gateway_parts import house

#: messages that every second panel keeps on their way: with all of theirs the gateway makes groups of hundreds
DEEP = 48


class Caller(threading.Thread):
    """A panel that never gives up: every message again and again until it is acknowledged, on new connections if need be."""

    def __init__(self, number: int, port: int, stop: threading.Event):
        super().__init__(daemon=True)
        self.account, self.port, self.stop = f"{0x10000 + number:X}", port, stop
        self.depth = DEEP if number % 2 else 1
        self.acknowledged: list[int] = []
        self.sent = 0

    def run(self) -> None:
        import socket

        panel, door = Panel(self.account), None
        while not self.stop.is_set():
            # the number of each message and its frame, by the sequence number that its acknowledgement bears
            waiting = {}
            for _ in range(self.depth):
                number = self.sent = self.sent + 1
                frame = panel.sia("BA", str(number % 9 + 1), text=f"m{number}")
                waiting[(number - 1) % 9_999 + 1] = number, frame
            said = False
            while waiting and not self.stop.is_set():
                try:
                    if door is None:
                        door, said = socket.create_connection(("127.0.0.1", self.port), timeout=2), False
                    if not said:
                        door.sendall(b"".join(frame for _number, frame in waiting.values()))
                        said = True
                    data = door.recv(65_536)
                    if not data:
                        raise ConnectionResetError
                    for reply in panel.replies(data):
                        if getattr(reply, "kind", "") == "ACK" and reply.sequence in waiting:
                            self.acknowledged.append(waiting.pop(reply.sequence)[0])
                except OSError:
                    if door is not None:
                        door.close()
                    door = None
                    time.sleep(0.02)
        if door is not None:
            door.close()


def database_pids() -> list[int]:
    """The embedded server's processes: the postmaster first."""
    lines = (house.HOME / "postgres" / "postmaster.pid").read_text().splitlines()
    return [int(lines[0])]


def database_up() -> bool:
    from django.db import connection
    from django.db.utils import Error

    try:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except Error:
        return False


def start_database() -> None:
    """After kill -9 of the postmaster: its orphans end, then the same binary starts it on the same data again."""
    data = house.HOME / "postgres"
    program, *options = shlex.split((data / "postmaster.opts").read_text())
    place = options.index("-D")
    del options[place : place + 2]
    command = [
        Path(program).parent / "pg_ctl",
        "-D",
        data,
        "-w",
        "-t",
        "30",
        "-l",
        data / "restart.log",
        "-o",
        shlex.join(options),
        "start",
    ]
    owner = data.stat().st_uid if os.geteuid() == 0 else None
    for _try in range(200):
        (data / "postmaster.pid").unlink(missing_ok=True)
        told = subprocess.run(command, capture_output=True, check=False, user=owner, cwd="/")
        if told.returncode == 0 and house.wait_until(database_up, 20):
            return
        time.sleep(0.2)
    raise SystemExit(f"the database does not start again: {told.stderr.decode()[-300:]}")


def kill_gateway(process: subprocess.Popen) -> None:
    """The process and its keeper, at once."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()


def run(times: int, seed: int, callers: int = 24) -> bool:
    """So many kills, gateway and database in turn at random; True when every acknowledged signal is stored exactly once."""
    noise, port = random.Random(seed), house.free_port()
    house.furnish(callers)
    process, stop = house.start_gateway(port), threading.Event()
    panels = [Caller(n, port, stop) for n in range(callers)]
    for panel in panels:
        panel.start()
    counts, asked = Counter(), threading.Event()
    # stopped by hand, it judges what was done so far
    signal.signal(signal.SIGINT, lambda *_: asked.set())
    try:
        for number in range(1, times + 1):
            if asked.is_set():
                break
            # a kill before it serves again would prove nothing: first some messages, then a random moment more
            if not served(panels, 60):
                break
            time.sleep(noise.uniform(0.0, 1.0))
            what = noise.choice(("gateway", "database"))
            if what == "gateway":
                kill_gateway(process)
                process = house.start_gateway(port)
            else:
                os.kill(database_pids()[0], signal.SIGKILL)
                start_database()
            counts[what] += 1
            heard = sum(len(p.acknowledged) for p in panels)
            print(f"  {number} kills: {dict(counts)}, acknowledged so far {heard:,}", flush=True)
    except BaseException:
        kill_gateway(process)
        raise
    alive = served(panels, 60)
    stop.set()
    for panel in panels:
        panel.join(10)
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    process.stdout.close()
    return judged(panels, counts) and alive


def served(panels: list[Caller], seconds: float) -> bool:
    """Whether every panel gets an acknowledgement within so many seconds."""
    before = [len(p.acknowledged) for p in panels]
    return house.wait_until(
        lambda: all(len(p.acknowledged) > n for p, n in zip(panels, before, strict=True)), seconds, every=0.02
    )


def judged(panels: list[Caller], counts: Counter) -> bool:
    from anbao.senses.alarms.models import Signal

    stored = Counter(Signal.house.values_list("source__account", "text"))
    acknowledged = [(panel.account, f"m{number}") for panel in panels for number in panel.acknowledged]
    lost = sum(row not in stored for row in acknowledged)
    twice = sum(n > 1 for n in stored.values())
    unanswered = sum(stored.values()) - len(acknowledged)
    print(f"groups of the gateway: {house.groups()}")
    print(
        f"kill -9: {counts['gateway']} of the gateway, {counts['database']} of the database; {len(acknowledged):,} acknowledged,"
        f" {lost} of them lost, {twice} stored twice, {unanswered} stored whose acknowledgement was cut off at the end"
    )
    return not lost and not twice
