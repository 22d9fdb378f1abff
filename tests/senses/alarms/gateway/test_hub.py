"""What the hub remembers of what it refused."""

from datetime import timedelta
from types import SimpleNamespace

from anbao.engines.dc09.accounts import Account, AccountBook
from anbao.engines.dc09.panel import Panel
from anbao.engines.dc09.receiver import Receiver
from anbao.senses.alarms.gateway import hub as hubs
from tests.branch import NOW

BOOK = AccountBook([Account("1234", window=None)])


def refuse(hub: hubs.Hub, frame: bytes, at, peer: str = "192.0.2.7") -> None:
    """A connection that says this much and is cut."""
    receiver = Receiver(BOOK, peer=peer)
    line = SimpleNamespace(peer=peer, receiver=receiver, send=lambda _reply: None)
    for outcome in [*receiver.receive(frame, at=at), *receiver.finish(at=at)]:
        hub.judge(line, outcome, at)


def test_a_flood_of_cut_connections_is_one_refusal_and_pushes_no_other_out(monkeypatch):
    monkeypatch.setattr(hubs, "REMEMBERED", 3)
    hub = hubs.Hub((BOOK, None), SimpleNamespace(now=lambda: NOW))
    hub.writer = SimpleNamespace(waiting=0, stored=0, repeats=0, poison=0)
    broken = bytearray(Panel("1234").sia("BA", "1"))
    broken[-3] ^= 1
    refuse(hub, bytes(broken), NOW)
    for number in range(5):
        refuse(hub, b"\n252%04d" % number, NOW + timedelta(seconds=number), "192.0.2.9")
    cut, crc = hub.facts()["faults"]
    assert (crc["reason"], crc["count"], crc["peer"]) == ("wrong-crc", 1, "192.0.2.7")
    assert (cut["count"], cut["peer"], cut["raw"]) == (5, "192.0.2.9", "\\n2520004")
    assert (cut["since"], cut["at"]) == (NOW.isoformat(), (NOW + timedelta(seconds=4)).isoformat())
    for number in range(4):  # others push the oldest out
        refuse(hub, bytes(broken), NOW + timedelta(minutes=number), f"192.0.2.{20 + number}")
    assert [fault["peer"] for fault in hub.facts()["faults"]] == ["192.0.2.23", "192.0.2.22", "192.0.2.21"]
