"""Addresses of the news."""

from django.urls import path

from qa.news.views import updates

app_name = "news"
urlpatterns = [
    path("updates/", updates.index, name="updates"),
    path("updates/mutes/<int:pk>/", updates.mute, name="mute"),
]
