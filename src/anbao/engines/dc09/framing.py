"""From a stream of bytes to frames, by the length field alone.

    LF | CRC (4 hexadecimal digits, or 2 raw bytes) | length (4 hexadecimal digits) | body | CR

What is decided about a byte depends only on the bytes before it and on a fixed look-ahead, never on how they were cut
into reads; that is why chunking can't change an outcome. Two cases need care:

* A body may hold LF, CR or brackets (length-prefixed extended data), so nothing is searched for inside a frame.
* A frame with a fault costs only itself: the search goes on one byte behind its line feed, so a length that points
  past the next frames doesn't take them along. Bytes that belong to no frame after a fault count as part of it.

An account that is forgiven a wrong length is framed differently: the first CR whose body matches the CRC ends the
frame. The running CRC is kept between reads, so a slow sender costs no more than a fast one. Forgiven a wrong CRC as
well, nothing is left to go by but a body that looks whole before a CR: such an account can't send binary blocks.
"""

import re
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from anbao.engines.dc09.accounts import Leniency
from anbao.engines.dc09.crc import TABLE, crc16
from anbao.engines.dc09.faults import ProtocolError, Reason
from anbao.engines.dc09.header import MAX_HEADER, Header, parse_header

LF, CR, QUOTE = 0x0A, 0x0D, 0x22
#: DC-09 5.5.1.3 writes the length as "0" and three hexadecimal digits.
MAX_BODY = 0x0FFF
#: Bytes outside frames are reported in pieces of this size, so that noise can't fill the memory.
NOISE_PIECE = 1024
#: So many frames with a wrong CRC may begin inside one another before the search stops looking inside them. Honest
#: damage never gets there; hostile bytes would make every byte pass through the CRC hundreds of times.
MAX_NESTED = 32
#: Line ends and zero bytes between frames are habits of some panels and no noise.
FILLERS = frozenset(b"\r\n\0 \t")
HEX = frozenset(b"0123456789ABCDEFabcdef")
#: The head of a frame as the standard writes it; whatever else a head may be is judged byte by byte.
_PLAIN_HEAD = re.compile(rb'\n([0-9A-F]{4})([0-9A-F]{4})(?=")')
_NONE = Leniency.NONE
_LOOKS_WHOLE = re.compile(rb"(?:\]|\]_[0-9:,-]{15,20}|\[[0-9A-Fa-f]{32,})\Z")


class State(Enum):
    """Where the framer stands between two reads."""

    BETWEEN = "between frames"
    HEAD = "head incomplete"
    BODY = "body incomplete"


#: What moves the framer: (state, what is seen, next state, outcome). Drawn into the documentation.
TRANSITIONS = (
    (State.BETWEEN, "line feed and a head behind it", State.BODY, "-"),
    (State.BETWEEN, "line feed, head not yet complete", State.HEAD, "-"),
    (State.BETWEEN, "CR, LF, zero, blank", State.BETWEEN, "-"),
    (State.BETWEEN, "any other byte", State.BETWEEN, "fault noise, one for the whole run"),
    (State.HEAD, "CRC, length and opening quote", State.BODY, "-"),
    (State.HEAD, "CRC, length over the limit and opening quote", State.BETWEEN, "fault wrong-length"),
    (State.HEAD, "a byte that no head has there", State.BETWEEN, "fault noise"),
    (State.BODY, "CR at the length, CRC matches", State.BETWEEN, "frame"),
    (State.BODY, "CR at the length, CRC differs", State.BETWEEN, "fault wrong-crc (frame, if forgiven)"),
    (State.BODY, "no CR at the length", State.BETWEEN, "fault wrong-length (first CR with matching CRC, if forgiven)"),
    (State.HEAD, "end or silence", State.BETWEEN, "fault noise"),
    (State.BODY, "end or silence", State.BETWEEN, "fault incomplete"),
)


class Frame(NamedTuple):
    """A framed message. ``offset`` counts from the start of the stream to the line feed, which ``raw`` includes."""

    offset: int
    raw: bytes
    body: bytes
    binary_crc: bool
    deviations: Leniency
    parsed: tuple[Header, int] | None


def head_size(buffer: bytes, at: int, end: int | None = None) -> int:
    """9 for a head with a printable CRC, 7 with a two-byte CRC, 0 when more bytes must tell, -1 for no head."""
    end = len(buffer) if end is None else end
    seen = end - at
    if buffer[at] != LF:
        return -1
    if seen > 7 and buffer[at + 7] == QUOTE:
        return 7 if HEX.issuperset(buffer[at + 3 : at + 7]) else -1
    printable = HEX.issuperset(buffer[at + 1 : min(at + 9, end)])
    if seen > 9:
        return 9 if printable and buffer[at + 9] == QUOTE else -1
    if printable:
        return 0
    return 0 if seen <= 7 and HEX.issuperset(buffer[at + 3 : min(at + 7, end)]) else -1


