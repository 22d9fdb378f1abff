"""Screening: are the bank's contractors on a risk list, and is this person, company, account or phone?

Words
    risk list  people, companies, accounts or phones that somebody warns of; it belongs to an institution
    edition    a list as it came on a day: who brought it, when, its digest; one edition of a list is in force
    held       an edition that lost too much against the one in force waits until a second person confirms it
    entry      a line of an edition: sealed as a whole, found again by keyed hashes of its numbers
    run        every contractor of a subtree compared with the lists in force, in slices; it can be stopped and goes on
    remark     what a run says of a person's own number: missing, failing its check, the same as somebody else's
    hit        a person and an entry that may be the same, with score and reasons; work for a person, never a verdict
    look-up    one question about one subject, with its purpose

Rules
    1. An import is all or nothing: every bad row by number and reason. Numbers that fail their check and two people
       with one number are kept and told, for a list is evidence and not ours to mend.
    2. An edition that lost three tenths of its entries is held; whoever brought it can't confirm it.
    3. Identity number, account and phone are matched exactly, and one slip away, by keyed hashes; names give
       candidates. The matcher's version stands beside every score (docs/algorithms/naming.md).
    4. "The same" wants four eyes: one proposes, another confirms. "Not the same" is one person's word with a reason.
    5. A decision is remembered for the pair as both sides were: the pair comes back only when a side has changed.
    6. Every look-up states its purpose and is a ledger line; numbers are masked on screen and never in the ledger.
    7. Personal data of lists serve screening alone and go with the edition: editions out of force lose their entries.
"""
