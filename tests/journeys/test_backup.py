"""A site is backed up and brought back: nothing is lost, nothing is overwritten, and a changed part is refused."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction

from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger import heads
from anbao.kit.ledger.rules import Entry
from tests.committed import command

ROOT = Path(__file__).parents[2]
AT = datetime(2022, 2, 3, 12, 0, tzinfo=UTC)


def url_of(name: str) -> str:
    """The address of a database beside the test database."""
    settings = connection.settings_dict
    return f"postgresql://{settings['USER']}@/{name}?host={settings['HOST']}&port={settings['PORT'] or 5432}"


def run(script: str, *words, home: Path, database: str):
    return subprocess.run(
        [sys.executable, str(ROOT / "deploy" / script), *map(str, words)],
        env=os.environ | {"ANBAO_HOME": str(home), "ANBAO_DATABASE_URL": url_of(database), "ANBAO_LEDGER_HEADS": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@contextmanager
def empty_database(name: str):
    command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    command(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield name
    finally:
        command(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def site(transactional_db, tmp_path):
    """A site with a line in its ledger, a stored file and a key."""
    with transaction.atomic():
        ledger.append([Entry("kit.test.done", "system", "site:1", AT, "", {"n": 1})])
    home = tmp_path / "home"
    stored = home / "files" / "ab" / "abcd.jpg"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"\xff\xd8\xff picture")
    (home / "master_key.hex").write_text("00" * 32)
    return home


def lines_of(database: str) -> list[tuple]:
    with psycopg.connect(url_of(database)) as door:
        return door.execute("SELECT seq, verb, hash FROM ledger_line ORDER BY seq").fetchall()


def test_a_site_comes_back_whole_and_is_never_overwritten(site, tmp_path):
    name = connection.settings_dict["NAME"]
    told = run("backup", tmp_path / "kept", home=site, database=name)
    assert told.returncode == 0, told.stderr
    (backup,) = (tmp_path / "kept").iterdir()
    assert set(json.loads((backup / "manifest.json").read_text())["sha256"]) == {
        "database.dump", "files.tar", "master_key.hex",
    }  # fmt: skip
    assert backup.stat().st_mode & 0o077 == 0
    before, other = lines_of(name), tmp_path / "other"
    with empty_database(f"{name}_restored") as restored:
        told = run("restore", backup, home=other, database=restored)
        assert told.returncode == 0, told.stderr
        assert lines_of(restored) == before != []
        with psycopg.connect(url_of(restored)) as door, pytest.raises(psycopg.errors.InsufficientPrivilege):
            door.execute("DELETE FROM ledger_line")
        for part in ("files/ab/abcd.jpg", "master_key.hex"):
            assert (other / part).read_bytes() == (site / part).read_bytes()
        again = run("restore", backup, home=other, database=restored)
        assert again.returncode == 1 and "already: restore into an empty one" in again.stderr
        assert lines_of(restored) == before


def test_a_changed_part_and_another_key_are_refused_before_anything_is_written(site, tmp_path):
    name = connection.settings_dict["NAME"]
    assert run("backup", tmp_path / "kept", home=site, database=name).returncode == 0
    (backup,) = (tmp_path / "kept").iterdir()
    other = tmp_path / "other"
    other.mkdir()
    (other / "master_key.hex").write_text("11" * 32)
    with empty_database(f"{name}_restored") as restored:
        told = run("restore", backup, home=other, database=restored)
        assert told.returncode == 1 and "another key" in told.stderr
        (other / "master_key.hex").unlink()
        with (backup / "files.tar").open("ab") as stream:
            stream.write(b"x")
        told = run("restore", backup, home=other, database=restored)
        assert told.returncode == 1 and "was changed" in told.stderr
        assert not (other / "files").exists()
        with psycopg.connect(url_of(restored)) as door:
            assert door.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_kept_heads_of_the_ledger_come_along_and_those_that_are_there_stay(site, tmp_path, settings):
    name = connection.settings_dict["NAME"]
    settings.ANBAO_LEDGER_HEADS = site / "ledger-heads"
    assert heads.keep_newest(AT)
    assert run("backup", tmp_path / "kept", home=site, database=name).returncode == 0
    (backup,) = (tmp_path / "kept").iterdir()
    for content in (None, b"heads of another time\n"):
        other = tmp_path / f"other{bool(content)}"
        with empty_database(f"{name}_restored") as restored:
            place = other / "ledger-heads" / f"{restored}.heads"
            if content:
                place.parent.mkdir(parents=True)
                place.write_bytes(content)
            told = run("restore", backup, home=other, database=restored)
            assert told.returncode == 0, told.stderr
            assert place.read_bytes() == (content or heads.file().read_bytes())


def test_a_folder_without_a_site_is_refused_and_stays_empty(tmp_path):
    home = tmp_path / "nothing"
    environ = {key: value for key, value in os.environ.items() if not key.startswith("ANBAO")} | {
        "ANBAO_HOME": str(home)
    }
    command_line = [sys.executable, str(ROOT / "deploy" / "backup"), str(tmp_path / "kept")]
    told = subprocess.run(command_line, env=environ, capture_output=True, text=True, check=False)
    assert told.returncode == 1 and "there is no site" in told.stderr and len(told.stderr.splitlines()) == 1
    assert not home.exists() and not list((tmp_path / "kept").glob("anbao-*"))


def test_only_the_newest_backups_are_kept(site, tmp_path):
    name, kept = connection.settings_dict["NAME"], tmp_path / "kept"
    for stamp in ("20220101T000000Z", "20220102T000000Z"):
        (kept / f"anbao-{stamp}").mkdir(parents=True)
        (kept / f"anbao-{stamp}" / "manifest.json").write_text("{}")
    told = run("backup", kept, "--keep", 2, "--without-keys", home=site, database=name)
    assert told.returncode == 0, told.stderr
    names = sorted(path.name for path in kept.iterdir())
    assert len(names) == 2 and names[0] == "anbao-20220102T000000Z"
    assert not (kept / names[1] / "master_key.hex").exists()
