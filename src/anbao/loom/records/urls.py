from django.urls import path

from anbao.loom.records import views

app_name = "records"
urlpatterns = [
    path("", views.kinds_page, name="kinds"),
    path("people/", views.people, name="people"),
    path("institutions/", views.institutions, name="institutions"),
    path("task/<int:task_id>/", views.for_task, name="task"),
    path("new/<slug:kind>/", views.new, name="new"),
    path("of/<slug:kind>/", views.of_kind, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/correct/", views.correct, name="correct"),
]
