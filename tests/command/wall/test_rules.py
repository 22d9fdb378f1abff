"""Turns, layouts and challenges by themselves."""

from collections import Counter
from datetime import time, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anbao.command.wall import rules, words
from anbao.command.wall.rules import Candidate, Weights, When
from anbao.loom.campaigns.queries import playbooks
from tests.branch import NOW


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(1, 9), min_size=1, max_size=30))
def test_a_round_gives_every_camera_exactly_its_share_and_none_waits_longer_than_fair(drawn):
    weights = dict(enumerate(drawn))
    turns = rules.rota(weights)
    assert Counter(turns) == Counter(weights)
    total, twice = sum(weights.values()), turns * 2
    for key, weight in weights.items():
        places = [n for n, one in enumerate(twice) if one == key]
        gaps = [b - a for a, b in pairwise(places)]
        # smooth: the longest wait is less than two fair shares and a turn of everybody
        assert max(gaps) <= 2 * total / weight + len(weights)


def test_heavy_ones_are_spread_not_bunched():
    assert rules.rota({1: 5, 2: 1, 3: 1}) == [1, 1, 2, 1, 3, 1, 1]
    assert rules.rota({}) == []
    assert rules.rota({7: 0}) == [7]


def test_the_focus_and_tagged_places_come_more_often():
    weights = Weights(focus=3, ailing=2, tags={"hsr_station": 2, "venue": 4}, areas={"vault": 2})
    plain = Candidate(1, "00010002", frozenset())
    assert rules.weight_of(plain, weights, ["0009"]) == 1
    assert rules.weight_of(plain, weights, ["0001"]) == 3
    assert rules.weight_of(Candidate(1, "0002", frozenset({"hsr_station", "venue"}), "vault", True), weights, []) == 16


@pytest.mark.parametrize(
    ("since", "until", "now", "wanted"),
    [("21:30", "06:30", "23:00", True), ("21:30", "06:30", "06:30", False), ("21:30", "06:30", "12:00", False), ("08:00", "18:00", "08:00", True),
     ("08:00", "18:00", "18:00", False), ("00:00", "00:00", "00:00", False)],
)  # fmt: skip
def test_hours_go_over_midnight(since, until, now, wanted):
    assert When(time.fromisoformat(since), time.fromisoformat(until)).holds(time.fromisoformat(now), ()) is wanted


def test_a_pinned_layout_goes_before_the_clock_and_the_last_always_holds():
    known = [
        ("night", When(time(22), time(6))),
        ("games", When(phases=frozenset({"games"}))),
        ("day", When(time(8), time(9))),
    ]
    assert rules.chosen(known, pinned="", now=time(23), phases=()) == "night"
    assert rules.chosen(known, pinned="", now=time(12), phases={"games"}) == "games"
    assert rules.chosen(known, pinned="", now=time(12), phases=()) == "day"
    assert rules.chosen(known, pinned="games", now=time(23), phases=()) == "games"
    assert rules.chosen(known, pinned="gone", now=time(23), phases=()) == "night"


def test_a_challenge_comes_at_a_random_moment_and_not_too_often():
    assert rules.challenge_due(None, NOW, 0.0)
    assert not rules.challenge_due(None, NOW, 0.5)
    assert not rules.challenge_due(NOW - timedelta(minutes=44), NOW, 0.0)
    assert rules.challenge_due(NOW - timedelta(minutes=45), NOW, 0.0)


def test_the_shipped_layouts_hold_together():
    assert {"day", "night", "games"} <= set(words.presets())


def test_the_shipped_layouts_wait_for_phases_that_a_shipped_campaign_has():
    known = {phase.id for book in playbooks() for phase in book.phases}
    wanted = {name for preset in words.presets().values() for name in preset.when.phases}
    assert wanted and wanted <= known


@pytest.mark.parametrize(
    "text",
    ["", "day: {zh: a, en: b, grid: [2, 2], zones: [{id: a, at: [2, 2, 2, 1]}]}",
     "day: {zh: a, en: b, grid: [2, 2], zones: [{id: a, at: [1, 1, 1, 1]}, {id: b, at: [1, 1, 1, 1]}]}",
     "day: {zh: a, en: b, grid: [2, 2], weights: {tags: {moon: 2}}, zones: []}",
     "day: {zh: a, en: b, grid: [2, 2], zones: [{id: a, at: [1, 1, 1, 1], area: moon}], more: 1}"],
)  # fmt: skip
def test_a_layout_that_does_not_hold_together_is_refused(text):
    with pytest.raises(words.PresetsRefused):
        words.parse(text)
