"""Live events: what just happened, pushed to open pages.

Words
    event    ``{"topic", "scope", ...}``, small JSON, published inside the transaction of the write: PostgreSQL
             delivers it on commit, and never when the write rolled back
    listener one connection per process that LISTENs and fans out to every open stream

Rules
    1. An event carries ids and the place's path, never content: the page fetches the part again through its own
       URL, and so through ``visible_to``.
    2. A stream gets the events that lie in its user's scopes, and those of a batch that spans them (an event's scope is
       then a beginning of the user's): it learns that something changed, and reads what through its own URL.
    3. A reader that slept names the last event it saw (Last-Event-ID); the server answers with one ``resume`` event
       so that the page refreshes its parts: nothing is lost, and no queue has to be kept for sleepers.
"""
