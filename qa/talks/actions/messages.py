"""Writing private messages, reading them, deleting one's copies and bringing them back."""

from datetime import timedelta
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import Viewer
from forum import options
from forum.lib.texts import Text
from qa.actions.drafts import discard_draft
from qa.actions.writing import count_against_limit
from qa.news.actions.tell import mark_read, tell
from qa.news.models import Notice
from qa.news.rules.kinds import Kind
from qa.talks.models import Conversation, Copy, Message, Side
from qa.talks.policies.messages import may_read_messages, may_write_to
from qa.talks.reads.conversations import find_side, undo_limit
from qa.talks.reads.pairs import find_partner, load_pair

READ_KEPT = timedelta(days=1)  # where the owner keeps no history: so long after it was read
UNREAD_KEPT = timedelta(days=30)
MOST_AT_ONCE = 10_000
EMPTY_KEPT = timedelta(days=1)  # conversations without messages: what newcomers began is counted by these


@transaction.atomic
def write_to(viewer: Viewer, name: str, text: Text, submission_key: UUID | None = None) -> Message:
    """Write to the member of that name, where one may; their conversation begins with it, or goes on.

    Raises as send_message.
    """
    return send_message(viewer, find_partner(name), text, submission_key)


@transaction.atomic
def answer(viewer: Viewer, conversation_id: int, text: Text, submission_key: UUID | None = None) -> Message:
    """Write in a conversation of one's own. Raises Http404, and as send_message."""
    side = find_side(viewer, conversation_id)
    message = send_message(viewer, side.partner, text, submission_key)
    discard_draft(viewer, f"message-{conversation_id}")
    return message


def send_message(
    viewer: Viewer, partner: User | None, text: Text, submission_key: UUID | None = None
) -> Message:
    """Write a message to another member. The same form sent twice is one message.

    Both members are locked first, in the order of their numbers: a pair has one conversation, and a limit holds also for
    what is sent at one moment. Raises PermissionDenied and TooMany.
    """
    may_read_messages(viewer).enforce()
    ids = sorted({pk for pk in (viewer.user_id, partner.pk if partner else None) if pk})
    locked = {
        user.pk: user
        for user in User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    }
    partner = locked.get(partner.pk) if partner else None
    current = options.current()
    pair = load_pair(viewer, partner, current)
    key = uuid5(submission_key, f"{viewer.user_id} {ids} {text.source}") if submission_key else None
    twin = Message.objects.filter(submission_key=key, author=viewer.user).first() if key else None
    if twin is not None:
        return twin
    may_write_to(viewer, pair, current).enforce()
    if partner is None or viewer.user is None:  # the policy said so already
        raise PermissionDenied
    count_against_limit(viewer, "messages")
    own, other = find_sides(viewer.user, partner)
    now = timezone.now()
    message = Message.objects.create(
        conversation=own.conversation,
        author=viewer.user,
        body=text.source,
        body_html=text.html,
        body_text=text.plain,
        created_at=now,
        submission_key=key,
    )
    Copy.objects.bulk_create(
        [Copy(side=own, message=message, read_at=now), Copy(side=other, message=message)]
    )
    own.has_written = True
    for side in (own, other):
        side.is_listed, side.last_at = True, now
        side.save(update_fields=["is_listed", "last_at", "has_written"])
    tell_of(own.conversation, partner)
    return message


def find_sides(one: User, other: User) -> tuple[Side, Side]:
    """Return both sides of the conversation of two members, the first one's first; a new one where there is none."""
    found = Side.objects.filter(member=one, partner=other).select_related("conversation").first()
    if found is None:
        conversation = Conversation.objects.create(begun_by=one)
        return (
            Side.objects.create(conversation=conversation, member=one, partner=other),
            Side.objects.create(conversation=conversation, member=other, partner=one),
        )
    return found, Side.objects.get(conversation=found.conversation, member=other)


def tell_of(conversation: Conversation, recipient: User) -> None:
    """Tell somebody that there is a message, unless they have not read yet that there was one."""
    about = f"conversation-{conversation.pk}"
    if not Notice.objects.filter(recipient=recipient, about=about, read_at=None).exists():
        tell({recipient.pk: Kind.MESSAGE}, about=about, path=conversation.get_absolute_url())


