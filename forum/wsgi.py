"""WSGI entry for application servers. Refuses to start without production settings."""

import os

from django.core.wsgi import get_wsgi_application

from forum.door import Door

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")
application = Door(get_wsgi_application())
