"""Forms on a phone in a real Chromium: small tables that can be read and filled in, attendance by people, two signatures."""

import os
import shutil

import pytest
from django.db import connections

from anbao.loom.records.descriptors import kinds
from anbao.loom.records.models import Record
from anbao.loom.tasks.models import Task
from anbao.project.templatetags.look import manifest
from tests.branch import NOW, PASSWORD, build_branch

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine; scripts/browser says what is missing"),
]
WITH_ROWS = [kind.id for kind in kinds().values() if any(spec.type == "rows" for spec in kind.fields)]
#: whether two cells of a row lie on each other, a label is hidden or wider than the screen
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll('.row-table .row-cell')].map((cell) => {
    const box = cell.getBoundingClientRect(), label = cell.querySelector('span').getBoundingClientRect();
    const field = cell.querySelector('input:not([type=hidden]), select, textarea').getBoundingClientRect();
    return { box, label, field, name: cell.innerText };
  });
  const bad = boxes.filter(({ box, label, field }) =>
    label.height < 10 || label.bottom > field.top + 1 || field.bottom > box.bottom + 1 || box.right > innerWidth || field.height < 36);
  for (const one of boxes) for (const other of boxes)
    if (one !== other && one.box.left < other.box.right - 1 && other.box.left < one.box.right - 1
        && one.box.top < other.box.bottom - 1 && other.box.top < one.box.bottom - 1) bad.push(one);
  return { cells: boxes.length, bad: bad.map((one) => one.name) };
}"""


@pytest.fixture
def phone(transactional_db, live_server, monkeypatch):
    """A phone's page of the small bank; ``sign_in(name)`` opens it for somebody."""
    if not manifest():
        pytest.skip("the front end is not built; run: make frontend")
    from playwright.sync_api import sync_playwright

    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    bank = build_branch()
    for name in ("chief", "fire1", "fire2", "chongli"):
        bank.people[name].user.set_password(PASSWORD)
        bank.people[name].user.save()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
        context.set_default_timeout(15_000)
        page = context.new_page()

        def sign_in(name: str):
            page.goto(f"{live_server.url}/account/login/")
            page.fill("#id_login", name)
            page.fill("#id_password", PASSWORD)
            page.click("form .btn-primary")
            page.wait_for_url(lambda url: "/account/login/" not in url)
            return page

        page.bank, page.base, page.sign_in = bank, live_server.url, sign_in
        yield page
        browser.close()
        # the database's copy of this test goes away; Playwright's side of this thread has a connection of its own to it
        connections.close_all()


def settled(phone) -> None:
    phone.wait_for_function("!document.querySelector('.row-table') || document.querySelector('.row-table .row-cell')")


def test_small_tables_can_be_read_on_a_phone(phone):
    assert {"special_meeting", "fire_duty_sheet", "joint_meeting", "leading_group", "roll_call", "duty_list"} <= set(
        WITH_ROWS
    )
    for name, wanted in (("fire1", {"fire_duty_sheet"}), ("chief", set(WITH_ROWS) - {"fire_duty_sheet"})):
        phone.context.clear_cookies()
        phone.sign_in(name)
        for kind in sorted(wanted):
            phone.goto(f"{phone.base}/records/new/{kind}/")
            settled(phone)
            found = phone.evaluate(OVERLAPS)
            assert found["cells"] > 1 and found["bad"] == [], kind
            assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind


