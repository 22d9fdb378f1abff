"""Sealing: draw which places are inspected when, so that every obligation holds for sure and nobody can guess.

Words: a *slot* is a day (or one team's day) of a *period*; a *place* is *wanted* with a probability and may only be
seen in its own slots. *Marginals* are the probabilities of (place, slot). A *plan* says for every slot which places are
seen. The *seed* is 32 secret bytes; the *commitment* is the SM3 digest over seed and inputs that is published before
the first visit. A *programme* is a draw week after week: every place is seen at least *every* so many weeks.

Rules:

1. Marginals come from a linear program (HiGHS): as flat as windows and capacities allow, so that no day is likelier than it
   has to be. They are whole millionths from there on, and everything after them is exact integer arithmetic.
2. A plan is drawn by dependent rounding (Gandhi, Khuller, Parthasarathy and Srinivasan 2006): every place and slot comes
   out with exactly its marginal, while every place is seen as often as wanted and every slot holds at least *least* and
   at most *most* stops: surely, in every draw.
3. When days have to be drivable, a pool of drivable plans is drawn and a second program gives each plan *odds* so that the
   lottery over the pool has the marginals again; no plan gets more than a few times its even share.
4. In a programme the certificate of ``programme.safe`` holds before every draw and after it, so that no deadline can ever
   be missed; apart from places whose deadline leaves no choice, the chance of a visit never depends on the past.
5. All chance comes from the seed by SM3 in counter mode. ``recompute`` needs the published document, the seed and the
   commitment, and no solver: whoever has them gets the same plan or a word on what does not hold.
6. What a draw gives away is stated, not denied: entropy against its ceiling, an attacker's best guess against the blind one.

Theory: docs/algorithms/sealing.md. ``Problem`` -> ``seal(problem, seed=...)`` -> ``Sealed``.
"""

from anbao.engines.sealing.check import check, check_weeks
from anbao.engines.sealing.commitment import Sealed, Verdict, commit, recompute, seal
from anbao.engines.sealing.faults import Fault, SealingError
from anbao.engines.sealing.guessing import Guess, Hour, guess
from anbao.engines.sealing.marginals import SCALE, marginals
from anbao.engines.sealing.problem import Place, Problem, Slot
from anbao.engines.sealing.programme import Duty, Programme, draw_week

__all__ = [
    "SCALE", "Duty", "Fault", "Guess", "Hour", "Place", "Problem", "Programme", "Sealed", "SealingError", "Slot", "Verdict", "check", "check_weeks", "commit",
    "draw_week", "guess", "marginals", "recompute", "seal",
]  # fmt: skip
