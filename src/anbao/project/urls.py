"""Every URL of the product; packages bring their own, this file only hangs them up."""

from django.urls import path  # noqa: F401

urlpatterns = []
