"""The code tables of GB/T 26875.3-2011, in Chinese and English; data, with the table's number beside each.

Source: GB/T 26875.3-2011, issued 2011-07-29, in force 2011-11-01; checked against three public decoders.
"""

from enum import Enum
from typing import NamedTuple

SOURCE = "GB/T 26875.3-2011"
AS_OF = "2011-11-01"


class CodeTableError(ValueError):
    """A code table holds a line that isn't a row; raised when the module is loaded."""


class Name(NamedTuple):
    zh: str
    en: str


class Quality(Enum):
    """What a report qualifies as; the value is the stable id."""

    ALARM = "alarm"
    TROUBLE = "trouble"
    BYPASS = "bypass"
    SUPERVISION = "supervision"
    TEST = "test"
    RESTORE = "restore"
    STATUS = "status"


QUALITY_WORDS: dict[Quality, Name] = {
    Quality.ALARM: Name("火警", "fire alarm"),
    Quality.TROUBLE: Name("故障", "trouble"),
    Quality.BYPASS: Name("屏蔽", "shielded (bypass)"),
    Quality.SUPERVISION: Name("监管", "supervision"),
    Quality.TEST: Name("测试", "test"),
    Quality.RESTORE: Name("正常", "normal (restore)"),
    Quality.STATUS: Name("状态", "status"),
}


class Command(Enum):
    """Command byte (table 2)."""

    CONTROL = 1
    SEND = 2
    CONFIRM = 3
    REQUEST = 4
    RESPONSE = 5
    DENY = 6


COMMANDS: dict[Command, Name] = {
    Command.CONTROL: Name("控制命令", "control"),
    Command.SEND: Name("发送数据", "send data"),
    Command.CONFIRM: Name("确认", "confirm"),
    Command.REQUEST: Name("请求", "request"),
    Command.RESPONSE: Name("应答", "response"),
    Command.DENY: Name("否认", "deny"),
}


def _read(table: str) -> dict[int, Name]:
    rows: dict[int, Name] = {}
    for line in table.strip().splitlines():
        number, zh, en = (cell.strip() for cell in line.split("|"))
        if int(number) in rows or not (zh and en):
            raise CodeTableError(f"{line!r} is listed twice or has an empty cell")
        rows[int(number)] = Name(zh, en)
    return rows


#: system type (table 4)
SYSTEMS = _read("""
0 | 通用 | general
1 | 火灾报警系统 | fire alarm system
10 | 消防联动控制器 | fire linkage controller
11 | 消火栓系统 | hydrant system
12 | 自动喷水灭火系统 | sprinkler system
13 | 气体灭火系统 | gas extinguishing system
14 | 水喷雾灭火系统（泵启动方式） | water spray system (pump)
15 | 水喷雾灭火系统（压力容器启动方式） | water spray system (pressure vessel)
16 | 泡沫灭火系统 | foam system
17 | 干粉灭火系统 | dry powder system
18 | 防烟排烟系统 | smoke control system
19 | 防火门及卷帘系统 | fire doors and shutters
20 | 消防电梯 | fire lift
21 | 消防应急广播 | emergency broadcast
22 | 消防应急照明和疏散指示系统 | emergency lighting and evacuation signs
23 | 消防电源 | fire power supply
24 | 消防电话 | fire telephone
""")

