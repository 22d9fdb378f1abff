"""The wall: a screen of the monitoring centre that goes through the cameras by itself, and that an alarm takes over.

Words
    screen     one display of a place; it enters with a token of its own, sees that place and what lies below it, nothing else
    preset     a layout with its zones, the hours and phases it holds for (data/presets.yaml, and the department's own: Layout)
    program    a screen's own: which layout at which hours and in which phases; when none of it holds, the pinned one or the common rule
    zone       a rectangle of the layout; fixed: a camera keeps it, rotating: cameras take turns in it
    rota       the order of the turns: smooth weighted round-robin, so that focus and tagged places come more often and nobody starves
    showing    a camera is on a screen since then, or was to then, live or not, and why; told by the screen's beacon
    tour       what the screens showed on a day, by institution; a camera that was never shown is missed
    challenge  a number shown at a random moment, typed in at the desk by an operator who watches; unanswered, or after five wrong
               numbers, the leader hears
    dark       a screen that gave no sign for some minutes: it gets no challenge, and one that went dark is missed as that

Rules
    1. A picture is live only while something besides text drawn over it changes, be it a sensor's noise; a clock is no life.
       The relay judges that once a camera; before it can tell, a tile says nothing. One that stands still says for how long;
       past the layout's limit it is grey and hatched, also when the network or the server is away.
    2. The screen takes turns by itself and tells what it shows while it shows it, an alarm's cameras too; where the rota stood is kept, so a screen that starts again goes on.
    3. An alarm that nobody acknowledged takes the screen: the gravest, of a gravity a place before an account that nobody has
       entered, what nobody has answered first, and what waits longest, so that no later call takes the screen from it. Acknowledged,
       the screen goes back to where it was, and what is being worked stands beside the pictures until it is closed.
    4. A token is stored as a keyed hash, shown once, and can be taken back; both are ledger lines.
"""
