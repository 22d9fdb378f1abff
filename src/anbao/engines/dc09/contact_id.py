"""Contact ID event codes: three digits behind a qualifier (1 new or opening, 3 restore or closing, 6 still so).

What an event qualifies as follows from its group and its qualifier; the few that differ carry their own quality.
"""

from typing import NamedTuple

from anbao.engines.dc09.codes import CodeTableError, Meaning, Quality, read_rows

SOURCE = "SIA DC-05-1999.09 (Ademco Contact ID), table of event codes; 7xx and 9xx: Hengbo 恒博 panel manual"
AS_OF = "1999-09; Hengbo codes 2024"

#: event | Chinese | English | group
EVENTS = """
100 | 医疗 | medical | alarm
101 | 个人紧急求助 | personal emergency | alarm
102 | 未报平安 | failed to report in | alarm
110 | 火警 | fire | alarm
111 | 烟感 | smoke | alarm
112 | 燃烧 | combustion | alarm
113 | 水流 | water flow | alarm
114 | 感温 | heat | alarm
115 | 手动火警按钮 | pull station | alarm
116 | 风管 | duct | alarm
117 | 火焰 | flame | alarm
118 | 接近火警 | near alarm | alarm
120 | 紧急按钮 | panic | alarm
121 | 胁迫 | duress | alarm
122 | 无声紧急 | silent panic | alarm
123 | 有声紧急 | audible panic | alarm
124 | 胁迫进入 | duress, access granted | alarm
125 | 胁迫外出 | duress, egress granted | alarm
126 | 劫警嫌疑 | hold-up suspicion | alarm
129 | 已核实劫警 | hold-up, verified | alarm
130 | 盗警 | burglary | alarm
131 | 周界 | perimeter | alarm
132 | 内部 | interior | alarm
133 | 24小时防区 | 24-hour zone | alarm
134 | 出入口 | entry or exit | alarm
135 | 日夜防区 | day or night | alarm
136 | 室外 | outdoor | alarm
137 | 防拆 | tamper | alarm
138 | 接近报警 | near alarm | alarm
139 | 入侵核实 | intrusion verified | alarm
140 | 一般报警 | general alarm | alarm
141 | 总线开路 | polling loop open | alarm
142 | 总线短路 | polling loop short | alarm
143 | 扩展模块故障报警 | expansion module failure | alarm
144 | 探测器防拆 | sensor tamper | alarm
145 | 扩展模块防拆 | expansion module tamper | alarm
146 | 无声盗警 | silent burglary | alarm
147 | 探测器监督失败 | sensor supervision failed | alarm
150 | 24小时非盗警 | 24-hour non-burglary | alarm
151 | 燃气 | gas detected | alarm
152 | 制冷 | refrigeration | alarm
153 | 供热中断 | loss of heat | alarm
154 | 漏水 | water leakage | alarm
155 | 玻璃贴膜破坏 | foil break | alarm
156 | 日间故障 | day trouble | alarm
157 | 气瓶压力低 | low bottled gas level | alarm
158 | 高温 | high temperature | alarm
159 | 低温 | low temperature | alarm
161 | 失去气流 | loss of air flow | alarm
162 | 一氧化碳 | carbon monoxide | alarm
163 | 水箱液位 | tank level | alarm
168 | 湿度高 | high humidity | alarm
169 | 湿度低 | low humidity | alarm
200 | 消防监管 | fire supervisory | supervision
201 | 水压低 | low water pressure | supervision
202 | 二氧化碳低 | low CO2 | supervision
203 | 阀门位置 | gate valve | supervision
204 | 水位低 | low water level | supervision
205 | 水泵启动 | pump activated | supervision
206 | 水泵故障 | pump failure | supervision
300 | 系统故障 | system trouble | trouble
301 | 交流电断电 | AC loss | trouble
302 | 主机电池低 | low system battery | trouble
303 | 内存校验错误 | RAM checksum bad | trouble
304 | 程序校验错误 | ROM checksum bad | trouble
305 | 主机复位 | system reset | trouble
306 | 编程改变 | panel programming changed | trouble
307 | 自检失败 | self-test failure | trouble
308 | 主机停机 | system shutdown | trouble
309 | 电池测试失败 | battery test failure | trouble
310 | 接地故障 | ground fault | trouble
311 | 电池损坏或丢失 | battery missing or dead | trouble
312 | 电源过流 | power supply overcurrent | trouble
313 | 工程师复位 | engineer reset | status
314 | 主电源故障 | primary power supply failure | trouble
320 | 继电器故障 | sounder or relay | trouble
321 | 警铃1 | bell 1 | trouble
322 | 警铃2 | bell 2 | trouble
323 | 报警继电器 | alarm relay | trouble
324 | 故障继电器 | trouble relay | trouble
325 | 反向继电器 | reversing relay | trouble
326 | 通知设备3 | notification appliance 3 | trouble
327 | 通知设备4 | notification appliance 4 | trouble
330 | 外围设备故障 | system peripheral trouble | trouble
331 | 总线开路 | polling loop open | trouble
332 | 总线短路 | polling loop short | trouble
333 | 扩展模块故障 | expansion module failure | trouble
334 | 中继器故障 | repeater failure | trouble
335 | 本地打印机缺纸 | local printer out of paper | trouble
336 | 本地打印机故障 | local printer failure | trouble
337 | 扩展模块直流断电 | expansion module DC loss | trouble
338 | 扩展模块电池低 | expansion module low battery | trouble
339 | 扩展模块复位 | expansion module reset | trouble
341 | 扩展模块防拆 | expansion module tamper | trouble
342 | 扩展模块交流断电 | expansion module AC loss | trouble
343 | 扩展模块自检失败 | expansion module self-test failed | trouble
344 | 无线干扰 | RF receiver jam | trouble
345 | 加密通信故障 | AES encryption trouble | trouble
350 | 通信故障 | communication trouble | trouble
351 | 电话线1故障 | telephone line 1 fault | trouble
352 | 电话线2故障 | telephone line 2 fault | trouble
353 | 远程无线故障 | long range radio trouble | trouble
354 | 事件上报失败 | failed to communicate | trouble
355 | 无线监督丢失 | loss of radio supervision | trouble
356 | 中心轮询丢失 | loss of central polling | trouble
357 | 驻波比故障 | radio VSWR trouble | trouble
358 | 周期通信测试失败 | periodic test failed | trouble
359 | 新路径 | new path | trouble
360 | 通信路径故障 | communication path trouble | trouble
370 | 保护回路 | protection loop | trouble
371 | 保护回路开路 | protection loop open | trouble
372 | 保护回路短路 | protection loop short | trouble
373 | 火警故障 | fire trouble | trouble
374 | 外出错误报警 | exit error | alarm
375 | 紧急防区故障 | panic zone trouble | trouble
376 | 劫警防区故障 | hold-up zone trouble | trouble
377 | 频繁触发 | swinger trouble | trouble
378 | 交叉防区故障 | cross-zone trouble | trouble
380 | 探测器故障 | sensor trouble | trouble
381 | 无线监督失败 | loss of RF supervision | trouble
382 | 总线监督失败 | loss of wired supervision | trouble
383 | 探测器防拆 | sensor tamper | alarm
384 | 无线电池低 | RF low battery | trouble
385 | 烟感灵敏度高 | smoke detector high sensitivity | trouble
386 | 烟感灵敏度低 | smoke detector low sensitivity | trouble
387 | 入侵探测灵敏度高 | intrusion detector high sensitivity | trouble
388 | 入侵探测灵敏度低 | intrusion detector low sensitivity | trouble
389 | 探测器自检失败 | sensor self-test failure | trouble
391 | 探测器监视故障 | sensor watch trouble | trouble
392 | 漂移补偿错误 | drift compensation error | trouble
393 | 需要维护 | maintenance alert | trouble
400 | 撤布防 | opening or closing | arming
401 | 用户撤布防 | opening or closing by user | arming
402 | 分组撤布防 | group opening or closing | arming
403 | 自动撤布防 | automatic opening or closing | arming
404 | 晚撤布防 | late opening or closing | arming
405 | 延后撤布防 | deferred opening or closing | arming
406 | 取消报警 | cancel | cancel
407 | 远程撤布防 | remote opening or closing | arming
408 | 快速布防 | quick arm | arming
409 | 钥匙撤布防 | opening or closing by key switch | arming
411 | 请求回呼 | callback requested | status
412 | 下载成功 | download succeeded | status
413 | 下载失败 | download failed | status
414 | 系统停机指令 | system shutdown command | status
415 | 拨号器停机指令 | dialler shutdown command | status
416 | 上传成功 | upload succeeded | status
421 | 拒绝进入 | access denied | access
422 | 门禁报告 | access report by user | access
423 | 强行进入 | forced access | alarm
424 | 拒绝外出 | egress denied | access
425 | 允许外出 | egress granted | access
426 | 门被撑开 | access door propped open | alarm
427 | 门磁故障 | access point door status trouble | trouble
428 | 出门请求故障 | request to exit trouble | trouble
429 | 进入门禁编程 | access programming entered | status
430 | 退出门禁编程 | access programming left | status
431 | 威胁级别改变 | access threat level change | status
432 | 门禁继电器故障 | access relay fault | trouble
433 | 门禁旁路 | request to exit shunted | status
434 | 门禁点旁路 | door status shunted | status
435 | 第二人进入 | second person access | access
436 | 异常进入 | irregular access | access
441 | 留守布防 | armed stay | arming
442 | 钥匙留守布防 | key switch armed stay | arming
450 | 例外撤布防 | exception opening or closing | arming
451 | 早撤布防 | early opening or closing | arming
452 | 晚撤布防 | late opening or closing | arming
453 | 未按时撤防 | failed to open | trouble
454 | 未按时布防 | failed to close | trouble
455 | 自动布防失败 | automatic arming failed | trouble
456 | 部分布防 | partial arm | closing
457 | 外出错误 | exit error by user | alarm
458 | 用户在场 | user on premises | status
459 | 刚布防后报警 | alarm after recent closing | event
461 | 密码错误 | wrong code entered | alarm
462 | 合法密码 | legal code entered | status
463 | 报警后再布防 | re-armed after alarm | closing
464 | 自动布防延时 | auto-arm time extended | status
465 | 紧急报警复位 | panic alarm reset | restore
466 | 服务人员在场 | service on premises | status
501 | 读卡器停用 | access reader disabled | bypass
520 | 发声器停用 | sounder or relay disabled | bypass
521 | 警铃1停用 | bell 1 disabled | bypass
522 | 警铃2停用 | bell 2 disabled | bypass
523 | 报警继电器停用 | alarm relay disabled | bypass
524 | 故障继电器停用 | trouble relay disabled | bypass
525 | 反向继电器停用 | reversing relay disabled | bypass
526 | 通知设备3停用 | notification appliance 3 disabled | bypass
527 | 通知设备4停用 | notification appliance 4 disabled | bypass
531 | 模块增加 | module added | status
532 | 模块移除 | module removed | status
551 | 拨号器停用 | dialler disabled | bypass
552 | 无线发射停用 | radio transmitter disabled | bypass
553 | 远程编程停用 | remote programming disabled | bypass
570 | 防区旁路 | zone bypass | bypass
571 | 火警旁路 | fire bypass | bypass
572 | 24小时防区旁路 | 24-hour zone bypass | bypass
573 | 盗警旁路 | burglary bypass | bypass
574 | 分组旁路 | group bypass | bypass
575 | 频繁触发旁路 | swinger bypass | bypass
576 | 门禁防区停用 | access zone shunt | bypass
577 | 门禁点旁路 | access point bypass | bypass
578 | 金库旁路 | vault bypass | bypass
579 | 通风防区旁路 | vent zone bypass | bypass
601 | 手动测试 | manual test report | test
602 | 定期测试 | periodic test report | test
603 | 定期无线测试 | periodic RF transmission | test
604 | 火警测试 | fire test | test
605 | 状态报告将至 | status report to follow | status
606 | 监听将至 | listen-in to follow | status
607 | 步行测试 | walk test mode | test
608 | 定期测试，系统有故障 | periodic test, system trouble present | test
609 | 视频发送 | video transmitter active | status
611 | 测试点正常 | point tested OK | test
612 | 测试点未测 | point not tested | test
613 | 盗警防区步行测试 | intrusion zone walk tested | test
614 | 火警防区步行测试 | fire zone walk tested | test
615 | 紧急防区步行测试 | panic zone walk tested | test
616 | 请求服务 | service request | status
621 | 日志复位 | event log reset | status
622 | 日志50% | event log 50% full | status
623 | 日志90% | event log 90% full | status
624 | 日志溢出 | event log overflow | status
625 | 时间日期重设 | time or date reset | status
626 | 时间日期不准 | time or date inaccurate | trouble
627 | 进入编程 | programming mode entered | status
628 | 退出编程 | programming mode left | status
629 | 32小时日志标记 | 32-hour event log marker | status
630 | 时间表改变 | schedule change | status
631 | 例外时间表改变 | exception schedule change | status
632 | 门禁时间表改变 | access schedule change | status
641 | 老人监护 | senior watch trouble | alarm
642 | 钥匙监护 | latch-key supervision | status
651 | 保留给授权经销商 | authorised dealer identification | status
654 | 系统无活动 | system inactivity | trouble
485 | 串口485断开 | RS-485 disconnected | trouble
700 | 链路挂起 | link suspended | trouble
701 | 撤防密码错误 | wrong disarming code | alarm
702 | 分机探头异常 | sub-panel sensor fault | trouble
703 | 分机电源异常 | sub-panel power fault | trouble
704 | 串口透传 | serial pass-through | status
705 | 查询分机 | sub-panel query | status
706 | 写入主机信息 | panel data written | status
709 | 手机用户求助 | SOS from phone user | alarm
710 | 恢复出厂设置 | factory settings restored | status
711 | 手机用户消警 | alarm cancelled from phone | cancel
712 | 设置状态 | setting mode | status
713 | 恢复出厂设置 | factory settings restored | status
756 | 物联卡 | IoT SIM card | status
796 | 主机稳定 | panel ready | status
798 | 索要主机类型 | panel type asked | status
799 | 信号强度 | signal strength | status
944 | 主机断线 | panel offline | trouble
946 | 主机上线 | panel online | status
"""

