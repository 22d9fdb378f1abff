"""Settings of the tests: the product's own, on an embedded PostgreSQL in a home of its own beside the checkout."""

import os
from pathlib import Path

os.environ.setdefault("ANBAO_HOME", str(Path(__file__).parents[1] / ".anbao" / "test"))
os.environ.setdefault("ANBAO_FAST_COMMIT", "1")

from anbao.project.settings import *  # noqa: F403

#: the shipped hasher is slow on purpose; a test that is about passwords sets the shipped one
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

#: a database whose lines are rolled back after every test can't be held against heads that were kept; tests of them say where
ANBAO_LEDGER_HEADS = ""
