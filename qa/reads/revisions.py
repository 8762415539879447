"""The history of a post: each version with what changed since the one before."""

from dataclasses import dataclass

from django.http import HttpRequest

from forum.lib.diff import Piece, compare
from forum.lib.paging import Page, paginate
from qa.models import Post, Revision

PAGE_SIZE = 20


@dataclass(frozen=True)
class Version:
    """One revision, and the pieces of title, text, category and tags that came and went with it."""

    revision: Revision
    title: list[Piece]
    body: list[Piece]
    category: list[Piece]
    tags: list[Piece]
    is_current: bool

    @property
    def has_text_changes(self) -> bool:
        return any(
            piece.kind != "same"
            for part in (self.title, self.body, self.category, self.tags)
            for piece in part
        )


def load_history(request: HttpRequest, post: Post) -> tuple[Page[Revision], list[Version]]:
    """Return a page of a post's revisions, newest first, in three queries whatever their number."""
    rows = Revision.objects.filter(post=post).select_related("editor").order_by("-version")
    page = paginate(request, rows, size=PAGE_SIZE)
    before: Revision | None = None
    if page.rows:
        before = rows.filter(version__lt=page.rows[-1].version).first()
    versions = []
    for newer, older in zip(page.rows, [*page.rows[1:], before], strict=True):
        versions.append(describe(newer, older, post))
    return page, versions


def describe(revision: Revision, before: Revision | None, post: Post) -> Version:
    """Compare a revision with the one before; the first is all there was, so nothing of it is marked as new."""
    old = before or revision
    return Version(
        revision,
        title=compare(old.title, revision.title),
        body=compare(old.body, revision.body),
        category=compare(old.category_name, revision.category_name),
        tags=compare(" ".join(old.tag_names), " ".join(revision.tag_names)),
        is_current=revision.version == post.version,
    )
