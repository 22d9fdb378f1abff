from django.urls import path

from anbao.command.overview import measure_views, views

app_name = "campaigns"
urlpatterns = [
    path("", views.campaign_list, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/plan/", views.plan, name="plan"),
    path("<int:pk>/measures/", measure_views.measure, name="add-measure"),
    path("<int:pk>/measures/<slug:code>/", measure_views.measure, name="measure"),
    path("<int:pk>/measures/<slug:code>/drop/", measure_views.drop, name="drop-measure"),
    path("<int:pk>/<slug:verb>/", views.act, name="act"),
]
