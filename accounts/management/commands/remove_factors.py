"""manage.py remove_factors NAME: for somebody who lost the second step of signing in, once you are sure that it is them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import alerts
from accounts.factors import remove_factors
from accounts.models import User
from forum.lib.text import normalise_key


class Command(BaseCommand):
    help = "Takes all second steps (app, passkeys, recovery codes) of a member away. They are told."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="name of the member")

    def handle(self, *args: Any, **options: Any) -> None:
        member = User.objects.filter(username_key=normalise_key(options["name"])).first()
        if member is None:
            raise CommandError(f"There is no member called {options['name']}.")
        count = remove_factors(member)
        if count:
            alerts.tell(member, alerts.Alert.FACTOR_REMOVED)
        self.stdout.write(f"{member}: {count} removed.")
