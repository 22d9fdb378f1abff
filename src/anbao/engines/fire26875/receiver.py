"""One connection: bytes in, events and faults out, confirmations on request. Both ends of the line use it.

receiver = Receiver(book, repeats=memory)
for outcome in receiver.receive(data, at=now):
    if isinstance(outcome, Event):
        store(outcome)                                      # commit first
        if outcome.command in CONFIRMED:
            send(receiver.acknowledge(outcome, at=now))     # only now does a confirmation exist
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address

from anbao.engines.fire26875.codes import COMMANDS, Command
from anbao.engines.fire26875.events import Event
from anbao.engines.fire26875.faults import REASONS, Answer, AnswerError, Leniency, ProtocolError, Reason
from anbao.engines.fire26875.framing import Frame, Framer, Header, State
from anbao.engines.fire26875.repeats import RepeatMemory, identify
from anbao.engines.fire26875.station import frame
from anbao.engines.fire26875.timelabel import Coding, read_time, write_time
from anbao.engines.fire26875.units import Clock, Information, read_objects
from anbao.engines.fire26875.versions import EDITIONS, edition_of

#: Which commands get which reply (6.2 to 6.4). A confirmation, response or denial is itself the end of an exchange.
REPLIES: dict[Command, Command | None] = {
    Command.CONTROL: Command.CONFIRM,
    Command.SEND: Command.CONFIRM,
    Command.REQUEST: Command.RESPONSE,
    Command.CONFIRM: None,
    Command.RESPONSE: None,
    Command.DENY: None,
}
CONFIRMED = frozenset(command for command, reply in REPLIES.items() if reply is Command.CONFIRM)
_ENDS = frozenset(command.value for command, reply in REPLIES.items() if reply is None)


@dataclass(frozen=True, slots=True)
class Transmitter:
    """Settings of one transmitter. ``number`` is its address, 12 hexadecimal digits; raises ``ValueError``."""

    number: str = ""
    leniency: Leniency = Leniency.NONE
    coding: Coding | None = None
    addresses: tuple[IPv4Network | IPv6Network, ...] = ()

    def __post_init__(self):
        try:
            sound = not self.number or len(bytes.fromhex(self.number)) == 6
        except ValueError:
            sound = False
        if not sound:
            raise ValueError(f"transmitter number {self.number!r} must be 12 hexadecimal digits")

    def allows(self, peer: str | None) -> bool:
        """Whether a frame may come from this address; a transmitter without addresses allows every one."""
        if not self.addresses:
            return True
        try:
            address = ip_address(peer or "")
        except ValueError:
            return False
        return any(address in network for network in self.addresses)


class TransmitterBook:
    """The transmitters a centre knows; frames of others are judged by ``default`` and shown as unknown."""

    def __init__(self, transmitters: Iterable[Transmitter] = (), *, default: Transmitter | None = None):
        self._known = {transmitter.number.upper(): transmitter for transmitter in transmitters}
        self.default = default or Transmitter()

    def find(self, number: str) -> tuple[Transmitter, bool]:
        """The settings for a number and whether it is known."""
        found = self._known.get(number)
        return (self.default, False) if found is None else (found, True)


class Receiver:
    """One connection. Not thread-safe; one instance per connection, ``repeats`` shared between all."""

    def __init__(self, book: TransmitterBook, *, peer: str | None = None, repeats: RepeatMemory | None = None):
        self._book = book
        self._peer = peer
        self._repeats = RepeatMemory(capacity=64) if repeats is None else repeats
        self._framer = Framer(leniency_of=lambda source: book.find(source)[0].leniency)

    @property
    def held(self) -> int:
        """Bytes waiting for the rest of their frame."""
        return self._framer.held

    @property
    def state(self) -> State:
        return self._framer.state

    def receive(self, data: bytes, *, at: datetime | None) -> list[Event | ProtocolError]:
        """Outcomes that these bytes complete. ``at``, the receiver's clock, settles ambiguous time labels."""
        return [self._judge(outcome, at) for outcome in self._framer.feed(data)]

    def finish(self, *, at: datetime | None) -> list[Event | ProtocolError]:
        """Outcomes of what is left when the sender has closed or fallen silent in the middle of a frame."""
        return [self._judge(outcome, at) for outcome in self._framer.finish()]

    def acknowledge(self, event: Event, *, at: datetime) -> bytes:
        """The confirmation (command 3) of an event that is safely stored: same serial, addresses exchanged.

        Raises ``AnswerError`` for a fault and for what the standard doesn't confirm.
        """
        if not isinstance(event, Event):
            raise AnswerError(f"an event is confirmed, not {type(event).__name__}")
        if event.command not in CONFIRMED:
            raise AnswerError(f"{COMMANDS[event.command].en} is not confirmed")
        self._repeats.answer(event.source, event.identity)
        return _reply(event.header, Command.CONFIRM, b"", at)

    def respond(self, event: Event, data: bytes, *, at: datetime) -> bytes:
        """The response (command 5) to a request; ``data`` as ``units.write_objects`` gives it."""
        if not isinstance(event, Event) or REPLIES[event.command] is not Command.RESPONSE:
            raise AnswerError("only a request is responded to")
        return _reply(event.header, Command.RESPONSE, data, at)

    def deny(self, event: Event, *, at: datetime) -> bytes:
        """The denial (command 6) of an event that won't be processed."""
        if not isinstance(event, Event) or REPLIES[event.command] is None:
            raise AnswerError("only a control command, sent data or a request is denied")
        return _reply(event.header, Command.DENY, b"", at)

    def answer(self, fault: ProtocolError, *, at: datetime) -> bytes | None:
        """The denial that a fault's reason allows, None where the standard has silence: also to what is a reply itself."""
        if not isinstance(fault, ProtocolError):
            raise AnswerError("only a fault is answered; acknowledge or deny an event")
        header = fault.header
        if REASONS[fault.reason].answer is not Answer.DENY or header is None or header.command in _ENDS:
            return None
        return _reply(header, Command.DENY, b"", at)

    def _judge(self, outcome: Frame | ProtocolError, at: datetime | None) -> Event | ProtocolError:
        if isinstance(outcome, ProtocolError):
            return outcome
        try:
            return self._event(outcome, at)
        except ProtocolError as error:
            error.offset, error.raw, error.header = outcome.offset, outcome.raw, outcome.header
            return error.with_traceback(None)  # a fault may be kept; the frames of its raising must not

    def _event(self, framed: Frame, at: datetime | None) -> Event:
        header, data = framed.header, framed.data
        settings, known = self._book.find(header.source)
        if not settings.allows(self._peer):
            raise ProtocolError(Reason.ADDRESS, str(self._peer))
        try:
            command = Command(header.command)
        except ValueError:
            raise ProtocolError(Reason.COMMAND, str(header.command)) from None
        sent = read_time(header.label, coding=settings.coding, near=at)
        clock = Clock(settings.coding, at, sent.coding if sent.at and not sent.ambiguous else None)
        kind, objects, deviations = _open(header, command, data, settings, clock)
        deviations |= framed.deviations | _time_marks(sent, objects)
        if header.major not in EDITIONS:
            deviations |= Leniency.UNLISTED_VERSION
        identity = identify(header, data)
        seen = (False, False)
        if at is not None and command in CONFIRMED:
            seen = self._repeats.see(header.source, identity, at)
        flag = data[0] if data else None
        return Event(
            header,
            command,
            kind,
            flag,
            objects,
            sent,
            data,
            framed.raw,
            known,
            framed.offset,
            deviations,
            identity,
            *seen,
        )


