"""Users, and what each may see.

Words
    scope    a path prefix of the tree of places; a user's scopes come from outside the kit (the posts he holds)
    power    a named permission a user's posts give him ("campaign.edit"), checked before an action

Rules
    1. Every table that belongs to a place has two doors (``scopes.managers``). ``Model.objects`` refuses to be read
       before ``visible_to(user)`` (``Unscoped``); ``Model.house`` reads every row and is for actions and jobs only.
    2. A user without scopes sees nothing. There is no superuser: system, security and audit administrators are
       three kinds of posts, and none of them can do another's work.
    3. What a user may do is decided by the action (rules.py of its package), never by the template.
"""
