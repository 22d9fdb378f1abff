"""Unannounced inspections: a tour drawn by lot, sealed, opened stop by stop, and proven afterwards.

Words
    tour        so many places in so many days by one or more inspectors, drawn for a campaign
    draw        one sealed plan of a tour; its commitment is in the ledger before anybody drives. A re-draw is a new one, with a reason
    stop        one visit of a draw. Until the inspector checks in it is a number and sealed bytes
    delay       a day of the tour put off to another, with a reason: the plan stays, its days move
    check-in    the inspector is there: place and hour are said, the task is given, the record can be filed
    reveal      after the tour: seed, document and plan of every draw, so that anybody can recompute them

Rules
    1. Where a stop leads is stored only inside SM4-GCM with a key of the tour's own, padded to one length: no row, index,
       ledger line, notice, task, log line or URL names it before the check-in. Weaving makes no tasks of a sealed measure.
    2. A stop opens for its inspector alone, on its day, from the hour the day begins, one at a time: the next one only when
       the record of the last is filed. Opening is a ledger line without a place.
    3. Whoever draws does not choose the seed: it comes from the machine. The commitment binds it before the first visit.
    4. A check-in keeps the server's hour and the distance from the place; far away, or without a location, it wants a reason.
    5. A draw is never changed. Weather moves days (delay); what cannot be saved that way is a re-draw of the places not yet seen.
    6. The seed is shown only when nothing is left to guess: every stop visited, or the last day over.
    7. ``inspection.draw`` draws, puts off and reveals; ``inspection.see`` follows; auditors recompute. None of them is told a stop
       before it is checked in, not even who drew it.
"""
