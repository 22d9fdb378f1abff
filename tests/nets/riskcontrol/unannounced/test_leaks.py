"""The strongest proof that nothing of a sealed tour can be seen: two worlds that differ only in the seed.

In both the tour is drawn, and its first stop is opened by the inspector, at the same moments. Then every role opens every URL of
the site; the tables, the ledger, the events and the log are read. Everything has to be equal, byte for byte, but for what
stands for chance itself: commitments, sealed bytes, digests of the chain, tokens of forms. After the check-in the worlds
must differ, or the comparison could not see anything.
"""

import io
import logging
import re
import zipfile
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from anbao.kit.access.models import User
from anbao.kit.live import actions as live
from anbao.nets.riskcontrol.unannounced import actions, drawing, queries
from anbao.nets.riskcontrol.unannounced.models import Stop
from anbao.org.models import Institution
from tests.project.test_access_matrix import (
    ELSEWHERE,
    FOREIGN_APPS,
    PAGES,
    ROLES,
    ROWS,
    WRITES,
    clients,
    every_url,
    opened,
    told,
)
from tests.reading import read_swiftly
from tests.tours import FIRST, OTHER, PLACES, SEED, arrived, drawn, morning

#: what stands for chance: digests of the chain and commitments (whole or their beginnings), tokens and keys of forms,
#: and what the system page tells of the machine: sizes, open connections
CHANCE = re.compile(
    r'[0-9a-f]{64}|(?<=<code)[^<]*<|<code[^>]*>[0-9a-f]{10,64}…?|csrf[^>]*value="[^"]*"|"X-CSRFToken": "[^"]*"'
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|[\d.]+\xa0[KMGT]B|数据库连接</dt><dd>\d+",
    re.I,
)
#: columns that hold nothing else
CHANCE_COLUMNS = {
    ("unannounced_draw", "commitment"),
    ("unannounced_draw", "sealed"),
    ("unannounced_stop", "sealed"),
    ("ledger_line", "hash"),
}
#: tables that the crawl itself writes (sessions carry random keys)
OF_LOGINS = ("django_session", "access_user", "axes_")
API = (
    "api/tasks",
    "api/records",
    "api/kinds",
    "api/openapi.json",
    "records/of/unannounced_visit/",
    "records/new/unannounced_visit/",
)
#: never asked for here, with the reason: POST alone, a stream without an end (its events are compared), a login's own pages
NOT_READ = {n for n in WRITES if n not in PAGES and n not in ROWS} | ELSEWHERE


@contextmanager
def world():
    """What happens inside never happened: rows, sequences and caches are as before."""
    cache.clear()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname || '.' || quote_ident(sequencename), coalesce(last_value, 1), last_value IS NOT NULL FROM pg_sequences"
        )
        before = cursor.fetchall()
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)
    with connection.cursor() as cursor:
        for name, value, called in before:
            cursor.execute("SELECT setval(%s::regclass, %s, %s)", [name, value, called])
    cache.clear()


def read(answer) -> str:
    """The answer's text without chance; a sheet as the text of its parts."""
    if "spreadsheet" in answer.headers.get("Content-Type", ""):
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return "\n".join(f"{n} {parts.read(n)}" for n in parts.namelist() if n != "docProps/core.xml")
    return CHANCE.sub("~", told(answer))


def crawled(branch, tour, roles=ROLES) -> dict[tuple[str, str], str]:
    """(role, path) -> status and text of every page, part, export and API that the role may open (refusals: the matrix)."""
    stops, home = [branch.places[code].pk for code in PLACES], branch.places["ZJK"].pk
    always = [path.format(pk=tour.pk) for path in TOUR_PAGES] + list(API)
    seen = {}
    signed_in = clients(branch, roles)
    User.objects.update(last_login=None)  # the machine's own clock, shown on some pages
    for role, client in signed_in.items():
        own = [path.format(campaign=tour.campaign_id, own_place=home) for path, who in PAGES.values() if role in who]
        if role in READERS_OF_ROWS:
            rows = [(p, kind) for p, kind, who in ROWS.values() if who is None or role in who]
            own += [p.format(pk=pk) for p, kind in rows for pk in (stops if kind == "institutions" else [1])]
        for path in dict.fromkeys([*own, *always]):
            answer = opened(client, "/" + path)
            seen[role, path] = f"{answer.status_code} {read(answer)}"
    return seen


def apart(one: dict, other: dict) -> dict:
    """Where two crawls differ: key -> the text around the first difference in each."""
    found = {}
    for key in one:
        if one[key] != other[key]:
            at = next((n for n, pair in enumerate(zip(one[key], other[key], strict=False)) if pair[0] != pair[1]), 0)
            found[key] = [text[max(0, at - 60) : at + 60] for text in (one[key], other[key])]
    return found


#: one role of each kind that opens rows: of the lead, of a place of the tour, of oversight, of the monitoring centre
READERS_OF_ROWS = ("president", "chongli", "auditor", "monitor")
TOUR_PAGES = ("unannounced/{pk}/", "unannounced/{pk}/next/", "unannounced/{pk}/draws/1.json")