#: component type (table 5)
COMPONENTS = _read("""
0 | 通用 | general
1 | 火灾报警控制器 | fire alarm controller
10 | 可燃气体探测器 | combustible gas detector
11 | 点型可燃气体探测器 | point combustible gas detector
12 | 独立式可燃气体探测器 | stand-alone combustible gas detector
13 | 线型可燃气体探测器 | line combustible gas detector
16 | 电气火灾监控报警器 | electrical fire monitor
17 | 剩余电流式电气火灾监控探测器 | residual current detector
18 | 测温式电气火灾监控探测器 | temperature-sensing electrical fire detector
21 | 探测回路 | detection loop
22 | 火灾显示盘 | fire display panel
23 | 手动火灾报警按钮 | manual call point
24 | 消火栓按钮 | hydrant button
25 | 火灾探测器 | fire detector
30 | 感温火灾探测器 | heat detector
31 | 点型感温火灾探测器 | point heat detector
32 | 点型感温火灾探测器（S型） | point heat detector, type S
33 | 点型感温火灾探测器（R型） | point heat detector, type R
34 | 线型感温火灾探测器 | line heat detector
35 | 线型感温火灾探测器（S型） | line heat detector, type S
36 | 线型感温火灾探测器（R型） | line heat detector, type R
37 | 光纤感温火灾探测器 | optical fibre heat detector
40 | 感烟火灾探测器 | smoke detector
41 | 点型离子感烟火灾探测器 | point ionisation smoke detector
42 | 点型光电感烟火灾探测器 | point photoelectric smoke detector
43 | 线型光束感烟火灾探测器 | beam smoke detector
44 | 吸气式感烟火灾探测器 | aspirating smoke detector
50 | 复合式火灾探测器 | combined fire detector
51 | 复合式感烟感温火灾探测器 | combined smoke and heat detector
52 | 复合式感光感温火灾探测器 | combined flame and heat detector
53 | 复合式感光感烟火灾探测器 | combined flame and smoke detector
61 | 紫外火焰探测器 | ultraviolet flame detector
62 | 红外火焰探测器 | infrared flame detector
69 | 感光火灾探测器 | flame detector
74 | 气体探测器 | gas detector
78 | 图像摄像方式火灾探测器 | video fire detector
79 | 感声火灾探测器 | acoustic fire detector
81 | 气体灭火控制器 | gas extinguishing controller
82 | 消防电气控制装置 | fire electrical control device
83 | 消防控制室图形显示装置 | control room graphic display
84 | 模块 | module
85 | 输入模块 | input module
86 | 输出模块 | output module
87 | 输入／输出模块 | input and output module
88 | 中继模块 | relay module
91 | 消防水泵 | fire pump
92 | 消防水箱 | fire water tank
95 | 喷淋泵 | sprinkler pump
96 | 水流指示器 | water flow indicator
97 | 信号阀 | signal valve
98 | 报警阀 | alarm valve
99 | 压力开关 | pressure switch
101 | 阀驱动装置 | valve actuator
102 | 防火门 | fire door
103 | 防火阀 | fire damper
104 | 通风空调 | ventilation
105 | 泡沫液泵 | foam pump
106 | 管网电磁阀 | pipe solenoid valve
111 | 防烟排烟风机 | smoke fan
113 | 排烟防火阀 | smoke exhaust damper
114 | 常闭送风口 | closed air inlet
115 | 排烟口 | smoke vent
116 | 电控挡烟垂壁 | smoke curtain
117 | 防火卷帘控制器 | fire shutter controller
118 | 防火门监控器 | fire door monitor
121 | 警报装置 | alarm sounder
""")


class StateBit(NamedTuple):
    """A bit of a state word: its id, what it says when set, and what that qualifies as."""

    id: str
    zh: str
    en: str
    quality: Quality


_COMMON = (
    StateBit("fire", "火警", "fire", Quality.ALARM),
    StateBit("fault", "故障", "fault", Quality.TROUBLE),
    StateBit("shielded", "屏蔽", "shielded", Quality.BYPASS),
    StateBit("supervised", "监管", "supervised", Quality.SUPERVISION),
    StateBit("started", "启动（开启）", "started (open)", Quality.STATUS),
    StateBit("feedback", "反馈", "feedback", Quality.STATUS),
    StateBit("delayed", "延时状态", "delayed", Quality.STATUS),
)
_RUNNING = StateBit("normal", "正常运行", "running normally", Quality.RESTORE)
MAINS_FAULT = StateBit("mains-fault", "主电故障", "mains fault", Quality.TROUBLE)
BATTERY_FAULT = StateBit("battery-fault", "备电故障", "battery fault", Quality.TROUBLE)

