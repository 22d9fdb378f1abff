"""The department's own layouts: made by a form, checked like those of the product, in force by hour, phase or pin."""

from datetime import timedelta

import pytest

from anbao.command.wall import actions, programs
from anbao.command.wall.models import Layout, Screen
from anbao.kit import clock
from anbao.kit.ledger.models import Line
from tests.branch import NOW
from tests.command.wall.test_actions import add, camera
from tests.reading import signed_in

FORM = {
    "zh": "夜班两行", "en": "Night desk", "columns": "3", "rows": "2", "large": "2", "dwell": "5", "stale": "4", "focus_weight": "3",
    "ailing": "2", "tag_self_service": "4",
}  # fmt: skip


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)


def form(branch, place: str = "ZJK", **said) -> dict:
    return FORM | {"institution": branch.places[place].pk} | said


def test_a_layout_is_made_pinned_and_shown(branch):
    chief, kept = signed_in(branch.chief), camera(branch, "CL01", "C-1")
    camera(branch, "HL01", "C-2")
    answer = chief.post("/wall/layouts/new/", form(branch, fixed=["C-1"]))
    assert answer.status_code == 302
    layout, (screen, _token) = Layout.house.get(), add(branch)
    chief.post(f"/wall/{screen.pk}/pin/", {"preset": layout.key})
    screen.refresh_from_db()
    program = programs.program(screen, NOW)
    assert (program["name"], program["grid"], program["dwell"], program["stale"]) == ("夜班两行", (3, 2), 5, 4)
    assert program["zones"][0] == {"id": "main", "at": (1, 1, 2, 2), "rotate": True, "large": True, "only": None}
    assert program["zones"][1] == {"id": "t1", "at": (3, 1, 1, 1), "rotate": False, "large": False, "only": [kept.pk]}
    page = chief.get("/wall/layouts/").content.decode()
    assert "夜班两行" in page and "已固定于 1 块大屏" in page and "日间" in page
    assert list(Line.house.filter(verb="wall.layout.saved").values_list("subject", flat=True)) == [
        f"layout:{layout.pk}"
    ]


def test_by_its_hours_an_own_layout_goes_before_those_of_the_product(branch):
    screen, _token = add(branch)
    chief = signed_in(branch.chief)
    chief.post("/wall/layouts/new/", form(branch))
    assert programs.program(screen, NOW)["name"] == "日间"  # no hours: only where it is pinned
    layout = Layout.house.get()
    hour = NOW.astimezone(clock.local_zone())
    span = {"since": f"{hour:%H}:00", "until": f"{hour + timedelta(hours=2):%H}:00"}
    assert chief.post(f"/wall/layouts/{layout.pk}/", form(branch, **span)).status_code == 302
    assert programs.program(screen, NOW)["preset"] == layout.key
    assert programs.program(screen, NOW + timedelta(hours=3))["preset"] != layout.key
    elsewhere = Screen.house.create(institution=branch.places["CD"], name="x", token=b"x" * 32, made_at=NOW)
    assert programs.program(elsewhere, NOW)["preset"] == "day"


def test_a_layout_taken_away_lets_its_screens_go_by_the_clock(branch):
    chief, (screen, _token) = signed_in(branch.chief), add(branch)
    chief.post("/wall/layouts/new/", form(branch))
    layout = Layout.house.get()
    chief.post(f"/wall/{screen.pk}/pin/", {"preset": layout.key})
    chief.post(f"/wall/layouts/{layout.pk}/withdraw/")
    screen.refresh_from_db()
    assert screen.preset == "" and programs.program(screen, NOW)["preset"] == "day"
    assert chief.get(f"/wall/layouts/{layout.pk}/").status_code == 404


@pytest.mark.parametrize(
    "said, words",
    (
        ({"columns": "9"}, ""), ({"columns": "1", "rows": "1"}, "大画面超出行列范围"), ({"since": "08:00"}, "须同时填写"),
        ({"dwell": "x"}, ""), ({"phases": ["nonsense"]}, ""), ({"fixed": ["nobody's"]}, ""), ({"zh": ""}, ""),
    ),
)  # fmt: skip
def test_what_does_not_hold_together_is_told_at_the_form_and_nothing_is_kept(branch, said, words):
    answer = signed_in(branch.chief).post("/wall/layouts/new/", form(branch, **said))
    assert answer.status_code == 422 and "▲" in answer.content.decode() and words in answer.content.decode()
    assert not Layout.house.exists()


def test_only_who_sets_up_screens_makes_layouts_and_only_at_his_places(branch):
    for who in (branch.monitor, branch.discipline):
        assert signed_in(who).post("/wall/layouts/new/", form(branch)).status_code == 403
    assert signed_in(branch.stranger).post("/wall/layouts/new/", form(branch)).status_code == 404
    signed_in(branch.chief).post("/wall/layouts/new/", form(branch))
    layout = Layout.house.get()
    assert signed_in(branch.stranger).get(f"/wall/layouts/{layout.pk}/").status_code == 404
    assert signed_in(branch.stranger).post(f"/wall/layouts/{layout.pk}/withdraw/").status_code == 404
    assert signed_in(branch.monitor).post(f"/wall/layouts/{layout.pk}/withdraw/").status_code in (403, 404)
    assert "夜班两行" not in signed_in(branch.stranger).get("/wall/layouts/").content.decode()
    layout.refresh_from_db()
    assert layout.withdrawn_at is None


