"""Tasks as a table of a workbook."""

from django.utils.translation import gettext_lazy as _

from anbao.kit.tables.sheets import Column, Sheet, of

#: of rows read by ``TaskQuerySet.told``
TASKS = Sheet("tasks", _("Tasks"), (
    Column("id", _("Number"), lambda r: r.pk), Column("task", _("Task"), str), Column("net", _("Net"), lambda r: r.get_net_display()),
    Column("campaign", _("Campaign"), lambda r: r.campaign_name),
    Column("place", _("Institution"), of("institution")), Column("institution", _("Institution code"), of("institution", "code")),
    Column("area", _("Key area"), of("area")), Column("device", _("Device"), of("device", "code")),
    Column("person", _("Person"), of("person")), Column("assignee", _("Assignee"), of("assignee")),
    Column("opens_at", _("opens"), lambda r: r.opens_at), Column("due_at", _("Deadline"), lambda r: r.due_at),
    Column("grace_until", _("grace until"), lambda r: r.grace_until), Column("state", _("State"), lambda r: r.get_state_display()),
    Column("timing", _("timing"), lambda r: r.get_timing_display()), Column("done_at", _("Done at"), lambda r: r.done_at),
))  # fmt: skip
