"""What a webhook is told of a fact: what happened, when, and where; words only of what everybody may read."""

import json
from typing import Any

from django.conf import settings

from accounts.viewers import NOBODY
from qa.hooks.models import Delivery, Hook
from qa.models import Activity, Post
from qa.policies.standing import reads_texts

KINDS = {Post.Kind.QUESTION: "question", Post.Kind.ANSWER: "answer", Post.Kind.COMMENT: "comment"}
TEXT_MAX_LENGTH = 20_000


def make_body(hook: Hook, delivery: Delivery) -> bytes:
    """Return the message as things are now: what was hidden since a first attempt is no longer in the second."""
    told: dict[str, Any] = {
        "event": delivery.verb,
        "id": str(delivery.key),
        "time": delivery.created_at.isoformat(),
        "site": settings.SITE_URL,
        "post": None,
        "question": None,
    }
    if delivery.activity_id is not None:
        told |= tell_fact(hook, delivery.activity_id)
    return json.dumps(told, ensure_ascii=False).encode()


def tell_fact(hook: Hook, activity_id: int) -> dict[str, Any]:
    related = ("post__question", "post__parent", "question")
    fact = Activity.objects.select_related(*related).get(pk=activity_id)
    with_texts = hook.sends_texts and reads_texts(NOBODY)
    question = fact.question
    if fact.post is None:
        number = fact.details.get("post")
        post = {"number": number} if number else None
    else:
        post = tell_post(fact.post, with_texts)
    return {
        "time": fact.created_at.isoformat(),
        "post": post,
        "question": tell_post(question, with_texts) if question else None,
    }


def tell_post(post: Post, with_texts: bool) -> dict[str, Any]:
    """Return the number of a post; what more there is to say only if everybody may read it."""
    if not is_public(post):
        return {"number": post.pk}
    told: dict[str, Any] = {
        "number": post.pk,
        "kind": KINDS[Post.Kind(post.kind)],
        "url": find_url(post, with_texts),
    }
    if with_texts:
        told |= {"title": post.title} if post.is_question else {}
        told["content_warnings"] = list(post.content_warnings)
        told["text"] = post.body_text[:TEXT_MAX_LENGTH] if not post.content_warnings else None
    return told


def is_public(post: Post) -> bool:
    above = (post, post.question, post.parent)
    return not any(
        one is not None and (one.is_hidden or one.audience == Post.Audience.MEMBERS) for one in above
    )


def find_url(post: Post, with_texts: bool) -> str:
    """Return the address of a post; for who gets no words the one of a question without its title."""
    if post.is_question and not with_texts:
        return f"{settings.SITE_URL}/questions/{post.pk}/"
    return settings.SITE_URL + post.get_absolute_url()
