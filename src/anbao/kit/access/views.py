"""The login page with the demo's ready logins, the profile, the language switch."""

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView, PasswordChangeView
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST

from anbao.kit.access import actions
from anbao.kit.access.models import User
from anbao.kit.access.scopes import reach_of


def ready_logins() -> list[dict]:
    """The demo's cards, or none; a site without the demo package has none either."""
    if not settings.ANBAO_LOGIN_CARDS:
        return []
    try:
        return list(import_string(settings.ANBAO_LOGIN_CARDS)())
    except ImportError:
        return []


def safe_next(request) -> str:
    """The page asked for before the login, when it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else settings.LOGIN_REDIRECT_URL


@method_decorator(login_not_required, name="dispatch")
class Login(LoginView):
    """allauth's login with the demo's cards beside the form."""

    template_name = "account/login.html"
    form_class = LoginForm

    def get_context_data(self, **kwargs):
        sso = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
        context = {"cards": ready_logins(), "next": safe_next(self.request), "single_sign_on": sso}
        return super().get_context_data(**kwargs) | context


class OwnPassword(PasswordChangeView):
    """Choose a new password; the first one after a reset frees the way into the site."""

    success_url = reverse_lazy("profile")

    def form_valid(self, form):
        answer = super().form_valid(form)
        actions.own_password_set(user=self.request.user, at=self.request.at)
        return answer


@login_not_required
def reset_in_person(request, rest: str = ""):
    """allauth would send mail to an address; here the login page says whom to ask."""
    return HttpResponseRedirect(reverse("account_login"))


@login_not_required
def no_such_page(request, key: str = ""):
    """What allauth brings and this house has no use for."""
    raise Http404


@login_not_required
@require_POST
def demo_login(request):
    """One click on a ready login of the demo; exists only where the demo runs."""
    wanted = request.POST.get("username", "")
    if not settings.DEMO or wanted not in {card["username"] for card in ready_logins()}:
        raise Http404
    user = get_object_or_404(User, username=wanted, is_active=True)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    actions.logged_in(user=user, at=request.at, way="demo")
    return HttpResponseRedirect(safe_next(request))


def profile(request):
    """Who I am, what my posts let me see, my language, password and second factor."""
    person = getattr(request.user, "person", None)
    posts = person.posts.filter(until__isnull=True).select_related("institution") if person else []
    factors = {a.type for a in request.user.authenticator_set.all()}
    context = {"person": person, "posts": posts, "reach": reach_of(request.user), "factors": factors}
    return render(request, "access/profile.html", context)


@login_not_required
@require_POST
def language(request):
    """Switch the language: a cookie for this browser, and with the login for the next one."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        raise Http404
    if request.user.is_authenticated:
        actions.choose_language(user=request.user, language=chosen)
    answer = HttpResponseRedirect(safe_next(request))
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=365 * 86400,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer
