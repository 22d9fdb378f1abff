from functools import partial

from django.urls import path
from django.utils.translation import gettext_lazy as _

from anbao.kit.tables.pages import Declared, TablePages
from anbao.senses.cameras import actions, filters, forms, inspection_views, intake, views
from anbao.senses.cameras.models import CameraSource, PatrolPlan

app_name = "cameras"


def _save_source(*, actor, reach, at, row, fields):
    fields["credentials"] = fields["credentials"] or None
    return actions.save_source(actor=actor.tag, reach=reach, at=at, row=row, **fields)


def _save_plan(*, actor, reach, at, row, fields):
    return actions.save_plan(actor=actor, reach=reach, at=at, row=row, **fields)


def _declared(name: str, **told) -> Declared:
    table = intake.TABLES[name]
    return Declared(
        name=name, title=table.sheet.title, sheet=table.sheet, plan=partial(intake.plan, table),
        apply=partial(intake.apply, table), see=views.SEE, edit=actions.EDIT, bring="org.import", fault=actions.CameraFault, **told,
    )  # fmt: skip


SOURCES = _declared(
    "sources", icon="cctv", filters=filters.SourceFilters, form=forms.SourceForm, bulk=forms.SourcesForm, save=_save_source,
    change=actions.change_sources, add_words=_("Connect a camera"), detail_template="cameras/source_modal.html",
    rows=lambda user: CameraSource.objects.visible_to(user).select_related("device__institution", "device__area", "picture"),
)  # fmt: skip
PLANS = _declared(
    "plans", icon="clock", filters=filters.PlanFilters, form=forms.PlanForm, bulk=forms.PlansForm, save=_save_plan,
    change=actions.change_plans, add_words=_("New patrol plan"),
    rows=lambda user: PatrolPlan.objects.visible_to(user).select_related("institution"),
)  # fmt: skip

urlpatterns = [
    path("", views.board, name="board"),
    path("<int:pk>/", views.camera, name="camera"),
    path("<int:pk>/look/", views.look_now, name="look"),
    path("pictures/<int:pk>/", views.picture, name="picture"),
    path("looks/<int:pk>/", views.look, name="look-page"),
    path("coverage/", views.coverage, name="coverage"),
    path("inspection/", inspection_views.inspection, name="inspection"),
    *TablePages(SOURCES, "cameras").urls(),
    *TablePages(PLANS, "cameras").urls(),
]
