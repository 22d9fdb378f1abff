"""Writes of the organisation. Bulk forms are the real ones; the single forms call them."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from anbao.kit import clock, crypto
from anbao.kit.access.models import User
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.org import words
from anbao.org.changes import (
    OrgFault,
    add_login,
    authorise,
    change_areas,
    change_certificates,
    change_devices,
    change_people,
    change_posts,
    in_words,
    judge,
    link_login,
    put,
    save_area,
    save_certificate,
    save_device,
    save_person,
    save_post,
    seat_post,
    unseat_posts,
)
from anbao.org.models import Area, Certificate, Device, Institution, Person, Post
from anbao.org.moving import lock_tree, move_institution, move_institutions, when_moved
from anbao.org.rollups import Rollup, hold_still
from anbao.org.rules import next_step

__all__ = (
    "OrgFault", "Rollup", "add_areas", "add_certificates", "add_devices", "add_institution", "add_institutions", "add_login",
    "add_people", "add_posts", "change_areas", "change_certificates", "change_devices", "change_institutions", "change_people",
    "change_posts", "close_institution", "give_logins", "hold_still", "link_login", "lock_tree", "move_institution", "move_institutions", "prepare_person", "read_clear",
    "save_area", "save_certificate", "save_device", "save_institution", "save_person", "save_post", "seat", "seat_post",
    "unseat_posts", "when_moved",
)  # fmt: skip


@transaction.atomic
def add_institution(*, actor: str, at: datetime, parent: Institution | None, **fields) -> Institution:
    """Hang a new institution under `parent`; raises OrgFault when it may not hang there."""
    lock_tree()
    siblings = Institution.house.filter(parent=parent)
    last = siblings.order_by("-path").values_list("path", flat=True).first()
    base = parent.path if parent else ""
    place = Institution(parent=parent, path=base + next_step(last), depth=parent.depth + 1 if parent else 1, **fields)
    place.full_clean(exclude=["parent"])
    judge(place)
    place.save(force_insert=True)
    ledger.append(
        [Entry("org.institution.added", actor, f"institution:{place.pk}", at, place.path, {"code": place.code})]
    )
    return place


@transaction.atomic
def add_institutions(*, actor: str, at: datetime, rows: Sequence[Mapping]) -> list[Institution]:
    """Hang many institutions at once, parents before children; ``parent`` of a row is a code (or None for the root).

    All or none: raises OrgFault that names every bad row by its number (from 1) and code. One ledger line.
    """
    lock_tree()
    wanted = {row["parent"] for row in rows} - {None}
    known = {p.code: p for p in Institution.house.filter(Q(code__in=wanted) | Q(code__in=[r["code"] for r in rows]))}
    last = _last_children(known.values())
    made: list[Institution] = []
    faults = []
    for number, row in enumerate(rows, 1):
        try:
            place = _hung(row, known, last)
        except OrgFault as fault:
            faults.append(f"{number} {row['code']}: {fault}")
            continue
        known[place.code] = place
        made.append(place)
    if faults:
        raise OrgFault("; ".join(faults))
    for depth in sorted({place.depth for place in made}):
        Institution.house.bulk_create([p for p in made if p.depth == depth], batch_size=1000)
    codes = [p.code for p in made[:50]]
    ledger.append([Entry("org.institution.added", actor, f"institutions:{len(made)}", at, "", {"code": codes})])
    return made


def _last_children(parents: Iterable[Institution]) -> dict[int | None, str]:
    """The last path under each of the stored parents (None: the root's), in one query."""
    rows = Institution.house.filter(Q(parent__in=[p.pk for p in parents]) | Q(parent=None))
    return {row["parent"]: row["last"] for row in rows.order_by().values("parent").annotate(last=Max("path"))}


def _hung(row: Mapping, known: Mapping[str, Institution], last: dict) -> Institution:
    """The row as an unsaved institution with its place in the tree; moves `last` on."""
    fields = {name: value for name, value in row.items() if name != "parent"}
    parent = known.get(row["parent"])
    if row["parent"] is not None and parent is None:
        raise OrgFault(_("there is no institution with the code %(code)s") % {"code": row["parent"]})
    if fields["code"] in known:
        raise OrgFault(_("this code is taken"))
    key = (parent.pk or parent.path) if parent else None
    path = (parent.path if parent else "") + next_step(last.get(key))
    last[key] = path
    place = Institution(parent=parent, path=path, depth=parent.depth + 1 if parent else 1, **fields)
    try:
        place.clean_fields(exclude=["parent"])
    except ValidationError as error:
        raise OrgFault("; ".join(f"{k}: {' '.join(v)}" for k, v in error.message_dict.items())) from error
    judge(place)
    return place


@transaction.atomic
def save_institution(
    *, actor: Person, reach: Reach, at: datetime, row: Institution | None, fields: dict
) -> Institution:
    """Add an institution under ``fields["parent"]``, or change one; another parent moves it with its subtree."""
    fields = dict(fields)
    parent = fields.pop("parent", row.parent if row else None)
    if row is None:
        authorise(reach, parent.path if parent else "")
        return add_institution(actor=actor.tag, at=at, parent=parent, **fields)
    lock_tree()
    place = Institution.house.select_for_update(of=("self",)).select_related("parent").get(pk=row.pk)
    authorise(reach, place.path)
    stood = place.parent_id
    changed = put(place, fields)
    place.parent = parent  # kind and parent may change together: what comes out is judged, not what is between
    try:
        place.full_clean(exclude=["parent"])
        judge(place)
        place.parent_id = stood
        place.save()
    except ValidationError as error:
        raise in_words(error, Institution) from error
    if changed:
        told = {"fields": changed}
        ledger.append([Entry("org.institution.changed", actor.tag, f"institution:{place.pk}", at, place.path, told)])
    if parent is not None and parent.pk != stood:
        authorise(reach, parent.path)
        place = move_institution(actor=actor.tag, at=at, place=place, parent=parent)
    return place


@transaction.atomic
def close_institution(*, actor: Person, reach: Reach, at: datetime, place: Institution, on: date) -> Institution:
    """Close an institution on a day; what lies below has to be closed first."""
    lock_tree()
    place = Institution.house.select_for_update(of=("self",)).get(pk=place.pk)
    authorise(reach, place.path)
    place.closed_on = on
    judge(place)
    place.save(update_fields=["closed_on"])
    ledger.append(
        [Entry("org.institution.closed", actor.tag, f"institution:{place.pk}", at, place.path, {"on": str(on)})]
    )
    return place


@transaction.atomic
def change_institutions(*, actor: Person, reach: Reach, at: datetime, pks: Sequence[int], fields: dict) -> int:
    """Put tags on (``add_tags``) and take tags off (``drop_tags``) many institutions at once."""
    add, drop = set(fields.get("add_tags", ())), set(fields.get("drop_tags", ()))
    touched = []
    for place in Institution.house.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"):
        authorise(reach, place.path)
        tags = [tag for tag in place.tags if tag not in drop] + sorted(add - set(place.tags))
        if tags != place.tags:
            place.tags = tags
            touched.append(place)
    Institution.house.bulk_update(touched, ["tags"])
    if touched:
        told = {"ids": [p.pk for p in touched[:50]], "add": sorted(add), "drop": sorted(drop)}
        subject = f"institutions:{len(touched)}"
        ledger.append([Entry("org.institution.changed", actor.tag, subject, at, touched[0].path, told)])
    return len(touched)


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
def add_areas(*, actor: str, at: datetime, areas: Sequence[Area]) -> list[Area]:
    """Register key areas; one ledger line for the batch."""
    made = Area.house.bulk_create(areas, batch_size=1000)
    ledger.append([Entry("org.area.added", actor, f"areas:{len(made)}", at, "")])
    return made


@transaction.atomic
def add_devices(*, actor: str, at: datetime, devices: Sequence[Device]) -> list[Device]:
    """Register devices, panels before their zones; one ledger line for the batch."""
    Device.house.bulk_create([d for d in devices if d.panel is None], batch_size=1000)
    Device.house.bulk_create([d for d in devices if d.panel is not None], batch_size=1000)
    codes = [d.code for d in devices[:50]]
    ledger.append([Entry("org.device.added", actor, f"devices:{len(devices)}", at, "", {"code": codes})])
    return list(devices)


@transaction.atomic
def add_posts(*, actor: str, at: datetime, posts: Sequence[Post]) -> list[Post]:
    """Set up chairs, held or vacant; one ledger line for the batch."""
    unknown = sorted({post.kind for post in posts} - words.post_kinds().keys())
    if unknown:
        raise OrgFault(_("There is no post of the kind %(kinds)s.") % {"kinds": ", ".join(unknown)})
    made = Post.house.bulk_create(posts, batch_size=1000)
    ledger.append([Entry("org.post.seated", actor, f"posts:{len(made)}", at, "")])
    return made


@transaction.atomic
def add_certificates(*, actor: str, at: datetime, certificates: Sequence[Certificate]) -> list[Certificate]:
    """Register licences; one ledger line for the batch."""
    made = Certificate.house.bulk_create(certificates, batch_size=1000)
    ledger.append([Entry("org.certificate.added", actor, f"certificates:{len(made)}", at, "")])
    return made


@transaction.atomic
def give_logins(*, actor: str, at: datetime, logins: Mapping[str, Person], password_hash: str) -> list[User]:
    """Make a login for each person, by user name, all with a password that is hashed already."""
    users = User.objects.bulk_create(
        [User(username=name, password=password_hash, display_name=person.name) for name, person in logins.items()]
    )
    for user, person in zip(users, logins.values(), strict=True):
        person.user = user
    Person.house.bulk_update(list(logins.values()), ["user"])
    ledger.append([Entry("org.person.login_given", actor, f"people:{len(users)}", at, "", {"users": sorted(logins)})])
    return users


@transaction.atomic
def first_administrator(*, staff_no: str, username: str, at: datetime) -> str:
    """The login of a site that nobody can enter yet; returns its password for one use. Refused once there is one."""
    manages = [kind.id for kind in words.post_kinds().values() if "users.manage" in kind.powers]
    chairs = Post.house.held_on(clock.local_day(at)).filter(kind__in=manages)
    if chairs.filter(person__user__is_active=True).exists():
        raise OrgFault(_("There is a security administrator already, who makes the other logins."))
    person = Person.house.filter(staff_no=staff_no).first()
    if person is None:
        raise OrgFault(_("No person has the staff number %(n)s.") % {"n": staff_no})
    if not chairs.filter(person=person).exists():
        raise OrgFault(_("%(name)s does not hold the post of security administrator.") % {"name": person.name})
    if User.objects.filter(username=username).exists():
        raise OrgFault(_("A login of that name exists."))
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(username, password=password, display_name=person.name, must_change_password=True)
    person.user = user
    person.save(update_fields=["user"])
    ledger.append(
        [Entry("org.person.first_login", "system", person.tag, at, person.institution.path, {"user": username})]
    )
    return password


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
