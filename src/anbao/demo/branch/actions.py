"""Loading the branch: one transaction, only through org.actions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from anbao.demo.branch import equipment, people, places
from anbao.demo.facts import branch
from anbao.kit.copying import take_stock
from anbao.org import actions as org
from anbao.org.models import Area, Certificate, Device, Institution, Person, Post

#: who loads the branch, as the ledger names it
LOADER = "system"
#: the password that all ready logins of a demo share; a demo site is for looking at, never for real data
PASSWORD = "anbao-2022"


@dataclass(frozen=True)
class Login:
    """A ready login, for the list that the command prints."""

    username: str
    zh: str
    en: str
    person: str
    place: str


def loaded() -> bool:
    """Whether this database already holds a tree."""
    return Institution.house.exists()


@transaction.atomic
def load_branch(
    *, seed: int, at: datetime, progress: Callable[[str], None] = lambda step: None
) -> dict[str, Institution]:
    """The whole branch from its seed; returns the institutions by code. A few seconds at most."""
    progress("institutions")
    tree = org.add_institutions(actor=LOADER, at=at, rows=places.rows(seed))
    progress("devices")
    rooms = org.add_areas(actor=LOADER, at=at, areas=equipment.areas(tree))
    org.add_devices(actor=LOADER, at=at, devices=equipment.devices(seed, tree, rooms))
    progress("people")
    crew = people.crew(seed, tree)
    org.add_people(actor=LOADER, at=at, people=crew.people)
    org.add_posts(actor=LOADER, at=at, posts=crew.posts)
    org.add_certificates(actor=LOADER, at=at, certificates=crew.certificates)
    progress("logins")
    org.give_logins(actor=LOADER, at=at, logins=_logins(crew), password_hash=make_password(PASSWORD))
    take_stock(Institution, Area, Device, Person, Post, Certificate)
    return {place.code: place for place in tree}


def _logins(crew: people.Crew) -> dict[str, Person]:
    """User name -> the first holder of the login's chair."""
    chairs: dict[tuple[str, str], Person] = {}
    for post in crew.posts:
        if post.person is not None:
            chairs.setdefault((post.institution.short_name, post.kind), post.person)
    return {login["username"]: chairs[login["at"], login["post"]] for login in branch()["logins"]}


def logins() -> list[Login]:
    """The ready logins of the loaded branch."""
    held = {p.user.username: p for p in Person.house.select_related("user", "institution").filter(user__isnull=False)}
    return [
        Login(text["username"], text["zh"], text["en"], held[text["username"]].name, text["at"])
        for text in branch()["logins"]
        if text["username"] in held
    ]
