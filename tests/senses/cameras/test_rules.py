from datetime import timedelta

import pytest

from anbao.senses.cameras import rules
from anbao.senses.cameras.rules import NO_PICTURE, OK, Place, Standing, Turn
from tests.branch import NOW

MINUTE = timedelta(minutes=1)


def test_the_shortest_plan_that_reaches_a_camera_holds():
    place = Place("0001/0002", frozenset({"hsr_station"}), "vault")
    turns = [
        Turn("0001", 60), Turn("0001", 20, tags=frozenset({"hsr_station", "venue"})), Turn("0001", 5, focus=True),
        Turn("0001", 10, areas=frozenset({"vault"})), Turn("0009", 1),
    ]  # fmt: skip
    assert rules.cadence(place, turns, [], 90) == 10
    assert rules.cadence(place, turns, ["0001/0002"], 90) == 5
    assert rules.cadence(place, turns[:2], [], 90) == 20
    assert rules.cadence(Place("0002", frozenset()), turns, [], 90) == 90


def test_a_late_worker_does_not_shift_the_patrol():
    assert rules.next_look(NOW, NOW + 3 * MINUTE, 10) == NOW + 10 * MINUTE
    assert rules.next_look(NOW, NOW + 25 * MINUTE, 10) == NOW + 30 * MINUTE
    assert rules.next_look(None, NOW, 10) == NOW + 10 * MINUTE
    # after a night without a worker it begins anew instead of catching up
    assert rules.next_look(NOW, NOW + 600 * MINUTE, 10) == NOW + 610 * MINUTE


@pytest.mark.parametrize(
    ("faults", "wanted"),
    [
        (["moved"], None), (["moved", "moved", OK], None), (["moved", "moved", "moved", OK], "moved"),
        (["moved", OK, "moved", "moved"], "moved"), ([OK], OK), ([OK, OK, OK, "moved"], OK), ([OK, OK, "moved", "moved"], None),
        (["moved", "covered", "moved", "covered"], None), ([], None),
    ],
)  # fmt: skip
def test_three_of_four_looks_confirm(faults, wanted):
    assert rules.confirmed(faults) == wanted


def failing(minutes: int, state: str = "well") -> Standing:
    return Standing(state, "", 10, NOW - minutes * MINUTE)


@pytest.mark.parametrize("state", ["well", "unseen"])
def test_silence_is_three_looks_in_a_row_over_two_turns(state):
    """A time-out on a busy machine says nothing of the camera: not the first look ever, not one after a pause, not three at once."""
    assert rules.after_look(failing(0, state), [NO_PICTURE], NOW) == (state, "")
    assert rules.after_look(failing(600, state), [NO_PICTURE, NO_PICTURE, OK], NOW) == (state, "")
    assert rules.after_look(failing(1, state), [NO_PICTURE] * 3, NOW) == (state, "")
    assert rules.after_look(failing(19, state), [NO_PICTURE] * 3, NOW) == (state, "")
    assert rules.after_look(failing(20, state), [NO_PICTURE] * 3, NOW) == ("silent", "")


def test_a_run_of_failures_begins_after_the_last_picture():
    looks = [
        (NO_PICTURE, NOW),
        (NO_PICTURE, NOW - 9 * MINUTE),
        (OK, NOW - 20 * MINUTE),
        (NO_PICTURE, NOW - 90 * MINUTE),
    ]
    assert rules.failing_since(looks) == NOW - 9 * MINUTE
    assert rules.failing_since(looks[2:]) is None and rules.failing_since([]) is None


def test_only_a_lasting_silence_is_grave():
    assert not rules.grows_grave("minor", NOW - 239 * MINUTE, NOW, 240)
    assert rules.grows_grave("minor", NOW - 240 * MINUTE, NOW, 240)
    assert not rules.grows_grave("major", NOW - 999 * MINUTE, NOW, 240)


def test_a_picture_ends_the_silence_and_a_fault_needs_its_confirmation():
    silent = Standing("silent", "", 10)
    assert rules.after_look(silent, ["blurred", NO_PICTURE, NO_PICTURE], NOW + MINUTE) == ("well", "")
    assert rules.after_look(Standing("well", "", 10), ["blurred"] * 3, NOW + MINUTE) == ("faulty", "blurred")
    assert rules.after_look(Standing("faulty", "blurred", 10), [OK, OK, "blurred"], NOW) == ("faulty", "blurred")
    assert rules.after_look(Standing("faulty", "blurred", 10), [OK, OK, OK, "blurred"], NOW) == ("well", "")


def test_a_dim_self_service_area_is_a_finding_about_light():
    assert rules.category_of("dark", "self_service_area", "outlet") == "lighting"
    assert rules.category_of("dark", "", "self_service_bank") == "lighting"
    assert rules.category_of("dark", "vault", "sub_branch") == "recording"
    assert rules.category_of("moved", "", "self_service_bank") == "recording"


def test_the_patrol_never_closes_a_critical_finding():
    assert rules.may_close("major", NOW, NOW + 120 * MINUTE, 120)
    assert not rules.may_close("major", NOW, NOW + 119 * MINUTE, 120)
    assert not rules.may_close("critical", NOW, NOW + 999 * MINUTE, 120)
