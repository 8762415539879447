"""Addresses of verified professionals."""

from django.urls import path

from qa.professionals.views import applications

app_name = "professionals"
urlpatterns = [
    path("users/me/profession/", applications.own, name="own"),
    path("users/me/profession/withdrawal/", applications.withdraw, name="withdraw"),
    path("users/me/profession/end/", applications.give_up, name="give-up"),
    path("moderate/professions/", applications.index, name="index"),
    path("moderate/professions/<int:pk>/", applications.show, name="show"),
    path("moderate/professions/<int:pk>/evidence/<int:evidence_id>/", applications.evidence, name="evidence"),
    path("moderate/professions/members/<int:pk>/end/", applications.take_back, name="take-back"),
]
