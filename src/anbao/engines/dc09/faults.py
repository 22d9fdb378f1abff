"""What can be wrong with bytes from a panel, and which answer the standard allows for it."""

from dataclasses import dataclass
from enum import Enum


class Reason(Enum):
    """Why bytes gave no event. The value is the stable id that logs and tables use."""

    NOISE = "noise"
    INCOMPLETE = "incomplete"
    LENGTH = "wrong-length"
    CRC = "wrong-crc"
    HEX_CASE = "lower-case-hex"
    HEADER = "bad-header"
    CONTENT = "bad-content"
    UNKNOWN_TOKEN = "unknown-token"
    ADDRESS = "address-not-allowed"
    NO_KEY = "no-key"
    CIPHER = "bad-cipher"
    WRONG_KEY = "wrong-key"
    NOT_ENCRYPTED = "not-encrypted"
    TIMESTAMP = "bad-timestamp"
    NO_TIMESTAMP = "no-timestamp"
    OUTSIDE_WINDOW = "outside-time-window"


class Answer(Enum):
    """What may be sent to a panel whose message gave a fault."""

    SILENCE = "silence"
    NAK = "NAK"
    DUH = "DUH"


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason with its answer and its sentence in both languages."""

    answer: Answer
    zh: str
    en: str


#: DC-09 5.5.3: a damaged frame is met with silence (the panel repeats it); a message that fails the timestamp test
#: gets NAK with the receiver's clock; a message that arrived whole but can't be processed gets DUH.
REASONS: dict[Reason, ReasonRow] = {
    Reason.NOISE: ReasonRow(Answer.SILENCE, "帧外字节", "bytes outside any frame"),
    Reason.INCOMPLETE: ReasonRow(Answer.SILENCE, "报文不完整", "the frame ends before its length is reached"),
    Reason.LENGTH: ReasonRow(Answer.SILENCE, "长度字段错误", "the length field doesn't lead to a carriage return"),
    Reason.CRC: ReasonRow(Answer.SILENCE, "校验错误", "the CRC doesn't match the body"),
    Reason.HEX_CASE: ReasonRow(Answer.SILENCE, "十六进制小写", "hexadecimal digits in lower case"),
    Reason.HEADER: ReasonRow(Answer.SILENCE, "报文头无法识别", "token, sequence, line or account can't be read"),
    Reason.CONTENT: ReasonRow(Answer.DUH, "内容无法识别", "the content doesn't follow its token's form"),
    Reason.UNKNOWN_TOKEN: ReasonRow(Answer.DUH, "报文类型不认识", "a token that nothing here reads"),
    Reason.ADDRESS: ReasonRow(Answer.SILENCE, "来源地址不允许", "the sender's address isn't allowed for the account"),
    Reason.NO_KEY: ReasonRow(Answer.DUH, "无密钥", "encrypted, and the account has no key"),
    Reason.CIPHER: ReasonRow(Answer.SILENCE, "密文格式错误", "the cipher text isn't whole blocks of digits"),
    Reason.WRONG_KEY: ReasonRow(Answer.NAK, "密钥不符", "decryption gives no message: wrong key"),
    Reason.NOT_ENCRYPTED: ReasonRow(Answer.SILENCE, "未加密", "in clear, and the account has a key"),
    Reason.TIMESTAMP: ReasonRow(Answer.SILENCE, "时间戳无法识别", "the timestamp can't be read"),
    Reason.NO_TIMESTAMP: ReasonRow(Answer.NAK, "缺少时间戳", "encrypted without a timestamp"),
    Reason.OUTSIDE_WINDOW: ReasonRow(Answer.NAK, "时间戳超出允许范围", "the timestamp is outside the account's window"),
}


class ProtocolError(ValueError):
    """Bytes that gave no event.

    ``offset`` counts bytes from the start of the connection to the frame's line feed, ``raw`` holds the bytes;
    ``account``, ``sequence``, ``receiver``, ``line`` are filled as far as the header could be read.
    """

    def __init__(self, reason: Reason, detail: str = "", *, offset: int = 0, raw: bytes = b"", header=None):
        row = REASONS[reason]
        super().__init__(f"{row.en}: {detail}" if detail else row.en)
        self.reason = reason
        self.answer = row.answer
        self.offset = offset
        self.raw = raw
        self.header = header

    @property
    def account(self) -> str | None:
        return self.header.account if self.header else None

    @property
    def sequence(self) -> int | None:
        return self.header.sequence if self.header else None

    def same_as(self, other: object) -> bool:
        """Equal in every field a reader sees; exceptions themselves compare by identity."""
        return isinstance(other, ProtocolError) and self.seen() == other.seen()

    def seen(self) -> tuple:
        return (self.reason, self.offset, self.raw, str(self), self.header)


class AnswerError(RuntimeError):
    """The caller asked for a reply that the protocol doesn't allow; a mistake in the caller, never in the bytes."""
