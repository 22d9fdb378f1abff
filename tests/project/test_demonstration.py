"""The demo never writes over a bank's own site, nor over another demo unasked."""

from datetime import timedelta

import pytest
from django.db import connection
from typer.testing import CliRunner

from anbao.demo import clock
from anbao.project.cli import app
from anbao.project.demonstration import RealSite, Wish, is_another, refuse_a_real_site
from tests.branch import NOW, build_branch


def test_an_empty_database_and_a_demos_own_are_taken_a_real_one_is_refused(db):
    refuse_a_real_site()
    build_branch()
    with pytest.raises(RealSite):
        refuse_a_real_site()
    clock.run_from(NOW, speed=0)
    refuse_a_real_site()


def test_a_database_of_something_else_is_refused(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_migrations RENAME TO somebody_elses")
    with pytest.raises(RealSite):
        refuse_a_real_site()


def test_another_seed_or_an_earlier_moment_is_not_forgotten_unasked():
    known = {"seed": 2022, "until": NOW.isoformat()}

    def wish(until=NOW, seed=2022) -> Wish:
        return Wish(until, seed, False, 8000, 1.0, False)

    assert is_another({}, wish()) == is_another(known, wish()) == is_another(known, wish(NOW + timedelta(days=1))) == ""
    assert "seed 2022" in is_another(known, wish(seed=7))
    assert "time does not run back" in is_another(known, wish(NOW - timedelta(minutes=1)))


@pytest.mark.parametrize("moment", ["2019-01-01", "2031-01-01T20:00", "soon"])
def test_a_wrong_moment_is_refused_in_one_line(moment):
    result = CliRunner().invoke(app, ["demo", "--no-serve", "--until", moment])
    assert result.exit_code == 2
    assert result.stderr.startswith("anbao: --until:")
    assert result.stderr.count("\n") == 1
