"""Duty: who stands which shift in the rooms that are manned around the clock, and who really came.

Words
    room       a key area that is manned around the clock (data/rooms.yaml): fire control room, monitoring centre
    roster     one room's month: a turn for every person and day that works
    turn       one person's shift on one day, with its hours, and when he checked in
    drafting   a month that a planner asked for and a worker searches; how it ended is told on the page
    terms      the rules the month was made by, each with its source, frozen with the roster
    unmet      what the roster breaks or could not fulfil, in words; hard ones are told first
    clash      the smallest set of rules and people that can't hold together, when no month keeps the hard rules
    absence    days on which a person can't be put on a roster: leave, or a sick call
    revision   a reasoned change of a published roster; its changes are kept turn by turn

Rules
    1. A roster is drafted by engines/rostering from posts, valid certificates, absences and dated rules
       (org/data/rules.yaml); a person may change any turn, and the engine's independent check says what that breaks. No page waits for a search
       of a month: it is a job, asked for once at a time, with the rights its planner has when it is worked.
    2. Publishing freezes. From then on every change is a revision with a reason, and whoever is touched is told.
    3. A roster that breaks a hard rule is published only with a reason.
    4. A sick call is an absence and a revision in one: the hard rules hold as far as they can, then the fewest turns move.
    5. A person checks in to his own turn, from half an hour before it begins until it ends; server time decides.
    6. A shift with fewer (licensed) people than its rule wants is a hole: ahead by the roster, under way by who came.
"""
