"""Who and where: institutions, areas, devices, posts, people, certificates.

Words
    institution   a node of the tree: head office > province > city > sub-branch > outlet / self-service bank;
                  a vendor is an institution of another kind, hanging under the branch that hired it
    path          the institution's place in the tree as text, four characters a step; a prefix is a subtree
    area          a key area inside an institution (vault, cash-loading room, fire control room...)
    device        an alarm panel or its zone, camera, fire equipment, intercom, in an institution or an area
    post          what a person does at an institution; a post kind (data/posts.yaml) gives powers and a layer
    person        staff or contractor; a login (kit.access.User) may belong to a person

Rules
    1. ``parent`` is the truth; ``path`` is derived from it, and every write of the tree takes one lock.
    2. What a user sees is the subtree of the institutions of the posts that he holds today.
    3. A post without a person is vacant and stays visible: an empty chair is a hole, not a missing row.
    4. Identity numbers and phones are sealed (SM4-GCM), found by keyed hash, masked on screen.
    5. What is invented or assumed carries ``assumed=True`` and says so on the screen.
    6. What must hold between rows (what may hang where, a zone and its panel, a contractor and his vendor...) stands in
       ``checks.py`` alone; dialogs, bulk changes and imports ask it, of the rows as they come out together.
"""
