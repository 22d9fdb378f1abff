"""Holes: what the net does not hold. Structural ones exist before any deadline passes.

Words
    hole       a named place, a kind (registered in words.py) and words that say what is missing; it can be opened, assigned and excused
    sighting   ``look`` finds the holes of a moment; new ones open, those that are gone close

Rules
    1. A hole is found by a query of its kind, never typed in; its key is stable, so looking twice opens it once.
    2. Excusing needs a reason and an end; after that it opens again by itself.
    3. Coverage is never a percentage alone: every number on a screen leads to the holes behind it.
"""
