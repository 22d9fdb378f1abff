"""Campaigns: a playbook made real for one branch, with dates.

Words
    playbook   versioned YAML (playbooks/*.yaml): anchors, phases, measures, ladder; data, not code
    campaign   a playbook at a branch (the lead institution; its scope is that subtree) with its anchors' dates
    measure    one line of a net: which places, how often, who, proven by which record kind
    deal       each subject of a measure gets one of its listed dates in turn, and keeps it
    preset     values of the record's form that the measure decides; a filing that says otherwise is refused
    phase      a named stretch of the campaign between two relative dates
    revision   a reasoned change of a started campaign; the playbook's version it started with stays frozen

Rules
    1. A playbook that does not hold together is refused with every fault at once (``playbooks.read``).
    2. A draft campaign follows its playbook; starting freezes it. From then on measures and anchors change only
       through a revision with a reason, and every revision is a ledger line.
    3. A campaign ends at ``ends_on``; closing needs the target's statement (accidents and cases).
    4. Everything a screen shows of a measure comes from its row, never from the playbook file again.
"""
