"""The sentence a user reads."""

import pytest

from anbao.engines.cadence import describe, parse


@pytest.mark.parametrize(
    "mapping, zh, en",
    [
        ({"every": "day", "times": ["08:30"], "grace": "2h"}, "每日 08:30 前，宽限 2 小时",
         "Every day by 08:30, grace 2 hours"),
        ({"every": "working_day", "due": "26:00"}, "每工作日 次日 02:00 前", "Every working day by 02:00 the next day"),
        ({"every": "week", "on": ["thu", "mon"]}, "每周一、周四", "Every week on Monday and Thursday"),
        ({"every": "month"}, "每月最后一日前", "Every month by the last day"),
        ({"every": "month", "on": [15, 1], "roll": "next"}, "每月 1 日、15 日，遇非工作日顺延",
         "Every month on day 1 and day 15, moved to the next working day"),
        ({"every": "month", "on": ["last working_day", "2nd tue"]}, "每月第 2 个周二、最后一个工作日",
         "Every month on the 2nd Tuesday and the last working day"),
        ({"every": {"hours": 2}, "within": "20:00-08:00"}, "每日每 2 小时一次 (20:00–次日 08:00)",
         "Every 2 hours each day from 20:00 to 08:00 the next day"),
        ({"every": "week", "interval": 2, "on": "fri", "from": "opening-14d", "until": "phase:games.end", "count": 3},
         "每 2 周的周五，开幕日前 14 日至“赛时”阶段末日，共 3 期",
         "Every 2 weeks on Friday, from 14 days before 开幕日, until the last day of 赛时, 3 periods"),
        ({"at": ["opening-3wd", "2022-02-04"], "opens": "-1d12h"},
         "开幕日前 3 个工作日、2022-02-04，到期前 1 日 12 小时起",
         "3 working days before 开幕日 and 2022-02-04, opens 1 day 12 hours before"),
    ],
)  # fmt: skip
def test_a_cadence_reads_as_one_sentence(mapping, zh, en):
    assert describe(parse(mapping), {"opening": "开幕日", "games": "赛时"}) == {"zh": zh, "en": en}
