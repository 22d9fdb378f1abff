"""The inbox: what a person has to know, kept until read, and sent on through Apprise where the site wants it.

A recipient is a ledger name ("person:12"), so the kit needs no table of people. A notice says what, links to where
it can be dealt with, and is written inside the transaction of what it tells of; sending it out is a job afterwards.

What comes often to one person (the overdue tasks of all the places that he leads) is a digest: the words of one group are
one notice while it is unread, with the newest, how many, and a link to their list. Reading it begins the next.
"""
