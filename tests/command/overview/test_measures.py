"""A measure of a started campaign is changed, added and dropped through its page: looked at first, then done."""

import re

import pytest

from anbao.command.overview import rhythm
from anbao.engines import cadence
from anbao.kit.ledger.models import Line
from anbao.loom.campaigns.playbook import read, shipped
from anbao.loom.tasks.models import Task
from anbao.loom.tasks.weaving import weave
from tests.branch import NOW, Branch
from tests.reading import EVENING, nothing_changes, signed_in


@pytest.fixture
def woven(branch: Branch, monkeypatch) -> Branch:
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING)
    branch.war = branch.campaign(record="case_warning")
    weave(branch.war, at=NOW)
    branch.url = f"/campaigns/{branch.war.pk}/measures/"
    return branch


@pytest.mark.parametrize("book", list(shipped()))
def test_every_rhythm_of_the_playbooks_goes_through_the_form_unchanged(book):
    for measure in read(book).measures:
        fields = rhythm.fields_of(measure.cadence)
        kept = {key: measure.cadence[key] for key in rhythm.KEPT if key in measure.cadence}
        made = cadence.parse(rhythm.mapping_of(fields, {}) | kept)
        assert made == cadence.parse(measure.cadence), measure.id
        assert rhythm.mapping_of(fields, measure.cadence) == measure.cadence


def test_what_the_form_does_not_ask_for_stays_while_the_form_of_the_rhythm_does():
    before = {"every": "week", "on": ["mon"], "times": ["17:00"], "from": "opening", "interval": 2}
    fields = rhythm.fields_of(before)
    assert rhythm.mapping_of(fields | {"days": "mon，thu"}, before) == before | {"on": ["mon", "thu"]}
    assert "interval" not in rhythm.mapping_of(fields | {"every": "month", "days": "15、last"}, before)
    assert rhythm.mapping_of(fields | {"every": "month", "days": "15、last"}, before)["on"] == [15, "last"]


def form_of(client, url: str) -> dict:
    """The page's own fields with what they hold, as a browser would send them."""
    form = client.get(url).context["form"]
    sent = {}
    for field in form:
        value = field.value()
        if value not in (None, "", False, []):
            sent[field.name] = value if isinstance(value, list | tuple) else "on" if value is True else str(value)
    return sent


def look(client, url: str, sent: dict) -> tuple[str, str]:
    """The preview and its seal."""
    page = client.post(url, sent).content.decode()
    return page, re.search(r'name="seen" value="(\w+)"', page)[1]


def test_a_measure_is_looked_at_changed_and_woven_and_the_page_says_what_changed(woven):
    client, url = signed_in(woven.chief), f"{woven.url}daily-note/"
    assert f'href="{url}"' in client.get(f"/campaigns/{woven.war.pk}/").content.decode()
    sent = form_of(client, url) | {"grace": "1h", "times": "17:00", "answer_1": "lobby_manager", "reason": "赛时提前"}
    with nothing_changes():
        page, seen = look(client, url, sent)
    assert "每日 18:00 前，宽限 2 小时 → 每日 17:00 前，宽限 1 小时" in page and "网点负责人 → 大堂经理" in page
    moved = Task.house.filter(measure__code="daily-note", state="open", due_at__gt=EVENING).count()
    assert moved and f"<strong>{moved}</strong>" in page
    assert client.post(url, sent | {"seen": seen})["Location"] == f"/campaigns/{woven.war.pk}/"
    measure = woven.war.measures.get(code="daily-note")
    assert measure.definition["cadence"] == {"every": "day", "times": ["17:00"], "grace": "1h"}
    assert measure.definition["assignee"]["posts"] == ["lobby_manager"]
    to_come = Task.house.filter(measure=measure, state="open", due_at__gt=EVENING, institution=woven.places["CL01"])
    assert {f"{task.due_at.astimezone(NOW.tzinfo):%H:%M}" for task in to_come} == {"17:00"}
    told = client.get(f"/campaigns/{woven.war.pk}/").content.decode()
    assert "每日情况 · 节奏</strong> 每日 18:00 前，宽限 2 小时 → 每日 17:00 前，宽限 1 小时" in told
    assert re.search("1. 赛时提前.*陈安国", told, re.S)
    line = Line.house.get(verb="campaigns.campaign.revised")
    assert all(words in line.detail for words in ("18:00", "17:00", "赛时提前"))


