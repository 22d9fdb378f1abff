"""Imports of the organisation's tables: rows of a workbook -> a plan -> all of it applied, or none.

A row is found again by its key (code, staff number, ...). What a file does not have as a column stays as it is. A row
may name another row of the same file (an institution above it, a panel of a zone): such rows wait for each other.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from anbao.kit.access.scopes import Reach
from anbao.kit.fields import masked
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.tables.agreeing import disagreements, sayings
from anbao.kit.tables.cells import CellFault, plain
from anbao.kit.tables.plans import Change, Plan, Refused
from anbao.kit.tables.reading import Fault, Filled
from anbao.kit.tables.sheets import Sheet
from anbao.org import actions, checks, tables
from anbao.org.changes import authorise, in_words, path_of, put
from anbao.org.models import STEP, Area, Certificate, Device, Institution, Person, Post
from anbao.org.numbers import identity_fault, phone_fault
from anbao.org.queries import with_held_posts
from anbao.org.rules import may_hang

IMPORT = "org.import"
#: fields that ``clean_fields`` has nothing to say about
UNCHECKED = ["parent", "path", "depth", "phone_hash", "id_hash", "phone", "id_number", "panel", "institution", "person"]


class Later(Exception):
    """This row names another row of the file that has not been read yet."""


@dataclass
class Known:
    """What rows of a file may name: read once, and grown by the file's own rows."""

    reach: Reach
    places: dict[str, Institution] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    areas: dict[tuple[int, str], Area] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)

    def place(self, code: str, column: str = "institution") -> Institution:
        """An institution in reach; another one's code is answered like an unknown one."""
        found = self.places.get(code)
        if found is None or not self.reach.covers(found.path):
            raise CellFault(_("there is no institution with the code %(code)s in your reach") % {"code": code}, column)
        return found

    def person(self, number: str) -> Person:
        found = self.people.get(number)
        if found is None or not self.reach.covers(found.institution.path):
            raise CellFault(
                _("there is nobody with the staff number %(number)s in your reach") % {"number": number}, "person"
            )
        return found


@dataclass(frozen=True)
class Table:
    """How one table is brought in. ``resolve`` (values, known) -> (key, fields of the model); ``store`` writes; ``key``:
    the column that finds a row again, ``own``: the one by which rows of a file name each other."""

    sheet: Sheet
    model: type
    noun: str
    resolve: Callable
    existing: Callable
    store: Callable
    key: str
    own: str = ""


def _phone(values: dict) -> None:
    """A phone that is none; stars stand for the one that is kept."""
    said = values.get("phone") or ""
    if said and "*" not in said and (words := phone_fault(said)):
        raise CellFault(words, "phone")


def _institution(values: dict, known: Known):
    code, above = values["code"], values.get("parent", "")
    if not above:
        return code, _root(values, known)
    if above == code:
        raise CellFault(_("An institution can't hang under itself."), "parent")
    if above in known.waiting:
        raise Later
    fields = {name: value for name, value in values.items() if name != "parent"}
    old = known.places.get(code)
    _phone(values)
    if (
        old is not None
        and old.parent is not None
        and old.parent.code == above
        and not known.reach.covers(old.parent.path)
    ):
        known.place(code, "code")  # the head of the reader's reach stays under what he does not see
    else:
        fields["parent"] = known.place(above, "parent")
    return code, fields


def _root(values: dict, known: Known) -> dict:
    """The row without an institution above: the head of the tree, which only a reach over everything may write."""
    old = known.places.get(values["code"])
    if not known.reach.covers("") or not may_hang(values["kind"], None) or (old is not None and old.parent_id):
        raise CellFault(_("must be filled in"), "parent")
    if old is None and any(place.parent is None for place in known.places.values()):
        raise CellFault(_("the tree has its head already"), "parent")
    return {**values, "parent": None}


def _area(values: dict, known: Known):
    place = known.place(values["institution"])
    return (place.pk, values["name"]), {**values, "institution": place}


