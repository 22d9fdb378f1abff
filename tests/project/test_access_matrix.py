"""Every URL of the site x every role x own and another branch's rows.

The URLs come from the resolver: a new one without an expectation fails here. ``r`` may read (200, or a redirect of the
page's own), ``-`` is refused with 403, ``0`` is not there for him (404). A stranger's row is 404 for whoever may open
the page at all, and its name is never in an answer. POSTs that are refused change nothing.
"""

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from anbao.kit.ledger import actions as ledger
from anbao.org.models import Area, Certificate, Device, Institution, Person, Post
from tests.branch_rows import rows_of_both_sides
from tests.reading import read_swiftly

ROLES = (
    "chief", "president", "discipline", "chongli", "outlet", "teller", "monitor", "fire1", "antifraud", "vendor",
    "auditor", "sysadmin", "secadmin", "auditadmin",
)  # fmt: skip
LEADERS = {"chief", "president", "discipline", "chongli", "outlet", "antifraud", "auditor"}
EVERYONE = set(ROLES)
#: administrators keep the site and see nothing of the business
BUSINESS = EVERYONE - {"sysadmin", "secadmin", "auditadmin"}
MAP = {"chief", "president", "discipline", "chongli", "antifraud", "auditor", "monitor"}
CHIEF = {"chief"}
#: who works alarms, and who leads a place
ALARMS = LEADERS | {"monitor", "fire1"}
FRAUD = {"chief", "antifraud"}
#: the pictures: who leads a place, and the monitoring centre
WATCH = LEADERS | {"monitor", "fire1"}
#: who may look at the alarm desk
DESK = LEADERS | MAP | {"fire1"}
TOURS = {"president", "discipline", "auditor"}
#: words of the stranger's branch that nobody of this one may ever read
FOREIGN = ("双桥", "承德", "邓远", "叶柜")

#: URL name -> (path below the root, who may open it); {own} and {other} stand for a row of one's own and a stranger's
PAGES = {
    "home": ("", EVERYONE), "system": ("system/", {"sysadmin"}), "profile": ("account/profile/", EVERYONE),
    "logins:list": ("logins/", {"secadmin"}), "logins:export": ("logins/export/", {"secadmin"}), "logins:new": ("logins/new/", {"secadmin"}), "inbox:list": ("inbox/", EVERYONE),
    "board:net": ("board/", LEADERS), "board:cell": ("board/cell/?campaign={campaign}&place={own_place}", LEADERS),
    "campaigns:list": ("campaigns/", LEADERS), "campaigns:new": ("campaigns/new/", CHIEF),
    "holes:list": ("holes/", LEADERS), "tasks:mine": ("tasks/", EVERYONE), "records:kinds": ("records/", BUSINESS),
    "records:people": ("records/people/?q=", EVERYONE), "records:institutions": ("records/institutions/?q=", EVERYONE),
    "records:list": ("records/of/liaison/", BUSINESS), "findings:board": ("findings/", BUSINESS),
    "findings:list": ("findings/list/", BUSINESS), "findings:new": ("findings/new/", BUSINESS - {"auditor"}),
    "ledger:list": ("ledger/", {"auditor", "auditadmin"}), "livemap:map": ("map/", MAP),
    "livemap:state": ("map/state.json", MAP), "livemap:facilities": ("map/facilities.json", MAP),
    "livemap:figures": ("map/figures/", MAP), "livemap:feed": ("map/feed/", MAP),
    "screening:queue": ("screening/?state=all", FRAUD), "screening:export": ("screening/export/", FRAUD),
    "tracing:cases": ("tracing/", FRAUD), "tracing:template": ("tracing/template/", FRAUD),
    "screening:runs": ("screening/runs/", FRAUD), "screening:lists": ("screening/lists/", FRAUD),
    "screening:list-template": ("screening/lists/template/", FRAUD), "screening:look-up": ("screening/look-up/", FRAUD),
    "duty:rooms": ("duty/", ALARMS), "duty:mine": ("duty/mine/", EVERYONE),
    "incidents:desk": ("desk/", DESK), "incidents:queue": ("desk/queue/", DESK), "incidents:list": ("desk/list/", DESK),
    "incidents:export": ("desk/list/export/", DESK), "incidents:zones-export": ("desk/zones/export/", DESK),
    "incidents:zones": ("desk/zones/", DESK), "incidents:handovers": ("desk/handover/", DESK),
    "unannounced:list": ("unannounced/", TOURS), "unannounced:new": ("unannounced/new/", {"discipline"}),
}  # fmt: skip
TABLES = {
    "institutions": Institution, "areas": Area, "devices": Device, "people": Person, "posts": Post,
    "certificates": Certificate,
}  # fmt: skip
for _table in TABLES:
    PAGES[f"org:{_table}"] = (f"org/{_table}/", LEADERS)
    PAGES[f"org:{_table}-export"] = (f"org/{_table}/export/", LEADERS)
    PAGES[f"org:{_table}-template"] = (f"org/{_table}/template/", LEADERS)
    for _step in ("import", "bulk", "new"):
        PAGES[f"org:{_table}-{_step}"] = (f"org/{_table}/{_step}/", CHIEF)
