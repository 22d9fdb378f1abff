"""From a stream of bytes to frames, by the length field alone.

    @@ | serial 2 | version 2 | time 6 | source 6 | target 6 | length 2 | command 1 | data | sum 1 | ##

Numbers are low byte first; the sum covers everything between ``@@`` and itself. What is decided about a byte depends
only on the bytes before it, never on how they were cut into reads. After a fault the search goes on one byte behind
the start, so a damaged length doesn't take the next frames along; bytes that belong to no frame until then count as
part of the fault.
"""

from enum import Enum
from typing import NamedTuple

from anbao.engines.fire26875.faults import Leniency, ProtocolError, Reason

START, END = b"@@", b"##"
HEAD_SIZE = 27
TAIL_SIZE = 3
#: GB/T 26875.3-2011 table 1
MAX_DATA = 1024
MIN_SIZE = HEAD_SIZE + TAIL_SIZE
NOISE_PIECE = 1024


class State(Enum):
    """Where the framer stands between two reads."""

    BETWEEN = "between frames"
    HEAD = "control unit incomplete"
    BODY = "data incomplete"


#: (state, what is seen, next state, outcome). Drawn into the documentation.
TRANSITIONS = (
    (State.BETWEEN, "@@", State.HEAD, "-"),
    (State.BETWEEN, "any other byte", State.BETWEEN, "fault noise, one for the whole run"),
    (State.HEAD, "24 more bytes with a length up to 1,024", State.BODY, "-"),
    (State.HEAD, "24 more bytes with a longer length", State.BETWEEN, "fault too-long"),
    (State.BODY, "sum matches, ## behind it", State.BETWEEN, "frame"),
    (State.BODY, "sum differs, ## behind it", State.BETWEEN, "fault wrong-sum (frame, if forgiven)"),
    (State.BODY, "sum matches, no ## behind it", State.BETWEEN, "fault bad-tail (frame, if forgiven)"),
    (State.BODY, "sum differs, no ## behind it", State.BETWEEN, "fault bad-tail"),
    (State.HEAD, "end or silence", State.BETWEEN, "fault incomplete"),
    (State.BODY, "end or silence", State.BETWEEN, "fault incomplete"),
)


class Header(NamedTuple):
    """The control unit. Addresses are 12 hexadecimal digits, most significant first; ``label`` is still raw."""

    serial: int
    major: int
    minor: int
    label: bytes
    source: str
    target: str
    command: int


class Frame(NamedTuple):
    offset: int
    raw: bytes
    header: Header
    data: bytes
    deviations: Leniency


def parse_header(raw: bytes) -> Header | None:
    """The control unit of bytes that begin with ``@@``; None when it isn't whole."""
    if len(raw) < HEAD_SIZE:
        return None
    return Header(
        raw[2] | raw[3] << 8,
        raw[4],
        raw[5],
        raw[6:12],
        raw[17:11:-1].hex().upper(),
        raw[23:17:-1].hex().upper(),
        raw[26],
    )


class Framer:
    """Cuts a stream into frames; ``leniency_of`` gives what a source address is forgiven."""

    def __init__(self, *, leniency_of=lambda source: Leniency.NONE):
        self._leniency_of = leniency_of
        self._buffer = bytearray()
        self._offset = 0
        self._noise = bytearray()
        self._after_fault = False
        self._last_fault = -MIN_SIZE

    @property
    def held(self) -> int:
        """Bytes kept for later; never more than a frame and a piece of noise."""
        return len(self._buffer) + len(self._noise)

    @property
    def state(self) -> State:
        if not self._buffer:
            return State.BETWEEN
        return State.BODY if len(self._buffer) >= HEAD_SIZE else State.HEAD

    def feed(self, data: bytes) -> list:
        """Frames and faults that these bytes complete."""
        self._buffer += data
        return self._cut(final=False)

    def finish(self) -> list:
        """What remains when nothing more will come; the framer is between frames afterwards."""
        found = self._cut(final=True)
        self._end_noise(found)
        self._after_fault = False
        return found

    def _cut(self, *, final: bool) -> list:
        found: list = []
        buffer = bytes(self._buffer)
        at, end = 0, len(buffer)
        while at < end:
            if not buffer.startswith(START, at):
                if end - at == 1 and buffer[at] == START[0] and not final:
                    break
                at = self._skip(buffer, at, found)
                continue
            self._end_noise(found, at)
            outcome, size = self._frame(buffer, at, final)
            if outcome is None:
                break
            self._after_fault = isinstance(outcome, ProtocolError)
            if not self._after_fault or outcome.offset - self._last_fault >= MIN_SIZE:
                found.append(outcome)  # no frame is shorter: a fault that near is part of the one before
            if self._after_fault:
                self._last_fault = outcome.offset
            at += size
        del self._buffer[:at]
        self._offset += at
        return found

    def _skip(self, buffer: bytes, at: int, found: list) -> int:
        """Pass over bytes up to the next possible start; they are noise unless a fault came just before."""
        start = buffer.find(START[:1], at + 1)
        end = len(buffer) if start < 0 else start
        if not self._after_fault:
            while at < end:
                piece = buffer[at : min(end, at + NOISE_PIECE - len(self._noise))]
                self._noise += piece
                at += len(piece)
                if len(self._noise) >= NOISE_PIECE:
                    self._end_noise(found, at)
        return end

    def _end_noise(self, found: list, at: int = 0) -> None:
        if self._noise:
            raw = bytes(self._noise)
            self._noise.clear()
            detail = f"{len(raw)} bytes"
            found.append(ProtocolError(Reason.NOISE, detail, offset=self._offset + at - len(raw), raw=raw))

    def _frame(self, buffer: bytes, at: int, final: bool) -> tuple:
        """The frame or fault that starts at ``at`` and how many bytes to pass; None when more are needed."""
        seen = len(buffer) - at
        length = buffer[at + 24] | buffer[at + 25] << 8 if seen >= 26 else 0
        if length > MAX_DATA:
            return self._fault(Reason.LENGTH, f"{length}", buffer, at, at + 26)
        size = HEAD_SIZE + length + TAIL_SIZE
        if seen < size:
            if not final:
                return None, 0
            return self._fault(Reason.INCOMPLETE, f"{seen} of {size} bytes", buffer, at, len(buffer))
        raw = buffer[at : at + size]
        header = parse_header(raw)
        deviations = Leniency.NONE
        total, claimed = sum(raw[2:-TAIL_SIZE]) & 0xFF, raw[-TAIL_SIZE]
        if not raw.endswith(END):
            if total != claimed or not self._leniency_of(header.source) & Leniency.WRONG_TAIL:
                return self._fault(Reason.TAIL, raw[-2:].hex(), buffer, at, at + size)
            deviations = Leniency.WRONG_TAIL
        elif total != claimed:
            if not self._leniency_of(header.source) & Leniency.WRONG_SUM:
                return self._fault(Reason.SUM, f"says {claimed:02X}, is {total:02X}", buffer, at, at + size)
            deviations = Leniency.WRONG_SUM
        return Frame(self._offset + at, raw, header, raw[HEAD_SIZE:-TAIL_SIZE], deviations), size

    def _fault(self, reason: Reason, detail: str, buffer: bytes, at: int, end: int) -> tuple:
        """A fault over ``at`` to ``end``, cut where another frame could begin; the search resumes one byte on."""
        cut = buffer.find(END + START, at + 2, end)
        raw = buffer[at : cut + 2 if cut >= 0 else end]
        return ProtocolError(reason, detail, offset=self._offset + at, raw=raw, header=parse_header(raw)), 1
