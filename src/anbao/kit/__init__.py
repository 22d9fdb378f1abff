"""Machinery without a bank word in it.

clock      the one place that reads the time; the demo may move it, production can't
crypto     SM3, SM4-GCM sealed fields, keyed hashes
ledger     the append-only SM3 chain of everything of consequence
access     users, scopes and the ``visible_to`` law
files      attachments, checked by content, hashed
live       server-sent events over PostgreSQL LISTEN/NOTIFY
tables     list pages: filter, sort, bulk edit, Excel in and out
jobs       background work (Procrastinate)
refusals   what the API answers when it refuses
embedded   the PostgreSQL that comes in a wheel
"""
