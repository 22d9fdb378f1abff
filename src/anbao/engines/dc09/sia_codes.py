"""SIA event codes: two letters. Most belong to a family (first letter, what kind of zone) and a state (second letter);
the rest are listed one by one.
"""

from anbao.engines.dc09.codes import CodeTableError, Meaning, Quality, read_rows

SOURCE = "SIA DC-03-1990.01 (R2003.10) and DC-04-2000.05, tables of data codes"
AS_OF = "2003-10"

#: letter | kind of zone
FAMILIES = """
B | 盗警 | burglary
F | 火警 | fire
G | 燃气 | gas
H | 劫警 | hold-up
K | 感温 | heat
M | 医疗 | medical
P | 紧急按钮 | panic
Q | 紧急求助 | emergency
S | 喷淋 | sprinkler
T | 防拆 | tamper
U | 未定义防区 | untyped zone
W | 水浸 | water
Z | 低温 | freeze
"""

#: letter | what happened | quality
STATES = """
A | 报警 | alarm | alarm
B | 旁路 | bypass | bypass
H | 报警恢复 | alarm restored | restore
J | 故障恢复 | trouble restored | restore
R | 恢复 | restored | restore
S | 监管 | supervisory | supervision
T | 故障 | trouble | trouble
U | 解除旁路 | bypass removed | unbypass
"""

