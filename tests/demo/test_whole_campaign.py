"""The whole 2022 campaign through the real actions: every figure counted and met; changing the records changes them."""

from datetime import datetime

import pytest
from django.db.models import Q

from anbao.command.figures.queries import figures
from anbao.demo import scene
from anbao.demo.staff.habits import ZONE
from anbao.kit.ledger import actions as ledger
from anbao.loom.campaigns.models import Campaign
from anbao.loom.findings.models import Finding
from anbao.loom.records.descriptors import kinds
from anbao.loom.records.models import Record
from anbao.loom.tasks import tally

END = datetime(2022, 3, 23, 23, 59, tzinfo=ZONE)


@pytest.mark.slow
def test_the_whole_campaign_meets_every_figure(db):
    scene.prepare(until=END, seed=2022)
    campaign = Campaign.house.get()
    counted = {figure.id: figure for figure in figures(campaign, END)}
    assert len(counted) == 16
    assert [(f.id, f.counted) for f in counted.values() if not f.met] == []
    assert tally.differences(campaign.pk) == []
    assert ledger.verify().broken is None
    seen = set(Finding.house.values_list("category", flat=True))
    assert {"lighting", "hygiene", "duty_leader_absent", "guard_performance"} <= seen
    assert Finding.house.filter(recurrences__gt=0).exists()
    good = [item.zh for kind in kinds().values() for item in kind.checklist]
    assert not Finding.house.filter(Q(title__in=good) | Q(detail__in=good)).exists()

    drill = Record.house.of_kind("drill").first()
    Record.house.filter(pk=drill.pk).update(withdrawn_at=END)
    Record.house.of_kind("zero_report").filter(day="2022-02-04").update(withdrawn_at=END)
    changed = {figure.id: figure for figure in figures(campaign, END)}
    assert changed["drills"].counted == counted["drills"].counted - 1
    assert changed["drill_participations"].counted == counted["drill_participations"].counted - drill.attendance
    assert (changed["zero_report_days"].counted, changed["zero_report_days"].met) == (58, False)
