"""The mail that tells a member of a new token: whoever made it with somebody else's password is not alone in knowing."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.addresses import find_address
from accounts.alerts import Alert, make_not_me_path
from accounts.models import User
from forum import options
from forum.background import background
from forum.letters import Letter, link, paragraph
from qa.api.models import Token


@background()
def tell_of_token(token_id: int) -> bool:
    """Write to the member, where there is a confirmed address. Returns whether there is. Raises NotSent."""
    token = Token.objects.select_related("member").filter(pk=token_id).first()
    if token is None:
        return False
    address = find_address(token.member_id)
    if not address:
        return False
    compose(token.member).send(address)
    return True


def compose(member: User) -> Letter:
    """Return the letter. It names neither the token nor what it may do: mail is read on many screens."""
    with options.snapshot():
        site = options.current().site_name
        return Letter(
            _("A new token for your account"),
            (
                paragraph(
                    _("Somebody who knows your password has just made a token for your account at %(site)s.")
                    % {"site": site}
                ),
                paragraph(_("With it a program can act for you. If it was you, there is nothing to do.")),
                paragraph(
                    _("If not, please revoke it and choose another password; that ends all tokens at once.")
                ),
                link(reverse("api:tokens"), _("Your tokens")),
                link(make_not_me_path(member, Alert.TOKEN), _("This was not me")),
            ),
        )
