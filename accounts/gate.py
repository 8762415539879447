"""What stands before every form that is sent here: who may not write at all is told so, in one place and whatever it is for."""

from django.http import HttpRequest

from accounts.policies import may_write
from accounts.profiles import terms
from accounts.viewers import READING, Viewer
from forum import options

# Signing in and out, one's own addresses and passwords, stopping mails, and (for moderators) blocks themselves.
OPEN_NAMES = {"qa:notices-stop", "mailings:stop", "news:stop", "news:mail-in", "qa:blocks", "qa:block-lift"}
OPEN_PREFIXES = ("account_", "admin:")
CLOSED_NAMES = {"account_signup"}
# What nobody has to agree to terms for: what is one's own, and how to leave. Else it is asked of whoever writes.
NO_TERMS_NAMES = {
    "qa:preview", "qa:drafts", "qa:draft-discard", "qa:warning", "api:data", "profiles:terms", "profiles:picture-remove",
}  # fmt: skip
NO_TERMS_PREFIXES = ("news:", "privacy:", "crisis:")


def guard(request: HttpRequest) -> None:
    """Raise PermissionDenied with the reason when the sender may write nothing here. Reading is open to everybody."""
    match = request.resolver_match
    if request.method in READING or match is None or is_open(match.view_name or ""):
        return
    viewer, current = request.viewer, options.current()  # type: ignore[attr-defined]
    may_write(viewer, current).enforce()
    if terms.must_agree(viewer, current) and not needs_no_terms(match.view_name or ""):
        ask_for_agreement(request, viewer, current)


def ask_for_agreement(request: HttpRequest, viewer: Viewer, current: options.Options) -> None:
    """Let a form through that agrees to the terms in force; raise PermissionDenied for any other."""
    if request.POST.get(terms.FIELD) != current.terms_version:
        terms.has_agreed(viewer, current).enforce()
    terms.agree(viewer.member_id, current.terms_version)


def needs_no_terms(name: str) -> bool:
    return name in NO_TERMS_NAMES or name.startswith(NO_TERMS_PREFIXES)


def is_open(name: str) -> bool:
    return name in OPEN_NAMES or (name.startswith(OPEN_PREFIXES) and name not in CLOSED_NAMES)
