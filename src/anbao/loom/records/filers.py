"""Who may file: pure decisions about a kind, the posts somebody holds, and a place.

Without a task a record is filed by those whose post stands at its place, or above it where the kind says so; a task is
also its assignee's, and of whoever may file for others above. Administrators and auditors file nothing but their own
tasks (org/data/posts.yaml: ``files``).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from anbao.kit.access.scopes import Chair, Reach
from anbao.loom.records.descriptors import Kind
from anbao.org.models import InstitutionKind
from anbao.org.words import post_kinds

FOR_OTHERS = "record.file_for"


def is_about(kind: Kind, place_kind: str) -> bool:
    """Whether a record without a task may be about a place of this kind."""
    return place_kind in kind.places if kind.places else place_kind != InstitutionKind.VENDOR


def _own(kind: Kind, post: str) -> bool:
    """Whether a post at the place itself files the kind."""
    files = post_kinds()[post].files
    if files == "nothing" or (files == "named" and post not in kind.posts):
        return False
    return not kind.posts or post in kind.posts


def _from_above(kind: Kind, post: str) -> bool:
    """Whether a post at a place above files the kind without a task."""
    if kind.filed_by != "chain" or post_kinds()[post].files != "place":
        return False
    return post in kind.posts if kind.posts else FOR_OTHERS in post_kinds()[post].powers


def may_file(kind: Kind, reach: Reach, *, path: str, place_kind: str) -> bool:
    """Whether these posts file the kind, without a task, about the place."""
    return is_about(kind, place_kind) and any(
        _own(kind, chair.post) if chair.path == path else _from_above(kind, chair.post)
        for chair in reach.chairs
        if path.startswith(chair.path)
    )


def may_do(kind: Kind, reach: Reach, *, path: str) -> bool:
    """Whether these posts file a task's record at the place, although the task is somebody else's."""
    return any(
        (chair.path == path and _own(kind, chair.post)) or FOR_OTHERS in post_kinds()[chair.post].powers
        for chair in reach.chairs
        if path.startswith(chair.path)
    )


@dataclass(frozen=True)
class Where:
    """Places about which somebody may file a kind: the paths of single places, and of whole subtrees."""

    at: tuple[str, ...]
    under: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.at or self.under)


def where(kind: Kind, reach: Reach) -> Where:
    """The places that ``may_file`` opens, for queries; places of a kind that it is not about stay out of ``at``."""
    return Where(tuple(_at(kind, reach.chairs)), tuple(c.path for c in reach.chairs if _from_above(kind, c.post)))


def _at(kind: Kind, chairs: tuple[Chair, ...]) -> Iterator[str]:
    return (c.path for c in chairs if _own(kind, c.post) and is_about(kind, c.place_kind))
