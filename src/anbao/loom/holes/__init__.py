"""Holes: what the net does not hold. Structural ones exist before any deadline passes.

Words
    hole       a named place, a kind (registered in words.py) and words that say what is missing; it can be opened, assigned and excused
    sighting   ``look`` finds the holes of a moment; new ones open, those that are gone close
    tally      the roll-up: holes of a subtree by net and kind that stand open, and by day that opened and closed

Rules
    1. A hole is found by a query of its kind, never typed in; its key is stable, so looking twice opens it once.
    2. Excusing needs a reason and an end; after that it opens again by itself.
    3. The tally moves where holes open and close, and always equals a recount (``anbao check``); what is excused is taken off
       when it is read, because an excuse ends without a write.
    4. Coverage is never a percentage alone: every number on a screen leads to the holes behind it.
"""
