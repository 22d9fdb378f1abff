from django.urls import path

from anbao.kit.live import views

app_name = "live"
urlpatterns = [path("", views.live, name="stream")]