def _device(values: dict, known: Known):
    place = known.place(values["institution"])
    fields = {**values, "institution": place}
    if "area" in values:
        fields["area"] = known.areas.get((place.pk, values["area"]))
        if values["area"] and fields["area"] is None:
            raise CellFault(_("%(place)s has no area %(name)s") % {"place": place, "name": values["area"]}, "area")
    if "panel" in values:
        if values["panel"] in known.waiting:
            raise Later
        fields["panel"] = known.devices.get(values["panel"])
        if values["panel"] and (fields["panel"] is None or not known.reach.covers(fields["panel"].institution.path)):
            raise CellFault(_("there is no device with the code %(code)s") % {"code": values["panel"]}, "panel")
    return values["code"], fields


def _person(values: dict, known: Known):
    place = known.place(values["institution"])
    fields = {**values, "institution": place}
    old = known.people.get(values["staff_no"])
    for name, shape in (("phone", (3, 4)), ("id_number", (4, 2))):
        if "*" not in (fields.get(name) or ""):
            continue
        if old is None or masked(getattr(old, name), *shape) != fields[name]:
            raise CellFault(_("a number with stars can't be kept: type it whole, or leave it as it was exported"), name)
        del fields[name]
    _phone(fields)
    if fields.get("id_number") and (words := identity_fault(fields["id_number"])):
        raise CellFault(words, "id_number")
    return values["staff_no"], fields


def _post(values: dict, known: Known):
    place = known.place(values["institution"])
    said = values.get("person", "")
    person = known.person(said) if said else None
    if person is None:
        fields = {name: value for name, value in values.items() if name != "person"}
        return (place.pk, values["kind"], None, values.get("since")), {**fields, "institution": place, "person": None}
    return (place.pk, values["kind"], person.pk, None), {**values, "institution": place, "person": person}


def _certificate(values: dict, known: Known):
    person = known.person(values["person"])
    return (person.pk, values["kind"], values["number"]), {**values, "person": person}


def _post_key(post: Post):
    return (post.institution_id, post.kind, post.person_id, None if post.person_id else post.since)


def _stored_posts(known: Known, filled: Filled) -> dict:
    """Chairs by key, the one held now before one of former years; who comes to a vacant chair that the file does not
    leave vacant is seated there, as on the page, and gets no second one beside it."""
    rows = list(Post.house.within(known.reach.scopes).select_related("institution", "person").order_by("until", "pk"))
    stored = {_post_key(post): post for post in rows if post.until is not None and post.person_id is not None}
    stored |= {_post_key(post): post for post in rows if post.until is None}
    free: dict[tuple, list[Post]] = {}
    said = [(row.values, known.places.get(row.values["institution"])) for row in filled.rows]
    kept = {(place.pk, v["kind"], v.get("since")) for v, place in said if place is not None and not v.get("person")}
    for post in rows:
        chair = (post.institution_id, post.kind)
        if post.person_id is None and post.until is None and (*chair, post.since) not in kept:
            free.setdefault(chair, []).append(post)
    for values, place in said:
        person = known.people.get(values.get("person", ""))
        chairs = free.get((place.pk, values["kind"])) if place is not None else None
        if person is not None and chairs and not values.get("until"):
            key = (place.pk, values["kind"], person.pk, None)
            if key not in stored:
                stored[key] = chairs.pop(0)
    return stored


def _stored_certificates(known: Known, _filled) -> dict:
    rows = Certificate.house.within(known.reach.scopes).select_related("person__institution")
    return {(row.person_id, row.kind, row.number): row for row in rows}


def _load(table: Table, filled: Filled, reach: Reach, *, lock: bool) -> Known:
    """Everything the rows may name, in a handful of queries."""
    known = Known(reach)
    known.places = {place.code: place for place in Institution.house.select_related("parent")}
    if table.model is Area or table.model is Device:
        known.areas = {(a.institution_id, a.name): a for a in Area.house.select_related("institution")}
    if table.model is Device:
        codes = {code for row in filled.rows for code in (row.values["code"], row.values.get("panel")) if code}
        known.devices = {
            d.code: d for d in Device.house.select_related("institution", "area", "panel").filter(code__in=codes)
        }
    if table.model in (Person, Post, Certificate):
        numbers = {row.values.get("staff_no") or row.values.get("person") for row in filled.rows}
        people = with_held_posts(Person.house.select_related("institution").filter(staff_no__in=numbers))
        known.people = {
            person.staff_no: person for person in (people.select_for_update(of=("self",)) if lock else people)
        }
    known.waiting = {row.values[table.own] for row in filled.rows} if table.own else set()
    return known


