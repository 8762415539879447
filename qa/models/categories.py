"""The category tree, the addresses that categories had before, and questions on their way from one to another."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.models import Level

MAX_DEPTH = 4
EVERYBODY = -1  # the level of visitors
AUDIENCES = [
    (0, _("Everybody, unless the asker wants fewer")),
    (1, _("Everybody here, but no search engines")),
    (2, _("Members only")),
]  # Post.Audience, as the least that a category asks for
POST_LEVELS = [(EVERYBODY, _("Everybody")), *Level.choices]
PATH_LENGTH = 330
# The style sheet knows a tone for each, in light and dark, that holds its contrast; others cannot be chosen.
COLOURS = [
    ("clay", _("Clay")),
    ("moss", _("Moss")),
    ("sea", _("Sea")),
    ("plum", _("Plum")),
    ("sand", _("Sand")),
    ("slate", _("Slate")),
]
# What askers and readers are told: long, and shown for one category at a time.
WORDS = ("guidance", "form_template", "disclaimer")


# How much anonymity a category offers; each includes those before it. An empty one says nothing.
OFFERS = (
    ("", _("As the category above, or the site")),
    ("none", _("With the name only")),
    ("masked", _("Without the name, too")),
    ("sealed", _("Without the name, and sealed")),
)


class CategoryQuerySet(models.QuerySet["Category"]):
    def branch_to(self, category: "Category | None") -> "CategoryQuerySet":
        """A category and everything above it."""
        return self.filter(path__in=category.branch_paths if category else [])

    def without_words(self) -> "CategoryQuerySet":
        """Without the long texts that no list shows."""
        return self.defer(*WORDS)

    def in_tree_order(self) -> "CategoryQuerySet":
        """Each category below its parent, siblings by position, then by address part."""
        return self.order_by("tree_key")


class Category(models.Model):
    """A subject, up to four levels deep. `path` holds the slugs from the root, `question_count` counts descendants too;
    of these `members_count` are for members only.

    `path`, `names` (those above it and its own), `depth`, `tree_key`, `disclaimer_html` (its own, or what holds above it)
    and the counts are derived; qa.actions.categories keeps them. One that `is_leaving` is being deleted: its
    questions are on their way elsewhere, and it takes no more.
    """

    parent = models.ForeignKey(
        "self",
        verbose_name=_("within"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address part"), max_length=80, allow_unicode=True)
    description = models.CharField(_("description"), max_length=800, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    post_level = models.SmallIntegerField(
        _("who may ask here"),
        choices=POST_LEVELS,
        default=EVERYBODY,
        help_text=_("Holds for the categories within, too."),
    )
    shows_scores = models.BooleanField(
        _("scores"),
        default=True,
        db_default=True,
        help_text=_("Off: no page tells votes, points or titles here. Holds for the categories within, too."),
    )
    audience = models.PositiveSmallIntegerField(
        _("who may find questions here"),
        choices=AUDIENCES,
        default=0,
        db_default=0,
        help_text=_(
            "Holds for the categories within, too, and at once for the questions that are there. Choosing more people later "
            "opens no question that is there: only its asker does."
        ),
    )
    grades = models.CharField(
        _("writing without a name"),
        max_length=6,
        choices=OFFERS,
        blank=True,
        default="",
        db_default="",
        help_text=_("Holds for the categories within that say nothing else."),
    )
    guidance = models.TextField(
        _("what helps when asking here"),
        max_length=4000,
        blank=True,
        default="",
        db_default="",
        help_text=_("Markdown. The form for questions shows it when this category is chosen."),
    )
    form_template = models.TextField(
        _("text to begin with"),
        max_length=2000,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Markdown with headings. It stands in the empty text field of a question here; what is left as it was is not posted."
        ),
    )
    disclaimer = models.TextField(
        _("what readers should know"),
        max_length=1000,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Markdown, such as “Not medical advice.” It stands above every question here and above the form for answers."
        ),
    )
    colour = models.CharField(
        _("colour"), max_length=8, choices=COLOURS, blank=True, default="", db_default=""
    )
    is_leaving = models.BooleanField(_("being deleted"), default=False, db_default=False, editable=False)
    disclaimer_html = models.TextField(blank=True, default="", db_default="", editable=False)
    names = ArrayField(
        models.CharField(max_length=80),
        default=list,
        db_default=Value([], ArrayField(models.CharField(max_length=80))),
        editable=False,
    )
    path = models.CharField(max_length=PATH_LENGTH, unique=True, editable=False)
    tree_key = models.CharField(max_length=360, db_collation="C", editable=False)
    depth = models.PositiveSmallIntegerField(default=1, editable=False)
    question_count = models.IntegerField(_("questions"), default=0, editable=False)
    members_count = models.IntegerField(default=0, db_default=0, editable=False)

    least_audience: int  # what its branch asks for (qa.reads.categories.list_open_categories)
    seen_count: int  # of its questions, those that a viewer may find (qa.reads.listings.count_for)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["tree_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "slug"], name="qa_category_slug_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(depth__gte=1) & Q(depth__lte=MAX_DEPTH), name="qa_category_depth"
            ),
            models.CheckConstraint(
                condition=Q(parent=None, depth=1) | Q(parent__isnull=False, depth__gt=1),
                name="qa_category_root_depth",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="qa_category_not_its_own_parent"),
            models.CheckConstraint(condition=Q(question_count__gte=0), name="qa_category_count"),
            models.CheckConstraint(condition=Q(audience__lte=2), name="qa_category_audience_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/categories/{self.path}/"

    @property
    def branch_paths(self) -> list[str]:
        """Its path and those of the categories above it, from the root."""
        parts = self.path.split("/")
        return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]

    @property
    def trail(self) -> list[tuple[str, str]]:
        """(name, address) of each category from the root down to this one."""
        names = self.names or [self.name]
        return [(name, f"/categories/{path}/") for name, path in zip(names, self.branch_paths, strict=False)]

    @property
    def notice(self) -> SafeString:
        """What readers of its questions should know: its own words, or those of the nearest category above that has some."""
        return mark_safe(self.disclaimer_html)

    def find_words(self, field: str) -> str:
        """Return one of WORDS as it holds here: its own, or that of the nearest category above (all of them loaded)."""
        return next((words for words in (getattr(one, field) for one in self.climb()) if words), "")

    def climb(self) -> Iterator["Category"]:
        """Yield this category and those above it, the nearest first."""
        one: Category | None = self
        while one is not None:
            yield one
            one = one.parent


class FormerPath(models.Model):
    """An address that a category had before it was renamed, moved or dissolved; readers are led to where it is now.

    It names the category and not an address, so redirects cannot go in circles. A category that has the path now comes first.
    """

    path = models.CharField(max_length=PATH_LENGTH, unique=True)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="former_paths")
    left_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("former address of a category")
        verbose_name_plural = _("former addresses of categories")

    def __str__(self) -> str:
        return self.path


class Refiling(models.Model):
    """Questions are on their way into another category (`target`; none: out of all): in small steps, the worker goes on.

    From one category (`source`; none: questions without any), perhaps with those below it; `upto` is the last question that
    was there when it began, `last_id` the last one that was moved. With `is_dissolving` the source goes when nothing is left
    in it, and what comes meanwhile is taken along. One is at work at a time, so that two never carry questions in a circle.
    The names stay when the rows are gone.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")

    source = models.ForeignKey(Category, null=True, on_delete=models.SET_NULL, related_name="+")
    source_name = models.CharField(max_length=80, blank=True)
    target = models.ForeignKey(Category, null=True, on_delete=models.SET_NULL, related_name="+")
    target_name = models.CharField(max_length=80, blank=True)
    has_below = models.BooleanField(default=False)
    is_dissolving = models.BooleanField(default=False)
    upto = models.BigIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=7, choices=State.choices, default=State.RUNNING)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("move of questions")
        verbose_name_plural = _("moves of questions")
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="qa_refiling_one_at_work"
            ),
            models.CheckConstraint(
                name="qa_refiling_dissolves_one", condition=Q(is_dissolving=False) | ~Q(source_name="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_name or '–'} → {self.target_name or '–'}"

    @property
    def is_at_work(self) -> bool:
        return self.state == self.State.RUNNING
