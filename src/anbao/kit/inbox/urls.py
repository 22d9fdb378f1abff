from django.urls import path

from anbao.kit.inbox import views

app_name = "inbox"
urlpatterns = [path("", views.inbox, name="list"), path("read/", views.read, name="read")]
