from django.urls import path

from anbao.senses.alarms import permit_views, views

app_name = "alarms"
urlpatterns = [
    path("sources/<int:pk>/page/", views.source, name="source"),
    path("sources/<int:pk>/test/", permit_views.test, name="test"),
    path("sources/<int:pk>/late/", permit_views.late_hours, name="late"),
    path("signals/", views.signals, name="signals"),
    path("arming/", views.arming_board, name="arming"),
    path("gateways/", views.gateways, name="gateways"),
    path("gateways/<int:pk>/off/", views.take_off, name="gateway-off"),
    *(pattern for pages in views.PAGES for pattern in pages.urls()),
]
