"""Reads of the desk: the queue, one incident with all that belongs to it, who can be called, false alarms by zone."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, DateTimeField, F, IntegerField, Max, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from anbao.command.incidents import rules
from anbao.command.incidents.models import Incident, IncidentAnswer, IncidentState
from anbao.command.incidents.procedures import procedures
from anbao.kit import clock
from anbao.kit.access.scopes import Reach
from anbao.kit.fields import masked
from anbao.org.models import Institution, Person, Post
from anbao.senses.alarms.models import Alarm, AlarmSource
from anbao.senses.alarms.words import account_told

#: who can be called about a place, the nearest first: kinds of posts at the place and above it
CALLED = (
    "outlet_manager", "lobby_manager", "guard", "sub_branch_security", "sub_branch_head", "sub_branch_deputy", "security_officer",
    "security_chief", "fire_operator",
)  # fmt: skip
#: at most so many of one kind at one place
OF_A_KIND = 2
RINGS = Q(lacking__gt=0) | Q(unseen=True)
#: an account that nobody has entered
STRANGE = Q(source__isnull=False, source__known=False)
RINGING_FIRST = Case(When(RINGS, then=0), default=1, output_field=IntegerField())
STRANGE_LAST = Case(When(STRANGE, then=1), default=0, output_field=IntegerField())
UNANSWERED_FIRST = Case(When(state=IncidentState.RINGING, then=0), default=1, output_field=IntegerField())
WAITING_SINCE = Case(When(RINGS, then=F("opened_at")), output_field=DateTimeField())
#: unknown accounts that stand in the queue by themselves: anybody can call under a thousand of them, and no place may lose its row
STRANGE_ROWS = 5
#: an alarm that waits longer than this for its incident is told on the desk
TAKEN_UP_WITHIN = timedelta(seconds=10)


def queue(user):
    """Unclosed incidents: those first that somebody must still answer, or that an alarm joined which nobody has acknowledged;
    the gravest of them first; of a gravity the places before accounts that nobody has entered, what nobody at all has answered
    first, and what waits longest, as the wall has it. Of what is worked the newest first."""
    order = (RINGING_FIRST, F("severity").desc(), STRANGE_LAST, UNANSWERED_FIRST, WAITING_SINCE, "-opened_at", "-id")
    return Incident.objects.visible_to(user).unclosed().with_unseen().order_by(*order)


@dataclass(frozen=True)
class Waiting:
    """What the desk shows of the queue, and counts of all of it. ``beyond``: unknown accounts without a row of their own;
    ``newest``: when the last of what rings began."""

    rows: list[Incident]
    open: int
    ringing: int
    loudest: int
    newest: datetime | None
    beyond: int

    @property
    def more(self) -> int:
        """Incidents that are neither shown nor among the unknown accounts behind them."""
        return self.open - len(self.rows) - self.beyond


def waiting(user, most: int) -> Waiting:
    """The first `most` of the queue, of unknown accounts a few, those first that nobody has answered; what the reader has
    himself always. Nine queries whatever rings."""
    rows, strange = queue(user), Incident.objects.visible_to(user).unclosed().with_unseen().filter(STRANGE)
    order = (UNANSWERED_FIRST, RINGING_FIRST, F("severity").desc(), WAITING_SINCE, "-opened_at", "-id")
    others = strange.exclude(pk__in=_own(user)).order_by(*order)
    beyond = list(others.values_list("pk", flat=True)[STRANGE_ROWS:])
    shown = rows.exclude(pk__in=beyond).select_related("institution", "area", "operator", "source__institution")
    shown = shown.prefetch_related("steps", "answers__person", "links__alarm__zone", "links__alarm__source")
    rings = rows.filter(RINGS).order_by()
    counts = rows.order_by().aggregate(
        open=Count("pk"), ringing=Count("pk", filter=RINGS), loudest=Max("severity", filter=RINGS)
    )
    since = Alarm.house.filter(incident_link__incident__in=rings.values("pk"))
    newest = since.aggregate(newest=Max(Coalesce("again_at", "raised_at")))["newest"]
    return Waiting(list(shown[:most]), counts["open"], counts["ringing"], counts["loudest"] or 0, newest, len(beyond))


def _own(user) -> list[int]:
    """Unclosed incidents of accounts that nobody has entered which the reader works, or answered beside who does."""
    person = getattr(user, "person", None)
    rows = Incident.objects.visible_to(user).unclosed().filter(STRANGE)
    has = Q(operator=person) | Q(pk__in=IncidentAnswer.objects.present().filter(person=person).values("incident"))
    return list(rows.filter(has).values_list("pk", flat=True)) if person else []


def left_over(user, at: datetime) -> int:
    """Standing alarms that nobody took up yet: more than none means that the taking up stands still."""
    rows = Alarm.objects.visible_to(user).standing()
    return rows.filter(incident_link__isnull=True, raised_at__lt=at - TAKEN_UP_WITHIN).count()


def waiting_alarms(path: str, at: datetime):
    """What nobody under a place has acknowledged, in the order of the queue: the gravest first; of a gravity the places before
    accounts that nobody has entered (``strange``), what nobody at all has answered first, and what rings longest (``rang``)."""
    rows = Alarm.house.within((path,)).unacknowledged().filter(raised_at__lte=at)
    answered = When(incident_link__incident__state=IncidentState.WORKING, then=1)
    rows = rows.annotate(
        strange=Case(When(source__known=False, then=1), default=0, output_field=IntegerField()),
        answered=Case(answered, default=0, output_field=IntegerField()), rang=Coalesce("again_at", "raised_at"),
    )  # fmt: skip
    rows = rows.select_related("institution", "area", "zone", "device", "source", "first_signal")
    return rows.order_by("-severity", "strange", "answered", "rang", "pk")


def under_way(path: str, most: int) -> tuple[list[Incident], list[tuple[object, int]]]:
    """Incidents under a place that somebody works now, the gravest first, places before unknown accounts: the first `most`; and of
    all of them how many of each procedure, in the reader's words, in the same order. Counted in one read, so the kinds add up."""
    rows = Incident.house.within((path,)).filter(state=IncidentState.WORKING)
    told = list(rows.order_by("-severity", STRANGE_LAST, "-opened_at", "-id").values_list("pk", "procedure"))
    first = Incident.house.select_related("institution", "operator", "source__institution").prefetch_related("steps")
    found = first.in_bulk([pk for pk, _name in told[:most]])
    kinds = Counter(name for _pk, name in told)
    return [found[pk] for pk, _name in told[:most] if pk in found], [
        (procedures().get(name, name), n) for name, n in kinds.items()
    ]


