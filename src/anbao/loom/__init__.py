"""The loom: measures x places x time, woven into tasks, closed by records, watched for holes.

campaigns   playbooks, campaigns, measures, revisions
tasks       the cells as dated duties of named people; weaving, escalation, roll-ups
findings    what was found wrong, until someone independent verifies that it was put right
records     the evidence; one engine, one descriptor per kind
worklist    my tasks: what a person has to do now, with the form behind each
holes       what the net does not hold, before a deadline passes and after
"""
