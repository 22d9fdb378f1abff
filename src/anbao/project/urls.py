"""Every URL of the product; packages bring their own, this file only hangs them up."""

from django.urls import include, path

urlpatterns = [
    path("live/", include("anbao.kit.live.urls")),
]