def test_a_meeting_with_those_who_came_and_a_decision(phone):
    bank = phone.bank
    phone.bank.campaign(record="liaison")
    phone.sign_in("chongli")
    phone.goto(f"{phone.base}/records/new/special_meeting/")
    settled(phone)
    phone.locator("label.seg", has_text="一级支行").click()
    phone.fill("#v_topic", "春节值守")
    phone.fill("#v_minutes", "逐项部署")
    row = phone.locator(".row-card").first
    row.locator("input[name=v_decisions__0__what]").fill("补齐灭火器")
    row.locator("input[type=search]").fill("刘副")
    row.locator(".offers button", has_text="刘副").click()
    row.locator("input[name=v_decisions__0__due]").fill("2022-01-14")
    for name in ("李岭", "刘副"):
        phone.locator("#f-attendance label.chip", has_text=name).click()
    phone.locator("#f-attendance input[type=search]").fill("陈安国")
    phone.locator("#f-attendance .offers button", has_text="陈安国").click()
    phone.click(".form-foot .btn-primary")
    phone.wait_for_url(lambda url: url.rstrip("/").split("/")[-1].isdigit())
    record = Record.house.get(kind="special_meeting")
    assert set(record.attendees) == {bank.chongli.pk, bank.chongli_deputy.pk, bank.chief.pk} and record.attendance == 3
    order = Task.house.get(origin=f"record:{record.pk}#1")
    assert (order.zh, order.assignee) == ("补齐灭火器", bank.chongli_deputy)


def test_two_licensed_people_sign_a_duty_sheet_on_one_phone(phone):
    bank = phone.bank
    phone.sign_in("fire1")
    phone.goto(f"{phone.base}/records/new/fire_duty_sheet/")
    settled(phone)
    phone.select_option("#subject", label="消防控制室")
    row = phone.locator(".row-card").first
    for column, said in (("at", "03:20"), ("point", "三楼走廊"), ("cause", "蒸汽"), ("handling", "现场查看后复位")):
        row.locator(f"input[name=v_alarms_handled__0__{column}]").fill(said)
    phone.locator("button", has_text="全部正常").first.click()
    phone.fill("[name=sign_name_1]", "fire2")
    phone.fill("[name=sign_password_1]", "not this one")
    phone.click(".form-foot .btn-primary")
    phone.wait_for_selector("#faults")
    settled(phone)
    assert phone.input_value("input[name=v_alarms_handled__0__point]") == "三楼走廊"
    phone.fill("[name=sign_password_1]", PASSWORD)
    phone.click(".form-foot .btn-primary")
    phone.wait_for_url(lambda url: url.rstrip("/").split("/")[-1].isdigit())
    record = Record.house.get(kind="fire_duty_sheet")
    assert [one["person"] for one in record.signatures] == [bank.fire1.pk, bank.fire2.pk]
    assert record.values["alarms_handled"][0]["handling"] == "现场查看后复位"


def test_a_form_that_outlived_its_session_is_sent_again_after_going_back(phone):
    """Open a form, log in anew in another tab, send: refused in words; back, the text is there and can be sent."""
    phone.sign_in("chongli")
    phone.goto(f"{phone.base}/records/new/liaison/")
    settled(phone)
    text = phone.locator("form textarea").first
    text.fill("夜间巡查一切正常")
    token = "input[name=csrfmiddlewaretoken]"
    before = phone.locator(token).first.input_value()
    other = phone.context.new_page()
    other.goto(f"{phone.base}/account/login/")
    phone.context.clear_cookies(name="sessionid")
    phone.context.clear_cookies(name="csrftoken")
    other.goto(f"{phone.base}/account/login/")
    other.fill("#id_login", "chongli")
    other.fill("#id_password", PASSWORD)
    other.click("form .btn-primary")
    other.wait_for_url(lambda url: "/account/login/" not in url)
    phone.evaluate("document.querySelector('.form-foot').closest('form').noValidate = true")
    phone.click(".form-foot .btn-primary")
    phone.wait_for_selector("text=重新登录过")
    phone.click("text=返回已填写的内容")
    phone.wait_for_selector(".form-foot")
    settled(phone)
    assert phone.locator("form textarea").first.input_value() == "夜间巡查一切正常"
    assert phone.locator(token).first.input_value() != before
    phone.evaluate("document.querySelector('.form-foot').closest('form').noValidate = true")
    phone.click(".form-foot .btn-primary")
    # judged as a filing, whatever it still lacks: no longer a stranger's form
    phone.wait_for_function("document.querySelector('#faults') || /\\d+\\/$/.test(location.pathname)")
