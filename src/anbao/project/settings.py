"""Settings of a site. Everything a site decides comes from the environment; nothing secret stands here.

ANBAO_HOME          where keys, files and the embedded database live (default, also when set but empty: .anbao in the working folder)
ANBAO_DATABASE_URL  a PostgreSQL server 15 or newer (default: the embedded one)
ANBAO_DATABASE      name of the embedded database (default: anbao)
ANBAO_LEDGER_HEADS  folder of the ledger's kept heads (default: ledger-heads in ANBAO_HOME)
ANBAO_HOSTS         names the site answers to, comma separated
ANBAO_DEMO          1: the demo's clock and ready logins; never on a production site
ANBAO_EXISTING      1: refuse a home where no site was made, instead of making one
ANBAO_DEBUG         1: Django's debug pages, for developers
ANBAO_HTTPS         1: cookies only over HTTPS, for a site behind a TLS proxy that sets X-Forwarded-Proto
ANBAO_PROXIES       addresses or networks of the proxies before the site, whose X-Forwarded-For is believed (default: none)
ANBAO_OIDC_ISSUER, ANBAO_OIDC_CLIENT_ID, ANBAO_OIDC_CLIENT_SECRET, ANBAO_OIDC_NAME
                    the bank's single sign-on by OpenID Connect; absent: local logins only
"""

import os
from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from anbao.kit.access.addresses import networks
from anbao.project import site

HOME = Path(os.environ.get("ANBAO_HOME") or ".anbao").resolve()
DEMO = os.environ.get("ANBAO_DEMO") == "1"
DEBUG = os.environ.get("ANBAO_DEBUG") == "1"
PROJECT = Path(__file__).parent


#: no database is started or asked, no key made
_APART = os.environ.get("ANBAO_NO_DATABASE") == "1"
#: a site that is not there is refused, not made
_EXISTING = os.environ.get("ANBAO_EXISTING") == "1"
#: judged before anything is made; empty counts as unset
_URL = "" if _APART else os.environ.get("ANBAO_DATABASE_URL") or ""
_SERVER = site.server(_URL) if _URL else None


def _database() -> dict:
    """Django's description of the database named by ANBAO_DATABASE_URL, or of the embedded one (started here)."""
    found = _SERVER or site.server(_embedded(os.environ.get("ANBAO_DATABASE") or "anbao"))
    options = dict(found["OPTIONS"])
    if DEMO or os.environ.get("ANBAO_FAST_COMMIT") == "1":
        # invented data: losing the last moments to a power cut costs nothing
        options["options"] = f"{options.get('options', '')} -c synchronous_commit=off".strip()
    return {
        **found,
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TEST": {"TEMPLATE": "template0"},
    }


def _embedded(name: str) -> str:
    from anbao.kit import embedded

    if _EXISTING and not embedded.made(HOME):
        raise site.no_site(HOME, "no database")
    try:
        return embedded.start(HOME, name=name, make=not _EXISTING)
    except embedded.NoDatabase as missing:
        raise site.no_site(HOME, str(missing)) from None


ANBAO_MASTER_KEY = site.secret(HOME, "master_key", 32, existing=_EXISTING, kept=not _APART)
SECRET_KEY = site.secret(HOME, "session_key", 32, existing=_EXISTING, kept=not _APART).hex()
ALLOWED_HOSTS = os.environ.get("ANBAO_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
DATABASES = {"default": {} if _APART else _database()}

INSTALLED_APPS = [
    "anbao.project.apps.ProjectConfig",
    "anbao.demo",
    "anbao.nets.riskcontrol.duty",
    "anbao.nets.antifraud.screening",
    "anbao.nets.antifraud.accounts",
    "anbao.command.overview",
    "anbao.command.places",
    "anbao.command.netboard",
    "anbao.command.livemap",
    "anbao.command.wall",
    "anbao.command.incidents",
    "anbao.nets.riskcontrol.unannounced",
    "anbao.senses.alarms",
    "anbao.senses.cameras",
    "anbao.loom.holes",
    "anbao.loom.worklist",
    "anbao.loom.records",
    "anbao.loom.findings",
    "anbao.loom.tasks",
    "anbao.loom.campaigns",
    "anbao.org",
    "anbao.kit.tables",
    "anbao.kit.inbox",
    "anbao.kit.jobs",
    "anbao.kit.files",
    "anbao.kit.ledger",
    "anbao.kit.access",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "django_htmx",
    "template_partials",
    "django_tables2",
    "django_filters",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "anbao.kit.clock.ClockMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "anbao.kit.access.middleware.MomentMiddleware",
    "anbao.kit.access.middleware.LanguageMiddleware",
    "anbao.kit.access.middleware.DeniedMiddleware",
    "anbao.kit.access.middleware.StorableMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "anbao.kit.access.middleware.OwnPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "anbao.project.urls"
ASGI_APPLICATION = "anbao.project.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "anbao.project.menu.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "template_partials.templatetags.partials",
                "anbao.project.templatetags.look",
            ],
        },
    },
]

