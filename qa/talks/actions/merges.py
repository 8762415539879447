"""What members wrote to each other, when two accounts become one."""

from qa.news.models import Notice
from qa.talks.models import Conversation
from qa.talks.models.conversations import Copy, Message, Side


def join_conversations(keep_id: int, gone_id: int) -> None:
    """Put together the two conversations that somebody has with both accounts; what the two wrote to each other goes."""
    between = Side.objects.filter(member=keep_id, partner=gone_id) | Side.objects.filter(
        member=gone_id, partner=keep_id
    )
    Conversation.objects.filter(pk__in=list(between.values_list("conversation", flat=True))).delete()
    own = {side.partner_id: side for side in Side.objects.filter(member=keep_id).exclude(partner=None)}
    for side in Side.objects.filter(member=gone_id, partner__in=own):
        into = own[side.partner_id]
        others = Side.objects.filter(conversation=side.conversation_id).exclude(pk=side.pk)
        for other in others:
            target = Side.objects.filter(conversation=into.conversation_id, member=other.member_id).first()
            if target is not None:
                pour(other, target)
        pour(side, into)
        Message.objects.filter(conversation=side.conversation_id).update(conversation=into.conversation_id)
        Notice.objects.filter(path=side.get_absolute_url()).update(path=into.get_absolute_url())
        Conversation.objects.filter(pk=side.conversation_id).delete()


def pour(side: Side, into: Side) -> None:
    """Let one side of a conversation have what another one has."""
    Copy.objects.filter(side=side).update(side=into)
    Side.objects.filter(pk=into.pk).update(
        has_written=into.has_written or side.has_written,
        is_listed=into.is_listed or side.is_listed,
        last_at=max(into.last_at, side.last_at),
    )
