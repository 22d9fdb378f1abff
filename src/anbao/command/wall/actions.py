"""Writes of the wall: screens and their tokens, what was shown, and layouts."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError as ValidationRefused

from anbao.command.wall import words as wall_words
from anbao.command.wall.models import Layout, Reason, Screen, Showing
from anbao.command.wall.words import PresetsRefused, of_spec, presets
from anbao.kit import clock, crypto
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.kit.texts import room, too_long
from anbao.org import words as org_words
from anbao.org.models import Institution, Person
from anbao.senses.alarms.models import Alarm
from anbao.senses.cameras.models import CameraSource

#: the power that sets up screens, and the one that confirms a challenge
EDIT, WORK = "org.edit", "alarm.work"
#: showings of one beacon, and how long one may have lasted, seconds
BEACON, LONGEST = 400, 7200


class WallFault(ValueError):
    """The step can't be taken; the message is for the user."""


def line(verb: str, screen: Screen, actor: str, at: datetime, **detail) -> Entry:
    """The ledger line of a screen."""
    return Entry(f"wall.screen.{verb}", actor, f"screen:{screen.pk}", at, screen.institution.path, detail)


@transaction.atomic
def add_screen(*, actor: Person, reach: Reach, institution: Institution, name: str, at: datetime) -> tuple[Screen, str]:
    """A new screen and its token, which nobody can read again."""
    if not reach.may(EDIT) or not reach.covers(institution.path):
        raise Denied(_("You may not set up a screen here."))
    token = secrets.token_urlsafe(24)
    screen = Screen(institution=institution, name=name.strip(), token=crypto.fingerprint(token), made_at=at)
    if not screen.name:
        raise WallFault(_("Give the screen a name."))
    if fault := too_long(screen.name, room(Screen, "name")):
        raise WallFault(_("name") + ": " + fault)
    try:
        screen.validate_constraints()
    except ValidationError as error:
        raise WallFault(" ".join(error.messages)) from None
    screen.save()
    ledger.append([line("added", screen, actor.tag, at, name=screen.name)])
    return screen, token


def _held(screen_id: int, reach: Reach) -> Screen:
    screen = Screen.house.select_for_update(of=("self",)).select_related("institution").get(pk=screen_id)
    if not reach.may(EDIT) or not reach.covers(screen.institution.path):
        raise Denied(_("You may not change this screen."))
    if screen.revoked_at is not None:
        raise WallFault(_("This screen's token was taken back."))
    return screen


@transaction.atomic
def revoke_screen(*, actor: Person, reach: Reach, screen_id: int, at: datetime) -> Screen:
    """Take the token back: the screen goes dark at its next question."""
    screen = _held(screen_id, reach)
    screen.revoked_at = at
    screen.save(update_fields=["revoked_at"])
    ledger.append([line("revoked", screen, actor.tag, at)])
    live.publish("wall", scope=screen.institution.path, screen=screen.pk)
    return screen


@transaction.atomic
def pin_preset(*, actor: Person, reach: Reach, screen_id: int, preset: str, at: datetime) -> Screen:
    """Keep a screen at a layout; empty: by clock and phase again."""
    screen = _held(screen_id, reach)
    own = {layout.key for layout in Layout.house.standing().above(screen.institution.path)}
    if preset and preset not in own and preset not in presets():
        raise WallFault(_("There is no such layout."))
    screen.preset = preset
    screen.save(update_fields=["preset"])
    ledger.append([line("pinned", screen, actor.tag, at, preset=preset)])
    live.publish("wall", scope=screen.institution.path, screen=screen.pk)
    return screen


@transaction.atomic
def set_program(*, actor: Person, reach: Reach, screen_id: int, entries: Sequence[Mapping], at: datetime) -> Screen:
    """A screen's own program: layouts by hour and phase, the first that holds decides; empty: none. Every fault is told at once."""
    screen, faults, checked = _held(screen_id, reach), [], []
    known = {layout.key for layout in Layout.house.standing().above(screen.institution.path)} | set(presets())
    for number, told in enumerate(entries, 1):
        try:
            entry = wall_words.Entry.model_validate(told)
        except ValidationRefused as refused:
            faults += [f"{number}: {fault['msg'].removeprefix('Value error, ')}" for fault in refused.errors()]
            continue
        if entry.layout not in known:
            faults.append(_("%(n)d: there is no such layout.") % {"n": number})
        checked.append(entry.model_dump(mode="json"))
    if faults:
        raise WallFault(" ".join(faults))
    screen.program = checked
    screen.save(update_fields=["program"])
    ledger.append([line("programmed", screen, actor.tag, at, program=checked)])
    live.publish("wall", scope=screen.institution.path, screen=screen.pk)
    return screen


def _may_edit(reach: Reach, institution: Institution) -> None:
    if not reach.may(EDIT) or not reach.covers(institution.path):
        raise Denied(_("You may not change the layouts of this place."))


def _layout_line(verb: str, layout: Layout, actor: Person, at: datetime) -> Entry:
    detail = {"spec": layout.spec}
    return Entry(f"wall.layout.{verb}", actor.tag, f"layout:{layout.pk}", at, layout.institution.path, detail)


