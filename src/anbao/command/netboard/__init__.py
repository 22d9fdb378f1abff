"""The net board: institutions down, days across, one net or all; a cell opens its tasks, the holes stand beside it.

Rules
    1. Numbers come from the roll-up (loom.tasks.Tally) only; a page never counts tasks, so it is as fast for a nation as
       for a city.
    2. The rows are the children of one place; a row opens the board one level down.
    3. A cell says density and what is missing, by number, shape and colour; empty means nothing was due.
"""
