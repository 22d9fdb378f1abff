"""Reads that span the organisation: reach, responsible people, the tree as a table."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth import get_user_model
from django.db.models import Max, Prefetch, Q
from django.utils.translation import gettext as _

from anbao.kit import clock
from anbao.kit.access.models import User
from anbao.kit.access.scopes import BUSINESS, Chair, Denied, Reach, reach_of
from anbao.kit.ledger.models import Line
from anbao.org import words
from anbao.org.models import STEP, Institution, Person, Post


def reach_of_user(user, *, at: datetime) -> Reach:
    """What the posts that `user` holds on the day of `at` give him (settings.ANBAO_REACH)."""
    person = Person.house.filter(user_id=user.pk).first()
    return reach_of_person(person, clock.local_day(at)) if person else Reach()


def reach_of_person(person: Person, day: date) -> Reach:
    return reaches([person.pk], day).get(person.pk, Reach())


def reaches(person_ids, day: date) -> dict[int, Reach]:
    """Reach of many people in one query."""
    rows = (
        Post.house.held_on(day)
        .filter(person_id__in=list(person_ids))
        .values_list("person_id", "kind", "institution__path", "institution__kind")
    )
    posts = defaultdict(list)
    for person_id, *chair in rows:
        posts[person_id].append(Chair(*chair))
    return {person_id: reach_of_chairs(held) for person_id, held in posts.items()}


def reach_of_chairs(held: list[Chair]) -> Reach:
    """What these posts give together; an administrator's post opens no business (org/data/posts.yaml)."""
    known = words.post_kinds()
    ours = [chair for chair in held if known[chair.post].business]
    return Reach(
        scopes=_outermost(chair.path for chair in ours),
        powers=frozenset([BUSINESS] if ours else ()).union(*(known[chair.post].powers for chair in held)),
        posts=frozenset(chair.post for chair in held),
        chairs=tuple(held),
        administers=_outermost(chair.path for chair in held if not known[chair.post].business),
    )


def _outermost(paths) -> tuple[str, ...]:
    """The paths without those that lie inside another one."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not any(path.startswith(outer) for outer in kept):
            kept.append(path)
    return tuple(kept)


@dataclass
class Chairs:
    """Who sits where: (institution id, post kind) -> person ids, read once for many look-ups."""

    holders: dict[tuple[int, str], list[int]]
    parents: dict[int, int | None]

    def find(self, institution_id: int, kinds) -> tuple[int | None, str]:
        """The first holder of any of `kinds` at the place or at its nearest ancestor: (person id, post kind)."""
        place: int | None = institution_id
        while place is not None:
            for kind in kinds:
                people = self.holders.get((place, kind))
                if people:
                    return people[0], kind
            place = self.parents.get(place)
        return None, ""

    def all_at(self, institution_id: int, kinds) -> list[int]:
        return [person for kind in kinds for person in self.holders.get((institution_id, kind), ())]

    def leaders_up(self, institution_id: int | None) -> Iterator[tuple[int, int]]:
        """Leaders at the place and above it, nearest responsibility first: (person id, institution id)."""
        place: int | None = institution_id
        while place is not None:
            for kind in words.leader_kinds():
                for person in self.holders.get((place, kind), ()):
                    yield person, place
            place = self.parents.get(place)

    def leader_above(self, institution_id: int, person_id: int | None) -> int | None:
        """The nearest leader at or above the place who is somebody else: where an escalation goes first."""
        return next((who for who, _ in self.leaders_up(institution_id) if who != person_id), None)

    def leader_beyond(self, institution_id: int, person_id: int | None) -> int | None:
        """The nearest leader of an institution above the one where ``leader_above`` sits: where it goes next."""
        first = next(((who, place) for who, place in self.leaders_up(institution_id) if who != person_id), None)
        if first is None:
            return None
        return next((who for who, place in self.leaders_up(self.parents.get(first[1])) if who != person_id), None)


def chairs(day: date, *, under: str = "") -> Chairs:
    """Every held post on `day`; `under` narrows the places (their ancestors are always there)."""
    rows = (
        Post.house.held_on(day).order_by("id").values_list("institution_id", "kind", "person_id", "institution__path")
    )
    holders = defaultdict(list)
    for institution_id, kind, person_id, path in rows:
        if path.startswith(under) or under.startswith(path):
            holders[institution_id, kind].append(person_id)
    parents = dict(Institution.house.order_by().values_list("id", "parent_id"))
    return Chairs(dict(holders), parents)


def lineage(paths: Iterable[str]) -> set[str]:
    """The paths of the places with these paths and of all above them."""
    return {path[:end] for path in paths for end in range(STEP, len(path) + 1, STEP)}


def chairs_over(paths: Iterable[str], day: date) -> Chairs:
    """The held posts of the places with these paths and of those above them: who leads them, read without the rest."""
    wanted = lineage(paths)
    if not wanted:
        return Chairs({}, {})
    parents = dict(Institution.house.filter(path__in=wanted).order_by().values_list("id", "parent_id"))
    rows = Post.house.held_on(day).filter(institution_id__in=parents).order_by("id")
    holders = defaultdict(list)
    for institution_id, kind, person_id in rows.values_list("institution_id", "kind", "person_id"):
        holders[institution_id, kind].append(person_id)
    return Chairs(dict(holders), parents)


def ancestors(place: Institution) -> list[Institution]:
    """From the root to `place`, ends included."""
    return list(Institution.house.filter(path__in=place.ancestor_paths()).order_by("path"))


#: people that a dialog lists to choose from
LISTED = 80


def takers(user, places: Sequence[Institution], day: date):
    """Who may be given something of these places on `day`: staff with a post at them or above that does the bank's business
    and writes of it (no auditor, no administrator), in the user's reach, nearest first."""
    common = set.intersection(*(set(place.ancestor_paths()) for place in places)) if places else set()
    kinds = [kind for kind, word in words.post_kinds().items() if word.files != "nothing"]
    posted = Post.house.held_on(day).filter(kind__in=kinds, institution__path__in=common).values("person_id")
    people = Person.objects.visible_to(user).filter(institution__path__in=common, kind="staff", pk__in=posted)
    people = people.exclude(left_on__lte=day)
    return people.select_related("institution").order_by("-institution__depth", "staff_no")[:LISTED]


