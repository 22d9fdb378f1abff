"""Tasks: the cells of the net as dated duties of named people.

Words
    subject    what a task is about at its place: the institution itself ("I12"), an area ("A3"), a device ("D9"),
               a person ("P7")
    slot       the stable name of an occurrence ("2022-02-04@17:30", "opening-10d"); (measure, subject, slot) is the
               natural key, so weaving twice writes nothing twice
    weaving    measures x subjects x occurrences -> tasks; shown as a plan first, then applied
    tally      the roll-up: due, on time, late, missed, excused of a subtree x net x day, and of a subtree x measure
    rung       how far up the ladder a task's escalation has climbed

Rules
    1. States: open -> done | missed | excused | cancelled; missed -> done (late) | excused. The table is
       ``rules.TRANSITIONS``. Every change is a TaskChange row, and claiming a task is compare-and-set.
    2. Whether a task is on time is judged by server time, never by the claimed time.
    3. Weaving never touches a done task; a moved anchor moves open ones; what fell out of scope is cancelled.
    4. Repeats are stored for a horizon of days ahead, dated one-offs for the whole campaign; what lies beyond is
       derived when asked (docs/decisions).
    5. The tally moves in the transaction of the change, for the place and all its ancestors, and always equals a
       recount (``anbao check``); when a place moves in the tree, its totals move with it.
"""