@transaction.atomic
def save_layout(
    *, actor: Person, reach: Reach, institution: Institution, spec: Mapping, at: datetime, layout_id: int | None = None
) -> Layout:
    """A new layout of a place, or another form of one; what does not hold together is refused with every fault."""
    _may_edit(reach, institution)
    try:
        checked = of_spec("own", spec).model_dump(mode="json", exclude={"id"})
    except PresetsRefused as refused:
        raise WallFault("; ".join(refused.faults)) from None
    if layout_id is None:
        layout = Layout.house.create(institution=institution, spec=checked, saved_by=actor, saved_at=at)
    else:
        layout = Layout.house.select_for_update(of=("self",)).select_related("institution").standing().get(pk=layout_id)
        _may_edit(reach, layout.institution)
        layout.institution, layout.spec, layout.saved_by, layout.saved_at = institution, checked, actor, at
        layout.save(update_fields=["institution", "spec", "saved_by", "saved_at"])
    ledger.append([_layout_line("saved", layout, actor, at)])
    live.publish("wall", scope=institution.path)
    return layout


@transaction.atomic
def withdraw_layout(*, actor: Person, reach: Reach, layout_id: int, at: datetime) -> Layout:
    """Take a layout away; screens that were pinned to it go by clock and phase again."""
    layout = Layout.house.select_for_update(of=("self",)).select_related("institution").standing().get(pk=layout_id)
    _may_edit(reach, layout.institution)
    layout.withdrawn_at = at
    layout.save(update_fields=["withdrawn_at"])
    Screen.house.filter(preset=layout.key).update(preset="")
    for screen in Screen.house.select_for_update(of=("self",)).filter(program__contains=[{"layout": layout.key}]):
        screen.program = [entry for entry in screen.program if entry["layout"] != layout.key]
        screen.save(update_fields=["program"])
    ledger.append([_layout_line("withdrawn", layout, actor, at)])
    live.publish("wall", scope=layout.institution.path)
    return layout


def screen_of(token: str) -> Screen | None:
    """The standing screen behind a token."""
    if not 20 <= len(token) <= 64:
        return None
    return Screen.house.standing().select_related("institution").filter(token=crypto.fingerprint(token)).first()


@transaction.atomic
def note_shown(*, screen: Screen, shown: Sequence[Mapping], cursor: int, at: datetime) -> int:
    """What the screen says it showed and shows; counts what was kept.

    Cameras outside its place are passed over, moments are bounded by the server's own. A turn that goes on comes again under its
    name: it is lengthened, never shortened and never doubled, be it told twice. ``shown`` may be empty: the screen is there.
    """
    Screen.house.select_for_update(of=("self",)).get(pk=screen.pk)  # two beacons of one screen after each other
    told = _told(screen, shown[:BEACON], at)
    known = {
        row.turn: row for row in Showing.house.filter(screen=screen, turn__in=[row.turn for row in told if row.turn])
    }
    fresh, longer = {}, []
    for number, row in enumerate(told):
        before = known.get(row.turn) if row.turn else None
        if before is None:
            fresh[row.turn or number] = row
        elif before.source_id == row.source_id and row.seconds > before.seconds:
            before.seconds, before.stale = row.seconds, max(row.stale, before.stale)
            longer.append(before)
    Showing.house.bulk_create(fresh.values(), batch_size=500)
    Showing.house.bulk_update(longer, ["seconds", "stale"], batch_size=500)
    Screen.house.filter(pk=screen.pk).update(seen_at=at, cursor=max(int(cursor), 0))
    return len(told)


def _told(screen: Screen, shown: Sequence[Mapping], at: datetime) -> list[Showing]:
    """The rows of a beacon, not saved; without those that name nothing of the screen's place, or lasted no second."""
    place = (screen.institution.path,)
    inside = CameraSource.house.within(place).select_related("device")
    sources = {source.pk: source for source in inside.filter(pk__in={int(row["camera"]) for row in shown})}
    named = {int(row["alarm"]) for row in shown if row.get("alarm")}
    alarms = set(Alarm.house.within(place).filter(pk__in=named).values_list("pk", flat=True)) if named else ()
    rows = []
    for row in shown:
        source = sources.get(int(row["camera"]))
        seconds = min(max(int(row["seconds"]), 0), LONGEST)
        ago, alarm = min(max(int(row["ago"]), 0), LONGEST), int(row.get("alarm") or 0)
        if source is None or not seconds:
            continue
        rows.append(
            Showing(
                screen=screen, source=source, institution_id=source.device.institution_id, at=at - timedelta(seconds=ago),
                seconds=seconds, stale=min(max(int(row.get("stale", 0)), 0), seconds), zone=str(row.get("zone", ""))[:20],
                by=Reason(row.get("by", "rota")), alarm_id=alarm if alarm in alarms else None, turn=str(row.get("turn", ""))[:20],
            )
        )  # fmt: skip
    return rows


def purge(*, at: datetime) -> int:
    """Forget showings past the days that snapshots are kept."""
    days = org_words.rule("snapshot_days", on=clock.local_day(at))
    return Showing.house.filter(at__lt=at - timedelta(days=days)).delete()[0]
