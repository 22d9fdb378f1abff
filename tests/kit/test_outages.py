"""A database that is away is told once, then at a growing distance, and once when it is back."""

from anbao.kit.outages import Outage


def told(*tries: tuple[float, bool], who: str = "") -> list[str]:
    """What is said when it is tried at these seconds, away or not."""
    lines, clock = [], [0.0]
    outage = Outage(lines.append, "nothing is stored", who=who, now=lambda: clock[0])
    for clock[0], away in tries:
        if away:
            outage.lost(OSError("connection\n refused"))
        else:
            outage.back()
    return lines


def test_it_is_told_at_once_and_then_ever_more_seldom():
    lines = told(*((second, True) for second in range(0, 3 * 3600, 2)), (10_800, False))
    assert lines[0] == "nothing is stored: connection refused"
    assert [line.split(",")[1].split()[1] for line in lines[1:-1]] == ["30", "120", "600", "3600", "7200"]
    assert lines[-1] == "the database is back after 10800 s"


def test_what_was_never_away_is_not_back_and_a_second_absence_is_told_anew():
    assert told((0, False), (1, False)) == []
    lines = told((0, True), (1, False), (2, False), (3, True), (4, True), who="keeper: ")
    assert lines == [
        "keeper: nothing is stored: connection refused", "keeper: the database is back after 1 s", "keeper: nothing is stored: connection refused"
    ]  # fmt: skip


def test_tries_far_apart_tell_once_and_catch_nothing_up():
    assert len(told((0, True), (5_000, True), (5_001, True))) == 2
