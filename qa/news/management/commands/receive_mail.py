"""manage.py receive_mail: takes one mail from the mail server."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError

from qa.news.actions.incoming import LARGEST, Outcome, receive

TOO_LARGE, TRY_AGAIN = 65, 75  # what mail servers understand (sysexits.h)


class Command(BaseCommand):
    """Ends with 75 when the database is away: then the mail server tries again later. A mail too large is handed back
    (65) before it is read to its end; all others are taken, whatever becomes of them."""

    help = "Takes one mail from standard input: a reply, or a mail that could not be delivered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--recipient", default="", help="for whom the mail server took it")

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read(LARGEST + 1)
        if len(raw) > LARGEST:
            self.stderr.write(str(Outcome.TOO_LARGE))
            sys.exit(TOO_LARGE)
        try:
            outcome = receive(raw, options["recipient"])
        except (OperationalError, InterfaceError):
            self.stderr.write("The database is away.")
            sys.exit(TRY_AGAIN)
        self.stdout.write(str(outcome))
