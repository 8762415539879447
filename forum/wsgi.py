"""WSGI entry for application servers: Django behind its door. Refuses to start without production settings."""

import os

from django.core.wsgi import get_wsgi_application

from forum.lifeline import LIFELINE, end_with_parent

if os.environ.get(LIFELINE):
    end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")
django_application = get_wsgi_application()

from forum.door import Door  # noqa: E402 - needs the settings

application = Door(django_application)
