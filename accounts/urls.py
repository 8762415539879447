"""Addresses of one's own sign-ins."""

from django.urls import path

from accounts import elsewhere_views as elsewhere
from accounts import sign_in_views as sign_ins
from accounts import sign_on_views

app_name = "accounts"
urlpatterns = [
    path("users/me/sessions/", sign_ins.index, name="sign-ins"),
    path("users/me/sessions/others/", sign_ins.end_others, name="sign-ins-end"),
    path("users/me/sessions/<int:pk>/", sign_ins.end, name="sign-in-end"),
    path("users/me/sessions/mail/", sign_ins.choose_mail, name="sign-ins-mail"),
    path("accounts/with/<slug:provider_id>/", elsewhere.go, name="elsewhere"),
    path("accounts/sign-on/", sign_on_views.arrive, name="sign-on"),
    path("accounts/sign-on/out/", sign_on_views.leave, name="sign-on-out"),
    path("accounts/sign-on/to/<slug:name>/", sign_on_views.go_to_sister, name="sister"),
    path("accounts/not-me/<str:ticket>/", sign_ins.not_me, name="not-me"),
]
