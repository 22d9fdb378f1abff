"""Writes of campaigns: making, starting, revising, closing."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anbao.engines import cadence
from anbao.kit import clock
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.loom.campaigns import queries as dates
from anbao.loom.campaigns.checking import measure_faults
from anbao.loom.campaigns.models import Campaign, CampaignState, Measure, Revision
from anbao.loom.campaigns.playbook import Measure as MeasureText
from anbao.loom.campaigns.playbook import Playbook, read
from anbao.loom.campaigns.words import labels, names_of
from anbao.org.models import Institution, Person

#: days that a date may be moved away from the campaign's own days at once, and that a campaign may last
FARTHEST, LONGEST = 366, 731
#: days around the moment of making in which a new campaign's dates lie
AROUND = 5 * 366


class CampaignFault(ValueError):
    """The campaign can't be made or changed so; ``faults`` are for the user, the message holds all of them. ``places``: of a
    measure's faults the part of its definition and the words, for the field of a form."""

    def __init__(self, *faults: str, places: Sequence[tuple[str, str]] = ()):
        self.faults, self.places = faults, places
        super().__init__("; ".join(faults))


def _may_edit(actor: Person, reach: Reach, lead: Institution, power: str = "campaign.edit") -> None:
    if not reach.may(power) or not reach.covers(lead.path):
        raise Denied(_("You may not change campaigns of this branch."))


def _checked_anchors(playbook: Playbook, anchors: Mapping[str, date]) -> dict[str, date]:
    missing = sorted(playbook.anchors.keys() - anchors.keys())
    unknown = sorted(anchors.keys() - playbook.anchors.keys())
    if missing or unknown:
        words = [_("the date of %(a)s is missing") % {"a": a} for a in missing]
        words += [_("this playbook has no date named %(a)s") % {"a": a} for a in unknown]
        raise CampaignFault(*words)
    return dict(anchors)


@transaction.atomic
def create_campaign(
    *,
    actor: Person,
    reach: Reach,
    playbook: Playbook | str,
    name: str,
    lead: Institution,
    anchors: Mapping[str, date],
    at: datetime,
    focus: Institution | None = None,
) -> Campaign:
    """A draft campaign of a playbook at a branch. Raises CampaignFault or DatesRefused with every fault."""
    _may_edit(actor, reach, lead)
    book = read(playbook) if isinstance(playbook, str) else playbook
    anchors = _checked_anchors(book, anchors)
    for day in anchors.values():
        if abs((day - clock.local_day(at)).days) > AROUND:
            raise CampaignFault(_("%(day)s is years away from today: is the year right?") % {"day": day})
    if focus is not None and not focus.path.startswith(lead.path):
        raise CampaignFault(_("The focus lies inside the lead institution."))
    _unlike_others(name, lead)
    frame = book.model_dump(mode="json", exclude={"measures"})
    campaign = Campaign(
        name=name, theme=book.theme, playbook=book.id, playbook_version=book.version, lead=lead, focus=focus, frame=frame,
        targets=book.targets, ladder=frame["ladder"],
    )  # fmt: skip
    _date(campaign, anchors)
    campaign.save(force_insert=True)
    Measure.objects.bulk_create(
        [
            Measure(
                campaign=campaign,
                code=m.id,
                net=m.net,
                zh=m.zh,
                en=m.en,
                record_kind=m.record,
                definition=m.model_dump(mode="json"),
            )
            for m in book.measures
        ]
    )
    _line("created", campaign, actor, at, playbook=book.id, version=book.version)
    return campaign


def _unlike_others(name: str, lead: Institution, but: int | None = None) -> None:
    """Refuse a name that another campaign of the branch bears which isn't closed: nobody could tell them apart."""
    others = Campaign.house.filter(lead=lead, name=name).exclude(state=CampaignState.CLOSED).exclude(pk=but)
    if others.exists():
        raise CampaignFault(_("This branch has a campaign named %(name)s already.") % {"name": name})


def _date(campaign: Campaign, anchors: Mapping[str, date]) -> None:
    """Set anchors, phases, start and end of the campaign from its frozen frame."""
    campaign.anchors = {name: str(day) for name, day in anchors.items()}
    campaign.phases = dates.resolved_phases(campaign.frame, anchors)
    campaign.starts_on = dates.day_of(campaign.frame["starts"], anchors)
    campaign.ends_on = dates.day_of(campaign.frame["ends"], anchors)
    if campaign.ends_on < campaign.starts_on:
        raise CampaignFault(_("With these dates the campaign would end before it starts."))
    length = (campaign.ends_on - campaign.starts_on).days + 1
    if length > LONGEST:
        told = {"n": length, "most": LONGEST}
        raise CampaignFault(_("With these dates the campaign would last %(n)d days; %(most)d are the most.") % told)


def _line(verb: str, campaign: Campaign, actor: Person, at: datetime, **detail) -> None:
    ledger.append(
        [Entry(f"campaigns.campaign.{verb}", actor.tag, f"campaign:{campaign.pk}", at, campaign.lead.path, detail)]
    )
    live.publish("campaign", scope=campaign.lead.path, spans=True, campaign=campaign.pk)


def _held(campaign_id: int) -> Campaign:
    return Campaign.house.select_for_update(of=("self",)).select_related("lead", "focus").get(pk=campaign_id)


@transaction.atomic
def start_campaign(*, actor: Person, reach: Reach, campaign: Campaign, at: datetime) -> Campaign:
    """Freeze the draft and start it; weaving (loom.tasks) comes next."""
    held = _held(campaign.pk)
    _may_edit(actor, reach, held.lead, "campaign.start")
    if held.state != CampaignState.DRAFT:
        raise CampaignFault(_("Only a draft can be started."))
    held.state, held.started_at = CampaignState.STARTED, at
    held.save()
    _line("started", held, actor, at)
    return held


