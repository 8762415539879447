"""The history of a post: each version with what changed since the one before."""

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.viewers import Viewer
from forum.lib.diff import Piece, compare
from forum.lib.paging import Page, paginate
from forum.options import Options
from qa.models import Finding, Post, Revision
from qa.policies.posts import may_see_extra
from qa.policies.screening import may_see_typed
from qa.reads.content_warnings import name_warnings
from qa.reads.screening import read_settings, veil_text
from qa.rules.screening import Action

PAGE_SIZE = 20


@dataclass(frozen=True)
class Version:
    """One revision, and the pieces of title, text, category, extra field and tags that came and went with it."""

    revision: Revision
    title: list[Piece]
    body: list[Piece]
    category: list[Piece]
    extra: list[Piece]
    tags: list[Piece]
    warnings: list[Piece]
    is_current: bool

    @property
    def has_text_changes(self) -> bool:
        return any(
            piece.kind != "same"
            for part in (self.title, self.body, self.category, self.extra, self.tags, self.warnings)
            for piece in part
        )


def load_history(
    request: HttpRequest, viewer: Viewer, post: Post, options: Options
) -> tuple[Page[Revision], list[Version]]:
    """Return a page of a post's revisions, newest first, in three queries whatever their number."""
    rows = Revision.objects.filter(post=post).select_related("editor").order_by("-version")
    page = paginate(request, rows, size=PAGE_SIZE)
    before: Revision | None = None
    if page.rows:
        before = rows.filter(version__lt=page.rows[-1].version).first()
    has_extra = bool(may_see_extra(viewer, post, options))
    veil_revisions(viewer, post, [*page.rows, *([before] if before else [])], options)
    versions = []
    for newer, older in zip(page.rows, [*page.rows[1:], before], strict=True):
        versions.append(describe(newer, older, post, has_extra=has_extra))
    return page, versions


def veil_revisions(viewer: Viewer, post: Post, revisions: list[Revision], options: Options) -> None:
    """Show other words in a history, too, where readers of the post get them; its author and moderators see what was typed."""
    if may_see_typed(viewer, post) or not Finding.objects.filter(post=post, action=Action.REPLACE).exists():
        return
    rules = read_settings(options)
    for revision in revisions:
        revision.title = veil_text(rules, "title", revision.title)
        revision.body = veil_text(rules, "body", revision.body)


def describe(revision: Revision, before: Revision | None, post: Post, *, has_extra: bool) -> Version:
    """Compare a revision with the one before; the first is all there was, so nothing of it is marked as new."""
    old = before or revision
    return Version(
        revision,
        title=compare(old.title, revision.title),
        body=compare(old.body, revision.body),
        category=compare(old.category_name, revision.category_name),
        extra=compare(old.extra, revision.extra) if has_extra else [],
        tags=compare(join_tags(old), join_tags(revision)),
        warnings=compare(name_warnings(old.content_warnings), name_warnings(revision.content_warnings)),
        is_current=revision.version == post.version,
    )


def join_tags(revision: Revision) -> str:
    has_spaces = any(" " in name for name in revision.tag_names)
    return (", " if has_spaces else " ").join(revision.tag_names)