PAGES |= {
    "cameras:board": ("cameras/", WATCH), "cameras:coverage": ("cameras/coverage/", WATCH),
    "cameras:inspection": ("cameras/inspection/", {"chief", "monitor"}),
    "wall:screens": ("wall/", WATCH), "wall:tour": ("wall/tour/", WATCH),
    "wall:layouts": ("wall/layouts/", WATCH), "wall:layout-new": ("wall/layouts/new/", CHIEF),
}  # fmt: skip
CAMERA_TABLES = ("sources", "plans")
for _table in CAMERA_TABLES:
    for _step in ("", "export", "template"):
        PAGES[f"cameras:{_table}" + (f"-{_step}" if _step else "")] = (
            f"cameras/{_table}/" + (f"{_step}/" if _step else ""),
            WATCH,
        )
    for _step in ("import", "bulk", "new"):
        PAGES[f"cameras:{_table}-{_step}"] = (f"cameras/{_table}/{_step}/", CHIEF)
PAGES |= {f"alarms:{page}": (f"alarms/{page}/", ALARMS) for page in ("signals", "arming", "gateways")}
ALARM_TABLES = {"sources": "alarm_sources", "zones": "zones", "schedules": "schedules"}
for _table in ALARM_TABLES:
    PAGES[f"alarms:{_table}"] = (f"alarms/{_table}/", ALARMS)
    for _step in ("export", "template"):
        PAGES[f"alarms:{_table}-{_step}"] = (f"alarms/{_table}/{_step}/", ALARMS)
    for _step in ("import", "bulk", "new"):
        PAGES[f"alarms:{_table}-{_step}"] = (f"alarms/{_table}/{_step}/", CHIEF)

#: URL name -> (path with {pk}, kind of row, who may open it)
ROWS = {
    "places:detail": ("places/{pk}/", "institutions", None), "livemap:place": ("map/places/{pk}/", "institutions", MAP),
    "campaigns:detail": ("campaigns/{pk}/", "campaigns", LEADERS), "campaigns:plan": ("campaigns/{pk}/plan/", "campaigns", LEADERS - {"chongli", "outlet"}),
    "incidents:detail": ("desk/{pk}/", "incidents", DESK),
    "tasks:detail": ("tasks/{pk}/", "tasks", None), "findings:detail": ("findings/{pk}/", "findings", None),
    "screening:hit": ("screening/hits/{pk}/", "hits", FRAUD), "screening:run": ("screening/runs/{pk}/", "runs", FRAUD),
    "screening:list": ("screening/lists/{pk}/", "lists", FRAUD),
    "tracing:case": ("tracing/{pk}/", "cases", FRAUD), "tracing:transfers": ("tracing/{pk}/transfers/", "cases", FRAUD),
    "tracing:export": ("tracing/{pk}/export/", "cases", FRAUD),
    "org:institutions-close": ("org/institutions/{pk}/close/", "institutions", CHIEF),
    "org:people-clear": ("org/people/{pk}/clear/", "people", CHIEF),
    "org:posts-seat": ("org/posts/{pk}/seat/", "posts", CHIEF), "org:posts-unseat": ("org/posts/{pk}/unseat/", "posts", CHIEF),
}  # fmt: skip
for _table in TABLES:
    ROWS[f"org:{_table}-detail"] = (f"org/{_table}/{{pk}}/", _table, LEADERS)
    ROWS[f"org:{_table}-edit"] = (f"org/{_table}/{{pk}}/edit/", _table, CHIEF)