def next_step(incident: Incident):
    """The step that is to be done now; None: it can be closed."""
    return rules.current(incident.state, incident.steps.all())


def ringing_places(user) -> dict[int, int]:
    """Institution id -> how grave, of the places with an unclosed incident: what a map lets ring. Where an unknown account stands
    no map knows."""
    found: dict[int, int] = {}
    rows = Incident.objects.visible_to(user).unclosed().filter(source__isnull=True).with_unseen().order_by("severity")
    for place, lacking, unseen, severity in rows.values_list("institution_id", "lacking", "unseen", "severity"):
        found[place] = max(found.get(place, 0), severity if lacking or unseen else 0)
    return found


def real_incident_paths(start: datetime, end: datetime) -> set[str]:
    """Paths of the places where something real happened in the time: what a zero report may not deny
    (settings.ANBAO_EVIDENCE). An account that was unknown counts where it was entered since, else nowhere."""
    rows = Incident.house.real().filter(opened_at__gte=start, opened_at__lt=end)
    placed = rows.filter(source__isnull=True).values_list("institution__path", flat=True)
    entered = rows.filter(source__known=True).values_list("source__institution__path", flat=True)
    return {*placed, *entered}


@dataclass(frozen=True)
class Contact:
    """Somebody who can be called: ``phone`` is masked, empty when none is known."""

    person: Person
    post: str
    place: Institution
    phone: str


