"""Print a capture of GB/T 26875.3 traffic as JSON, one line per event or fault, in the order of the file.

    python -m anbao.engines.fire26875 [--lenient NAME,NAME] [--time binary|bcd] FILE

The keys of a line are a stable contract (``KEYS``); a fault has kind "error" with the fields error, reason and offset.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from anbao.engines.fire26875.codes import ANALOGUES, COMPONENTS, SYSTEMS
from anbao.engines.fire26875.events import Event
from anbao.engines.fire26875.faults import ALWAYS, Leniency, ProtocolError
from anbao.engines.fire26875.receiver import Receiver, Transmitter, TransmitterBook
from anbao.engines.fire26875.timelabel import Coding
from anbao.engines.fire26875.units import Information
from anbao.engines.jsonlines import json_line

#: The first keys of every event line, in this order.
KEYS = ("kind", "account", "receiver", "line", "sequence", "code", "zone", "text", "timestamp", "raw", "offset")
PIECE = 1 << 16


def event_line(event: Event) -> dict:
    """The JSON object of an event: its first object in the common keys, all of them in ``objects``.

    ``account`` is the source address, ``receiver`` the target, ``sequence`` the serial, ``raw`` hexadecimal digits.
    """
    first = event.objects[0] if event.objects else Information()
    said = event.leading(first)
    return {
        "kind": event.kind,
        "account": event.source,
        "receiver": event.target,
        "line": None,
        "sequence": event.serial,
        "code": event.code,
        "zone": zone_of(first),
        "text": first.text,
        "timestamp": event.timestamp.isoformat() if event.timestamp else None,
        "raw": event.raw.hex(),
        "offset": event.offset,
        "command": event.command.name.lower(),
        "version": f"{event.header.major}.{event.header.minor}",
        "sent": event.sent.at.isoformat() if event.sent.at else None,
        "time_coding": event.sent.coding.value,
        "quality": said.quality.value,
        "type": event.flag,
        "objects": [object_line(event, info) for info in event.objects],
        "data": event.data.hex(),
        "deviations": event.deviations.names(),
    }


def zone_of(info: Information) -> str | None:
    """System type, system address and component address, as far as the object says them: ``1.3.217``, as the product writes zones.

    The type is part of it because two systems of one transmitter may have the same address.
    """
    parts = (info.system_type, info.system_address, info.component_address)
    return ".".join(str(part) for part in parts if part is not None) or None


def object_line(event: Event, info: Information) -> dict:
    """The fields an object has, numbers with their names."""
    line = {name: value for name, value in info._asdict().items() if value is not None and name != "label"}
    if info.system_type is not None:
        line["system"] = names_of(SYSTEMS, info.system_type)
    if info.component_type is not None:
        line["component"] = names_of(COMPONENTS, info.component_type)
    if info.analogue is not None:
        row = ANALOGUES.get(info.analogue[0])
        if row is not None:
            value = round(info.analogue[1] * row.step, 2)
            line["measured"] = {"zh": row.zh, "en": row.en, "value": value, "unit": row.unit}
    bits = event.bits(info)
    if info.state is not None or info.operation is not None:
        line["bits"] = [bit.id for bit in bits]
        line["quality"] = event.leading(info).quality.value
    if info.label is not None:
        line["at"] = info.label.at.isoformat() if info.label.at else None
        line["time_coding"] = info.label.coding.value
    return line


def names_of(table: dict, number: int) -> dict | None:
    return table[number]._asdict() if number in table else None


def fault_line(fault: ProtocolError) -> dict:
    """The JSON object of a fault: what is wrong, where, and the header as far as it was whole."""
    header = fault.header
    return {
        "kind": "error",
        "error": str(fault),
        "reason": fault.reason.value,
        "offset": fault.offset,
        "account": header.source if header else None,
        "receiver": header.target if header else None,
        "sequence": header.serial if header else None,
        "raw": fault.raw.hex(),
    }


def read_leniency(written: str) -> Leniency:
    try:
        return Leniency.named(filter(None, written.split(",")))
    except KeyError as error:
        names = ", ".join((~ALWAYS).names())
        raise argparse.ArgumentTypeError(f"unknown leniency: {', '.join(error.args)}; there are: {names}") from error


class OneLineParser(argparse.ArgumentParser):
    """Wrong arguments end with one line and exit code 2."""

    def error(self, message: str):
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: list[str] | None = None, *, now: datetime | None = None) -> int:
    parser = OneLineParser(prog="python -m anbao.engines.fire26875", description=__doc__.splitlines()[0])
    parser.add_argument("file", metavar="FILE", help="raw bytes as they came from the line; - reads standard input")
    parser.add_argument(
        "--lenient", type=read_leniency, default=Leniency.NONE, metavar="NAME,NAME", help="forgive wrong-sum, ..."
    )
    parser.add_argument("--time", type=Coding, choices=list(Coding), metavar="binary|bcd", help="coding of time labels")
    options = parser.parse_args(arguments)
    at = now or datetime.now(UTC)
    receiver = Receiver(TransmitterBook(default=Transmitter(leniency=options.lenient, coding=options.time)))
    try:
        with Path("/dev/stdin" if options.file == "-" else options.file).open("rb") as source:
            while piece := source.read(PIECE):
                show(receiver.receive(piece, at=at))
    except OSError as error:
        print(f"{parser.prog}: {options.file}: {error.strerror or error}", file=sys.stderr)
        return 2
    show(receiver.finish(at=at))
    return 0


def show(outcomes: list[Event | ProtocolError]) -> None:
    for outcome in outcomes:
        line = event_line(outcome) if isinstance(outcome, Event) else fault_line(outcome)
        sys.stdout.write(json_line(line))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    sys.exit(code)
