"""How a gateway is called, so that two are told apart: by what its operator says, else by machine and port."""

import os
import socket
from datetime import datetime

from anbao.kit import clock
from anbao.senses.alarms.models import Gateway
from anbao.senses.alarms.queries import is_failing

#: letters of a name; the rest of the column is for a port
LONGEST = 50
#: facts that are equal for a gateway and the one that goes on after it
WHERE = ("host", "dc09", "fire")


def process() -> dict:
    """Which process speaks, on which machine."""
    return {"machine": socket.gethostname(), "pid": os.getpid()}


def own_name(wished: str, facts: dict, *, now: datetime) -> str:
    """The name for the row of a gateway that holds its ports: the wished one, but with its port behind it while another gateway
    that lives has the name; without a wish machine and port."""
    port = facts["dc09"] or facts["fire"]
    name = wished or f"{facts['machine'][:LONGEST]}:{port}"
    row = Gateway.house.filter(name=name).first()
    return f"{name[:LONGEST]}:{port}" if row is not None and is_another(row, facts, now) else name


def is_another(row: Gateway, facts: dict, now: datetime) -> bool:
    """Whether a row is of a gateway that lives beside this one. One that listened where this one does now is its predecessor."""
    if not row.listening or is_failing(row, now, speed=clock.pace()):
        return False
    if all(row.facts.get(name) == facts[name] for name in WHERE):
        return False
    return row.facts.get("machine") != facts["machine"] or _runs(row.facts.get("pid"), facts["pid"])


def _runs(pid: int | None, own: int) -> bool:
    """Whether another process of this machine has that number."""
    if not pid or pid == own:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        pass
    return True
