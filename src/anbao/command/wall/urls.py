from django.urls import path, re_path

from anbao.command.wall import desk_views, layout_views, pictures, views

app_name = "wall"
urlpatterns = [
    path("", desk_views.screens, name="screens"),
    path("new/", desk_views.add, name="new"),
    path("tour/", desk_views.tour, name="tour"),
    path("layouts/", layout_views.layouts, name="layouts"),
    path("layouts/new/", layout_views.edit, name="layout-new"),
    path("layouts/<int:pk>/", layout_views.edit, name="layout"),
    path("layouts/<int:pk>/withdraw/", layout_views.withdraw, name="layout-withdraw"),
    path("<int:pk>/revoke/", desk_views.revoke, name="revoke"),
    path("<int:pk>/pin/", desk_views.pin, name="pin"),
    path("<int:pk>/program/", layout_views.screen_program, name="screen-program"),
    path("<int:pk>/confirm/", desk_views.confirm, name="confirm"),
    path("enter/<str:token>/", views.enter, name="enter"),
    path("screen/", views.screen_page, name="screen"),
    path("screen/program.json", views.program, name="program"),
    path("screen/beacon/", views.beacon, name="beacon"),
    path("screen/events/", views.events, name="events"),
    path("screen/pictures/", pictures.batch, name="pictures"),
    path("screen/tile/<int:pk>.jpg", pictures.tile, name="tile"),
    path("screen/tile/<int:pk>.mjpg", pictures.mjpeg, name="mjpeg"),
    re_path(
        r"^hls/(?P<token>[\w-]{20,64})/(?P<pk>\d{1,18})/(?P<part>index\.m3u8|s\d{6,9}\.ts)$", pictures.hls, name="hls"
    ),
    path("live/<int:pk>.jpg", pictures.live, name="live"),
    path("screen/snapshot/<int:pk>/", views.snapshot, name="snapshot"),
]
