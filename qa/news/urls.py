"""Addresses of the news."""

from django.urls import URLPattern

app_name = "news"
urlpatterns: list[URLPattern] = []
