"""Dated rules: the newest row that has come holds, a province's own goes first, a value without a source is refused."""

from datetime import date

import pytest

from anbao.org import words


@pytest.fixture
def table(monkeypatch):
    def use(**rows):
        words.dated_rules.cache_clear()
        monkeypatch.setattr(words, "_read", lambda name: rows)

    yield use
    words.dated_rules.cache_clear()


def row(since: date, value: int, **more) -> dict:
    return {"since": since, "value": value, "source": "a rule", **more}


def test_the_newest_row_that_has_come_holds(table):
    table(crew=[row(date(2011, 7, 1), 2), row(date(2023, 1, 1), 3)])
    assert [words.rule("crew", on=day) for day in (date(2011, 7, 1), date(2022, 12, 31), date(2023, 1, 1))] == [2, 2, 3]
    with pytest.raises(LookupError):
        words.rule("crew", on=date(2011, 6, 30))


def test_a_provinces_own_row_goes_first(table):
    table(crew=[row(date(2023, 1, 1), 2), row(date(2020, 1, 1), 1, province="HE")])
    assert words.rule("crew", on=date(2024, 1, 1), province="HE") == 1
    assert words.rule("crew", on=date(2024, 1, 1), province="BJ") == 2


def test_a_value_without_a_source_is_refused(table):
    table(crew=[{"since": date(2020, 1, 1), "value": 1, "source": ""}])
    with pytest.raises(ValueError, match="source"):
        words.dated_rules()


def test_the_shipped_rules_hold_together():
    assert words.rule("control_room_crew", on=date(2022, 2, 4)) == 2
