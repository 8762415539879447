"""What stands before every form that is sent here: who may not write at all is told so, in one place and whatever it is for."""

from django.http import HttpRequest

from accounts.policies import may_write
from accounts.viewers import READING
from forum import options

# Signing in and out, one's own addresses and passwords, stopping mails, and (for moderators) blocks themselves.
OPEN_NAMES = {"qa:notices-stop", "mailings:stop", "news:stop", "news:mail-in", "qa:blocks", "qa:block-lift"}
OPEN_PREFIXES = ("account_", "admin:", "privacy:")
CLOSED_NAMES = {"account_signup"}


def guard(request: HttpRequest) -> None:
    """Raise PermissionDenied with the reason when the sender may write nothing here. Reading is open to everybody."""
    match = request.resolver_match
    if request.method in READING or match is None or is_open(match.view_name or ""):
        return
    may_write(request.viewer, options.current()).enforce()  # type: ignore[attr-defined]


def is_open(name: str) -> bool:
    return name in OPEN_NAMES or (name.startswith(OPEN_PREFIXES) and name not in CLOSED_NAMES)
