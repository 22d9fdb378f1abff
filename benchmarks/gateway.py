"""The alarm gateway under load: durable, acknowledged, beside pysiaalarm's server and the database's own limit.

    python -m benchmarks.gateway                       # throughput, latency at 3,000 signals/s, the limit, the peer
    python -m benchmarks.gateway --peer-python PYTHON  # ... with a Python that has pysiaalarm 3.2.2 (it stores nothing)
    python -m benchmarks.gateway --kill 100            # kill -9 of gateway or database at random moments
    python -m benchmarks.gateway --supervise 32000     # so many panels that beat at 60 s: memory, who is told silent when
    python -m benchmarks.gateway --trickle 500         # a byte a second from so many connections beside a steady load
    python -m benchmarks.gateway --screens 500         # a second of alarms (--rate) to so many wall screens

The database is an embedded one of its own under benchmarks/out; every commit waits for the disk. Panels are another process, and
the load begins when the gateway's companions are up; they work the signals into alarms and incidents meanwhile.
With `depth 1` a connection waits for each acknowledgement, as panels do; the peer takes one read for one message and
can't be asked for more. The limit is COPY and commit of the very rows that the gateway stored (same sources, keys and
sizes, into the same table with its indexes and constraints), in groups, one connection to the database and nothing else: of so many panels that wait for each
acknowledgement no group can be larger than their number. How large the gateway's own groups were stands beside it. Exit code 1 when a kill lost or doubled a signal, a screen missed an alarm, or supervision told the wrong ones, late, or in too much memory.
"""

import argparse
import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager

from benchmarks.gateway_parts import house, processors

#: connections, messages of each: some seconds of them
SHAPES = ((1, 12_000), (64, 2_000), (2_000, 60))
#: seconds at the beginning that are not counted, on either side
WARM = 1.0