def _differences(table: Table, filled: Filled, row, fields: dict) -> tuple[tuple[str, str, str], ...]:
    """(column, before, after) as people see them; `row` carries the new values afterwards."""
    columns = {column.id: column for column in table.sheet.columns}
    before = {name: _told(columns[name], row) for name in fields if name in columns}
    changed = put(row, fields)
    return tuple((filled.head(table.sheet, n), before[n], _told(columns[n], row)) for n in columns if n in changed)


def _told(column, row) -> str:
    value = column.of(row)
    return "、".join(map(str, value)) if isinstance(value, list) else plain(value)


@dataclass
class Outcome:
    """The plan and the rows behind it, ready to be stored; `written`: number in the sheet and row, new or changed."""

    plan: Plan
    fresh: list = field(default_factory=list)
    changed: list[tuple[object, dict]] = field(default_factory=list)
    written: list[tuple[int, object]] = field(default_factory=list)


def _one(table: Table, known: Known, stored: dict, seen: dict, filled: Filled, row, out: Outcome) -> None:
    key, fields = table.resolve(row.values, known)
    if key in seen:
        raise CellFault(_("the same as row %(n)d") % {"n": seen[key]})
    found = stored.get(key)
    if found is not None and not known.reach.covers(path_of(found)):
        raise CellFault(_("it is in use outside your institutions"))
    seen[key] = row.number
    right, differences, is_new = [], (), found is None
    if is_new:
        found = _fresh(table, fields)
        _remember(table, known, key, found)
        out.fresh.append(found)
    else:
        named = _named(found)
        right.append(sayings(table.sheet, row, found))
        differences = _differences(table, filled, found, fields)
        if _named(found) != named:
            right.clear()  # another row is named: what the cells said of the one before holds no more
    _join(known, found)
    right.append(sayings(table.sheet, row, found))
    out.plan.faults += disagreements(table.sheet, filled, row, *right)
    _checked(table, found)
    if differences:
        out.changed.append((found, fields))
    if is_new or differences:
        out.written.append((row.number, found))
        out.plan.changes.append(Change(row.number, _name(table, row), is_new, differences))
    else:
        out.plan.unchanged += 1


def _named(row) -> list:
    """The rows of the organisation that it names."""
    ours = {Institution, Area, Device, Person}
    return [getattr(row, f.name) for f in row._meta.concrete_fields if f.related_model in ours]


def _join(known: Known, row) -> None:
    """Let the row name others as this file leaves them, not as they were read beside it."""
    if isinstance(row, Institution) and row.parent is not None:
        row.parent = known.places.get(row.parent.code, row.parent)
    if isinstance(row, Device) and row.panel is not None:
        row.panel = known.devices.get(row.panel.code, row.panel)


def _fresh(table: Table, fields: dict):
    """A new row, with its place in the tree where it has one and without posts where it may hold some."""
    fresh = table.model(**fields)
    if table.model is Institution:
        above = fields["parent"]
        fresh.path, fresh.depth = (above.path, above.depth + 1) if above else ("", 1)
    if table.model is Person:
        fresh.held = []
    return fresh


def _name(table: Table, row) -> str:
    said = (row.values.get(name) for name in ("code", "staff_no", "name", "number", "institution", "kind", "person"))
    return " ".join(dict.fromkeys(str(word) for word in said if word))


def _checked(table: Table, row) -> None:
    try:
        row.clean_fields(exclude=UNCHECKED)
    except ValidationError as error:
        name, words = next(iter(error.message_dict.items()))
        raise CellFault(" ".join(words), name) from None


def _remember(table: Table, known: Known, key, fresh) -> None:
    if table.model is Institution:
        known.places[key] = fresh
    elif table.model is Device:
        known.devices[key] = fresh


