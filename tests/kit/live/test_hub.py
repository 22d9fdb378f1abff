"""Who hears what, and what a reader costs that doesn't read."""

import json
import threading

import pytest
from django.db import connections

from anbao.kit.live.hub import RESUME, Event, Hub, Mailbox


def box(*scopes: str, limit: int = 5) -> Mailbox:
    return Mailbox(scopes, lambda: None, limit=limit)


def event(topic: str, scope: str = "0000", position: str = "a-1", text: str = "{}") -> Event:
    return Event(topic, scope, text, position)


CITY, SUB, OUTLET, OTHER = "00000001", "000000010002", "0000000100020001", "000000010003"


@pytest.mark.parametrize(
    ("at", "scopes", "heard"),
    [
        (SUB, (CITY,), True),
        (CITY, (CITY,), True),
        ("00000002", (CITY,), False),
        ("00000002", (CITY, "00000002"), True),
        # what happens at one place above is not the reader's, however near
        (CITY, (OUTLET,), False),
        (SUB, (OUTLET,), False),
        ("", (OUTLET,), False),
        ("", (), False),
        ("", ("",), True),
    ],
)
def test_an_event_of_one_place_is_heard_by_those_in_whose_scopes_it_lies(at, scopes, heard):
    single = event("camera", at)
    assert single.as_told_to(scopes) is (single if heard else None)


def spanning(places: tuple[str, ...] = (), *, spans: bool = False) -> Event:
    return Event("alarm", CITY, json.dumps({"topic": "alarm", "scope": CITY, "alarms": [7]}), "a-1", places, spans)


@pytest.mark.parametrize(
    ("batch", "reader", "heard"),
    [
        (spanning((OUTLET, OTHER)), CITY, {"topic": "alarm", "scope": CITY, "alarms": [7]}),
        (spanning((OUTLET, OTHER)), SUB, {"topic": "alarm"}),
        (spanning((OUTLET, OTHER)), OUTLET, {"topic": "alarm"}),
        # a sibling between the batch's places, and a place below one of them: not theirs
        (spanning((OUTLET, OTHER)), "000000010004", None),
        (spanning((SUB, OTHER)), OUTLET, None),
        (spanning(spans=True), OUTLET, {"topic": "alarm"}),
        (spanning(spans=True), "00000002", None),
    ],
)
def test_of_a_batch_a_reader_below_hears_the_topic_alone_and_only_when_it_is_his(batch, reader, heard):
    told = batch.as_told_to((reader,))
    assert (told and json.loads(told.text)) == heard
    if heard == {"topic": "alarm"}:
        assert (told.scope, told.position) == ("", "a-1")


def test_a_strangers_event_never_enters_the_mailbox():
    own = box("0000")
    own.put(event("records", "0001"))
    assert own.take() == []


def test_a_reader_that_does_not_read_costs_no_more_than_its_mailbox():
    own = box("0000", limit=5)
    for number in range(5):
        own.put(event("records", position=f"a-{number}", text=f"{number}"))
    own.put(event("records", position="a-6"))
    assert [(e.topic, e.position) for e in own.take()] == [(RESUME, "a-6")]


def test_the_same_news_twice_waits_once_and_what_differs_is_never_merged():
    own = box("0000", limit=9)
    for number, text in enumerate(("1", "2", "1", "3")):
        own.put(event("alarm", position=f"a-{number}", text=text))
    assert [(e.text, e.position) for e in own.take()] == [("2", "a-1"), ("1", "a-2"), ("3", "a-3")]


def test_a_reader_is_woken_once_for_what_lies_in_its_box():
    woken = []
    own = Mailbox(("0000",), lambda: woken.append(1))
    own.put(event("alarm", text="1"))
    own.put(event("alarm", text="2"))
    assert len(woken) == 1
    own.take()
    own.put(event("alarm", text="3"))
    assert len(woken) == 2


def test_resume_replaces_what_waited_before_it():
    own = box("0000")
    own.put(event("records"))
    own.put(event(RESUME, ""))
    own.put(event("tasks"))
    assert [e.topic for e in own.take()] == [RESUME, "tasks"]


@pytest.fixture
def hub(django_db_setup, django_db_blocker):
    """A hub on a channel of its own; NOTIFY needs no table, only a database."""
    with django_db_blocker.unblock():
        hub = Hub(channel="anbao_live_test")
        yield hub
        hub.close()


class Ear:
    """A reader of the hub that can be waited for."""

    def __init__(self, hub: Hub, *scopes: str):
        self.arrived = threading.Semaphore(0)
        self.box = Mailbox(scopes, self.arrived.release)
        hub.join(self.box)

    def hear(self) -> list[str]:
        assert self.arrived.acquire(timeout=10)
        return [e.topic for e in self.box.take()]


def notify(payload: str) -> None:
    door = connections.create_connection("default")
    with door.cursor() as cursor:
        cursor.execute("SELECT pg_notify('anbao_live_test', %s)", [payload])
    door.close()


def test_the_listener_survives_the_loss_of_its_connection(hub, caplog):
    ear = Ear(hub, "0000")
    assert ear.hear() == [RESUME]
    notify(json.dumps({"topic": "first", "scope": "0000"}))
    assert ear.hear() == ["first"]
    door = connections.create_connection("default")
    with door.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE application_name = 'anbao live' AND datname = current_database()"
        )
        assert cursor.fetchone() == (1,)
    door.close()
    assert ear.hear() == [RESUME]
    notify(json.dumps({"topic": "second", "scope": "0000"}))
    assert ear.hear() == ["second"]
    assert "lost its database" in caplog.text


def test_what_is_not_an_event_is_dropped_and_said(hub, caplog):
    ear = Ear(hub, "0000")
    ear.hear()
    for nonsense in ("", "[]", "{", '{"scope": "0000"}', '"x"'):
        notify(nonsense)
    notify(json.dumps({"topic": "good", "scope": "0000"}))
    assert ear.hear() == ["good"]
    assert caplog.text.count("not an event") == 5


def test_a_closed_hub_starts_again_for_the_next_reader(hub):
    first = Ear(hub, "0000")
    first.hear()
    hub.close()
    second = Ear(hub, "0000")
    assert second.hear() == [RESUME]
    assert hub.readers == 2
