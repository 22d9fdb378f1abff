from django.urls import path

from anbao.nets.riskcontrol.unannounced import views

app_name = "unannounced"
urlpatterns = [
    path("", views.tours, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/next/", views.next_stop, name="next"),
    path("<int:pk>/draws/<int:number>.json", views.document, name="document"),
    path("<int:pk>/draws/<int:number>/recompute/", views.recompute, name="recompute"),
    path("<int:pk>/<slug:verb>/", views.step, name="step"),
]
