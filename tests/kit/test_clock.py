"""The pace of a moved clock: never slower than people, and 1 where nothing moves it."""

import pytest

from anbao.demo import clock as moved
from anbao.kit import clock


def test_a_site_keeps_real_time():
    assert clock.pace() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("speed", "pace"), [(10, 10), (0, 1), (0.5, 1)])
def test_a_demo_counts_peoples_seconds_by_its_speed(settings, speed, pace):
    settings.ANBAO_PACE = "anbao.demo.clock.speed"
    moved.run_from(clock.now(), speed=speed)
    assert clock.pace() == pace
