"""Addresses of mailings that members meet; the rest is in the console."""

from django.urls import path

from qa.mailings.views import wishes

app_name = "mailings"
urlpatterns = [
    path("mailings/stop/<str:token>/", wishes.stop, name="stop"),
    path("users/me/mailings/", wishes.own, name="own"),
]
