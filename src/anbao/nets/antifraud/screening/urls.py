from django.urls import path

from anbao.nets.antifraud.screening import lookup_views, views

app_name = "screening"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("export/", views.export, name="export"),
    path("hits/<int:pk>/", views.hit, name="hit"),
    path("hits/<int:pk>/<slug:verb>/", views.step, name="step"),
    path("runs/", views.runs, name="runs"),
    path("runs/<int:pk>/", views.run, name="run"),
    path("runs/<int:pk>/<slug:verb>/", views.run_step, name="run-step"),
    path("lists/", lookup_views.lists, name="lists"),
    path("lists/template/", lookup_views.template, name="list-template"),
    path("lists/<int:pk>/", lookup_views.one_list, name="list"),
    path("editions/<int:pk>/<slug:verb>/", lookup_views.edition_step, name="edition-step"),
    path("look-up/", lookup_views.look_up, name="look-up"),
]
