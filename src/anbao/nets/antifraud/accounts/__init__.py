"""Accounts: where the money of involved accounts went, or where it came from.

Words
    case       an inquiry of an institution: a number, the transfers brought to it, its accounts
    book       a file of transfers as it was brought: who, when, its digest
    account    a payer or payee of the case's transfers; sealed, found by its keyed hash, masked on screen
    involved   an account that the trace starts from (forward) or ends at (backward)
    stop       an account where the trace ends by order: a cash desk, a merchant, another bank
    question   hops, dwell, hub limit, method and direction of a trace; it lives in the page's address
    look       one reading of a trace; every look is a ledger line

Rules
    1. A file is taken as a whole or not at all: every bad row by number and reason; amounts are never negative.
    2. The rules of the trace are those of the engine (docs/algorithms/tracing.md) and stand on the page that shows it.
    3. The picture draws what matters most and says what it leaves out; the table below it leaves nothing out. Every edge
       opens the transfers behind it.
    4. A trace is computed from the stored transfers each time it is looked at; nothing of it is stored.
    5. Who looks is told in the ledger with the question; account numbers never are.
"""
