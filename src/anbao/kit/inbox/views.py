"""The inbox: what I have to know, newest first."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from anbao.kit.inbox import actions, queries

PAGE = 50


def _recipient(request) -> str:
    person = getattr(request.user, "person", None)
    return person.tag if person else ""


def inbox(request):
    """My notices; ``?before=<id>`` goes on to older ones."""
    before = request.GET.get("before", "")
    rows, more = queries.page(_recipient(request), before=int(before) if before.isdecimal() else None, size=PAGE)
    return render(request, "inbox/inbox.html", {"rows": rows, "more": more})


@require_POST
def read(request):
    """Mark one notice (and go where it leads) or all of them as read."""
    chosen = request.POST.get("notice", "")
    notice = queries.own(_recipient(request), int(chosen)) if chosen.isdecimal() else None
    if notice or not chosen:
        actions.read(_recipient(request), at=request.at, ids=[notice.pk] if notice else None)
    return HttpResponseRedirect(notice.target if notice and notice.target.startswith("/") else reverse("inbox:list"))
