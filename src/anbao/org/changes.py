"""Single and bulk changes of what the organisation holds. Re-exported by org.actions, the package's door.

Every one: load under lock, authorise (power and reach over the place before and after), write, one ledger line
without personal values.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from anbao.kit import clock, crypto
from anbao.kit.access import actions as access
from anbao.kit.access.models import User
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.org import checks
from anbao.org.models import Area, Certificate, Device, Institution, Person, Post

EDIT = "org.edit"
#: what no form may judge: sealed values, their hashes, the login
UNCHECKED = ("phone", "id_number", "phone_hash", "id_hash", "user")


class OrgFault(ValueError):
    """A write of the organisation that can't be; the message is for the user. ``field``: where a form shows it."""

    def __init__(self, words: str, field: str = ""):
        super().__init__(words)
        self.field = field


def path_of(row) -> str:
    """Where a row of the organisation lies in the tree."""
    if isinstance(row, Institution):
        return row.path
    return row.person.institution.path if isinstance(row, Certificate) else row.institution.path


def authorise(reach: Reach, *paths: str, power: str = EDIT) -> None:
    if not reach.may(power) or not all(reach.covers(path) for path in paths):
        raise Denied(_("You may not change what belongs to this institution."))


def in_words(error: Exception, model: type[models.Model]) -> OrgFault:
    """A refusal of a form's check or of the database as one sentence for the user."""
    if isinstance(error, ValidationError):
        return OrgFault(" ".join(error.messages))
    for constraint in model._meta.constraints:
        if constraint.name in str(error):
            return OrgFault(str(constraint.violation_error_message))
    return OrgFault(_("One of these values is taken by another row."))


def judge(*rows) -> None:
    """Raises OrgFault with the first rule (org.checks) that these rows of one table, written together, break."""
    for row, field, words in checks.faults(rows):
        raise OrgFault(f"{row}: {words}" if len(rows) > 1 else words, field)


def locked(model: type[models.Model], pks: Sequence[int]) -> list:
    rows = model.house.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    return list(rows.select_related("person__institution" if model is Certificate else "institution"))


def _now(row, name: str):
    """The value on the row; nothing where a new row names no other one yet."""
    try:
        return getattr(row, name)
    except ObjectDoesNotExist:
        return None


def _same(before, after) -> bool:
    """Equal; a degree that went through Excel comes back with 15 digits and is still the same place."""
    if isinstance(before, float) and isinstance(after, float):
        return abs(before - after) < 1e-9
    return before == after


def put(row, fields: dict) -> list[str]:
    """Set `fields` on `row`; returns the names of those that differ. Sealed values take their hashes along."""
    changed = [name for name, value in fields.items() if not _same(_now(row, name), value)]
    for name in changed:
        setattr(row, name, fields[name])
    if isinstance(row, Person):
        row.phone_hash = crypto.fingerprint(row.phone) if row.phone else None
        row.id_hash = crypto.fingerprint(row.id_number) if row.id_number else None
    return sorted(changed)


def _saved(model, noun: str, *, actor: Person, reach: Reach, at: datetime, row, fields: dict):
    with transaction.atomic():
        found = locked(model, [row.pk])[0] if row else model()
        if row:
            authorise(reach, path_of(found))
        changed = put(found, fields)
        authorise(reach, path_of(found))
        try:
            found.clean_fields(exclude=UNCHECKED)
            judge(found)  # before the constraints, which tell the same without the field
            found.validate_unique(exclude=UNCHECKED)
            found.validate_constraints(exclude=UNCHECKED)
            with transaction.atomic():
                found.save()
        except (ValidationError, IntegrityError) as error:
            raise in_words(error, model) from error
        verb = f"org.{noun}.{'changed' if row else 'added'}"
        if changed:
            ledger.append([Entry(verb, actor.tag, f"{noun}:{found.pk}", at, path_of(found), {"fields": changed})])
    return found


def save_area(**wish) -> Area:
    """Add (row=None) or change a key area; keywords as ``kit.tables.pages.Declared.save``."""
    return _saved(Area, "area", **wish)


def save_device(**wish) -> Device:
    return _saved(Device, "device", **wish)


def save_person(**wish) -> Person:
    """Add or change a person; an empty sealed value of a form leaves the stored one alone."""
    kept = {n: v for n, v in wish.pop("fields").items() if v or n not in {"phone", "id_number"}}
    return _saved(Person, "person", fields=kept, **wish)


def save_certificate(**wish) -> Certificate:
    return _saved(Certificate, "certificate", **wish)


def save_post(**wish) -> Post:
    return _saved(Post, "post", **wish)


