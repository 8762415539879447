"""Network addresses of writers."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

ADDRESSES = _("Network addresses")


@dataclass(frozen=True)
class Addresses:
    """Options of this group."""

    are_addresses_kept: bool = option(
        False,
        ADDRESSES,
        _("Keep the network address of everybody who writes"),
        _(
            "Off, nobody can find out who wrote without an account, not even you. On, those with the right to see them can tell "
            "which posts come from one connection, and whoever takes the database away can, too. It does not hold for "
            "what was written before."
        ),
    )
    address_days: int = option(
        30,
        ADDRESSES,
        _("Days for which they are kept"),
        _("manage.py forget_addresses deletes older ones; it has to run daily."),
        low=1,
        high=365,
    )