for _table in CAMERA_TABLES:
    ROWS[f"cameras:{_table}-detail"] = (f"cameras/{_table}/{{pk}}/", _table, WATCH)
    ROWS[f"cameras:{_table}-edit"] = (f"cameras/{_table}/{{pk}}/edit/", _table, CHIEF)
for _table, _kind in ALARM_TABLES.items():
    ROWS[f"alarms:{_table}-detail"] = (f"alarms/{_table}/{{pk}}/", _kind, ALARMS)
    ROWS[f"alarms:{_table}-edit"] = (f"alarms/{_table}/{{pk}}/edit/", _kind, CHIEF)
ROWS["alarms:source"] = ("alarms/sources/{pk}/page/", "alarm_sources", ALARMS)
ROWS["cameras:camera"] = ("cameras/{pk}/", "sources", WATCH)

#: URL name -> (path with {pk}, kind of row, body): writes that a teller of the branch and a stranger may not do
WRITES = {
    "inbox:read": ("inbox/read/", "", {"notice": "0"}), "board:work": ("board/tasks/excuse/", "tasks", {"task": "{pk}", "reason": "x"}), "campaigns:act": ("campaigns/{pk}/close/", "campaigns", {"reason": "x"}),
    "campaigns:add-measure": ("campaigns/{pk}/measures/", "campaigns", {"reason": "x"}), "campaigns:measure": ("campaigns/{pk}/measures/daily-note/", "campaigns", {"reason": "x"}),
    "campaigns:drop-measure": ("campaigns/{pk}/measures/daily-note/drop/", "campaigns", {"reason": "x"}),
    "findings:step": ("findings/{pk}/verify/", "findings", {"note": "x"}), "ledger:verify": ("ledger/verify/", "", {}),
    "holes:assign": ("holes/{pk}/assign/do/", "holes", {}), "holes:excuse": ("holes/{pk}/excuse/do/", "holes", {"reason": "x", "days": 3}),
    "holes:several": ("holes/several/excuse/", "holes", {"hole": "{pk}", "reason": "x", "days": 3}),
    "holes:remind": ("holes/{pk}/remind/do/", "holes", {}), "holes:assign-modal": ("holes/{pk}/assign/", "holes", {}),
    "holes:excuse-modal": ("holes/{pk}/excuse/", "holes", {}),
    "screening:step": ("screening/hits/{pk}/clear/", "hits", {"note": "x"}),
    "screening:run-step": ("screening/runs/{pk}/stop/", "runs", {}),
    "screening:edition-step": ("screening/editions/{pk}/take/", "editions", {}),
    "screening:list": ("screening/lists/{pk}/", "lists", {}),
    "tracing:bring": ("tracing/{pk}/bring/", "cases", {}), "tracing:role": ("tracing/{pk}/role/", "cases", {"role": "stop"}),
    "duty:step": ("duty/rooms/{pk}/2022-02/publish/", "areas", {}), "duty:check-in": ("duty/mine/1/check-in/", "", {}),
    "incidents:act": ("desk/{pk}/answer/", "incidents", {}), "incidents:phone": ("desk/{pk}/phone/1/", "incidents", {}),
    "incidents:repair": ("desk/zones/repair/", "", {"zone": "1"}), "incidents:offer": ("desk/handover/offer/", "", {"note": "x"}),
    "incidents:handover": ("desk/handover/1/take/", "", {}),
    **{f"org:{t}-apply": (f"org/{t}/import/apply/", "", {"token": "x"}) for t in TABLES},
    **{f"org:{t}-new": (f"org/{t}/new/", "", {"name": "x"}) for t in TABLES},
    **{f"org:{t}-bulk": (f"org/{t}/bulk/", "", {"all": "1"}) for t in TABLES},
    **{f"org:{t}-edit": (f"org/{t}/{{pk}}/edit/", t, {"name": "x"}) for t in TABLES},
    "org:institutions-close": ("org/institutions/{pk}/close/", "institutions", {"on": "2022-01-01"}),
    "org:people-clear": ("org/people/{pk}/clear/", "people", {"field": "phone", "purpose": "x"}),
    "org:posts-seat": ("org/posts/{pk}/seat/", "posts", {"since": "2022-01-01"}),
    "org:posts-unseat": ("org/posts/{pk}/unseat/", "posts", {"until": "2022-01-01"}),
}  # fmt: skip
for _table in CAMERA_TABLES:
    WRITES[f"cameras:{_table}-apply"] = (f"cameras/{_table}/import/apply/", "", {"token": "x"})
    WRITES[f"cameras:{_table}-edit"] = (f"cameras/{_table}/{{pk}}/edit/", _table, {"name": "x"})
