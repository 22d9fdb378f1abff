"""The API: routers of the packages under one roof, with the session's login, CSRF, and refusals as JSON in words.

The schema is at /api/openapi.json; no page of documentation is served, so nothing comes from another host.
"""

import re
from collections.abc import Sequence
from importlib.metadata import version

from django.contrib.auth.decorators import login_not_required
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import django_auth

from anbao.command.incidents.api import router as incidents
from anbao.kit.access.scopes import Denied
from anbao.loom.records.actions import FilingRefused
from anbao.loom.records.api import router as records
from anbao.loom.tasks.actions import TaskTaken
from anbao.loom.worklist.api import router as worklist
from anbao.nets.antifraud.accounts.api import router as cases
from anbao.nets.antifraud.screening.api import router as screening
from anbao.project.views import STALE

api = NinjaAPI(title="AnBao 安保", version=version("anbao"), auth=django_auth, docs_url=None, urls_namespace="api")
api.add_router("", records)
api.add_router("", worklist)
api.add_router("", incidents)
api.add_router("", screening)
api.add_router("/tracing", cases)


@api.exception_handler(Denied)
def denied(request, refusal: Denied):
    return api.create_response(request, {"detail": str(refusal)}, status=403)


@api.exception_handler(HttpError)
def stopped(request, refusal: HttpError):
    """Django Ninja's own refusals; that of a stale token in the words of the site's page."""
    words = str(STALE) if refusal.message == "CSRF check Failed" else refusal.message
    return api.create_response(request, {"detail": words}, status=refusal.status_code)


@api.exception_handler(TaskTaken)
def taken(request, refusal: TaskTaken):
    return api.create_response(request, {"detail": str(refusal)}, status=409)


@api.exception_handler(FilingRefused)
def refused(request, refusal: FilingRefused):
    told = {"detail": str(refusal), "faults": {n: str(w) for n, w in refusal.faults.get(0, {}).items()}}
    return api.create_response(request, told, status=422)


@api.exception_handler(ValidationError)
def misshapen(request, refusal: ValidationError):
    """The request isn't as the schema says: each fault at its place."""
    faults = {_place(error["loc"]): error["msg"].removeprefix("Value error, ") for error in refusal.errors}
    told = {"detail": "; ".join(f"{name}: {words}" for name, words in faults.items()), "faults": faults}
    return api.create_response(request, told, status=422)


def _place(path: Sequence[str | int]) -> str:
    """Where a fault is, as its sender wrote it: the field, without the name that the body has in our code."""
    source, *inside = map(str, path)
    if source == "body":
        inside = inside[1:]
    # which of several forms of a value was tried is our code's name, not the sender's
    return ".".join(name for name in inside if not re.search(r"[\[(]|^(str|int|float|bool|list|dict)$", name)) or source


def urls():
    """The API's URLs. Its own 401 answers whoever has no session; the schema is behind the login like every page."""
    patterns, *names = api.urls
    for pattern in patterns:
        if pattern.name != "openapi-json":
            pattern.callback = login_not_required(pattern.callback)
    return (patterns, *names)
