from django.urls import path

from anbao.loom.findings import views

app_name = "findings"
urlpatterns = [
    path("", views.board, name="board"),
    path("list/", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/<slug:verb>/", views.step, name="step"),
]
