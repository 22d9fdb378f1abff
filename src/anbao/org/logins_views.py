"""The security administrator's page: who has a login, which are locked, and what may be done to them.

It stands in the organisation because a login's person, posts and place are known here; the writes on the login itself
are those of ``kit.access``.
"""

from functools import partial

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from anbao.kit.access import actions as access
from anbao.kit.access.scopes import Denied, Reach, reach_of
from anbao.kit.tables import sheets
from anbao.org import actions, forms, queries

PAGE = 50
STATES = {
    "locked": Q(is_active=False), "open": Q(is_active=True), "given": Q(must_change_password=True), "alone": Q(person__isnull=True),
}  # fmt: skip
SORTS = (
    "username",
    "-username",
    "person__name",
    "-person__name",
    "person__institution__path",
    "-person__institution__path",
)


def _allowed(request) -> Reach:
    reach = reach_of(request.user)
    if not reach.may(access.POWER):
        raise Denied(_("Only the security administrator manages logins."))
    return reach


def _wanted(request):
    """The logins that the query string asks for, among those the reader sees."""
    rows, asked = queries.logins_seen_by(request.user), request.GET.get("q", "").strip()
    if asked:
        rows = rows.filter(
            Q(username__icontains=asked) | Q(person__name__icontains=asked) | Q(person__staff_no__startswith=asked)
        )
    rows = rows.filter(STATES.get(request.GET.get("state", ""), Q()))
    return rows.order_by(request.GET["sort"], "pk") if request.GET.get("sort") in SORTS else rows


def _tried_out() -> set[str]:
    """Names that too many wrong passwords keep out for now; django-axes counts by the machine's own clock."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    tries = AccessAttempt.objects.filter(attempt_time__gte=since, failures_since_start__gte=settings.AXES_FAILURE_LIMIT)
    return set(tries.values_list("username", flat=True))


def _dressed(users) -> list:
    """The logins with what the columns read: last opening, whether wrong passwords keep them out."""
    users = list(users)
    opened, out = queries.last_openings(users), _tried_out()
    for user in users:
        user.opened_at, user.tried_out = opened.get(user.pk), user.username in out
    return users


def listing(request):
    """Logins with person, posts, last opening and state; filters and order stand in the query string."""
    _allowed(request)
    page = Paginator(_wanted(request), PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    filters = query.copy()
    filters.pop("sort", None)
    context = {
        "page": page, "users": _dressed(page), "query": query.urlencode(), "filters": filters.urlencode(),
        "sort": request.GET.get("sort", ""),
    }  # fmt: skip
    wants_rows = request.htmx and request.htmx.target == "rows"
    return render(request, "org/logins.html#rows" if wants_rows else "org/logins.html", context)


def export(request):
    """The same list as Excel."""
    _allowed(request)
    heads = [_("Login name"), _("Name"), _("Institution"), _("Posts"), _("Last login"), _("State")]
    rows = []
    for user in _dressed(_wanted(request)):
        person = getattr(user, "person", None)
        posts = ", ".join(str(post.word) for post in person.held) if person else ""
        state = _("Locked") if not user.is_active else _("Kept out by wrong passwords") if user.tried_out else _("Open")
        rows.append(
            [
                user.username,
                person.name if person else "",
                str(person.institution) if person else "",
                posts,
                user.opened_at,
                state,
            ]
        )
    return sheets.download(sheets.workbook(_("Logins"), heads, rows), "logins", request.at)


def _dialog(request, template: str, context: dict, status: int = 200) -> HttpResponse:
    """A dialog is a part of the list; opened by its own address it is a page. What it shows is never kept."""
    if request.htmx:
        answer = render(request, template, context)
    else:
        frame = {"dialog": template, "told": {"title": _("Logins")}, "list_url": reverse("logins:list")}
        answer = render(request, "tables/dialog.html", context | frame, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _back(request, words: str) -> HttpResponse:
    messages.success(request, words)
    if request.htmx:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse("logins:list")
        return answer
    return HttpResponseRedirect(reverse("logins:list"))


def _password(request, user, password: str) -> HttpResponse:
    return _dialog(request, "org/login_password_modal.html", {"login": user, "password": password})


def _form(request, form, heading: str, work) -> HttpResponse:
    """A dialog with a form; `work` does the deed with its fields and answers."""
    if request.method == "POST" and form.is_valid():
        try:
            return work(**form.cleaned_data)
        except (actions.OrgFault, access.LoginFault) as fault:
            form.add_error(None, str(fault))
    context = {"form": form, "heading": heading, "action": request.path}
    return _dialog(request, "tables/form_modal.html", context, status=422 if form.errors else 200)


def new(request):
    """A login for a person who has none; its temporary password is shown once."""
    reach = _allowed(request)

    def work(person, username):
        made = actions.add_login(actor=request.user, reach=reach, at=request.at, person=person, username=username)
        return _password(request, *made)

    form = forms.LoginForm(request.POST or None, user=request.user, at=request.at)
    return _form(request, form, _("Add a login"), work)


def link(request, pk: int):
    """Say whose login this is."""
    reach = _allowed(request)
    login = get_object_or_404(queries.logins_seen_by(request.user), pk=pk)

    def work(person):
        actions.link_login(actor=request.user, reach=reach, at=request.at, person=person, user_id=pk)
        return _back(request, _("%(login)s belongs to %(person)s now.") % {"login": login.username, "person": person})

    form = forms.LinkForm(request.POST or None, user=request.user, at=request.at)
    return _form(request, form, f"{_('Link to a person')}: {login.username}", work)


def _step(request, pk: int, heading: str, sentence: str, submit: str, work) -> HttpResponse:
    """Ask once, then do it."""
    reach = _allowed(request)
    login = get_object_or_404(queries.logins_seen_by(request.user), pk=pk)
    if request.method == "POST":
        return work(login, partial(_wish, request, reach, pk))
    context = {"login": login, "heading": heading, "sentence": sentence, "submit": submit, "action": request.path}
    return _dialog(request, "org/login_step_modal.html", context)


def _wish(request, reach: Reach, pk: int, action):
    return action(actor=request.user, reach=reach, user_id=pk, at=request.at)


def lock(request, pk: int):
    """Close a login; its open sessions end with their next request."""

    def work(login, do):
        do(access.lock)
        return _back(request, _("Locked: %(login)s") % {"login": login.username})

    words = _("Nobody comes in with it until it is unlocked; open sessions end at once.")
    return _step(request, pk, _("Lock the login"), words, _("Lock"), work)


def unlock(request, pk: int):
    """Open a login again, and forget its wrong passwords."""

    def work(login, do):
        do(access.unlock)
        return _back(request, _("Unlocked: %(login)s") % {"login": login.username})

    return _step(request, pk, _("Unlock the login"), _("Its wrong passwords are forgotten."), _("Unlock"), work)


def reset(request, pk: int):
    """A temporary password, shown once; the second factor is dropped."""

    def work(login, do):
        return _password(request, login, do(access.reset))

    words = _(
        "A temporary password is shown once. The second factor is dropped, and the holder sets a password of his own first."
    )
    return _step(request, pk, _("Reset the password"), words, _("Reset"), work)
