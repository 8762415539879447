"""Where mail to a member goes."""

from allauth.account.models import EmailAddress


def find_address(member_id: int) -> str:
    """Return the confirmed address of a member, the primary one before others; '' without one."""
    rows = EmailAddress.objects.filter(user_id=member_id, verified=True).order_by("-primary", "pk")
    return rows.values_list("email", flat=True).first() or ""
