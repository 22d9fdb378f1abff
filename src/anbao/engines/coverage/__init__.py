"""Coverage: what became of every obligation of the net, and why.

Words
-----
place     an institution of the tree; ``parent[place]`` is the one above it, -1 for a root
line      one measure at one place, over all days
cell      (place, measure, day): who owes what, where, by when; the smallest thing that is counted
duty      a measure is in force at a place from ``first_day`` to ``last_day``, both included, and ``person`` answers for
          it; person -1 means that nobody is named
task      work due in a cell at ``due_minute`` of the day, with ``grace_minutes`` of tolerance; a cell may hold several
evidence  a record that closes a task, received at ``at_minute``
cadence   whether a measure falls due on a day at all (a weekly measure doesn't on six days of seven)
asof      the moment of the question, in the same minutes; whatever arrived later is not known yet

Minutes are whole and run from 00:00 of day 0; ``due_minute`` alone runs from 00:00 of the task's own day.

Rules (``rules`` has one function for each)
-------------------------------------------
1. Deadline of a task: its day, plus due minute, plus grace.
2. State of a task, the first that fits: *excused*; *on time*, evidence known at or before the deadline; *late*,
   evidence known after it; *missed*, none and the deadline has passed; *open*, none and it has not.
3. A cell takes the worst of its tasks: missed, late, open, on time, excused.
4. A cell is wanted when the measure falls due that day by cadence and the day lies between the first and the last day
   of any duty of the line. A gap between two duties is wanted: that is what makes it a hole and not a blank.
5. A cell is held when a duty with a named person covers the day.
6. A wanted cell without a task is a *hole*; so is a cell with a task that nobody holds, whatever its tasks say, unless
   all of them are excused. A cell neither wanted nor with a task is *out of scope*.
7. Per place, net and day the cells are counted as *due* (on time, late, missed or open), *on time*, *late*, *missed*,
   *excused* and *hole*; an inner node of the tree has the sum of its subtree, itself included.

Parts
-----
``problem`` the facts, validated at birth; ``recount`` all cells at once; ``coverage`` the answer, which follows single
changes (``changes``) and explains a cell (``explain``); ``compare`` kept figures against counted ones; ``check`` the
same rules again as slow plain loops, to judge everything above.

    coverage = recount(problem, asof=day * 1440 + 20 * 60)
    coverage.totals(city, net=2, days=(0, 59)).hole
    coverage.apply(EvidenceArrived(task=17, at_minute=900))
    coverage.why(place, measure, day).reasons

States are ordered by severity, so the worst of several is their maximum. The dense index of a cell is
``(place * measures + measure) * days + day``, which makes a line contiguous and turns both joins (evidence to task,
task to cell) into scatters.
"""
