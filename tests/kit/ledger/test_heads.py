"""Heads kept outside the database: a ledger whose end was cut off, or that was written anew, is seen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import translation
from typer.testing import CliRunner

from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger import heads
from anbao.kit.ledger.jobs import keep_head
from anbao.kit.ledger.models import Line
from anbao.kit.ledger.rules import GENESIS, Head, link
from anbao.project.cli import app
from tests.branch import NOW
from tests.kit.ledger.test_chain import tamper, write

LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def folder(db, settings, tmp_path):
    settings.ANBAO_LEDGER_HEADS = tmp_path / "heads"
    return tmp_path / "heads"


def lines_of_file() -> list[str]:
    return heads.file().read_text().splitlines()


def test_a_cut_end_is_seen_and_the_missing_lines_are_named(folder):
    write(6)
    assert heads.keep_newest(NOW)
    assert heads.prove(at=LATER).holds
    tamper("DELETE FROM ledger_line WHERE seq > 4")
    assert ledger.verify().broken is None, "the chain alone does not show it"
    proof = heads.prove(at=LATER)
    assert not proof.holds and proof.verdict.parted.head == Head(6, proof.kept.heads[0].hash, NOW)
    assert "5" in proof.verdict.parted.reason and "6" in proof.verdict.parted.reason
    write(1)
    assert not heads.prove(at=LATER).holds, "a new line on the stump does not hide it"
    write(5)
    assert Line.house.count() == 10
    proof = heads.prove(at=LATER)
    assert proof.verdict.parted.head.seq == 6, "nor do more lines than were cut off"
    assert len(lines_of_file()) == 1, "no head of such a chain is kept"


def test_a_chain_that_was_written_anew_link_by_link_is_seen(folder):
    write(3)
    heads.keep_newest(NOW)
    tamper("UPDATE ledger_line SET actor = 'person:9' WHERE seq = 2")
    before = GENESIS
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT seq, {ledger.CANONICAL_SQL} FROM ledger_line ORDER BY seq")
        for seq, text in cursor.fetchall():
            before = link(before, text)
            tamper(f"UPDATE ledger_line SET hash = decode('{before.hex()}', 'hex') WHERE seq = {seq}")
    proof = heads.prove(at=LATER)
    assert proof.verdict.broken is None and proof.verdict.parted.head.seq == 3 and not proof.holds


def test_a_head_is_kept_once_by_the_job_and_by_a_walk_that_holds(folder, monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)
    keep_head()
    assert not heads.file().exists(), "nothing is kept of an empty ledger"
    write(2)
    keep_head()
    keep_head()
    assert [head.seq for head in heads.read().heads] == [2]
    write(1)
    assert heads.prove(at=LATER).holds
    assert [(head.seq, head.at) for head in heads.read().heads] == [(2, NOW), (3, LATER)]
    assert heads.read().heads[1].hash == ledger.head()[1]
    assert heads.file().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("change", ["other_hash", "taken_out", "put_in", "rubbish"])
def test_a_file_that_was_changed_is_told(folder, change):
    for at in (NOW, LATER, LATER):
        write(1)
        heads.keep_newest(at)
    first, second, third = lines_of_file()
    changed = {
        "other_hash": (3, [first, second, third.replace(ledger.head()[1], "0" * 64)]),
        "taken_out": (2, [first, third]),
        "put_in": (2, [first, first, second, third]),
        "rubbish": (1, ["none of ours", second, third]),
    }
    number, lines = changed[change]
    heads.file().write_text("\n".join(lines) + "\n")
    proof = heads.prove(at=LATER)
    assert proof.kept.altered == number and not proof.holds


def test_a_line_that_a_crash_cut_short_was_never_kept(folder):
    write(1)
    heads.keep_newest(NOW)
    whole = heads.file().read_bytes()
    heads.file().write_bytes(whole + whole[:50])
    assert heads.read() == heads.Kept((Head(1, ledger.head()[1], NOW),))
    write(1)
    assert heads.keep_newest(LATER)
    assert [head.seq for head in heads.read().heads] == [1, 2]


def test_a_head_on_paper_is_held_against_the_chain(folder):
    write(4)
    digest = Line.house.get(seq=3).hex
    assert heads.prove(at=NOW, also=[heads.brought(f"3:{digest[:16].upper()}"), heads.brought(f"3:{digest}")]).holds
    assert heads.prove(at=NOW, also=[Head(3, "0" * 64)]).verdict.parted.head.seq == 3
    assert heads.prove(at=NOW, also=[Head(9, digest)]).verdict.parted.head.seq == 9
    for nonsense in ("3", f"x:{digest}", f"3:{digest[:15]}", f"3:{digest}0", "3:" + "g" * 64):
        with pytest.raises(ValueError, match="no head"):
            heads.brought(nonsense)


def test_a_database_made_anew_begins_anew(folder):
    write(1)
    heads.keep_newest(NOW)
    heads.forget()
    assert heads.read() == heads.Kept()
    heads.forget()


@pytest.fixture
def command(folder, monkeypatch):
    monkeypatch.setattr("anbao.project.cli.set_up", lambda **_: None)
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)
    with translation.override("en"):
        yield lambda *words: CliRunner().invoke(app, ["ledger", *words])


def test_the_command_line_proves_prints_and_takes_heads(command):
    write(3)
    first = command("verify")
    assert first.exit_code == 0 and "could not have been seen" in first.output
    told = command("heads")
    head = told.output.split()[0]
    assert head == f"3:{ledger.head()[1]}"
    assert command("verify", "--head", head).exit_code == 0
    tamper("DELETE FROM ledger_line WHERE seq = 3")
    cut = command("verify")
    assert cut.exit_code == 1 and "line 3 is missing at the end" in cut.stderr and cut.stderr.strip().count("\n") == 0
    heads.forget()
    assert command("verify", "--head", head).exit_code == 1
    assert command("verify").exit_code == 0, "without any head a cut end can't be seen"
    assert command("verify", "--head", "3").exit_code == 2
