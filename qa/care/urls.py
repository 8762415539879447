"""Addresses of care."""

from django.urls import path

from qa.care.views import cards, helplines

app_name = "care"
urlpatterns = [
    path("help-now/", helplines.index, name="help-now"),
    path("help-now/card/", cards.look, name="card"),
    path("help-now/titles/", helplines.titles, name="titles"),
]
