"""manage.py prepare: everything between an empty folder and a site that can be served."""

import errno
import socket
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

OLDEST_POSTGRESQL = 15


class Command(BaseCommand):
    """One process instead of three, so that a later start takes seconds. What is in the way is said in a sentence."""

    help = "Brings the database up to date and, with --demo, loads the demo community."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo community")
        parser.add_argument("--force-demo", action="store_true", help="also where DEBUG is off")
        parser.add_argument("--port", default="", help="the port that will be served: say so if it is taken")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["port"]:
            check_port(options["port"])
        check_database()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database ...")
            call_command("migrate", verbosity=0)
        if options["demo"]:
            call_command("demo", force=options["force_demo"])


def check_port(word: str) -> None:
    """Raise CommandError where nobody could serve on that port of this machine."""
    port = int(word) if word.isascii() and word.isdigit() else 0
    if not 0 < port < 65_536:
        raise CommandError(f"PORT={word} is no port; a number from 1024 to 65535 is.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} is in use already, perhaps by another `make run`. "
                    f"Stop that one, or choose another port: make run PORT={port % 65_535 + 1}"
                ) from error
            raise CommandError(f"Port {port} cannot be used here: {error.strerror}.") from error


def check_database() -> None:
    """Raise CommandError where the database cannot be reached or is too old."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        if not settings.DATABASE_URL:
            raise
        raise CommandError(f"The database of DATABASE_URL cannot be reached: {error}".strip()) from error
    major = connection.get_database_version()[0]
    if major < OLDEST_POSTGRESQL:
        raise CommandError(
            f"PostgreSQL {OLDEST_POSTGRESQL} or newer is needed; DATABASE_URL leads to {major}."
        )