def contacts(place: Institution, reach: Reach, on: date) -> list[Contact]:
    """Who can be called about a place, nearest first, as far as the reader's posts reach. Two queries."""
    paths = [path for path in place.ancestor_paths() if reach.covers(path)]
    rows = Post.house.held_on(on).filter(institution__path__in=paths, kind__in=CALLED)
    taken: dict[tuple[int, str], int] = {}
    found = []
    for post in sorted(
        rows.select_related("person", "institution"),
        key=lambda post: (-len(post.institution.path), CALLED.index(post.kind), post.pk),
    ):
        key = (post.institution_id, post.kind)
        taken[key] = taken.get(key, 0) + 1
        if taken[key] <= OF_A_KIND:
            found.append(Contact(post.person, str(post.word), post.institution, masked(post.person.phone)))
    return found


def may_be_called(incident: Incident, person_id: int, reach: Reach, on: date) -> Person | None:
    """The contact of that number, if he is one of this incident's."""
    known = contacts(incident.place, reach, on) if incident.place is not None else []
    return next((contact.person for contact in known if contact.person.pk == person_id), None)


@dataclass(frozen=True)
class ZoneLine:
    """False alarms of one zone in a span: ``share`` of its incidents that were false. Of an account that nobody had entered when it
    rang there is one line for all it said: ``account`` its source, ``place`` where it stands, None while nobody knows."""

    zone: int | None
    name: str
    number: str
    place: Institution | None
    device: int | None
    incidents: int
    false: int
    real: int
    account: AlarmSource | None = None

    @property
    def share(self) -> float:
        return self.false / self.incidents if self.incidents else 0.0


def false_alarms(user, since: date, until: date, *, under: str = "") -> list[ZoneLine]:
    """Closed incidents of the days by the zone of their first alarm, those of unknown accounts by account behind them, most false ones first.
    Four queries."""
    rows = closed_between(user, since, until, under=under).order_by()
    lines = [*_of_zones(rows.filter(source__isnull=True)), *_of_accounts(rows.filter(source__isnull=False))]
    return sorted(
        lines,
        key=lambda line: (
            line.place is None,
            -line.false,
            -line.share,
            line.place.path if line.place else "",
            line.number,
            line.name,
        ),
    )


#: incidents, false and real ones of a line
SUMS = {
    "incidents": Count("id", distinct=True), "false": Count("id", distinct=True, filter=Q(cause_group="false")),
    "real": Count("id", distinct=True, filter=Q(cause_group="real")),
}  # fmt: skip


def _of_zones(rows) -> Iterator[ZoneLine]:
    counted = (
        rows.filter(links__alarm__source__isnull=False)
        .values(
            "institution_id", zone=F("links__alarm__zone_id"), number=F("links__alarm__zone_number"),
            name=F("links__alarm__zone__name"), device=F("links__alarm__device_id"), device_name=F("links__alarm__device__name"),
        )
        .annotate(**SUMS)
    )  # fmt: skip
    places = Institution.house.in_bulk({row["institution_id"] for row in counted})
    for row in counted:
        sums = [row[name] for name in SUMS]
        name = row["name"] or row["device_name"] or ""
        yield ZoneLine(row["zone"], name, row["number"], places[row["institution_id"]], row["device"], *sums)


def _of_accounts(rows) -> Iterator[ZoneLine]:
    counted = {row["source_id"]: row for row in rows.values("source_id").annotate(**SUMS)}
    sources = AlarmSource.house.filter(pk__in=counted).select_related("institution")
    for source in sources:
        sums = [counted[source.pk][name] for name in SUMS]
        yield ZoneLine(
            None,
            account_told(source)[(get_language() or "zh").startswith("en")],
            "",
            source.institution if source.known else None,
            None,
            *sums,
            account=source,
        )


def closed_between(user, since: date, until: date, *, under: str = ""):
    """Closed incidents that opened on the days from `since` to `until`, both included."""
    start, end = day_start(since), day_start(until + timedelta(days=1))
    rows = Incident.objects.visible_to(user).filter(state=IncidentState.CLOSED, opened_at__gte=start, opened_at__lt=end)
    return rows.filter(institution__path__startswith=under) if under else rows


def day_start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.local_zone())


def by_cause(rows: Iterable) -> list[tuple[str, str, int]]:
    """(group, cause, count) of closed incidents, most first."""
    counted = rows.order_by().values_list("cause_group", "cause").annotate(n=Count("id")).order_by("-n", "cause")
    return list(counted)
