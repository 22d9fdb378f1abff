"""One listener per process, fanned out to the open streams.

The listener is a thread: streams may live on several event loops, and one blocking connection serves them all.
"""

import json
import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import Error as DatabaseError

from anbao.kit.live.actions import CHANNEL
from anbao.kit.outages import Outage

log = logging.getLogger(__name__)

#: events that may wait for one reader; more become one ``resume``
MAILBOX_LIMIT = 200
#: seconds between proofs that the database still answers the listener
PROOF_EVERY = 15.0
#: seconds before the listener tries again, growing to the last one
PATIENCE = (0.1, 0.5, 1.0, 2.0, 5.0)
RESUME = "resume"


@dataclass(frozen=True)
class Event:
    """One event as it goes over the wire; ``position`` is its id. ``places`` and ``spans`` never leave the house."""

    topic: str
    scope: str
    text: str
    position: str
    #: paths of the places of a batch, which share the beginning ``scope``
    places: tuple[str, ...] = ()
    #: holds for every place under ``scope``
    spans: bool = False

    def as_told_to(self, scopes: tuple[str, ...]) -> "Event | None":
        """Rule 2: all of it to a reader in whose scopes it lies, the topic alone to one below whom it concerns, else nothing."""
        if self.topic == RESUME or self.scope.startswith(scopes):
            return self
        below = [own for own in scopes if own.startswith(self.scope)]
        if below and (self.spans or any(place.startswith(tuple(below)) for place in self.places)):
            return self._topic_alone
        return None

    @cached_property
    def encoded(self) -> bytes:
        """The event as every stream sends it; written once, however many readers it has."""
        return f"id: {self.position}\nevent: {line_safe(self.topic)}\ndata: {line_safe(self.text)}\n\n".encode()

    @cached_property
    def _topic_alone(self) -> "Event":
        return Event(self.topic, "", json.dumps({"topic": self.topic}, separators=(",", ":")), self.position)


def line_safe(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


class Mailbox:
    """What waits for one stream. ``wake`` is called from the listener's thread when something lies in an empty box."""

    def __init__(self, scopes: tuple[str, ...], wake: Callable[[], None], *, limit: int = MAILBOX_LIMIT):
        self.scopes, self.wake, self.limit = scopes, wake, limit
        #: by what they say: the same news twice is news once, at its newest position
        self._waiting: dict[tuple[str, str, str], Event] = {}
        self._lock = threading.Lock()

    def put(self, event: Event) -> None:
        event = event.as_told_to(self.scopes)
        if event is None:
            return
        with self._lock:
            empty, news = not self._waiting, (event.topic, event.scope, event.text)
            self._waiting.pop(news, None)
            if event.topic == RESUME or len(self._waiting) >= self.limit:
                # everything that waits is covered by reading all parts again
                self._waiting.clear()
                event = Event(RESUME, "", "{}", event.position)
            self._waiting[news] = event
        if empty:
            self.wake()

    def __len__(self) -> int:
        """Events that wait."""
        return len(self._waiting)

    def take(self) -> list[Event]:
        """Everything that waits, oldest first; the mailbox is empty afterwards."""
        with self._lock:
            taken = list(self._waiting.values())
            self._waiting.clear()
        return taken


class Hub:
    """The process's listener. ``join`` starts it; it survives the loss of its database connection."""

    def __init__(self, *, channel: str = CHANNEL, using: str = DEFAULT_DB_ALIAS):
        self.channel, self.using = channel, using
        self.listening = threading.Event()
        self._life, self._count = secrets.token_hex(4), 0
        self._boxes: set[Mailbox] = set()
        #: (loop, scopes) -> channels.Channel of the streams there
        self.channels: dict[tuple, object] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def position(self) -> str:
        return f"{self._life}-{self._count}"

    @property
    def readers(self) -> int:
        """Mailboxes that hear; streams of the same scopes on the same loop share one."""
        return len(self._boxes)

    def start(self) -> None:
        """Start listening if nobody did; safe to call from anywhere, as often as one likes."""
        with self._lock:
            if self._thread is None:
                self._stop.clear()
                self._thread = threading.Thread(target=self._run, name="live-listener", daemon=True)
                self._thread.start()

    def join(self, box: Mailbox) -> None:
        self.start()
        with self._lock:
            self._boxes.add(box)

    def leave(self, box: Mailbox) -> None:
        with self._lock:
            self._boxes.discard(box)

    def close(self) -> None:
        """Stop listening and let the connection go (tests, the end of a process)."""
        with self._lock:
            thread, self._thread = self._thread, None
        self._stop.set()
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        failures, outage = 0, Outage(log.warning, "the listener lost its database and tries again", who="live: ")
        while not self._stop.is_set():
            door = connections.create_connection(self.using)
            try:
                door.connect()
                door.set_autocommit(True)
                self._listen(door.connection, outage.back)
                failures = 0
            except (psycopg.Error, DatabaseError) as error:
                if self.listening.is_set():
                    failures = 0
                outage.lost(error)
                self.listening.clear()
                self._stop.wait(PATIENCE[min(failures, len(PATIENCE) - 1)])
                failures += 1
            finally:
                self.listening.clear()
                door.close()

    def _listen(self, connection: psycopg.Connection, listening: Callable[[], None]) -> None:
        """LISTEN until told to stop; `listening` is called once it does. What happened before this moment is unknown: every reader resumes."""
        connection.execute("SET application_name = 'anbao live'")
        connection.execute(f'LISTEN "{self.channel}"')
        self._say(RESUME, "", "{}")
        self.listening.set()
        listening()
        proven = 0.0
        while not self._stop.is_set():
            for notice in connection.notifies(timeout=0.25, stop_after=1):
                self._hear(notice.payload)
                proven = 0.0
            proven += 0.25
            if proven >= PROOF_EVERY:
                connection.execute("SELECT 1")
                proven = 0.0

    def _hear(self, payload: str) -> None:
        try:
            facts = json.loads(payload)
            topic, scope = str(facts["topic"]), str(facts.get("scope", ""))
            places = tuple(f"{scope}{rest}" for rest in facts.pop("places", ()))
            spans = facts.pop("spans", False) is True
        except (ValueError, TypeError, KeyError):
            log.warning("live: not an event: %.80s", payload)
            return
        self._say(topic, scope, json.dumps(facts, ensure_ascii=False, separators=(",", ":")), places, spans)

    def _say(self, topic: str, scope: str, text: str, places: tuple[str, ...] = (), spans: bool = False) -> None:
        with self._lock:
            event = Event(topic, scope, text, f"{self._life}-{self._count + 1}", places, spans)
            boxes = list(self._boxes)
        for box in boxes:
            box.put(event)
        # only now: who hears of a position has everything up to it in his box
        self._count += 1


#: the hub of this process
hub = Hub()
