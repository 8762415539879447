"""Addresses of the team."""

from django.urls import path

from qa.team.views import check_ins, memorials, waiting, welfare, worries

app_name = "team"
urlpatterns = [
    path("posts/<int:pk>/worry/", worries.refer, name="refer"),
    path("posts/<int:pk>/worry/sent/", worries.thanks, name="referred"),
    path("worries/<int:pk>/", worries.show, name="worry"),
    path("moderate/team/", welfare.load, name="load"),
    path("moderate/team/break/", welfare.rest, name="rest"),
    path("moderate/team/breather/", welfare.breather, name="breather"),
    path("waiting/", waiting.index, name="waiting"),
    path("waiting/times/", waiting.times, name="waiting-times"),
    path("waiting/<int:pk>/turn/", waiting.take, name="turn"),
    path("waiting/return/", waiting.give_back_turn, name="turn-end"),
    path("check-in/<slug:ticket>/", check_ins.show, name="check-in"),
    path("users/<str:name>/memorial/", memorials.edit, name="memorial"),
    path("users/<str:name>/memorial/end/", memorials.end, name="memorial-end"),
]
