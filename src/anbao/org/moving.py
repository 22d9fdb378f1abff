"""Moves in the tree. Re-exported by org.actions, the package's door.

Several places move together: whoever is higher up in what comes out moves first, and what comes out is judged, not what
is between. So a file that takes the children off a place and changes the place does the same as was previewed.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.locks import Lock, hold
from anbao.org.changes import OrgFault, judge
from anbao.org.models import Institution
from anbao.org.queries import ancestors
from anbao.org.rules import next_step

#: called in the transaction that moves a place: (its id, ids of its ancestors before, and after)
Follower = Callable[[int, list[int], list[int]], None]
_followers: list[Follower] = []


def when_moved(follower: Follower) -> None:
    """Let what adds up subtrees follow a place that moves; packages above say so at start-up (AppConfig.ready)."""
    if follower not in _followers:
        _followers.append(follower)


def lock_tree() -> None:
    """One writer of the tree at a time."""
    hold(Lock.TREE)


def move_institution(*, actor: str, at: datetime, place: Institution, parent: Institution) -> Institution:
    """Hang `place` with its subtree under another parent; every path below is rewritten under the tree's lock."""
    return move_institutions(actor=actor, at=at, moves={place.pk: parent.pk})[0]


@transaction.atomic
def move_institutions(*, actor: str, at: datetime, moves: Mapping[int, int]) -> list[Institution]:
    """Hang places with their subtrees under other parents ({place: parent}), all or none, a ledger line each.

    Raises OrgFault with the first rule that what comes out breaks.
    """
    lock_tree()
    for place in _top_down(moves):
        _rehang(actor, at, place, moves[place])
    found = {place.pk: place for place in Institution.house.select_related("parent").filter(pk__in=moves)}
    made = [found[pk] for pk in moves]
    judge(*made)
    return made


def _top_down(moves: Mapping[int, int]) -> list[int]:
    """The places that move, by how deep they lie in what comes out."""
    if len(moves) < 2:
        return list(moves)
    above = {**dict(Institution.house.values_list("pk", "parent_id")), **moves}

    def depth(place: int | None) -> int:
        steps = 0
        while place is not None and steps < len(above):  # a circle is refused by the move that would close it
            place, steps = above[place], steps + 1
        return steps

    return sorted(moves, key=depth)


def _rehang(actor: str, at: datetime, place_id: int, parent_id: int) -> None:
    """Rewrite the paths of a subtree; whoever adds up subtrees follows."""
    place, parent = Institution.house.get(pk=place_id), Institution.house.get(pk=parent_id)
    if parent.path.startswith(place.path):
        raise OrgFault(_("An institution can't hang under itself."), "parent")
    before = [above.pk for above in ancestors(place) if above.pk != place.pk]
    last = Institution.house.filter(parent=parent).order_by("-path").values_list("path", flat=True).first()
    old, new, deeper = place.path, parent.path + next_step(last), parent.depth + 1 - place.depth
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE org_institution SET path = %s || substr(path, %s), depth = depth + %s WHERE path LIKE %s",
            (new, len(old) + 1, deeper, old + "%"),
        )
        cursor.execute("UPDATE org_institution SET parent_id = %s WHERE id = %s", (parent.pk, place.pk))
    for follower in _followers:
        follower(place.pk, before, [above.pk for above in ancestors(parent)])
    ledger.append([Entry("org.institution.moved", actor, f"institution:{place.pk}", at, new, {"from": old})])