def _examine(table: Table, filled: Filled, reach: Reach, *, lock: bool = False) -> Outcome:
    known = _load(table, filled, reach, lock=lock)
    stored = table.existing(known, filled)
    out, seen = Outcome(Plan(faults=list(filled.faults))), {}
    left = list(filled.rows)
    while left:
        put_off = []
        for row in left:
            try:
                _one(table, known, stored, seen, filled, row, out)
            except Later:
                put_off.append(row)
                continue
            except CellFault as fault:
                column = filled.head(table.sheet, fault.column or table.key)
                out.plan.faults.append(Fault(filled.sheet, row.number, column, str(fault)))
            known.waiting.discard(row.values.get(table.own, ""))
        if len(put_off) == len(left):
            words = _("these rows name each other in a circle")
            out.plan.faults += [Fault(filled.sheet, row.number, "", words) for row in put_off]
            break
        left = put_off
    _judged(table, known, filled, out)
    out.plan.faults.sort(key=lambda fault: (fault.row, fault.column))
    out.plan.changes.sort(key=lambda change: change.row)
    return out


def _judged(table: Table, known: Known, filled: Filled, out: Outcome) -> None:
    """The rules of org.checks for all rows as they would stand together."""
    circling = {id(row) for _n, row in out.written if table.model is Institution and _circles(row, known)}
    numbers = {id(row): number for number, row in out.written}
    found = [
        (row, "parent", _("An institution can't hang under itself.")) for _n, row in out.written if id(row) in circling
    ]
    found += [
        (row, column, words)
        for row, column, words in checks.faults([row for _number, row in out.written])
        if column != "parent" or id(row) not in circling
    ]
    out.plan.faults += [
        Fault(filled.sheet, numbers[id(row)], filled.head(table.sheet, column), words) for row, column, words in found
    ]


def _circles(place: Institution, known: Known) -> bool:
    """Whether a place that moves would, after all moves of the file, lie below itself."""
    above, passed = place.parent, set()
    if above is None or place.path[:-STEP] == above.path:
        return False
    while above is not None and above.code not in passed:
        if above.code == place.code:
            return True
        passed.add(above.code)
        above = known.places[above.code].parent
    return False


def plan(table: Table, filled: Filled, reach: Reach, at: datetime) -> Plan:
    """What an import would do; writes nothing."""
    with transaction.atomic():
        return _examine(table, filled, reach).plan


@transaction.atomic
def apply(
    table: Table,
    *,
    actor: Person | str,
    reach: Reach,
    at: datetime,
    filled: Filled,
    fingerprint: str = "",
    name: str = "",
) -> Plan:
    """Do all of it or nothing: Refused with the plan when there is a fault or another outcome than was previewed."""
    authorise(reach, power=IMPORT)
    actions.lock_tree()
    out = _examine(table, filled, reach, lock=True)
    if out.plan.faults or (fingerprint and out.plan.fingerprint != fingerprint):
        raise Refused(out.plan)
    tag = actor if isinstance(actor, str) else actor.tag
    try:
        with transaction.atomic():
            table.store(out, tag, at)
    except (IntegrityError, actions.OrgFault) as error:
        words = str(error) if isinstance(error, actions.OrgFault) else str(in_words(error, table.model))
        out.plan.faults.append(Fault(filled.sheet, 0, "", words))
        raise Refused(out.plan) from error
    if out.plan.changes:
        told = {"file": name, "new": len(out.plan.new), "changed": len(out.plan.changed)}
        ledger.append(
            [Entry(f"org.{table.noun}.imported", tag, f"{table.noun}s:{len(out.plan.changes)}", at, "", told)]
        )
    return out.plan


def _store(add: Callable, model: type, out: Outcome, tag: str, at: datetime) -> None:
    """New rows through the bulk action, changed ones in batches."""
    with _together():
        if out.fresh:
            add(tag, at, out.fresh)
        for row, _fields in out.changed:
            row.save()