for _step in ("revoke", "pin", "confirm"):
    WRITES[f"wall:{_step}"] = (f"wall/{{pk}}/{_step}/", "screens", {"code": "0000"})
WRITES["wall:new"] = ("wall/new/", "", {"name": "x"})
WRITES["wall:screen-program"] = ("wall/{pk}/program/", "screens", {"line-TOTAL_FORMS": "0", "line-INITIAL_FORMS": "0"})
for _table, _kind in ALARM_TABLES.items():
    WRITES[f"alarms:{_table}-apply"] = (f"alarms/{_table}/import/apply/", "", {"token": "x"})
    WRITES[f"alarms:{_table}-edit"] = (f"alarms/{_table}/{{pk}}/edit/", _kind, {"name": "x"})
WRITES["alarms:test"] = ("alarms/sources/{pk}/test/", "alarm_sources", {"hours": "1", "reason": "x"})
WRITES["alarms:late"] = ("alarms/sources/{pk}/late/", "alarm_sources", {"until": "23:00", "reason": "x"})
WRITES["cameras:look"] = ("cameras/{pk}/look/", "sources", {})
#: the page one came from tells the refusal; that nothing changed is asserted for all
REFUSED_BY_A_MESSAGE = {"board:work", "findings:step", "inbox:read"}
#: held by tests of their own package, with the reason: a form's own rules, a stream, files, logins
ELSEWHERE = {
    "duty:room", "duty:export",
    "tasks:quick", "records:task", "records:new", "records:detail", "records:correct",  # tests/loom/records
    "files:get", "live:stream",  # tests/kit
    "logins:link", "logins:reset", "logins:lock", "logins:unlock",  # tests/org
    "wall:enter", "wall:screen", "wall:program", "wall:beacon", "wall:events", "wall:tile", "wall:mjpeg", "wall:pictures", "wall:hls", "wall:layout", "wall:layout-withdraw", "wall:snapshot",  # no login: tests/command/wall
    "cameras:picture", "cameras:look-page",  # tests/senses/cameras
    "alarms:gateway-off",  # tests/senses/alarms
    "wall:live",  # a camera's relay: tests/command/wall
    "worker",  # the phone's script: holds no data, tests/browser
    "unannounced:detail", "unannounced:next", "unannounced:step", "unannounced:document", "unannounced:recompute",  # tests/nets
    "api:openapi-json", "api:kinds_list", "api:kind_detail", "api:records_list", "api:record_file", "api:record_detail",
    "api:file_bring", "api:tasks_list", "api:api-root",  # tests/loom/records, tests/loom/worklist, tests/project
    "api:incidents_list", "api:incident_detail", "api:zones_list",  # tests/command/incidents
    "api:look_up", "api:hits_list", "api:hit_detail", "api:hit_step", "api:runs_list", "api:run_detail",  # tests/nets/antifraud/screening
    "api:cases_list", "api:case_open", "api:case_detail", "api:case_trace", "api:case_roles",  # tests/nets/antifraud/accounts
    "language", "account_login", "account_change_password", "demo_login",  # before any post counts; tests/kit/access
}  # fmt: skip
#: of allauth, which guards them itself
FOREIGN_APPS = ("account_", "mfa_", "socialaccount_", "openid_connect_", "")