def people_within(path: str, day: date, *, since: date | None = None) -> int:
    """How many people belong to a place and those below it, or hold a post there on `day` (a vendor's guards); with
    `since` those as well who left after that day."""
    posted = Post.house.held_on(day).filter(institution__path__startswith=path).values("person_id")
    here = Q(institution__path__startswith=path) | Q(pk__in=posted)
    return Person.house.filter(here, Q(left_on__isnull=True) | Q(left_on__gt=since or day)).count()


def person_of(user) -> Person:
    """The person behind a login; a login without one may not write anything of the bank."""
    person = Person.house.select_related("institution").filter(user_id=user.pk).first()
    if person is None:
        raise Denied(_("This login belongs to no person; the security administrator links it."))
    return person


def people_to_name(user):
    """People a user may name in a record: of his own subtree, and of the institutions above it."""
    scopes = reach_of(user).scopes
    return _within_or_at(Person.house, "institution__path", scopes, lineage(scopes)).filter(left_on__isnull=True)


def places_to_name(user):
    """Institutions a user may name in a record: his own subtree, and those above it."""
    scopes = reach_of(user).scopes
    return _within_or_at(Institution.house, "path", scopes, lineage(scopes))


def _within_or_at(rows, field: str, scopes, paths):
    wanted = Q(**{f"{field}__in": list(paths)})
    for scope in scopes:
        wanted |= Q(**{f"{field}__startswith": scope})
    return rows.filter(wanted) if scopes else rows.none()


def names_of(person_ids) -> dict[str, str]:
    """How the ledger's names of people ("person:12") read on a screen."""
    rows = Person.house.filter(pk__in=set(person_ids)).values_list("pk", "name")
    return {f"person:{pk}": name for pk, name in rows}


def names_behind(actors) -> dict[str, str]:
    """The same for actors as the ledger writes them, people and logins; others keep their own name."""
    ids: dict[str, set[int]] = {"person": set(), "user": set()}
    for actor in actors:
        kind, _colon, number = actor.partition(":")
        if kind in ids and number.isdecimal():
            ids[kind].add(int(number))
    names = names_of(ids["person"])
    if ids["user"]:
        rows = get_user_model().objects.filter(pk__in=ids["user"]).values_list("pk", "username", "person__name")
        names |= {f"user:{pk}": name or username for pk, username, name in rows}
    return names


def with_held_posts(people):
    """The people with ``held``: their posts that have not ended, in one query for the page."""
    standing = Post.house.filter(until__isnull=True).order_by("kind")
    return people.prefetch_related(Prefetch("posts", queryset=standing, to_attr="held"))


def logins_seen_by(user):
    """Logins of the people in the institutions that the user administers, and those that belong to nobody yet."""
    people = Person.objects.administered_by(user).values("pk")
    rows = User.objects.filter(Q(person__in=people) | Q(person__isnull=True)).select_related("person__institution")
    posts = Post.house.filter(until__isnull=True).select_related("institution").order_by("kind")
    return rows.prefetch_related(Prefetch("person__posts", queryset=posts, to_attr="held")).order_by("username")


def last_openings(users) -> dict[int, datetime]:
    """When each of the logins was opened last, by the ledger (so by the server's own clock)."""
    subjects = {f"user:{user.pk}": user.pk for user in users}
    rows = Line.house.filter(subject__in=subjects, verb="access.login.opened").order_by()
    return {subjects[row["subject"]]: row["last"] for row in rows.values("subject").annotate(last=Max("at"))}