@transaction.atomic
def mark_seen(viewer: Viewer, side: Side, newest_id: int) -> None:
    """Note that the viewer has opened the conversation; what came while they did is still new. Nobody is told."""
    unread = Copy.objects.unread().filter(side=side)
    unread.filter(pk__lte=newest_id).update(read_at=timezone.now())
    if not unread.exists():
        mark_read(viewer.member_id, about=f"conversation-{side.conversation_id}")


def lock_side(viewer: Viewer, conversation_id: int) -> Side:
    """Return the viewer's side of a conversation, locked with all of it until the transaction ends. Raises Http404."""
    may_read_messages(viewer).enforce()
    Conversation.objects.select_for_update(no_key=True).filter(pk=conversation_id).first()
    return find_side(viewer, conversation_id)


@transaction.atomic
def delete_message(viewer: Viewer, conversation_id: int, message_id: int) -> None:
    """Delete the viewer's copy of a message; the other keeps theirs. When both did, the message is gone.

    Raises Http404.
    """
    side = lock_side(viewer, conversation_id)
    if not delete_copies(viewer, side, Q(message=message_id)):
        raise Http404(_("There is no such message of yours (any more)."))


@transaction.atomic
def delete_conversation(viewer: Viewer, conversation_id: int) -> int:
    """Delete all that the viewer has of a conversation; return how many messages. Raises Http404."""
    return delete_copies(viewer, lock_side(viewer, conversation_id), Q())


def delete_copies(viewer: Viewer, side: Side, which: Q) -> int:
    now = timezone.now()
    ids = list(Copy.objects.kept().filter(which, side=side).order_by("message").values_list("pk", flat=True))
    Copy.objects.unread().filter(pk__in=ids).update(read_at=now)
    Copy.objects.filter(pk__in=ids).update(deleted_at=now)
    refresh(side)
    if not Copy.objects.unread().filter(side=side).exists():
        mark_read(viewer.member_id, about=f"conversation-{side.conversation_id}")
    return len(ids)


@transaction.atomic
def restore_messages(viewer: Viewer, conversation_id: int) -> int:
    """Bring back what the viewer deleted in a conversation within the last day; return how much there still was.

    What the other has deleted, too, is gone. Raises Http404.
    """
    side = lock_side(viewer, conversation_id)
    count = Copy.objects.filter(side=side, deleted_at__gt=undo_limit()).update(deleted_at=None)
    refresh(side)
    return count


def refresh(side: Side) -> None:
    """Say on a side whether something is left to read, and of when the newest is."""
    newest = (
        Copy.objects.kept().filter(side=side).order_by("-id").values_list("message__created_at", flat=True)
    )
    last_at = newest.first()
    side.is_listed, side.last_at = last_at is not None, last_at or side.last_at
    side.save(update_fields=["is_listed", "last_at"])


@transaction.atomic
def forget_messages() -> int:
    """Delete what nobody keeps: conversations without messages and, where the owner wants no history, messages that were
    read. Returns how many messages went."""
    now, ids = timezone.now(), set()
    if not options.load().is_message_history_kept:
        unread = Copy.objects.unread().filter(message=OuterRef("pk"))
        fresh = Copy.objects.kept().filter(message=OuterRef("pk"), read_at__gt=now - READ_KEPT)
        old = Q(~Exists(unread) & ~Exists(fresh)) | Q(created_at__lt=now - UNREAD_KEPT)
        ids = set(Message.objects.filter(old).values_list("pk", flat=True)[:MOST_AT_ONCE])
        Message.objects.filter(pk__in=ids).delete()
        kept = Copy.objects.kept().filter(side=OuterRef("pk"))
        Side.objects.filter(~Exists(kept), is_listed=True).update(is_listed=False)
    messages = Message.objects.filter(conversation=OuterRef("pk"))
    Conversation.objects.filter(~Exists(messages), begun_at__lt=now - EMPTY_KEPT).delete()
    return len(ids)
