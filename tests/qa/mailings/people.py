"""Members with addresses, and a mailing to them."""

from allauth.account.models import EmailAddress

from accounts.models import Level, User
from accounts.viewers import Viewer
from qa.mailings.actions.mailings import save_mailing
from qa.mailings.models import Mailing
from tests import make


def member(name="", *, is_confirmed=True, **fields):
    """A member with an address, confirmed unless a test says otherwise."""
    user = make.user(name, **fields)
    EmailAddress.objects.create(
        user=user, email=f"{user.username}@example.org", verified=is_confirmed, primary=True
    )
    return Viewer(User.objects.get(pk=user.pk))


def boss():
    """The one administrator who writes mailings, and gets none."""
    known = User.objects.filter(username="boss-of-mail").first()
    return Viewer(known or make.user("boss-of-mail", level=Level.ADMINISTRATOR))


def mailing(text="We meet **on Friday**.", **fields):
    """A draft; every mail is due at once unless a test says how quickly they go."""
    return save_mailing(
        boss(), Mailing(**{"subject": "News of the forum", "text": text, "pace": 6_000, **fields})
    )
