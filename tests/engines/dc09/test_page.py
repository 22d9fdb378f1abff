"""The page's tables are those of the code."""

import importlib.util
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_is_up_to_date():
    spec = importlib.util.spec_from_file_location("draw_tables", DOCS / "draw_tables.py")
    drawer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(drawer)
    page = (DOCS / "algorithms" / "dc09.md").read_text(encoding="utf-8")
    assert drawer.redraw(page) == page, "run: python docs/draw_tables.py"
    assert len(drawer.REGION.findall(page)) >= 10
