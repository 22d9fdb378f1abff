"""Who may file what about which place: every post at its own place, above it and elsewhere; a refusal changes nothing."""

import pytest
from django.test import Client

from anbao.kit.access.scopes import Denied
from anbao.loom.records import descriptors
from anbao.loom.records.actions import Filing, file_record
from anbao.loom.records.descriptors import KindRefused, kinds, parse
from anbao.loom.records.filers import may_do, may_file
from anbao.loom.records.models import Record
from anbao.loom.records.queries import kinds_for, places_to_file
from anbao.loom.tasks.models import Task
from anbao.loom.tasks.weaving import weave
from anbao.org.models import Institution
from tests.branch import DAY, NOW, Branch, at

#: who may sign a zero report about a place without a task: its own people, and nobody else
ZERO = [
    ("chief", "ZJK", True), ("president", "ZJK", True), ("chongli", "CL", True), ("chongli_deputy", "CL", True),
    ("outlet", "CL01", True), ("teller", "CL01", True),
    ("chief", "CL", False), ("president", "CL01", False), ("chongli", "CL01", False), ("outlet", "CL02", False),
    ("teller", "CL", False), ("stranger", "CL", False), ("vendor", "GUARD", False), ("vendor", "ZJK", False),
    ("auditor", "ZJK", False), ("auditor", "CL01", False), ("sysadmin", "ZJK", False), ("secadmin", "ZJK", False),
    ("auditadmin", "ZJK", False), ("sysadmin", "CL01", False),
]  # fmt: skip


@pytest.mark.parametrize(("who", "place", "may"), ZERO)
def test_a_zero_report_is_signed_by_people_posted_at_its_place(branch: Branch, who, place, may):
    filing = Filing(
        actor=branch.people[who], at=NOW, kind="zero_report", institution=branch.places[place],
        values={"accidents": 0, "cases": 0},
    )  # fmt: skip
    if may:
        assert file_record(filing, reach=branch.reach(who)).institution == branch.places[place]
    else:
        with pytest.raises(Denied):
            file_record(filing, reach=branch.reach(who))
        assert Record.house.count() == 0


@pytest.mark.parametrize(
    ("kind", "who", "place", "may"),
    [
        ("self_service_patrol", "chongli", "CLS1", True),  # its chain: nobody is posted at a self-service bank
        ("self_service_patrol", "chief", "CLS1", True),
        ("self_service_patrol", "huailai", "CLS1", False),
        ("self_service_patrol", "president", "CLS1", False),  # above it, but without the power to file for others
        ("self_service_patrol", "chongli", "CL", False),  # not what the kind is about
        ("unannounced_visit", "discipline", "HL", True),
        ("unannounced_visit", "huailai", "HL", False),  # nobody visits himself unannounced
        ("video_inspection", "monitor", "CL01", True),
        ("video_inspection", "outlet", "CL01", False),
        ("vendor_plan", "vendor", "GUARD", True),
        ("vendor_plan", "chief", "GUARD", True),
        ("vendor_plan", "chief", "ZJK", False),
        ("liaison", "vendor", "GUARD", False),
        ("opening_check", "outlet", "CL01", True),
        ("opening_check", "teller", "CL01", False),
        ("incident", "chief", "CL01", True),
        ("incident", "auditor", "CL01", False),
    ],
)
def test_the_descriptor_says_whose_post_files_it(branch: Branch, kind, who, place, may):
    place = branch.places[place]
    reach = branch.reach(who)
    assert may_file(kinds()[kind], reach, path=place.path, place_kind=place.kind) is may
    assert places_to_file(kinds()[kind], reach).filter(pk=place.pk).exists() is may


def test_the_query_and_the_decision_agree_everywhere(branch: Branch):
    for who in branch.people:
        reach = branch.reach(who)
        for kind in kinds().values():
            told = {p.pk for p in Institution.house.all() if may_file(kind, reach, path=p.path, place_kind=p.kind)}
            assert set(places_to_file(kind, reach).values_list("pk", flat=True)) == told, (who, kind.id)
            assert told == set() or kind in kinds_for(reach)


