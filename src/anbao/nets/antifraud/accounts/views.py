"""Pages of cases: the list, one case with its trace, the transfers behind an edge, Excel."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from anbao.kit.access.scopes import Denied, reach_of
from anbao.kit.tables import reading, sheets
from anbao.nets.antifraud.accounts import actions, drawing, funds, rules
from anbao.nets.antifraud.accounts.models import Case, Role
from anbao.nets.antifraud.accounts.sheets import ROW_LIMIT, TRANSFERS
from anbao.org.queries import person_of

PER_PAGE = 100


def tracer(request):
    reach = reach_of(request.user)
    if not reach.may(rules.TRACE):
        raise Denied(_("Tracing money belongs to the anti-fraud officers."))
    return reach


def _own(request, pk: int) -> Case:
    return get_object_or_404(Case.objects.visible_to(request.user).select_related("institution", "opened_by"), pk=pk)


def _by(request, reach) -> dict:
    return {"actor": person_of(request.user), "reach": reach, "at": request.at}


def cases(request):
    """The cases of the reader's institutions; a form opens one."""
    reach, faults = tracer(request), ""
    if request.method == "POST":
        said, person = request.POST, person_of(request.user)
        try:
            made = actions.open_case(
                **_by(request, reach),
                institution=person.institution,
                number=said.get("number", ""),
                name=said.get("name", ""),
            )
            return HttpResponseRedirect(reverse("tracing:case", args=[made.pk]))
        except rules.TraceFault as fault:
            faults = str(fault)
    rows = Case.objects.visible_to(request.user).select_related("institution", "opened_by")
    page = Paginator(rows.annotate(files=Count("books")).order_by("-opened_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "fault": faults, "said": request.POST}
    return render(request, "accounts/cases.html", context, status=422 if faults else 200)


def case(request, pk: int, refusal: dict | None = None, status: int = 200):
    """One case: its trace by the question in the address, the rules it follows, its files and accounts."""
    reach, row = tracer(request), _own(request, pk)
    question, wrong = rules.question_of(request.GET), rules.question_faults(request.GET)
    status = 422 if wrong else status
    books = list(row.books.select_related("brought_by"))
    roles = list(row.accounts.exclude(role="").order_by("role", "pk"))
    involved = [account for account in roles if account.role == Role.INVOLVED]
    context = {
        "case": row, "question": question, "methods": rules.METHODS.items(), "books": books, "roles": roles, "limit": ROW_LIMIT,
        "size": sum(book.size for book in books), "shown": drawing.SHOWN, "words": drawing.words(question), "query": question.address, "wrong": wrong,
    }  # fmt: skip
    if books and involved and refusal is None and not wrong:
        held, found = actions.look(**_by(request, reach), case=row, question=question)
        told = drawing.told(row, held, found, question)
        context |= {"told": told, "rules": rules.in_words(question, len(found.hubs))}
    return render(request, "accounts/case.html", context | (refusal or {}), status=status)


def _asked_again(request, row: Case):
    """To the case's page, which says at its fields what is wrong with the question."""
    return HttpResponseRedirect(reverse("tracing:case", args=[row.pk]) + "?" + request.GET.urlencode())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def transfers(request, pk: int):
    """The reached transfers of the trace, of one payer, one payee or both: what stands behind an edge."""
    reach, row = tracer(request), _own(request, pk)
    if rules.question_faults(request.GET):
        return _asked_again(request, row)
    question = rules.question_of(request.GET)
    payer, payee = _number(request.GET.get("payer", "")), _number(request.GET.get("payee", ""))
    ends = funds.shown_accounts(row, [pk for pk in (payer, payee) if pk])
    if any(pk and pk not in ends for pk in (payer, payee)):
        raise Http404
    held, found = actions.look(**_by(request, reach), case=row, question=question)
    page = Paginator(funds.reached(held, found, payer=payer, payee=payee), PER_PAGE).get_page(request.GET.get("page"))
    rows = funds.transfers_behind([pk for pk, _hop, _cents in page])
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "case": row, "question": question, "payer": ends.get(payer), "payee": ends.get(payee), "page": page,
        "rows": [(rows[pk], hop, cents) for pk, hop, cents in page], "query": query.urlencode(), "back": question.address,
        "rules": rules.in_words(question, len(found.hubs)),
    }  # fmt: skip
    return render(request, "accounts/transfers.html", context)


def export(request, pk: int):
    """The whole trace as a workbook: transfers, accounts, other victims, the rules; account numbers in clear."""
    reach, row = tracer(request), _own(request, pk)
    if rules.question_faults(request.GET):
        return _asked_again(request, row)
    question = rules.question_of(request.GET)
    held, found = actions.look(**_by(request, reach), case=row, question=question, verb="exported")
    stands, others, behind = funds.stands(held, found), funds.victims(held, found), funds.reached(held, found)
    if len(behind) > sheets.EXPORT_LIMIT:
        messages.error(request, _("Too many transfers for one workbook: ask for fewer hops or days."))
        return HttpResponseRedirect(reverse("tracing:case", args=[pk]) + "?" + question.address)
    rows = funds.transfers_behind([number for number, _hop, _cents in behind])
    names = funds.shown_accounts(row, {s.account for s in stands} | {number for number, _cents in others})
    said = drawing.words(question)
    heads = [*(column.head for column in TRANSFERS.columns), _("Hop"), _("Tainted, yuan")]
    lines = (
        [
            t.payer.number,
            t.payee.number,
            t.cents / 100,
            t.at,
            t.payer.holder,
            t.payee.holder,
            t.reference,
            hop,
            cents / 100,
        ]
        for t, hop, cents in ((rows[number], hop, cents) for number, hop, cents in behind)
    )
    book = sheets.workbook(TRANSFERS.title, heads, lines)
    _add(book, _("Accounts"), [_("Account"), _("Account holder"), _("Level"), said.received, said.passed_on, said.given_up, said.standing, _("Role")], (
        [names[s.account].number, names[s.account].holder, s.level, s.received / 100, s.passed_on / 100, s.given_up / 100,
         s.standing / 100, "、".join(str(said.roles[role][1]) for role in s.roles)] for s in stands
    ))  # fmt: skip
    _add(book, said.others_title, [_("Account"), _("Account holder"), said.others_sum], (
        [names[number].number, names[number].holder, cents / 100] for number, cents in others
    ))  # fmt: skip
    _add(book, _("Rules"), [_("Rules")], ([words] for words in rules.in_words(question, len(found.hubs))))
    return sheets.download(book, f"trace-{row.pk}", request.at)


def _add(book, title: str, heads: list, rows) -> None:
    page = book.create_sheet(str(title)[: sheets.NAME_LIMIT])
    page.append([sheets.kept(page, str(head)) for head in heads])
    for values in rows:
        page.append([sheets.kept(page, value) for value in values])


def template(request):
    """An empty workbook with the columns of transfers."""
    tracer(request)
    return sheets.download(sheets.template(TRANSFERS), "transfers-template", request.at)


@require_POST
def bring(request, pk: int):
    """Take a file of transfers in; what is wrong with it is shown on the case's page."""
    reach, row = tracer(request), _own(request, pk)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise reading.Unreadable(_("Choose a file."))
        if upload.size > reading.SIZE_LIMIT:
            raise reading.Unreadable(
                _("The file is too large: at most %(limit)d MB.") % {"limit": reading.SIZE_LIMIT // 2**20}
            )
        book = actions.bring_transfers(
            **_by(request, reach), case_id=row.pk, content=upload.read(), file_name=upload.name
        )
    except (reading.Unreadable, rules.TraceFault) as fault:
        return case(request, pk, {"refused": str(fault), "file_name": upload.name if upload else ""}, 422)
    except actions.TransfersRefused as refused:
        return case(request, pk, {"faults": refused.faults, "file_name": upload.name}, 422)
    messages.success(request, _("%(n)d transfers brought in.") % {"n": book.size})
    if book.rounded:
        messages.warning(
            request,
            ngettext(
                "%(n)d amount has more than two decimals and was rounded to the cent.",
                "%(n)d amounts have more than two decimals and were rounded to the cent.",
                book.rounded,
            )
            % {"n": book.rounded},
        )
    return HttpResponseRedirect(reverse("tracing:case", args=[pk]))


@require_POST
def role(request, pk: int):
    """Give accounts a role by their numbers, or one account by its row."""
    reach, row = tracer(request), _own(request, pk)
    try:
        changed, strangers = actions.give_role(
            **_by(request, reach), case_id=row.pk, role=request.POST.get("role", "?"), numbers=request.POST.get("numbers", ""),
            accounts=tuple(filter(None, map(_number, request.POST.getlist("account")))),
        )  # fmt: skip
        messages.success(
            request, ngettext("%(n)d account changed.", "%(n)d accounts changed.", changed) % {"n": changed}
        )
        if strangers:
            messages.warning(
                request,
                ngettext(
                    "%(n)d of the numbers occurs in no transfer of this case.",
                    "%(n)d of the numbers occur in no transfer of this case.",
                    strangers,
                )
                % {"n": strangers},
            )
    except rules.TraceFault as fault:
        messages.error(request, str(fault))
    back = rules.question_of(request.POST).address
    return HttpResponseRedirect(reverse("tracing:case", args=[pk]) + "?" + back)
