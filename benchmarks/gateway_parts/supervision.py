"""So many panels that say every interval that they live, as few to a connection as may be open; a few fall silent on the way."""

import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.gateway_parts import house

#: panels that stop, intervals that the others beat, intervals that those beat that stop: by one and a half after that they are told
STOPPING, INTERVALS, BEFORE = 100, 4, 2
#: files that a process opens besides its connections
RESERVE = 1_000
#: connections from one address; the gateway lets in a few more
OF_ONE_ADDRESS = 4_000
#: MiB that gateway and companions may take, and the intervals after which silence has to be told
MEMORY, TOLD_WITHIN = 1_024, 1.5


def run(count: int, interval: int, told) -> bool:
    """Prints latency, memory and who was told silent when; True when exactly those who stopped were told, in time and in memory."""
    many = -(-count // house.open_files(count + RESERVE, RESERVE))
    connections = count // many
    count = connections * many
    house.furnish(count, interval=interval)
    with house.gateway(port := house.free_port()) as process, ThreadPoolExecutor(1) as beside:
        spec = {
            "port": port, "kind": "null", "connections": connections, "panels": many, "messages": INTERVALS + 1, "rate": count / interval,
            "patience": 30, "addresses": -(-connections // OF_ONE_ADDRESS), "greets": True, "stopping": STOPPING // many, "stop_after": BEFORE,
        }  # fmt: skip
        beats, most, of_gateway = beside.submit(house.load, **spec), 0.0, 0.0
        while not beats.done():
            time.sleep(2)
            most, of_gateway = (
                max(most, house.memory_of(process)),
                max(of_gateway, house.memory_of(process, below=False)),
            )
        told(f"{count:,} panels at {interval} s on {connections:,} connections", seen := beats.result())
        silent, late = judged(interval)
    stopped = STOPPING // many * many
    wrong = [n for n in silent if n >= stopped]
    print(
        f"at most {most:.0f} MiB with its companions, {of_gateway:.0f} MiB by itself; {stopped} stopped, {len(silent) - len(wrong)} of them told silent"
        f" within {late:.2f} intervals of their last beat; {len(wrong)} told silent who spoke"
    )
    whole = seen["acknowledged"] == seen["sent"] and not wrong and len(silent) == stopped
    return whole and most < MEMORY and late <= TOLD_WITHIN


def judged(interval: int) -> tuple[list[int], float]:
    """The numbers of the panels that were told silent, and the most intervals between a last beat and the telling."""
    from django.db import connection

    from anbao.senses.alarms.models import Alarm

    rows = Alarm.house.filter(kind="silence").values_list("source__account", "raised_at", "source__last_heard_at")
    silent = [(int(account, 16) - 0x10000, at - (heard or at)) for account, at, heard in rows]
    connection.close()
    return [n for n, _late in silent], max((late.total_seconds() / interval for _n, late in silent), default=0.0)
