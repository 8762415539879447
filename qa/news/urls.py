"""Addresses of the news."""

from django.urls import path

from qa.news.views import inbox

app_name = "news"
urlpatterns = [
    path("inbox/", inbox.index, name="inbox"),
    path("inbox/count/", inbox.count, name="inbox-count"),
    path("inbox/reading/", inbox.mark, name="inbox-reading"),
]
