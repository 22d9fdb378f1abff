"""What processes beside the replay run. It is imported before Django is ready there, so it imports nothing of the house itself."""

from datetime import datetime


def begin(database: str) -> None:
    """Django, on the replay's database."""
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()


def look(campaign: int, at: datetime, snapshot: str) -> None:
    """Look for the holes of the moment in the database as the exported snapshot shows it."""
    from django.db import connection, transaction

    from anbao.loom.campaigns.models import Campaign
    from anbao.loom.holes import actions

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
        actions.look(campaign=Campaign.house.select_related("lead").get(pk=campaign), at=at)


def search(problem, seed: int):
    """Search the duty roster of a month, quickly; see ``duty.actions.searched``."""
    from anbao.nets.riskcontrol.duty.actions import searched

    return searched(problem, None, seed)


def compile_search() -> None:
    """Have numba compile the search of duty rosters and keep it on disk, so that the replay finds it there."""
    from anbao.engines import rostering

    week = rostering.Problem(
        days=7,
        shifts=(rostering.Shift("day", start=480, minutes=480),),
        people=tuple(rostering.Person(name) for name in "abc"),
        rules=(rostering.Crew(day=0, shifts=("day",), need=1), rostering.Rest(minutes=660)),
    )
    try:
        rostering.quick(week)
    except ModuleNotFoundError:  # the extra is not installed: there is nothing to compile
        return