AUTH_USER_MODEL = "access.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "anbao.kit.access.adapters.Accounts"
SOCIALACCOUNT_ADAPTER = "anbao.kit.access.adapters.SingleSignOn"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/account/login/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
#: django-axes counts failures and locks; a second limiter would only confuse its message
ACCOUNT_RATE_LIMITS = {"login_failed": None}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "AnBao"
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
#: behind a proxy every request comes from the proxy's address: five wrong passwords would lock the name for all
ANBAO_PROXIES = networks(os.environ.get("ANBAO_PROXIES", ""))
AXES_CLIENT_IP_CALLABLE = "anbao.kit.access.addresses.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "anbao.kit.access.adapters.attempted_name"
AXES_VERBOSE = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]


def _single_sign_on() -> dict:
    """allauth's provider of the bank's OpenID Connect server, or nothing when the site names none."""
    issuer = os.environ.get("ANBAO_OIDC_ISSUER")
    if not issuer:
        return {}
    app = {
        "provider_id": "bank",
        "name": os.environ.get("ANBAO_OIDC_NAME", "OIDC"),
        "client_id": os.environ.get("ANBAO_OIDC_CLIENT_ID", ""),
        "secret": os.environ.get("ANBAO_OIDC_CLIENT_SECRET", ""),
        "settings": {"server_url": issuer},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


SOCIALACCOUNT_PROVIDERS = _single_sign_on()
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_STORE_TOKENS = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "anbao_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [PROJECT / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [PROJECT / "static"]
#: served straight from the packages, nothing is collected; what Vite built carries its hash in the name
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"/dist/assets/"
MEDIA_ROOT = HOME / "files"
#: folder of the ledger's kept heads (kit/ledger/heads.py); better on another machine's disk
ANBAO_LEDGER_HEADS = os.environ.get("ANBAO_LEDGER_HEADS") or HOME / "ledger-heads"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "anbao.project.views.stale"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("ANBAO_HTTPS") == "1"
if SESSION_COOKIE_SECURE:
    # the proxy speaks HTTPS for us and must set this header itself, whatever the browser sent
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"

#: the one source of time; see anbao.kit.clock
ANBAO_CLOCK = "anbao.demo.clock.now" if DEMO else "anbao.kit.clock.system"
#: how many of its seconds pass in a real one; see anbao.kit.clock.pace
ANBAO_PACE = "anbao.demo.clock.speed" if DEMO else ""
#: background jobs: every package's jobs.py
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
#: the demo's ready logins for the login page: a function that returns [{"username", "title", "sees"}]
ANBAO_LOGIN_CARDS = "anbao.demo.logins.cards" if DEMO else ""
#: who may see what: posts -> reach
ANBAO_REACH = "anbao.org.queries.reach_of_user"
#: what else happened on a day: functions of (start, end) that return the paths of the places where something real did
ANBAO_EVIDENCE = ["anbao.command.incidents.queries.real_incident_paths"]
#: what was seen out of order in a time: functions of (start, end) that return anbao.loom.records.queries.Observation
ANBAO_OBSERVATIONS = ["anbao.senses.cameras.queries.picture_faults"]
#: how actors of the ledger read on a screen
ANBAO_NAMES = "anbao.org.queries.names_behind"
#: how the ledger's verbs and subjects read on its page
ANBAO_LEDGER_VERB = "anbao.project.ledger_words.said"
ANBAO_LEDGER_SUBJECT = "anbao.project.ledger_words.subject"
#: code of the institution where unknown alarm sources show; empty: see anbao.senses.alarms.queries.home
ANBAO_GATEWAY_HOME = os.environ.get("ANBAO_GATEWAY_HOME", "")
#: where notifications leave the house besides the inbox: Apprise URLs, comma separated
ANBAO_NOTIFY = [url for url in os.environ.get("ANBAO_NOTIFY", "").split(",") if url]

SILENCED_SYSTEM_CHECKS = ["models.W042"]
