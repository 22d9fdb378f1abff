from django.urls import path

from anbao.nets.riskcontrol.duty import views

app_name = "duty"
urlpatterns = [
    path("", views.rooms, name="rooms"),
    path("mine/", views.mine, name="mine"),
    path("mine/<int:pk>/check-in/", views.check_in, name="check-in"),
    path("rooms/<int:pk>/<str:month>/", views.room, name="room"),
    path("rooms/<int:pk>/<str:month>/export/", views.export, name="export"),
    path("rooms/<int:pk>/<str:month>/<slug:verb>/", views.step, name="step"),
]
