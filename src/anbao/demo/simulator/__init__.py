"""The simulator: panels and fire transmitters of the demo branch, speaking to a gateway over real sockets.

Words
    card        what a box on the wall is: its account, key, protocol, transport and zones (``cards``); follows from the seed
    happening   something at a place at a moment of the campaign: a door is forced, mains fail, somebody arms (``script``)
    line        a box's connection: TCP or UDP, opened when needed, opened again when it breaks (``lines``)
    box         a card with its line: says what happens, waits for the acknowledgement, says it again (``panels``, ``fire``)
    scenario    a short story of happenings, by name (demo/data/scenarios.yaml)

Rules
    1. A box keeps what it has to say in order and never throws an alarm away: unacknowledged it is said again, with the
       same sequence number, ever more patiently.
    2. What happens is drawn from the seed and the minute of the campaign, so two runs over the same hours tell the same.
    3. Nothing here writes to the database: what becomes of a message is the gateway's business.
"""
