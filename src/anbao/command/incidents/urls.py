from django.urls import path

from anbao.command.incidents import listing, views

app_name = "incidents"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("queue/", views.queue_part, name="queue"),
    path("list/", listing.incidents, name="list"),
    path("list/export/", listing.export_incidents, name="export"),
    path("zones/", listing.zones, name="zones"),
    path("zones/export/", listing.export_zones, name="zones-export"),
    path("zones/repair/", listing.repair, name="repair"),
    path("handover/", listing.handovers, name="handovers"),
    path("handover/offer/", listing.offer, name="offer"),
    path("handover/<int:pk>/<slug:verb>/", listing.settle_handover, name="handover"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/phone/<int:person>/", views.phone, name="phone"),
    path("<int:pk>/<slug:verb>/", views.act, name="act"),
]