#: group -> what qualifier 1 and 6, and qualifier 3, make of it.
GROUPS: dict[str, tuple[Quality, Quality]] = {
    "alarm": (Quality.ALARM, Quality.RESTORE),
    # 459: an alarm came right after a closing; panels send it with either qualifier (3 stands for the closing), and nothing restores it
    "event": (Quality.ALARM, Quality.ALARM),
    "supervision": (Quality.SUPERVISION, Quality.RESTORE),
    "trouble": (Quality.TROUBLE, Quality.RESTORE),
    "arming": (Quality.OPEN, Quality.CLOSE),
    "closing": (Quality.CLOSE, Quality.CLOSE),
    "cancel": (Quality.CANCEL, Quality.CANCEL),
    "access": (Quality.ACCESS, Quality.ACCESS),
    "status": (Quality.STATUS, Quality.STATUS),
    "restore": (Quality.RESTORE, Quality.RESTORE),
    "bypass": (Quality.BYPASS, Quality.UNBYPASS),
    "test": (Quality.TEST, Quality.TEST),
}
#: events whose number counts users, not zones (DC-05, data type of the event code; 701, 709 and 711 count the panel's phone users).
#: 461 is listed with a zone there; panels send the keypad's or the user's number, and neither is a detector's.
USERS = """
121 126 313 400 401 402 403 404 405 406 407 408 409 411 412 413 414 415 421 422 424 425 429 430 431 435 436 441 442
450 451 452 453 454 455 456 457 458 459 461 462 463 464 466 574 604 607 625 642 701 709 711
"""
#: quality -> what is added to the event's name.
SUFFIXES = {
    Quality.RESTORE: ("恢复", " restored"),
    Quality.UNBYPASS: ("解除", " removed"),
    Quality.OPEN: ("（撤防）", " (opening)"),
    Quality.CLOSE: ("（布防）", " (closing)"),
}


