"""Addresses of the talks."""

from django.urls import path

from qa.talks.views import messages, preferences, reports, walls

app_name = "talks"
urlpatterns = [
    path("messages/", messages.index, name="messages"),
    path("messages/new/", messages.new, name="message-new"),
    path("messages/<int:pk>/", messages.show, name="conversation"),
    path("messages/<int:pk>/deletion/", messages.delete, name="conversation-delete"),
    path("messages/<int:pk>/restoration/", messages.restore, name="conversation-restore"),
    path("messages/<int:pk>/<int:message_id>/deletion/", messages.delete_one, name="message-delete"),
    path("messages/<int:pk>/<int:message_id>/report/", reports.of_message, name="message-report"),
    path("users/me/messages/", preferences.edit, name="preferences"),
    path("users/me/stops/<int:pk>/lifting/", preferences.let, name="stop-lift"),
    path("users/<str:name>/stop/", preferences.stop, name="stop"),
    path("users/<str:name>/wall/", walls.show, name="wall"),
    path("users/<str:name>/wall/new/", walls.new, name="note-new"),
    path("wall/<int:pk>/", walls.find, name="note"),
    path("wall/<int:pk>/deletion/", walls.delete, name="note-delete"),
    path("wall/<int:pk>/hiding/", walls.hide, name="note-hide"),
    path("wall/<int:pk>/showing/", walls.reveal, name="note-show"),
    path("wall/<int:pk>/report/", reports.of_note, name="note-report"),
    path("reports/<int:pk>/", reports.show, name="report"),
]