@contextmanager
def peer(python: str, port: int, sources: int, key: str, protocol: str):
    command = [
        python,
        "-O",  # its UDP server asserts a class that Python's own transport has from 3.12 on, and hears nothing where that fails
        str(house.ROOT / "benchmarks" / "gateway_parts" / "peer.py"),
        str(port),
        str(sources),
        key or "-",
        protocol,
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        if "listening" not in process.stdout.readline():
            raise SystemExit(f"pysiaalarm does not start with {python}")
        yield
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def told(words: str, seen: dict) -> dict:
    tail = f"p50 {seen['p50']:7.1f} ms  p99 {seen['p99']:7.1f} ms" if seen["p50"] is not None else "no acknowledgement"
    print(
        f"{words:<58}{seen['per_second']:>8,.0f}/s  {tail}  ({seen['acknowledged']:,} of {seen['sent']:,})", flush=True
    )
    return seen


def throughput(python: str | None, only: int | None = None) -> None:
    """Closed loop, one unanswered message a connection, both in one run; `only` one of the numbers of connections."""
    for connections, messages in SHAPES:
        if only not in (None, connections):
            continue
        for udp, key in ((False, ""), (False, house.KEY.hex()), (True, "")):
            if udp and connections > 64:
                continue
            spec = {"connections": connections, "messages": messages, "depth": 1, "udp": udp, "key": key, "warm": WARM}
            words = f"{connections:,} x {'UDP' if udp else 'TCP'} {'AES' if key else 'plain'}"
            house.furnish(connections, encrypted=bool(key))
            with house.gateway(port := house.free_port()):
                before = processors.spent(database=house.postmaster())
                ours = told(f"anbao gateway, durable      {words}", house.load(port=port, **spec))
                took = processors.spent(database=house.postmaster()) + Counter(panels=ours["processor"])
                print(f"    seconds of the processor: {processors.told(before, took)}")
            if connections <= 64 and not key and not udp:
                limit((connections,), ours)
            if python:
                with peer(
                    python,
                    port := house.free_port(),
                    connections,
                    house.KEY.decode() if key else "",
                    "udp" if udp else "tcp",
                ):
                    theirs = told(f"pysiaalarm, stores nothing  {words}", house.load(port=port, **spec))
                if theirs["per_second"]:
                    print(f"    ratio {ours['per_second'] / theirs['per_second']:.2f}", flush=True)


def deep() -> None:
    """Several messages on their way on each connection: what the gateway can do, and what the database could."""
    house.furnish(64)
    with house.gateway(port := house.free_port()):
        ours = told(
            "anbao gateway, durable      64 x TCP plain, 8 on their way",
            house.load(port=port, connections=64, depth=8, messages=1_000, warm=WARM),
        )
    limit((64, 512), ours)


def limit(groups: tuple[int, ...], ours: dict) -> None:
    """What the database could: the very rows that were stored, by bare COPY and commit, and the gateway's share of that."""
    from benchmarks.gateway_parts.limit import rows_per_second, stored_rows

    print(f"    groups of the gateway: {house.groups()}")
    rows = stored_rows()
    for group in groups:
        most = rows_per_second(rows, group)
        words = f"bare COPY and commit, groups of {group}" if group > 1 else "bare COPY and commit, row by row"
        print(f"{words:<58}{most:>8,.0f}/s    gateway / limit {ours['per_second'] / most:.2f}", flush=True)


def paced(rate: int) -> None:
    house.furnish(1_000)
    half, most = house.flushes()
    print(
        f"{'the disk alone, 16 KiB written and flushed':<58}{1000 / half:>8,.0f}/s  p50 {half:7.1f} ms  p99 {most:7.1f} ms"
    )
    with house.gateway(port := house.free_port()):
        told(
            f"anbao gateway at {rate:,} signals/s  1,000 x TCP plain",
            house.load(port=port, connections=1_000, rate=rate, messages=rate * 11 // 1_000, warm=WARM),
        )


def trickle(count: int) -> None:
    """Connections that send a byte a second, and the others beside them."""
    import socket
    import threading

    house.furnish(64)
    with house.gateway(port := house.free_port()):
        told("alone                       64 x TCP plain", house.load(port=port, connections=64, depth=1, messages=60))
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
        over = threading.Event()

        def drip() -> None:
            frame, place = b'\n73BF0034"SIA-DCS"0001L0#10000[#10000|NBA1', 0
            while not over.is_set():
                for door in slow:
                    door.sendall(frame[place : place + 1])
                place += 1
                over.wait(1.0)

        dripping = threading.Thread(target=drip)
        dripping.start()
        told(
            f"beside {count} that trickle    64 x TCP plain",
            house.load(port=port, connections=64, depth=1, messages=60),
        )
        over.set()
        dripping.join()
        for door in slow:
            door.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gateway", description=__doc__.splitlines()[0])
    parser.add_argument("--peer-python", metavar="PYTHON", help="a Python with pysiaalarm 3.2.2")
    parser.add_argument("--kill", type=int, metavar="TIMES", help="kill -9 so many times")
    parser.add_argument("--seed", type=int, default=2022)
    parser.add_argument("--supervise", type=int, metavar="SOURCES")
    parser.add_argument("--interval", type=int, default=60, help="seconds, with --supervise")
    parser.add_argument("--screens", type=int, metavar="SCREENS", help="live-event connections of wall screens")
    parser.add_argument("--trickle", type=int, metavar="CONNECTIONS")
    parser.add_argument("--rate", type=int, default=3_000, help="signals a second for the latency")
    parser.add_argument(
        "--connections", type=int, choices=[number for number, _messages in SHAPES], help="of the throughput"
    )
    parser.add_argument("--only", choices=("throughput", "deep", "paced"))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started ends with us
    house.set_up()
    if options.kill:
        from benchmarks.gateway_parts import kills

        return 0 if kills.run(options.kill, options.seed) else 1
    if options.screens:
        from benchmarks.gateway_parts import burst

        return 0 if burst.run(options.screens, options.rate) else 1
    if options.supervise:
        from benchmarks.gateway_parts import supervision

        return 0 if supervision.run(options.supervise, options.interval, told) else 1
    if options.trickle:
        trickle(options.trickle)
    else:
        parts = {
            "throughput": lambda: throughput(options.peer_python, options.connections),
            "deep": deep,
            "paced": lambda: paced(options.rate),
        }
        for name, part in parts.items():
            if options.only in (None, name):
                part()
    return 0


if __name__ == "__main__":
    sys.exit(main())
