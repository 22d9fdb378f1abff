"""The command map: the leaders' landing page, where the whole net lies on one map.

Words
    top       where the reader's view begins: the lead's subtree, or as much of it as his posts reach
    major     a place with a label: a child of the only top (sub-branches of a city, provinces of the head office)
    minor     a place below a major, drawn small (outlets, self-service banks; cities of a province)
    moment    as of when the page speaks: now, or the end of the day the slider stands on
    span      "day": what fell due on that day; "upto": everything from the campaign's start to that day
    level     how well a place is covered, by shape, colour and word (rules.LEVELS)
    bar       one day of the slider: holes that stood open at its end, and duties missed on it
    surroundings  rail, expressways, stations, venues and emergency support around a region: static files, no tile server

Rules
    1. Numbers come from the tallies, the holes and single aggregates; tasks are never counted (except the few of zero
       reports, which have an index of their own: migration 0001).
    2. Every number is a link to the list it counts. Nothing is shown of a place outside the reader's posts; a county
       outside his view is a plain outline.
    3. A live event says that something changed; the page then reads its own URLs again, as of its own moment.
    4. The places of a sealed tour are never named here; how far it has come is told to those with ``inspection.see``.
    5. What is assumed says so (emergency support, places that the branch invented).
"""
