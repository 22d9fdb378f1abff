"""What every request passes: the reader's language, refusals in words, a password of one's own."""

import json
import re
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from anbao.kit.access.scopes import Denied

#: an escape in JSON that may stand for what no text may hold: a NUL, or half a surrogate pair
ESCAPED = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


class MomentMiddleware:
    """Notes the request's moment with its user: what posts give him is asked as of then, never of a second clock."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.user.seen_at = request.at
        return self.get_response(request)


class LanguageMiddleware:
    """Chinese, unless the reader chose otherwise: the choice lies in a cookie and with the login, not in the browser."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen is None and request.user.is_authenticated:
            chosen = request.user.language
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def fault_header(words: str) -> str:
    """The words for X-Fault: headers are ASCII, the page decodes."""
    return quote(words)


def came_from(request) -> str:
    """The page of this site on which a form or link stood; empty for one that came from elsewhere."""
    page = request.META.get("HTTP_REFERER", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if ours else ""


def refusal(request, words: str, *, template: str = "403.html", status: int = 403, **context) -> HttpResponse:
    """A refusal in words: a page, for a part of a page the words alone, for the API JSON; X-Fault carries them as well."""
    if request.path.startswith("/api/") or request.content_type == "application/json":
        # the API's schema names 422 for what can't be read, with the faults by field
        told = {"detail": words, "faults": {"body": words}} if status == 400 else {"detail": words}
        response = JsonResponse(told, status=422 if status == 400 else status)
    elif getattr(request, "htmx", False):
        response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    else:
        response = render(request, template, {"reason": words, "status": status} | context, status=status)
    response["X-Fault"] = fault_header(words)
    return response


class StorableMiddleware:
    """Refuses text that the database can't hold (a NUL, half a surrogate pair) before any form, filter or API reads it.

    No keyboard writes such a character, so nobody loses anything; each of the hundreds of text inputs would have to ask.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if is_storable(request):
            return None
        words = _("The text holds a character that can't be stored (NUL). Remove it, then send again.")
        return refusal(request, words, template="400.html", status=400)


def is_storable(request) -> bool:
    """Whether path, query, form fields, names of files and JSON body hold only what PostgreSQL can store as text."""
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return False
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return True
    if request.content_type == "application/json":
        return _storable_json(request.body)
    named = [file.name or "" for _name, files in request.FILES.lists() for file in files]
    return not any("\x00" in text for text in named) and not any(
        "\x00" in text for name, values in request.POST.lists() for text in (name, *values)
    )


def _storable_json(body: bytes) -> bool:
    # nearly every body is let through here without being read twice
    if not ESCAPED.search(body):
        return True
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False)
        text.encode()
    except UnicodeEncodeError:
        return False
    except (ValueError, RecursionError):
        return True  # no JSON at all: the API says so in its own words
    return "\\u0000" not in text.replace("\\\\", "")


class DeniedMiddleware:
    """A refusal of an action becomes the 403 page with its words; a part of a page gets the words alone.

    Whoever sent a form after his session had ended comes back to its page from the login, not to an address that takes
    only forms; one who opens such an address is told so.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 302 and response["Location"].startswith(reverse("account_login") + "?"):
            return _to_login(request, response)
        if response.status_code == 405 and not response.content:
            told = refusal(request, _("Only forms are sent here. Open the page anew."), template="400.html", status=405)
            told["Allow"] = response["Allow"]
            return told
        return response

    def process_exception(self, request, exception):
        if not isinstance(exception, Denied):
            return None
        return refusal(request, str(exception))


def _to_login(request, response):
    """The way to the login, and from there back to the page that the reader was on."""
    if getattr(request, "htmx", False):
        # the whole page has to go to the login, not a part of it
        told = HttpResponse(status=204)
        told["HX-Redirect"] = f"{reverse('account_login')}?next={quote(request.htmx.current_url_abs_path or '/')}"
        return told
    if request.method == "POST":
        page = urlsplit(came_from(request))
        back = f"{page.path}?{page.query}" if page.query else page.path or "/"
        response["Location"] = f"{reverse('account_login')}?next={quote(back)}"
    return response


class OwnPasswordMiddleware:
    """Whoever got a password from the security administrator first sets one of his own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if (
            user.is_authenticated
            and user.must_change_password
            and not request.path.startswith(("/account/", "/static/"))
        ):
            return HttpResponseRedirect(reverse("account_change_password"))
        return self.get_response(request)
