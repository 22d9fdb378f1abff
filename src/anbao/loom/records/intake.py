"""What came in over the form: from a browser's fields to a Draft that can be shown again, and on to a Filing.

A draft keeps everything as it was typed, so that a refused filing loses nothing: uploads are already kept (their ids
travel in hidden fields) and a co-signer's confirmed signature travels as a signed token, never as a password.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.auth import authenticate
from django.core import signing
from django.utils.translation import gettext as _

from anbao.kit import clock
from anbao.kit.files import actions as files
from anbao.kit.files.models import Attachment
from anbao.kit.files.rules import UploadRefused
from anbao.loom.records.actions import Filing
from anbao.loom.records.descriptors import FieldSpec, Kind
from anbao.loom.records.models import Record
from anbao.loom.records.queries import attached_to
from anbao.org.models import Person
from anbao.org.queries import people_to_name, places_to_name

#: how long a co-signer's confirmation holds while the form is put right
SIGNED_FOR_SECONDS = 30 * 60
SALT = "anbao.records.signature"
MANY = ("choices", "people", "institutions")
ROW = re.compile(r"^v_(?P<field>[a-z0-9_]+?)__(?P<row>\d{1,3})__(?P<column>[a-z0-9_]+)$")


@dataclass
class Sign:
    """One co-signer's place in the form: the name typed, and the person once the password was right."""

    username: str = ""
    person: Person | None = None
    token: str = ""


@dataclass
class Draft:
    """A form as it was filled in; ``faults`` are found while reading it ({field: words})."""

    values: dict = field(default_factory=dict)
    checks: dict = field(default_factory=dict)
    remarks: dict = field(default_factory=dict)
    attachments: list[Attachment] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    attendance: str = ""
    attendees: list[int] = field(default_factory=list)
    claimed_at: str = ""
    lon: str = ""
    lat: str = ""
    reason: str = ""
    client_key: str = field(default_factory=lambda: str(uuid4()))
    faults: dict[str, str] = field(default_factory=dict)


def blank(kind: Kind) -> Draft:
    """An unfilled form: the descriptor's defaults, and as many co-signers as the kind wants."""
    return Draft(values=kind.in_order_values(), signs=[Sign() for _number in range(max(kind.signatures.count - 1, 0))])


def offered(kind: Kind, said) -> dict:
    """Values that the address of the form brings along (``?v_screened=60``), for pages that counted something."""
    return {spec.id: _value(spec, said) for spec in kind.fields if f"v_{spec.id}" in said and spec.type != "rows"}


def read(kind: Kind, request, *, actor: Person, scope: str, corrects: Record | None = None) -> Draft:
    """The form that was sent; uploads are taken in, co-signers' passwords are checked.

    A correction may keep photos of the record that it corrects.
    """
    post = request.POST
    draft = Draft(
        values={spec.id: _value(spec, post) for spec in kind.fields},
        checks={item.id: post.get(f"c_{item.id}", "") for item in kind.checklist},
        remarks={item.id: post.get(f"r_{item.id}", "").strip() for item in kind.checklist},
        attendance=post.get("attendance", "").strip(), attendees=_numbers(post.getlist("attendees")),
        claimed_at=post.get("claimed_at", ""), lon=post.get("lon", ""), lat=post.get("lat", ""),
        reason=post.get("reason", "").strip(), client_key=_uuid(post.get("client_key", "")),
    )  # fmt: skip
    draft.values = {name: given for name, given in draft.values.items() if given not in ("", [], None)}
    _take_photos(draft, request, actor=actor, scope=scope, corrects=corrects)
    draft.signs = [_sign(draft, request, number, actor) for number in range(1, max(kind.signatures.count, 1))]
    _check_names(kind, draft, request.user)
    return draft


