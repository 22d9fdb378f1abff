"""Nobody is shown a link that ends in a refusal: what the pages of each role's menu lead to, opened."""

import re

import pytest

from anbao.loom.holes.actions import look
from anbao.loom.tasks.weaving import weave
from anbao.project import menu
from tests.branch import NOW, Branch
from tests.reading import EVENING, read_swiftly, signed_in

ROLES = ("monitor", "fire1", "auditor", "sysadmin", "secadmin", "auditadmin", "teller", "vendor")
#: pages that end or change a session, and what is no page of the house
PASSED_OVER = ("/account/", "/static/", "/live/", "/media/", "#", "?", "tel:", "mailto:", "data:", "http")


@pytest.mark.parametrize("role", ROLES)
def test_no_link_of_a_roles_pages_ends_in_a_refusal(branch: Branch, monkeypatch, settings, role):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING)
    read_swiftly(settings)
    campaign = branch.campaign(record="case_warning")
    weave(campaign, at=NOW)
    look(campaign=campaign, at=NOW)
    client, refused = signed_in(branch.people[role]), {}
    pages = [*filter(None, (menu.address(entry.url) for entry in menu.entries_for(branch.reach(role)))), "/inbox/"]
    opened: dict[str, int] = {}
    for page in pages:
        text = client.get(page, headers={"Accept": "text/html"}).content.decode()
        assert 'class="' in text, page
        for link in set(re.findall(r'href="([^"]+)"', text)):
            path = link.replace("&amp;", "&")
            bare = re.sub(r"\d+", "N", path.split("?")[0])
            if path.startswith(PASSED_OVER) or bare in opened:
                continue
            opened[bare] = client.get(path).status_code
            if opened[bare] == 403:
                refused[path] = page
    assert refused == {} and len(opened) > 1
