"""What can be wrong with bytes from a transmitter, what its settings may forgive, and which answer is allowed."""

from dataclasses import dataclass
from enum import Enum, Flag, auto


class Reason(Enum):
    """Why bytes gave no event; the value is the stable id."""

    NOISE = "noise"
    INCOMPLETE = "incomplete"
    LENGTH = "too-long"
    TAIL = "bad-tail"
    SUM = "wrong-sum"
    COMMAND = "unknown-command"
    OBJECTS = "bad-objects"
    ADDRESS = "address-not-allowed"


class Answer(Enum):
    SILENCE = "silence"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class ReasonRow:
    answer: Answer
    zh: str
    en: str


#: GB/T 26875.3-2011 6.5: a damaged frame is met with silence and sent again after the time-out; one that arrived
#: whole and can't be processed may be denied (command 6).
REASONS: dict[Reason, ReasonRow] = {
    Reason.NOISE: ReasonRow(Answer.SILENCE, "帧外字节", "bytes outside any frame"),
    Reason.INCOMPLETE: ReasonRow(Answer.SILENCE, "数据包不完整", "the frame ends before its length is reached"),
    Reason.LENGTH: ReasonRow(Answer.SILENCE, "应用数据单元过长", "more than 1024 bytes of application data"),
    Reason.TAIL: ReasonRow(Answer.SILENCE, "结束符错误", "no ## where the length field says"),
    Reason.SUM: ReasonRow(Answer.SILENCE, "校验和错误", "the checksum doesn't match"),
    Reason.COMMAND: ReasonRow(Answer.DENY, "未定义的命令", "a command the standard doesn't have"),
    Reason.OBJECTS: ReasonRow(Answer.DENY, "应用数据单元无法识别", "the application data doesn't fit its type"),
    Reason.ADDRESS: ReasonRow(Answer.SILENCE, "来源地址不允许", "the sender's address isn't allowed"),
}


class Leniency(Flag):
    """What a transmitter is forgiven, and what an event was forgiven (``Event.deviations``). All off by default."""

    NONE = 0
    WRONG_SUM = auto()
    WRONG_TAIL = auto()
    LOOSE_OBJECTS = auto()
    BAD_TIME = auto()
    BCD_TIME = auto()
    AMBIGUOUS_TIME = auto()
    UNLISTED_VERSION = auto()
    UNKNOWN_TYPE = auto()

    def names(self) -> list[str]:
        """Stable ids of the set flags: ``["bcd-time"]``."""
        return [flag.name.lower().replace("_", "-") for flag in self]

    @classmethod
    def named(cls, names) -> "Leniency":
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


#: These are always accepted and only marked: a fire alarm isn't lost to a wrong clock or a newer version.
ALWAYS = (
    Leniency.BAD_TIME | Leniency.BCD_TIME | Leniency.AMBIGUOUS_TIME | Leniency.UNLISTED_VERSION | Leniency.UNKNOWN_TYPE
)

LENIENCY_WORDS: dict[Leniency, tuple[str, str]] = {
    Leniency.WRONG_SUM: ("接受校验和错误", "a wrong checksum"),
    Leniency.WRONG_TAIL: ("接受结束符错误", "a tail other than ## behind a matching checksum"),
    Leniency.LOOSE_OBJECTS: ("信息对象数目或长度不符", "objects without time label, or another number than stated"),
    Leniency.BAD_TIME: ("时间标签无效（总是接受）", "a time label that is no time (always accepted, left empty)"),
    Leniency.BCD_TIME: ("时间标签为BCD码（总是接受）", "a time label in BCD (always accepted)"),
    Leniency.AMBIGUOUS_TIME: (
        "时间标签两种读法都成立（总是接受）",
        "a time label that is a time both ways (always accepted)",
    ),
    Leniency.UNLISTED_VERSION: ("协议版本未列出（总是接受）", "a major version other than 1 (always accepted)"),
    Leniency.UNKNOWN_TYPE: ("类型标志未定义（总是接受）", "a reserved or user-defined type flag (always accepted)"),
}


class ProtocolError(ValueError):
    """Bytes that gave no event: ``offset`` from the start of the connection, ``raw``, and the header when whole."""

    def __init__(self, reason: Reason, detail: str = "", *, offset: int = 0, raw: bytes = b"", header=None):
        row = REASONS[reason]
        super().__init__(f"{row.en}: {detail}" if detail else row.en)
        self.reason = reason
        self.answer = row.answer
        self.offset = offset
        self.raw = raw
        self.header = header

    def seen(self) -> tuple:
        """Every field a reader sees, for comparing; exceptions themselves compare by identity."""
        return (self.reason, self.offset, self.raw, str(self), self.header)


class AnswerError(RuntimeError):
    """The caller asked for a reply that the protocol doesn't allow; a mistake in the caller, never in the bytes."""
