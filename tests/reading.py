"""What the tests of the pages share: signing in, the evening of the tests' day, and proof that nothing changed."""

from contextlib import contextmanager

from django.db import connection
from django.test import Client

from anbao.kit import clock
from anbao.kit.access.scopes import Reach
from anbao.kit.ledger.models import Line
from anbao.org.queries import reach_of_user
from tests.branch import at

EVENING = at(hour=19)
HTMX = {"HX-Request": "true"}


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


#: (login, day) -> what his posts give him, for tests in which nobody's posts change
_reaches: dict[tuple, Reach] = {}


def remembered_reach(user, *, at) -> Reach:
    """The house's own answer, asked once a login and day instead of in every request."""
    key = user.pk, clock.local_day(at)
    if key not in _reaches:
        _reaches[key] = reach_of_user(user, at=at)
    return _reaches[key]


def read_swiftly(settings) -> None:
    """For tests that open thousands of pages: sessions lie in the cookie, posts are looked up once. What pages show and
    refuse stays as it is. Called anew, it forgets what it knew."""
    _reaches.clear()
    settings.ANBAO_REACH = "tests.reading.remembered_reach"
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"


def part(client: Client, url: str, target: str) -> str:
    """A part of a page, asked for as htmx does; whole pages begin with a doctype, parts never."""
    answer = client.get(url, headers=HTMX | {"HX-Target": target})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "<!doctype" not in text.lower() and f'id="{target}"' in text
    return text


def queries_of(client: Client, url: str) -> int:
    """How many statements a page takes, after a first look that fills the caches."""
    from django.test.utils import CaptureQueriesContext

    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


#: tables whose rows a denied call must not touch
WATCHED = ("tasks_task", "tasks_taskchange", "tasks_tally", "holes_hole", "findings_finding", "findings_findingstep",
           "campaigns_campaign", "campaigns_revision", "inbox_notice", "files_attachment", "records_record",
           "screening_risklist", "screening_edition", "screening_entry", "screening_run", "screening_hit", "screening_hitstep",
           "accounts_case", "accounts_book", "accounts_account", "accounts_transfer")  # fmt: skip


def fingerprint() -> list:
    """A hash of every watched table and the ledger's head."""
    seen = [Line.house.count()]
    with connection.cursor() as cursor:
        for table in WATCHED:
            cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t.id)) FROM {table} AS t")
            seen.append(cursor.fetchone()[0])
    return seen


@contextmanager
def nothing_changes():
    before = fingerprint()
    yield
    assert fingerprint() == before
