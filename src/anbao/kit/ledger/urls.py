from django.urls import path

from anbao.kit.ledger import views

app_name = "ledger"
urlpatterns = [path("", views.lines, name="list"), path("verify/", views.verify, name="verify")]
