from django.urls import path

from anbao.command.livemap import views

app_name = "livemap"
urlpatterns = [
    path("", views.map_page, name="map"),
    path("state.json", views.state, name="state"),
    path("facilities.json", views.facilities, name="facilities"),
    path("figures/", views.figures_part, name="figures"),
    path("feed/", views.feed_part, name="feed"),
    path("places/<int:place_id>/", views.place_part, name="place"),
]