#: code | Chinese | English | quality; a line here wins over family and state.
SINGLE = """
AA | 主机被替换报警 | panel substitution alarm | alarm
AB | 用户中止报警 | alarm aborted by user | cancel
AN | 模拟量恢复 | analogue restored | restore
AR | 交流电恢复 | AC power restored | restore
AS | 模拟量需维护 | analogue service needed | trouble
AT | 交流电故障 | AC power failed | trouble
BC | 盗警取消 | burglary cancelled | cancel
BD | 频繁触发故障 | swinger trouble | trouble
BE | 频繁触发恢复 | swinger trouble restored | restore
BG | 未核实事件 | unverified burglary | alarm
BM | 交叉防区盗警 | burglary alarm, cross point | alarm
BV | 盗警已核实 | burglary verified | alarm
BW | 探测器异常 | sensor misbehaviour | trouble
BX | 盗警测试 | burglary test | test
BZ | 监督信号丢失 | supervision missing | trouble
CA | 自动布防 | automatic closing | close
CD | 未按时布防 | closing delinquent | status
CE | 布防延时 | closing extended | status
CF | 强制布防 | forced closing | close
CG | 分区布防 | area closed | close
CI | 布防失败 | failed to close | trouble
CJ | 晚布防 | late closing | close
CK | 早布防 | early closing | close
CL | 布防 | closing | close
CM | 布防后丢失报警 | alarm missing, recent closing | trouble
CO | 已向外接设备发出指令 | command sent to a peripheral device | status
CP | 自动布防 | automatic closing | close
CQ | 远程布防 | remote closing | close
CR | 刚布防后报警 | alarm after recent closing | alarm
CS | 钥匙布防 | closing by key switch | close
CT | 晚撤防 | late to open | status
CW | 曾强制布防 | was force armed | status
CX | 自定义布防 | custom function executed | status
CZ | 单点布防 | point closed | close
DA | 门禁卡分配 | card assigned | access
DB | 门禁卡删除 | card deleted | access
DC | 通道关闭 | access closed | access
DD | 拒绝进入 | access denied | access
DE | 请求进入 | request to enter | access
DF | 强行开门 | door forced | alarm
DG | 允许进入 | access granted | access
DH | 门未关恢复 | door left open, restored | restore
DI | 防重入拒绝 | access denied, anti-passback | access
DJ | 强行开门故障 | door forced, trouble | trouble
DK | 通道锁定 | access lockout | access
DL | 门未关报警 | door left open, alarm | alarm
DM | 门未关故障 | door left open, trouble | trouble
DN | 门未关 | door left open | status
DO | 通道开放 | access open | access
DP | 时段外拒绝 | access denied, bad time | access
DQ | 布防中拒绝 | access denied, area armed | access
DR | 门恢复 | door restored | restore
DS | 门站 | door station | access
DT | 门禁故障 | access trouble | trouble
DU | 经销商编号 | dealer number | status
DV | 无权限拒绝 | access denied, no right | access
DW | 互锁拒绝 | access denied, interlock | access
DX | 请求外出 | request to exit | access
DY | 门已锁 | door locked | access
DZ | 门已封闭，拒绝进入 | access denied, door secured | access
EA | 外出报警 | exit alarm | alarm
EE | 外出错误 | exit error | alarm
EJ | 扩展防拆恢复 | expansion tamper restored | restore
EM | 扩展设备丢失 | expansion device missing | trouble
EN | 扩展设备找回 | expansion missing restored | restore
ER | 扩展设备恢复 | expansion restored | restore
ES | 扩展设备防拆 | expansion device tamper | alarm
ET | 扩展设备故障 | expansion trouble | trouble
EX | 外部设备状态 | external device state | status
EZ | 外出错误后丢失报警 | alarm missing, exit error | trouble
FC | 火警取消 | fire cancelled | cancel
FG | 未核实火警 | unverified fire | alarm
FI | 火警测试开始 | fire test begun | test
FK | 火警测试结束 | fire test ended | test
FL | 火警已消音 | fire alarm silenced | status
FM | 交叉防区火警 | fire alarm, cross point | alarm
FQ | 消防监管故障恢复 | fire supervisory trouble restored | restore
FV | 消防监管恢复 | fire supervision restored | restore
FW | 消防监管故障 | fire supervisory trouble | trouble
FX | 火警测试 | fire test | test
FY | 火警故障丢失 | fire trouble missing | trouble
FZ | 火警监督丢失 | fire supervision missing | trouble
GX | 燃气测试 | gas test | test
IA | 设备故障 | equipment failure | trouble
IR | 设备故障恢复 | equipment failure restored | restore
JA | 密码试错 | user code tamper | alarm
JC | 密码试错取消 | user code tamper cancelled | restore
JD | 日期变更 | date changed | status
JH | 节假日变更 | holiday changed | status
JK | 指定用户未按时输码 | latchkey alert: a designated code was not entered in time | status
JL | 日志接近满 | log threshold | status
JO | 日志溢出 | log overflow | status
JP | 用户在场 | user on premises | status
JR | 时间表执行 | schedule executed | status
JS | 时间表变更 | schedule changed | status
JT | 时间变更 | time changed | status
JV | 用户密码变更 | user code changed | status
JX | 用户密码删除 | user code deleted | status
JY | 用户密码增加 | user code added | status
JZ | 用户级别设置 | user level set | status
LB | 本地编程开始 | local programming begun | status
LD | 本地编程拒绝 | local programming denied | status
LE | 监听结束 | listen-in ended | status
LF | 监听开始 | listen-in begun | status
LR | 电话线恢复 | phone line restored | restore
LS | 本地编程成功 | local programming succeeded | status
LT | 电话线故障 | phone line trouble | trouble
LU | 本地编程失败 | local programming failed | status
LX | 本地编程结束 | local programming ended | status
MI | 报文 | message | status
NA | 无活动 | no activity | alarm
NC | 网络状况 | network condition | status
NF | 强制周界布防 | forced perimeter arm | close
NL | 周界布防 | perimeter armed | close
NM | 周界布防自定义 | perimeter armed, user defined | close
NR | 网络恢复 | network restored | restore
NS | 活动恢复 | activity resumed | restore
NT | 网络故障 | network failure | trouble
OA | 自动撤防 | automatic opening | open
OC | 取消报告 | cancel report | cancel
OG | 分区撤防 | area opened | open
OH | 报警后早撤防 | early to open from alarm | open
OI | 撤防失败 | failed to open | trouble
OJ | 晚撤防 | late opening | open
OK | 早撤防 | early opening | open
OL | 报警后晚撤防 | late to open from alarm | open
OP | 撤防 | opening | open
OQ | 远程撤防 | remote opening | open
OR | 报警后撤防 | disarmed from alarm | open
OS | 钥匙撤防 | opening by key switch | open
OT | 未按时布防 | late to close | status
OU | 输出故障 | output trouble | trouble
OV | 输出恢复 | output restored | restore
OZ | 单点撤防 | point opened | open
RA | 远程编程呼叫失败 | remote programming call failed | trouble
RB | 远程编程开始 | remote programming begun | status
RC | 继电器闭合 | relay closed | status
RD | 远程编程拒绝 | remote programming denied | status
RN | 远程复位 | remote reset | status
RO | 继电器断开 | relay opened | status
RP | 自动测试 | automatic test | test
RR | 上电 | power restored | status
RS | 远程编程成功 | remote programming succeeded | status
RT | 数据丢失 | data lost | trouble
RU | 远程编程失败 | remote programming failed | trouble
RX | 手动测试 | manual test | test
RY | 非正常状态测试 | test off normal | test
TC | 全部防区已测试 | all points tested | test
TE | 测试结束 | test ended | test
TP | 步行测试点 | walk test point | test
TS | 测试开始 | test started | test
TX | 测试报告 | test report | test
UG | 未核实报警 | unverified untyped alarm | alarm
UX | 未定义报警 | undefined alarm | alarm
UY | 未定义故障丢失 | untyped missing trouble | trouble
UZ | 未定义报警丢失 | untyped missing alarm | alarm
VI | 打印机有纸 | printer paper in | restore
VO | 打印机缺纸 | printer paper out | trouble
VR | 打印机恢复 | printer restored | restore
VT | 打印机故障 | printer trouble | trouble
VX | 打印机测试 | printer test | test
VY | 打印机联机 | printer online | restore
VZ | 打印机脱机 | printer offline | trouble
XA | 附加账号报告 | extra account report | status
XE | 多余防区 | extra point | status
XF | 多余无线防区 | extra RF point | status
XH | 无线干扰恢复 | RF interference restored | restore
XI | 探测器复位 | sensor reset | status
XJ | 无线接收防拆恢复 | RF receiver tamper restored | restore
XL | 无线信号弱 | low RF signal | trouble
XM | 交叉防区丢失报警 | alarm missing, cross point | alarm
XQ | 无线干扰 | RF interference | trouble
XR | 发射器电池恢复 | transmitter battery restored | restore
XS | 无线接收防拆 | RF receiver tamper | alarm
XT | 发射器电池低 | transmitter battery trouble | trouble
XW | 强制防区 | forced point | status
XX | 未按时测试 | failed to test | trouble
YA | 警铃故障 | bell fault | trouble
YB | 忙秒数 | busy seconds | status
YC | 通信失败 | communications failed | trouble
YD | 接收卡故障 | receiver line card trouble | trouble
YE | 接收卡恢复 | receiver line card restored | restore
YF | 参数校验错误 | parameter checksum failed | trouble
YG | 参数变更 | parameter changed | status
YH | 警铃恢复 | bell restored | restore
YI | 过流故障 | overcurrent trouble | trouble
YJ | 过流恢复 | overcurrent restored | restore
YK | 通信恢复 | communications restored | restore
YM | 主机电池丢失 | system battery missing | trouble
YN | 无效报告 | invalid report | trouble
YO | 未知报文 | unknown message | status
YP | 电源故障 | power supply trouble | trouble
YQ | 电源恢复 | power supply restored | restore
YR | 主机电池恢复 | system battery restored | restore
YS | 通信故障 | communications trouble | trouble
YT | 主机电池故障 | system battery trouble | trouble
YU | 诊断错误 | diagnostic error | trouble
YW | 看门狗复位 | watchdog reset | status
YX | 需要维修 | service required | trouble
YY | 状态报告 | status report | status
YZ | 维修完成 | service completed | restore
"""

