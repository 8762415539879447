"""manage.py forget_addresses: delete network addresses whose time is over."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from qa.actions.addresses import forget_addresses


class Command(BaseCommand):
    """To be run once a day."""

    help = "Deletes network addresses of writers and ended blocks that are older than the option says; reports the counts."

    def handle(self, *args: Any, **options: Any) -> None:
        gone = forget_addresses()
        self.stdout.write(
            _(
                "Deleted: %(addresses)d network addresses of writers, %(blocks)d blocks that had ended, "
                "%(mentions)d mentions in the moderation log."
            )
            % {"addresses": gone.address_count, "blocks": gone.block_count, "mentions": gone.mention_count}
        )
