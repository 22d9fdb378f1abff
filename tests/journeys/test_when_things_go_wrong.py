"""Two at once, a killed database, a killed worker, a full disk, a clock set back: clear words, and nothing is lost."""

import errno
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections

from anbao.kit.files.actions import bring
from anbao.kit.files.models import Attachment
from anbao.kit.files.rules import UploadRefused
from anbao.kit.jobs.jobs import forget_old, retry_stalled
from anbao.kit.ledger import actions as ledger
from anbao.loom.holes.jobs import look_for_holes
from anbao.loom.holes.models import Hole
from anbao.loom.records.actions import Filing, FilingRefused, file_record
from anbao.loom.records.contradictions import compare
from anbao.loom.records.models import Record
from anbao.loom.tasks import tally, weaving
from anbao.loom.tasks.actions import TaskTaken
from anbao.loom.tasks.models import Task
from tests.branch import DAY, NOW, at, build_branch

#: seconds to wait at most for another process
PATIENCE = 120


@pytest.fixture
def bank(transactional_db):
    return build_branch()


def filed_at_once(bank, **about) -> list[str]:
    """Two people of one outlet file a zero report about the same at the same moment; what came of each, by its type's name."""
    start, outcomes = threading.Barrier(2), []

    def file(who: str) -> None:
        values = {"accidents": 0, "cases": 0}
        filing = Filing(actor=bank.people[who], at=at(hour=17), kind="zero_report", values=values, **about)
        reach = bank.reach(who)
        start.wait()
        try:
            outcomes.append(file_record(filing, reach=reach))
        except (TaskTaken, FilingRefused) as refusal:
            outcomes.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=file, args=(who,)) for who in ("outlet", "teller")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return sorted(type(outcome).__name__ for outcome in outcomes)


def test_two_people_complete_one_task_at_once(bank):
    campaign = bank.campaign(record="zero_report")
    weaving.weave(campaign, at=NOW)
    task = Task.house.get(campaign=campaign, institution=bank.places["CL01"], measure__code="daily-note", day=DAY)
    outcomes = filed_at_once(bank, task=task.pk)
    assert outcomes == ["Record", "TaskTaken"]
    assert Record.house.filter(task=task).count() == 1
    assert tally.differences(campaign.pk) == []
    assert ledger.verify().broken is None


def test_two_zero_reports_of_a_day_without_a_task_are_filed_at_once(bank):
    outcomes = filed_at_once(bank, institution=bank.places["CL01"])
    assert outcomes == ["FilingRefused", "Record"]
    assert Record.house.filter(kind="zero_report", day=DAY).count() == 1


def test_a_day_is_compared_without_waiting_for_a_report_that_somebody_corrects(bank):
    """He who corrects holds the row and then wants the ledger, which he who compares may hold: none waits for the other."""
    reach = bank.reach("outlet")
    values = {"accidents": 0, "cases": 0}
    filing = Filing(
        actor=bank.outlet, at=at(hour=17), kind="zero_report", values=values, institution=bank.places["CL01"]
    )
    report = file_record(filing, reach=reach)
    Record.house.filter(pk=report.pk).update(flags=["contradicted"])
    other = connections.create_connection("default")
    with closing(other), other.cursor() as cursor, connection.cursor() as own:
        own.execute("SET lock_timeout = '5s'")
        cursor.execute("BEGIN")
        cursor.execute("SELECT FROM records_record WHERE id = %s FOR UPDATE", [report.pk])
        assert compare(day=DAY, at=at(hour=18)) == 0
        report.refresh_from_db()
        assert report.flags == ["contradicted"]
        cursor.execute("COMMIT")
        compare(day=DAY, at=at(hour=18))
    report.refresh_from_db()
    assert report.flags == []


def kill_own_session() -> None:
    """What a crash of the database does to this process: its connection is gone in the middle of a statement's work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    other.close()


def test_the_database_dies_in_the_middle_of_a_weave(bank, monkeypatch):
    monkeypatch.setattr(weaving, "BLOCK", 3)
    campaign = bank.campaign(record="zero_report")
    wanted = weaving.plan(campaign, at=NOW).totals()["new"]
    read = weaving.read_block

    def dies_in_the_third_block(places, day, seen=[]):  # noqa: B006
        seen.append(places)
        if len(seen) == 3:
            kill_own_session()
        return read(places, day)

    monkeypatch.setattr(weaving, "read_block", dies_in_the_third_block)
    with pytest.raises(OperationalError):
        weaving.weave(campaign, at=NOW)
    connection.close()
    monkeypatch.setattr(weaving, "read_block", read)
    assert 0 < Task.house.count() < wanted
    assert tally.differences(campaign.pk) == []
    rest = weaving.weave(campaign, at=NOW).totals()
    assert Task.house.count() == wanted == rest["new"] + rest["unchanged"]
    assert tally.differences(campaign.pk) == []


def worker(*options: str) -> subprocess.Popen:
    name = connection.settings_dict["NAME"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "ANBAO_DATABASE": name}
    command = [sys.executable, "-m", "anbao.project.cli", "worker", *options]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def job_status(number: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", (number,))
        return cursor.fetchone()[0]


def waiting_jobs(name: str) -> int:
    """Those that wait or are worked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status IN ('todo', 'doing')", (name,)
        )
        return cursor.fetchone()[0]


