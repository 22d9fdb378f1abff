"""The demo's branch: places, equipment and people made from a seed, loaded through org.actions.

Words
    facts       data/campaign-2022.yaml: what the source report states, and what is assumed beside it
    branch      data/branch.yaml: what is invented around the facts (names of outlets, firms, numbers of chairs)
    stranger    a second, small city under the same province, whose users must see nothing of ours

Rules
    1. Same seed, same branch: every draw comes from ``random.Random`` seeded by the part's name.
    2. Whatever is invented or assumed carries ``assumed=True``; the screen says so.
    3. A place lies inside its county's border; its tags follow from distances to the facts' stations, roads, venues.
    4. Names, phones and identity numbers are invented; identity numbers are formed as GB 11643-1999 wants.
"""
