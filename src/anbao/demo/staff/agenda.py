"""The duties ahead: read from the tasks as they are woven, kept in order of the moment somebody works them."""

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import count

from anbao.demo.staff.habits import Duty, Intent
from anbao.loom.campaigns.models import Campaign
from anbao.loom.tasks.models import Task
from anbao.org.models import Area, Device, Person

COLUMNS = (
    "id", "measure__code", "record_kind", "institution_id", "institution__short_name", "subject", "slot", "area_id",
    "device_id", "person_id", "opens_at", "due_at", "grace_until", "assignee_id", "origin", "zh",
)  # fmt: skip


class Agenda:
    """Duties with intents by moment. ``plan`` decides the intent of a duty."""

    def __init__(self, campaign: Campaign, plan: Callable[[Duty], Intent]):
        self._campaign, self._plan = campaign, plan
        self._heap: list = []
        self._tie = count()
        self._last = 0
        self._subjects = _subject_names()

    def read(self) -> int:
        """Take up the tasks that came since the last reading; returns how many."""
        rows = Task.house.filter(campaign=self._campaign, pk__gt=self._last).unfinished().order_by("pk")
        taken = 0
        if not rows.order_by().exists():  # as most times: asked without all that a duty is told with
            return taken
        # read whole: a cursor outside a transaction would be laid down in full by the server first, four trips for nothing
        for row in list(rows.values_list(*COLUMNS)):
            self._last = row[0]
            duty = self._duty(row)
            intent = self._plan(duty)
            if intent.moment is not None:
                heappush(self._heap, (intent.moment, next(self._tie), duty, intent))
            taken += 1
        return taken

    def _duty(self, row: tuple) -> Duty:
        (
            pk,
            measure,
            kind,
            place,
            place_name,
            subject,
            slot,
            area,
            device,
            person,
            opens,
            due,
            grace,
            assignee,
            origin,
            zh,
        ) = row
        what = self._subjects.get(subject[0] + subject[1:].split("i")[0], "")
        name = f"{place_name}|{zh}|{due}" if origin else f"{measure}|{place_name}|{what}|{slot}"
        return Duty(pk, name, measure or "", kind, place, place_name, area, device, person, opens, due, grace, assignee)

    def until(self, moment) -> Iterator[tuple[Duty, Intent]]:
        """Duties whose moment has come, in order; each is given once."""
        while self._heap and self._heap[0][0] <= moment:
            _, _, duty, intent = heappop(self._heap)
            yield duty, intent

    def __len__(self) -> int:
        return len(self._heap)


def _subject_names() -> dict[str, str]:
    """Stable words for the subjects of tasks: an area's name, a device's code, a person's number."""
    names = {f"A{pk}": name for pk, name in Area.house.values_list("pk", "name")}
    names |= {f"D{pk}": code for pk, code in Device.house.values_list("pk", "code")}
    names |= {f"P{pk}": number for pk, number in Person.house.values_list("pk", "staff_no")}
    return names
