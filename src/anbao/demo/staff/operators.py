"""The invented operators of the monitoring centre: who answers when no visitor does, so that the queue does not grow for ever.

They wait some real minutes, whatever the speed of the campaign's clock, then work an incident as its procedure says,
through the real actions, and close it as something harmless. What a visitor has taken is his for a long time, and so is the
place where he works: no invented colleague answers beside him, nor calls harmless where he closed something as real.
"""

import logging
from datetime import datetime, timedelta

from django.db.models import Q

from anbao.command.incidents import actions
from anbao.command.incidents.models import Incident, IncidentChange, IncidentState, IncidentStep, StepState
from anbao.demo.facts import dice
from anbao.kit import clock as time_source
from anbao.kit.access.scopes import Denied
from anbao.org.models import Person, Post
from anbao.org.queries import reaches
from anbao.senses.alarms.actions import AlarmFault

LOG = logging.getLogger("anbao.demo")
#: real time that an incident is left to the visitor; between two steps of an operator; that a visitor's one is left alone
PATIENCE, STEP, VISITORS = timedelta(minutes=3), timedelta(seconds=9), timedelta(minutes=20)
#: real time that a place is left alone after a visitor did something there; after he closed something there as real
ACTED, REAL = timedelta(minutes=15), timedelta(hours=2)
#: how the invented ones close, by procedure: nothing real ever happens without the visitor
CAUSES = {
    "intrusion": ("device_fault", "device_fault", "animal", "weather", "staff_error", "unknown"),
    "holdup": ("staff_error", "staff_error", "device_fault", "drill"), "fire": ("dust_or_steam", "device_fault", "dust_or_steam"),
    "fault": ("recovered", "equipment", "power"), "silent": ("line", "power", "recovered"),
    "arming": ("late_work", "late_work", "not_armed"), "unknown_account": ("foreign", "maintenance"),
}  # fmt: skip


class Operators:
    """The people of monitoring centre and fire control room who have no login of their own."""

    def __init__(self, *, seed: int):
        self.seed = seed

    def work(self, at: datetime, *, speed: float) -> int:
        """One step in every incident that waits for one; returns how many steps were taken."""
        taken = 0
        # how long in the campaign is a real minute: at a clock that stands still nothing is due
        pace = max(speed, 0.0)
        if not pace:
            return 0
        rows = Incident.house.unclosed().select_related("institution", "operator").order_by("opened_at")
        taken_by_visitors = _visited(at, pace)
        for incident in rows:
            if _where(incident.institution_id, incident.source_id) in taken_by_visitors:
                continue
            try:
                taken += self._step(incident, at, pace)
            except (actions.IncidentFault, AlarmFault, Denied) as refusal:
                LOG.warning("incident %s not worked: %s", incident.pk, refusal)
        return taken

    def _step(self, incident: Incident, at: datetime, pace: float) -> bool:
        last = incident.changes.order_by("-id").first()
        since = at - max(last.at if last else incident.opened_at, incident.opened_at)
        if incident.state == IncidentState.RINGING:
            return since >= PATIENCE * pace and self._answer(incident, at)
        if since < (VISITORS if incident.operator and incident.operator.user_id else STEP) * pace:
            return False
        return self._go_on(incident, at)

    def _crew(self, incident: Incident, at: datetime) -> list[tuple[Person, object]]:
        """Operators without a login whose reach holds the place, with their reach; the order follows from the incident."""
        day = time_source.local_day(at)
        kinds = (
            ("fire_operator", "monitor_operator")
            if incident.procedure == "fire"
            else ("monitor_operator", "fire_operator")
        )
        posts = Post.house.held_on(day).filter(
            kind__in=kinds, institution__path__in=incident.institution.ancestor_paths(), person__user__isnull=True
        )
        posts = sorted(posts.select_related("person"), key=lambda post: (kinds.index(post.kind), post.pk))
        reach = reaches([post.person_id for post in posts], day)
        turn = dice(self.seed, "operator", incident.opened_at).randrange(len(posts)) if posts else 0
        people = [post.person for post in posts[turn:] + posts[:turn]]
        return [(person, reach[person.pk]) for person in people]

    def _answer(self, incident: Incident, at: datetime) -> bool:
        known = set(incident.answers.present().values_list("person_id", flat=True))
        for person, reach in self._crew(incident, at):
            if person.pk not in known:
                actions.answer(actor=person, reach=reach, incident_id=incident.pk, at=at)
                return True
        return False

    def _go_on(self, incident: Incident, at: datetime) -> bool:
        """The second answer, an alarm that joined, the next mandatory step, or the close."""
        answered = list(incident.answers.present().values_list("person_id", flat=True))
        if incident.lacking:
            return self._answer(incident, at)
        mine = [(person, reach) for person, reach in self._crew(incident, at) if person.pk in answered]
        if not mine:
            return False
        base = {"actor": mine[0][0], "reach": mine[0][1], "incident_id": incident.pk, "at": at}
        new = actions.unseen_of(incident).first()
        if new is not None:
            actions.acknowledge(alarm_id=new.pk, **base)
            return True
        step = incident.steps.filter(state=StepState.WAITING, mandatory=True).first()
        if step is not None:
            actions.settle(code=step.code, outcome=_calm(incident, step), **base)
            return True
        cause = dice(self.seed, "cause", incident.opened_at, incident.institution.code).choice(
            CAUSES[incident.procedure]
        )
        actions.close(cause=cause, note="值机员处置完毕", **base)
        return True


def _where(institution: int, account: int | None) -> tuple:
    """What counts as one place: an account that nobody had entered is one of its own."""
    return (None, account) if account else (institution, None)


def _visited(at: datetime, pace: float) -> set[tuple]:
    """The places where somebody with a login did something lately, or closed something as real."""
    visitors = [person.tag for person in Person.house.filter(user__isnull=False)]
    acts = IncidentChange.objects.filter(actor__in=visitors, at__lte=at)
    acts = acts.filter(
        Q(at__gt=at - ACTED * pace)
        | Q(verb="close", at__gt=at - REAL * pace, incident__state=IncidentState.CLOSED, incident__cause_group="real")
    )
    return {_where(*row) for row in acts.values_list("incident__institution_id", "incident__source_id")}


def _calm(incident: Incident, step: IncidentStep) -> str:
    """The outcome that wants nothing more, else the one that wants nobody sent."""
    sent = set(incident.steps.filter(when_real=True).values_list("code", flat=True))
    found = sorted(step.outcomes, key=lambda row: (bool(sent & set(row["requires"])), bool(row["requires"])))
    return found[0]["id"]
