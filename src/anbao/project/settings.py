"""Settings of a site. Everything a site decides comes from the environment; nothing secret stands here.

ANBAO_HOME          where keys, files and the embedded database live (default: .anbao in the working folder)
ANBAO_DATABASE_URL  a PostgreSQL server 15 or newer (default: the embedded one)
ANBAO_DATABASE      name of the embedded database (default: anbao)
ANBAO_HOSTS         names the site answers to, comma separated
ANBAO_DEMO          1: the demo's clock and ready logins; never on a production site
ANBAO_DEBUG         1: Django's debug pages, for developers
"""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

HOME = Path(os.environ.get("ANBAO_HOME", ".anbao")).resolve()
DEMO = os.environ.get("ANBAO_DEMO") == "1"
DEBUG = os.environ.get("ANBAO_DEBUG") == "1"
PROJECT = Path(__file__).parent


def _secret(name: str, length: int) -> bytes:
    """A key of this site: from the environment in hex, or made once and kept in HOME, readable by the owner only."""
    given = os.environ.get(f"ANBAO_{name.upper()}")
    if given:
        return bytes.fromhex(given)
    place = HOME / f"{name}.hex"
    if not place.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as stream:
            stream.write(secrets.token_hex(length))
    return bytes.fromhex(place.read_text())


def _database() -> dict:
    """Django's description of the database named by ANBAO_DATABASE_URL, or of the embedded one (started here)."""
    url = os.environ.get("ANBAO_DATABASE_URL")
    if not url:
        from anbao.kit import embedded

        url = embedded.start(HOME, name=os.environ.get("ANBAO_DATABASE", "anbao"))
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    options = {key: query[key] for key in ("sslmode", "sslrootcert", "options") if key in query}
    if DEMO or os.environ.get("ANBAO_FAST_COMMIT") == "1":
        # invented data: losing the last moments to a power cut costs nothing
        options["options"] = f"{options.get('options', '')} -c synchronous_commit=off".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TEST": {"TEMPLATE": "template0"},
    }


SECRET_KEY = _secret("session_key", 32).hex()
ANBAO_MASTER_KEY = _secret("master_key", 32)
ALLOWED_HOSTS = os.environ.get("ANBAO_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
DATABASES = {"default": {}} if os.environ.get("ANBAO_NO_DATABASE") == "1" else {"default": _database()}

INSTALLED_APPS = [
    "anbao.project.apps.ProjectConfig",
    "anbao.demo",
    "anbao.command.livemap",
    "anbao.loom.holes",
    "anbao.loom.records",
    "anbao.loom.findings",
    "anbao.loom.tasks",
    "anbao.loom.campaigns",
    "anbao.org",
    "anbao.kit.inbox",
    "anbao.kit.jobs",
    "anbao.kit.files",
    "anbao.kit.ledger",
    "anbao.kit.access",
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
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
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
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTH_USER_MODEL = "access.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PROJECT / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [PROJECT / "static"]
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = HOME / "files"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"

#: the one source of time; see anbao.kit.clock
ANBAO_CLOCK = "anbao.demo.clock.now" if DEMO else "anbao.kit.clock.system"
#: background jobs: every package's jobs.py
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
#: who may see what: posts -> reach
ANBAO_REACH = "anbao.org.queries.reach_of_user"
#: where notifications leave the house besides the inbox: Apprise URLs, comma separated
ANBAO_NOTIFY = [url for url in os.environ.get("ANBAO_NOTIFY", "").split(",") if url]

SILENCED_SYSTEM_CHECKS = ["models.W042"]
