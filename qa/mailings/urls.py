"""Addresses of mailings."""

from django.urls import path

from qa.mailings.views import wishes

app_name = "mailings"
urlpatterns = [path("mailings/stop/<str:token>/", wishes.stop, name="stop")]
