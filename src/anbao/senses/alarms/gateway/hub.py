"""The loop's side of the gateway: who is connected, what came in, what was refused, and the answers."""

import asyncio
import logging
import time
from collections import Counter, OrderedDict
from collections.abc import Sequence
from datetime import datetime

from anbao.engines.dc09.events import Event as Dc09Event
from anbao.engines.dc09.faults import ProtocolError as Dc09Error
from anbao.engines.dc09.faults import Reason
from anbao.engines.dc09.receiver import Receiver as Dc09Receiver
from anbao.engines.dc09.repeats import NoMemory
from anbao.engines.fire26875.faults import ProtocolError as FireError
from anbao.engines.fire26875.receiver import Receiver as FireReceiver
from anbao.engines.fire26875.repeats import RepeatMemory as FireRepeats
from anbao.senses.alarms.arrivals import DC09, Arrival, Said, SourceKey, clean
from anbao.senses.alarms.gateway.intake import WAITING, Writer
from anbao.senses.alarms.gateway.lines import Stream, posts_of_panel, posts_of_transmitter
from anbao.senses.alarms.gateway.posts import Post

log = logging.getLogger("anbao.gateway")
#: connections at once, and of one address
CONNECTIONS, OF_ONE_ADDRESS = 40_000, 4_096
#: connections that are looked at in one turn of the loop
LOOKED_AT = 500
#: refusals that are remembered, one for each address, account and reason; raw bytes of the last of each
REMEMBERED, RAW_SHOWN = 50, 120
FAULTS = (Dc09Error, FireError)
#: faults whose frame was whole: the account is real enough to be shown as unknown
WHOLE = frozenset({Reason.NO_KEY, Reason.WRONG_KEY, Reason.CONTENT, Reason.OUTSIDE_WINDOW, Reason.NO_TIMESTAMP})


