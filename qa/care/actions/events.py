"""Telling moderators of posts with urgent phrases, where the owner wants that: of the post, never of a person."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from forum import options
from qa.care.models import RiskEvent
from qa.care.reads.risks import Judgement, judge
from qa.models import Post

# Whoever keeps a queue may be told, too: called with the post, in the transaction that notes it.
openers: list[Callable[[Post], None]] = []


def look_at(post: Post) -> Judgement:
    """Look at a post that was just written, as it stands; note it for moderators where the owner wants that."""
    found = judge(post.title, post.body_text)
    if found.is_urgent and options.current().are_risky_posts_told:
        _event, is_new = RiskEvent.objects.get_or_create(post=post)
        if is_new:
            for tell in openers:
                tell(post)
    return found


def forget_events() -> int:
    """Delete what is older than the owner keeps it, and all where nothing is to be kept; return how many."""
    current = options.load()
    rows = RiskEvent.objects.all()
    if current.are_risky_posts_told:
        rows = rows.filter(found_at__lt=timezone.now() - timedelta(days=current.risk_event_days))
    return rows.delete()[0]