def wait_for(condition) -> None:
    """Poll until true; fails after PATIENCE."""
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limit, "waited too long"
        time.sleep(0.05)


def test_a_worker_killed_in_the_middle_of_a_job(bank):
    campaign = bank.campaign(record="zero_report")
    number = look_for_holes.defer()
    blocker = connections.create_connection("default")
    blocker.set_autocommit(False)
    with blocker.cursor() as cursor:
        # the job needs this row: it stands in the middle of its work until we let go
        cursor.execute("SELECT 1 FROM campaigns_campaign WHERE id = %s FOR UPDATE", (campaign.pk,))
    victim = worker("--concurrency", "1")
    try:
        wait_for(lambda: job_status(number) == "doing" or victim.poll() is not None)
    finally:
        victim.send_signal(signal.SIGKILL)
        victim.communicate(timeout=PATIENCE)
        blocker.rollback()
        blocker.close()
    assert Hole.house.count() == 0
    assert job_status(number) == "doing"
    # the keeper of the queue takes a worker that gives no sign for dead (a minute; here at once)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
        # what the worker that died queued itself, on the minute, is none of this test's
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
    retry_stalled.defer()
    out = worker("--once").communicate(timeout=PATIENCE)[0]
    if waiting_jobs("holes.look"):
        out += worker("--once").communicate(timeout=PATIENCE)[0]
    # given up only for one of its kind that the new worker queued on the minute, and that did its work
    assert job_status(number) in ("succeeded", "aborted") and waiting_jobs("holes.look") == 0, out
    assert Hole.house.filter(closed_at__isnull=True).count() > 0, out


def test_a_dead_worker_s_job_whose_like_waits_already_keeps_no_other_from_being_put_back(bank):
    given_up, back = look_for_holes.defer(), forget_old.defer()
    with connection.cursor() as cursor:  # a worker that died took both
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '2 minutes') RETURNING id"
        )
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", cursor.fetchone())
    waiting = look_for_holes.configure(schedule_in={"hours": 1}).defer()
    retry_stalled.defer()
    out = worker("--once").communicate(timeout=PATIENCE)[0]
    if job_status(back) == "todo":
        out += worker("--once").communicate(timeout=PATIENCE)[0]
    assert [job_status(number) for number in (given_up, back, waiting)] == ["aborted", "succeeded", "todo"], out


def test_a_full_disk_refuses_the_upload_and_keeps_no_half_file(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = b"%PDF-1.7 " + b"x" * 200_000
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        with pytest.raises(UploadRefused) as refusal:
            bring(actor="person:1", name="a.pdf", content=content, scope="0000", at=NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)
    assert isinstance(refusal.value.__cause__, OSError)
    assert refusal.value.__cause__.errno in (errno.EFBIG, errno.ENOSPC)
    assert Attachment.house.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_clock_set_back_is_told_and_breaks_nothing(bank):
    from anbao.project.doctor import _tables

    ahead = at(DAY.replace(year=2200))
    campaign = bank.campaign(record="zero_report")
    weaving.weave(campaign, at=NOW)
    task = Task.house.filter(campaign=campaign, institution=bank.places["CL01"], measure__code="daily-note").order_by(
        "day"
    )[0]
    filing = {"actor": bank.outlet, "kind": "zero_report", "values": {"accidents": 0, "cases": 0}}
    file_record(Filing(at=ahead, institution=bank.places["CL01"], **filing), reach=bank.reach("outlet"))
    back = file_record(Filing(at=ahead - timedelta(days=1), task=task.pk, **filing), reach=bank.reach("outlet"))
    assert back.filed_at == ahead - timedelta(days=1)
    assert ledger.verify().broken is None
    told = {finding.part: finding for finding in _tables()}
    assert told["clock"].state == "bad"
