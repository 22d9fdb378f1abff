"""Records: the evidence that a duty was done. One engine, one descriptor per kind.

Words
    kind       a descriptor in kinds/<net>/<id>.yaml: fields, checklist with sources, photos, signatures, attendance;
               the form, the table, the page on the phone, Excel and the API are drawn from it (``descriptors``)
    filing     what a person hands in: values, checks, signatures, attendance, the hour he claims
    record     a filing that was accepted: it has a server time, closes its task, opens a finding for every defect
    flag       what an honest reader should know: back-filled, claimed earlier, contradicted, counts guests

Rules
    1. Server time decides; the claimed time stands beside it, and lies in the window of the task. Filing long after is
       flagged ``backfilled``.
    2. "Nothing happened" is a signed positive statement, never a missing row.
    3. A record is never edited: a correction is a new record that names the one it corrects, with a reason.
    4. A defect in a checklist needs its photo (where the kind says so) and becomes a finding in the same transaction.
    5. A filing with the same ``client_key`` is the same filing: a phone may send it twice.
    6. A defect is opened at the place of the record, or at the place below it that the form names (``defects_at``).
    7. Whose post files a kind, and about which places, is the descriptor's to say (``filers``); the assignee of a task
       always may. Administrators and auditors file nothing else.
    8. Whoever comes second to a task may file a supplement: a record that stands beside the first and is not counted.
    9. A filing that is refused says every fault at once, and nothing of it is written.
   10. Who took part is counted where he belongs: guests up to ``guests_most`` of the kind, and flagged.
"""
