"""Which subjects a measure covers in a block of places, and who answers for them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from anbao.loom.campaigns.models import Campaign
from anbao.loom.campaigns.queries import MeasureText
from anbao.org import words
from anbao.org.models import STEP, Area, Device, Institution, Post
from anbao.org.queries import Chairs


@dataclass(frozen=True, slots=True)
class Subject:
    """What a task is about. `key` is its part of the natural key; `factor` how much denser its cadence is."""

    key: str
    place: Institution
    factor: int
    area_id: int | None = None
    device_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class Block:
    """Some places of a campaign with everything that can be a subject there, read in four queries."""

    places: tuple[Institution, ...]
    areas: dict[int, list[tuple[int, str]]]
    devices: dict[int, list[tuple[int, str]]]
    posts: dict[int, list[tuple[int, str]]]


def read_block(places: Sequence[Institution], day: date) -> Block:
    ids = [place.pk for place in places]

    def grouped(rows) -> dict[int, list[tuple[int, str]]]:
        out = defaultdict(list)
        for place_id, pk, kind in rows:
            out[place_id].append((pk, kind))
        return out

    def of(model):
        return model.house.filter(institution_id__in=ids).order_by("id").values_list("institution_id", "id", "kind")

    held = Post.house.held_on(day).filter(institution_id__in=ids).order_by("id")
    return Block(
        tuple(places),
        grouped(of(Area)),
        grouped(of(Device)),
        grouped(held.values_list("institution_id", "person_id", "kind")),
    )


def factor_of(campaign: Campaign, text: MeasureText, place: Institution) -> int:
    """How much denser the cadence is here: the largest factor of the focus and of the place's tags."""
    factors = [text.tighten[tag] for tag in place.tags if tag in text.tighten]
    if campaign.focus and "focus" in text.tighten and place.path.startswith(campaign.focus.path):
        factors.append(text.tighten["focus"])
    return max(factors, default=1)


def covers(campaign: Campaign, text: MeasureText, place: Institution) -> bool:
    """Whether the measure's scope takes the place in. Vendors only when the scope names them."""
    scope = text.scope
    if scope.within == "focus" and not (campaign.focus and place.path.startswith(campaign.focus.path)):
        return False
    if place.kind not in (scope.kinds or BANK_KINDS):
        return False
    if scope.codes and place.code not in scope.codes:
        return False
    if scope.tags and not set(scope.tags) & set(place.tags):
        return False
    return not set(scope.without_tags) & set(place.tags)


BANK_KINDS = ("head_office", "province", "city", "sub_branch", "outlet", "self_service_bank")


def subjects(campaign: Campaign, text: MeasureText, block: Block) -> list[Subject]:
    """The measure's subjects in the block, in the places' order."""
    scope, found = text.scope, []
    kinds = post_kinds_of(text)
    for place in block.places:
        if not covers(campaign, text, place):
            continue
        factor = factor_of(campaign, text, place)
        if scope.areas:
            wanted = [pk for pk, kind in block.areas.get(place.pk, ()) if kind in scope.areas]
            found += [Subject(f"A{pk}", place, factor, area_id=pk) for pk in wanted]
        elif scope.devices:
            wanted = [pk for pk, kind in block.devices.get(place.pk, ()) if kind in scope.devices]
            found += [Subject(f"D{pk}", place, factor, device_id=pk) for pk in wanted]
        elif kinds:
            people = dict.fromkeys(pk for pk, kind in block.posts.get(place.pk, ()) if kind in kinds)
            found += [Subject(f"P{pk}i{place.pk}", place, factor, person_id=pk) for pk in people]
        else:
            found.append(Subject(f"I{place.pk}", place, factor))
    return found


def turn_of(subject: Subject) -> int:
    """A number that is the subject's own: neighbours in the tree get neighbouring ones, whatever else comes or goes."""
    own = subject.area_id or subject.device_id or subject.person_id
    return own if own is not None else int(subject.place.path[-STEP:], 36)


def dealt(subject: Subject, dates: Sequence) -> Sequence:
    """The one of the dates that falls to the subject (``deal: true``): the same on every weave."""
    return (dates[turn_of(subject) % len(dates)],) if dates else ()


def post_kinds_of(text: MeasureText) -> frozenset[str]:
    """The post kinds whose holders are the subjects: named ones and those of the named layers."""
    layers = {kind.id for kind in words.post_kinds().values() if kind.layer in text.scope.layers}
    return frozenset(text.scope.posts) | layers


def answers(text: MeasureText, subject: Subject, chairs: Chairs, turn: int = 0) -> tuple[int | None, str]:
    """Who is accountable: (person id, post kind). Without posts in the rule it is the subject itself."""
    if not text.assignee.posts:
        return subject.person_id, ""
    if text.assignee.rotate:
        people = chairs.all_at(subject.place.pk, text.assignee.posts)
        if people:
            return people[turn % len(people)], text.assignee.posts[0]
    return chairs.find(subject.place.pk, text.assignee.posts)
