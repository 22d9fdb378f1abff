"""Relative dates of a playbook made real: anchors and phases of a campaign, and the calendar it lives in."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anbao.engines import cadence
from anbao.engines.cadence.moments import read_relative
from anbao.kit.access.scopes import reach_of
from anbao.loom.campaigns.models import Campaign, CampaignState, Measure
from anbao.loom.campaigns.playbook import Measure as MeasureText
from anbao.loom.campaigns.playbook import Playbook, read, shipped
from anbao.org.models import Institution

#: the widest ground first, of equals the newest
WIDEST = (Length("lead__path"), "-starts_on", "-id")
#: campaigns offered to choose from at most
CHOICES = 20
#: where a session keeps the reader's choice
CHOSEN = "campaign"


def calendar_for(first: date, last: date) -> cadence.Calendar:
    """The mainland's working days around two dates; Monday to Friday where no plan of holidays is known yet."""
    return cadence.chinese_calendar(first.year - 1, last.year + 1, weekdays_beyond=True)


def day_of(text: str, anchors: Mapping[str, date]) -> date:
    """A relative date ("opening-10d") as a day."""
    days = list(anchors.values()) or [date(2022, 1, 1)]
    return read_relative(text, text).resolve(anchors, {}, calendar_for(min(days), max(days)))


def anchors_of(campaign: Campaign) -> dict[str, date]:
    return {name: date.fromisoformat(day) for name, day in campaign.anchors.items()}


def phases_of(campaign: Campaign) -> dict[str, tuple[date, date]]:
    return {p["id"]: (date.fromisoformat(p["start"]), date.fromisoformat(p["end"])) for p in campaign.phases}


class DatesRefused(ValueError):
    """The phases don't come one after the other with these dates; the message is for the user."""


def resolved_phases(frame: Mapping, anchors: Mapping[str, date]) -> list[dict]:
    """The frame's phases with days; raises DatesRefused naming each one that would end before it starts, or begin before
    the one before it has ended."""
    phases = [
        {**p, "start": str(day_of(p["start"], anchors)), "end": str(day_of(p["end"], anchors))} for p in frame["phases"]
    ]
    side = "en" if (get_language() or "zh").startswith("en") else "zh"
    faults = [
        _("The phase “%(phase)s” would end (%(end)s) before it starts (%(start)s).") % {**p, "phase": p[side]}
        for p in phases
        if p["end"] < p["start"]
    ]
    faults += [
        _("The phase “%(phase)s” would begin (%(start)s) before “%(before)s” has ended (%(end)s).")
        % {"phase": after[side], "start": after["start"], "before": before[side], "end": before["end"]}
        for before, after in pairwise(phases)
        if before["start"] <= before["end"] >= after["start"]
    ]
    if faults:
        raise DatesRefused(" ".join(faults))
    return phases


def text_of(measure: Measure) -> MeasureText:
    """The measure's definition as the checked playbook part it came from."""
    return MeasureText.model_validate(measure.definition)


def running_at(place: Institution, day: date) -> Campaign | None:
    """The campaign that something at a place belongs to when no task says so: of those that run there on the day the
    widest, of equally wide ones the newest."""
    rows = Campaign.house.select_related("lead", "focus").filter(
        state=CampaignState.STARTED, lead__path__in=place.ancestor_paths(), starts_on__lte=day, ends_on__gte=day
    )
    return rows.order_by(*WIDEST).first()


def standing() -> list[Campaign]:
    """Every campaign that was started, in the order of ``choices``: for the command line."""
    rows = Campaign.house.select_related("lead", "focus").exclude(state=CampaignState.DRAFT)
    return list(rows.order_by("-state", *WIDEST))


def choices(user, *, place: Institution | None = None) -> list[Campaign]:
    """The campaigns that a page may speak of, the one it speaks of by itself first: those that run, the widest first, so
    that the campaign of a sub-branch doesn't take the place of the bank's; when none runs, those that ran, the newest
    first. With a `place` only those whose ground holds it or lies below it."""
    rows = Campaign.objects.visible_to(user).select_related("lead", "focus").exclude(state=CampaignState.DRAFT)
    if place is not None:
        rows = rows.filter(Q(lead__path__in=place.ancestor_paths()) | Q(lead__path__startswith=place.path))
    known = list(rows.order_by("-state", *WIDEST)[:CHOICES])
    running = [c for c in known if c.state == CampaignState.STARTED]
    return running or sorted(known, key=lambda c: (c.starts_on, c.pk), reverse=True)


def current(user, number: str | int | None = None, *, place: Institution | None = None) -> Campaign | None:
    """The campaign a page speaks of: the one asked for, else the first of the ``choices``."""
    if number:
        rows = Campaign.objects.visible_to(user).select_related("lead", "focus")
        return rows.filter(pk=number).first() if str(number).isdecimal() and len(str(number)) < 19 else None
    return next(iter(choices(user, place=place)), None)


def chosen(request) -> tuple[Campaign | None, list[Campaign]]:
    """(the campaign that the reader looks at, those he may change to): what ``?campaign=`` names is kept for the pages
    after it, for as long as it can be chosen."""
    known, asked = choices(request.user), request.GET.get("campaign", "")
    if not asked:
        kept = request.session.get(CHOSEN)
        return next((c for c in known if c.pk == kept), next(iter(known), None)), known
    found = next((c for c in known if str(c.pk) == asked), None)
    if found is not None and request.session.get(CHOSEN) != found.pk:
        request.session[CHOSEN] = found.pk
    return found or current(request.user, asked), known


def tops(campaign: Campaign, user) -> list[Institution]:
    """Where the reader's part of the campaign begins: its lead, or the places of his posts inside it."""
    lead, places = campaign.lead, Institution.objects.visible_to(user)
    scopes = reach_of(user).scopes
    if any(lead.path.startswith(scope) for scope in scopes):
        return list(places.filter(pk=lead.pk))
    return list(places.filter(path__in=[scope for scope in scopes if scope.startswith(lead.path)]).order_by("path"))


def presets(measure_ids: Iterable[int | None]) -> dict[int, dict]:
    """What measures preset in the forms of their tasks, by measure id; those that preset nothing are left out."""
    wanted = {pk for pk in measure_ids if pk}
    rows = Measure.objects.filter(pk__among=wanted).order_by().values_list("pk", "definition__preset") if wanted else ()
    return {pk: preset for pk, preset in rows if preset}


def playbooks() -> list[Playbook]:
    """The playbooks that come with the product."""
    return [read(name) for name in shipped()]


def anchor_words(campaign: Campaign) -> dict[str, str]:
    """What the campaign's frozen playbook calls its anchors, in the reader's language ("中文 / English")."""
    side = -1 if (get_language() or "zh").startswith("en") else 0
    return {name: words.split(" / ")[side] for name, words in campaign.frame.get("anchors", {}).items()}
