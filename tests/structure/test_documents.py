"""Documents that speak of the code are held against it: a page that is stale fails here and names what renews it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from anbao.loom.campaigns import playbook

ROOT = Path(__file__).parents[2]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")


@pytest.mark.parametrize("script", ["draw-architecture", "write-reference"])
def test_what_is_written_from_the_code_is_not_stale(script):
    told = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / script), "--check"], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr


def without_code(text: str) -> str:
    """A document without its code, in which brackets are no links."""
    return re.sub(r"```.*?```|^    .*?$|`[^`\n]*`", "", text, flags=re.DOTALL | re.MULTILINE)


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def test_links_between_documents_lead_somewhere():
    strays = []
    for path in DOCS:
        for plain, image in LINK.findall(without_code(path.read_text(encoding="utf-8"))):
            target, _, part = (plain or image).partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            place = (path.parent / target) if target else path
            if not place.exists():
                strays.append(f"{path.relative_to(ROOT)}: {target}")
            elif part and part not in map(anchor, re.findall(r"^#+ (.*)$", place.read_text(encoding="utf-8"), re.M)):
                strays.append(f"{path.relative_to(ROOT)}: {target}#{part}")
    assert strays == []


def test_every_decision_is_listed():
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\((\d{4}-[^)]+)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))


def variables_of_the_code() -> set[str]:
    """Every environment variable that the product reads."""
    found = set()
    for path in (ROOT / "src" / "anbao").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"environ(?:\.get\(|\.setdefault\(|\[)\s*\"(ANBAO_\w+)\"", text))
        found |= {f"ANBAO_{name.upper()}" for name in re.findall(r"= site\.secret\(HOME, \"(\w+)\"", text)}
    return found


def test_every_setting_is_described_and_no_other():
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    described = {name for row in rows for name in re.findall(r"ANBAO_\w+", row)}
    assert described == variables_of_the_code()
    example = (ROOT / "deploy" / "anbao.env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"ANBAO_\w+", example)) <= described


SECTIONS = {
    "The playbook": playbook.Playbook,
    "A phase": playbook.Phase,
    "A rung of the ladder": playbook.Rung,
    "A figure": playbook.Figure,
    "A measure": playbook.Measure,
    "scope": playbook.Scope,
    "assignee": playbook.Assignee,
}


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_key_of_a_playbook_is_described_and_no_other(heading):
    page = (ROOT / "docs" / "reference" / "playbook-format.md").read_text(encoding="utf-8")
    section = re.split(r"^#+ ", page.split(f" {heading}\n", 1)[1], maxsplit=1, flags=re.M)[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    told = " ".join(rows) if rows else section
    assert set(re.findall(r"`(\w+)`", told)) == set(SECTIONS[heading].model_fields)
