"""The clear part of a body: token, sequence, receiver, line, account, up to the first square bracket."""

import re
from typing import NamedTuple

#: Tokens that travel from receiver to panel; an event of these kinds is never acknowledged.
REPLY_TOKENS = frozenset({"ACK", "NAK", "DUH", "RSP"})
#: Supervision: NULL, and XNM where it carries extended data (DC-09-2021).
SUPERVISION_TOKENS = frozenset({"NULL", "XNM"})
LAST_SEQUENCE = 9999

#: From the opening quote to the bracket. ``A0`` stands where NAK has no account (DC-09 5.5.3.2).
#: Receiver and line have 1 to 6 hexadecimal digits (DC-09 5.5.1.5); some panels leave the line out.
HEADER = re.compile(
    rb'"(?P<star>\*?)(?P<token>[A-Z0-9-]{1,16})"(?P<sequence>[0-9]{4})'
    rb"(?:R0L0(?P<nobody>A0)|(?:R(?P<receiver>[0-9A-Fa-f]{1,6}))?(?:L(?P<line>[0-9A-Fa-f]{1,6}))?"
    rb"(?:#(?P<account>[0-9A-Za-z]{1,24}))?)\["
)
#: No header is longer: 19 for the token, 4, 7, 7, 25 and the bracket.
MAX_HEADER = 63
STANDARD_ACCOUNT = re.compile(r"[0-9A-Fa-f]{3,16}")


class Header(NamedTuple):
    """What stands before the content. ``receiver`` and ``line`` are without their letter, None when left out."""

    token: str
    encrypted: bool
    sequence: int
    receiver: str | None
    line: str | None
    account: str | None

    def address(self) -> str:
        """Receiver, line and account as a reply repeats them."""
        receiver = f"R{self.receiver}" if self.receiver is not None else ""
        line = f"L{self.line}" if self.line is not None else ""
        account = f"#{self.account}" if self.account is not None else ""
        return receiver + line + account


def parse_header(body: bytes) -> tuple[Header, int] | None:
    """The header and the index behind its bracket; None when it can't be read."""
    found = HEADER.match(body)
    if found is None:
        return None
    star, token, sequence, nobody, receiver, line, account = found.groups()
    if nobody is not None:
        receiver, line, account = b"0", b"0", nobody
    header = Header(
        token.decode(),
        star != b"",
        int(sequence),
        receiver and receiver.decode(),
        line and line.decode(),
        account and account.decode(),
    )
    return header, found.end()


def next_sequence(sequence: int) -> int:
    """The number after this one: 9999 is followed by 1, and 0 is never used for a message (DC-09 5.5.1.4)."""
    return 1 if sequence >= LAST_SEQUENCE else sequence + 1


def steps_between(earlier: int, later: int) -> int:
    """How many messages lie between two sequence numbers, the wrap counted: 9999 to 1 is one step."""
    return (later - earlier) % LAST_SEQUENCE
