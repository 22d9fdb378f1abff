"""The algorithm page shows what the code draws."""

import importlib.util
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from anbao.engines.imaging.figures import all_figures

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("name", ["imaging-cover.svg", "imaging-stillness.svg"])
def test_the_page_shows_the_figures_of_the_code(name):
    drawn = all_figures()[name]
    assert (DOCS / "algorithms" / name).read_text(encoding="utf-8") == drawn
    assert name in (DOCS / "algorithms" / "imaging.md").read_text(encoding="utf-8")
    ET.fromstring(drawn)


def test_the_figures_say_what_the_engine_says():
    assert "frozen" in all_figures()["imaging-stillness.svg"] and "lives" in all_figures()["imaging-stillness.svg"]


def test_the_tables_are_up_to_date():
    spec = importlib.util.spec_from_file_location("draw_tables", DOCS / "draw_tables.py")
    drawer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(drawer)
    page = (DOCS / "algorithms" / "imaging.md").read_text(encoding="utf-8")
    assert drawer.redraw(page) == page, "run: python docs/draw_tables.py"
