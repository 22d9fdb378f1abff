"""A message is stored once, whoever stored it: memory answers while nobody else stores, the database has the last word."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from anbao.engines.dc09.panel import Panel
from anbao.kit import clock
from anbao.senses.alarms import recent, storing
from anbao.senses.alarms.arrivals import key_of, stretch_of
from anbao.senses.alarms.models import Signal
from anbao.senses.alarms.storing import SourceIndex, store
from anbao.senses.alarms.turns import Turn, Turns
from tests.senses.alarms.lines import Line

#: the horizon is ten minutes; a stretch begins here
BEGINS = datetime.fromtimestamp(1_643_970_000 // 600 * 600, clock.local_zone())


@pytest.fixture
def arrival(bank):
    """``arrival(n, seconds)``: message n of one panel, so long after the stretch began."""
    line = Line(bank)

    def made(number: int, seconds: float = 0.0):
        at = BEGINS + timedelta(seconds=seconds)
        [one] = line.arrivals(Panel("1234", sequence=number).sia("BA", "1"), at)
        return one

    return made


@pytest.fixture
def gateway_index(bank, monkeypatch):
    """Repeats by their words alone; whose turn it is is left out."""
    monkeypatch.setattr(Turns, "take", lambda self, identity, sequence, at: Turn(sequence, at, identity))

    def made() -> SourceIndex:
        index = SourceIndex(bank.places["ZJK"].pk)
        index.load()
        return index

    yield made
    connection.close()


@pytest.fixture
def asked(monkeypatch) -> list[int]:
    """How many messages the database was asked about, transaction by transaction."""
    counts, before = [], storing._begun

    def counting(raw, begin, group, keys):
        counts.append(len(group.arrivals))
        return before(raw, begin, group, keys)

    monkeypatch.setattr(storing, "_begun", counting)
    return counts


def test_what_memory_does_not_know_is_new_without_a_question(arrival, gateway_index, asked):
    index = gateway_index()
    assert store([arrival(1), arrival(2)], index=index) == [True, True] and asked == [2]
    assert store([arrival(3), arrival(4), arrival(4)], index=index) == [True, True, False] and asked == [2]
    assert store([arrival(5), arrival(1)], index=index) == [True, False] and asked == [2, 2]
    assert store([arrival(6)], index=index) == [True] and asked == [2, 2]
    assert Signal.house.count() == 6


def test_a_gateway_that_starts_again_knows_what_was_stored(arrival, gateway_index):
    assert store([arrival(1)], index=gateway_index()) == [True]
    assert store([arrival(1)], index=gateway_index()) == [False]


def test_what_another_gateway_stored_is_found(arrival, gateway_index, asked):
    one, other = gateway_index(), gateway_index()
    assert store([arrival(1)], index=one) == [True]
    assert store([arrival(2)], index=other) == [True]
    assert store([arrival(2), arrival(3)], index=one) == [
        False,
        True,
    ]  # its memory says new, the numbers say somebody stored
    assert store([arrival(1), arrival(3), arrival(4)], index=other) == [False, False, True]
    assert sorted(Signal.house.values_list("sequence", flat=True)) == [1, 2, 3, 4]


def test_a_repeat_is_found_across_the_stretches_and_is_new_after_the_horizon(arrival, gateway_index):
    index = gateway_index()
    assert store([arrival(1, 300), arrival(2, 590)], index=index) == [True, True]
    assert store([arrival(9, 601)], index=index) == [True]
    assert store([arrival(2, 610)], index=index) == [False]
    assert store([arrival(1, 890), arrival(1, 905)], index=index) == [False, False]
    assert store([arrival(1, 910)], index=index) == [True]
    assert store([arrival(2, 1210)], index=index) == [True]


def test_a_group_that_lies_in_two_stretches_is_looked_up(arrival, gateway_index, asked):
    index = gateway_index()
    store([arrival(1, 590)], index=index)
    assert store([arrival(2, 599), arrival(1, 601)], index=index) == [True, False] and asked == [1, 2]


def test_who_stores_without_the_lock_makes_no_double(arrival, gateway_index):
    index = gateway_index()
    store([arrival(1)], index=index)
    first = Signal.house.get()
    key = key_of("dc09", stretch_of(arrival(2).at, 600), arrival(2).identity)
    Signal.house.bulk_create([Signal(pk=7_000, source=first.source, received_at=first.received_at, token="x", key=key)])
    with pytest.raises(Exception, match="alarms_signal_once"):
        store([arrival(2)], index=index)
    assert store([arrival(2), arrival(3)], index=index) == [False, True]


def test_more_than_memory_holds_is_looked_up_until_it_is_whole_again(arrival, gateway_index, asked, monkeypatch):
    index = gateway_index()
    store([arrival(1)], index=index)
    monkeypatch.setattr(recent, "LIMIT", 3)
    assert store([arrival(n, 100) for n in range(2, 6)], index=index) == [True] * 4 and asked == [1]
    assert store([arrival(3, 110), arrival(6, 110)], index=index) == [False, True] and asked == [1, 2]
    assert store([arrival(3, 610), arrival(7, 700)], index=index) == [False, True] and asked == [1, 2, 2]
    assert store([arrival(8, 1210)], index=index) == [True] and asked == [1, 2, 2]
    assert store([arrival(7, 1220), arrival(9, 1220)], index=index) == [False, True] and asked == [1, 2, 2, 2]
