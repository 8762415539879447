"""manage.py localdb: look after the embedded PostgreSQL by hand."""

import os
import shutil
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from forum.localdb import NAME, LocalServer


class Command(BaseCommand):
    """status, stop, url, psql, remove. (Starting happens by itself.)"""

    help = "Looks after the embedded PostgreSQL: status, stop, url, psql, remove (deletes the data)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["status", "stop", "url", "psql", "remove"])

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DATABASES["default"]["ENGINE"] != "forum.embedded":
            raise CommandError("DATABASE_URL is set: the embedded PostgreSQL is not in use.")
        server = LocalServer(settings.DATA_DIR)
        act = options["act"]
        if act == "status":
            self.stdout.write(f"{'running' if server.is_alive() else 'stopped'}, data in {server.data}")
        elif act == "stop":
            server.stop()
        elif act == "remove":
            server.remove()
            self.stdout.write(f"Removed: {server.data}")
        elif act == "url":
            self.stdout.write(f"postgresql://{NAME}@/{NAME}?host={server.socket_dir}")
        else:
            psql = server.binaries / "psql"
            program = str(psql) if psql.exists() else shutil.which("psql")
            if not program:
                raise CommandError(
                    "psql was not found; the embedded PostgreSQL does not bring it on every system."
                )
            server.ensure()
            os.execv(program, [program, "-h", str(server.socket_dir), "-U", NAME, NAME])  # noqa: S606
