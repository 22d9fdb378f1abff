"""The desk of the monitoring centre: alarms of one place become an incident, and a person works it to its close.

Words
    incident    one or more alarms of one place and one family that are dealt with together (警情); not to be taken for the
                record kind of that name (安全事件), which a place files about itself
    ringing     nobody has answered yet, or the second of two who must, or an alarm joined since that nobody has acknowledged
    answer      a person says "I have it"; a hold-up and a fire want two different people
    operator    who works it: the first who answered, until it is handed over, taken over or freed
    procedure   what is to be done, in data (data/procedures/*.yaml): steps with limits, outcomes, and their sources
    step        one thing to do; settled with an outcome, or skipped with a reason that the supervisor reads
    cause       why it was closed: real, false, technical or test (data/causes.yaml)
    hand-over   open incidents go from one operator to the next: one offers, the other takes, both sign
    take over   a colleague has it now, because who worked it is off duty and did not hand it over
    free        the supervisor takes it from who works it; it rings for the next

Rules
    1. States: ringing -> working -> closed; closed -> working (reopened, with a reason); working -> ringing (freed). Every
       change is a row.
    2. The procedure is copied onto the incident when it opens; editing the data changes only what opens later.
    3. A step's clock runs from the opening (or reopening); settled after its limit it stays marked late.
    4. An outcome may make other steps mandatory ("people seen" wants a dispatch). A mandatory step can be skipped only with
       a reason, and that tells the supervisor; whatever any of its outcomes would have wanted is mandatory then. What is to be
       done now is the first mandatory step that waits, on desk and wall alike.
    5. It closes with a cause when every mandatory step is settled or skipped, and as many people answered as must.
    6. Test mode suppresses the desk, never the record: an alarm in test mode opens nothing.
    7. A real incident contradicts the zero report of that day and place (settings.ANBAO_EVIDENCE).
    8. Who may: the power alarm.work inside the reach works; the others who see the place read. A phone is masked, and
       reading it in clear is a ledger line.
    9. Who has it now works it, nobody else: the operator, and who answered beside him. Who handed it over, was relieved or
       freed has it no more.
   10. Each alarm is acknowledged by itself: answering acknowledges what was shown then, working on nothing; what joins later,
       or is triggered once more, rings until somebody who has the incident acknowledges it, and keeps it from being closed.
   11. A detector or panel that still stands (kinds.yaml: stays) does not end with its incident: it stays acknowledged and rings again in
       it, after the procedure's time or at once when it is triggered anew. Its restore ends it, or who closes and saw on the spot that
       it is over; what the receiver judges by itself (silence, arming) nobody says that of.
   12. An account that nobody has entered has no place: what it says is an incident of its own (``source``), seen by who sees the
       gateway's place, without that place's contacts, cameras and map; its procedure begins with finding out who it is. It stands
       behind the places of its gravity, and a few such accounts have a row: the others are counted in one.
   13. Alarms are taken up beside the gateway (``watch``), and once more by a job every minute: an alarm may wait for
       neither of them, so what was not taken up is counted on the desk.
"""
