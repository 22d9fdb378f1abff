"""Who hears of what nobody does: the supervisor of an incident that is not answered, of a step over its limit, of a skipped one."""

from datetime import datetime

from django.db import transaction

from anbao.command.incidents.models import Incident, IncidentState, IncidentStep, StepState
from anbao.command.incidents.procedures import procedures
from anbao.kit import clock
from anbao.kit.inbox import actions as inbox
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.org import queries as org


@transaction.atomic
def tell_unanswered(*, at: datetime) -> int:
    """Tell the supervisor once of every incident that nobody, or nobody second, answers within its limit, and of every alarm
    that joined one and that nobody acknowledges; returns how many."""
    rows = Incident.house.unanswered(at).filter(told_at__isnull=True)
    late = list(
        rows.select_for_update(skip_locked=True, of=("self",)).select_related(
            "institution", "operator", "source__institution"
        )
    )
    if not late:
        return 0
    Incident.house.filter(pk__in=[incident.pk for incident in late]).update(told_at=at)
    told = {False: [], True: [], None: []}
    for incident in late:
        told[incident.answers.present().exists() if incident.lacking else None].append(incident)
    tell_supervisors(told[False], at, "报警无人接警", "nobody answers this alarm")
    tell_supervisors(told[True], at, "报警无第二人接警", "no second person answers this alarm")
    tell_supervisors(told[None], at, "新报警无人确认", "nobody acknowledges a new alarm")
    ledger.append(
        [
            Entry(
                "incidents.incident.unanswered",
                "system",
                f"incident:{i.pk}",
                at,
                i.institution.path,
                {"by": i.answer_by},
            )
            for i in late
        ]
    )
    return len(late)


@transaction.atomic
def tell_overdue(*, at: datetime) -> int:
    """Tell the supervisor once of every mandatory step of a worked incident that is over its limit; returns how many."""
    rows = IncidentStep.objects.filter(
        incident__state=IncidentState.WORKING, mandatory=True, state=StepState.WAITING, due_at__lt=at, told_at__isnull=True
    )  # fmt: skip
    rows = rows.select_for_update(skip_locked=True, of=("self",)).select_related("incident__institution")
    late = list(rows.order_by("pk"))
    if not late:
        return 0
    IncidentStep.objects.filter(pk__in=[step.pk for step in late]).update(told_at=at)
    for step in late:
        tell_supervisors([step.incident], at, f"步骤超时「{step.zh}」", f"over its limit: “{step.en}”")
    ledger.append(
        [
            Entry("incidents.incident.step_overdue", "system", f"incident:{s.incident_id}", at, s.incident.institution.path,
                  {"step": s.code, "due": s.due_at})
            for s in late
        ]
    )  # fmt: skip
    return len(late)


def tell_supervisors(incidents: list[Incident], at: datetime, zh: str, en: str) -> None:
    """The first held post of the procedure's supervisors, at the place or above it, hears of each incident."""
    chairs, words = org.chairs(clock.local_day(at)), []
    for incident in incidents:
        procedure = procedures().get(incident.procedure)
        who, _kind = chairs.find(incident.institution_id, procedure.supervisor if procedure else ("security_chief",))
        if who is not None:
            words.append(word_of(incident, who, zh, en, group=f"incident {en}"[:40], many_link="/desk/"))
    inbox.tell(words, at=at)


def word_of(incident: Incident, who: int, zh: str, en: str, **more) -> inbox.Word:
    """What a person is told of an incident: its place, its kind and these words."""
    procedure, (zh_name, en_name) = procedures().get(incident.procedure), incident.where_told
    zh_word, en_word = (procedure.zh, procedure.en) if procedure else ("", "")
    return inbox.Word(
        f"person:{who}", "incident", f"{zh_name} {zh_word}:{zh}", f"{en_name} {en_word}: {en}", f"/desk/{incident.pk}/", **more
    )  # fmt: skip
