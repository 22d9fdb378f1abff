"""A message on its way through the gateway."""

from dataclasses import dataclass
from typing import Any

from anbao.senses.alarms.arrivals import Arrival


@dataclass(slots=True)
class Post:
    """A message on its way. ``line`` answers ``event`` when it is settled; None: nobody waits for an answer."""

    arrival: Arrival
    line: Any = None
    event: Any = None