@contextmanager
def _together() -> Iterator[None]:
    """What the database judges once all rows are written: two zones of a file may exchange their numbers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS org_zone_number_once DEFERRED")
        yield
        cursor.execute("SET CONSTRAINTS org_zone_number_once IMMEDIATE")


def _store_institutions(out: Outcome, tag: str, at: datetime) -> None:
    """Changed kinds first, which new ones may hang under; new ones parents first; then the moves together."""
    taken = ("path", "depth", "id")
    names = [f.name for f in Institution._meta.concrete_fields if f.name not in (*taken, "parent")]
    rows = [{**{n: getattr(p, n) for n in names}, "parent": p.parent and p.parent.code} for p in out.fresh]
    moved = {}
    for place, fields in out.changed:
        stored = Institution.house.select_related("parent").get(pk=place.pk)
        if "closed_on" in fields and fields["closed_on"] != stored.closed_on:
            _tell_of_closing(stored, fields["closed_on"], tag, at)
        Institution.house.filter(pk=place.pk).update(**{n: v for n, v in fields.items() if n != "parent"})
        above = fields.get("parent")
        if above is not None and above.code != (stored.parent.code if stored.parent else None):
            moved[place.pk] = above.code
    if rows:
        actions.add_institutions(actor=tag, at=at, rows=rows)
    heads = dict(Institution.house.filter(code__in=moved.values()).values_list("code", "pk"))
    actions.move_institutions(actor=tag, at=at, moves={pk: heads[code] for pk, code in moved.items()})


def _tell_of_closing(place: Institution, on: date | None, tag: str, at: datetime) -> None:
    """The line that closing on the page leaves too; without a day the institution is open again."""
    verb, told = ("closed", {"on": str(on)}) if on else ("changed", {"fields": ["closed_on"]})
    ledger.append([Entry(f"org.institution.{verb}", tag, f"institution:{place.pk}", at, place.path, told)])


def _add_people(tag: str, at: datetime, rows: list) -> None:
    for person in rows:
        put(person, {})
    actions.add_people(actor=tag, at=at, people=rows)


def _store_posts(out: Outcome, tag: str, at: datetime) -> None:
    """As unseating on the page does: the chair of a holder whose last day is said stays, vacant from the next day,
    unless the file itself says what becomes of it."""
    standing = set(
        Post.house.filter(pk__in=[p.pk for p, _fields in out.changed], until=None).values_list("pk", flat=True)
    )
    left = [post for post, _fields in out.changed if post.pk in standing and post.person_id and post.until]
    said = Counter((post.institution_id, post.kind) for post in out.fresh if post.until is None)
    vacant = []
    for post in left:
        chair = (post.institution_id, post.kind)
        if said[chair]:
            said[chair] -= 1
        else:
            vacant.append(Post(institution=post.institution, kind=post.kind, since=post.until + timedelta(days=1)))
    _store(lambda tag, at, rows: actions.add_posts(actor=tag, at=at, posts=rows), Post, out, tag, at)
    if vacant:
        actions.add_posts(actor=tag, at=at, posts=vacant)


TABLES = {
    "institutions": Table(
        tables.INSTITUTIONS, Institution, "institution", _institution, lambda k, f: dict(k.places),
        _store_institutions, "code", own="code",
    ),
    "areas": Table(
        tables.AREAS, Area, "area", _area, lambda k, f: k.areas,
        partial(_store, lambda tag, at, rows: actions.add_areas(actor=tag, at=at, areas=rows), Area), "name",
    ),
    "devices": Table(
        tables.DEVICES, Device, "device", _device, lambda k, f: dict(k.devices),
        partial(_store, lambda tag, at, rows: actions.add_devices(actor=tag, at=at, devices=rows), Device), "code", own="code",
    ),
    "people": Table(
        tables.PEOPLE, Person, "person", _person, lambda k, f: dict(k.people),
        partial(_store, _add_people, Person), "staff_no",
    ),
    "posts": Table(
        tables.POSTS, Post, "post", _post, _stored_posts,
        _store_posts, "person",
    ),
    "certificates": Table(
        tables.CERTIFICATES, Certificate, "certificate", _certificate, _stored_certificates,
        partial(_store, lambda tag, at, rows: actions.add_certificates(actor=tag, at=at, certificates=rows), Certificate), "number",
    ),
}  # fmt: skip