def from_data(kind: Kind, said, request, *, actor: Person) -> Draft:
    """A filing that came as data (``api.FilingIn``): the same checks as the form's, and shapes that a form can't get wrong."""
    spot = said.location
    draft = Draft(
        values=dict(said.values), checks=dict(said.checks), remarks=dict(said.remarks), attendees=list(said.attendees),
        attendance="" if said.attendance is None else str(said.attendance),
        claimed_at=said.claimed_at.isoformat() if said.claimed_at else "", lon=str(spot[0]) if spot else "",
        lat=str(spot[1]) if spot else "", client_key=str(said.client_key or uuid4()),
    )  # fmt: skip
    for name, given in said.values.items():
        spec = kind.field(name)
        if spec is None or not _has_shape(spec, given):
            draft.faults[name] = _("no such field") if spec is None else _("a value of another shape is wanted")
            del draft.values[name]
    draft.values = {name: given for name, given in draft.values.items() if given not in ("", [], None)}
    draft.faults |= {name: _("no such item") for name in {**said.checks, **said.remarks} if kind.item(name) is None}
    draft.attachments = _own_uploads(said.attachments, actor)
    if len(draft.attachments) < len(set(said.attachments)):
        draft.faults["photos"] = _("One of these files is not yours, or proves something already.")
    wanted = max(kind.signatures.count - 1, 0)
    signs = [(one.username.strip(), one.password) for one in said.co_signers[:wanted]]
    signs += [("", "")] * (wanted - len(signs))
    draft.signs = [_confirmed(draft, request, number, actor, *sign) for number, sign in enumerate(signs, 1)]
    _check_names(kind, draft, request.user)
    return draft


def _has_shape(spec: FieldSpec, given) -> bool:
    """One value, several, or rows, as the field's type wants it."""
    if given is None:
        return True
    if spec.type == "rows":
        columns = {column.id: column for column in spec.columns}
        return isinstance(given, list) and all(
            isinstance(row, dict)
            and all(name in columns and _has_shape(columns[name], one) for name, one in row.items())
            for row in given
        )
    if spec.type in MANY:
        return isinstance(given, list) and not any(isinstance(one, dict | list) for one in given)
    return not isinstance(given, dict | list)


def _value(spec: FieldSpec, post):
    name = f"v_{spec.id}"
    if spec.type == "rows":
        return _rows(spec, post)
    if spec.type in MANY:
        return [one for one in post.getlist(name) if one]
    return post.get(name, "").strip()


def _rows(spec: FieldSpec, post) -> list[dict]:
    """Rows in the order of their numbers; a row of which nothing was filled in is no row."""
    rows: dict[int, dict] = {}
    columns = {column.id: column for column in spec.columns}
    for name in post:
        found = ROW.match(name)
        if found and found["field"] == spec.id and found["column"] in columns:
            many = columns[found["column"]].type in MANY
            given = [one for one in post.getlist(name) if one] if many else post.get(name, "").strip()
            if given:
                rows.setdefault(int(found["row"]), {})[found["column"]] = given
    return [rows[number] for number in sorted(rows)]


def _numbers(given) -> list[int]:
    return [int(one) for one in given if one.isdecimal()]


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return str(uuid4())


def _take_photos(draft: Draft, request, *, actor: Person, scope: str, corrects: Record | None) -> None:
    """Keep every new upload now, and find again those of the round before: only the actor's own, not yet filed."""
    wanted = _numbers(request.POST.getlist("attachment"))
    kept = [one for one in attached_to(corrects) if one.pk in wanted] if corrects else []
    draft.attachments = kept + _own_uploads(wanted, actor)
    for upload in request.FILES.getlist("photos"):
        try:
            draft.attachments.append(
                files.bring(actor=actor.tag, name=upload.name, content=upload.read(), scope=scope, at=request.at)
            )
        except UploadRefused as refused:
            draft.faults["photos"] = f"{upload.name}: {refused}"


def _own_uploads(pks: list[int], actor: Person) -> list[Attachment]:
    """Uploads that the actor brought himself and that prove nothing yet."""
    return list(Attachment.house.filter(pk__in=pks, brought_by=actor.tag, owner="").order_by("pk"))


