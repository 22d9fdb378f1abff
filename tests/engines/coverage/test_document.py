"""The page about the algorithm says what the tables in the code say."""

from pathlib import Path

from anbao.engines.coverage.explain import REASONS
from anbao.engines.coverage.rules import FIGURES, State

PAGE = Path(__file__).parents[3] / "docs" / "algorithms" / "coverage.md"


def table(heading: str) -> list[list[str]]:
    """The cells of the first table whose header begins with that word, without its header."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_state_table_is_that_of_the_code():
    expected = [
        [str(int(state)), state.name, ", ".join(name for name, counted in FIGURES.items() if state in counted) or "-"]
        for state in State
    ]
    assert [[row[0], row[1], row[3]] for row in table("state")] == expected


def test_every_reason_is_described():
    assert [row[0] for row in table("reason")] == list(REASONS)
