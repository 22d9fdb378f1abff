"""Tracing: where the money of involved accounts went, or where it came from.

Words: a *transfer* moves *cents* from a payer to a payee at a *time*. The *seeds* are the involved accounts. The
*hop* of a transfer is the length of the shortest walk that ends in it. *Dwell* is the longest time money may rest in
an account and still be followed. A *hub* is an account with so many transfers that everybody's money meets in it.

Rules:

1. A walk starts with a transfer out of a seed; each next transfer leaves the account the one before arrived at,
   **strictly later** and **at most dwell later** (exactly dwell counts). Backward is the mirror image: it starts with
   a transfer into a seed and goes back in time. Walks may pass an account again; transfers to oneself are transfers.
2. A transfer is *reached* when a walk of at most ``hops`` transfers ends in it. Nothing else decides, so the answer
   is a set: shuffling the rows changes nothing.
3. Hubs are followed unless the caller states a limit: an account with more transfers than the limit in the direction of
   the trace then takes money in and lets none out, and is named in the result with what arrived. Seeds are never hubs.
4. Everything that leaves a seed is tainted. From account to account the tainted cents go by first-in-first-out,
   last-in-first-out or pro rata; at equal times an account pays before it receives, and rows of one time are taken in
   the order payer, payee, amount. Money that an account pays without having received it is clean and comes last.
5. Tainted money is counted in whole cents and never lost: received = passed on + given up (it left beyond a limit) +
   standing, for every account and every method.

``Transfers`` are the columns, ``Index`` is what is prepared once, ``Problem`` the question, ``solve`` gives a
``Trace``, ``check`` judges one. ``partitions`` answers the same question over Parquet by Ibis (DuckDB or Spark) when
memory is too small.
"""

from anbao.engines.tracing.faults import Fault, TracingError
from anbao.engines.tracing.index import Index
from anbao.engines.tracing.problem import Method, Problem
from anbao.engines.tracing.solve import Trace, solve
from anbao.engines.tracing.transfers import Transfers

__all__ = ["Fault", "Index", "Method", "Problem", "Trace", "TracingError", "Transfers", "solve"]
