"""What allauth and axes ask of the site: no self-registration, logins leave a ledger line, names are found."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth import get_user_model
from django.http import HttpResponseRedirect
from django.urls import reverse

from anbao.kit.access import actions
from anbao.kit.access.addresses import client_address


def attempted_name(request, credentials) -> str:
    """The login name somebody tried, for axes: allauth calls the form's field ``login``."""
    tried = (credentials or {}).get("username") or (request.POST.get("login", "") if request else "")
    return tried[:150]


class Accounts(DefaultAccountAdapter):
    """Local logins. Users are made by the security administrator, never by themselves."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        """allauth's "logged in as" says nothing the page does not show."""
        if message_template and message_template.endswith(("logged_in.txt", "logged_out.txt")):
            return
        super().add_message(request, level, message_template, message_context, extra_tags, message)

    def get_client_ip(self, request) -> str:
        return client_address(request)

    def post_login(self, request, user, **kwargs):
        # allauth hands the bank's answer on with its signal
        way = "sso" if (kwargs.get("signal_kwargs") or {}).get("sociallogin") else "local"
        actions.logged_in(user=user, at=request.at, way=way)
        return super().post_login(request, user, **kwargs)


class SingleSignOn(DefaultSocialAccountAdapter):
    """The bank's single sign-on: it opens existing logins by their name and makes none."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request, sociallogin):
        if sociallogin.is_existing:
            return
        name = sociallogin.account.extra_data.get("preferred_username") or sociallogin.user.username
        user = get_user_model().objects.filter(username=name, is_active=True).first()
        if user is None:
            from allauth.core.exceptions import ImmediateHttpResponse

            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login") + "?unknown=1"))
        sociallogin.connect(request, user)