@transaction.atomic
def _all_changed(
    model, noun: str, *, actor: Person, reach: Reach, at: datetime, pks: Sequence[int], fields: dict
) -> int:
    rows = locked(model, pks)
    touched = []
    for row in rows:
        authorise(reach, path_of(row))
        if put(row, fields):
            authorise(reach, path_of(row))
            touched.append(row)
    judge(*touched)
    try:
        with transaction.atomic():
            model.house.bulk_update(touched, list(fields), batch_size=500)
    except IntegrityError as error:
        raise in_words(error, model) from error
    _tell_many(noun, "changed", actor, at, touched, fields=sorted(fields))
    return len(touched)


def _tell_many(noun: str, verb: str, actor: Person, at: datetime, rows: Sequence, **detail) -> None:
    if rows:
        told = {"ids": [row.pk for row in rows[:50]], "rows": len(rows), **detail}
        scope = _shared([path_of(row) for row in rows])
        ledger.append([Entry(f"org.{noun}.{verb}", actor.tag, f"{noun}s:{len(rows)}", at, scope, told)])


def _shared(paths: Sequence[str]) -> str:
    """The path of the lowest place that all of them lie under."""
    low, high = min(paths), max(paths)
    same = next((i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low))
    return low[: same - same % 4]


def change_areas(**wish) -> int:
    """Set `fields` on many areas at once, all or none; returns how many changed."""
    return _all_changed(Area, "area", **wish)


def change_devices(**wish) -> int:
    return _all_changed(Device, "device", **wish)


def change_people(**wish) -> int:
    return _all_changed(Person, "person", **wish)


def change_certificates(**wish) -> int:
    return _all_changed(Certificate, "certificate", **wish)


@transaction.atomic
def seat_post(*, actor: Person, reach: Reach, at: datetime, post: Post, person: Person, since: date) -> Post:
    """Seat a person in a vacant chair."""
    post = locked(Post, [post.pk])[0]
    authorise(reach, path_of(post), person.institution.path)
    if post.person_id is not None:
        raise OrgFault(_("This post is held; unseat its holder first."))
    post.person, post.since = person, since
    try:
        with transaction.atomic():
            post.save(update_fields=["person", "since"])
    except IntegrityError as error:
        raise in_words(error, Post) from error
    told = {"kind": post.kind, "person": person.pk}
    ledger.append([Entry("org.post.seated", actor.tag, f"post:{post.pk}", at, path_of(post), told)])
    return post


@transaction.atomic
def unseat_posts(*, actor: Person, reach: Reach, at: datetime, pks: Sequence[int], until: date) -> int:
    """End the tenure of holders on their last day `until`; each chair stays, vacant from the next day."""
    left = []
    for post in locked(Post, pks):
        authorise(reach, path_of(post))
        if post.person_id is None or post.until is not None:
            continue
        if post.since and until < post.since:
            raise OrgFault(_("%(who)s took this post later than that day.") % {"who": post.person})
        post.until = until
        left.append(post)
    Post.house.bulk_update(left, ["until"])
    Post.house.bulk_create(
        [Post(institution=p.institution, kind=p.kind, person=None, since=until + timedelta(days=1)) for p in left]
    )
    _tell_many("post", "unseated", actor, at, left, until=str(until), people=[p.person_id for p in left[:50]])
    return len(left)


def change_posts(*, actor: Person, reach: Reach, at: datetime, pks: Sequence[int], fields: dict) -> int:
    """The bulk change of posts is unseating their holders."""
    return unseat_posts(actor=actor, reach=reach, at=at, pks=pks, until=fields["until"])


@transaction.atomic
def add_login(*, actor: User, reach: Reach, at: datetime, person: Person, username: str) -> tuple[User, str]:
    """A new login for `person`, with its temporary password (returned once, to be told in person)."""
    user, password = access.add(actor=actor, reach=reach, username=username, display_name=person.name, at=at)
    return link_login(actor=actor, reach=reach, at=at, person=person, user_id=user.pk), password


@transaction.atomic
def link_login(*, actor: User, reach: Reach, at: datetime, person: Person, user_id: int) -> User:
    """Say whose login this is; only where neither has another half, and never the actor's own."""
    authorise(reach.as_administrator(), person.institution.path, power=access.POWER)
    person = Person.house.select_for_update(of=("self",)).select_related("institution").get(pk=person.pk)
    user = User.objects.select_for_update().get(pk=user_id)
    if actor.pk == user.pk or person.user_id == actor.pk:
        raise Denied(_("Nobody manages his own login."))
    if person.user_id is not None:
        raise OrgFault(_("%(person)s has a login already.") % {"person": person})
    if person.left_on is not None and person.left_on <= clock.local_day(at):
        raise OrgFault(_("%(person)s has left.") % {"person": person})
    if Person.house.filter(user=user).exists():
        raise OrgFault(_("This login belongs to somebody else."))
    person.user = user
    person.save(update_fields=["user"])
    told = {"user": user.username}
    ledger.append([Entry("org.person.login_linked", f"user:{actor.pk}", person.tag, at, person.institution.path, told)])
    return user
