"""Repeats: the same message again is recognised, everything else is not."""

from datetime import UTC, datetime, timedelta

import pytest

from anbao.engines.dc09.accounts import Account, AccountBook
from anbao.engines.dc09.header import next_sequence, steps_between
from anbao.engines.dc09.panel import Panel
from anbao.engines.dc09.receiver import Receiver
from anbao.engines.dc09.repeats import RepeatMemory

AT = datetime(2022, 2, 4, 12, 0, tzinfo=UTC)
KEY = bytes(range(16))
BOOK = AccountBook([Account("12AB"), Account("C0DE", key=KEY)])


def hear(memory, message, at=AT):
    receiver = Receiver(BOOK, repeats=memory)
    (event,) = receiver.receive(message, at=at)
    return receiver, event


@pytest.mark.parametrize("key", [None, KEY])
def test_the_same_message_again_is_a_repeat_even_with_a_newer_timestamp(key):
    memory, panel = RepeatMemory(), Panel("C0DE" if key else "12AB", key=key)
    receiver, first = hear(memory, panel.sia("BA", "1", at=AT))
    later = AT + timedelta(seconds=20)
    _, again = hear(memory, panel.repeat(at=later), later)
    assert (first.repeat, again.repeat, again.answered) == (False, True, False)
    assert first.identity == again.identity and again.raw != first.raw and again.steps == 0
    receiver.acknowledge(first, at=AT)
    assert hear(memory, panel.repeat(at=later), later)[1].answered


@pytest.mark.parametrize(
    "other",
    [
        Panel("12AB", sequence=6).sia("BA", "1"),
        Panel("12AB", sequence=5).sia("BA", "2"),
        Panel("12AB", sequence=5, line="1").sia("BA", "1"),
        Panel("12AB", sequence=5, receiver="1").sia("BA", "1"),
        Panel("12AC", sequence=5).message("SIA-DCS", "#12AB|NBA1"),
        Panel("12AB", sequence=5).contact_id("1130", 1),
    ],
    ids=["sequence", "payload", "line", "receiver", "account", "token"],
)
def test_any_difference_makes_another_message(other):
    memory = RepeatMemory()
    first = hear(memory, Panel("12AB", sequence=5).sia("BA", "1"))[1]
    event = hear(memory, other)[1]
    assert not event.repeat and event.identity != first.identity


def test_supervision_is_never_a_repeat():
    memory = RepeatMemory()
    assert not any(hear(memory, Panel("12AB", sequence=0).supervision())[1].repeat for _ in range(3))


def test_a_repeat_is_forgotten_after_the_horizon():
    memory = RepeatMemory(horizon=timedelta(minutes=10))
    message = Panel("12AB").sia("BA", "1")
    hear(memory, message)
    assert hear(memory, message, AT + timedelta(minutes=10))[1].repeat
    assert not hear(memory, message, AT + timedelta(minutes=21))[1].repeat


def test_sequence_wraps_from_9999_to_1():
    assert (next_sequence(9998), next_sequence(9999), next_sequence(1)) == (9999, 1, 2)
    assert (steps_between(9999, 1), steps_between(5, 5), steps_between(9998, 2)) == (1, 0, 3)
    memory, panel = RepeatMemory(), Panel("12AB", sequence=9998)
    events = [hear(memory, panel.sia("BA", str(zone)))[1] for zone in range(4)]
    assert [event.sequence for event in events] == [9998, 9999, 1, 2]
    assert [event.steps for event in events] == [None, 1, 1, 1] and not any(event.repeat for event in events)


def test_two_panels_with_one_account_show_in_the_steps():
    memory, one, two = RepeatMemory(), Panel("12AB", sequence=10), Panel("12AB", sequence=500)
    steps = [hear(memory, panel.sia("BA", "1"))[1].steps for panel in (one, two, one, two)]
    assert steps == [None, 490, 9510, 490]


def test_memory_is_bounded():
    memory = RepeatMemory(capacity=10, window=2)
    for number in range(50):
        hear(memory, Panel(f"{number:04X}").sia("BA", "1"))
    assert len(memory) == 10
    with pytest.raises(ValueError, match="at least 1"):
        RepeatMemory(capacity=0)