def test_the_preview_speaks_of_this_measure_and_counts_the_rest_of_the_weave_apart(woven):
    away = Task.house.filter(measure__code="weekly-look", state="open", due_at__gt=EVENING)
    gone = away.update(state="cancelled")
    client, url = signed_in(woven.chief), f"{woven.url}daily-note/"
    sent = form_of(client, url) | {"times": "17:00", "reason": "赛时提前"}
    with nothing_changes():
        answer = client.post(url, sent)
    moved = Task.house.filter(measure__code="daily-note", state="open", due_at__gt=EVENING).count()
    assert [name for name, _counts in answer.context["lines"]] == ["每日情况"]
    assert [n for n, _word in answer.context["totals"] if n] == [moved]
    assert answer.context["others"] >= gone > 0
    assert f"更新其他措施的{answer.context['others']}项任务" in answer.content.decode()


def test_what_was_not_looked_at_is_not_done(woven):
    client, url = signed_in(woven.chief), f"{woven.url}daily-note/"
    sent = form_of(client, url) | {"grace": "1h", "reason": "x"}
    _page, seen = look(client, url, sent)
    with nothing_changes():
        again, other = look(client, url, sent | {"grace": "3h", "seen": seen})
        assert other != seen and "宽限 3 小时" in again
        assert "未做任何改动" in client.post(url, form_of(client, url) | {"reason": "x"}).content.decode()
        assert "has-fault" in client.post(url, sent | {"reason": " ", "seen": seen}).content.decode()


def test_a_measure_is_added_dropped_and_restored(woven):
    client = signed_in(woven.chief)
    sent = form_of(client, woven.url) | {
        "record": "liaison", "zh": "赛时联络", "en": "Liaison in the Games", "kinds": ["sub_branch"], "answer_1": "sub_branch_head", "reason": "加强",
    }  # fmt: skip
    page, seen = look(client, woven.url, sent)
    assert "赛时联络" in page and not woven.war.measures.filter(code="liaison-x1").exists()
    client.post(woven.url, sent | {"seen": seen})
    made = woven.war.measures.get(code="liaison-x1")
    tasks = Task.house.filter(measure=made)
    assert made.net == "responsibility" and tasks.count() and set(tasks.values_list("assignee", flat=True)) == {woven.chongli.pk, woven.huailai.pk}  # fmt: skip
    url = f"{woven.url}liaison-x1/"
    with nothing_changes():
        page, seen = look(client, f"{url}drop/", {"reason": "不再需要"})
    assert "有效 → 已取消" in page and f"<strong>{tasks.filter(state='open').count()}</strong>" in page
    client.post(f"{url}drop/", {"reason": "不再需要", "seen": seen})
    assert not tasks.filter(state="open").exists() and client.get(f"{url}drop/").status_code == 404
    sent = form_of(client, url) | {"reason": "还是需要"}
    page, seen = look(client, url, sent)
    assert "已取消 → 恢复有效" in page
    back = client.post(url, sent | {"seen": seen}, follow=True).content.decode()
    assert f"已编排：恢复 {tasks.filter(state='open').count()} 项。" in back and tasks.filter(state="open").exists()
    told = client.get(f"/campaigns/{woven.war.pk}/").content.decode()
    assert all(words in told for words in ("无 → 新增", "有效 → 已取消", "已取消 → 恢复有效", "加强", "不再需要"))


def test_nonsense_is_told_at_its_field_and_changes_nothing(woven):
    client, url = signed_in(woven.chief), f"{woven.url}daily-note/"
    good = form_of(client, url) | {"grace": "1h", "reason": "x"}
    with nothing_changes():
        for fields, words in (
            ({"times": "25 o'clock"}, "不是时刻"), ({"start": "easter-3d"}, "没有名为 easter 的日期"), ({"answer_1": ""}, "请指定责任岗位"),
            ({"every": "week", "days": "someday"}, "不是星期"), ({"priority": "9"}, "has-fault"), ({"zh": ""}, "has-fault"),
            ({"every": "at", "days": "never-1d"}, "没有名为 never 的日期"), ({"kinds": ["vendor"]}, "不涉及"), ({"kinds": ["x"]}, "has-fault"),
            ({"every": "step", "step": "0"}, "has-fault"), ({"grace": "x" * 30}, "has-fault"), ({"tighten_focus": "99"}, "has-fault"),
        ):  # fmt: skip
            page = client.post(url, good | fields).content.decode()
            assert words in page and 'name="seen" value="' not in page, fields