def _sign(draft: Draft, request, number: int, actor: Person) -> Sign:
    """One co-signer: a token of the round before, or his own name and password typed on this form."""
    token = request.POST.get(f"sign_token_{number}", "")
    if token:
        try:
            known = signing.loads(token, salt=SALT, max_age=SIGNED_FOR_SECONDS)
        except signing.BadSignature:
            known = {}
        if known.get("key") == draft.client_key:
            person = Person.house.select_related("user").get(pk=known["person"])
            return Sign(person.user.username if person.user else "", person, token)
    username = request.POST.get(f"sign_name_{number}", "").strip()
    password = request.POST.get(f"sign_password_{number}", "")
    return _confirmed(draft, request, number, actor, username, password)


def _confirmed(draft: Draft, request, number: int, actor: Person, username: str, password: str) -> Sign:
    """The co-signer behind a name and password, or the fault at his field."""
    sign = Sign(username)
    if not username:
        draft.faults[f"sign_{number}"] = _("The second person signs here with a name and password of their own.")
        return sign
    user = authenticate(request, username=username, password=password)
    # a locked login is a fault of this field; the middleware would take the whole form away
    request.axes_locked_out = None
    person = Person.house.filter(user=user).first() if user else None
    if person is None:
        draft.faults[f"sign_{number}"] = _("This name and password don't belong together, or the login is locked.")
    elif person.pk == actor.pk:
        draft.faults[f"sign_{number}"] = _("Two different people have to sign.")
    else:
        sign.person = person
        sign.token = signing.dumps({"person": person.pk, "key": draft.client_key}, salt=SALT)
    return sign


def _named_ids(kind: Kind, values: Mapping, types: tuple[str, ...]):
    """(field id, named id) of every person or institution a form names, rows included."""
    for spec in kind.fields:
        given = values.get(spec.id)
        if spec.type in types and given:
            yield from ((spec.id, one) for one in (given if isinstance(given, list) else [given]))
        elif spec.type == "rows" and given:
            for row in given:
                for column in spec.columns:
                    if column.type in types and row.get(column.id):
                        named = row[column.id]
                        yield from ((spec.id, one) for one in (named if isinstance(named, list) else [named]))


def _check_names(kind: Kind, draft: Draft, user) -> None:
    """Named people and institutions exist and may be named by this user."""
    doors = ((("person", "people"), people_to_name), (("institution", "institutions"), places_to_name))
    for types, nameable in doors:
        wanted = [(name, int(one)) for name, one in _named_ids(kind, draft.values, types) if str(one).isdecimal()]
        if types[0] == "person":
            wanted += [("attendance", one) for one in draft.attendees]
        if not wanted:
            continue
        known = set(nameable(user).filter(pk__in={one for _name, one in wanted}).values_list("pk", flat=True))
        for name, one in wanted:
            if one not in known:
                draft.faults[name] = _("somebody or some place here is not in your institutions")


def _moment(text: str) -> datetime | None:
    """The claimed hour, typed in local time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.local_zone())


def _spot(draft: Draft) -> tuple[float, float] | None:
    try:
        lon, lat = float(draft.lon), float(draft.lat)
    except ValueError:
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


def _counts(text: str) -> bool:
    """Whether the text is a number of people; one of thousands of digits Python refuses to read at all."""
    return text.isdecimal() and len(text) < 10


def filing_of(kind: Kind, draft: Draft, *, actor: Person, at: datetime, **about) -> Filing:
    """The draft as a filing; `about` is task, or institution with area_id, device_id, person_id and campaign."""
    attendance = draft.attendance
    if attendance and not _counts(attendance):
        draft.faults["attendance"] = _("a whole number is wanted")
    if draft.claimed_at and _moment(draft.claimed_at) is None:
        draft.faults["claimed_at"] = _("a date or time is wanted")
    return Filing(
        actor=actor, at=at, kind=kind.id, values=draft.values, checks=draft.checks,
        remarks={name: words for name, words in draft.remarks.items() if words},
        attachments=[one.pk for one in draft.attachments], co_signers=[s.person for s in draft.signs if s.person],
        attendance=int(attendance) if _counts(attendance) else None, attendees=draft.attendees,
        claimed_at=_moment(draft.claimed_at) if draft.claimed_at else None, location=_spot(draft),
        client_key=UUID(draft.client_key), **about,
    )  # fmt: skip
