"""Writes of the organisation. Bulk forms are the real ones; the single forms call them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from anbao.kit import crypto
from anbao.kit.access.scopes import Denied
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.org.models import Institution, Person, Post
from anbao.org.rules import may_hang, next_step

#: advisory lock of the tree ("ANBAO" + 2): saleor ADR-0009, one writer of the tree at a time
TREE_LOCK = 0x414E42414F02


class OrgFault(ValueError):
    """A write of the organisation that can't be; the message is for the user."""


def lock_tree() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (TREE_LOCK,))


@transaction.atomic
def add_institution(*, actor: str, at: datetime, parent: Institution | None, **fields) -> Institution:
    """Hang a new institution under `parent`; raises OrgFault when the kind may not hang there."""
    lock_tree()
    if not may_hang(fields["kind"], parent.kind if parent else None):
        raise OrgFault(
            _("A %(kind)s can't hang under %(parent)s.") % {"kind": fields["kind"], "parent": parent or _("nothing")}
        )
    siblings = Institution.house.filter(parent=parent)
    last = siblings.order_by("-path").values_list("path", flat=True).first()
    base = parent.path if parent else ""
    place = Institution(parent=parent, path=base + next_step(last), depth=parent.depth + 1 if parent else 1, **fields)
    place.full_clean(exclude=["parent"])
    place.save(force_insert=True)
    ledger.append(
        [Entry("org.institution.added", actor, f"institution:{place.pk}", at, place.path, {"code": place.code})]
    )
    return place


@transaction.atomic
def move_institution(*, actor: str, at: datetime, place: Institution, parent: Institution) -> Institution:
    """Hang `place` with its subtree under another parent; every path below is rewritten under the tree's lock."""
    lock_tree()
    place, parent = Institution.house.get(pk=place.pk), Institution.house.get(pk=parent.pk)
    if parent.path.startswith(place.path):
        raise OrgFault(_("An institution can't hang under itself."))
    if not may_hang(place.kind, parent.kind):
        raise OrgFault(_("A %(kind)s can't hang under %(parent)s.") % {"kind": place.kind, "parent": parent})
    last = Institution.house.filter(parent=parent).order_by("-path").values_list("path", flat=True).first()
    old, new, deeper = place.path, parent.path + next_step(last), parent.depth + 1 - place.depth
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE org_institution SET path = %s || substr(path, %s), depth = depth + %s WHERE path LIKE %s",
            (new, len(old) + 1, deeper, old + "%"),
        )
        cursor.execute("UPDATE org_institution SET parent_id = %s WHERE id = %s", (parent.pk, place.pk))
    place.refresh_from_db()
    ledger.append([Entry("org.institution.moved", actor, f"institution:{place.pk}", at, new, {"from": old})])
    return place


def prepare_person(**fields) -> Person:
    """A Person with the keyed hashes that belong to its sealed values."""
    person = Person(**fields)
    person.phone_hash = crypto.fingerprint(person.phone) if person.phone else None
    person.id_hash = crypto.fingerprint(person.id_number) if person.id_number else None
    return person


@transaction.atomic
def add_people(*, actor: str, at: datetime, people: Sequence[Person]) -> list[Person]:
    """Register people made by ``prepare_person``; one ledger line for the batch, without personal values."""
    made = Person.house.bulk_create(people, batch_size=1000)
    ledger.append(
        [Entry("org.person.added", actor, f"people:{len(made)}", at, "", {"staff_no": [p.staff_no for p in made[:50]]})]
    )
    return made


@transaction.atomic
def seat(
    *, actor: str, at: datetime, institution: Institution, kind: str, person: Person | None, since: date | None = None
) -> Post:
    """Put `person` into a chair of `kind` at `institution` (None leaves it vacant)."""
    post = Post.house.create(institution=institution, kind=kind, person=person, since=since)
    ledger.append(
        [
            Entry(
                "org.post.seated",
                actor,
                f"post:{post.pk}",
                at,
                institution.path,
                {"kind": kind, "person": person and person.pk},
            )
        ]
    )
    return post


@transaction.atomic
def read_clear(*, actor: Person, reach, person: Person, field: str, purpose: str, at: datetime) -> str:
    """A sealed value in clear for an actor who may see the person; the reading is a ledger line (law 8)."""
    if field not in {"phone", "id_number"} or not reach.covers(person.institution.path):
        raise Denied(_("You may not read this."))
    if not purpose.strip():
        raise OrgFault(_("Say what you need it for."))
    ledger.append(
        [
            Entry(
                "org.person.read_clear",
                actor.tag,
                person.tag,
                at,
                person.institution.path,
                {"field": field, "purpose": purpose},
            )
        ]
    )
    return getattr(person, field)
