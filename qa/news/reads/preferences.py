"""What members want to be told, read for one or for many."""

from collections.abc import Collection

from allauth.account.models import EmailAddress

from accounts.models import User
from forum.letters import hash_words
from qa.news.models import MailStop, Preferences, ReturnedMail


def find_preferences(member_id: int) -> Preferences:
    """Return a member's preferences; those that say nothing where they never chose."""
    return Preferences.objects.filter(pk=member_id).first() or Preferences(member_id=member_id)


def load_preferences(member_ids: Collection[int]) -> dict[int, Preferences]:
    """Return the preferences of many members, in one query; `member` is there with each."""
    members = User.objects.filter(pk__in=member_ids).select_related("preferences")
    found = {}
    for member in members:
        kept = getattr(member, "preferences", None) or Preferences()
        kept.member = member
        found[member.pk] = kept
    return found


def find_stopped(member_ids: Collection[int], question_id: int | None) -> set[int]:
    """Return who of these members wants no mail about that question any more."""
    if question_id is None:
        return set()
    stops = MailStop.objects.filter(question_id=question_id, member_id__in=member_ids)
    return set(stops.values_list("member_id", flat=True))


def hash_mailbox(address: str) -> str:
    """Return the keyed digest under which it is kept that mail to an address came back."""
    return hash_words("mailbox", address.strip().lower())


def is_left_alone(member: User) -> bool:
    """Whether nothing is mailed to the member's present address, because too much of it came back."""
    returned = find_returned(member)
    return returned is not None and returned.paused_at is not None


def find_returned(member: User) -> ReturnedMail | None:
    """Return what came back of the mail to the member's present address."""
    return ReturnedMail.objects.filter(member=member, address_hash=hash_mailbox(member.email)).first()


def is_confirmed(member: User) -> bool:
    """Whether it is known that the address to which we write is the member's own."""
    return EmailAddress.objects.filter(user=member, email__iexact=member.email, verified=True).exists()
