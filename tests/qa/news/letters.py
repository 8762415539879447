"""Members who get mail, and what they got."""

from allauth.account.models import EmailAddress
from django.core import mail

from qa.actions.writing import Byline
from qa.news.models import Preferences
from qa.news.rules.kinds import Pace
from qa.news.rules.preferences import Wish, write_choices
from tests import make
from tests.work import work

TICKED = Byline("", True)


def reader_of_mail(name="", address="", **choices):
    """A member with a confirmed address. Choices are columns of Preferences; `wishes` is {kind: pace}."""
    number = make.count()
    viewer = make.member(name or f"reader{number}", email=address or f"reader{number}@example.org")
    EmailAddress.objects.create(user=viewer.user, email=viewer.user.email, verified=True, primary=True)
    choose(viewer, **choices)
    return viewer


def choose(viewer, wishes=None, **columns):
    if wishes is not None:
        columns["choices"] = write_choices({kind: Wish(True, Pace(pace)) for kind, pace in wishes.items()})
    if columns:
        Preferences.objects.update_or_create(member=viewer.user, defaults=columns)


def letters_to(viewer):
    """Do what is due, and return the mails to that member."""
    work()
    return [message for message in mail.outbox if message.to == [viewer.user.email]]
