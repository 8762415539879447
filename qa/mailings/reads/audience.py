"""Who gets a mailing."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Admission, User
from accounts.viewers import ALL_RIGHTS
from forum.lib.days import begin_day, end_day
from qa.mailings.models import Mailing, Wish
from qa.models import Activity, Measure


def find_audience(mailing: Mailing) -> QuerySet[User]:
    """Return the members whom a mailing is meant for and who may get it, in no order."""
    rows = find_reachable().filter(level__gte=mailing.min_level, level__lte=mailing.max_level)
    if mailing.min_points is not None:
        rows = rows.filter(points__gte=mailing.min_points)
    if mailing.max_points is not None:
        rows = rows.filter(points__lte=mailing.max_points)
    if mailing.joined_from:
        rows = rows.filter(joined_at__gte=begin_day(mailing.joined_from))
    if mailing.joined_until:
        rows = rows.filter(joined_at__lt=end_day(mailing.joined_until))
    if mailing.active_since:
        since = begin_day(mailing.active_since)
        wrote = Activity.objects.filter(actor=OuterRef("pk"), created_at__gte=since)
        rows = rows.filter(Q(last_login__gte=since) | Q(Exists(wrote)))
    if mailing.category_number is not None:
        rows = rows.filter(category_levels__has_key=str(mailing.category_number))
    return rows


def find_reachable() -> QuerySet[User]:
    """Return members who confirmed an address, may sign in and write, and have not said that they want no mailings.

    Whoever waits to be admitted, was declined, or may write nothing at present gets none either.
    """
    refused = Wish.objects.filter(member=OuterRef("pk"), is_wanted=False)
    blocked = Measure.objects.in_force().filter(member=OuterRef("pk"), rights__contains=[ALL_RIGHTS])
    outside = Admission.objects.filter(member=OuterRef("pk")).exclude(outcome=Admission.Outcome.APPROVED)
    rows = User.objects.filter(is_active=True, has_confirmed_address=True).order_by()
    return rows.exclude(Exists(refused)).exclude(Exists(blocked)).exclude(Exists(outside))


def wants_mailings(member: User) -> bool:
    """Whether a member gets mailings, as far as they have said."""
    return not Wish.objects.filter(member=member, is_wanted=False).exists()
