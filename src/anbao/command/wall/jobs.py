"""Background work of the wall."""

import secrets

from procrastinate.contrib.django import app

from anbao.command.wall import actions, challenges, rules
from anbao.command.wall.models import Screen
from anbao.kit import clock


@app.periodic(cron="* * * * *")
@app.task(name="wall.challenge", queueing_lock="wall.challenge")
def challenge(timestamp: int = 0) -> None:
    """Every minute: numbers nobody typed in are missed, and now and then a screen that is lit shows a new one."""
    at = clock.now()
    challenges.miss_challenges(at=at)
    for screen in Screen.house.standing().select_related("institution"):
        if not rules.is_dark(screen.seen_at, at, clock.pace()):
            challenges.challenge_if_due(screen=screen, at=at, draw=secrets.randbelow(10_000) / 10_000)


@app.periodic(cron="11 3 * * *")
@app.task(name="wall.purge", queueing_lock="wall.purge")
def purge(timestamp: int = 0) -> None:
    """Nightly: showings past their days."""
    actions.purge(at=clock.now())
