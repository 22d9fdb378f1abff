"""A sub-branch head files the day's zero report on a phone-sized screen, in a real Chromium."""

import os
import shutil
from datetime import timedelta

import pytest

from anbao.loom.records.models import Record
from anbao.loom.tasks.models import Task
from anbao.project.templatetags.look import manifest
from tests.branch import NOW, PASSWORD, build_branch

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine; scripts/browser says what is missing"),
]


@pytest.fixture
def phone(monkeypatch):
    """A page of a phone's size. Playwright keeps an event loop in this thread; the ORM calls here are ours, not its."""
    if not manifest():
        pytest.skip("the front end is not built; run: make frontend")
    from playwright.sync_api import sync_playwright

    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
        context.set_default_timeout(15_000)
        yield context.new_page()
        browser.close()


def test_a_sub_branch_head_files_the_zero_report_with_two_taps(transactional_db, live_server, phone, monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)
    branch = build_branch()
    user = branch.chongli.user
    user.set_password(PASSWORD)
    user.save()
    task = Task.house.create(
        campaign=branch.campaign(record="zero_report"), net="riskcontrol", record_kind="zero_report", zh="零报告",
        en="Zero report", institution=branch.places["CL"], subject="I1", slot="today", day=NOW.date(), opens_at=NOW,
        due_at=NOW + timedelta(hours=2), grace_until=NOW + timedelta(hours=3), assignee=branch.chongli,
    )  # fmt: skip
    phone.goto(f"{live_server.url}/tasks/")
    phone.fill("#id_login", "chongli")
    phone.fill("#id_password", PASSWORD)
    phone.click("form .btn-primary")
    card = phone.locator(f"#task-{task.pk}")
    card.locator("button.btn-good").first.click()
    assert Record.house.count() == 0
    card.locator("button.sure").click()
    phone.wait_for_selector(f"#task-{task.pk}.is-done")
    record = Record.house.get(task=task)
    assert record.filed_by == branch.chongli and record.values == {"accidents": 0, "cases": 0}
    assert not phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
