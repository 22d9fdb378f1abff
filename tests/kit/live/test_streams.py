"""The text of a stream: its opening, its heartbeat, its end, and what a sleeper is told."""

import asyncio
import itertools

from anbao.kit.live.hub import Event, Hub
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
            seen += [block for block in text.split("\n\n") if block]
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
    assert collect(hub, heart=0.01)[1] == heartbeat(hub.position).strip()
    blocks = collect(hub, life=0.02, heart=0.01, blocks=99)
    assert 2 <= len(blocks) < 99
    assert hub.readers == 0


def test_news_after_a_quiet_moment_leaves_at_once_and_a_storm_in_pieces_that_lose_nothing(monkeypatch):
    monkeypatch.setattr("anbao.kit.live.streams.GATHER", 0.5)
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
        return [piece.count("event: alarm") for piece in pieces]

    assert asyncio.run(run()) == [1, 40]


def test_a_payload_can_not_forge_a_line_of_the_stream():
    text = Event("records\nevent: forged", "", "a\r\ndata: b\n\nid: 9", "a-1").framed
    assert text.count("\n") == 4
