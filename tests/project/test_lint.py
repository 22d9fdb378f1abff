"""`anbao lint` tells what is wrong with data files before they are used."""

import re
from pathlib import Path

import pytest

from anbao.command.incidents import procedures
from anbao.command.wall import words
from anbao.loom.campaigns.playbook import shipped
from anbao.loom.records import descriptors
from anbao.project.linting import lint

KIND = """
id: lamp_check
zh: 灯
en: Lamps
net: riskcontrol
posts: [lamplighter]
signatures: {licence: lantern}
checklist:
  - {id: lit, zh: 亮, en: Lit, source: a rule of mine, defect: {category: darkness}}
"""
BOOK = """
id: lamps
version: 1
zh: 灯
en: Lamps
anchors: {dusk: 黄昏}
starts: dusk
ends: dusk+3d
measures:
  - {id: signs, net: antifraud, zh: 牌, en: Signs, record: publicity, scope: {kinds: [outlet]}, assignee: {posts: [outlet_manager]},
     cadence: {every: day}, preset: {channel: drum, colour: red}}
"""


WALL = Path(words.__file__).parent / "data" / "presets.yaml"


def shipped_files() -> list[Path]:
    desk = Path(procedures.__file__).parent / "data"
    kinds = sorted((Path(descriptors.__file__).parent / "kinds").glob("*/*.yaml"))
    return [*shipped().values(), *kinds, *sorted((desk / "procedures").glob("*.yaml")), desk / "causes.yaml", WALL]


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: path.stem)
def test_what_is_shipped_has_no_fault(path):
    words, faults = lint(path)
    assert faults == [] and path.stem in words


def test_strange_words_of_a_kind_are_all_told(tmp_path):
    path = tmp_path / "lamps.yaml"
    path.write_text(KIND, encoding="utf-8")
    assert lint(path)[1] == [
        "lamps.yaml: checklist.lit.defect: no category named darkness",
        "lamps.yaml: checklist.lit.source: not in sources.yaml: a rule of mine",
        "lamps.yaml: posts: unknown: lamplighter",
        "lamps.yaml: signatures.licence: unknown: lantern",
        "lamps.yaml: belongs at kinds/riskcontrol/lamp_check.yaml",
    ]


def test_presets_that_the_kind_does_not_take_are_told(tmp_path):
    path = tmp_path / "lamps.yaml"
    path.write_text(BOOK, encoding="utf-8")
    faults = lint(path)[1]
    assert [fault.split(": ")[1] for fault in faults] == [
        "measures.signs.preset.channel",
        "measures.signs.preset.colour",
    ]
    # beside the faults of the playbook itself
    path.write_text(BOOK.replace("ends: dusk+3d", "ends: dusk-3d"), encoding="utf-8")
    told, faults = lint(path)
    assert told == "" and [fault.split(": ")[1] for fault in faults] == [
        "ends",
        "measures.signs.preset.channel",
        "measures.signs.preset.colour",
    ]


def test_faults_of_causes_are_all_told(tmp_path):
    path = tmp_path / "causes.yaml"
    path.write_text(
        "cat: {zh: 猫, en: Cat, group: pet}\nmouse: 鼠\nfire: {zh: 火, en: Fire, group: real, for: [kitchen]}\n",
        encoding="utf-8",
    )
    faults = [fault.removeprefix("causes.yaml: ") for fault in lint(path)[1]]
    assert "mouse: a cause is a mapping" in faults and "fire.for: no procedure kitchen" in faults
    assert any(fault.startswith("cat.group: ") for fault in faults) and "fire: no cause of the group test" in faults
    path.write_text("a: [", encoding="utf-8")
    assert len(lint(path)[1]) == 1
    path.write_text("- cat", encoding="utf-8")
    assert lint(path) == ("", ["causes.yaml: causes are a mapping of ids"])


def test_faults_of_layouts_are_all_told(tmp_path):
    path = tmp_path / "presets.yaml"
    path.write_text("a: 3\nb: {zh: 乙, en: B, grid: [1, 1], zones: [{id: x, at: [1, 1, 2, 1]}]}\n", encoding="utf-8")
    faults = lint(path)[1]
    assert any("a: zones" in fault for fault in faults) and any(
        "b: zone x lies outside the grid" in fault for fault in faults
    )
    path.write_text("a: [", encoding="utf-8")
    assert len(lint(path)[1]) == 1


def test_a_procedure_that_takes_the_alarms_of_another_is_told(tmp_path):
    shipped_one = Path(procedures.__file__).parent / "data" / "procedures" / "fire.yaml"
    path = tmp_path / "blaze.yaml"
    text = shipped_one.read_text(encoding="utf-8").replace("id: fire", "id: blaze", 1)
    # the causes are for fires: blaze says nothing of them
    path.write_text(re.sub(r"(?m)^causes:.*\n", "", text), encoding="utf-8")
    words, faults = lint(path)
    assert words.startswith("procedure blaze") and faults == [
        "blaze.yaml: alarms: fire belongs to the procedure fire already",
        "blaze.yaml: alarms: gas belongs to the procedure fire already",
    ]


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    assert len(lint(tmp_path / "none.yaml")[1]) == 1


def test_a_file_that_is_not_there_or_no_text_is_told_in_words(tmp_path):
    assert lint(tmp_path / "missing.yaml") == ("", [f"{tmp_path}/missing.yaml: no such file or directory"])
    (tmp_path / "picture.yaml").write_bytes(b"\x89PNG\xff\xfe")
    assert lint(tmp_path / "picture.yaml")[1] == [f"{tmp_path}/picture.yaml: not a text file in UTF-8"]


def test_a_playbook_that_begins_with_its_measures_is_read_as_one(tmp_path):
    file = tmp_path / "odd.yaml"
    file.write_text("measures: []\nid: odd\n", encoding="utf-8")
    assert any("anchors" in fault for fault in lint(file)[1])
