"""The demo never writes over a bank's own site."""

import pytest

from anbao.demo import clock
from anbao.project.demonstration import RealSite, refuse_a_real_site
from tests.branch import NOW


def test_an_empty_database_and_a_demos_own_are_taken_a_real_one_is_refused(db):
    refuse_a_real_site()
    from tests.branch import build_branch

    build_branch()
    with pytest.raises(RealSite):
        refuse_a_real_site()
    clock.run_from(NOW, speed=0)
    refuse_a_real_site()