class EventRow(NamedTuple):
    zh: str
    en: str
    group: str


def _load() -> dict[str, EventRow]:
    table: dict[str, EventRow] = {}
    for code, zh, en, group in read_rows(EVENTS, 4, "Contact ID"):
        if code in table or len(code) != 3 or group not in GROUPS:
            raise CodeTableError(f"Contact ID event {code!r} is listed twice, isn't three digits or has no group")
        table[code] = EventRow(zh, en, group)
    return dict(sorted(table.items()))


CODES: dict[str, EventRow] = _load()


_USERS = frozenset(USERS.split())
if unknown := sorted(_USERS - CODES.keys()):
    raise CodeTableError(f"Contact ID users name events that aren't listed: {', '.join(unknown)}")


def number(code: str) -> str:
    """What the number behind qualifier and event counts: ``user`` or ``zone``."""
    return "user" if code[1:] in _USERS else "zone"


def find(code: str) -> Meaning | None:
    """Qualifier and event, ``3401``: what it says; None when the event isn't listed."""
    row = CODES.get(code[1:])
    if row is None:
        return None
    quality = GROUPS[row.group][1 if code[0] == "3" else 0]
    zh, en = SUFFIXES.get(quality, ("", ""))
    if row.group in ("closing", "restore"):
        zh = en = ""
    return Meaning(quality, row.zh + zh, row.en + en)