def _open(header: Header, command: Command, data: bytes, settings: Transmitter, clock: Clock):
    """Kind, objects and deviations of the application data. Raises ``ProtocolError``."""
    if not data:
        return command.name.lower(), (), Leniency.NONE
    edition = edition_of(header.major)
    row = edition.types.get(data[0])
    if row is None:
        return f"{'user-defined' if data[0] >= 128 else 'reserved'}-{data[0]}", (), Leniency.UNKNOWN_TYPE
    if len(data) >= 2 and data[1]:
        objects = read_objects(row, data[1], data[2:], clock)
        if objects is not None:
            return row.id, objects, Leniency.NONE
    if settings.leniency & Leniency.LOOSE_OBJECTS:
        return row.id, _loose_objects(row, data, clock), Leniency.LOOSE_OBJECTS
    if not edition.strict:
        return row.id, (), Leniency.LOOSE_OBJECTS
    raise ProtocolError(Reason.OBJECTS, f"{row.id}, {data[1] if len(data) > 1 else 0} objects in {len(data)} bytes")


def _loose_objects(row, data: bytes, clock: Clock) -> tuple[Information, ...]:
    """Objects of data whose count is wrong or which have no time labels; none when neither explains it."""
    for timed in (True, False):
        for count in (data[1] if len(data) > 1 else 0, *range(1, len(data))):
            objects = read_objects(row, count, data[2:], clock, timed=timed) if count else None
            if objects:
                return objects
    return ()


def _time_marks(sent, objects: tuple[Information, ...]) -> Leniency:
    marks = Leniency.NONE
    for label in (sent, *(info.label for info in objects if info.label)):
        if label.at is None:
            marks |= Leniency.BAD_TIME
        elif label.coding is Coding.BCD:
            marks |= Leniency.BCD_TIME
        if label.ambiguous:
            marks |= Leniency.AMBIGUOUS_TIME
    return marks


def _reply(header: Header, command: Command, data: bytes, at: datetime) -> bytes:
    turned = header._replace(source=header.target, target=header.source, label=write_time(at), command=command.value)
    return frame(turned, data)
