"""The table of faults: identity, words, and which of two found at once stands for the picture."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FaultRow:
    """``hides`` are faults that follow from this one and are not told beside it."""

    id: str
    zh: str
    en: str
    hides: tuple[str, ...] = ()
    advice_zh: str = ""
    advice_en: str = ""


ALL = ("covered", "dark", "overexposed", "moved", "blurred", "frozen", "cast", "noise")
#: by rank: the first that is found stands for the picture
FAULTS: dict[str, FaultRow] = {
    row.id: row
    for row in (
        FaultRow(
            "signal_loss", "信号丢失", "signal loss", ALL, "查电源、网线和编码器", "check power, cable and encoder"
        ),
        FaultRow(
            "covered",
            "镜头遮挡",
            "covered",
            ("dark", "overexposed", "moved", "blurred", "frozen", "cast", "noise"),
            "到现场查看镜头, 警惕人为遮挡",
            "look at the lens on site; suspect tampering",
        ),
        FaultRow(
            "dark",
            "画面过暗",
            "too dark",
            ("moved", "blurred", "frozen", "cast", "noise"),
            "查照明和补光灯",
            "check the lighting and the infrared lamp",
        ),
        FaultRow(
            "overexposed",
            "画面过曝",
            "over-exposed",
            ("moved", "blurred", "frozen", "cast", "noise"),
            "查曝光和逆光设置",
            "check exposure and backlight settings",
        ),
        FaultRow(
            "moved", "镜头移位", "moved", ("blurred", "frozen"), "校正镜头方向", "turn the camera back to its view"
        ),
        FaultRow(
            "blurred", "画面模糊", "blurred", ("frozen",), "清洁镜头并重新对焦", "clean the lens and focus it again"
        ),
        # a picture that stopped is as sound as it was before; where another fault is told, that took the noise away
        FaultRow(
            "frozen", "画面冻结", "frozen", (), "重启摄像机或编码通道", "restart the camera or its encoder channel"
        ),
        FaultRow("cast", "画面偏色", "colour cast", (), "查白平衡和滤光片", "check white balance and infrared filter"),
        FaultRow("noise", "画面噪声", "noise", (), "查增益、接地和线路", "check gain, grounding and wiring"),
    )
}
