"""What the page of a secret shows: its own posts, what came since, and what waits."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.verdict import Verdict
from qa.models import Appeal, Closure, LogEntry, NoticeAddress, Post
from qa.policies import posts as policies
from qa.policies.appeals import APPEALABLE, may_appeal
from qa.reads.modlog import read_decisions
from qa.sealed.models import Seal, SealedPost, Waiting

SHOWN = 200  # posts of others; the thread's own page has them all
WAITS = {
    Waiting.Deed.ASK: _("Your question"),
    Waiting.Deed.ANSWER: _("Your answer"),
    Waiting.Deed.COMMENT: _("Your comment"),
    Waiting.Deed.EDIT: _("Your changes"),
    Waiting.Deed.ACCEPT: _("The mark of the answer that helped"),
    Waiting.Deed.UNACCEPT: _("Taking off the mark of the answer that helped"),
    Waiting.Deed.CLOSE: _("Closing your question"),
    Waiting.Deed.REOPEN: _("Opening your question again"),
    Waiting.Deed.SHOW: _("Showing your post again"),
    Waiting.Deed.APPEAL: _("Your appeal"),
}


@dataclass(frozen=True)
class Own:
    """A post of the holder's, and what they may do with it."""

    post: Post
    editing: Verdict
    hiding: Verdict
    showing: Verdict
    closing: Verdict | None
    reopening: Verdict | None
    commenting: Verdict
    decision: str  # why somebody else hid it
    appeals: list[Appeal]
    can_appeal: bool

    @property
    def is_gone(self) -> bool:
        return self.post.is_hidden and not self.post.is_held


@dataclass(frozen=True)
class Other:
    """What somebody else wrote in the thread."""

    post: Post
    accepting: Verdict
    commenting: Verdict
    is_accepted: bool


@dataclass(frozen=True)
class Pending:
    """What was asked for and is not done; `refusal`: why it cannot be."""

    waiting: Waiting
    what: str

    @property
    def words(self) -> str:
        words = self.waiting.words
        return str(words.get("body", "") or words.get("reason", "") or words.get("text", ""))

    @property
    def at(self) -> datetime:
        return self.waiting.due_at


@dataclass(frozen=True)
class SealedPage:
    """All of it."""

    question: Post | None
    own: list[Own]
    others: list[Other]
    pending: list[Pending]
    email: str

    @property
    def main(self) -> Post | None:
        """The post that mails are about."""
        return self.own[0].post if self.own else None


def load_page(seal: Seal, viewer: Viewer) -> SealedPage:
    """Return what the page of an opened secret shows, in seven queries."""
    question = seal.question
    own_ids = viewer.sealed or frozenset()
    rows = list_thread(question) if question else []
    entries = find_decisions(viewer)
    waiting = list(Waiting.objects.filter(seal=seal).order_by("place"))
    asked = {one.words.get("entry") for one in waiting if not one.refusal}
    own = [
        describe_own(viewer, post, question, [one for one in entries if one.post_id == post.pk], asked)
        for post in rows
        if post.pk in own_ids and question
    ]
    others = [
        describe_other(viewer, post, question)
        for post in rows
        if question and post.pk not in own_ids and not post.is_hidden
    ]
    email = NoticeAddress.objects.filter(post__in=own_ids).values_list("email", flat=True).first()
    return SealedPage(
        question,
        own,
        others[-SHOWN:],
        [Pending(one, str(WAITS[Waiting.Deed(one.deed)])) for one in waiting],
        email or "",
    )


def list_thread(question: Post) -> list[Post]:
    """Return the question and all below it that readers see, with the holder's own; comments of what is hidden are not."""
    below = (
        Post.objects.filter(question=question).select_related("author", "hiding").order_by("created_at", "pk")
    )
    posts = [Post.objects.select_related("author", "hiding", "category").get(pk=question.pk), *below]
    by_id = {post.pk: post for post in posts}
    for post in posts:
        if post.question_id:
            post.question = by_id[question.pk]
        if post.parent_id in by_id:
            post.parent = by_id[post.parent_id]
    return posts


def find_own(seal: Seal, pk: int) -> Post | None:
    """Return a post that the secret opens."""
    rows = Post.objects.select_related("author", "question", "category", "hiding")
    return rows.filter(pk=pk, pk__in=SealedPost.objects.filter(seal=seal).values("post_id")).first()


def find_in_thread(seal: Seal, pk: int) -> Post | None:
    """Return a question or answer of the secret's thread that its holder sees."""
    rows = Post.objects.select_related("author", "question", "category", "hiding").exclude(
        kind=Post.Kind.COMMENT
    )
    post = rows.filter(pk=pk).first()
    if post is None or seal.question_id is None or post.question_pk != seal.question_id:
        return None
    return post


def find_decisions(viewer: Viewer) -> list[LogEntry]:
    """Return the decisions about posts of the holder's against which one can appeal, the newest first, with their appeals."""
    return list(read_decisions(viewer).filter(verb__in=APPEALABLE)[:SHOWN]) if viewer.sealed else []


def describe_own(viewer: Viewer, post: Post, question: Post, entries: list[LogEntry], asked: set[int]) -> Own:
    current, hiding = options.current(), post._state.fields_cache.get("hiding")
    because = hiding.because if hiding else ""
    is_by_asker = bool(post.is_closed) and Closure.objects.filter(question=post, is_by_asker=True).exists()
    return Own(
        post,
        policies.may_edit(viewer, post, question),
        policies.may_hide(viewer, post, is_closed_by_asker=is_by_asker),
        policies.may_show(viewer, post, because == "author"),
        policies.may_close(viewer, post, current) if post.is_question else None,
        policies.may_reopen(viewer, post, is_closed_by_asker=is_by_asker) if post.is_question else None,
        policies.may_comment(viewer, post, question, current),
        hiding.reason if hiding and because != "author" else "",
        [entry.appeal for entry in entries if hasattr(entry, "appeal")],
        bool(entries)
        and not hasattr(entries[0], "appeal")
        and entries[0].pk not in asked
        and bool(may_appeal(viewer, entries[0], current, is_concerned=True)),
    )


def describe_other(viewer: Viewer, post: Post, question: Post) -> Other:
    current = options.current()
    return Other(
        post,
        policies.may_accept(viewer, post, question),
        policies.may_comment(viewer, post, question, current),
        question.accepted_answer_id == post.pk,
    )
