"""Tables become cards on a phone: every cell of a list says its column there."""

import re
from pathlib import Path

import pytest

import anbao

TEMPLATES = sorted(Path(anbao.__file__).parent.rglob("templates/**/*.html"))
TABLE = re.compile(r'<table class="[^"]*\blist-table\b[^"]*">(.*?)</table>', re.S)
CELL = re.compile(r"<td\b([^>]*)>")
LISTS = [path for path in TEMPLATES if TABLE.search(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_cell_of_a_list_names_its_column(path):
    cells = [cell for table in TABLE.findall(path.read_text(encoding="utf-8")) for cell in CELL.findall(table)]
    assert cells
    assert [cell for cell in cells if not re.search(r'data-label=|class="tick"|colspan=', cell)] == []


def test_the_lists_that_people_carry_about_are_among_them():
    names = {f"{path.parent.name}/{path.name}" for path in LISTS}
    assert names >= {"overview/list.html", "netboard/cell.html", "records/list.html"}
