"""What the engine hands over for a frame that passed: one event, frozen, complete, with its raw bytes."""

from datetime import datetime
from typing import NamedTuple

from anbao.engines.dc09.accounts import Leniency
from anbao.engines.dc09.codes import Meaning
from anbao.engines.dc09.extended import ExtendedData
from anbao.engines.dc09.header import REPLY_TOKENS, Header
from anbao.engines.dc09.meanings import meaning
from anbao.engines.dc09.signals import Signal


class Event(NamedTuple):
    """One frame from a panel (or one reply, when the engine reads the other direction).

    ``offset``     bytes from the start of the connection to the frame's line feed
    ``account``    from the header, else from inside the content
    ``known``      whether the account book holds that account
    ``data``       the content's text as sent, without its brackets
    ``inner``      the account inside the content, which some panels number otherwise than the header's
    ``timestamp``  aware, in UTC, None when none was sent
    ``deviations`` what the account forgave
    ``identity``   16 hexadecimal digits over account, receiver, line, sequence and content: equal for a repeat
    ``repeat``     the same message was seen a short while ago
    ``answered``   ... and was acknowledged
    ``steps``      sequence steps since the account's last message: 1 in order, 0 for a repeat, None when first
    """

    header: Header
    account: str | None
    known: bool
    data: str
    signals: tuple[Signal, ...]
    extended: tuple[ExtendedData, ...]
    timestamp: datetime | None
    raw: bytes
    offset: int = 0
    deviations: Leniency = Leniency.NONE
    binary_crc: bool = False
    note: str | None = None
    inner: str | None = None
    identity: str = ""
    repeat: bool = False
    answered: bool = False
    steps: int | None = None

    @property
    def kind(self) -> str:
        """The token without its star: SIA-DCS, ADM-CID, NULL, ACK ..."""
        return self.header.token

    @property
    def is_reply(self) -> bool:
        return self.header.token in REPLY_TOKENS

    @property
    def encrypted(self) -> bool:
        return self.header.encrypted

    @property
    def sequence(self) -> int:
        return self.header.sequence

    @property
    def receiver(self) -> str | None:
        return self.header.receiver

    @property
    def line(self) -> str | None:
        return self.header.line

    @property
    def code(self) -> str | None:
        return self.signals[0].code if self.signals else None

    @property
    def zone(self) -> str | None:
        return self.signals[0].zone if self.signals else None

    @property
    def area(self) -> str | None:
        return self.signals[0].area if self.signals else None

    @property
    def text(self) -> str | None:
        """The panel's own words: text beside the code, else a text block, else the alarm text in extended data."""
        for signal in self.signals:
            if signal.text:
                return signal.text
        return self.note

    @property
    def meaning(self) -> Meaning:
        """What the first code says; supervision and unlisted codes have rows of their own."""
        return meaning(self.kind, self.code)