def stored() -> dict[str, list]:
    """Every row of every table without chance, as text."""
    tables = [t for t in connection.introspection.table_names() if not t.startswith(OF_LOGINS)]
    seen = {}
    with connection.cursor() as cursor:
        for table in tables:
            names = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            kept = [n for n in names if (table, n) not in CHANCE_COLUMNS]
            listed = ", ".join(f'"{n}"::text' for n in kept)
            cursor.execute(
                f'SELECT {listed} FROM "{table}" ORDER BY 1, 2'
                if len(kept) > 1
                else f'SELECT {listed} FROM "{table}" ORDER BY 1'
            )
            seen[table] = [CHANCE.sub("~", "|".join(map(str, row))) for row in cursor.fetchall()]
        cursor.execute("SELECT length(sealed) FROM unannounced_stop ORDER BY id")
        seen["lengths"] = cursor.fetchall()
    return seen


@pytest.fixture
def heard(monkeypatch):
    """Every event that would go to open pages."""
    events = []
    monkeypatch.setattr(live, "publish", lambda topic, **about: events.append((topic, sorted(about.items()))))
    return events


def begun(branch, campaign, seed):
    """Drawn on the eve, the first stop opened in the morning."""
    tour = drawn(branch, campaign, seed=seed)
    actions.open_next(actor=branch.discipline, tour_id=tour.pk, at=morning(FIRST))
    return tour


def first_place(tour) -> int:
    return drawing.opened_leg(Stop.house.filter(draw__tour=tour).order_by("number").first().sealed, tour.pk).place


@pytest.fixture
def campaign(branch, settings):
    settings.ANBAO_CLOCK = "tests.nets.riskcontrol.unannounced.test_leaks.moment"
    from anbao.kit import clock

    clock._source.cache_clear()
    yield branch.campaign(record="liaison")
    clock._source.cache_clear()


def moment():
    return morning(FIRST, 9, 30)


def test_the_two_seeds_draw_different_first_stops(branch, campaign):
    seen = []
    for seed in (SEED, OTHER):
        with world():
            seen.append(first_place(begun(branch, campaign, seed)))
    assert seen[0] != seen[1]


def test_no_table_event_or_log_line_tells_the_draws_apart(branch, campaign, heard, caplog):
    seen = []
    for seed in (SEED, OTHER):
        heard.clear(), caplog.clear()
        with world(), caplog.at_level(logging.DEBUG):
            begun(branch, campaign, seed)
            logged = [CHANCE.sub("~", r.getMessage()) for r in caplog.records]
            seen.append((stored(), list(heard), logged))
    assert seen[0] == seen[1]


def test_a_check_in_is_seen_by_the_same_comparison(branch, campaign):
    seen = []
    for seed in (SEED, OTHER):
        with world():
            tour = drawn(branch, campaign, seed=seed)
            arrived(branch, tour, "discipline", morning(FIRST))
            page = opened(clients(branch, ["president"])["president"], f"/unannounced/{tour.pk}/")
            seen.append((stored(), read(page)))
    changed = {table for table in seen[0][0] if seen[0][0][table] != seen[1][0][table]}
    assert {"tasks_task", "unannounced_stop", "ledger_line"} <= changed
    assert seen[0][1] != seen[1][1]


def test_only_the_inspector_s_own_page_knows_the_open_stop(branch, campaign):
    with world():
        tour = begun(branch, campaign, SEED)
        place = Institution.house.get(pk=first_place(tour))
        own = clients(branch, ["discipline"])["discipline"]
        assert place.name in told(opened(own, f"/unannounced/{tour.pk}/next/"))
        assert queries.next_of(tour, branch.president).place is None
        for role, client in clients(branch, [r for r in ROLES if r != "discipline"]).items():
            assert opened(client, f"/unannounced/{tour.pk}/next/", part=True).status_code in (403, 404), role


@pytest.mark.slow
def test_no_role_sees_the_draws_apart_on_any_page_export_or_api(branch, campaign, settings):
    known = PAGES.keys() | ROWS.keys() | NOT_READ | {"unannounced:detail", "unannounced:next", "unannounced:document"}
    unread = [n for n in every_url() if n and n not in known and not (":" not in n and n.startswith(FOREIGN_APPS[:-1]))]
    assert unread == [], "a new URL: say in the access matrix who may open it"
    seen = []
    for seed in (SEED, OTHER):
        with world():
            tour = begun(branch, campaign, seed)
            read_swiftly(settings)  # posts are looked up in each of the worlds
            seen.append(crawled(branch, tour))
    differing = apart(*seen)
    own = [key for key in differing if key[0] == "discipline" and key[1].endswith("/next/")]
    assert len(own) == 1, "the inspector's own page has to know the stop"
    assert {key: words for key, words in differing.items() if key not in own} == {}
    assert len({key[1] for key, text in seen[0].items() if text.startswith("200")}) > 40
