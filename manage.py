#!/usr/bin/env python
"""Runs the management commands: `python manage.py help` lists them."""

import gc
import os
import sys

ALLOCATIONS = 50_000  # until garbage is looked for: at Python's 700 that is a third of all migrating
CONFIGURED_BY = ("DEBUG", "SECRET_KEY", "SECRET_KEY_FILE", "DATABASE_URL")


def main() -> None:
    """Run one command. A checkout where nothing is configured is a development checkout.

    Servers (forum.wsgi, forum.asgi) never make that assumption: without a secret key they refuse to start.
    """
    if not any(name in os.environ for name in CONFIGURED_BY):
        os.environ["DEBUG"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")
    gc.set_threshold(ALLOCATIONS, 20, 50)
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"Settings: {error}")


if __name__ == "__main__":
    main()
