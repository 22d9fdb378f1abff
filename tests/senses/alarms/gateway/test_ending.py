"""A gateway that is told to end says so at once: whatever runs beside it may take its time, and be killed for it."""

import os
import signal

import pytest

from anbao.senses.alarms.gateway import serving
from anbao.senses.alarms.gateway.serving import Ports, run
from anbao.senses.alarms.models import Gateway


@pytest.fixture
def seen(monkeypatch) -> list[bool]:
    """What the gateway's row says while its companions are being ended: whether it listens."""
    found = []

    class Slow:
        def __init__(self, module: str):
            self.module = module

        def watch(self) -> None:
            os.kill(os.getpid(), signal.SIGTERM)

    def end_together(companions) -> None:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as pool:
            found.append(pool.submit(_listens).result())

    monkeypatch.setattr(serving, "Companion", Slow)
    monkeypatch.setattr(serving, "end_together", end_together)
    return found


def _listens() -> bool:
    from django.db import connection

    try:
        return Gateway.house.get(name="ending").listening
    finally:
        connection.close()


def test_it_is_stopped_on_purpose_before_its_companions_have_ended(bank, seen, monkeypatch):
    monkeypatch.setattr(serving.sys, "setswitchinterval", lambda _seconds: None)
    monkeypatch.setattr(serving.gc, "freeze", lambda: None)
    monkeypatch.setattr(serving.gc, "set_threshold", lambda *_counts: None)
    run(Ports(dc09=0, fire=None), name="ending", said=lambda _line: None)
    assert seen == [False]
