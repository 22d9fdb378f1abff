"""Where the processor's time goes: seconds that each of the house's processes took between two moments (Linux)."""

import os
from collections import Counter
from pathlib import Path

#: what a command line holds -> how the process is called; the first that fits
NAMES = {
    "alarms.gateway.keeper": "keeper",
    "command.incidents.watch": "watch",
    "cli gateway": "gateway",
    "gateway_parts.load": "panels",
    "gateway_parts.screens": "screens",
    "cli serve": "site",
    "multiprocessing": "site",
    "postgres": "database",
}
TICK = os.sysconf("SC_CLK_TCK")


def spent(root: int | None = None, database: int | None = None) -> Counter:
    """Seconds by name of all below `root` (this process) and below the postmaster `database`, so far."""
    seconds, waiting = Counter(), [root or os.getpid()] + ([database] if database else [])
    while waiting:
        pid = waiting.pop()
        try:
            said = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:
            continue
        name = next((name for part, name in NAMES.items() if part in said), None)
        if name:
            seconds[name] += (int(fields[11]) + int(fields[12])) / TICK
    return seconds


def told(before: Counter, after: Counter) -> str:
    took = {name: after[name] - before[name] for name in after if after[name] - before[name] > 0.005}
    return ", ".join(f"{name} {seconds:.2f}" for name, seconds in sorted(took.items(), key=lambda row: -row[1]))
