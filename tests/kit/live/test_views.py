"""The stream over a real socket: a real server, a real NOTIFY, a real commit."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection, transaction

from anbao.kit.live.actions import publish, publish_places
from tests.branch import Branch
from tests.serving import cookie_of, served

from .conftest import Server


def test_a_stranger_to_the_house_gets_nothing(client, db):
    assert client.get("/live/").status_code == 401


def test_without_a_streaming_server_the_page_polls(client, branch: Branch):
    client.force_login(branch.chief.user)
    answer = client.get("/live/")
    assert answer.headers["Content-Type"] == "text/event-stream"
    text = answer.content.decode()
    assert text.startswith("retry: 10000\n") and "event: resume" in text and text.endswith("\n\n")


def test_events_reach_the_readers_of_their_place_only(server, bank: Branch):
    chongli, huailai = bank.places["CL01"].path, bank.places["HL01"].path
    with (
        server.reading(cookie_of(bank.chief.user)) as chief,
        server.reading(cookie_of(bank.chongli.user)) as head,
        server.reading(cookie_of(bank.stranger.user)) as stranger,
    ):
        assert chief.next().retry == "1000"
        assert chief.next_event().event == "resume"
        # the listener is there: everything from here on is heard
        head.next(), stranger.next()
        with transaction.atomic():
            publish("records", scope=chongli, records=[7])
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            publish("records", scope=chongli, records=[8])
            raise ZeroDivisionError
        publish("findings", scope=huailai)
        # a camera of the city branch is nothing to those below it
        publish("camera", scope=bank.places["ZJK"].path, camera=3)
        publish_places("tasks", [chongli, huailai], tasks=[1, 2])
        publish_places("alarm", [f"{huailai}{number:04d}" for number in range(2_000)], alarms=[5])
        publish("campaign", scope=bank.places["ZJK"].path, spans=True, campaign=4)
        publish("last", scope="", spans=True)
        heard = {}
        for name, reader in (("chief", chief), ("head", head), ("stranger", stranger)):
            heard[name] = []
            while (message := reader.next_event()).event != "last":
                heard[name].append(message)
    topics = {name: [m.event for m in messages] for name, messages in heard.items()}
    assert topics == {
        "chief": ["records", "findings", "camera", "tasks", "alarm", "campaign"],
        "head": ["records", "tasks", "campaign"],
        "stranger": [],
    }
    assert heard["head"][0].facts == {
        "topic": "records", "scope": chongli, "records": [7],
    }  # fmt: skip
    # of what also happened elsewhere no id, no path and no place
    assert [message.facts for message in heard["head"][1:]] == [{"topic": "tasks"}, {"topic": "campaign"}]
    assert heard["chief"][3].facts["tasks"] == [1, 2] and "places" not in heard["chief"][3].data


def test_a_reader_survives_the_servers_and_the_databases_restart(server, bank: Branch):
    cookie = cookie_of(bank.chief.user)
    with server.reading(cookie) as reader:
        # the first reader of a process: the listener starts with him
        assert reader.next_event().event == "resume"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE application_name = 'anbao live' AND datname = current_database()"
            )
            assert cursor.fetchone() == (1,)
        message = reader.next_event()
        assert message.event == "resume"
        publish("between", scope="", spans=True)
        between = reader.next_event()
        assert between.event == "between"
    server.process.terminate()
    server.process.wait(15)
    with served(server.port) as again, Server(server.port, again).reading(cookie, last_seen=between.id) as reader:
        # told that he slept, and once more when the new process listens
        assert [reader.next_event().event for _ in range(2)] == ["resume", "resume"]
        publish("after", scope="", spans=True)
        assert reader.next_event().event == "after"


def test_many_streams_hold_no_thread_and_no_connection_each(server, bank: Branch):
    cookie = cookie_of(bank.chief.user)

    def threads() -> int:
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
        return sum(len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in (server.process.pid, *children))

    def connections() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            return cursor.fetchone()[0]

    with ExitStack() as open_streams:
        readers = [open_streams.enter_context(server.reading(cookie))]
        assert readers[0].next_event().event == "resume"
        before = threads(), connections()
        readers += [open_streams.enter_context(server.reading(cookie)) for _ in range(60)]
        for reader in readers[1:]:
            reader.next()
        publish("everyone", scope="", spans=True)
        for reader in readers:
            while reader.next_event().event != "everyone":
                pass
        after = threads(), connections()
    assert after[0] - before[0] < 20, (before, after)
    assert after[1] <= before[1] + 1, (before, after)
