"""A phone without a connection: the tasks can be read, a filing is kept and goes later, a conflict is shown and kept."""

import os
from datetime import timedelta

import pytest
from django.db import connections

from anbao.loom.records.actions import file_record
from anbao.loom.records.models import Record
from anbao.loom.records.queries import all_in_order
from anbao.loom.tasks.models import Task
from anbao.project.templatetags.look import manifest
from tests.branch import NOW, build_branch
from tests.browser.test_phone import CHROMIUM
from tests.serving import cookie_of, free_port, served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine; scripts/browser says what is missing"),
]


@pytest.fixture
def bank(transactional_db):
    return build_branch()


@pytest.fixture
def base(task):
    port = free_port()
    with served(port, ANBAO_TEST_MOMENT=NOW.isoformat(), DJANGO_SETTINGS_MODULE="tests.browser.settings"):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def task(bank):
    return Task.house.create(
        campaign=bank.campaign(record="zero_report"), net="riskcontrol", record_kind="zero_report", zh="零报告",
        en="Zero report", institution=bank.places["CL"], subject="I1", slot="today", day=NOW.date(), opens_at=NOW,
        due_at=NOW + timedelta(hours=2), grace_until=NOW + timedelta(hours=3), assignee=bank.chongli,
    )  # fmt: skip


@pytest.fixture
def phone(bank, base, monkeypatch):
    """A page of a phone's size that has read the tasks and then lost its connection."""
    if not manifest():
        pytest.skip("the front end is not built; run: make frontend")
    from playwright.sync_api import sync_playwright

    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
        context.set_default_timeout(20_000)
        name, value = cookie_of(bank.chongli.user).split("=")
        context.add_cookies([{"name": name, "value": value, "url": base}])
        yield context.new_page()
        browser.close()
        connections.close_all()


def lose_connection(phone, base) -> None:
    phone.goto(f"{base}/tasks/")
    phone.wait_for_function("navigator.serviceWorker.controller !== null")
    phone.reload()
    phone.wait_for_function("caches.match('/tasks/').then((kept) => Boolean(kept))")
    phone.context.set_offline(True)
    phone.reload()


def tap_all_in_order(phone, task) -> None:
    card = phone.locator(f"#task-{task.pk}")
    card.locator("button.btn-good").first.click()
    card.locator("button.sure").click()


def test_a_zero_report_filed_offline_is_in_the_database_after_the_connection_is_back(phone, base, bank, task):
    lose_connection(phone, base)
    assert "零报告" in phone.locator(f"#task-{task.pk}").text_content()
    tap_all_in_order(phone, task)
    phone.wait_for_function(
        "document.getElementById('outbox').textContent.includes('离线:1 条记录待同步,联网后自动上传')"
    )
    assert Record.house.count() == 0
    phone.reload()
    phone.wait_for_function("document.getElementById('outbox').textContent.includes('1 条记录待同步')")
    phone.context.set_offline(False)
    phone.wait_for_function("document.getElementById('outbox').hidden")
    record = Record.house.get()
    assert (record.task_id, record.filed_by, record.values) == (task.pk, bank.chongli, {"accidents": 0, "cases": 0})
    assert record.client_key is not None


def test_a_conflict_is_shown_with_what_was_entered_and_nothing_is_overwritten(phone, base, bank, task):
    lose_connection(phone, base)
    tap_all_in_order(phone, task)
    phone.wait_for_function("document.getElementById('outbox').textContent.includes('1 条记录待同步')")
    file_record(all_in_order(task=task, actor=bank.chief, at=NOW), reach=bank.reach("chief"))
    phone.context.set_offline(False)
    for _again in range(2):
        phone.wait_for_function("document.getElementById('outbox').textContent.includes('1 条记录未被接受')")
        told = phone.locator("#outbox").text_content()
        assert "零报告" in told and "accidents" in told and "{" not in told
        assert phone.locator(f"#outbox a[href='/tasks/{task.pk}/']").is_visible()
        phone.reload()
    assert Record.house.get().filed_by == bank.chief


def test_a_refused_form_is_told_in_the_words_of_the_form(phone, base, bank, task):
    phone.goto(f"{base}/records/task/{task.pk}/")
    phone.context.set_offline(True)
    phone.locator("form[data-shapes] [name=v_note]").fill("一切正常")
    phone.locator("form[data-shapes] .btn-primary").last.click()
    phone.wait_for_function("document.getElementById('outbox').textContent.includes('1 条记录待同步')")
    file_record(all_in_order(task=task, actor=bank.chief, at=NOW), reach=bank.reach("chief"))
    phone.context.set_offline(False)
    phone.locator("#outbox .entered dd", has_text="一切正常").wait_for()
    assert "v_note" not in phone.locator("#outbox").text_content()
