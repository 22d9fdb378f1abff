"""What the environment makes of the settings."""

import os
import subprocess
import sys

from django.test import Client, override_settings

ASK = "from anbao.project import settings as s; print(s.SESSION_COOKIE_SECURE, getattr(s, 'SECURE_PROXY_SSL_HEADER', None))"


def told(tmp_path, **environment) -> str:
    given = os.environ | {"ANBAO_NO_DATABASE": "1", "ANBAO_HOME": str(tmp_path)} | environment
    return subprocess.run([sys.executable, "-c", ASK], env=given, capture_output=True, text=True, check=True).stdout


def test_the_proxy_is_believed_only_where_the_site_says_so(tmp_path):
    assert told(tmp_path, ANBAO_HTTPS="0").split() == ["False", "None"]
    assert told(tmp_path, ANBAO_HTTPS="1").split() == ["True", "('HTTP_X_FORWARDED_PROTO',", "'https')"]


def test_a_home_that_is_set_but_empty_counts_as_unset(tmp_path):
    ask = "from anbao.project import cli, settings; print(settings.HOME == cli.home().resolve(), cli.home(), settings.HOME)"
    given = os.environ | {"ANBAO_NO_DATABASE": "1", "ANBAO_HOME": ""}
    run = subprocess.run(
        [sys.executable, "-c", ask], env=given, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["True", ".anbao", str(tmp_path.resolve() / ".anbao")]


@override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"), ALLOWED_HOSTS=["anbao.example.com"])
def test_a_login_behind_a_tls_proxy_is_not_taken_for_a_forgery(db):
    browser = Client(enforce_csrf_checks=True, headers={"host": "anbao.example.com", "x-forwarded-proto": "https"})
    browser.get("/account/login/")
    form = {"login": "nobody", "password": "wrong", "csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    answer = browser.post("/account/login/", form, headers={"origin": "https://anbao.example.com"})
    assert answer.status_code == 200
    stranger = browser.post("/account/login/", form, headers={"origin": "https://elsewhere.example.com"})
    assert stranger.status_code == 403