#: bits of a system's state, lowest first (8.2.1.1)
SYSTEM_STATES = (
    _RUNNING,
    *_COMMON,
    MAINS_FAULT,
    BATTERY_FAULT,
    StateBit("bus-fault", "总线故障", "bus fault", Quality.TROUBLE),
    StateBit("manual", "手动状态", "manual mode", Quality.STATUS),
    StateBit("config-changed", "配置改变", "configuration changed", Quality.STATUS),
    StateBit("reset", "复位", "reset", Quality.STATUS),
)
#: bits of a component's state (8.2.1.2)
COMPONENT_STATES = (_RUNNING, *_COMMON, StateBit("power-fault", "电源故障", "power fault", Quality.TROUBLE))
#: bits of the transmitter's own state (8.2.1.8)
TRANSMITTER_STATES = (
    StateBit("normal", "正常监视", "monitoring normally", Quality.RESTORE),
    StateBit("fire", "火警", "fire", Quality.ALARM),
    StateBit("fault", "故障", "fault", Quality.TROUBLE),
    MAINS_FAULT,
    BATTERY_FAULT,
    StateBit("channel-fault", "与监控中心通信信道故障", "channel to the centre faulty", Quality.TROUBLE),
    StateBit("line-fault", "监测连接线路故障", "monitored line faulty", Quality.TROUBLE),
)


def _operations(sixth: StateBit) -> tuple[StateBit, ...]:
    return (
        StateBit("reset", "复位", "reset", Quality.STATUS),
        StateBit("silence", "消音", "silence", Quality.STATUS),
        StateBit("manual-alarm", "手动报警", "manual alarm", Quality.ALARM),
        StateBit("alarm-cleared", "警情消除", "alarm cleared", Quality.RESTORE),
        StateBit("self-test", "自检", "self-test", Quality.TEST),
        sixth,
        StateBit("test", "测试", "test", Quality.TEST),
    )


#: bits of an operation at the building's system (8.2.1.4)
SYSTEM_OPERATIONS = _operations(StateBit("confirm", "确认", "confirmed", Quality.STATUS))
#: bits of an operation at the transmitter (8.2.1.9)
TRANSMITTER_OPERATIONS = _operations(StateBit("post-reply", "查岗应答", "post check answered", Quality.STATUS))


class Analogue(NamedTuple):
    """A measured quantity: its unit and how much of it one step is."""

    zh: str
    en: str
    unit: str
    step: float


#: analogue type (table 6)
ANALOGUES: dict[int, Analogue] = {
    1: Analogue("事件计数", "event count", "件", 1),
    2: Analogue("高度", "height", "m", 0.01),
    3: Analogue("温度", "temperature", "℃", 0.1),
    4: Analogue("压力", "pressure", "MPa", 0.1),
    5: Analogue("压力", "pressure", "kPa", 0.1),
    6: Analogue("气体浓度", "gas concentration", "%LEL", 0.1),
    7: Analogue("时间", "time", "s", 1),
    8: Analogue("电压", "voltage", "V", 0.1),
    9: Analogue("电流", "current", "A", 0.1),
    10: Analogue("流量", "flow", "L/s", 0.1),
    11: Analogue("风量", "air volume", "m³/min", 0.1),
    12: Analogue("风速", "air speed", "m/s", 1),
}


def set_bits(word: int, table: tuple[StateBit, ...]) -> tuple[StateBit, ...]:
    """The rows of the bits that are set."""
    return tuple(row for place, row in enumerate(table) if word >> place & 1)


#: Which quality speaks for a word with several bits set: the first of these that occurs.
PRECEDENCE = (
    Quality.ALARM,
    Quality.TROUBLE,
    Quality.SUPERVISION,
    Quality.BYPASS,
    Quality.TEST,
    Quality.STATUS,
    Quality.RESTORE,
)


def leading(bits: tuple[StateBit, ...]) -> StateBit | None:
    """The bit that speaks for all: a fire before a fault, a fault before everything else."""
    return min(bits, key=lambda bit: PRECEDENCE.index(bit.quality), default=None)
