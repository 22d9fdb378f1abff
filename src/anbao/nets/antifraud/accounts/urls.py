from django.urls import path

from anbao.nets.antifraud.accounts import views

app_name = "tracing"
urlpatterns = [
    path("", views.cases, name="cases"),
    path("template/", views.template, name="template"),
    path("<int:pk>/", views.case, name="case"),
    path("<int:pk>/transfers/", views.transfers, name="transfers"),
    path("<int:pk>/export/", views.export, name="export"),
    path("<int:pk>/bring/", views.bring, name="bring"),
    path("<int:pk>/role/", views.role, name="role"),
]
