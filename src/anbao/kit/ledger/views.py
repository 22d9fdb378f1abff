"""The auditor's page: the ledger's lines with filters, and the walk that proves the chain."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.cache import cache
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anbao.kit import clock
from anbao.kit.access.scopes import Denied, reach_of
from anbao.kit.ledger import actions, heads
from anbao.kit.ledger.models import Line
from anbao.kit.ledger.sheets import LEDGER
from anbao.kit.tables import sheets

PAGE = 100
VERDICT = "ledger.verdict"


def lines(request):
    """Newest first; filters: verb's beginning, actor, subject, day. Keyset paging (before=seq), so depth costs nothing."""
    reach = reach_of(request.user)
    if not reach.may("ledger.read"):
        raise Denied(_("The ledger is read by auditors."))
    rows = Line.objects.visible_to(request.user)
    get = request.GET
    if get.get("verb"):
        rows = rows.filter(verb__startswith=get["verb"])
    if get.get("actor"):
        rows = rows.filter(actor=get["actor"])
    if get.get("subject"):
        rows = rows.filter(subject=get["subject"])
    if get.get("day"):
        try:
            start = datetime.combine(date.fromisoformat(get["day"]), time(), clock.local_zone())
            rows = rows.filter(at__gte=start, at__lt=start + timedelta(days=1))
        except ValueError:
            pass
    if sheets.wanted(request):
        return sheets.answer(LEDGER, rows.order_by("-seq"), request.at)
    if get.get("before", "").isdecimal():
        rows = rows.filter(seq__lt=int(get["before"]))
    shown = list(rows.order_by("-seq")[: PAGE + 1])
    query = get.copy()
    query.pop("before", None)
    number, digest = actions.head()
    context = {
        "more": shown[PAGE - 1].seq if len(shown) > PAGE else None, "query": query.urlencode(),
        "head": number, "digest": digest, "proof": cache.get(VERDICT), "may_verify": reach.may("ledger.read"),
        "rows": _read(shown[:PAGE]),
    }  # fmt: skip
    template = "ledger/list.html#lines" if request.htmx and request.htmx.target == "lines" else "ledger/list.html"
    return render(request, template, context)


def _read(rows: list[Line]) -> list[dict]:
    """The lines in words, the raw names beside them; the settings name the functions that know the words and the people."""
    verb, subject = import_string(settings.ANBAO_LEDGER_VERB), import_string(settings.ANBAO_LEDGER_SUBJECT)
    names = import_string(settings.ANBAO_NAMES)({name for row in rows for name in (row.actor, row.subject)})
    names |= {"system": _("the system")}
    return [
        {
            "line": row, "who": names.get(row.actor, row.actor), "what": verb(row.verb),
            "to": names.get(row.subject) or subject(row.subject),
        }
        for row in rows
    ]  # fmt: skip


@require_POST
def verify(request):
    """Walk the whole chain now and keep the verdict on the page."""
    if not reach_of(request.user).may("ledger.read"):
        raise Denied(_("The ledger is read by auditors."))
    cache.set(VERDICT, heads.prove(at=request.at), None)
    return render(request, "ledger/_verdict.html", {"proof": cache.get(VERDICT)})
