"""The gateway: the process that panels and fire transmitters call. ``anbao gateway``.

Words
    hub      the event loop's side: streams and datagrams, engines, replies
    post     a message on its way: its arrival, the stream it came over, the event that will be acknowledged
    intake   the queue of posts and the two ways out of it; it is bounded, and when it is full nobody is read from
    lane     the short way: the loop itself sends a group to the database and goes on reading; nearly every group takes it
    writer   a thread with a connection of its own, the long way: whatever may wait, or has to be asked or read before it is stored
    settled  on the disk; only now the engine is asked for the acknowledgement
    keeper   a companion, a process of its own beside the gateway: works stored signals into alarms, tends what time does

Rules
    1. No acknowledgement before what it acknowledges is on the disk; without a database nothing is acknowledged, panels call again.
    2. Loop and thread never write at the same time: whoever writes has the index of sources.
    3. A post is never thrown away while its stream may still wait for it; a repeat that was stored meanwhile is found by its key.
    4. A frame has ``FRAME_SECONDS`` to arrive whole; connections, unanswered posts and waiting posts are limited.
    5. Companions make way for the gateway, and rest between two looks: a storm may keep the desk waiting, never an acknowledgement.
    6. What was refused is counted by reason and shown, the last ones with address and account.
"""
