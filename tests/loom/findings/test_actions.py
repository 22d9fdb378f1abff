"""Findings: independent verification, extension by a higher level, recurrence one severity higher."""

from datetime import timedelta

import pytest

from anbao.kit.access.scopes import Denied
from anbao.loom.findings import actions, rules
from anbao.loom.findings.models import Finding, FindingState
from tests.branch import NOW, Branch


@pytest.fixture
def finding(branch: Branch) -> Finding:
    defect = actions.Defect(
        institution=branch.places["CL01"], category="lighting", title="灯光昏暗", found_in="person:1", at=NOW
    )
    return actions.report(actor=branch.outlet, reach=branch.reach("outlet"), defect=defect)


def step(branch: Branch, who: str, finding: Finding, verb, **rest):
    return verb(actor=branch.people[who], reach=branch.reach(who), finding_id=finding.pk, at=NOW, **rest)


def test_the_owner_is_the_leader_of_the_place(branch: Branch, finding):
    assert (finding.owner, finding.severity, finding.deadline) == (branch.outlet, "minor", NOW + timedelta(days=7))


def test_only_someone_independent_closes(branch: Branch, finding):
    step(branch, "outlet", finding, actions.rectify, note="换灯管")
    for who in ("outlet", "teller", "huailai", "stranger"):
        with pytest.raises(Denied):
            step(branch, who, finding, actions.verify, holds=True, note="")
    finding.refresh_from_db()
    assert finding.state == FindingState.RECTIFIED
    closed = step(branch, "chongli", finding, actions.verify, holds=True, note="已看照片")
    assert (closed.state, closed.closed_at) == (FindingState.CLOSED, NOW)
    assert [s.verb for s in finding.steps.all()] == ["open", "rectify", "verify"]


def test_a_refused_rectification_goes_back(branch: Branch, finding):
    step(branch, "outlet", finding, actions.rectify, note="换灯管")
    assert step(branch, "chongli", finding, actions.verify, holds=False, note="仍暗").state == FindingState.OPEN
    with pytest.raises(actions.FindingFault):
        step(branch, "chongli", finding, actions.verify, holds=True, note="")


def test_recurrence_opens_again_one_severity_higher(branch: Branch, finding):
    step(branch, "outlet", finding, actions.rectify, note="换灯管")
    step(branch, "chongli", finding, actions.verify, holds=True, note="")
    defect = actions.Defect(
        institution=branch.places["CL01"], category="lighting", title="又暗了", found_in="person:1", at=NOW
    )
    again = actions.report(actor=branch.teller, reach=branch.reach("teller"), defect=defect)
    assert (again.pk, again.state, again.severity, again.recurrences) == (finding.pk, FindingState.OPEN, "major", 1)
    assert again.deadline == rules.deadline("major", NOW)


def test_an_extension_needs_a_higher_level(branch: Branch, finding):
    step(branch, "outlet", finding, actions.ask_extension, days=5, reason="等备件")
    for who in ("outlet", "chongli", "stranger"):
        with pytest.raises(Denied):
            step(branch, who, finding, actions.extend, grant=True)
    finding.refresh_from_db()
    before = finding.deadline
    assert step(branch, "chief", finding, actions.extend, grant=True).deadline == before + timedelta(days=5)
    with pytest.raises(actions.FindingFault):
        step(branch, "chief", finding, actions.extend, grant=True)