#: what the number behind a code counts, where it is no zone (column "address field" of DC-03); ``area`` is the panel's partition
NUMBERS = """
user | BC CE CF CJ CK CL CP CQ CR DA DB EE JD JH JK JP JS JT JV JX JY JZ OC OH OJ OK OL OP OQ OR OT RX
area | BV CA CD CG CI CT CW FI FK JA JC JR NF NL NM OA OG OI
line | LR LT NC NR NT RT YB YD YE
device | EJ EM EN ER ES ET EX OU OV RC RO VI VO VR VT VX XH XJ XL XQ XS
other | AA CO CX DU MI YU
"""

#: what a restore ends where its letters don't say it: codes of one trouble of the panel itself, the trouble first
TROUBLES = """
AT AR
AS AN
YT YR YM
YP YQ
YI YJ
YC YK YS
YD YE
YA YH
YX YZ
LT LR
NT NR
NA NS
CI
OI
ET ER
EM EN
IA IR
OU OV
VO VI
VT VR
VZ VY
XT XR
XQ XH
XS XJ
BD BE
"""


def _load() -> dict[str, Meaning]:
    states = list(read_rows(STATES, 4, "SIA states"))
    table = {}
    for letter, zh, en in read_rows(FAMILIES, 3, "SIA families"):
        for state, state_zh, state_en, quality in states:
            name = f"{en} {state_en}"
            table[letter + state] = Meaning(Quality(quality), zh + state_zh, name)
    seen = set()
    for code, zh, en, quality in read_rows(SINGLE, 4, "SIA codes"):
        if code in seen or len(code) != 2:
            raise CodeTableError(f"SIA code {code!r} is listed twice or isn't two letters")
        seen.add(code)
        table[code] = Meaning(Quality(quality), zh, en)
    return dict(sorted(table.items()))


CODES: dict[str, Meaning] = _load()


def find(code: str) -> Meaning | None:
    return CODES.get(code)


def trouble(code: str) -> str:
    """Which trouble of the panel a code speaks of, raised or restored: ``AT`` for AT and AR; else the code's family."""
    return _TROUBLES.get(code, code[:1])


def number(code: str) -> str:
    """What the number behind a code counts: ``zone`` unless the code is listed under something else."""
    return _NUMBERS.get(code, "zone")


_NUMBERS = {code: what for what, codes in read_rows(NUMBERS, 2, "SIA numbers") for code in codes.split()}
_TROUBLES = {code: row.split()[0] for row in TROUBLES.strip().splitlines() for code in row.split()}
if unknown := [code for code in (*_TROUBLES, *_NUMBERS) if code not in CODES]:
    raise CodeTableError(f"SIA troubles or numbers name codes that aren't listed: {', '.join(unknown)}")
