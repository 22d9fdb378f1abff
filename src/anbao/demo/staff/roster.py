"""Who is there: people, chairs, reaches and licences, read once for a replay."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from anbao.kit.access.scopes import Reach
from anbao.org import queries as org
from anbao.org.models import Certificate, Institution, Person, Post

Licences = dict[tuple[int, str], list[tuple[date, date]]]


@dataclass
class Roster:
    """The campaign's people on a day."""

    day: date
    places: dict[int, Institution]
    people: dict[int, Person]
    reaches: dict[int, Reach]
    #: (institution id, post kind) -> person ids
    chairs: dict[tuple[int, str], list[int]]
    #: institution id -> person ids with a chair there
    crews: dict[int, list[int]]
    #: person id -> the kind of his (first) post
    work: dict[int, str]
    licences: Licences = field(default_factory=dict)
    _near: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def licensed(self, person_id: int, licence: str, day: date) -> bool:
        return not licence or any(a <= day <= b for a, b in self.licences.get((person_id, licence), ()))

    def upwards(self, place_id: int):
        """The place and those above it, nearest first."""
        place = self.places.get(place_id)
        while place is not None:
            yield place
            place = self.places.get(place.parent_id)

    def colleagues(self, place_id: int, person_id: int, *, licence: str = "", day: date | None = None) -> list[int]:
        """Who could stand in for, or sign beside, a person at a place: his own trade first, then the crew, then up."""
        key = (place_id, person_id)
        if key not in self._near:
            self._near[key] = self._beside(place_id, person_id)
        near = self._near[key]
        return [p for p in near if self.licensed(p, licence, day or self.day)] if licence else near

    def _beside(self, place_id: int, person_id: int) -> list[int]:
        found: dict[int, None] = {}
        for place in self.upwards(place_id):
            crew = self.crews.get(place.pk, ())
            same = [p for p in crew if self.work.get(p) == self.work.get(person_id)]
            found.update(dict.fromkeys([*same, *crew]))
            if len(found) > 3:
                break
        found.pop(person_id, None)
        return list(found)

    def holder(self, place_id: int, *kinds: str) -> int | None:
        """The first holder of one of the posts at the place or above it."""
        for place in self.upwards(place_id):
            for kind in kinds:
                if held := self.chairs.get((place.pk, kind)):
                    return held[0]
        return None


def read_roster(day: date, *, under: Institution) -> Roster:
    """The roster of a subtree (places above it are there for looking up, without their people)."""
    above = {p.pk: p for p in org.ancestors(under)}
    places = above | {p.pk: p for p in Institution.house.under(under)}
    rows = Person.house.defer("phone", "id_number").filter(institution__path__startswith=under.path)
    people = {p.pk: p for p in rows}
    for person in people.values():
        person.institution = places[person.institution_id]
    chairs, crews, work = defaultdict(list), defaultdict(list), {}
    held = Post.house.held_on(day).filter(institution__path__startswith=under.path).order_by("id")
    for place_id, kind, person_id in held.values_list("institution_id", "kind", "person_id"):
        chairs[place_id, kind].append(person_id)
        crews[place_id].append(person_id)
        work.setdefault(person_id, kind)
    licences = defaultdict(list)
    rows = Certificate.house.filter(person_id__in=people.keys())
    for person_id, kind, start, end in rows.values_list("person_id", "kind", "valid_from", "valid_until"):
        licences[person_id, kind].append((start, end))
    reaches = org.reaches(people.keys(), day)
    return Roster(day, places, people, reaches, dict(chairs), dict(crews), work, dict(licences))
