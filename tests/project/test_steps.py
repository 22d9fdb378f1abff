"""Long steps speak up in a log as well as on a terminal."""

import io

from rich.console import Console

from anbao.project.steps import in_lines, telling


def test_a_log_gets_a_line_where_a_step_begins_and_for_every_tenth_of_it():
    lines: list[str] = []
    clock = iter(range(1000))
    told = in_lines(lines.append, seconds=lambda: next(clock))
    told("branch", 0, 1)
    told("branch", 1, 1)
    for day in range(1, 201):
        told("replay", day, 200)
    assert lines[:2] == ["branch 0 % (0 s)", "branch 100 % (1 s)"]
    assert [line.split(" (")[0] for line in lines[2:]] == [f"replay {tenth} %" for tenth in range(0, 101, 10)]


def test_what_is_no_terminal_is_told_at_once_and_in_plain_lines():
    log = io.StringIO()
    with telling(Console(file=log)) as told:
        told("replay", 0, 92)
        assert log.getvalue() == "replay 0 % (0 s)\n"
        told("replay", 46, 92)
        assert log.getvalue().splitlines()[-1].startswith("replay 50 %")


def test_a_terminal_gets_a_bar():
    screen = io.StringIO()
    with telling(Console(file=screen, force_terminal=True, width=80)) as told:
        told("replay", 0, 92)
        told("replay", 92, 92)
    assert "100 %" in screen.getvalue() and "replay 0 %" not in screen.getvalue()
