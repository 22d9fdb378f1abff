from django.urls import path

from anbao.loom.holes import views

app_name = "holes"
urlpatterns = [
    path("", views.hole_list, name="list"),
    path("several/<slug:verb>/", views.several, name="several"),
    path("<int:pk>/assign/", views.assign_modal, name="assign-modal"),
    path("<int:pk>/excuse/", views.excuse_modal, name="excuse-modal"),
    path("<int:pk>/assign/do/", views.assign, name="assign"),
    path("<int:pk>/excuse/do/", views.excuse, name="excuse"),
    path("<int:pk>/remind/do/", views.remind, name="remind"),
]