def test_a_layout_of_the_product_is_a_beginning(branch):
    page = signed_in(branch.chief).get("/wall/layouts/new/?from=night").content.decode()
    assert 'value="夜间"' in page and 'value="21:30"' in page
    assert signed_in(branch.chief).get("/wall/layouts/new/?from=nonsense").status_code == 200


def test_a_spec_that_no_form_makes_is_refused_with_every_fault(branch):
    base = {"actor": branch.chief, "reach": branch.reach("chief"), "institution": branch.places["ZJK"], "at": NOW}
    zones = [{"id": "a", "at": [1, 1, 2, 1]}, {"id": "b", "at": [1, 1, 1, 1]}, {"id": "c", "at": [3, 1, 1, 1]}]
    with pytest.raises(actions.WallFault) as refused:
        actions.save_layout(spec={"zh": "x", "en": "x", "grid": [2, 1], "zones": zones}, **base)
    assert "overlap" in str(refused.value) and "outside the grid" in str(refused.value)


def lines(*rows: dict, before: int = 0) -> dict:
    """A screen's program as the form sends it."""
    said = {
        "line-TOTAL_FORMS": len(rows),
        "line-INITIAL_FORMS": before,
        "line-MIN_NUM_FORMS": 0,
        "line-MAX_NUM_FORMS": 12,
    }
    return said | {f"line-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}


def shown(screen: Screen, hour: int) -> str:
    screen.refresh_from_db()
    return programs.program(screen, NOW.replace(hour=hour))["preset"]


def test_each_screen_has_a_program_of_its_own_that_goes_before_pin_and_clock(branch):
    chief, (left, _token), (right, _other) = signed_in(branch.chief), add(branch), add(branch, name="right")
    said = lines(
        {"layout": "vaults", "since": "08:00", "until": "12:00"},
        {"layout": "night", "since": "20:00", "until": "02:00"},
        {},
    )
    assert chief.post(f"/wall/{left.pk}/program/", said).status_code == 302
    assert [shown(left, hour) for hour in (8, 13, 23, 1)] == ["vaults", "day", "night", "night"]
    assert [shown(right, hour) for hour in (8, 13, 23)] == ["day", "day", "night"]
    actions.pin_preset(actor=branch.chief, reach=branch.reach("chief"), screen_id=left.pk, preset="games", at=NOW)
    assert [shown(left, hour) for hour in (8, 13)] == ["vaults", "games"]  # the pin is what stands otherwise
    page = chief.get(f"/wall/{left.pk}/program/").content.decode()
    assert "当前版式：金库与监控中心" in page and 'value="08:00' in page and page.count("第 ") >= 4
    assert Line.house.filter(verb="wall.screen.programmed", subject=f"screen:{left.pk}").count() == 1
    assert (
        chief.post(
            f"/wall/{left.pk}/program/", lines({"layout": "", "since": "08:00", "until": "12:00"}, before=1)
        ).status_code
        == 302
    )
    left.refresh_from_db()
    assert left.program == [] and shown(left, 8) == "games"


def test_what_a_program_says_wrongly_stands_at_its_line_and_changes_nothing(branch):
    chief, (screen, _token) = signed_in(branch.chief), add(branch)
    wrong = lines(
        {"layout": "", "since": "08:00", "until": "12:00"},
        {"layout": "day", "since": "08:00"},
        {"layout": "nowhere"},
        {"layout": "day", "since": "20:00", "until": "20:00"},
    )
    answer = chief.post(f"/wall/{screen.pk}/program/", wrong)
    assert (
        answer.status_code == 422
        and answer.content.decode().count("<div>▲") == 4
        and "永远不会生效" in answer.content.decode()
    )
    with pytest.raises(actions.WallFault) as refused:
        actions.set_program(
            actor=branch.chief, reach=branch.reach("chief"), screen_id=screen.pk, at=NOW,
            entries=[{"layout": "nowhere"}, {"layout": "day", "since": "08:00"}],
        )  # fmt: skip
    assert "第 1 条" in str(refused.value) and str(refused.value).count("2:") == 1
    screen.refresh_from_db()
    assert screen.program == []
    assert signed_in(branch.monitor).get(f"/wall/{screen.pk}/program/").status_code == 403
    assert signed_in(branch.people["stranger"]).get(f"/wall/{screen.pk}/program/").status_code == 404


def test_a_layout_that_is_taken_away_leaves_the_programs_too(branch):
    chief, (screen, _token) = signed_in(branch.chief), add(branch)
    chief.post("/wall/layouts/new/", form(branch))
    layout = Layout.house.get()
    chief.post(f"/wall/{screen.pk}/program/", lines({"layout": layout.key}, {"layout": "night"}))
    assert shown(screen, 8) == layout.key
    chief.post(f"/wall/layouts/{layout.pk}/withdraw/")
    screen.refresh_from_db()
    assert [entry["layout"] for entry in screen.program] == ["night"] and shown(screen, 8) == "night"
