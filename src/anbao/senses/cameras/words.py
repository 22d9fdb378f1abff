"""What is wrong with a picture, and why there is none, in both languages."""

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Word:
    """An id with its names; ``str()`` speaks the reader's language."""

    id: str
    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh


def _table(*rows: tuple[str, str, str]) -> dict[str, Word]:
    return {row[0]: Word(*row) for row in rows}


#: why a look gave no picture
REASONS = _table(
    ("unreachable", "连接不上", "can't be reached"),
    ("timeout", "超过时限未送完一幅图像", "no whole picture within the limit"),
    ("unauthorised", "用户名或口令不对", "user name or password refused"),
    ("refused", "设备拒绝了请求", "the camera refused the request"),
    ("no_video", "没有视频流", "no video in it"),
    ("not_a_picture", "送来的不是图像", "what came is not a picture"),
    ("too_large", "图像过大", "the picture is too large"),
    ("no_file", "服务器上没有这个文件", "no such file on this server"),
    ("no_vision", "服务器未安装视频组件", "the server lacks the parts for video"),
    ("disk_full", "服务器磁盘已满,图像未能保存", "the server's disk is full: the picture was not kept"),
)


def reason(trouble: str, language: str = "") -> str:
    """The reason in the reader's language, or in `language`."""
    word = REASONS.get(trouble)
    return (getattr(word, language) if language else str(word)) if word else trouble


#: what a look may say: the imaging engine's faults (anbao.engines.imaging.FAULTS; a test holds them equal), and our own two
FAULTS = _table(
    ("ok", "画面正常", "picture well"),
    ("no_picture", "无图像", "no picture"),
    ("signal_loss", "信号丢失", "signal loss"),
    ("frozen", "画面冻结", "frozen"),
    ("covered", "镜头遮挡", "covered"),
    ("dark", "画面过暗", "too dark"),
    ("overexposed", "画面过曝", "over-exposed"),
    ("moved", "镜头移位", "moved"),
    ("blurred", "画面模糊", "blurred"),
    ("cast", "画面偏色", "colour cast"),
    ("noise", "画面噪声", "noise"),
)


def fault_word(fault: str) -> Word:
    return FAULTS.get(fault) or Word(fault, fault, fault)
