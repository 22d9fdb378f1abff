"""What counts as life on the wall: pictures of the simulated cameras, sound and stopped, at the relay's pace."""

import itertools
import socket
from datetime import datetime, timedelta

import cv2
import numpy as np
import pytest

from anbao.command.wall import life
from anbao.command.wall.life import Life
from anbao.command.wall.relay import Relay
from anbao.demo.simulator.cameras.faults import Fault
from anbao.demo.simulator.cameras.views import View
from anbao.demo.staff.habits import ZONE
from anbao.senses.cameras.queries import Wish
from tests.branch import NOW

AT = datetime(2022, 2, 3, 20, tzinfo=ZONE)
FROZEN = Fault("frozen", AT, AT + timedelta(hours=1))


def told(view: View, fault: Fault | None, seconds: range, watched: Life | None = None) -> Life:
    """The camera watched at these seconds after the moment."""
    watched = watched or Life()
    for second in seconds:
        watched.look(view.jpeg(AT + timedelta(seconds=second), fault), float(second))
    return watched


@pytest.fixture(scope="module", params=("vault", "self_service_area"))
def view(request):
    return View(f"C-{request.param}", request.param, 2022)


def test_a_vault_where_nothing_moves_lives_and_the_same_picture_under_a_ticking_clock_does_not(view):
    assert told(view, None, range(0, 7)).still(7.0) == 0 and told(view, None, range(0, 3)).lived
    stopped = told(view, FROZEN, range(0, 7))
    assert stopped.still(9.0) == 9.0 and not stopped.lived
    # the pictures do differ: only their clock ticks
    assert len({view.jpeg(AT + timedelta(seconds=s), FROZEN) for s in range(3)}) == 3


def test_nothing_is_said_before_two_pictures_were_compared(view):
    assert told(view, FROZEN, range(0, 1)).still(0.5) is None


def test_a_camera_that_stops_is_still_since_its_last_living_picture_and_lives_again(view):
    watched = told(view, None, range(0, 7))
    begun = Fault("frozen", AT + timedelta(seconds=7), AT + timedelta(hours=1))
    told(view, begun, range(8, 20), watched)
    assert 11.0 <= watched.still(20.0) <= 14.0 and watched.lived
    told(view, None, range(20, 24), watched)
    assert watched.still(24.0) == 0


def test_what_was_still_when_nobody_looked_is_still_since_then_and_life_is_proved_anew(view):
    watched = told(view, FROZEN, range(0, 7))
    watched.opened()
    assert watched.still(300.0) is None
    told(view, FROZEN, range(300, 301), watched)
    assert watched.still(300.0) == 300.0
    # another picture after a long gap is no proof that the camera lives now: it may have stopped since
    watched.opened()
    later = Fault("frozen", AT + timedelta(seconds=320), AT + timedelta(hours=1))
    told(view, later, range(340, 341), watched)
    assert watched.still(341.0) is None
    told(view, later, range(341, 345), watched)
    assert watched.still(345.0) == 5.0 and not watched.lived


def test_frames_of_a_stream_are_judged_before_they_are_encoded_anew():
    view, stopped, sound = View("C-1", "vault", 2022), Life(), Life()
    for number in range(6):
        at = AT + timedelta(seconds=number / 2)
        for watched, fault in ((stopped, FROZEN), (sound, None)):
            watched.see(cv2.cvtColor(view.frame(at, fault), cv2.COLOR_BGR2GRAY), number / 2)
    assert sound.still(2.5) == 0 and stopped.still(2.5) == 2.5


def test_what_is_no_picture_proves_nothing():
    watched = Life()
    for second, content in enumerate((b"", b"nonsense", b"\xff\xd8\xff\xd9", b"nonsense again")):
        watched.look(content, 3.0 * second)
    watched.see(np.zeros((2, 2), np.uint8), 20.0)
    assert watched.still(21.0) is None


def test_without_the_engine_bytes_are_compared(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "anbao.engines.imaging", None)
    watched = Life()
    for second, content in ((0, b"a"), (3, b"b")):
        watched.look(content, second)
    assert watched.still(3) == 0
    for second in (6, 9):
        watched.look(b"b", second)
    assert watched.still(10) == 7


def test_one_judgement_a_camera_however_many_screens_and_its_stillness_outlives_its_feed(monkeypatch):
    judged, began = [], itertools.count()

    class Counted(Life):
        def __init__(self):
            super().__init__()
            next(began)

        def _judge(self, picture, at):
            judged.append(at)
            super()._judge(picture, at)

    monkeypatch.setattr("anbao.command.wall.relay.Life", Counted)
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        wish = Wish("http_snapshot", f"http://127.0.0.1:{nobody.getsockname()[1]}/", 0.2, NOW)
        relay = Relay()
        try:
            feeds = [relay.feed(7, wish) for _screen in range(5)]
            assert len(set(map(id, feeds))) == 1
            first = feeds[0]
            first.close()
            first._thread.join()
            picture = View("C-1", "vault", 2022).jpeg(AT, None)
            first.life.look(picture, 0.0), first.life.look(picture, 0.5 * life.EVERY)
            for second in (1, 1.4, 2, 2.6):
                first.life.look(picture, second * life.EVERY)
            again = relay.feed(7, wish)
            assert again is not first and again.life is first.life and next(began) == 1
        finally:
            relay.close()
    assert judged == [0.0, 0.5 * life.EVERY, 2 * life.EVERY]
