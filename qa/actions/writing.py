"""What asking, answering and commenting have in common: one row, written once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.aliases import find_alias
from accounts.viewers import Viewer
from forum import options
from forum.lib.rows import append, fetch, insert, later
from forum.lib.texts import Text
from forum.limits import consume_each
from qa.actions.upload_links import link_uploads
from qa.masks.keeping import keep_mask
from qa.models import NoticeAddress, Post, PostAddress, Revision
from qa.policies.masks import may_mask
from qa.policies.posts import sign
from qa.reads.heat import REHEAT
from qa.reads.spam import KNOWN, Known, read_known
from qa.rules.grades import MASKED, NAMED
from qa.rules.hotness import Weights, hotness

LIMITS = {Post.Kind.QUESTION: "questions", Post.Kind.ANSWER: "answers", Post.Kind.COMMENT: "comments"}


@dataclass(frozen=True)
class Byline:
    """How a writer signs: a name to display (visitors), whether and where they want to hear of replies, and how far the post
    shows who wrote it (qa.rules.grades)."""

    name: str = ""
    wants_notice: bool = False
    email: str = ""
    grade: str = NAMED


@dataclass(frozen=True)
class Around:
    """What is there already where somebody writes: what this very form wrote, and whether somebody said the very same."""

    new_id: int  # the number of what is written now
    twin_id: int | None
    is_repeated: bool
    known: Known  # what rules about texts have to know

    @property
    def twin(self) -> Post | None:
        return Post.objects.get(pk=self.twin_id) if self.twin_id else None

    def refuse_repeated(self) -> None:
        """Raise ValidationError when one of the other posts says the very same, but for case and white space."""
        if self.is_repeated:
            raise ValidationError(_("These very words stand here already."))


LOOK_AROUND = f"""
    SELECT 'new', nextval('qa_post_id_seq'), NULL
    UNION ALL SELECT 'twin', p.id, NULL FROM qa_post p WHERE p.submission_key = %(key)s::uuid
    UNION ALL {KNOWN}
    UNION ALL SELECT 'other', p.id, p.body_text FROM qa_post p
    WHERE NOT p.is_hidden AND {{others}} AND length(p.body_text) BETWEEN %(shortest)s AND %(longest)s
"""  # noqa: S608
AMONG_ANSWERS = LOOK_AROUND.format(others="p.question_id = %(place)s AND p.kind = 'A'")
AMONG_COMMENTS = LOOK_AROUND.format(others="p.parent_id = %(place)s AND p.kind = 'C'")
AMONG_QUESTIONS = LOOK_AROUND.format(  # the newest ones
    others="""p.title = %(place)s AND p.id IN (
        SELECT n.id FROM qa_post n WHERE n.kind = 'Q' AND NOT n.is_hidden ORDER BY n.created_at DESC, n.id DESC LIMIT 5)"""
)


def look_around(
    among: str, place: int | str, text: Text, submission_key: UUID | None, numbers: Sequence[int]
) -> Around:
    """Find what stands there already, and what was learned of the text's tokens, in one statement.

    The caller holds the lock that goes with the form's key.
    """
    words = " ".join(text.plain.casefold().split())
    limits = {"shortest": len(words), "longest": 2 * len(text.plain) + 20}
    found = fetch(among, {"key": submission_key, "place": place, "numbers": list(numbers)} | limits)
    ids = {what: pk for what, pk, _plain in found}
    others = [plain for what, _pk, plain in found if what == "other"]
    is_repeated = bool(words) and any(" ".join(plain.casefold().split()) == words for plain in others)
    return Around(ids["new"], ids.get("twin"), is_repeated, read_known(found))


def count_against_limit(viewer: Viewer, what: str) -> None:
    """Count one act of the viewer, as a member and as a network address. Raises TooMany."""
    current, counted = options.current(), {}
    if viewer.is_member:
        counted[f"member-{viewer.user_id}"] = getattr(current, f"{what}_per_member")
    if viewer.address_key:
        counted[viewer.address_key] = getattr(current, f"{what}_per_network")
    consume_each(what, counted)


def create_post(
    viewer: Viewer,
    kind: Post.Kind,
    text: Text,
    byline: Byline,
    submission_key: UUID | None,
    pk: int,
    *,
    typed_title: str = "",
    **columns: Any,
) -> Post:
    """Write one row, its first version, and a visitor's notice address.

    Policies come before; then qa.actions.visibility.publish_or_hold.
    """
    is_masked = byline.grade == MASKED
    if is_masked:
        branch = (
            columns["question"].category_ids if "question" in columns else columns.get("category_ids", [])
        )
        may_mask(viewer, kind, options.current(), branch).enforce()
    count_against_limit(viewer, LIMITS[kind])
    now, is_question = viewer.writes_at or timezone.now(), kind == Post.Kind.QUESTION
    post = Post(
        pk=pk,
        kind=kind,
        author=None if is_masked else viewer.user,
        visitor_key=viewer.visitor_key,
        author_name="" if viewer.is_member else byline.name,
        body=text.source,
        body_html=text.html,
        body_text=text.plain,
        created_at=now,
        recent_at=now,
        active_at=now,
        hotness=hotness(Weights.of(options.current()), now, None, 0, 0, 0) if is_question else 0,
        wants_notice=byline.wants_notice and bool(viewer.is_member or byline.email),
        submission_key=submission_key,
        **columns,
    )
    if is_masked:
        post.mask_key = find_alias(viewer.member_id, post.question_pk)
    insert(post)
    if is_masked:
        keep_mask(post, viewer.member_id)
    if is_question:  # the weights may have changed since this request read them
        later(REHEAT, {"ids": [post.pk]})
    keep_revision(post, post.author_id, typed_title=typed_title)
    if byline.wants_notice and byline.email and not viewer.is_member:
        NoticeAddress.objects.create(post=post, email=byline.email)
    if viewer.sender and options.current().are_addresses_kept and not is_masked:
        PostAddress.objects.create(post=post, address=viewer.sender)
    link_uploads(viewer, post)
    return post


def keep_revision(
    post: Post,
    editor_id: int | None,
    note: str = "",
    *,
    change: Revision.Change = Revision.Change.WRITTEN,
    is_silent: bool = False,
    typed_title: str = "",
) -> None:
    """Store what the post says now as its current version; `typed_title` where readers get other words instead."""
    is_written = change == Revision.Change.WRITTEN
    revision = Revision(
        post=post,
        version=post.version,
        editor_id=editor_id,
        title=typed_title or post.title,
        body=post.body,
        category_name=post.category.name if post.category else "",
        tag_names=list(post.tag_names),
        extra=post.extra,
        content_warnings=list(post.content_warnings),
        note=note,
        created_at=post.created_at if is_written else timezone.now(),
        change=change,
        is_silent=is_silent,
    )
    append(revision)


def keep_change(viewer: Viewer, post: Post, change: Revision.Change, note: str = "") -> None:
    """Make a change of the post's state its next version."""
    post.version += 1
    post.save(update_fields=["version"])
    keep_revision(post, sign(viewer, post).user_id, note, change=change)
