from django.urls import path

from anbao.loom.worklist import views

app_name = "tasks"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<int:task_id>/", views.detail, name="detail"),
    path("<int:task_id>/quick/", views.quick, name="quick"),
]
