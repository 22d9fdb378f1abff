from django.urls import path

from anbao.command.netboard import views

app_name = "board"
urlpatterns = [
    path("", views.net_board, name="net"),
    path("cell/", views.cell, name="cell"),
    path("tasks/<slug:verb>/", views.work, name="work"),
]
