"""Naming: is this person, company, account or phone on a list?

Words
    entry       one subject of a list: names, and if known an identity number, accounts, phones
    query       one subject that is asked about; the same fields
    fold        the form of a name without its dress: width, case, traditional characters, dots, spaces
    form        one way to read a name as units (characters or syllables); a name may have several
    relation    how two units stand to each other: same, variant, homophone, near sound, look-alike, other
    key         a hash under which forms or folds of one kind meet; a channel is one kind of key
    candidate   an entry that shares a key with the query; only candidates are scored
    feature     one observation with an id, a weight and a sentence; a matcher is a table of features
    matcher     a versioned table of features; versions stay side by side so that old decisions can be repeated
    hit         a candidate at or above the floor, with score, verdict and the reasons that made the score

Rules
    1. Exact keys first: an identity number, account or phone that agrees decides; a number one slip away is a
       candidate that says which slip.
    2. A name never proves identity; a score orders the queue that a person works through.
    3. A score is what its reasons add up to: the same features in the pair form, the single look-up and the bulk run.
    4. Blocking loses no pair at edit distance one, of equal pinyin, or differing only in script; a test holds it so.
    5. A list that shrinks, repeats a number for two people or holds broken numbers is reported whole, and held when
       it lost too much at once.
    6. Bad input is refused with all its faults together.

Doors: ``screening.screen`` and ``screening.Screen`` for lists, ``matchers.compare`` for a pair, ``matchers.registry``
for versions, ``identity`` for numbers, ``lists.receive`` for a new edition of a list.
"""
