"""A desk for tests: the Chongli outlet's panel, signals that ring, and two operators."""

from datetime import timedelta

from anbao.command.incidents.models import Incident
from anbao.command.incidents.opening import take_up
from tests.branch import Branch, at
from tests.senses.alarms.lines import Line, outlet_source

__all__ = ["after", "outlet_source", "ring"]


def after(seconds: float):
    return at() + timedelta(seconds=seconds)


def ring(
    branch: Branch, code: str = "BA", zone: str = "1", *, seconds: float = 0, line: Line | None = None
) -> Incident:
    """A signal of the outlet's panel, taken up by the desk; the incident it rings in."""
    (line or Line(branch)).sia(code, zone, at=after(seconds))
    take_up(at=after(seconds))
    return Incident.house.order_by("-pk").first()
