"""Addresses of sealed posts. All of them lie below /sealed/: the cookie of an opened secret goes nowhere else."""

from django.urls import path

from qa.sealed.views import deeds, doors, feed

app_name = "sealed"
urlpatterns = [
    path("sealed/", doors.enter, name="enter"),
    path("sealed/secret.txt", doors.download, name="download"),
    path("sealed/end/", doors.end, name="end"),
    path("sealed/post/", deeds.show, name="post"),
    path("sealed/post/<int:pk>/comment/", deeds.comment, name="comment"),
    path("sealed/post/<int:pk>/edit/", deeds.edit, name="edit"),
    path("sealed/post/<int:pk>/appeal/", deeds.appeal, name="appeal"),
    path("sealed/post/<int:pk>/<slug:what>/", deeds.act, name="act"),
    path("sealed/address/", deeds.address, name="address"),
    path("sealed/waiting/<uuid:pk>/withdrawal/", deeds.withdraw, name="withdraw"),
    path("sealed/feed/<str:key>/", feed.show, name="feed"),
]