@pytest.mark.parametrize("who", ["sysadmin", "secadmin", "auditadmin", "auditor"])
def test_administrators_and_auditors_file_nothing(branch: Branch, who):
    assert kinds_for(branch.reach(who)) == []


@pytest.mark.parametrize("who", ["sysadmin", "secadmin", "auditadmin"])
def test_an_administrator_reaches_no_business(branch: Branch, who):
    reach = branch.reach(who)
    assert reach.scopes == () and reach.administers == (branch.places["ZJK"].path,)
    client = Client()
    client.force_login(branch.people[who].user)
    for page in ("/records/", "/records/of/zero_report/", "/findings/", "/findings/new/", "/records/new/zero_report/"):
        answer = client.get(page)
        assert answer.status_code == 403 and "管理员只维护系统" in answer.content.decode(), page
    said = {"institution": branch.places["CL01"].pk, "v_accidents": "0", "v_cases": "0"}
    assert client.post("/records/new/zero_report/", said).status_code == 403
    assert client.get(f"/places/{branch.places['CL01'].pk}/").status_code == 404
    assert Record.house.count() == 0


@pytest.fixture
def task(branch: Branch) -> Task:
    campaign = branch.campaign(record="zero_report")
    weave(campaign, at=NOW)
    return Task.house.get(campaign=campaign, institution=branch.places["CL01"], measure__code="daily-note", day=DAY)


@pytest.mark.parametrize(
    ("who", "may"),
    [("outlet", True), ("teller", True), ("chongli", True), ("chief", True), ("president", False), ("auditor", False),
     ("sysadmin", False), ("outlet2", False), ("vendor", False)],
)  # fmt: skip
def test_the_form_of_a_task_is_offered_to_whom_it_takes_a_record_from(branch: Branch, task, who, may, monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: at(hour=17))
    client = Client()
    client.force_login(branch.people[who].user)
    assert may_do(kinds()["zero_report"], branch.reach(who), path=task.institution.path) is may
    page = client.get(f"/tasks/{task.pk}/")
    assert page.status_code in ((200,) if may else (200, 404))
    assert (f"/records/task/{task.pk}/" in page.content.decode()) is may
    form = client.get(f"/records/task/{task.pk}/")
    assert form.status_code == (200 if may else 403)
    if not may:
        assert "没有此项权限" in form.content.decode()
        kept = client.post(f"/records/task/{task.pk}/", {"v_accidents": "0", "v_cases": "0", "v_note": "停电一次"})
        assert kept.status_code == 403 and Record.house.count() == 0


def test_what_was_typed_stands_again_when_the_right_to_file_went_meanwhile(branch: Branch, task, monkeypatch):
    """The president sees the place and types; the refusal shows his words again instead of a bare page."""
    monkeypatch.setattr("anbao.kit.clock.now", lambda: at(hour=17))
    client = Client()
    client.force_login(branch.president.user)
    answer = client.post(f"/records/task/{task.pk}/", {"v_accidents": "0", "v_cases": "0", "v_note": "停电一次"})
    assert answer.status_code == 403 and "停电一次" in answer.content.decode()
    assert Record.house.count() == 0


KIND = "id: k\nzh: 甲\nen: K\nnet: riskcontrol\n"


@pytest.mark.parametrize(
    ("more", "told"),
    [("places: [castle]", "places: unknown: castle"),
     ("posts: [auditor]", "auditor files nothing"), ("areas: [vault]", "but the target is institution"),
     ("target: device\ndevices: [drone]", "devices: unknown: drone"), ("filed_by: anybody", "filed_by")],
)  # fmt: skip
def test_a_descriptor_that_names_nonsense_is_refused(more, told):
    with pytest.raises(KindRefused, match=told):
        parse(KIND + more, "k.yaml")


def test_every_shipped_measure_is_about_what_its_kind_is_about():
    """A playbook's task is not refused for its place, so the shipped ones have to agree with the descriptors."""
    from anbao.loom.campaigns.playbook import read, shipped

    wrong = [
        (name, m.id, place)
        for name in shipped()
        for m in read(name).measures
        for place in m.scope.kinds
        if descriptors.kind(m.record).places and place not in descriptors.kind(m.record).places
    ]
    assert wrong == []
