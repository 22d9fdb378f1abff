"""The panel's side: builds messages with their sequence numbers and reads the receiver's replies.

Simulators and tests use it; it is exact where the receiver is liberal.
"""

from collections.abc import Iterable
from datetime import datetime

from anbao.engines.dc09.accounts import Account, AccountBook, Leniency
from anbao.engines.dc09.content import format_timestamp
from anbao.engines.dc09.encoder import build
from anbao.engines.dc09.events import Event
from anbao.engines.dc09.extended import ExtendedData
from anbao.engines.dc09.faults import ProtocolError
from anbao.engines.dc09.header import Header, next_sequence
from anbao.engines.dc09.receiver import Receiver


class Panel:
    """One panel with one account.

    ``key`` encrypts every message, ``binary_crc`` writes the CRC as two bytes, ``encoding`` is that of texts.
    The sequence starts at ``sequence`` and goes on by one with every message; ``repeat()`` sends the last one again.
    """

    def __init__(
        self,
        account: str,
        *,
        key: bytes | None = None,
        receiver: str | None = None,
        line: str | None = "0",
        sequence: int = 1,
        binary_crc: bool = False,
        encoding: str = "utf-8",
    ):
        settings = Account(account, key=key, window=None, leniency=Leniency.NOT_ENCRYPTED)
        self.account, self.key, self.receiver_number, self.line = account, key, receiver, line
        self.sequence, self.binary_crc, self.encoding = sequence, binary_crc, encoding
        self._replies = Receiver(AccountBook([settings], default=settings))
        self._last: tuple[Header, bytes, tuple[ExtendedData, ...]] | None = None

    def message(
        self, token: str, data: str | bytes = "", extended: Iterable[ExtendedData] = (), *, at: datetime | None = None
    ) -> bytes:
        """A frame with the next sequence number. ``at`` gives the timestamp, which encrypted messages must have."""
        if self.key is not None and at is None:
            raise ValueError("an encrypted message needs a timestamp: give at=")
        written = data.encode(self.encoding) if isinstance(data, str) else data
        header = Header(token, self.key is not None, self.sequence, self.receiver_number, self.line, self.account)
        self._last = (header, written, tuple(extended))
        self.sequence = next_sequence(self.sequence)
        return self._write(at)

    def sia(
        self,
        code: str,
        zone: str = "",
        *,
        area: str | None = None,
        text: str | None = None,
        extended: Iterable[ExtendedData] = (),
        at: datetime | None = None,
    ) -> bytes:
        """A SIA event: ``sia("BA", "501", area="1", text="back door")``."""
        where = f"ri{area}/" if area else ""
        words = f"^{text}^" if text else ""
        return self.message("SIA-DCS", f"#{self.account}|N{where}{code}{zone}{words}", extended, at=at)

    def contact_id(
        self,
        code: str,
        zone: int = 0,
        *,
        area: int = 0,
        token: str = "ADM-CID",
        extended: Iterable[ExtendedData] = (),
        at: datetime | None = None,
    ) -> bytes:
        """A Contact ID event: ``contact_id("1130", 5, area=1)``."""
        return self.message(token, f"#{self.account}|{code} {area:02d} {zone:03d}", extended, at=at)

    def supervision(self, *, at: datetime | None = None) -> bytes:
        """NULL: the panel is alive."""
        return self.message("NULL", at=at)

    def repeat(self, *, at: datetime | None = None) -> bytes:
        """The last message with its sequence number, and a new timestamp when it has one."""
        if self._last is None:
            raise ValueError("nothing was sent yet")
        return self._write(at)

    def replies(self, data: bytes) -> list[Event | ProtocolError]:
        """The receiver's replies in these bytes: events of kind ACK, NAK, DUH or RSP."""
        return self._replies.receive(data, at=None)

    def accepts(self, reply: Event) -> bool:
        """Whether this reply acknowledges the last message: ACK or RSP with its sequence number and account."""
        if self._last is None or reply.kind not in ("ACK", "RSP"):
            return False
        header = self._last[0]
        return reply.sequence == header.sequence and reply.account == header.account

    def _write(self, at: datetime | None) -> bytes:
        header, data, extended = self._last
        stamp = format_timestamp(at) if at is not None else b""
        return build(header, data, extended, stamp, key=self.key, binary_crc=self.binary_crc)
