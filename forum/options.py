"""Site options: what the owner may change at run time. A leaf that every layer may read.

Each option is declared once, with its type, default, bounds and the words that explain it; the console draws its
form from these declarations. Only values that differ from the default are stored. One query a request reads all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import Field, dataclass, field, fields
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.models import SiteOption

Words = str | Promise


def option(
    default: Any,
    group: Words,
    label: Words,
    help_text: Words = "",
    *,
    low: int = 0,
    high: int = 1_000_000,
    is_long: bool = False,
    choices: tuple[tuple[str, Words], ...] = (),
) -> Any:
    """Declare one option; its type is that of the default.

    `low` and `high` bound numbers and text lengths; `choices` are (value, label) for a text that is one of a few words.
    """
    metadata = {
        "group": group,
        "label": label,
        "help_text": help_text,
        "low": low,
        "high": high,
        "is_long": is_long,
        "choices": choices,
    }
    return field(default=default, metadata=metadata)


SITE, WRITING, LISTS, LIMITS = _("The site"), _("Writing"), _("Lists"), _("Limits an hour")
PICTURES = _("Pictures and files")
ANSWERS = _("Order of answers")
ANSWER_ORDERS = (("helpful", _("Most helpful")), ("oldest", _("Oldest")), ("votes", _("Most votes")))
PER_MEMBER, PER_NETWORK = _("for one member"), _("for one network address")


@dataclass(frozen=True)
class Options:
    """The values in force. Attribute names are the option names."""

    site_name: str = option("Mindwellnessforum", SITE, _("Name of the site"), high=60, low=1)
    welcome_text: str = option(
        "Welcome to Mindwellnessforum where you can ask questions about relationships and mental health",
        SITE,
        _("Welcome text"),
        _("Stands in the sidebar of every page."),
        high=500,
        is_long=True,
    )
    sidebar_text: str = option(
        "",
        SITE,
        _("More in the sidebar"),
        _("Markdown; shown below the welcome text."),
        high=4000,
        is_long=True,
    )
    footer_text: str = option("", SITE, _("Footer"), _("Markdown."), high=2000, is_long=True)

    title_min_length: int = option(12, WRITING, _("Shortest title"), _("Characters."), low=1, high=100)
    title_max_length: int = option(120, WRITING, _("Longest title"), _("Characters."), low=20, high=300)
    question_min_length: int = option(0, WRITING, _("Shortest question text"), _("Characters."), high=1000)
    answer_min_length: int = option(12, WRITING, _("Shortest answer"), _("Characters."), low=1, high=1000)
    comment_min_length: int = option(12, WRITING, _("Shortest comment"), _("Characters."), low=1, high=1000)
    body_max_length: int = option(
        12_000, WRITING, _("Longest text"), _("Characters, at most 30,000."), low=500, high=30_000
    )
    max_tags: int = option(5, WRITING, _("Most tags on a question"), high=10)
    is_category_required: bool = option(True, WRITING, _("A question needs a category"))
    is_visitor_naming_allowed: bool = option(True, WRITING, _("Visitors may give a name to display"))
    are_question_comments_allowed: bool = option(True, WRITING, _("Comments on questions"))
    are_answer_comments_allowed: bool = option(True, WRITING, _("Comments on answers"))
    are_closed_comments_allowed: bool = option(True, WRITING, _("Comments on closed questions"))
    are_comment_votes_allowed: bool = option(False, WRITING, _("Votes on comments"))
    are_several_answers_allowed: bool = option(True, WRITING, _("One person may answer a question twice"))
    are_follow_ons_allowed: bool = option(True, WRITING, _("Questions may follow on from an answer"))
    is_closing_allowed: bool = option(True, WRITING, _("Questions may be closed"))
    is_closing_own_allowed: bool = option(True, WRITING, _("Askers may close their own question"))
    is_closed_on_acceptance: bool = option(False, WRITING, _("A question closes when an answer is accepted"))
    is_self_answer_allowed: bool = option(True, WRITING, _("Askers may answer their own question"))
    is_privacy_helper_on: bool = option(
        True,
        WRITING,
        _("Point at phone numbers, e-mail addresses and full names before posting"),
        _("Once for each text; the writer decides. Nothing is stored."),
    )
    is_notice_preset: bool = option(True, WRITING, _("The notification box is ticked to begin with"))

    are_images_allowed: bool = option(True, PICTURES, _("Pictures in questions and answers"))
    are_visitor_images_allowed: bool = option(False, PICTURES, _("Visitors may add pictures, too"))
    max_image_kilobytes: int = option(
        5000,
        PICTURES,
        _("Largest file"),
        _("Kilobytes. Pictures are scaled down and stored smaller."),
        low=100,
        high=20_000,
    )

    are_files_allowed: bool = option(
        False, PICTURES, _("Members may add other files"), _("They are offered for saving, never shown.")
    )
    max_file_kilobytes: int = option(
        1000, PICTURES, _("Largest other file"), _("Kilobytes."), low=10, high=20_000
    )
    file_endings: str = option(
        "pdf, txt, odt, docx",
        PICTURES,
        _("Kinds of other files"),
        _("Of these: pdf, txt, csv, rtf, odt, ods, odp, docx, xlsx, pptx. Others are never taken."),
        low=1,
        high=100,
    )

    home_page_size: int = option(20, LISTS, _("Rows on the home page"), low=5, high=50)
    list_page_size: int = option(20, LISTS, _("Rows in lists of questions"), low=5, high=50)
    answers_page_size: int = option(10, LISTS, _("Answers on a page"), low=5, high=50)
    comments_fold_from: int = option(
        10, LISTS, _("Comments are folded when there are more than"), low=1, high=100
    )
    comments_fold_to: int = option(5, LISTS, _("Comments that stay when the rest is folded"), low=1, high=100)
    tags_page_size: int = option(30, LISTS, _("Tags on a page"), low=10, high=200)
    users_page_size: int = option(30, LISTS, _("Members on a page"), low=10, high=200)
    search_page_size: int = option(10, LISTS, _("Search results on a page"), low=5, high=50)

    answer_order: str = option("helpful", ANSWERS, _("Order to begin with"), choices=ANSWER_ORDERS)
    is_accepted_first: bool = option(True, ANSWERS, _("The accepted answer stands first"))
    prior_votes: int = option(
        2,
        ANSWERS,
        _("Votes that a new answer starts with"),
        _("The more, the longer one doubts the first votes."),
        low=1,
        high=100,
    )
    prior_percent: int = option(
        80, ANSWERS, _("How many percent of them are helpful"), _("The average of the site."), low=1, high=99
    )

    questions_per_member: int = option(10, LIMITS, _("Questions"), PER_MEMBER)
    questions_per_network: int = option(20, LIMITS, _("Questions"), PER_NETWORK)
    answers_per_member: int = option(25, LIMITS, _("Answers"), PER_MEMBER)
    answers_per_network: int = option(50, LIMITS, _("Answers"), PER_NETWORK)
    comments_per_member: int = option(20, LIMITS, _("Comments"), PER_MEMBER)
    comments_per_network: int = option(40, LIMITS, _("Comments"), PER_NETWORK)
    votes_per_member: int = option(300, LIMITS, _("Votes"), PER_MEMBER)
    votes_per_network: int = option(600, LIMITS, _("Votes"), PER_NETWORK)
    flags_per_member: int = option(5, LIMITS, _("Flags"), PER_MEMBER)
    flags_per_network: int = option(10, LIMITS, _("Flags"), PER_NETWORK)
    drafts_per_member: int = option(900, LIMITS, _("Drafts"), PER_MEMBER)
    drafts_per_network: int = option(1800, LIMITS, _("Drafts"), PER_NETWORK)
    previews_per_member: int = option(900, LIMITS, _("Previews"), PER_MEMBER)
    previews_per_network: int = option(1800, LIMITS, _("Previews"), PER_NETWORK)
    images_per_member: int = option(20, LIMITS, _("Pictures and files"), PER_MEMBER)
    images_per_network: int = option(40, LIMITS, _("Pictures and files"), PER_NETWORK)


DEFAULTS = Options()
DECLARATIONS = {declaration.name: declaration for declaration in fields(Options)}
_current: ContextVar[Options | None] = ContextVar("site_options", default=None)


def current() -> Options:
    """Return the options in force: within a request (see `snapshot`) the same ones from its first use to its end."""
    options = _current.get()
    if options is None or options is _UNREAD:
        fresh = load()
        if options is _UNREAD:
            _current.set(fresh)
        return fresh
    return options


def load() -> Options:
    """Read the options from the database. Unknown names and values that do not fit are passed over."""
    stored = {row.name: row.value for row in SiteOption.objects.all()}
    values = {
        name: stored[name]
        for name, declaration in DECLARATIONS.items()
        if name in stored and fits(stored[name], declaration)
    }
    return Options(**values)


def fits(value: Any, declaration: Field[Any]) -> bool:
    """Whether a value has the type of the default and lies within the bounds."""
    bounds = declaration.metadata
    if not isinstance(value, type(declaration.default)) or isinstance(value, bool) is not isinstance(
        declaration.default, bool
    ):
        return False
    if isinstance(value, bool):
        return True
    if bounds["choices"]:
        return value in dict(bounds["choices"])
    return bool(bounds["low"] <= (len(value) if isinstance(value, str) else value) <= bounds["high"])


@transaction.atomic
def save(values: dict[str, Any]) -> None:
    """Store the given option values; those that equal their default are removed.

    Raises KeyError for an unknown name and ValueError for a value that does not fit; then nothing is stored.
    """
    for name, value in values.items():
        if not fits(value, DECLARATIONS[name]):
            raise ValueError(f"{name} cannot be {value!r}.")
        if value == DECLARATIONS[name].default:
            SiteOption.objects.filter(name=name).delete()
        else:
            SiteOption.objects.update_or_create(name=name, defaults={"value": value})
    if _current.get() is not None:
        _current.set(_UNREAD)


_UNREAD = Options(site_name="")


@contextmanager
def snapshot() -> Iterator[None]:
    """Within this block (a request) options are read at most once."""
    token = _current.set(_UNREAD)
    try:
        yield
    finally:
        _current.reset(token)
