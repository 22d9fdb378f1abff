"""Findings: what is wrong somewhere, until someone independent has verified that it was put right.

Words
    finding        a defect or shortcoming at a place, of a category and severity, found in a record, by an alarm,
                   a patrol or a person (``found_in``: "record:12")
    rectification  the owner's work and its evidence; the finding is then waiting for verification
    verification   by somebody who neither owns nor rectified it; yes closes, no opens it again
    action         how the branch reacts: on-the-spot fix, circular, interview
    recurrence     the same category at the same place again: the closed finding opens again, one severity higher
    again          the same while it is open: a step of the finding that is there, not a second finding

Rules
    1. States: open -> rectified -> closed; rectified -> open (refused, or seen again); closed -> open (recurrence).
       An area or a device tells two defects of a place apart only where both name one; "other" is told apart by its title.
       A person who has seen the open finding may say that his is something else (``apart``).
    2. Every change is a FindingStep row; who did it, when, with what evidence.
    3. The deadline comes from the severity (dated data: org/data/rules.yaml) and moves only by an extension that someone at a
       higher institution or a higher post approves, while it is open. It ends with a local day.
    4. A verifier is never the owner nor the one who rectified. What a machine measured wrong it may also see put right
       (``observe``): its rectification carries the measurement as evidence, and it closes what nobody's word is needed for;
       a critical finding waits for a person.
    5. A major or critical finding that is open contradicts a zero report of that day at that place.
"""
