"""A gateway holds its ports before any row says that it listens; two are told apart by their names."""

import os
import socket
from datetime import timedelta

import pytest

from anbao.senses.alarms.gateway import naming
from anbao.senses.alarms.gateway.intake import Writer
from anbao.senses.alarms.gateway.serving import CantListen, Ports, Serving
from anbao.senses.alarms.models import Gateway
from tests.branch import NOW, Branch

#: this process at another port
FACTS = {"host": "127.0.0.1", "dc09": 9800, "fire": 9801, "machine": "vm", "pid": 100}


@pytest.mark.parametrize(
    ("ports", "option"), [({"dc09": 0, "fire": None}, "--dc09"), ({"dc09": None, "fire": 0}, "--fire")]
)
def test_one_that_finds_its_port_taken_says_which_and_leaves_no_row(branch, ports, option):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        wanted = Ports(**{name: value if value is None else port for name, value in ports.items()})
        with pytest.raises(
            CantListen, match=rf"^can't listen on 127\.0\.0\.1:{port}: Address already in use \({option}"
        ):
            Serving(wanted, name="g").prepare()
    assert not Gateway.house.exists()


def test_one_without_an_institution_gives_its_ports_back(db):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(CantListen, match="no institution"):
        Serving(Ports(dc09=port, fire=None)).prepare()
    with socket.socket() as again:
        again.bind(("127.0.0.1", port))


def row(branch: Branch, *, beat=NOW, **facts) -> Gateway:
    facts = FACTS | {"dc09": 9700, "fire": 9701, "pid": os.getppid()} | facts
    return Gateway.house.create(
        name="g", institution=branch.places["ZJK"], started_at=beat, beat_at=beat, listening=True, facts=facts
    )  # fmt: skip


def test_without_a_name_it_is_called_by_machine_and_port(db):
    assert naming.own_name("", FACTS, now=NOW) == "vm:9800"
    assert naming.own_name("", FACTS | {"dc09": 0}, now=NOW) == "vm:9801"


@pytest.mark.parametrize("facts", [{}, {"machine": "other"}])
def test_a_name_that_another_living_gateway_has_gets_a_port_behind_it(branch, facts):
    row(branch, **facts)
    assert naming.own_name("g", FACTS, now=NOW) == "g:9800"


@pytest.mark.parametrize(
    ("beat", "facts"),
    [
        (NOW, {"dc09": 9800, "fire": 9801, "machine": "other"}),  # the same ports: one goes on after the other
        (NOW, {"pid": FACTS["pid"]}),
        (NOW, {"pid": None}),
        (NOW - timedelta(minutes=5), {"machine": "other"}),
    ],
)
def test_one_that_goes_on_after_another_keeps_the_name(branch, beat, facts):
    row(branch, beat=beat, **facts)
    assert naming.own_name("g", FACTS, now=NOW) == "g"


def test_one_that_was_taken_off_while_it_was_cut_off_is_back_with_its_next_sign_of_life(branch):
    class Moments:
        calibrate = staticmethod(lambda: None)
        now = staticmethod(lambda: NOW)

    class Index:
        home = branch.places["ZJK"].pk

    writer = Writer(
        index=Index, name="g", moments=Moments, settled=None, reloaded=None, facts=lambda: {"dc09": 9700}
    )  # fmt: skip
    writer._beat()
    made = Gateway.house.get(name="g")
    assert made.listening and made.beat_at == NOW and made.facts == {"dc09": 9700}
    writer._beat()
    assert Gateway.house.count() == 1
