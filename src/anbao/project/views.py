"""The door of the site: home by role, the system administrator's page, pages for what went wrong."""

import platform
import shutil
import sys

import django
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.template import Context, loader
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import requires_csrf_token

import anbao
from anbao.kit.access.middleware import came_from, fault_header, refusal
from anbao.kit.access.scopes import Denied, reach_of
from anbao.project.menu import landing


def home(request):
    """Leaders to the map, operators and staff to their tasks, auditors to the ledger, administrators to their page."""
    return HttpResponseRedirect(landing(reach_of(request.user).posts))


@login_not_required
def worker(request):
    """The service worker; from the root, because a worker rules only what lies below its own address."""
    source = (settings.PROJECT / "static" / "worker.js").read_bytes()
    return HttpResponse(source, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


def system(request):
    """What the system administrator watches: versions, database, disk. No business data."""
    if not reach_of(request.user).may("system.manage"):
        raise Denied(_("This page belongs to the system administrator."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT version(), pg_database_size(current_database()), count(*) FROM pg_stat_activity")
        version, size, connections = cursor.fetchone()
    disk = shutil.disk_usage(settings.HOME)
    facts = {
        "anbao": getattr(anbao, "__version__", ""),
        "python": platform.python_version(),
        "django": django.get_version(),
        "database": version.split(" on ")[0],
    }
    context = {"facts": facts, "size": size, "connections": connections, "disk": disk, "files": settings.MEDIA_ROOT}
    return render(request, "system.html", context)


@requires_csrf_token
def refused(request, exception=None):
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


STALE = gettext_lazy("The page was open too long, or you logged in anew since it was opened.")
NO_COOKIE = gettext_lazy("Your browser sent no cookie. Allow cookies for this site, open the page anew and send again.")
#: the page of a stale form shows this many of the texts that were entered, the longest first
ENTERED_SHOWN = 20


@requires_csrf_token
def stale(request, reason=""):
    """A form whose token is not this session's: the page was open while its reader logged in anew.

    Nothing was written. A page shows the texts again, but only to a form that came from the site itself.
    """
    page = came_from(request)
    context = {"came_from": page, "entered": _texts(request) if page else []}
    words = NO_COOKIE if reason == REASON_NO_CSRF_COOKIE else STALE
    return refusal(request, str(words), template="403_csrf.html", **context)


def _texts(request) -> list[str]:
    """What was written by hand: no tokens, passwords, choices or numbers."""
    hidden = ("csrfmiddlewaretoken", "client_key", "next")
    texts = {
        text.strip()
        for name, values in request.POST.lists()
        if name not in hidden and "password" not in name
        for text in values
        if len(text.strip()) > 3 and (not text.isascii() or " " in text.strip())
    }
    return sorted(texts, key=len, reverse=True)[:ENTERED_SHOWN]


def unreadable(request, exception=None):
    """A request that Django reads no further: too large, with too many fields, cut off. Nothing of it was written."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return refusal(request, _unread_because(exception), template="400.html", status=status)


def _unread_because(exception: Exception | None) -> str:
    limits = {
        "size": f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 2**20:g}",
        "fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        "files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
    }
    said = {
        RequestDataTooBig: _(
            "What was sent is too large: without its files at most %(size)s MB. Nothing was stored: go back, shorten the texts or send it in parts."
        ),
        TooManyFieldsSent: _("The form has too many fields: at most %(fields)d. Nothing was stored: go back and send it in parts."),
        TooManyFilesSent: _("Too many files at once: at most %(files)d. Nothing was stored: go back and send them in parts."),
        MultiPartParserError: _("What was sent arrived incomplete. Nothing was stored: go back and send it again."),
        SessionInterrupted: _("You were logged out meanwhile, in another window perhaps. Nothing was stored: log in and send it again."),
        DisallowedHost: _("The site doesn't answer to this name. Open it by its own address."),
    }  # fmt: skip
    for kind, words in said.items():
        if isinstance(exception, kind):
            return words % limits
    return _("The request can't be understood. Nothing was stored: open the page anew.")


def missing(request, exception=None):
    return render(request, "404.html", status=404)


def broken(request):
    """Rendered without context processors: whatever broke may break them too. A database that is away is said so."""
    is_fault = isinstance(sys.exc_info()[1], (InterfaceError, OperationalError))
    is_away = is_fault and (connection.connection is None or connection.connection.closed)
    status = 503 if is_away else 500
    context = Context({"LANGUAGE_CODE": settings.LANGUAGE_CODE, "is_away": is_away, "status": status})
    answer = HttpResponse(loader.get_template("500.html").template.render(context), status=status)
    if is_away:
        answer["Retry-After"] = "10"
        # whose language stands in the database can't be asked now
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        with translation.override(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            answer["X-Fault"] = fault_header(_("The database is away: nothing was changed. Try again in a moment."))
    return answer
