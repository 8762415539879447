"""A member's drafts, and where each of them goes on."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.viewers import Viewer
from forum.lib.text import excerpt
from qa.models import Draft, Post
from qa.policies.posts import may_see

KINDS: dict[str, str | Promise] = {
    "ask": _("Question"), "answer": _("Answer"), "comment": _("Comment"), "edit": _("Edit"), "message": _("Message"),
}  # fmt: skip


@dataclass(frozen=True)
class DraftRow:
    """A draft in the list. `post` is what it answers or changes; without it (gone, hidden) the text can be copied."""

    draft: Draft
    kind: str | Promise
    post: Post | None
    is_open: bool

    @property
    def address(self) -> str:
        """Where to go on writing."""
        return find_address(self.draft.place)

    @property
    def words(self) -> str:
        """The title or the first words."""
        fields = self.draft.fields
        return excerpt(
            fields.get("title") or fields.get("body") or fields.get("tags") or fields.get("extra") or "", 120
        )


def find_draft(viewer: Viewer, place: str) -> Draft | None:
    """Return the viewer's draft of a place. Visitors have none here: no query."""
    return Draft.objects.filter(member=viewer.user, place=place).first() if viewer.is_member else None


def list_drafts(viewer: Viewer) -> list[DraftRow]:
    """Return a member's drafts, the newest first, in two queries."""
    drafts = list(Draft.objects.filter(member=viewer.user).order_by("-updated_at", "-id"))
    ids = {pk for kind, pk in (split_place(draft.place) for draft in drafts) if kind != "message"}
    posts = {
        post.pk: post
        for post in Post.objects.filter(pk__in=ids).select_related("question")
        if is_seen(viewer, post)
    }
    rows = []
    for draft in drafts:
        kind, pk = split_place(draft.place)
        is_message = kind == "message"  # its number is that of a conversation
        post = None if is_message else posts.get(pk)
        rows.append(DraftRow(draft, KINDS[kind], post, is_open=bool(post) or not pk or is_message))
    return rows


def is_seen(viewer: Viewer, post: Post) -> bool:
    return bool(may_see(viewer, post)) and (post.question is None or bool(may_see(viewer, post.question)))


def split_place(place: str) -> tuple[str, int]:
    """Return kind and number of a place; 0 for none."""
    kind, _dash, number = place.partition("-")
    return kind, int(number or 0)


def find_address(place: str) -> str:
    """Return the address of the form of a place, with its draft."""
    kind, pk = split_place(place)
    if kind == "ask":
        return reverse("qa:ask") + (f"?{urlencode({'follow': pk})}" if pk else "")
    if kind == "answer":
        return reverse("qa:question", args=[pk]) + "?draft=1#your-answer"
    if kind == "message":
        return f"/messages/{pk}/#write"
    return reverse("qa:edit" if kind == "edit" else "qa:comment-new", args=[pk])
