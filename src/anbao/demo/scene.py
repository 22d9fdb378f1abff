"""Setting the scene: branch, campaign, replay. What ``anbao demo`` calls; the second time it finds everything there."""

from datetime import UTC, date, datetime, time, timedelta

from anbao.demo import clock
from anbao.demo.branch import actions as branch
from anbao.demo.branch.lines import load_lines
from anbao.demo.facts import anchors, facts
from anbao.demo.replay import Progress, replay, silent
from anbao.demo.staff.habits import ZONE
from anbao.loom.campaigns.actions import create_campaign, start_campaign
from anbao.loom.campaigns.models import Campaign
from anbao.loom.campaigns.playbook import Playbook, read
from anbao.org.models import Institution, Person
from anbao.org.queries import reach_of_person

PLAYBOOK = "winter-games"
#: the branch is loaded, and the campaign started, this many days before the first special meeting
LOADED_BEFORE, STARTED_BEFORE = 9, 1


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 0), ZONE).astimezone(UTC)


def prepare(
    *, until: datetime, seed: int, progress: Progress = silent, playbook: Playbook | str = PLAYBOOK
) -> datetime:
    """The branch loaded, the campaign started and replayed to `until`; returns the moment that the demo stands at.

    Goes on from where an earlier run stopped, killed or not; a demo that is further than `until` is left as it is.
    ``progress(step, done, total)`` is called with the steps "branch", "campaign" and "replay".
    """
    first = facts()["stated"]["dates"]["first_meeting"]
    progress("branch", 0, 1)
    if not branch.loaded():
        branch.load_branch(seed=seed, at=_morning(first - timedelta(days=LOADED_BEFORE)))
    load_lines(seed=seed, actor=branch.LOADER, at=_morning(first - timedelta(days=LOADED_BEFORE)))
    progress("branch", 1, 1)
    progress("campaign", 0, 1)
    campaign = own_campaign()
    if campaign is None:
        campaign = start(playbook, at=_morning(first - timedelta(days=STARTED_BEFORE)))
    progress("campaign", 1, 1)
    replay(campaign, until=until, seed=seed, progress=progress)
    return max(until, clock.worked_until() or until)


def own_campaign() -> Campaign | None:
    """The campaign that the demo itself started: the first of them; whoever looks around may have started others."""
    started = Campaign.house.select_related("lead", "focus").filter(started_at__isnull=False)
    return started.order_by("started_at", "pk").first()


def start(playbook: Playbook | str, *, at: datetime) -> Campaign:
    """The campaign of the facts, made and started by the city's security chief."""
    book = read(playbook) if isinstance(playbook, str) else playbook
    lead = Institution.house.get(short_name="张家口分行")
    focus = Institution.house.get(short_name=facts()["stated"]["focus"])
    chief = Person.house.filter(posts__kind="security_chief", posts__institution=lead).first()
    reach = reach_of_person(chief, at.astimezone(ZONE).date())
    days = {name: day for name, day in anchors().items() if name in book.anchors}
    campaign = Campaign.house.filter(started_at__isnull=True).order_by("pk").first() or create_campaign(
        actor=chief, reach=reach, playbook=book, name=facts()["stated"]["event"] + "安保", lead=lead, anchors=days,
        at=at, focus=focus,
    )  # fmt: skip
    start_campaign(actor=chief, reach=reach, campaign=campaign, at=at)
    return Campaign.house.select_related("lead", "focus").get(pk=campaign.pk)
