"""Confirmed addresses of members: the only ones that mail about an account goes to."""

from allauth.account.models import EmailAddress
from django.db.models import QuerySet


def confirmed_addresses(member_id: int) -> QuerySet[EmailAddress, str]:
    """Return the confirmed addresses of a member, the main one first."""
    rows = EmailAddress.objects.filter(user_id=member_id, verified=True).order_by("-primary", "pk")
    return rows.values_list("email", flat=True)


def find_address(member_id: int) -> str:
    """Return where mail to a member goes; '' where no address is confirmed."""
    return confirmed_addresses(member_id).first() or ""
