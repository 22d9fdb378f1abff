"""What the environment names is told in one line where it is wrong; who only reads makes no site."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from anbao.loom.records import descriptors
from anbao.project import site

KIND = next((Path(descriptors.__file__).parent / "kinds").glob("*/*.yaml"))


def anbao(folder: Path, *words, **environment) -> subprocess.CompletedProcess:
    """A command called in `folder`, with nothing said of a site but `environment`."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("ANBAO_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "anbao.project.cli", *map(str, words)],
        env=bare | environment, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://x", "begin with postgresql://"),
        ("anbao", "begin with postgresql://"),
        (" ", "begin with postgresql://"),
        ("postgresql:/host/name", "begin with postgresql://"),
        ("postgresql://", "names no database"),
        ("postgres://host:5432/", "names no database"),
        ("postgresql://host:five/name", "the port"),
        ("postgresql://host:99999/name", "the port"),
        ("postgresql://host:1,other:0/name", "the port"),
        ("postgresql://host/name?port=five", "the port"),
        ("postgresql://[::1/name", "%40"),
        ("postgresql://me:hush%zz@host/name", "%40"),
        ("postgresql://me:hush@host/name?sslmod=require", 'no parameter: "sslmod"'),
    ],
)
def test_a_url_that_names_no_database_is_told_without_its_password(url, why):
    with pytest.raises(ValueError, match=r"^ANBAO_DATABASE_URL: ") as told:
        site.server(url)
    assert why in str(told.value) and "\n" not in str(told.value) and "hush" not in str(told.value)


def test_a_url_is_read_as_postgresql_reads_it():
    assert site.server("postgres://me:a%40b@one:5433/bank?sslmode=require&connect_timeout=3") == {
        "NAME": "bank", "USER": "me", "PASSWORD": "a@b", "HOST": "one", "PORT": "5433",
        "OPTIONS": {"sslmode": "require", "connect_timeout": "3"},
    }  # fmt: skip
    socket = site.server("postgresql://me@/bank?host=/run/postgresql&port=5444")
    assert (socket["HOST"], socket["PORT"], socket["OPTIONS"]) == ("/run/postgresql", "5444", {})


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"ANBAO_DATABASE_URL": "mysql://x"}, "ANBAO_DATABASE_URL: "),
        ({"ANBAO_DATABASE_URL": "postgresql://127.0.0.1:1/" + "n" * 70}, "longer than PostgreSQL's limit"),
        ({"ANBAO_DATABASE_URL": "postgresql://127.0.0.1:1/x?connect_timeout=soon"}, "bad value for connect_timeout"),
        ({"ANBAO_MASTER_KEY": "12"}, "ANBAO_MASTER_KEY: 32 bytes in hex"),
        ({"ANBAO_PROXIES": "here"}, "'here'"),
    ],
)
def test_settings_that_can_not_be_are_one_line_and_leave_no_cluster(tmp_path, environment, told):
    done = anbao(tmp_path, "migrate", **{"ANBAO_DATABASE_URL": "postgresql://127.0.0.1:1/x"} | environment)
    assert done.returncode in (1, 2) and done.stderr.startswith("anbao: ") and told in done.stderr
    assert done.stderr.count("\n") == 1 and done.stdout == ""
    assert not (tmp_path / ".anbao" / "postgres").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("export", "people"), ("figures",), ("check",), ("ledger", "verify"), ("ledger", "heads"), ("worker", "--once"),
        ("gateway",), ("patrol", "--once"), ("first-login", "1"), ("import", __file__), ("simulate",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_command_that_makes_no_site_says_so_and_leaves_nothing(tmp_path, words):
    done = anbao(tmp_path, *words)
    assert done.returncode == 1 and done.stderr.startswith("anbao: there is no ")
    assert done.stderr.count("\n") == 1 and list(tmp_path.iterdir()) == []
    assert words == ("simulate",) or (f"{tmp_path}/.anbao" in done.stderr and "ANBAO_HOME" in done.stderr)


def test_linting_and_looking_around_leave_nothing(tmp_path):
    assert anbao(tmp_path, "lint", KIND, ANBAO_DATABASE_URL="mysql://x").returncode == 0
    looked = anbao(tmp_path, "doctor")
    assert "there is no site in" in looked.stdout and looked.stderr == "" and list(tmp_path.iterdir()) == []


def test_keys_alone_are_no_embedded_database_and_a_server_wants_its_keys(tmp_path):
    home = tmp_path / ".anbao"
    url = "postgresql://127.0.0.1:1/x"
    assert "no master_key.hex" in anbao(tmp_path, "check", ANBAO_DATABASE_URL=url).stderr
    assert anbao(tmp_path, "migrate", ANBAO_DATABASE_URL=url).returncode == 1, "nobody listens, but its keys are made"
    keys = sorted(path.name for path in home.iterdir())
    assert keys == ["master_key.hex", "session_key.hex"]
    assert {stat.S_IMODE((home / key).stat().st_mode) for key in keys} == {0o600}
    assert "can't be reached" in anbao(tmp_path, "check", ANBAO_DATABASE_URL=url).stderr
    assert "(no database)" in anbao(tmp_path, "check").stderr
    assert sorted(path.name for path in home.iterdir()) == keys
