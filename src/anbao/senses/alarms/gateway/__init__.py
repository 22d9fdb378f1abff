"""The gateway: the process that panels and fire transmitters call. ``anbao gateway``.

Words
    hub      the event loop's side: streams and datagrams, engines, replies
    post     a message on its way: its arrival, the stream it came over, the event that will be acknowledged
    intake   the queue between the loop and the writer; it is bounded, and when it is full nobody is read from
    writer   one thread with one connection: everything that waits is stored in one transaction, then settled
    settled  committed; only now the engine is asked for the acknowledgement
    keeper   a companion, a process of its own beside the gateway: works stored signals into alarms, tends what time does

Rules
    1. No acknowledgement without a commit; without a database nothing is acknowledged, panels call again.
    2. A post is never thrown away while its stream may still wait for it; a repeat that was stored meanwhile is found by its key.
    3. A frame has ``FRAME_SECONDS`` to arrive whole; connections, unanswered posts and waiting posts are limited.
    4. Companions make way for the gateway, and rest between two looks: a storm may keep the desk waiting, never an acknowledgement.
    5. What was refused is counted by reason and shown, the last ones with address and account.
"""
