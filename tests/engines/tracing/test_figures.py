"""The figures of the algorithm page are what the code draws, and the page says what the engine does."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from anbao.engines.tracing.figures import all_figures, example, in_layers

DOCS = Path(__file__).parents[3] / "docs" / "algorithms"


@pytest.mark.parametrize("name", sorted(all_figures()))
def test_the_page_shows_what_the_code_draws(name):
    assert (DOCS / name).read_text(encoding="utf-8") == all_figures()[name]
    assert name in (DOCS / "tracing.md").read_text(encoding="utf-8")
    ET.fromstring(all_figures()[name])


def test_the_table_of_the_page_is_the_trace():
    page = (DOCS / "tracing.md").read_text(encoding="utf-8")
    t = example().problem.transfers
    columns = [example(method) for method in ("fifo", "lifo", "pro-rata")]
    for number in columns[0].listing.tolist():
        row = int(columns[0].rows[number])
        tainted = [int(trace.tainted[trace.rows == row][0]) for trace in columns]
        pair = f"{t.names[t.src[row]]} to {t.names[t.dst[row]]}"
        cells = [pair, t.time[row], t.cents[row], columns[0].hop[number], *tainted]
        assert "| " + " | ".join(map(str, cells)) + " |" in page


def test_one_arrow_for_each_pair_and_one_label_for_each_transfer():
    svg = in_layers(example())
    assert svg.count("marker-end") == 6
    assert sum(svg.count(f">{hop}: ") for hop in (1, 2, 3)) == len(example())
