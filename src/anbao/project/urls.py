"""Every URL of the product; packages bring their own, this file only hangs them up."""

from django.urls import include, path

from anbao.project import views

urlpatterns = [
    path("", views.home, name="home"),
    path("system/", views.system, name="system"),
    path("account/", include("anbao.kit.access.urls")),
]

handler403 = "anbao.project.views.refused"
handler404 = "anbao.project.views.missing"
handler500 = "anbao.project.views.broken"
