"""The text of a stream: its opening, its heartbeat, its end, and what a sleeper is told."""

import asyncio
import itertools

import pytest

from anbao.kit.live.channels import Channel, Reader
from anbao.kit.live.hub import MAILBOX_LIMIT, Event, Hub
from anbao.kit.live.streams import heartbeat, stream


class StillHub(Hub):
    """A hub that doesn't listen: events are said by the test."""

    def start(self) -> None:
        pass


def collect(hub: Hub, *, last_seen: str = "", said=(), heart: float = 30.0, life: float = 30.0, blocks: int = 2):
    """The first blocks of a stream; `said` events are spoken after it opened."""

    async def run() -> list[str]:
        seen, events = [], stream(hub, ("0000",), last_seen=last_seen, heart=heart, life=life)
        async for text in events:
            if not seen:
                for topic, scope in said:
                    hub._say(topic, scope, "{}")
            seen += [block for block in text.decode().split("\n\n") if block]
            if len(seen) >= blocks:
                break
        await events.aclose()
        return seen

    return asyncio.run(run())


def test_it_opens_with_the_position_and_carries_events_with_theirs():
    hub = StillHub()
    start = hub.position
    opening, first, second = collect(hub, said=[("records", "00000001"), ("x", "0001"), ("tasks", "0000")], blocks=3)
    assert opening == f"retry: 1000\nid: {start}"
    assert first == f"id: {start[:-1]}1\nevent: records\ndata: {{}}"
    assert second == f"id: {start[:-1]}3\nevent: tasks\ndata: {{}}"
    assert hub.readers == 0


def test_a_sleeper_that_missed_nothing_is_not_disturbed():
    hub = StillHub()
    seen = collect(hub, last_seen=hub.position, said=[("records", "0000")])
    assert "event: records" in seen[1]


def test_a_sleeper_that_missed_something_is_told_once():
    hub = StillHub()
    slept_at = hub.position
    hub._say("records", "0000", "{}")
    assert "event: resume" in collect(hub, last_seen=slept_at)[1]
    assert "event: resume" in collect(hub, last_seen="another-life-7")[1]


def test_a_quiet_stream_beats_and_ends():
    hub = StillHub()
    assert collect(hub, heart=0.01)[1] == heartbeat(hub.position).decode().strip()
    blocks = collect(hub, life=0.02, heart=0.01, blocks=99)
    assert 2 <= len(blocks) < 99
    assert hub.readers == 0


@pytest.mark.parametrize("seconds", [{"GATHER": 0.5, "EACH": 0.0}, {"GATHER": 0.0, "EACH": 0.5}])
def test_news_after_a_quiet_moment_leaves_at_once_and_a_storm_in_pieces_that_lose_nothing(monkeypatch, seconds):
    """Pieces are apart by themselves, and the more so the more readers they have."""
    for name, value in seconds.items():
        monkeypatch.setattr(f"anbao.kit.live.channels.{name}", value)
    hub = StillHub()

    async def run() -> list[int]:
        events, numbers = stream(hub, ("0000",)), iter(range(99))
        await anext(events)

        def say(count: int) -> None:
            for number in itertools.islice(numbers, count):
                hub._say("alarm", "0000", f"{{{number}}}")

        say(1)
        pieces = [await anext(events)]
        say(20)
        coming = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0)  # it waits for its turn; what is said meanwhile goes with it
        say(20)
        pieces.append(await coming)
        await events.aclose()
        return [piece.count(b"event: alarm") for piece in pieces]

    assert asyncio.run(run()) == [1, 40]


def test_a_payload_can_not_forge_a_line_of_the_stream():
    text = Event("records\nevent: forged", "", "a\r\ndata: b\n\nid: 9", "a-1").encoded
    assert text.count(b"\n") == 4


def in_a_loop(work):
    """`work(hub)`, a coroutine, with a hub that says what the test says."""
    return asyncio.run(work(StillHub()))


def test_readers_of_the_same_places_share_a_mailbox_and_each_hears_everything():
    async def work(hub: Hub):
        same = [stream(hub, ("0000",)) for _ in range(3)]
        other = stream(hub, ("0001",))
        for events in (*same, other):
            await anext(events)
        readers = hub.readers
        hub._say("alarm", "0000", "{}")
        heard = [await anext(events) for events in same]
        hub._say("alarm", "0001", "{}")
        heard.append(await anext(other))
        for events in (*same, other):
            await events.aclose()
        return readers, heard, hub.readers, hub.channels

    readers, heard, left, channels = in_a_loop(work)
    assert (readers, left, channels) == (2, 0, {})
    assert heard[0] == heard[1] == heard[2]
    assert b"event: alarm" in heard[0] and b"event: alarm" in heard[3] and heard[3] != heard[0]


def test_a_reader_that_does_not_read_is_told_to_resume_and_the_others_hear_on(monkeypatch):
    monkeypatch.setattr("anbao.kit.live.channels.GATHER", 0.0)
    monkeypatch.setattr("anbao.kit.live.channels.EACH", 0.0)

    async def work(hub: Hub):
        asleep, awake = stream(hub, ("0000",)), stream(hub, ("0000",))
        await anext(asleep), await anext(awake)
        heard = b""
        for number in range(MAILBOX_LIMIT + 1):
            hub._say("alarm", "0000", f"{{{number}}}")
            heard += await anext(awake)
        late = await anext(asleep)
        await asleep.aclose(), await awake.aclose()
        return heard, late, hub.position

    heard, late, position = in_a_loop(work)
    assert heard.count(b"event: alarm") == MAILBOX_LIMIT + 1 and b"resume" not in heard
    assert late.count(b"event: ") == 1 and b"event: resume" in late and f"id: {position}\n".encode() in late


def test_a_position_is_told_only_when_everything_up_to_it_was_handed_out():
    """Else a reader whose connection breaks behind a heartbeat would not be told that he missed something."""

    async def work(hub: Hub):
        channel, reader = Channel.of(hub, ("0000",)), Reader()
        channel.join(reader)
        before = channel.position
        hub._say("alarm", "0000", "{}")
        waiting = channel.position
        piece = await reader.take(5)
        after = channel.position
        channel.leave(reader)
        return before, waiting, piece, after, hub.position

    before, waiting, piece, after, position = in_a_loop(work)
    assert waiting == before != after == position and f"id: {after}\n".encode() in piece
