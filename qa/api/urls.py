"""Addresses of what programs get, and of the pages where members say what programs may do for them."""

from django.urls import include, path

from qa.api.v1.urls import urls as v1
from qa.api.views import consents, docs, markdown, tokens

ours = [
    path("api/", docs.show, name="docs"),
    path("questions/<int:pk>.md", markdown.question, name="question-markdown"),
    path("llms.txt", markdown.llms, name="llms"),
    path("users/me/tokens/", tokens.index, name="tokens"),
    path("users/me/tokens/<int:pk>/revocation/", tokens.revoke, name="token-revoke"),
    path("users/me/data/", consents.show, name="data"),
]
urlpatterns = [path("", include((ours, "api"))), path("api/v1/", v1)]
