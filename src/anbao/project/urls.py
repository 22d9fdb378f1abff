"""Every URL of the product; packages bring their own, this file only hangs them up."""

from django.urls import include, path

from anbao.project import api, views

urlpatterns = [
    path("", views.home, name="home"),
    path("worker.js", views.worker, name="worker"),
    path("system/", views.system, name="system"),
    path("board/", include("anbao.command.netboard.urls")),
    path("places/", include("anbao.command.places.urls")),
    path("campaigns/", include("anbao.command.overview.urls")),
    path("holes/", include("anbao.loom.holes.urls")),
    path("unannounced/", include("anbao.nets.riskcontrol.unannounced.urls")),
    path("account/", include("anbao.kit.access.urls")),
    path("inbox/", include("anbao.kit.inbox.urls")),
    path("tasks/", include("anbao.loom.worklist.urls")),
    path("records/", include("anbao.loom.records.urls")),
    path("findings/", include("anbao.loom.findings.urls")),
    path("tracing/", include("anbao.nets.antifraud.accounts.urls")),
    path("duty/", include("anbao.nets.riskcontrol.duty.urls")),
    path("screening/", include("anbao.nets.antifraud.screening.urls")),
    path("alarms/", include("anbao.senses.alarms.urls")),
    path("org/", include("anbao.org.urls")),
    path("logins/", include("anbao.org.logins_urls")),
    path("api/", api.urls()),
    path("ledger/", include("anbao.kit.ledger.urls")),
    path("files/", include("anbao.kit.files.urls")),
    path("live/", include("anbao.kit.live.urls")),
    path("map/", include("anbao.command.livemap.urls")),
    path("wall/", include("anbao.command.wall.urls")),
    path("cameras/", include("anbao.senses.cameras.urls")),
    path("desk/", include("anbao.command.incidents.urls")),
]

handler400 = "anbao.project.views.unreadable"
handler403 = "anbao.project.views.refused"
handler404 = "anbao.project.views.missing"
handler500 = "anbao.project.views.broken"
