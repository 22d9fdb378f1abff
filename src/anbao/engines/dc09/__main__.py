"""Print a capture of DC-09 traffic as JSON, one line per event or fault, in the order of the file.

    python -m anbao.engines.dc09 [--key HEX | --key-text TEXT] [--lenient NAME,NAME] FILE

The keys of a line are a stable contract (``KEYS``); a fault has kind "error" with the fields error, reason and offset.
"""

import argparse
import sys
from pathlib import Path

from anbao.engines.dc09.accounts import Account, AccountBook, Leniency
from anbao.engines.dc09.content import decode_text
from anbao.engines.dc09.events import Event
from anbao.engines.dc09.extended import FIELDS, ExtendedData, Form
from anbao.engines.dc09.faults import ProtocolError
from anbao.engines.dc09.meanings import meaning
from anbao.engines.dc09.receiver import Receiver
from anbao.engines.jsonlines import json_line

#: The first keys of every event line, in this order.
KEYS = ("kind", "account", "receiver", "line", "sequence", "code", "zone", "text", "timestamp", "raw", "offset")
#: A capture is looked at, not obeyed: clear and encrypted lines may stand side by side, in either case.
DEFAULT_LENIENCY = Leniency.LOWER_CASE_HEX | Leniency.NOT_ENCRYPTED | Leniency.BACK_PADDING | Leniency.UNKNOWN_TOKEN
PIECE = 1 << 16


def event_line(event: Event) -> dict:
    """The JSON object of an event. ``raw`` maps each byte to the character of the same number (Latin-1)."""
    said = event.meaning
    line = {
        "kind": event.kind,
        "account": event.account,
        "receiver": event.receiver,
        "line": event.line,
        "sequence": event.sequence,
        "code": event.code,
        "zone": event.zone,
        "text": event.text,
        "timestamp": event.timestamp.isoformat() if event.timestamp else None,
        "raw": event.raw.decode("latin-1"),
        "offset": event.offset,
        "area": event.area,
        "user": event.signals[0].user if event.signals else None,
        "quality": said.quality.value,
        "zh": said.zh,
        "en": said.en,
        "encrypted": event.encrypted,
        "crc": "binary" if event.binary_crc else "printable",
        "data": event.data,
        "inner_account": event.inner,
        "extended": [extended_line(block) for block in event.extended],
        "deviations": event.deviations.names(),
    }
    if len(event.signals) > 1:
        line["signals"] = [
            {**signal._asdict(), "quality": meaning(event.kind, signal.code).quality.value} for signal in event.signals
        ]
    return line


def extended_line(block: ExtendedData) -> dict:
    """A block: text of a standard one; length-prefixed ones as characters of the same numbers and as hexadecimal digits."""
    standard = block.form is Form.STANDARD
    value = decode_text(block.value, None) if standard else block.value.decode("latin-1")
    line = {"id": block.identifier, "value": value, "form": block.form.value}
    if not standard:
        line["hex"] = block.value.hex()
    elif block.identifier in FIELDS:
        line["name"] = FIELDS[block.identifier].en
    return line


def fault_line(fault: ProtocolError) -> dict:
    """The JSON object of a fault: what is wrong, where, and as much of the header as could be read."""
    header = fault.header
    return {
        "kind": "error",
        "error": str(fault),
        "reason": fault.reason.value,
        "offset": fault.offset,
        "account": header.account if header else None,
        "receiver": header.receiver if header else None,
        "line": header.line if header else None,
        "sequence": header.sequence if header else None,
        "token": header.token if header else None,
        "raw": fault.raw.decode("latin-1"),
    }


def read_key(written: str) -> bytes:
    """The bytes of a key given as hexadecimal digits; raises ``argparse.ArgumentTypeError``."""
    try:
        key = bytes.fromhex(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError("the key must be hexadecimal digits") from error
    if len(key) not in (16, 24, 32):
        raise argparse.ArgumentTypeError(f"the key must have 32, 48 or 64 hexadecimal digits, not {len(written)}")
    return key


def read_key_text(written: str) -> bytes:
    """The bytes of a key that is written as text; raises ``argparse.ArgumentTypeError``."""
    key = written.encode()
    if len(key) not in (16, 24, 32):
        raise argparse.ArgumentTypeError(f"the key must have 16, 24 or 32 characters, not {len(key)}")
    return key


def read_leniency(written: str) -> Leniency:
    try:
        return Leniency.named(filter(None, written.split(",")))
    except KeyError as error:
        names = ", ".join(flag.name.lower().replace("_", "-") for flag in Leniency)
        raise argparse.ArgumentTypeError(f"unknown leniency: {', '.join(error.args)}; there are: {names}") from error


class OneLineParser(argparse.ArgumentParser):
    """Wrong arguments end with one line and exit code 2."""

    def error(self, message: str):
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: list[str] | None = None) -> int:
    parser = OneLineParser(prog="python -m anbao.engines.dc09", description=__doc__.splitlines()[0])
    parser.add_argument("file", metavar="FILE", help="raw bytes as they came from the line; - reads standard input")
    parser.add_argument("--key", type=read_key, metavar="HEX", help="AES key, 32, 48 or 64 hexadecimal digits")
    parser.add_argument("--key-text", type=read_key_text, dest="key", metavar="TEXT", help="... as 16 to 32 characters")
    parser.add_argument(
        "--lenient", type=read_leniency, default=Leniency.NONE, metavar="NAME,NAME", help="forgive wrong-length, ..."
    )
    options = parser.parse_args(arguments)
    settings = Account(key=options.key, window=None, leniency=DEFAULT_LENIENCY | options.lenient)
    receiver = Receiver(AccountBook(default=settings))
    try:
        with Path("/dev/stdin" if options.file == "-" else options.file).open("rb") as source:
            while piece := source.read(PIECE):
                show(receiver.receive(piece, at=None))
    except OSError as error:
        print(f"{parser.prog}: {options.file}: {error.strerror or error}", file=sys.stderr)
        return 2
    show(receiver.finish(at=None))
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
