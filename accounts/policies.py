"""Who may change whom."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Consent, Level, User
from accounts.viewers import ALL_RIGHTS, Viewer
from forum.lib.verdict import Confirm, Missing, Rows, policy
from forum.models import AddressBlock
from forum.options import Options

CONFIRM_FIRST = gettext_lazy("Please confirm your e-mail address first. Until then you can read everything.")

CONSENT_FIRST = gettext_lazy(
    "What you write here may tell of your health, so we ask first whether we may keep it. You find the question among your "
    "consents, in your account."
)


def highest_grant(viewer: Viewer) -> int:
    """Return the highest level that the viewer may give: experts by moderators, moderators by administrators."""
    if viewer.has_level(Level.SUPER_ADMINISTRATOR):
        return Level.SUPER_ADMINISTRATOR
    if viewer.has_level(Level.ADMINISTRATOR):
        return Level.MODERATOR
    if viewer.has_level(Level.MODERATOR):
        return Level.EXPERT
    return -1


@policy
def may_write(viewer: Viewer, options: Options) -> Rows:
    """Write here at all, whatever it is: asked before every form is taken (accounts.gate)."""
    block = viewer.network_block
    yield block is None, describe_block(block) if block else ""
    yield not must_confirm(viewer, options), Confirm(CONFIRM_FIRST)
    yield not must_consent(viewer, options), Missing(CONSENT_FIRST)


def must_consent(viewer: Viewer, options: Options) -> bool:
    """Whether the owner asks for consent to keep what tells of one's health, and the member has not given it (any more)."""
    if not options.is_health_consent_asked or viewer.user is None:
        return False
    given = Consent.objects.filter(member=viewer.user, kind=Consent.Kind.HEALTH, withdrawn_at=None)
    return not given.exists()


def describe_block(block: AddressBlock) -> str:
    """Say to those whom a block meets why, until when, and that they need not be meant."""
    reason = _("Reason: %(reason)s.") % {"reason": block.reason.rstrip(".")}
    mistake = _("Reading stays open. It may have been meant for somebody else on the same network.")
    if block.until is None:
        return f"{_('Nobody can write from your network address at present.')} {reason} {mistake}"
    until = date_format(timezone.localtime(block.until), "DATETIME_FORMAT")
    words = _("Nobody can write from your network address until %(until)s.") % {"until": until}
    return f"{words} {reason} {mistake}"


def must_confirm(viewer: Viewer, options: Options) -> bool:
    """Whether a new account has to confirm an address before anything else. (Approved members need not.)"""
    return bool(
        options.is_confirmation_required
        and viewer.user is not None
        and viewer.user.must_confirm
        and not viewer.has_level(Level.APPROVED)
    )


@policy
def may_manage_member(viewer: Viewer, member: User) -> Rows:
    """Open a member in the console and change what one's own level allows."""
    yield viewer.has_level(Level.MODERATOR), _("Only moderators manage members.")
    yield viewer.user_id != member.pk, _("Nobody changes their own level; ask another administrator.")
    yield (
        viewer.has_level(Level.SUPER_ADMINISTRATOR) or member.level < viewer.level,
        _("This member's level is not below yours."),
    )
    yield viewer.find_restriction(ALL_RIGHTS) is None, _("You cannot do this while your account is blocked.")


@policy
def may_set_level(viewer: Viewer, member: User, level: int) -> Rows:
    """Give a member another level."""
    yield may_manage_member(viewer, member)
    yield level in Level.values and level <= highest_grant(viewer), _("You cannot give this level.")


def level_from_site(now: int, said: int, last: int | None, own: int) -> int:
    """Return the level of a member whom the owner's site calls `said`, and called `last` when it last said something else.

    `own` is the highest that people here gave before the site did. What the site says counts when it changes: a level that
    somebody here took stays taken. It lowers only what it gave itself.
    """
    if said == last:
        return now
    if said > now:
        return said
    return max(said, own) if now == last else now


@policy
def may_give_bonus(viewer: Viewer) -> Rows:
    """Give bonus points."""
    yield viewer.has_level(Level.ADMINISTRATOR), _("Only administrators give bonus points.")


@policy
def may_delete_member(viewer: Viewer, member: User) -> Rows:
    """Delete an account."""
    yield viewer.has_level(Level.ADMINISTRATOR), _("Only administrators delete accounts.")
    yield may_manage_member(viewer, member)
