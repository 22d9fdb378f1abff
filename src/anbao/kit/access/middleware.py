"""What every request passes: the reader's language, refusals in words, a password of one's own."""

from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from anbao.kit.access.scopes import Denied


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


class DeniedMiddleware:
    """A refusal of an action becomes the 403 page with its words; a part of a page gets the words alone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if (
            getattr(request, "htmx", False)
            and response.status_code == 302
            and "/account/login/" in response["Location"]
        ):
            # the session ended: the whole page has to go to the login, not a part of it
            told = HttpResponse(status=204)
            told["HX-Redirect"] = f"{reverse('account_login')}?next={quote(request.htmx.current_url_abs_path or '/')}"
            return told
        return response

    def process_exception(self, request, exception):
        if not isinstance(exception, Denied):
            return None
        words = str(exception)
        response = (
            HttpResponse(words, status=403, content_type="text/plain; charset=utf-8")
            if getattr(request, "htmx", False)
            else render(request, "403.html", {"reason": words}, status=403)
        )
        response["X-Fault"] = fault_header(words)
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