def every_url(resolver=None, space: str = ""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from every_url(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name or ''}"


@pytest.fixture
def world(branch):
    """The branch with a started campaign, and rows of both sides of every kind: name -> (own pk, stranger's pk)."""
    return rows_of_both_sides(branch)


def clients(branch, names) -> dict[str, Client]:
    found = {}
    for name in names:
        found[name] = Client()
        found[name].force_login(branch.people[name].user)
    return found


def opened(client: Client, path: str, *, part: bool = False):
    """GET through the whole stack, without the copies of every template context that the test client keeps.

    ``part``: as htmx asks, so that a refusal comes without the frame of a page.
    """
    bare, _mark, query = path.partition("?")
    extra = {"HTTP_HX_REQUEST": "true"} if part else {}
    return client.handler(client._base_environ(PATH_INFO=bare, QUERY_STRING=query, REQUEST_METHOD="GET", **extra))


def counts() -> dict[str, int]:
    """Rows of every table of the house: what a refused write must leave alone."""
    with connection.cursor() as cursor:
        names = [
            n
            for n in connection.introspection.table_names(cursor)
            if n.startswith(
                (
                    "org_",
                    "tasks_",
                    "findings_",
                    "holes_",
                    "records_",
                    "campaigns_",
                    "ledger_",
                    "screening_",
                    "cameras_",
                    "wall_",
                    "incidents_",
                )
            )
        ]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in names))
        return dict(cursor.fetchall())


def told(answer) -> str:
    return (
        b"".join(answer.streaming_content).decode("utf-8", "ignore")
        if answer.streaming
        else answer.content.decode("utf-8", "ignore")
    )


def test_every_url_has_an_expectation():
    known = PAGES.keys() | ROWS.keys() | WRITES.keys() | ELSEWHERE
    unknown = [
        n for n in every_url() if n not in known and not (":" not in n and n.startswith(FOREIGN_APPS[:-1])) and n
    ]
    assert unknown == [], "say in PAGES, ROWS or WRITES who may open it"


def test_pages_open_for_whom_they_are_and_for_nobody_else(branch, world, settings):
    read_swiftly(settings)
    wrong, standing = [], set(every_url())
    for role, client in clients(branch, ROLES).items():
        for name, (path, who) in PAGES.items():
            if name not in standing:
                continue
            path = "/" + path.format(campaign=world.campaign, own_place=branch.people[role].institution_id)
            answer = opened(client, path, part=role not in who)
            fits = answer.status_code in (200, 302) if role in who else answer.status_code in (403, 404)
            text = told(answer)
            if not fits or any(word in text for word in FOREIGN):
                wrong.append((role, name, answer.status_code, [w for w in FOREIGN if w in text]))
    assert not wrong, "\n".join(map(str, wrong))


def test_rows_of_ones_own_open_and_those_of_a_stranger_are_not_there(branch, world, settings):
    read_swiftly(settings)
    wrong = []
    for role, client in clients(branch, ROLES).items():
        reach = branch.reach(role)
        for name, (path, kind, who) in ROWS.items():
            own, other = world.rows[kind]
            for pk, is_own in ((own.pk, True), (other.pk, False)):
                answer = opened(client, "/" + path.format(pk=pk), part=True)
                text = told(answer)
                may = who is None or role in who
                seen = is_own and world.seen(kind, own, reach)
                fits = answer.status_code in ((200, 302) if may and seen else (403, 404))
                if not is_own and may:
                    fits = answer.status_code == 404
                if not fits or any(word in text for word in FOREIGN):
                    wrong.append((role, name, is_own, answer.status_code, [w for w in FOREIGN if w in text]))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", ["teller", "vendor", "stranger_teller", "stranger"])
def test_refused_writes_change_nothing(branch, world, role):
    client = clients(branch, [role])[role]
    before, head, wrong = counts(), ledger.head(), []
    for name, (path, kind, body) in WRITES.items():
        if role == "stranger" and not kind:
            continue  # a chief may write in his own branch; what matters is this one's rows
        pk = world.rows[kind][0].pk if kind else 0
        said = {key: value.format(pk=pk) if isinstance(value, str) else value for key, value in body.items()}
        answer = client.post("/" + path.format(pk=pk), said)
        refused = (302, 403, 404) if name in REFUSED_BY_A_MESSAGE else (403, 404)
        if answer.status_code not in refused:
            wrong.append((name, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))
    assert (counts(), ledger.head()) == (before, head)


def test_nobody_opens_anything_without_a_login(db):
    client, wrong, standing = Client(), [], set(every_url())
    for name, (path, _who) in PAGES.items():
        if name not in standing:
            continue
        answer = client.get("/" + path.format(campaign=1, own_place=1))
        if answer.status_code != 302 or "/account/login/" not in answer["Location"]:
            wrong.append((name, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))