def _drafted(campaign: Campaign, actor: Person, reach: Reach) -> Campaign:
    held = _held(campaign.pk)
    _may_edit(actor, reach, held.lead)
    if held.state != CampaignState.DRAFT:
        raise CampaignFault(_("Only a draft can be renamed or deleted; what has started stays on record."))
    return held


@transaction.atomic
def rename_campaign(*, actor: Person, reach: Reach, campaign: Campaign, name: str, at: datetime) -> Campaign:
    """Give a draft another name."""
    held, name = _drafted(campaign, actor, reach), name.strip()
    if not name or len(name) > 80:
        raise CampaignFault(_("A name has 1 to 80 characters."))
    _unlike_others(name, held.lead, but=held.pk)
    before, held.name = held.name, name
    held.save(update_fields=["name"])
    _line("renamed", held, actor, at, before=before, after=name)
    return held


@transaction.atomic
def delete_campaign(*, actor: Person, reach: Reach, campaign: Campaign, at: datetime) -> None:
    """Delete a draft with its measures; the ledger keeps that it was there."""
    held = _drafted(campaign, actor, reach)
    _line("deleted", held, actor, at, name=held.name, playbook=held.playbook, version=held.playbook_version)
    held.delete()


@transaction.atomic
def close_campaign(*, actor: Person, reach: Reach, campaign: Campaign, at: datetime) -> Campaign:
    """Close a started campaign; its tasks and records stay as they are."""
    held = _held(campaign.pk)
    _may_edit(actor, reach, held.lead, "campaign.start")
    if held.state != CampaignState.STARTED:
        raise CampaignFault(_("Only a started campaign can be closed."))
    held.state, held.closed_at = CampaignState.CLOSED, at
    held.save()
    _line("closed", held, actor, at)
    return held


def _revise(campaign: Campaign, actor: Person, at: datetime, reason: str, change: dict) -> Revision:
    if not reason.strip():
        raise CampaignFault(_("A change of a started campaign needs a reason."))
    if campaign.state == CampaignState.CLOSED:
        raise CampaignFault(_("A closed campaign does not change."))
    number = campaign.revisions.count() + 1
    revision = Revision.objects.create(
        campaign=campaign, number=number, reason=reason, change=change, made_by=actor.tag, made_at=at
    )
    _line("revised", campaign, actor, at, number=number, reason=reason, change=change)
    return revision


@transaction.atomic
def move_anchor(
    *, actor: Person, reach: Reach, campaign: Campaign, anchor: str, day: date, reason: str, at: datetime
) -> Campaign:
    """Give an anchor another day; phases and the campaign's end follow. Weave afterwards: open tasks follow too."""
    held = _held(campaign.pk)
    _may_edit(actor, reach, held.lead)
    if anchor not in held.anchors:
        raise CampaignFault(_("This campaign has no date named %(a)s.") % {"a": anchor})
    before = held.anchors[anchor]
    away = max((held.starts_on - day).days, (day - held.ends_on).days)
    if away > FARTHEST:
        told = {"day": day, "n": away, "from": held.starts_on, "to": held.ends_on, "most": FARTHEST}
        words = _(
            "%(day)s is %(n)d days away from the campaign (%(from)s – %(to)s); a date moves by at most %(most)d days."
        )
        raise CampaignFault(words % told)
    _date(held, {**dates.anchors_of(held), anchor: day})
    held.save()
    _revise(held, actor, at, reason, {"anchor": anchor, "from": before, "to": str(day)})
    return held


@transaction.atomic
def change_measure(
    *, actor: Person, reach: Reach, campaign: Campaign, code: str, definition: Mapping | None, reason: str, at: datetime
) -> Campaign:
    """Change or add a measure (a playbook measure as a mapping), or retire it (None). Weave afterwards."""
    held = _held(campaign.pk)
    _may_edit(actor, reach, held.lead)
    row = held.measures.filter(code=code).first()
    if definition is None:
        if row is None or not row.active:
            raise CampaignFault(_("This campaign has no measure %(code)s.") % {"code": code})
        row.active, change = False, {"verb": "retired"}
    else:
        made = measure_as(held, code, definition)
        change = _difference(row, made)
        row = made
    row.save()
    _revise(held, actor, at, reason, {"measure": code, **change})
    return held


def _difference(row: Measure | None, made: Measure) -> dict:
    """What the revision keeps: the parts that differ, from - to. Raises CampaignFault when none does."""
    if row is None:
        return {"verb": "added", "to": made.definition}
    parts = [key for key, value in made.definition.items() if row.definition.get(key) != value]
    if not parts and row.active:
        raise CampaignFault(_("Nothing was changed."))
    before = {key: row.definition[key] for key in parts if key in row.definition}
    verb = "changed" if row.active else "restored"
    return {"verb": verb, "from": before, "to": {key: made.definition[key] for key in parts}}


def measure_as(campaign: Campaign, code: str, definition: Mapping) -> Measure:
    """The measure as a revision would make it, not saved: for the revision and for its preview. Raises CampaignFault."""
    try:
        text = MeasureText.model_validate({**definition, "id": code})
    except (ValueError, cadence.CadenceError) as error:
        raise CampaignFault(str(error)) from error
    body = text.model_dump(mode="json")
    if faults := measure_faults(body, campaign.frame, names_of(campaign)):
        parts = labels()
        told = (f"{parts.get(where.split('.')[0], where)}: {said}" for where, said in faults)
        raise CampaignFault(*told, places=faults)
    row = campaign.measures.filter(code=code).first() or Measure(campaign=campaign, code=code)
    row.net, row.zh, row.en, row.record_kind, row.active = text.net, text.zh, text.en, text.record, True
    row.definition = body
    return row
