from django.urls import path

from anbao.org import logins_views as views

app_name = "logins"
urlpatterns = [
    path("", views.listing, name="list"),
    path("export/", views.export, name="export"),
    path("new/", views.new, name="new"),
    path("<int:pk>/link/", views.link, name="link"),
    path("<int:pk>/reset/", views.reset, name="reset"),
    path("<int:pk>/lock/", views.lock, name="lock"),
    path("<int:pk>/unlock/", views.unlock, name="unlock"),
]
