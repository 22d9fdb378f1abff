from django.urls import include, path

from anbao.kit.access import views

urlpatterns = [
    path("login/", views.Login.as_view(), name="account_login"),
    path("password/change/", views.OwnPassword.as_view(), name="account_change_password"),
    path("demo/", views.demo_login, name="demo_login"),
    path("profile/", views.profile, name="profile"),
    path("language/", views.language, name="language"),
    # the security administrator resets passwords in person; addresses are not a login's own to set
    path("password/reset/", views.reset_in_person, name="account_reset_password"),
    path("password/reset/<path:rest>", views.reset_in_person),
    path("email/", views.no_such_page, name="account_email"),
    path("confirm-email/", views.no_such_page, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", views.no_such_page, name="account_confirm_email"),
    path("", include("allauth.urls")),
]
