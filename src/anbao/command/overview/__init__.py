"""The campaign page: phases and countdown, the double-zero state, the figure table, the measures of each net, revisions.

Also where the security department makes a campaign from a playbook, sees what a weave would change before it does it,
starts it, moves an anchor, changes, adds or drops a measure with a reason, and closes it. A revision of a measure is looked
at before it is done: what it says in words, and what the weave after it would change. A draft is renamed and deleted.
"""
