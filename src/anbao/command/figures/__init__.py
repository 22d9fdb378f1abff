"""Figures: what the campaign's summary states, counted from the records by one query each.

The playbook states which figures a campaign answers for, how each is compared and with what value; ``queries.COUNTS``
knows how each id is counted. A figure that nobody can count is refused when the playbook is checked, and no figure is
ever typed in.
"""
