"""Addresses of the news."""

from django.urls import path

from qa.news.views import feeds, inbox, preferences, providers, stops, subjects, updates

app_name = "news"
urlpatterns = [
    path("users/me/notices/", preferences.show, name="preferences"),
    path("users/me/notices/break/", preferences.pause, name="break"),
    path("users/me/notices/break/end/", preferences.unpause, name="break-end"),
    path("users/me/notices/mail/", preferences.resume_mails, name="mail-resume"),
    path("users/me/mutes/", subjects.index, name="subjects"),
    path("users/me/mutes/<int:pk>/lifting/", subjects.lift, name="subject-lift"),
    path("users/me/mutes/people/<int:pk>/", subjects.mute_person, name="mute-person"),
    path("users/me/mutes/tags/<int:pk>/", subjects.mute_tag, name="mute-tag"),
    path("mail/<str:ticket>/", stops.stop, name="stop"),
    path("mail-in/<slug:provider>/<slug:what>/", providers.take, name="mail-in"),
    path("inbox/", inbox.index, name="inbox"),
    path("inbox/count/", inbox.count, name="inbox-count"),
    path("inbox/reading/", inbox.mark, name="inbox-reading"),
    path("updates/", updates.index, name="updates"),
    path("updates/feed/", feeds.edit, name="feed"),
    path("updates/mutes/<int:pk>/", updates.mute, name="mute"),
]
