"""Questions, answers and comments: one table, three proxies."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum import stamps
from qa.models.categories import MAX_DEPTH, Category
from qa.models.querysets import LISTED, WAITING, PostQuerySet
from qa.models.tags import Tag, tag_url
from qa.rules.lengths import EXTRA_MAX_LENGTH, NAME_MAX_LENGTH, TITLE_COLUMN_LENGTH

EDIT_GRACE = timedelta(seconds=300)
CHANGES_OF_STATE = ("closed", "reopened", "hidden", "shown", "accepted")


class Post(models.Model):
    """One thing somebody wrote: a question, an answer to it, or a comment on either.

    Text is kept three ways, written together by the actions: `body` (Markdown as typed), `body_html` (safe, never
    rendered on a read) and `body_text` (plain: search, excerpts, mail). Who wrote it is `author` (a member) or
    `visitor_key` (the hash of a visitor's cookie) with an optional `author_name`; neither, after an account is gone. A masked
    post names nobody: `mask_key` is what its thread knows the writer by (accounts.aliases), and qa.masks keeps who that is.
    Columns marked as derived are kept by qa.actions and verified by `manage.py recount`.
    """

    class Kind(models.TextChoices):
        QUESTION = "Q", _("Question")
        ANSWER = "A", _("Answer")
        COMMENT = "C", _("Comment")

    class Change(models.TextChoices):
        """What was done to a post last, in the words of its page (derived from the facts)."""

        EDITED = "edited", pgettext_lazy("meta line", "edited")
        RETAGGED = "retagged", pgettext_lazy("meta line", "retagged")
        RECATEGORISED = "category", pgettext_lazy("meta line", "moved to another category")
        CLOSED = "closed", pgettext_lazy("meta line", "closed")
        REOPENED = "reopened", pgettext_lazy("meta line", "reopened")
        HIDDEN = "hidden", pgettext_lazy("meta line", "hidden")
        SHOWN = "shown", pgettext_lazy("meta line", "shown again")
        TO_COMMENT = "to-comment", pgettext_lazy("meta line", "made a comment")
        TO_ANSWER = "to-answer", pgettext_lazy("meta line", "made an answer")
        ACCEPTED = "accepted", pgettext_lazy("meta line", "accepted")

    class Frozen(models.TextChoices):
        """What a question is that takes nothing more of anybody but moderators (the row is a Freeze)."""

        LOCKED = "locked", pgettext_lazy("question", "locked")
        ARCHIVED = "archived", pgettext_lazy("question", "archived")

    class Audience(models.IntegerChoices):
        """Who may find a question. Answers and comments carry their question's, so each post knows by itself."""

        EVERYBODY = 0, _("Everybody")
        READERS = 1, _("Everybody here, but no search engines")
        MEMBERS = 2, _("Members only")

    kind = models.CharField(_("kind"), max_length=1, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    question = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="thread_posts"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="posts",
    )
    author_name = models.CharField(_("name to display"), max_length=NAME_MAX_LENGTH, blank=True)
    visitor_key = models.CharField(max_length=64, blank=True, editable=False)
    mask_key = models.CharField(max_length=40, blank=True, default="", db_default="", editable=False)
    body = models.TextField(_("text"), blank=True)
    body_html = models.TextField(blank=True, editable=False)
    body_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    last_change = models.CharField(max_length=12, choices=Change.choices, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)
    wants_notice = models.BooleanField(default=False, editable=False)
    is_hidden = models.BooleanField(_("hidden"), default=False, editable=False)
    is_held = models.BooleanField(_("waiting for approval"), default=False, editable=False)
    is_wiki = models.BooleanField(_("anybody may edit"), default=False, editable=False)
    audience = models.PositiveSmallIntegerField(
        _("who may find it"), choices=Audience.choices, default=0, db_default=0, editable=False
    )
    # Short words of the site's list of warnings (qa.rules.content_warnings)
    content_warnings = ArrayField(
        models.CharField(max_length=30), default=list, db_default=[], blank=True, editable=False
    )

    # Derived, on every kind
    up_count = models.PositiveIntegerField(default=0, editable=False)
    down_count = models.PositiveIntegerField(default=0, editable=False)
    score = models.GeneratedField(
        verbose_name=_("votes"),
        expression=F("up_count") - F("down_count"),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    up_weight = models.DecimalField(max_digits=22, decimal_places=9, default=0, editable=False)
    down_weight = models.DecimalField(max_digits=22, decimal_places=9, default=0, editable=False)
    flag_count = models.PositiveIntegerField(_("flags"), default=0, editable=False)
    flag_weight = models.DecimalField(max_digits=9, decimal_places=2, default=0, editable=False)

    # Questions only
    title = models.CharField(_("title"), max_length=TITLE_COLUMN_LENGTH, blank=True)
    slug = models.CharField(max_length=200, blank=True, editable=False)
    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="questions",
    )
    tags = models.ManyToManyField(Tag, through="qa.QuestionTag", related_name="questions")
    extra = models.CharField(max_length=EXTRA_MAX_LENGTH, blank=True, editable=False)
    view_count = models.PositiveIntegerField(_("views"), default=0, editable=False)
    follows = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="follow_ons"
    )

    # Answers only: the day after which somebody should look whether it is still right
    slow_minutes = models.PositiveSmallIntegerField(
        _("minutes between two posts of one person in the thread"), default=0, db_default=0, editable=False
    )
    check_after = models.DateField(_("check again after"), null=True, blank=True, editable=False)

    # Questions only, derived. `category_ids`: the category and those above it, from the root
    category_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    tag_names = ArrayField(models.CharField(max_length=40), default=list, blank=True, editable=False)
    answer_count = models.PositiveIntegerField(_("answers"), default=0, editable=False)
    best_answer_score = models.IntegerField(default=0, editable=False)
    is_closed = models.BooleanField(_("closed"), default=False, editable=False)
    frozen_as = models.CharField(max_length=8, choices=Frozen.choices, blank=True, editable=False)
    accepted_answer = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    last_answer = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    recent_at = models.DateTimeField(default=timezone.now, editable=False)
    active_at = models.DateTimeField(default=timezone.now, editable=False)
    hotness = models.FloatField(default=0, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                name="qa_post_kind_parent",
                condition=Q(kind="Q", parent=None, question=None)
                | Q(kind="A", parent__isnull=False, question=F("parent"))
                | Q(kind="C", parent__isnull=False, question__isnull=False),
            ),
            models.CheckConstraint(
                name="qa_post_title_on_questions",
                condition=(Q(kind="Q") & ~Q(title="")) | (~Q(kind="Q") & Q(title="", slug="", category=None)),
            ),
            models.CheckConstraint(
                name="qa_post_one_author", condition=Q(author=None) | Q(visitor_key="", author_name="")
            ),
            models.CheckConstraint(
                name="qa_post_masked_names_nobody",
                condition=Q(mask_key="") | Q(author=None, visitor_key="", author_name=""),
            ),
            models.CheckConstraint(name="qa_post_audience_known", condition=Q(audience__lte=2)),
            models.CheckConstraint(name="qa_post_version", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="qa_post_held_is_hidden", condition=Q(is_held=False) | Q(is_hidden=True)
            ),
            models.CheckConstraint(
                name="qa_post_follows_on_questions", condition=Q(kind="Q") | Q(follows=None)
            ),
            models.CheckConstraint(name="qa_post_extra_on_questions", condition=Q(kind="Q") | Q(extra="")),
            models.CheckConstraint(name="qa_post_frozen_questions", condition=Q(kind="Q") | Q(frozen_as="")),
            models.CheckConstraint(
                name="qa_post_check_after_on_answers", condition=Q(kind="A") | Q(check_after=None)
            ),
        ]
        indexes = [
            models.Index(fields=["question", "kind", "created_at"], name="qa_post_thread"),
            models.Index(fields=["author", "kind", "-created_at", "-id"], name="qa_post_by_author"),
            models.Index(fields=["parent"], name="qa_post_by_parent"),
            models.Index(fields=["follows"], name="qa_post_by_follows", condition=~Q(follows=None)),
            models.Index(fields=["created_at", "id"], name="qa_post_held", condition=Q(is_held=True)),
            models.Index(fields=["check_after"], name="qa_post_by_check", condition=~Q(check_after=None)),
            models.Index(fields=["-created_at", "-id"], name="qa_question_by_created", condition=LISTED),
            models.Index(fields=["id"], name="qa_question_alone", condition=LISTED & Q(category=None)),
            models.Index(fields=["id"], name="qa_question_unfiled", condition=Q(kind="Q", category=None)),
            models.Index(fields=["id"], name="qa_question_apart", condition=LISTED & Q(audience=2)),
            models.Index(
                fields=["-created_at", "-id"],
                name="qa_question_warned",
                condition=LISTED & ~Q(content_warnings=[]),
            ),
            models.Index(fields=["-recent_at", "-id"], name="qa_question_by_recent", condition=LISTED),
            models.Index(fields=["-active_at", "-id"], name="qa_question_by_active", condition=LISTED),
            models.Index(fields=["-hotness", "-id"], name="qa_question_by_hotness", condition=LISTED),
            models.Index(fields=["-score", "-id"], name="qa_question_by_score", condition=LISTED),
            models.Index(fields=["-answer_count", "-id"], name="qa_question_by_answers", condition=LISTED),
            models.Index(fields=["-view_count", "-id"], name="qa_question_by_views", condition=LISTED),
            *(
                models.Index(
                    fields=["-created_at", "-id"],
                    name=f"qa_question_{name}",
                    condition=LISTED & WAITING[name],
                )
                for name in WAITING
            ),
            *(
                models.Index(
                    F(f"category_ids__{level}"),
                    F("created_at").desc(),
                    F("id").desc(),
                    name=f"qa_question_category_{level + 1}",
                    include=["category_ids"],  # else PostgreSQL would look at every row that it skips
                    condition=LISTED & Q(**{f"category_ids__{level}__isnull": False}),
                )
                for level in range(MAX_DEPTH)
            ),
            GinIndex(
                fields=["title"], opclasses=["gin_trgm_ops"], name="qa_question_title_trgm", condition=LISTED
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        """Address of the post: a question's own page, or the place on it (`show` opens the right page of answers)."""
        if self.kind == self.Kind.QUESTION:
            return f"/questions/{self.pk}/{self.slug}/" if self.slug else f"/questions/{self.pk}/"
        return f"/questions/{self.question_id}/?show={self.pk}#{self.anchor}"

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any
    ) -> Self:
        """Load a post; a page that is kept for everybody relies on the thread of each one it shows."""
        post = super().from_db(db, field_names, values, **more)
        if stamps.is_recording():
            note_thread(post.__dict__)
        return post

    @property
    def anchor(self) -> str:
        """The element id on the question page: a12 for an answer, c34 for a comment."""
        return f"{self.kind.lower()}{self.pk}"

    @property
    def is_question(self) -> bool:
        return self.kind == self.Kind.QUESTION

    @property
    def is_answer(self) -> bool:
        return self.kind == self.Kind.ANSWER

    @property
    def is_comment(self) -> bool:
        return self.kind == self.Kind.COMMENT

    @property
    def why_hidden(self) -> str:
        """A word of Hiding.Because; '' for a post that is not hidden, or that was loaded without `hiding`. No query."""
        hiding = self._state.fields_cache.get("hiding") if self.is_hidden else None
        return hiding.because if hiding else ""

    @property
    def question_pk(self) -> int:
        """The id of the question whose page shows this post."""
        return self.question_id or self.pk

    @property
    def is_change_told(self) -> bool:
        """Whether readers are told of the last change: not of one's own words put right within the first five minutes."""
        if self.changed_at is None:
            return False
        is_by_another = self.changed_by_id != self.author_id
        return (
            is_by_another
            or self.last_change in CHANGES_OF_STATE
            or self.changed_at - self.created_at > EDIT_GRACE
        )

    @property
    def is_check_due(self) -> bool:
        """Whether the day has passed on which this answer should have been checked again."""
        return self.check_after is not None and self.check_after < timezone.localdate()

    @property
    def tag_links(self) -> list[tuple[str, str]]:
        """(name, address) of each tag, in the author's order."""
        return [(name, tag_url(name)) for name in self.tag_names]


def note_thread(values: dict[str, Any]) -> None:
    """Note the thread of a loaded post; where the columns do not tell it, all posts."""
    thread = values["id"] if values.get("kind") == Post.Kind.QUESTION else values.get("question_id")
    if thread is None:
        stamps.note(stamps.Kind.POSTS)
    else:
        stamps.note(stamps.Kind.THREAD, [thread])


class KindManager(models.Manager["Post"]):
    """The rows of one kind."""

    def __init__(self, kind: str = "") -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> PostQuerySet:
        return PostQuerySet(self.model, using=self._db).filter(kind=self.kind)


class Question(Post):
    """A post of kind question."""

    objects = KindManager("Q")  # type: ignore[misc,assignment]

    class Meta:
        proxy = True
        verbose_name = _("question")
        verbose_name_plural = _("questions")


class Answer(Post):
    """A post of kind answer: its parent is the question."""

    objects = KindManager("A")  # type: ignore[misc,assignment]

    class Meta:
        proxy = True
        verbose_name = _("answer")
        verbose_name_plural = _("answers")


class Comment(Post):
    """A post of kind comment: its parent is a question or an answer."""

    objects = KindManager("C")  # type: ignore[misc,assignment]

    class Meta:
        proxy = True
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
