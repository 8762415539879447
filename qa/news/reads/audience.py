"""Whom a fact of the conversation concerns, and as what each of them is told."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from django.db.models import Q

from accounts.models import User
from forum.lib.text import normalise_key
from qa.masks.keeping import find_members
from qa.models import Activity, Favourite, Post
from qa.news.models import Mute
from qa.news.reads.streams import OF_QUESTIONS, find_subjects
from qa.news.reads.subjects import find_muting
from qa.news.reads.wishes import wants
from qa.news.rules.kinds import FOLLOWED, Kind

Verb = Activity.Verb
BADGE = "badge"  # of facts that are not about a post
Audience = dict[int, Kind]
Found = Iterator[tuple[int | Post | None, Kind]]  # a masked post stands for who wrote it
WRITING = (Verb.ASKED, Verb.ANSWERED, Verb.COMMENTED)
KIND_OF_REPLY = {
    Post.Kind.QUESTION: Kind.FOLLOW_ON,
    Post.Kind.ANSWER: Kind.ANSWER,
    Post.Kind.COMMENT: Kind.COMMENT,
}
STATES = (Verb.CLOSED, Verb.REOPENED)
# Moderators' decisions: the author of a post is told of them although nobody else may read it.
DECISIONS = (Verb.HIDDEN, Verb.SHOWN, Verb.APPROVED, Verb.REJECTED, Verb.AUDIENCE, Verb.WARNINGS)
# What even those hear of who want to hear nothing more about a question.
TOLD_ALL_THE_SAME = (Kind.DECISION, Kind.MENTION)
MENTION = re.compile(r'<a href="/users/([^"/]+)/"[^>]*>@')
MOST_MENTIONS = 50


def find_audience(fact: Activity) -> Audience:
    """Return the members to be told of a fact: {member: kind}, each once, by the kind that comes first in `Kind`.

    Nobody is told what they did themselves. Of what nobody can read any more only its author is told, of decisions. Who has
    muted the question, a tag or a word of it is told of decisions about their own posts, and where somebody names them; who has
    muted the one who did it, of decisions alone. Tags and words leave alone what concerns one's own question.
    """
    if fact.verb == BADGE:
        return {fact.actor_id: Kind.BADGE} if fact.actor_id else {}
    post = fact.post
    question = post if post is None or post.is_question else post.question
    if post is None or question is None:
        return {}
    order = list(Kind)
    muted = set(Mute.objects.filter(question=question).values_list("member_id", flat=True))
    audience: Audience = {}
    concerned = name_masked(find_concerned(fact, post, question))
    of_person, of_subject = find_muting(
        {pk for pk, _kind in concerned}, person_id=fact.actor_id, question=question
    )
    muted |= of_subject - {question.author_id, find_members([question]).get(question.pk)}
    for member_id, kind in concerned:
        if member_id in muted and kind not in TOLD_ALL_THE_SAME:
            continue
        if member_id in of_person and kind != Kind.DECISION:
            continue
        if member_id not in audience or order.index(kind) < order.index(audience[member_id]):
            audience[member_id] = kind
    for own in (fact.actor_id, find_unnamed_actor(fact, post, question)):
        audience.pop(own or 0, None)
    active = User.objects.filter(pk__in=audience, is_active=True).order_by("pk").values_list("pk", flat=True)
    return {pk: audience[pk] for pk in active}


def name_masked(found: Iterable[tuple[int | Post | None, Kind]]) -> list[tuple[int, Kind]]:
    """Return members and kinds; of whoever wrote a masked post, the member behind it. (This never leaves the worker.)"""
    concerned = list(found)
    behind = find_members([one for one, _kind in concerned if isinstance(one, Post)])
    named = [(behind.get(one.pk) if isinstance(one, Post) else one, kind) for one, kind in concerned]
    return [(pk, kind) for pk, kind in named if pk]


def find_unnamed_actor(fact: Activity, post: Post, question: Post) -> int | None:
    """Return who did it where the fact does not name them: who wrote, or who acts as the author of a masked post."""
    if fact.verb in WRITING:
        return post.author_id or find_members([post]).get(post.pk)
    if not fact.details.get(Activity.BY_AUTHOR):
        return None
    own = question if fact.verb in (Verb.ACCEPTED, Verb.UNACCEPTED) else post
    return find_members([own]).get(own.pk)


def writer_of(post: Post) -> "int | Post | None":
    """Return the member who wrote a post; of a masked one the post itself, for `name_masked`."""
    return post if post.mask_key else post.author_id


def find_concerned(fact: Activity, post: Post, question: Post) -> Found:
    """Yield all whom the fact concerns, as what; those who follow something only where they want such notices."""
    if fact.verb in DECISIONS:
        yield writer_of(post), Kind.DECISION
    above = (question, post.parent) if post.is_comment else (question,)
    if any(one is not None and one.is_hidden for one in (post, *above)):
        return
    yield from find_owners(fact, post, question)
    yield from find_followers(fact, post, question)


def find_owners(fact: Activity, post: Post, question: Post) -> Found:
    """Yield those whom a fact concerns because of what they wrote, or because they are named."""
    if fact.verb in WRITING:
        yield from find_readers(post, question)
    elif fact.verb == Verb.ACCEPTED:
        yield writer_of(post), Kind.ACCEPTED
    elif fact.verb == Verb.EDITED:
        yield writer_of(post), Kind.EDIT
    elif fact.verb in STATES:
        yield writer_of(post), Kind.STATE


def find_followers(fact: Activity, post: Post, question: Post) -> Found:
    """Yield those with a star on the question, on who wrote, or on a tag or category to which this brought the question."""
    stars: dict[Kind, dict[str, object]] = {}
    if fact.verb in OF_QUESTIONS and fact.verb != Verb.ASKED:
        stars[Kind.QUESTION] = {"question": question}
    if fact.verb in WRITING and fact.actor_id:
        stars[Kind.MEMBER] = {"person_id": fact.actor_id}
    tag_ids, category_ids = find_subjects(fact, post)
    if tag_ids:
        stars[Kind.TAG] = {"tag__in": tag_ids}
    if category_ids:
        stars[Kind.CATEGORY] = {"category__in": category_ids}
    for kind in FOLLOWED:
        if kind in stars:
            followers = Favourite.objects.filter(**stars[kind]).values_list("member_id", flat=True)
            for member_id in wants(followers, kind):
                yield member_id, kind


def find_readers(post: Post, question: Post) -> Found:
    """Yield those for whom a new post was written, or who may wait for it."""
    parent = find_parent(post, question)
    if parent is not None and not parent.is_hidden:
        yield writer_of(parent), KIND_OF_REPLY[Post.Kind(post.kind)]
    if post.is_comment:
        earlier = Post.objects.filter(parent_id=post.parent_id, kind=Post.Kind.COMMENT, is_hidden=False)
        written = Q(author__isnull=False) | ~Q(mask_key="")
        for one in earlier.filter(written, pk__lt=post.pk).only("author_id", "mask_key"):
            yield writer_of(one), Kind.THREAD
    names = {normalise_key(unquote(name)) for name in MENTION.findall(post.body_html)[:MOST_MENTIONS]}
    if names:
        for member_id in User.objects.filter(username_key__in=names).values_list("pk", flat=True):
            yield member_id, Kind.MENTION


def find_parent(post: Post, question: Post) -> Post | None:
    """Return the post that a new one replies to; of a question, the answer that it follows on from."""
    if post.is_question:
        return post.follows
    return question if post.parent_id == question.pk else post.parent
