"""What a panel is judged by: its key, its clock's window, where it may call from, and what it is forgiven."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Flag, auto
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network


class Leniency(Flag):
    """What an account is forgiven; also what an event was forgiven (``Event.deviations``). All off by default."""

    NONE = 0
    WRONG_LENGTH = auto()
    WRONG_CRC = auto()
    LOWER_CASE_HEX = auto()
    NO_TIMESTAMP = auto()
    BAD_TIMESTAMP = auto()
    OUTSIDE_WINDOW = auto()
    NOT_ENCRYPTED = auto()
    BACK_PADDING = auto()
    ACCOUNT_FORM = auto()
    UNKNOWN_TOKEN = auto()
    QUALIFIER = auto()

    def names(self) -> list[str]:
        """Stable ids of the set flags: ``["wrong-length", "lower-case-hex"]``."""
        return [flag.name.lower().replace("_", "-") for flag in self]

    @classmethod
    def named(cls, names: Iterable[str]) -> "Leniency":
        """The reverse of ``names``; raises ``KeyError`` with all names that don't exist, as they were written."""
        result, unknown = cls.NONE, []
        for name in names:
            flag = cls.__members__.get(name.strip().upper().replace("-", "_"))
            if flag is None:
                unknown.append(name.strip())
            else:
                result |= flag
        if unknown:
            raise KeyError(*unknown)
        return result


#: These are always accepted and only marked.
ALWAYS = Leniency.ACCOUNT_FORM | Leniency.QUALIFIER

#: What each leniency forgives, in both languages, in the order of the flags.
LENIENCY_WORDS: dict[Leniency, tuple[str, str]] = {
    Leniency.WRONG_LENGTH: (
        "长度字段错误时按校验定界",
        "a wrong length field: the first CR with a matching CRC is the end",
    ),
    Leniency.WRONG_CRC: ("接受校验错误", "a wrong CRC"),
    Leniency.LOWER_CASE_HEX: ("接受小写十六进制", "lower-case hexadecimal digits in CRC, length or cipher text"),
    Leniency.NO_TIMESTAMP: ("加密报文可无时间戳", "an encrypted message without a timestamp"),
    Leniency.BAD_TIMESTAMP: ("时间戳无法识别时忽略", "a timestamp that can't be read (it is left empty)"),
    Leniency.OUTSIDE_WINDOW: ("不检查时间窗口", "a timestamp outside the window"),
    Leniency.NOT_ENCRYPTED: ("有密钥也接受明文", "a message in clear although the account has a key"),
    Leniency.BACK_PADDING: ("明文尾部有填充", "padding behind the encrypted message instead of before it"),
    Leniency.ACCOUNT_FORM: (
        "账号格式不规范",
        "an account that isn't 3 to 16 hexadecimal digits (always accepted)",
    ),
    Leniency.UNKNOWN_TOKEN: (
        "不认识的报文类型也接收",
        "a token that nothing here reads: it is shown with its data instead of being refused with DUH",
    ),
    Leniency.QUALIFIER: (
        "Contact ID 限定符不是 1、3、6",
        "a Contact ID qualifier other than 1, 3 and 6, read as 1 (always accepted)",
    ),
}


@dataclass(frozen=True, slots=True)
class Window:
    """How far a timestamp may be from the receiver's clock. DC-09 asks for 40 s old to 20 s ahead."""

    old: timedelta = timedelta(seconds=40)
    ahead: timedelta = timedelta(seconds=20)

    def __post_init__(self):
        if self.old < timedelta(0) or self.ahead < timedelta(0):
            raise ValueError("a window's limits can't be negative")


@dataclass(frozen=True, slots=True)
class Account:
    """Settings of one panel. Raises ``ValueError`` with every fault at once."""

    number: str = ""
    key: bytes | None = field(default=None, repr=False)
    window: Window | None = Window()
    leniency: Leniency = Leniency.NONE
    addresses: tuple[IPv4Network | IPv6Network, ...] = ()
    utc_offset: timedelta = timedelta(0)
    encoding: str | None = None
    timestamped_ack: bool = False

    def __post_init__(self):
        faults = []
        if self.number and not (self.number.isascii() and self.number.isalnum() and len(self.number) <= 24):
            faults.append(f"account number {self.number!r} must be 1 to 24 letters or digits")
        if self.key is not None and len(self.key) not in (16, 24, 32):
            faults.append(f"a key has 16, 24 or 32 bytes, this one {len(self.key)}")
        if self.encoding is not None:
            try:
                "".encode(self.encoding)
            except LookupError:
                faults.append(f"unknown text encoding {self.encoding!r}")
        if abs(self.utc_offset) > timedelta(hours=14):
            faults.append("the panel's clock is at most 14 hours from UTC")
        if faults:
            raise ValueError("; ".join(faults))

    def allows(self, peer: str | None) -> bool:
        """Whether a message may come from this address; an account without addresses allows every one."""
        if not self.addresses:
            return True
        if peer is None:
            return False
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self.addresses)


def networks(*written: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses or networks as people write them: ``networks("10.1.0.0/16", "192.0.2.7")``."""
    return tuple(ip_network(text, strict=False) for text in written)


class AccountBook:
    """The accounts a receiver knows, and the settings for those it doesn't.

    A message of an unknown account is judged by ``default`` and shown with ``Event.known`` false, never dropped.
    """

    def __init__(self, accounts: Iterable[Account] = (), *, default: Account | None = None):
        self._accounts = {account.number.upper(): account for account in accounts}
        self.default = default or Account()
        #: what the short way read of senders and of where their replies go (``usual``); the settings of a book never change, so it holds as long as the book
        self.senders: dict = {}
        self.places: dict = {}
        #: everything that some account is forgiven; the framer skips its search when nothing concerns it
        self.forgives = Leniency.NONE
        for leniency in {self.default.leniency, *(account.leniency for account in self._accounts.values())}:
            self.forgives |= leniency

    def find(self, number: str | None) -> tuple[Account, bool]:
        """The settings for an account number and whether the account is known."""
        account = self._accounts.get(number.upper()) if number else None
        return (self.default, False) if account is None else (account, True)
