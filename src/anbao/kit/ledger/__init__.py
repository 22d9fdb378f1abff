"""The ledger: every write of consequence is a line, and every line is chained to the one before it.

Words
    line     who did what to which thing, when; ``package.noun.verb``
    head     the newest line; its hash stands for everything before it
    scope    the path of the place the line is about, so that a reader sees the lines of his own subtree

Rules
    1. A line's hash is SM3(hash of the line before + the line's canonical text). Changing, removing or inserting
       a line breaks every later hash; ``verify`` names the first broken link.
    2. The database itself refuses UPDATE, DELETE and TRUNCATE, whoever asks (migration 0002).
    3. Lines are appended inside the transaction of the write they describe: no write without its line, no line
       without its write. Appending takes one lock until commit, so it is the last beat of an action.
    4. Numbers have no gaps: a missing number is a removed line.
    5. The end of the chain is held against heads kept outside the database (heads.py): a cut end breaks no link.
    6. The detail is small JSON and never holds a personal value in clear.
"""
