"""Every name that the code writes into the ledger has words in both languages, and the page says them."""

import re
from pathlib import Path

import pytest

import anbao
from anbao.loom.findings import actions as findings
from anbao.org.queries import names_behind
from anbao.project import ledger_words
from tests.branch import NOW, Branch
from tests.reading import signed_in

SOURCE = Path(anbao.__file__).parent
#: whole names, and the verbs that a package's own writer of lines puts behind its noun
WHOLE = re.compile(r'"((?:access|accounts|alarms|cameras|campaigns|duty|files|findings|holes|incidents|org|records|screening'
                   r'|tasks|unannounced|wall)\.[a-z_]+\.[a-z_]+)"')  # fmt: skip
SPOKEN = re.compile(r'\b(?:_line|_said|said)\((?:[a-z_]+, )?"([a-z_]+)", ')


def test_every_verb_of_the_code_has_words():
    texts = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if "demo" not in path.parts]
    whole = {verb for text in texts for verb in WHOLE.findall(text)}
    spoken = {verb for text in texts for verb in SPOKEN.findall(text)}
    assert len(whole) > 40 and len(spoken) > 30
    assert [verb for verb in sorted(whole) if not ledger_words.known(verb)] == []
    assert [verb for verb in sorted(spoken) if not ledger_words.known(f"x.task.{verb}")] == []


@pytest.mark.parametrize(
    ("language", "verb", "subject"), [("zh", "任务 逐级上报", "任务 #12"), ("en", "task escalated", "task #12")]
)
def test_names_are_read_in_the_readers_language(monkeypatch, language, verb, subject):
    monkeypatch.setattr(ledger_words, "get_language", lambda: language)
    assert (ledger_words.said("tasks.task.escalated"), ledger_words.subject("task:12")) == (verb, subject)
    # what has no words stays as it is
    assert ledger_words.said("x.y.z") == "y z" and ledger_words.subject("system") == "system"


def test_the_page_speaks_in_words_and_keeps_what_was_written(branch: Branch):
    defect = findings.Defect(
        institution=branch.places["CL01"], category="lighting", title="灯", found_in="person:1", at=NOW
    )
    found = findings.report(actor=branch.teller, reach=branch.reach("teller"), defect=defect)
    client = signed_in(branch.auditor)
    text = client.get("/ledger/").content.decode()
    row = next(part for part in text.split("<tr>") if "findings.finding.opened" in part)
    plain = re.sub(r"<details>.*?</details>", "", row, flags=re.S)
    plain = re.sub(r'href="[^"]*"', "", plain)
    assert "隐患 立案" in plain and f"隐患 #{found.pk}" in plain and branch.teller.name in plain
    assert "finding.opened" not in plain and "person:" not in plain and "{" not in plain
    assert f"finding:{found.pk}" in row and "lighting" in row


def test_a_login_is_named_by_its_person(branch: Branch):
    tag = f"user:{branch.chief.user.pk}"
    assert names_behind([tag, branch.teller.tag, "system"]) == {
        tag: branch.chief.name, branch.teller.tag: branch.teller.name,
    }  # fmt: skip