@pytest.mark.parametrize(
    ("fields", "where", "words"),
    [
        ({"start": "x y z"}, "start", "x y z"), ({"start": "easter-3d"}, "start", "easter"), ({"until": "easter-3d"}, "until", "easter"),
        ({"days": "mon"}, "days", "此节奏不用填写"), ({"roll": "next"}, "roll", "此节奏不用填写"), ({"every": "week", "days": "31"}, "days", "不是星期"),
        ({"every": "at", "days": ""}, "days", "不能为空"), ({"times": "9.30"}, "times", "不是时刻"), ({"opens": "later"}, "opens", "later"),
        ({"every": "step", "step": "30", "within": "8-20h", "times": ""}, "within", "8-20h"),
        ({"every": "step", "step": "", "times": ""}, "every", "minutes"), ({"every": "step", "step": "1", "times": ""}, "every", "5 分钟"),
    ],
)  # fmt: skip
def test_each_fault_of_a_rhythm_stands_at_its_field_in_the_words_of_the_form(woven, fields, where, words):
    client, url = signed_in(woven.chief), f"{woven.url}daily-note/"
    errors = client.post(url, form_of(client, url) | {"reason": "x"} | fields).context["form"].errors
    assert list(errors) == [where] and words in errors[where][0]
    assert not re.match(r"(from|until|at|on|times|within|roll|every)\b", errors[where][0])


@pytest.mark.parametrize(
    ("language", "dates", "told"),
    [
        ("zh-hans", {"start": "opening+21d"}, {"start": ["Opening day后 21 日 晚于安保方案的最后一日"]}),
        ("en", {"start": "opening+21d"}, {"start": ["21 days after Opening day lies after the campaign's last day"]}),
        ("en", {"start": "opening+2d", "until": "opening"}, {"until": ["The last day (2022-02-04) lies before the first day (2022-02-06)."]}),
        ("zh-hans", {"start": "2022-02-06", "until": "opening"}, {"until": ["末日（2022-02-04）早于首日（2022-02-06）。"]}),
        ("zh-hans", {"every": "at", "days": "opening+18d"}, {"days": ["Opening day后 18 日 不在任何阶段之内"]}),
        ("zh-hans", {"every": "at", "days": "opening+4d", "tighten_focus": "2"}, {"__all__": ["加密: 只有重复的节奏可以加密，逐一列出的日期不行"]}),
    ],
)  # fmt: skip
def test_what_the_playbook_s_rules_refuse_is_told_in_the_reader_s_language(woven, language, dates, told):
    woven.chief.user.language = language
    woven.chief.user.save()
    client, url = signed_in(woven.chief), f"{woven.url}daily-note/"
    with nothing_changes():
        form = client.post(url, form_of(client, url) | {"reason": "x"} | dates).context["form"]
    assert form.errors == told


def test_a_measure_whose_subjects_its_record_is_not_about_is_told_at_their_field(woven):
    client, url = signed_in(woven.chief), f"{woven.url}daily-note/"
    with nothing_changes():
        form = client.post(url, form_of(client, url) | {"reason": "x", "areas": ["vault"]}).context["form"]
    assert form.errors == {"areas": ["“案例警示”以机构为对象。"]}


@pytest.mark.parametrize(("who", "code"), [("stranger", 404), ("president", 403), ("chongli", 403), ("auditor", 403)])
def test_who_may(woven, who, code):
    client = signed_in(woven.people[who])
    with nothing_changes():
        for url in (woven.url, f"{woven.url}daily-note/", f"{woven.url}daily-note/drop/"):
            assert client.get(url).status_code == client.post(url, {"reason": "x"}).status_code == code
    assert "/measures/" not in client.get(f"/campaigns/{woven.war.pk}/").content.decode()


def test_the_page_speaks_english_too(woven):
    woven.chief.user.language = "en"
    woven.chief.user.save()
    client, url = signed_in(woven.chief), f"{woven.url}weekly-look/"
    page, _seen = look(client, url, form_of(client, url) | {"tighten_focus": "3", "within_focus": "on", "reason": "x"})
    assert "Focus ×2 → Focus ×3" in page or "focus ×2 → focus ×3" in page
    assert "Sub-branch → Sub-branch; inside the focus" in page and "Weekly lesson" in page
