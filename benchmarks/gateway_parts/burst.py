"""A second of alarms, and how long each took to every screen: gateway, keeper, watch, site and screens as users run them."""

import json
import secrets
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack, contextmanager

from benchmarks.gateway_parts import house, processors

#: panels that call, alarms of each: every one is another zone and so an alarm of its own
PANELS = 1_000


def put_up(count: int) -> list[str]:
    """So many screens at the bank's head office; the cookies that their streams ask with."""
    from django.db import connection

    from anbao.command.wall.models import Screen
    from anbao.kit import clock, crypto
    from anbao.org.models import Institution

    place, now = Institution.house.get(code="B1"), clock.now()
    tokens = [secrets.token_urlsafe(24) for _ in range(count)]
    Screen.house.all().delete()
    Screen.house.bulk_create(
        Screen(institution=place, name=f"{number}", token=crypto.fingerprint(token), made_at=now)
        for number, token in enumerate(tokens)
    )
    connection.close()
    return [f"anbao_screen={token}" for token in tokens]


@contextmanager
def site(port: int):
    """`anbao serve`, ready to answer."""
    import socket

    command = [sys.executable, "-m", "anbao.project.cli", "serve", "--port", str(port)]
    with (house.HOME / "site.log").open("a") as log:
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            cwd=house.ROOT,
            env=house.environment(),
            start_new_session=True,
            preexec_fn=house.ends_with_us,
        )

    def answers() -> bool:
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", port)) == 0

    try:
        if not house.wait_until(answers, 60):
            raise SystemExit("the site does not start")
        yield
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def screens(port: int, cookies: list[str]):
    command = [sys.executable, "-m", "benchmarks.gateway_parts.screens"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, cwd=house.ROOT
    )
    try:
        ask(process, {"port": port, "cookies": cookies}, "open")
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def ask(process, line, expected: str | None = None) -> str:
    process.stdin.write(json.dumps(line) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline().strip()
    if expected and answer != expected:
        raise SystemExit(f"the screens did not say {expected!r} but {answer!r}")
    return answer


def run(count: int, rate: int) -> bool:
    """Prints how long the alarms of one second took; True when every alarm reached every screen."""
    from django.db import connection

    from anbao.senses.alarms.models import Alarm

    house.furnish(PANELS)
    cookies = put_up(count)
    web, door = house.free_port(), house.free_port()
    with ExitStack() as everything:
        everything.enter_context(site(web))
        everything.enter_context(house.gateway(door))
        wall = everything.enter_context(screens(web, cookies))
        house.load(port=door, connections=PANELS, messages=1, rate=500, kind="alarm", zone=90)  # everybody is awake
        connection.close()
        house.wait_until(lambda: Alarm.house.count() >= PANELS, 60)
        ask(wall, "now", "ready")
        before = processors.spent(database=house.postmaster())
        seen = house.load(
            port=door,
            connections=PANELS,
            messages=rate // PANELS,
            rate=rate,
            kind="alarm",
            first_sequence=2,
            times=True,
        )
        expected = PANELS + rate // PANELS * PANELS
        worked = house.wait_until(lambda: Alarm.house.count() >= expected, 60)
        panels = seen.pop("processor")
        house.wait_until(lambda: False, 2)  # what is on its way to the screens arrives
        took = processors.told(before, processors.spent(database=house.postmaster()) + Counter(panels=panels))
        sent = {(account, sequence): moment for account, sequence, moment in seen.pop("times")}
        rows = Alarm.house.filter(first_signal__sequence__gte=2).values_list(
            "pk", "source__account", "first_signal__sequence"
        )
        moments = {pk: sent[account, sequence] for pk, account, sequence in rows}
        connection.close()
        told = json.loads(ask(wall, moments))
    print(
        f"{seen['sent']:,} alarms in {seen['sent'] / rate:.1f} s on {count} screens: to the acknowledgement p50 {seen['p50']:.1f} ms p99 {seen['p99']:.1f} ms;"
        f" to the screens p50 {told['p50']:.0f} ms p99 {told['p99']:.0f} ms last {told['p100']:.0f} ms;"
        f" {told['missed']} not named, {told['resumed']} resumes, {told['lost']} connections lost,"
        f" {told['pieces']:.0f} pieces a screen; all worked: {worked}"
    )
    print(f"    seconds of the processor: {took}")
    return not told["missed"] and not told["lost"] and worked
