"""What a place holds, for forms that want it counted: its people, guards, units below; and the screening of vendors."""

from collections import Counter
from dataclasses import dataclass

from anbao.demo.staff.roster import Roster
from anbao.nets.antifraud.screening import queries as screening
from anbao.org.models import Institution, InstitutionKind


@dataclass(frozen=True, slots=True)
class Counts:
    """A place's counts, each counted when a form asks for it: most ask for none."""

    holdings: "Holdings"
    place: Institution

    def get(self, name: str, default=None):
        counted = self.holdings.count(name, self.place)
        return default if counted is None else counted


class Holdings:
    """Counts by place; read once a roster."""

    def __init__(self, roster: Roster):
        self._roster = roster
        self._employed = Counter(p.institution_id for p in roster.people.values())
        self._children: dict[int, list[int]] = {}
        self._inside: dict[int, int] = {}
        for place in sorted(roster.places.values(), key=lambda p: p.path):
            if place.kind != InstitutionKind.VENDOR:
                self._children.setdefault(place.parent_id, []).append(place.pk)
        self.vendors = [p.pk for p in roster.places.values() if p.kind == InstitutionKind.VENDOR]

    def below(self, place: Institution) -> list[int]:
        return self._children.get(place.pk, [])

    def counts(self, place: Institution) -> "Counts":
        return Counts(self, place)

    def count(self, name: str, place: Institution):
        """One count of a place; None for a name that is not counted there."""
        if name == "people":
            return self._employed[place.pk]
        if name == "guards":
            return len(self._roster.chairs.get((place.pk, "guard"), ()))
        if name == "below":
            return len(self.below(place))
        if name == "within":
            return self._within(place)
        return self._screened(place).get(name) if place.kind == InstitutionKind.VENDOR else None

    def _within(self, place: Institution) -> int:
        """People who belong to the place and those below it, or are posted there."""
        if place.pk not in self._inside:
            roster = self._roster
            posted = {who for pk, crew in roster.crews.items() if self._is_in(pk, place) for who in crew}
            ours = {pk for pk, person in roster.people.items() if self._is_in(person.institution_id, place)}
            self._inside[place.pk] = len(posted | ours)
        return self._inside[place.pk]

    def _is_in(self, pk: int, place: Institution) -> bool:
        return pk in self._roster.places and self._roster.places[pk].path.startswith(place.path)

    def _screened(self, place: Institution) -> dict:
        """What the newest finished screening says of a vendor: people compared, abnormal ones, the lists."""
        run = screening.latest_run(place)
        if run is None:
            return {"screened": 0, "abnormal": 0, "list_version": "-"}
        counted = {row.institution.pk: row for row in screening.counts_by_vendor(run, (place.path,))}.get(place.pk)
        version, _day = screening.told_of(run)
        return {
            "screened": counted.screened if counted else 0, "abnormal": counted.abnormal if counted else 0,
            "list_version": version,
        }  # fmt: skip
