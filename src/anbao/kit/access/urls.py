from django.urls import include, path

from anbao.kit.access import views

urlpatterns = [
    path("login/", views.Login.as_view(), name="account_login"),
    path("password/change/", views.OwnPassword.as_view(), name="account_change_password"),
    path("demo/", views.demo_login, name="demo_login"),
    path("profile/", views.profile, name="profile"),
    path("language/", views.language, name="language"),
    path("", include("allauth.urls")),
]
