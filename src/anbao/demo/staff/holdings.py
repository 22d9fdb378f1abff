"""What a place holds, for forms that want it counted: its people, guards, units below; and the screening of vendors."""

from collections import Counter
from functools import cached_property

from anbao.demo.branch.people import risk_list
from anbao.demo.staff.roster import Roster
from anbao.kit.crypto import fingerprint
from anbao.org.models import Institution, InstitutionKind, Person


class Holdings:
    """Counts by place; read once a roster."""

    def __init__(self, roster: Roster, seed: int):
        self._roster, self._seed = roster, seed
        self._employed = Counter(p.institution_id for p in roster.people.values())
        self._children: dict[int, list[int]] = {}
        for place in sorted(roster.places.values(), key=lambda p: p.path):
            if place.kind != InstitutionKind.VENDOR:
                self._children.setdefault(place.parent_id, []).append(place.pk)
        self.vendors = [p.pk for p in roster.places.values() if p.kind == InstitutionKind.VENDOR]

    def below(self, place: Institution) -> list[int]:
        return self._children.get(place.pk, [])

    def counts(self, place: Institution) -> dict[str, int]:
        counts = {
            "people": self._employed[place.pk],
            "guards": len(self._roster.chairs.get((place.pk, "guard"), ())),
            "below": len(self.below(place)),
        }
        if place.kind == InstitutionKind.VENDOR:
            counts["abnormal"] = self._abnormal[place.pk]
        return counts

    @cached_property
    def _abnormal(self) -> Counter:
        """How many people of each vendor are on the risk list: an exact match of keyed hashes of identity numbers."""
        listed = [fingerprint(number) for _, number in risk_list(self._seed, self._ours())]
        rows = Person.house.filter(institution_id__in=self.vendors, id_hash__in=listed)
        return Counter(rows.values_list("institution_id", flat=True))

    def _ours(self) -> set[str]:
        return set(Person.house.values_list("id_number", flat=True))
