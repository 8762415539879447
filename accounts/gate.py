"""What stands before every form that is sent here: who may not write at all is told so, in one place and whatever it is for."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.factors import has_factor, needs_factor
from accounts.policies import may_write
from accounts.profiles import terms
from accounts.sign_on import read_header
from accounts.sisters import lead_to_site
from accounts.viewers import READING, Viewer
from forum import options

# Signing in and out, one's own addresses and passwords, stopping mails, and (for moderators) blocks themselves.
OPEN_NAMES = {"qa:notices-stop", "mailings:stop", "news:stop", "news:mail-in", "qa:blocks", "qa:block-lift"}
OPEN_PREFIXES = ("account_", "accounts:", "mfa_", "socialaccount_", "privacy:", "admin:")
# Of allauth: they would send a form elsewhere, which our policy for pages forbids (accounts.elsewhere_views does it).
LEFT_OUT = {"openid_connect_login", "github_login"}
CLOSED_NAMES = {"account_signup", "socialaccount_signup"}
# Ways that the owner of the site may close: the name of an address, and of the option that opens it.
WAYS = {
    "account_request_login_code": "is_sign_in_by_code_on",
    "mfa_login_webauthn": "are_passkeys_on",
    "mfa_add_webauthn": "are_passkeys_on",
}
# Where moderators work: closed to those who need a second step and have none.
STAFF_ROUTES = ("admin/", "moderate/")
# What nobody has to agree to terms for: what is one's own, and how to leave. Else it is asked of whoever writes.
NO_TERMS_NAMES = {
    "qa:preview", "qa:drafts", "qa:draft-discard", "qa:warning", "api:data", "profiles:terms", "profiles:picture-remove",
}  # fmt: skip
NO_TERMS_PREFIXES = ("news:", "privacy:", "care:")


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


def lead_elsewhere(request: HttpRequest) -> HttpResponse | None:
    """Return where somebody has to go first, None where they may go on. Raises Http404 for ways that are closed."""
    match = request.resolver_match
    if match is None:
        return None
    if match.view_name in LEFT_OUT:
        return redirect("account_login")
    is_signing_in = (
        match.view_name == "account_login" and request.method == "GET" and "stay" not in request.GET
    )
    if is_signing_in and read_header(request) and not request.user.is_authenticated:
        wanted = urlencode({"next": request.GET.get("next", "")})
        return redirect(f"{reverse('accounts:sign-on')}?{wanted}")
    to_site = lead_to_site(request)
    if to_site is not None:
        return to_site
    if is_signing_in:
        # What a passkey is asked begins a session; the page that sends the answer was made before, and needs a token by then.
        request.is_token_wanted = True  # type: ignore[attr-defined]
    option = WAYS.get(match.view_name or "")
    if option and not getattr(options.current(), option):
        raise Http404(_("This way of signing in is not offered here."))
    if not match.route.startswith(STAFF_ROUTES) or not request.user.is_authenticated:
        return None
    member = request.viewer.user  # type: ignore[attr-defined]
    if member is None or not needs_factor(member) or has_factor(member):
        return None
    messages.warning(
        request,
        _("Your role here needs a second step for signing in. Please set one up; then this page opens."),
    )
    return redirect("mfa_index")