class Hub:
    """Everything the streams share. Lives in the event loop; ``reloaded`` is safe from any thread."""

    def __init__(self, books, moments, *, connections: int = CONNECTIONS, of_one_address: int = OF_ONE_ADDRESS):
        self.accounts, self.transmitters = books
        self.version = 0
        self.moments, self.now = moments, moments.now
        self.loop: asyncio.AbstractEventLoop | None = None
        self.writer: Writer | None = None
        self.time = time.monotonic
        self.limit, self.limit_of_one = connections, of_one_address
        self.streams: set[Stream] = set()
        self.of_address: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        #: (address, account, reason) -> what was refused last and how often, the newest last
        self.faults: OrderedDict[tuple[str, str, str], dict] = OrderedDict()
        self.acknowledged = self.received = 0
        # the database tells repeats of panels apart, by the same identity and across restarts
        self._dc09_repeats, self._fire_repeats = NoMemory(), FireRepeats()
        self._shown: OrderedDict[str, float] = OrderedDict()
        self._gathered: list[Post] = []
        self._moment: datetime | None = None

    def moment(self) -> datetime:
        """The moment of this turn of the loop: asked of the clock once, whatever the turn reads."""
        if self._moment is None:
            self._moment = self.now()
            self.loop.call_soon(self._turned)
        return self._moment

    def _turned(self) -> None:
        self._moment = None

    # engines

    def dc09_receiver(self, peer: str) -> Dc09Receiver:
        return Dc09Receiver(self.accounts, peer=peer, repeats=self._dc09_repeats)

    def fire_receiver(self, peer: str) -> FireReceiver:
        return FireReceiver(self.transmitters, peer=peer, repeats=self._fire_repeats)

    # connections

    def admit(self, stream: Stream) -> bool:
        """Whether there is room for one more, and for one more of its address."""
        full = len(self.streams) >= self.limit or self.of_address[stream.peer] >= self.limit_of_one
        if full:
            self.refused["too-many-connections"] += 1
            return False
        self.streams.add(stream)
        self.of_address[stream.peer] += 1
        return True

    def leave(self, stream: Stream) -> None:
        if stream in self.streams:
            self.streams.remove(stream)
            self.of_address[stream.peer] -= 1
            if not self.of_address[stream.peer]:
                del self.of_address[stream.peer]

    async def tick(self) -> None:
        """Once a second: frames that don't end and connections that say nothing are closed, commands repeated.

        The loop goes on between a few of them and the next: a look at thousands at once would keep acknowledgements waiting.
        """
        streams = list(self.streams)
        for start in range(0, len(streams), LOOKED_AT):
            self.look_at(streams[start : start + LOOKED_AT])
            await asyncio.sleep(0)

    def look_at(self, streams: Sequence[Stream]) -> None:
        """In one turn of the loop."""
        now = self.time()
        for stream in streams:
            if stream not in self.streams:  # it left meanwhile
                continue
            reason = stream.overdue(now)
            if reason:
                self._end(stream, reason)
            else:
                stream.tick(now)

    def _end(self, stream: Stream, reason: str) -> None:
        """Close a connection that says nothing, or not enough: a message that didn't end is refused once, for that reason."""
        at = self.now()
        left = stream.receiver.finish(at=at)
        if left and isinstance(left[0], FAULTS):
            self.received += 1
            self._remember(stream.peer, left.pop(0), at, reason)
        else:
            self.refused[reason] += 1
        stream.take(left, at)
        stream.transport.close()

    # messages

    @property
    def full(self) -> bool:
        return self.writer.waiting + len(self._gathered) >= WAITING

    def judge(self, line, outcome, at: datetime) -> Sequence[Post]:
        """The posts of an outcome; a fault is answered at once with the NAK or DUH that its reason allows."""
        self.received += 1
        if type(outcome) is Dc09Event:  # what nearly everything is
            return posts_of_panel(line, outcome, at)
        if not isinstance(outcome, FAULTS):
            return posts_of_transmitter(line, outcome, at)
        self._remember(line.peer, outcome, at, outcome.reason.value)
        reply = line.receiver.answer(outcome, at=at)
        if reply:
            line.send(reply)
        return self._show(line, outcome, at)

    def _remember(self, peer: str, fault, at: datetime, reason: str) -> None:
        """The same again is one refusal with a count: a flood of cut connections does not push the others out."""
        self.refused[reason] += 1
        account = getattr(fault, "account", None) or (
            fault.header.source if isinstance(fault, FireError) and fault.header else ""
        )
        key = peer, clean(account, 24), reason
        before, now = self.faults.pop(key, None), at.isoformat(timespec="seconds")
        self.faults[key] = {
            "at": now, "since": before["since"] if before else now, "count": before["count"] + 1 if before else 1,
            "peer": peer, "account": key[1], "reason": key[2],
            "raw": fault.raw[:RAW_SHOWN].decode("latin-1").encode("unicode_escape").decode(),
        }  # fmt: skip
        if len(self.faults) > REMEMBERED:
            self.faults.popitem(last=False)

    def _show(self, line, fault, at: datetime) -> list[Post]:
        """An account nobody entered is shown even when its message can't be opened: a beat that nobody waits for."""
        if not isinstance(fault, Dc09Error) or fault.reason not in WHOLE or not fault.account:
            return []
        account = clean(fault.account, 24).upper()
        if self.accounts.find(account)[1] or account in self._shown:
            return []
        self._shown[account] = self.time()
        if len(self._shown) > 1_000:
            self._shown.popitem(last=False)
        arrival = Arrival(
            SourceKey(DC09, account), at, "fault", (Said("status", ""),), fault.raw, "", peer=line.peer, beat=True
        )
        return [Post(arrival)]

    def put(self, posts: Sequence[Post]) -> None:
        """To the writer, with everything else that this turn of the loop reads: it is woken once for all."""
        if not self._gathered:
            self.loop.call_soon(self._hand_over)
        self._gathered += posts

    def _hand_over(self) -> None:
        posts, self._gathered = self._gathered, []
        self.writer.put(posts)

    def settled(self, posts: Sequence[Post]) -> None:
        """The posts are on the disk: whoever waits is answered."""
        at, answered, before = self.moment(), {}, None
        for post in posts:
            line = post.line
            if line is not None:
                line.settled(post.event, at)
                if line is not before:
                    answered[line] = None
                    before = line
        for line in answered:
            line.answered()

    def reloaded(self, books) -> None:
        """From the writer's thread: other accounts, keys or windows."""
        self.loop.call_soon_threadsafe(self._judge_by, books)

    def _judge_by(self, books) -> None:
        self.accounts, self.transmitters = books
        self.version += 1
        self._shown.clear()

    def facts(self) -> dict:
        """What the gateway tells of itself."""
        writer = self.writer
        return {
            "connections": len(self.streams), "received": self.received, "acknowledged": self.acknowledged, "waiting": writer.waiting,
            "stored": writer.stored, "repeats": writer.repeats, "poison": writer.poison, "refused": dict(self.refused),
            "faults": list(reversed(self.faults.values())),
        }  # fmt: skip
