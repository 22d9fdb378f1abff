"""The receiver's side of one connection (or one datagram): bytes in, events and faults out, replies on request.

    receiver = Receiver(book, repeats=memory, peer="192.0.2.7")
    for outcome in receiver.receive(data, at=now):
        if isinstance(outcome, Event):
            store(outcome)                                  # commit first
            send(receiver.acknowledge(outcome, at=now))     # only now does a reply exist
        elif reply := receiver.answer(outcome, at=now):
            send(reply)                                     # NAK or DUH, where the standard has one

The receiver keeps no list of unanswered events: an event carries all its reply needs.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from anbao.engines.dc09.accounts import Account, AccountBook, Leniency
from anbao.engines.dc09.content import (
    KNOWN_TOKENS,
    alarm_text,
    check_window,
    decode_text,
    format_timestamp,
    open_content,
    split_content,
)
from anbao.engines.dc09.encoder import build, frame
from anbao.engines.dc09.events import Event
from anbao.engines.dc09.extended import ExtendedData
from anbao.engines.dc09.faults import REASONS, Answer, AnswerError, ProtocolError, Reason
from anbao.engines.dc09.framing import MAX_BODY, Frame, Framer, State
from anbao.engines.dc09.header import REPLY_TOKENS, STANDARD_ACCOUNT, SUPERVISION_TOKENS, Header
from anbao.engines.dc09.repeats import FIRST, RepeatMemory, identify
from anbao.engines.dc09.signals import READERS, Content, oddly_qualified, split_account
from anbao.engines.dc09.usual import USUAL, usual_event, usual_reply


class Reply(Enum):
    """The four replies of DC-09 5.5.3."""

    ACK = "ACK"
    NAK = "NAK"
    DUH = "DUH"
    RSP = "RSP"


#: Which reply may be made to what, and whether it is encrypted like the message. Drawn into the documentation.
REPLIES: dict[Reply, tuple[str, bool, str]] = {
    Reply.ACK: ("an event that is no reply itself", True, "acknowledge(event, at=)"),
    Reply.RSP: ("an event that is no reply itself", True, "respond(event, data, at=)"),
    Reply.DUH: (
        "an event that is no reply itself; a fault with DUH",
        False,
        "refuse(event), answer(fault)",
    ),
    Reply.NAK: ("a fault whose reason says NAK", False, "answer(fault, at=)"),
}

_ACK, _RSP, _DUH = Reply.ACK.value, Reply.RSP.value, Reply.DUH.value
#: compared by identity: reckoning with flags costs more than the rest of an event
_NONE = Leniency.NONE


class Receiver:
    """One connection from a panel. Not thread-safe; one instance per connection, ``repeats`` shared between all.

    ``book`` judges the messages, ``peer`` is the sender's address for accounts that restrict it.
    """

    def __init__(
        self,
        book: AccountBook,
        *,
        peer: str | None = None,
        repeats: RepeatMemory | None = None,
        max_body: int = MAX_BODY,
    ):
        self._book = book
        self._peer = peer
        self._repeats = RepeatMemory(capacity=64) if repeats is None else repeats
        self._framer = Framer(leniency_of=self._leniency_of, forgives=book.forgives, max_body=max_body)

    @property
    def held(self) -> int:
        """Bytes waiting for the rest of their frame."""
        return self._framer.held

    @property
    def state(self) -> State:
        return self._framer.state

    def receive(self, data: bytes, *, at: datetime | None) -> list[Event | ProtocolError]:
        """Outcomes that these bytes complete, in the order of the stream.

        ``at`` is the receiver's clock, aware; with None no timestamp is held against a window. Bytes never raise.
        """
        framer = self._framer
        usual: list[Event | ProtocolError] = []
        if framer.takes_usual:
            place, end, match = 0, len(data), USUAL.match
            while (found := match(data, place)) is not None:
                event = usual_event(found, self._book, self._repeats, framer.offset + place, at)
                if event is None:
                    break
                usual.append(event)
                place = found.end()
            if usual:
                framer.passed(place)
                if place == end:
                    return usual
                data = data[place:]
        outcomes = framer.feed(data)
        return usual + [self._judge(outcome, at) for outcome in outcomes] if outcomes else usual

    def finish(self, *, at: datetime | None) -> list[Event | ProtocolError]:
        """Outcomes of what is left when the sender has closed, or has been silent in the middle of a frame.

        The receiver may be used on afterwards; offsets go on counting.
        """
        return [self._judge(outcome, at) for outcome in self._framer.finish()]

    def datagram(self, data: bytes, *, at: datetime | None) -> list[Event | ProtocolError]:
        """Outcomes of one UDP datagram, which never continues in the next."""
        return self.receive(data, at=at) + self.finish(at=at)

    def acknowledge(self, event: Event, *, at: datetime) -> bytes:
        """ACK for an event that is safely stored. Raises ``AnswerError`` for anything that has no acknowledgement."""
        if isinstance(event, Event) and (reply := usual_reply(event, self._book)) is not None:
            self._repeats.answer(event.header, event.account, event.identity)
            return reply
        header = self._reply_header(event, _ACK)
        self._repeats.answer(event.header, event.account, event.identity)
        account, _ = self._book.find(event.account)
        stamped = header.encrypted or account.timestamped_ack or event.header.token == "HENG-BO"
        return self._reply(event, header, account, timestamp=format_timestamp(at) if stamped else b"")

    def respond(self, event: Event, data: bytes = b"", extended: Iterable[ExtendedData] = (), *, at: datetime) -> bytes:
        """RSP: an acknowledgement that carries something to the panel (a new key, a command)."""
        header = self._reply_header(event, _RSP)
        self._repeats.answer(event.header, event.account, event.identity)
        account, _ = self._book.find(event.account)
        return self._reply(event, header, account, data, extended, format_timestamp(at))

    def refuse(self, event: Event) -> bytes:
        """DUH: the message arrived whole but won't be processed. Never encrypted."""
        header = self._reply_header(event, _DUH)
        return build(header, binary_crc=event.binary_crc)

    def answer(self, fault: ProtocolError, *, at: datetime) -> bytes | None:
        """The NAK or DUH that a fault's reason allows, None where the standard has silence; never an ACK."""
        if not isinstance(fault, ProtocolError):
            raise AnswerError("only a fault is answered; acknowledge or refuse an event")
        answer = REASONS[fault.reason].answer
        binary_crc = len(fault.raw) > 7 and fault.raw[7] == 0x22
        if answer is Answer.NAK:
            return nak(at, binary_crc=binary_crc)
        if answer is Answer.DUH and fault.header is not None:
            return build(fault.header._replace(token="DUH", encrypted=False), binary_crc=binary_crc)
        return None

    def _leniency_of(self, header: Header | None) -> Leniency:
        return self._book.find(header and header.account)[0].leniency

    def _judge(self, outcome: Frame | ProtocolError, at: datetime | None) -> Event | ProtocolError:
        if isinstance(outcome, ProtocolError):
            return outcome
        try:
            return self._event(outcome, at)
        except ProtocolError as error:
            error.offset, error.raw = outcome.offset, outcome.raw
            error.header = outcome.parsed and outcome.parsed[0]
            return error.with_traceback(None)  # a fault may be kept; the frames of its raising must not

    def _event(self, framed: Frame, at: datetime | None) -> Event:
        if framed.parsed is None:
            raise ProtocolError(Reason.HEADER)
        header, start = framed.parsed
        number = header.account
        account, known = self._book.find(number)
        clear, padding, deviations = open_content(header, framed.body[start:], account)
        parts = split_content(header, clear, padding, account)
        data = decode_text(parts.data, account.encoding)
        content = self._read(header, data)
        if number is None:
            number = content.account
            account, known = self._book.find(number)
            if account.key is not None and not header.encrypted:  # or a missing header account would avoid the key
                deviations |= open_content(header, b"", account)[2]
        if not account.allows(self._peer):
            raise ProtocolError(Reason.ADDRESS, str(self._peer))
        if header.token not in KNOWN_TOKENS:
            if not account.leniency & Leniency.UNKNOWN_TOKEN:
                raise ProtocolError(Reason.UNKNOWN_TOKEN, header.token)
            deviations |= Leniency.UNKNOWN_TOKEN
        if oddly_qualified(header.token, content.signals):
            deviations |= Leniency.QUALIFIER
        window = _NONE if header.token == "NAK" else check_window(parts.timestamp, account, at)
        for forgiven in (framed.deviations, parts.deviations, window):
            if forgiven is not _NONE:
                deviations |= forgiven
        if number is not None and header.account != "A0" and not STANDARD_ACCOUNT.fullmatch(number):
            deviations |= Leniency.ACCOUNT_FORM
        identity = identify(header, number, parts.identity)
        seen = FIRST
        if at is not None and header.token not in SUPERVISION_TOKENS and header.token not in REPLY_TOKENS:
            seen = self._repeats.see(header, number, identity, at)
        text = content.text or (alarm_text(parts.extended, account) if parts.extended else None)
        return Event(
            header, number, known, data, content.signals, parts.extended, parts.timestamp, framed.raw, framed.offset, deviations,
            framed.binary_crc, text, content.account, identity, *seen,
        )  # fmt: skip

    @staticmethod
    def _read(header: Header, data: str) -> Content:
        reader = READERS.get(header.token)
        if reader is None or not data:
            return Content(split_account(data)[0], ())
        content = reader(data)
        if content is None:
            raise ProtocolError(Reason.WRONG_KEY if header.encrypted else Reason.CONTENT, repr(data[:60]))
        return content

    @staticmethod
    def _reply_header(event: Event, reply: str) -> Header:
        if not isinstance(event, Event):
            raise AnswerError(f"{reply} answers an event, not {type(event).__name__}")
        _token, encrypted, sequence, receiver, line, account = header = event.header
        if header.token in REPLY_TOKENS:
            raise AnswerError(f"a {event.kind} is a reply itself and gets none")
        return Header(reply, encrypted, sequence, receiver, line, account)

    @staticmethod
    def _reply(event: Event, header: Header, account: Account, data=b"", extended=(), timestamp=b"") -> bytes:
        key = account.key if event.encrypted else None
        return build(header, data, extended, timestamp, key=key, binary_crc=event.binary_crc)


def nak(at: datetime, *, binary_crc: bool = False) -> bytes:
    """NAK with the receiver's UTC time, so that a panel can set its clock; the same for every account."""
    return frame(b'"NAK"0000R0L0A0[]' + format_timestamp(at), binary_crc=binary_crc)
