"""Faults on request: somebody makes one camera go bad for some minutes; the servers of the cameras read it from a file.

The file lies in the demo's folder, as the cut lines of the panels do, so that a command beside the running demo is heeded.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from anbao.demo.simulator.cameras.faults import DRAWN, Fault, fault_at

#: "well" ends a fault before its time
WELL = "well"
KINDS = (*DRAWN, WELL)
#: names offered when one is not known
OFFERED = 12


class NoCamera(ValueError):
    """There is no such camera, or no such fault; one line for the user."""


class Spoiled:
    """Faults by camera code, until their campaign moment."""

    def __init__(self, path: Path):
        self.path, self._seen, self._faults = path, None, {}

    def spoil(self, code: str, fault: Fault | None) -> None:
        """From now on that fault; None: the camera is well, whatever it had on request."""
        rows = {
            held: {"kind": one.kind, "since": one.since.isoformat(), "until": one.until.isoformat()}
            for held, one in ({**self.read(), code: fault}).items() if one is not None
        }  # fmt: skip
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps(rows), encoding="utf-8")
        part.replace(self.path)

    def read(self) -> dict[str, Fault]:
        """What stands in the file; what it said last while it can't be read."""
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            stamp = self.path.stat().st_mtime_ns
            if stamp != self._seen:
                rows = json.loads(self.path.read_text(encoding="utf-8"))
                self._faults = {
                    code: Fault(row["kind"], *(datetime.fromisoformat(row[key]) for key in ("since", "until")))
                    for code, row in rows.items()
                }
                self._seen = stamp
        return self._faults

    def fault_at(self, seed: int, code: str, at: datetime) -> Fault | None:
        """What was asked for goes before the story and the dice."""
        found = self.read().get(code)
        return found if found is not None and found.since <= at < found.until else fault_at(seed, code, at)


@dataclass(frozen=True)
class Wish:
    """``camera``: a code, or the short name of a place (its first camera); ``fault`` one of KINDS; campaign minutes."""

    camera: str
    fault: str
    minutes: int


def spoil(wish: Wish, spoiled: Spoiled, *, now: datetime, said: Callable[[str], None]) -> Fault | None:
    """Do what was wished, and say where to look. Raises NoCamera naming the cameras or faults there are."""
    from anbao.demo.simulator.cameras.connecting import connected

    if wish.fault not in KINDS:
        raise NoCamera(f"no fault {wish.fault!r}; there are: {', '.join(KINDS)}")
    sources = connected()
    named = [s for s in sources if wish.camera in (s.device.code, s.device.institution.short_name)]
    if not named:
        some = ", ".join(f"{s.device.code} {s.device.institution}" for s in sources[:OFFERED])
        more = f" and {len(sources) - OFFERED} more" if len(sources) > OFFERED else ""
        raise NoCamera(
            f"no camera {wish.camera!r} is connected; there are: {some}{more}" if sources else "the demo has no cameras"
        )
    device, until = named[0].device, now + timedelta(minutes=wish.minutes)
    fault = None if wish.fault == WELL else Fault(wish.fault, now, until)
    spoiled.spoil(device.code, fault)
    from anbao.demo.staff.habits import ZONE

    what = f"{fault.kind} until {until.astimezone(ZONE):%H:%M:%S} of the campaign's clock" if fault else "well again"
    said(f"{device.code} {device.institution} {device.area or ''}: {what}; its page: /cameras/{named[0].pk}/")
    return fault
