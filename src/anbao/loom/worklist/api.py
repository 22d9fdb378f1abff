"""Tasks over the API: the same lists as the page of my tasks."""

from datetime import datetime
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from anbao.kit.access.scopes import Denied, reach_of
from anbao.kit.refusals import Faults, Refusal
from anbao.loom.tasks import queries as tasks
from anbao.loom.worklist import queries
from anbao.org.models import Institution
from anbao.org.queries import person_of

router = Router()


class TaskOut(Schema):
    id: int
    zh: str
    en: str
    net: str
    kind: str = Field(alias="record_kind")
    campaign: int = Field(alias="campaign_id")
    campaign_name: str
    institution: int = Field(alias="institution_id")
    institution_name: str = Field(alias="institution.name")
    area: int | None = Field(None, alias="area_id")
    device: int | None = Field(None, alias="device_id")
    person: int | None = Field(None, alias="person_id")
    assignee: int | None = Field(None, alias="assignee_id")
    state: str
    timing: str
    opens_at: datetime
    due_at: datetime
    grace_until: datetime
    done_at: datetime | None = None


class TaskPage(Schema):
    """``next``: give it as ``after`` for the next page; empty on the last."""

    tasks: list[TaskOut]
    next: str


@router.get("/tasks", response={200: TaskPage, 401: Refusal, 403: Refusal, 422: Faults})
def tasks_list(
    request,
    state: Literal["late", "open", "done"] = "open",
    place: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None,
    after: Annotated[str, Query(description="the ``next`` of the page before")] = "",
):
    """My own tasks, or everybody's at a place: late, still ahead (open), or done today."""
    owner = tasks.Owner(person=person_of(request.user)) if place is None else _place(request, place)
    key = tasks.Key.read(after)
    if state == "done":
        return {"tasks": queries.name_campaigns(tasks.done_today(owner, request.at)), "next": ""}
    reader = tasks.late if state == "late" else tasks.upcoming
    rows, more = reader(owner, request.at, after=key)
    return {"tasks": queries.name_campaigns(rows), "next": str(more or "")}


def _place(request, pk: int) -> tasks.Owner:
    place = Institution.objects.visible_to(request.user).filter(pk=pk).first()
    if place is None or not queries.may_see_place(reach_of(request.user), place.path):
        raise Denied(_("You may not see what others have to do there."))
    return tasks.Owner(place=place)
