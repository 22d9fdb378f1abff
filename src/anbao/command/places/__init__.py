"""The institution page: one place, everything about it.

Its density by net and the last days, holes, findings, today's tasks, people and posts, key areas, devices, records:
each block a few lines and the link to the whole list. Everything through ``visible_to``.
"""
