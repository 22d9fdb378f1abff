"""Screens and their tokens, what was shown, challenges; who may, and that a refusal changes nothing."""

from datetime import timedelta

import pytest

from anbao.command.wall import actions, challenges, jobs
from anbao.command.wall.models import Challenge, Screen, Showing
from anbao.kit.access.scopes import Denied
from anbao.kit.inbox.models import Notice
from anbao.kit.ledger.models import Line
from anbao.org.models import Device
from anbao.senses.alarms.models import Alarm, AlarmSource
from anbao.senses.cameras.models import CameraSource
from tests.branch import NOW
from tests.reading import nothing_changes

MINUTE = timedelta(minutes=1)


def add(branch, place: str = "ZJK", name: str = "左屏", who: str = "chief") -> tuple[Screen, str]:
    return actions.add_screen(
        actor=branch.people[who], reach=branch.reach(who), institution=branch.places[place], name=name, at=NOW
    )


def camera(branch, place: str, code: str, address: str = "http://127.0.0.1:9/x.jpg") -> CameraSource:
    device = Device.house.create(institution=branch.places[place], kind="camera", code=code, name=code)
    return CameraSource.house.create(device=device, kind="http_snapshot", address=address, timeout=2)


def raised(branch, place: str, severity: int = 4) -> Alarm:
    source = AlarmSource.house.create(
        protocol="dc09", account=f"A{place}", institution=branch.places[place], made_at=NOW
    )
    return Alarm.house.create(
        source=source, condition="1:hold_up", zone_number="2", institution=branch.places[place], kind="hold_up", zh="紧急按钮报警",
        en="Hold-up", severity=severity, raised_at=NOW, last_at=NOW,
    )  # fmt: skip


