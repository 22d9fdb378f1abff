from django.urls import path

from anbao.kit.files import views

app_name = "files"
urlpatterns = [path("<int:pk>/", views.get, name="get")]