def looks_whole(buffer: bytes, start: int, end: int) -> bool:
    """Whether a body could end here: a closed bracket, a timestamp behind one, or cipher text."""
    return _LOOKS_WHOLE.search(buffer, max(start, end - 600), end) is not None


class Framer:
    """Cuts a stream into frames.

    ``leniency_of`` gives the leniency of the account in a header; ``forgives`` is the union over all accounts and
    lets the framer skip that question when no account is forgiven anything about framing.
    """

    def __init__(
        self,
        *,
        leniency_of: Callable[[Header | None], Leniency] = lambda header: Leniency.NONE,
        forgives: Leniency = Leniency.NONE,
        max_body: int = MAX_BODY,
    ):
        self._leniency_of = leniency_of
        self._ask = bool(forgives & (Leniency.WRONG_LENGTH | Leniency.WRONG_CRC | Leniency.LOWER_CASE_HEX))
        self._max_body = max_body
        #: frames may be read past the framer while nothing is held: no account is forgiven anything about framing
        self._exact = not self._ask and max_body >= MAX_BODY
        self._buffer = b""
        #: bytes kept for later; never more than a frame and a piece of noise
        self.held = 0
        self.offset = 0
        self._noise = bytearray()
        self._after_fault = False
        self._probe: tuple[int, int] | None = None
        self._nested = 0
        self._nest_end = 0

    @property
    def state(self) -> State:
        if not self._buffer:
            return State.BETWEEN
        return State.BODY if head_size(self._buffer, 0) > 0 else State.HEAD

    @property
    def takes_usual(self) -> bool:
        """Whether frames may be read past the framer now."""
        return self._exact and not self.held

    def passed(self, size: int) -> None:
        """So many bytes of whole, good frames were read past the framer."""
        self.offset += size
        self._after_fault = False

    def feed(self, data: bytes) -> list:
        """Frames and faults that these bytes complete."""
        self._buffer += data
        return self._cut(final=False)

    def finish(self) -> list:
        """What remains when nothing more will come; the framer is between frames afterwards."""
        found = self._cut(final=True)
        self._end_noise(found)
        self.held, self._after_fault = len(self._buffer), False
        return found

    def _cut(self, *, final: bool) -> list:
        found: list = []
        buffer = self._buffer
        at, end = 0, len(buffer)
        while at < end:
            frame = None if self._ask else self._plain(buffer, at, end)
            if frame is not None:
                if self._noise:
                    self._end_noise(found, at)
                found.append(frame)
                self._after_fault = False
                at += len(frame.raw)
                continue
            head = head_size(buffer, at)
            if head == 0 and not final:
                break
            if head <= 0:
                at = self._skip(buffer, at, found)
                continue
            self._end_noise(found, at)
            outcome, size = self._frame(buffer, at, head, final)
            if outcome is None:
                break
            self._probe = None
            found.append(outcome)
            self._after_fault = isinstance(outcome, ProtocolError)
            at += size
        self._buffer = buffer[at:] if at < end else b""
        self.held = len(self._buffer) + len(self._noise)
        self.offset += at
        return found

    def _plain(self, buffer: bytes, at: int, end: int) -> Frame | None:
        """The short way for what nearly every frame is: whole, exact, nothing to forgive. None: judge it byte by byte."""
        found = _PLAIN_HEAD.match(buffer, at)
        if found is None:
            return None
        claimed, length = found.groups()
        start, length = at + 9, int(length, 16)
        stop = start + length
        if stop >= end or buffer[stop] != CR or length > self._max_body:
            return None
        body = buffer[start:stop]
        if crc16(body) != int(claimed, 16):
            return None
        return Frame(self.offset + at, buffer[at : stop + 1], body, False, _NONE, parse_header(body))

    def _skip(self, buffer: bytes, at: int, found: list) -> int:
        """Pass over bytes up to the next line feed; they are noise unless a fault came just before."""
        next_feed = buffer.find(b"\n", at + 1)
        end = len(buffer) if next_feed < 0 else next_feed
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
            if not FILLERS.issuperset(raw):
                detail = f"{len(raw)} bytes"
                found.append(ProtocolError(Reason.NOISE, detail, offset=self.offset + at - len(raw), raw=raw))

    def _frame(self, buffer: bytes, at: int, head: int, final: bool) -> tuple:
        """The frame or fault whose line feed is at ``at`` and how many bytes to pass; None when more are needed."""
        start = at + head
        length = int(buffer[start - 4 : start], 16)
        leniency, parsed = Leniency.NONE, None
        if self._ask:
            if len(buffer) - start < MAX_HEADER and b"[" not in buffer[start:] and not final:
                return None, 0
            parsed = parse_header(buffer[start : start + MAX_HEADER + 1])
            leniency = self._leniency_of(parsed and parsed[0])
        if leniency & Leniency.WRONG_LENGTH:
            return self._search_end(buffer, at, head, leniency, parsed, final)
        end = start + length
        if length > self._max_body:
            return self._fault(Reason.LENGTH, f"{length} is over the limit of {self._max_body}", buffer, at, start + 1)
        if len(buffer) <= end:
            if not final:
                return None, 0
            return self._fault(Reason.INCOMPLETE, f"{len(buffer) - start} of {length} bytes", buffer, at, len(buffer))
        if buffer[end] != CR:
            return self._fault(
                Reason.LENGTH, f"says {length}, where byte 0x{buffer[end]:02X} stands", buffer, at, end + 1
            )
        return self._judge(buffer, at, head, end, crc16(buffer[start:end]), leniency, parsed)

    def _judge(self, buffer, at: int, head: int, end: int, crc: int, leniency: Leniency, parsed) -> tuple:
        """CRC and the case of the digits, when the frame's end is settled."""
        start = at + head
        deviations = Leniency.NONE
        digits = buffer[at + 1 : start] if head == 9 else buffer[start - 4 : start]
        claimed = int(buffer[at + 1 : at + 5], 16) if head == 9 else int.from_bytes(buffer[at + 1 : at + 3], "big")
        if claimed != crc:
            if not leniency & Leniency.WRONG_CRC:
                return self._fault(Reason.CRC, f"says {claimed:04X}, is {crc:04X}", buffer, at, end + 1)
            deviations |= Leniency.WRONG_CRC
        if digits != digits.upper():
            if not leniency & Leniency.LOWER_CASE_HEX:
                return self._fault(Reason.HEX_CASE, digits.decode(), buffer, at, end + 1)
            deviations |= Leniency.LOWER_CASE_HEX
        if int(buffer[start - 4 : start], 16) != end - start:
            deviations |= Leniency.WRONG_LENGTH
        body = buffer[start:end]
        raw = buffer[at : end + 1]
        frame = Frame(self.offset + at, raw, body, head == 7, deviations, parsed or parse_header(body))
        return frame, end + 1 - at

    def _search_end(self, buffer, at: int, head: int, leniency: Leniency, parsed, final: bool) -> tuple:
        """The end of a frame whose length may be wrong: the first CR whose body matches the CRC."""
        start = at + head
        claimed = int(buffer[at + 1 : at + 5], 16) if head == 9 else int.from_bytes(buffer[at + 1 : at + 3], "big")
        index, crc = self._probe or (start - at, 0)
        index += at
        limit = min(len(buffer), start + self._max_body + 1)
        table = TABLE
        while index < limit:
            byte = buffer[index]
            if byte == CR and (crc == claimed or (leniency & Leniency.WRONG_CRC and looks_whole(buffer, start, index))):
                return self._judge(buffer, at, head, index, crc, leniency, parsed)
            crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
            index += 1
        if limit < start + self._max_body + 1 and not final:
            self._probe = (index - at, crc)
            return None, 0
        return self._fault(Reason.LENGTH, "no end with a matching CRC", buffer, at, limit, sought=True)

    def _fault(self, reason: Reason, detail: str, buffer: bytes, at: int, end: int, *, sought: bool = False) -> tuple:
        """A fault over ``at`` to ``end``, cut where the next frame's head begins; the search resumes behind its LF.

        `sought`: the whole stretch was searched for an end, which costs as much as a wrong CRC and is bounded like it.
        """
        cut = buffer.find(b"\n", at + 1, end)
        while cut >= 0 and head_size(buffer, cut, end) < 0:
            cut = buffer.find(b"\n", cut + 1, end)
        raw = buffer[at : cut if cut >= 0 else end]
        parsed = parse_header(raw[head_size(buffer, at) :])
        error = ProtocolError(reason, detail, offset=self.offset + at, raw=raw, header=parsed[0] if parsed else None)
        return error, self._passed(at, end) if sought or reason is Reason.CRC else 1

    def _passed(self, at: int, end: int) -> int:
        """Bytes to pass after a wrong CRC, or none that matches: one, so that a frame inside is found, unless that goes on too long."""
        at, end = self.offset + at, self.offset + end
        self._nested = self._nested + 1 if at < self._nest_end else 0
        self._nest_end = max(self._nest_end, end)
        return 1 if self._nested < MAX_NESTED else end - at