def test_a_token_opens_its_screen_until_it_is_taken_back(branch):
    screen, token = add(branch)
    assert (
        actions.screen_of(token) == screen
        and actions.screen_of(token[:-1] + ("y" if token[-1] in "xX" else "x")) is None
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


def test_a_name_that_is_none_or_too_long_is_told(branch):
    for name in (" ", "屏" * 61):
        with nothing_changes(), pytest.raises(actions.WallFault):
            actions.add_screen(
                actor=branch.chief, reach=branch.reach("chief"), institution=branch.places["ZJK"], name=name, at=NOW
            )


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
    made = challenges.challenge_if_due(screen=screen, at=NOW + 60 * MINUTE, draw=0.0)
    assert challenges.challenge_if_due(screen=screen, at=NOW + 61 * MINUTE, draw=0.0) is None
    monitor, reach = branch.monitor, branch.reach("monitor")
    wrong = "0000" if made.code != "0000" else "1111"
    with pytest.raises(actions.WallFault):
        challenges.confirm(actor=monitor, reach=reach, screen_id=screen.pk, code=wrong, at=NOW + 61 * MINUTE)
    for who in ("chief", "stranger"):
        with pytest.raises(Denied):
            challenges.confirm(
                actor=branch.people[who],
                reach=branch.reach(who),
                screen_id=screen.pk,
                code=made.code,
                at=NOW + 61 * MINUTE,
            )
    challenges.confirm(actor=monitor, reach=reach, screen_id=screen.pk, code=f" {made.code} ", at=NOW + 62 * MINUTE)
    made.refresh_from_db()
    assert made.confirmed_by == monitor
    assert challenges.miss_challenges(at=NOW + 99 * MINUTE) == 0


def test_an_unanswered_challenge_reaches_the_supervisor(branch):
    screen, _token = add(branch)
    made = challenges.challenge_if_due(screen=screen, at=NOW + 60 * MINUTE, draw=0.0)
    Screen.house.update(seen_at=NOW + 64 * MINUTE)
    assert challenges.miss_challenges(at=NOW + 65 * MINUTE) == 0
    assert challenges.miss_challenges(at=NOW + 66 * MINUTE) == 1
    told = Notice.objects.get(topic="wall")
    assert told.recipient == branch.president.tag and "未应答" in told.zh
    with pytest.raises(actions.WallFault):
        challenges.confirm(
            actor=branch.monitor,
            reach=branch.reach("monitor"),
            screen_id=screen.pk,
            code=made.code,
            at=NOW + 66 * MINUTE,
        )
    assert Challenge.house.get().missed_at == NOW + 66 * MINUTE


def test_a_challenge_that_went_dark_is_told_as_that(branch):
    screen, _token = add(branch)
    challenges.challenge_if_due(screen=screen, at=NOW + 60 * MINUTE, draw=0.0)
    Screen.house.update(seen_at=NOW + 61 * MINUTE)
    assert challenges.miss_challenges(at=NOW + 66 * MINUTE) == 1
    told = Notice.objects.get(topic="wall")
    assert "无信号" in told.zh and "未应答" not in told.zh and "dark" in told.en
    assert Challenge.house.get().dark and '"dark":true' in Line.house.get(verb="wall.screen.unanswered").detail.replace(
        " ", ""
    )


def test_a_challenge_goes_to_no_dark_screen(branch, monkeypatch):
    screen, _token = add(branch)
    monkeypatch.setattr(jobs.secrets, "randbelow", lambda _most: 0)
    monkeypatch.setattr(jobs.clock, "now", lambda: NOW + 60 * MINUTE)
    Screen.house.update(seen_at=NOW + 56 * MINUTE)
    jobs.challenge()
    assert not Challenge.house.exists()
    Screen.house.update(seen_at=NOW + 58 * MINUTE)
    jobs.challenge()
    assert Challenge.house.get().screen == screen


def test_after_five_wrong_numbers_a_challenge_has_failed_and_the_leader_hears(branch):
    screen, _token = add(branch)
    made = challenges.challenge_if_due(screen=screen, at=NOW + 60 * MINUTE, draw=0.0)
    asked = {"actor": branch.monitor, "reach": branch.reach("monitor"), "screen_id": screen.pk, "at": NOW + 61 * MINUTE}
    wrong = "0000" if made.code != "0000" else "1111"
    for left in (4, 3, 2, 1):
        with pytest.raises(challenges.WallFault, match=str(left)):
            challenges.confirm(code=wrong, **asked)
    assert not Notice.objects.filter(topic="wall").exists()
    with pytest.raises(challenges.WallFault, match="失败"):
        challenges.confirm(code=wrong, **asked)
    made.refresh_from_db()
    assert (made.wrong, made.missed_at, made.failed, made.dark) == (5, NOW + 61 * MINUTE, True, False)
    assert "输错 5 次" in Notice.objects.get(topic="wall").zh
    assert Line.house.get(verb="wall.screen.challenge_failed").actor == branch.monitor.tag
    with nothing_changes(), pytest.raises(challenges.WallFault):
        challenges.confirm(code=made.code, **asked)


def test_showings_go_with_the_snapshots_days(branch):
    screen, _token = add(branch)
    own = camera(branch, "CL01", "C-1")
    actions.note_shown(screen=screen, shown=[{"camera": own.pk, "seconds": 9, "ago": 9}], cursor=1, at=NOW)
    assert actions.purge(at=NOW + timedelta(days=89)) == 0 and actions.purge(at=NOW + timedelta(days=91)) == 1


def test_a_turn_that_goes_on_is_lengthened_and_told_once(branch):
    screen, _token = add(branch)
    own = camera(branch, "CL01", "C-1")

    def tell(seconds: int, after: int, turn: str = "p-1", **more) -> None:
        row = {"camera": own.pk, "seconds": seconds, "ago": seconds, "zone": "a", "turn": turn} | more
        actions.note_shown(screen=screen, shown=[row], cursor=1, at=NOW + timedelta(seconds=after))

    tell(2, 2)
    tell(22, 22, stale=3)
    tell(12, 23)  # a beacon that was held up says less than is known
    (row,) = Showing.house.all()
    assert (row.at, row.seconds, row.stale) == (NOW, 22, 3)
    tell(4, 30, turn="p-2")
    actions.note_shown(
        screen=screen,
        shown=[{"camera": own.pk, "seconds": n, "ago": 9, "turn": "p-3"} for n in (4, 5)],
        cursor=1,
        at=NOW + MINUTE,
    )
    assert Showing.house.count() == 3


def test_a_screen_that_shows_nothing_is_there_and_is_asked_who_watches(branch, monkeypatch):
    """An alarm at a place without a camera holds it: nothing to tell, yet a sign of life."""
    screen, _token = add(branch)
    monkeypatch.setattr(jobs.clock, "now", lambda: NOW + 60 * MINUTE)
    monkeypatch.setattr(jobs.secrets, "randbelow", lambda _most: 0)
    jobs.challenge()
    assert not Challenge.house.exists()  # nobody opened it yet
    assert actions.note_shown(screen=screen, shown=[], cursor=5, at=NOW + MINUTE) == 0
    screen.refresh_from_db()
    assert (screen.seen_at, screen.cursor) == (NOW + MINUTE, 5)
    monkeypatch.setattr(jobs.clock, "now", lambda: NOW + 46 * MINUTE)
    actions.note_shown(screen=screen, shown=[], cursor=5, at=NOW + 45 * MINUTE)
    jobs.challenge()
    assert Challenge.house.get().screen == screen


def test_a_take_over_is_told_with_its_alarm_and_no_foreign_one(branch):
    screen, _token = add(branch, "CL")
    own = camera(branch, "CL01", "C-1")
    here, elsewhere = raised(branch, "CL01"), raised(branch, "HL01")
    rows = [
        {"camera": own.pk, "seconds": 9, "ago": 9, "by": "alarm", "alarm": alarm.pk, "turn": f"t{alarm.pk}"}
        for alarm in (here, elsewhere)
    ]
    actions.note_shown(screen=screen, shown=rows, cursor=0, at=NOW)
    assert list(Showing.house.order_by("pk").values_list("by", "alarm")) == [("alarm", here.pk), ("alarm", None)]
    with pytest.raises(ValueError):
        actions.note_shown(screen=screen, shown=[{**rows[0], "by": "whim"}], cursor=0, at=NOW)
