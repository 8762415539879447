"""Addresses of privacy."""

from django.urls import path

from qa.privacy.views import consents, copies, leaving, ledger

app_name = "privacy"
urlpatterns = [
    path("privacy/data/", ledger.data, name="data"),
    path("privacy/cookies/", ledger.cookies, name="cookies"),
    path("privacy/consents/", consents.show, name="consents"),
    path("privacy/copy/", copies.show, name="copy"),
    path("privacy/copy/file/", copies.download, name="copy-file"),
    path("privacy/leaving/", leaving.show, name="leaving"),
    path("privacy/return/", leaving.come_back, name="return"),
    path("privacy/erasures/<uuid:receipt>/", leaving.receipt, name="receipt"),
]
