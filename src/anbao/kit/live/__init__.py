"""Live events: what just happened, pushed to open pages.

Words
    event    ``{"topic", "scope", ...}``, small JSON, published inside the transaction of the write: PostgreSQL
             delivers it on commit, and never when the write rolled back
    hub      one per process: a connection that LISTENs, and the fan-out to every open stream
    mailbox  what waits to be sent on; bounded, so a reader that doesn't read costs a fixed amount
    channel  the readers of the same places on one event loop: they share a mailbox, a pace, and every piece that is sent
    position where a hub stands: a token of its life and a count; the id of every event on the wire
    resume   the one event that means "you missed something: read your parts again"

Rules
    1. An event carries ids and the place's path, never content: the page fetches the part again through its own
       URL, and so through ``visible_to``.
    2. A stream gets the events that lie in its user's scopes. Of a batch of places (``publish_places``) and of what
       holds for everything under a place (``spans=True``) a reader further down hears the topic alone, and only when a
       place of the batch is his: no id, no fact, no path. What happens at one place above him he does not hear.
    3. A reader that slept names the last event it saw (Last-Event-ID); when the hub stands elsewhere by now, the server
       answers with one ``resume`` so that the page refreshes its parts: nothing is lost, and no queue has to be kept
       for sleepers. The same ``resume`` covers an overflowing mailbox and a listener that lost its database.
    4. A page reads its parts once after its stream opened: what happened between the page and the stream is in them.
    5. A stream lives at most ``streams.LIFE``; the browser comes back by itself and its posts are looked up again.
    6. An open stream holds no database connection and no thread; where a site is not served by ASGI, the same URL
       answers at once with ``resume`` and a ``retry``: the page polls.
"""
