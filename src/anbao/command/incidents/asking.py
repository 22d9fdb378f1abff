"""What a reader asks of the incidents, read from a query: days, place, state, kind, cause, zone, account. List, workbook and API ask alike."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.http import Http404

from anbao.command.incidents.models import Incident, IncidentState
from anbao.command.incidents.procedures import causes, procedures
from anbao.command.incidents.queries import STRANGE, day_start
from anbao.kit import clock
from anbao.org.models import Institution

#: days that are shown unless the reader says otherwise
SPAN = 30
GROUPS = ("real", "false", "technical", "test")
#: rows of a page of the API
PAGE = 50


@dataclass(frozen=True)
class Asked:
    """``since`` and ``until``: days on which it opened, both included. Empty texts and None ask for nothing."""

    since: date
    until: date
    place: Institution | None = None
    unclosed: bool = False
    state: str = ""
    procedure: str = ""
    group: str = ""
    cause: str = ""
    zone: int | None = None
    number: str | None = None
    account: int | None = None
    #: of accounts that nobody has entered only
    strange: bool = False

    @property
    def backwards(self) -> bool:
        """The last day lies before the first one: told at its field, and nothing is found."""
        return self.until < self.since and not self.unclosed

    @property
    def under(self) -> str:
        return self.place.path if self.place else ""


def read(user, data: Mapping[str, str], at: datetime) -> Asked:
    """The question of a query string; words that nobody knows are passed over, a place outside the reader's is not there (Http404)."""
    until = _day(data.get("until", ""), clock.local_day(at))
    since = _day(data.get("since", ""), until - timedelta(days=SPAN - 1))
    place = _place(user, data.get("place", ""))
    asked = Asked(since, until, place, unclosed=bool(data.get("open")))
    return replace(
        asked, state=_known(data.get("state"), IncidentState.values), procedure=_known(data.get("procedure"), procedures()),
        group=_known(data.get("group"), GROUPS), cause=_known(data.get("cause"), causes()),
        zone=_number(data.get("zone", "")), number=data.get("number") if place is not None else None,
        account=_number(data.get("account", "")), strange=bool(data.get("strange")),
    )  # fmt: skip


def _known(word: str | None, words) -> str:
    return word if word in words else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _day(text: str, otherwise: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return otherwise
    # a day at the end of the calendar has no neighbours to count to
    return day if date(1900, 1, 1) <= day <= date(9000, 1, 1) else otherwise


def _place(user, wanted: str) -> Institution | None:
    if not wanted:
        return None
    found = Institution.objects.visible_to(user).filter(pk=_number(wanted) or 0).first()
    if found is None:
        raise Http404
    return found


def incidents(user, asked: Asked):
    """The incidents that the reader sees and asked for, newest first."""
    rows = Incident.objects.visible_to(user)
    if asked.unclosed:
        rows = rows.unclosed()
    else:
        rows = rows.filter(
            opened_at__gte=day_start(asked.since), opened_at__lt=day_start(asked.until + timedelta(days=1))
        )
    plain = {"state": asked.state, "procedure": asked.procedure, "cause_group": asked.group, "cause": asked.cause}
    rows = rows.filter(**{field: word for field, word in plain.items() if word})
    if asked.place is not None:
        rows = rows.filter(institution__path__startswith=asked.under)
    if asked.zone is not None:
        rows = rows.filter(links__alarm__zone_id=asked.zone).distinct()
    if asked.number is not None:
        rows = rows.filter(
            links__alarm__zone_number=asked.number, institution=asked.place, source__isnull=True
        ).distinct()
    if asked.strange:
        rows = rows.filter(STRANGE)
    if asked.account is not None:
        rows = rows.filter(source_id=asked.account)
    return rows


def page(rows, before: str, *, size: int = PAGE) -> tuple[list[Incident], str]:
    """(rows, what to ask ``before`` for the next page; empty on the last). `before`: moment and number of the last row seen."""
    moment, _sep, number = before.rpartition("_")
    if moment and _number(number) is not None:
        try:
            seen = datetime.fromisoformat(moment)
        except ValueError:
            seen = None
        if seen is not None and seen.tzinfo is not None:
            rows = rows.filter(opened_at__lte=seen).exclude(opened_at=seen, pk__gte=int(number))
    found = list(rows.order_by("-opened_at", "-id")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return found[:size], f"{last.opened_at.isoformat()}_{last.pk}" if last else ""
