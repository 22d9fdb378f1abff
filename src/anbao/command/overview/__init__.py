"""The campaign page: phases and countdown, the double-zero state, the figure table, the measures of each net, revisions.

Also where the security department makes a campaign from a playbook, sees what a weave would change before it does it,
starts it, moves an anchor or retires a measure with a reason, and closes it.
"""
