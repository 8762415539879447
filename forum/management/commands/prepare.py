"""manage.py prepare: everything between an empty folder and a site that can be served."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """One process instead of three, so that a later start takes seconds."""

    help = "Brings the database up to date and, with --demo, loads the demo community."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo community")
        parser.add_argument("--force-demo", action="store_true", help="also where DEBUG is off")

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database ...")
            call_command("migrate", verbosity=0)
        if options["demo"]:
            call_command("demo", force=options["force_demo"])
