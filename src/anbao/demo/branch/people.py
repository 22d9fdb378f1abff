"""Who works where: staff, contractors, their chairs and licences, and the ready logins."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from anbao.demo.branch.identity import Registry
from anbao.demo.facts import branch, dice, facts
from anbao.org.actions import prepare_person
from anbao.org.models import Certificate, Institution, InstitutionKind, Person, PersonKind, Post

#: post kind of a vendor's people, by what the vendor does
WORK = {"escort": "escort", "guard": "guard", "alarm_network": "technician"}
LICENCE = {"fire_operator": "fire_facility_operator", "guard": "guard", "escort": "escort_firearm"}
SINCE = date(2020, 7, 1)


@dataclass
class Crew:
    """Everything about people that is going to be loaded."""

    people: list[Person] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    certificates: list[Certificate] = field(default_factory=list)


def crew(seed: int, places: Sequence[Institution]) -> Crew:
    """Staff and contractors of every place, with chairs and licences."""
    made, registry = Crew(), Registry(dice(seed, "identity"))
    city = branch()["city"]["code"]
    empty = Counter({(at, kind): count for at, kind, count in branch()["vacant"]})
    for place in places:
        for kind, count in _chairs_of(place).items():
            for _ in range(count):
                _fill(made, registry, place, kind, empty)
    ours = sum(1 for p in made.people if p.institution.code.startswith(city))
    home = next(p for p in places if p.code == city)
    for _ in range(facts()["assumed"]["staff"] - ours):
        _fill(made, registry, home, "clerk", empty)
    _contractors(made, registry, dice(seed, "contractors"), places)
    made.certificates = _certificates(dice(seed, "certificates"), made.posts)
    return made


def _chairs_of(place: Institution) -> dict[str, int]:
    chairs = branch()["chairs"]
    if place.code.startswith(branch()["neighbour"]["city"]["code"]):
        return chairs.get(f"neighbour_{place.kind}", chairs.get(place.kind, {}))
    return chairs.get(place.kind, {})


def _fill(made: Crew, registry: Registry, place: Institution, kind: str, empty: Counter) -> None:
    """One chair, with a new member of staff in it unless it is one of the vacant ones."""
    if empty[place.short_name, kind] > 0:
        empty[place.short_name, kind] -= 1
        made.posts.append(Post(institution=place, kind=kind, person=None))
        return
    person = _person(registry, place, PersonKind.STAFF, f"E{len(made.people) + 1:05}")
    made.people.append(person)
    made.posts.append(Post(institution=place, kind=kind, person=person, since=SINCE))


def _person(registry: Registry, place: Institution, kind: str, number: str) -> Person:
    return prepare_person(
        institution=place, kind=kind, name=registry.name(), staff_no=number, phone=registry.phone(),
        id_number=registry.id_number(), joined_on=SINCE, assumed=True,
    )  # fmt: skip


def _contractors(made: Crew, registry: Registry, draw: Random, places: Sequence[Institution]) -> None:
    """The vendors' people: a contact each; guards stand at the bank's places, the others belong to their firm."""
    vendors = {p.code: p for p in places if p.kind == InstitutionKind.VENDOR}
    outlets = [p for p in places if p.kind == InstitutionKind.OUTLET and p.code.startswith(branch()["city"]["code"])]
    guards = 0
    for firm in branch()["vendors"]:
        vendor = vendors[firm["code"]]
        for number in range(firm["people"]):
            person = _person(registry, vendor, PersonKind.CONTRACTOR, f"{firm['code']}-{number + 1:03}")
            made.people.append(person)
            kind = WORK[firm["kind"]] if number else "vendor_contact"
            at = vendor
            if kind == "guard":
                at, guards = outlets[guards % len(outlets)], guards + 1
            made.posts.append(Post(institution=at, kind=kind, person=person, since=SINCE))


def _certificates(draw: Random, posts: Iterable[Post]) -> list[Certificate]:
    """Licences of those whose work wants one; about one in twenty runs out during the campaign."""
    made, operators = [], 0
    for number, post in enumerate(posts, 1):
        licence = LICENCE.get(post.kind)
        if licence is None or post.person is None:
            continue
        start = date(2019, 1, 1) + timedelta(days=draw.randint(0, 900))
        until = date(2022, 1, 10) + timedelta(days=draw.randint(0, 60)) if draw.random() < 0.05 else None
        if licence == "fire_facility_operator":
            operators += 1
            until = date(2022, 1, 31) if operators == 5 else None
        made.append(
            Certificate(
                person=post.person, kind=licence, number=f"{licence[:2].upper()}{number:06}", valid_from=start,
                valid_until=until or date(2024, 12, 31),
            )
        )  # fmt: skip
    return made


def risk_list(seed: int, avoid: Iterable[str], length: int = 300) -> list[tuple[str, str]]:
    """An invented risk list to screen contractors against: (name, identity number), none of those in `avoid`."""
    registry = Registry(dice(seed, "risk list"), avoid)
    return [(registry.name(), registry.id_number()) for _ in range(length)]
