"""Screens and their tokens, what was shown, challenges; who may, and that a refusal changes nothing."""

from datetime import timedelta

import pytest

from anbao.command.wall import actions
from anbao.command.wall.models import Challenge, Screen, Showing
from anbao.kit.access.scopes import Denied
from anbao.kit.inbox.models import Notice
from anbao.kit.ledger.models import Line
from anbao.org.models import Device
from anbao.senses.cameras.models import CameraSource
from tests.branch import NOW

MINUTE = timedelta(minutes=1)


def add(branch, place: str = "ZJK", name: str = "左屏", who: str = "chief") -> tuple[Screen, str]:
    return actions.add_screen(
        actor=branch.people[who], reach=branch.reach(who), institution=branch.places[place], name=name, at=NOW
    )


def camera(branch, place: str, code: str, address: str = "http://127.0.0.1:9/x.jpg") -> CameraSource:
    device = Device.house.create(institution=branch.places[place], kind="camera", code=code, name=code)
    return CameraSource.house.create(device=device, kind="http_snapshot", address=address, timeout=2)


def test_a_token_opens_its_screen_until_it_is_taken_back(branch):
    screen, token = add(branch)
    assert (
        actions.screen_of(token) == screen
        and actions.screen_of(token[:-1] + "x") is None
        and actions.screen_of("") is None
    )
    assert token.encode() not in bytes(screen.token)
    actions.revoke_screen(actor=branch.chief, reach=branch.reach("chief"), screen_id=screen.pk, at=NOW)
    assert actions.screen_of(token) is None
    assert list(Line.house.filter(verb__startswith="wall.screen").order_by("seq").values_list("verb", flat=True)) == [
        "wall.screen.added", "wall.screen.revoked",
    ]  # fmt: skip
    assert not Line.house.filter(detail__contains=token).exists()


@pytest.mark.parametrize("who", ["monitor", "chongli", "stranger"])
def test_others_set_up_no_screen(branch, who):
    with pytest.raises(Denied):
        add(branch, who=who)
    assert not Screen.house.exists()


def test_a_name_is_used_once_and_free_again_afterwards(branch):
    screen, _token = add(branch)
    with pytest.raises(actions.WallFault):
        add(branch)
    actions.revoke_screen(actor=branch.chief, reach=branch.reach("chief"), screen_id=screen.pk, at=NOW)
    add(branch)


def test_what_was_shown_is_kept_within_the_screens_place_and_the_servers_clock(branch):
    screen, _token = add(branch, "CL")
    own, foreign = camera(branch, "CL01", "C-1"), camera(branch, "HL01", "C-2")
    rows = [
        {"camera": own.pk, "seconds": 10, "ago": 12, "stale": 3, "zone": "main", "by": "rota"},
        {"camera": foreign.pk, "seconds": 10, "ago": 12}, {"camera": own.pk, "seconds": 0, "ago": 1},
        {"camera": own.pk, "seconds": 10**9, "ago": -5, "stale": 10**10},
    ]  # fmt: skip
    assert actions.note_shown(screen=screen, shown=rows, cursor=7, at=NOW) == 2
    first, wild = Showing.house.order_by("at")
    assert (first.source, first.at, first.seconds, first.stale) == (own, NOW - timedelta(seconds=12), 10, 3)
    assert wild.at == NOW and wild.seconds == wild.stale == actions.LONGEST
    screen.refresh_from_db()
    assert (screen.cursor, screen.seen_at) == (7, NOW)


def test_a_challenge_is_answered_at_the_desk(branch):
    screen, _token = add(branch)
    made = actions.challenge_if_due(screen=screen, at=NOW + 60 * MINUTE, draw=0.0)
    assert actions.challenge_if_due(screen=screen, at=NOW + 61 * MINUTE, draw=0.0) is None
    monitor, reach = branch.monitor, branch.reach("monitor")
    wrong = "0000" if made.code != "0000" else "1111"
    with pytest.raises(actions.WallFault):
        actions.confirm(actor=monitor, reach=reach, screen_id=screen.pk, code=wrong, at=NOW + 61 * MINUTE)
    for who in ("chief", "stranger"):
        with pytest.raises(Denied):
            actions.confirm(
                actor=branch.people[who],
                reach=branch.reach(who),
                screen_id=screen.pk,
                code=made.code,
                at=NOW + 61 * MINUTE,
            )
    actions.confirm(actor=monitor, reach=reach, screen_id=screen.pk, code=f" {made.code} ", at=NOW + 62 * MINUTE)
    made.refresh_from_db()
    assert made.confirmed_by == monitor
    assert actions.miss_challenges(at=NOW + 99 * MINUTE) == 0


def test_an_unanswered_challenge_reaches_the_supervisor(branch):
    screen, _token = add(branch)
    made = actions.challenge_if_due(screen=screen, at=NOW + 60 * MINUTE, draw=0.0)
    assert actions.miss_challenges(at=NOW + 65 * MINUTE) == 0
    assert actions.miss_challenges(at=NOW + 66 * MINUTE) == 1
    assert Notice.objects.get(topic="wall").recipient == branch.president.tag
    with pytest.raises(actions.WallFault):
        actions.confirm(
            actor=branch.monitor,
            reach=branch.reach("monitor"),
            screen_id=screen.pk,
            code=made.code,
            at=NOW + 66 * MINUTE,
        )
    assert Challenge.house.get().missed_at == NOW + 66 * MINUTE


def test_showings_go_with_the_snapshots_days(branch):
    screen, _token = add(branch)
    own = camera(branch, "CL01", "C-1")
    actions.note_shown(screen=screen, shown=[{"camera": own.pk, "seconds": 9, "ago": 9}], cursor=1, at=NOW)
    assert actions.purge(at=NOW + timedelta(days=89)) == 0 and actions.purge(at=NOW + timedelta(days=91)) == 1
