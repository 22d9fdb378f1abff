"""A gateway that ended for good is taken off the list: by who keeps the register, with a ledger line, never one that listens."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from anbao.kit.access.scopes import Denied
from anbao.kit.ledger.models import Line
from anbao.senses.alarms import actions
from anbao.senses.alarms.models import AlarmSource, Gateway
from anbao.senses.alarms.queries import Deaf, deaf_gateways
from tests.branch import NOW, Branch
from tests.reading import signed_in

GONE = NOW - timedelta(minutes=5)


def gateway(branch: Branch, name: str, *, beat=NOW, listening: bool = True) -> Gateway:
    return Gateway.house.create(
        name=name, institution=branch.places["ZJK"], started_at=GONE, beat_at=beat, listening=listening
    )  # fmt: skip


def test_who_keeps_the_register_takes_it_off_and_the_other_outage_is_told(branch):
    gone, other = gateway(branch, "old:9700", beat=GONE), gateway(branch, "new:9800", beat=GONE)
    path = branch.places["ZJK"].path
    assert deaf_gateways(path, NOW) == [Deaf("new:9800"), Deaf("old:9700")]
    client = signed_in(branch.chief)
    page = client.get(reverse("alarms:gateways")).content.decode()
    assert page.count("移出列表") == 2
    client.post(reverse("alarms:gateway-off", args=[gone.pk]))
    assert list(Gateway.house.all()) == [other] and deaf_gateways(path, NOW) == [Deaf("new:9800")]
    line = Line.house.order_by("pk").last()
    assert (line.verb, line.subject, json.loads(line.detail)["name"]) == (
        "alarms.gateway.taken_off",
        f"gateway:{gone.pk}",
        "old:9700",
    )
    assert "移出列表" in client.get("/ledger/").content.decode()


@pytest.mark.parametrize("who", ["monitor", "stranger"])
def test_nobody_else_takes_it_off(branch, who):
    row, lines = gateway(branch, "g", beat=GONE), Line.house.count()
    assert "移出列表" not in signed_in(branch.people[who]).get(reverse("alarms:gateways")).content.decode()
    with pytest.raises(Denied):
        actions.take_off_gateway(actor=branch.people[who], reach=branch.reach(who), gateway_id=row.pk, at=NOW)
    assert Gateway.house.count() == 1 and Line.house.count() == lines


def test_one_that_listens_stays_and_one_that_was_stopped_goes(branch, monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)
    running, stopped = gateway(branch, "on"), gateway(branch, "off", listening=False)
    client = signed_in(branch.chief)
    assert client.get(reverse("alarms:gateways")).content.decode().count("移出列表") == 1
    answer = client.post(reverse("alarms:gateway-off", args=[running.pk]), follow=True).content.decode()
    assert "on 正在运行" in answer and Gateway.house.count() == 2
    client.post(reverse("alarms:gateway-off", args=[stopped.pk]))
    assert list(Gateway.house.all()) == [running]
    with pytest.raises(actions.AlarmFault, match="不在列表"):
        actions.take_off_gateway(actor=branch.chief, reach=branch.reach("chief"), gateway_id=stopped.pk, at=NOW)


def test_it_is_no_source(branch):
    """Sources, signals and alarms stay when their gateway goes."""
    row = gateway(branch, "g", beat=GONE)
    AlarmSource.house.create(protocol="dc09", account="1", institution=branch.places["CL01"], made_at=NOW)
    actions.take_off_gateway(actor=branch.chief, reach=branch.reach("chief"), gateway_id=row.pk, at=NOW)
    assert AlarmSource.house.count() == 1


def test_of_gateways_that_were_stopped_the_last_is_named_and_what_was_stopped_with_it(branch):
    place = branch.places["ZJK"]

    def stopped(name: str, back: timedelta) -> Deaf:
        Gateway.house.create(name=name, institution=place, started_at=NOW - back, beat_at=NOW - back, listening=False)
        return Deaf(name, NOW - back)

    stopped("of last year", timedelta(days=400))
    stopped("of yesterday", timedelta(days=1))
    last = [stopped("one", timedelta(minutes=40)), stopped("two", timedelta(minutes=39))]
    assert deaf_gateways(place.path, NOW) == last
