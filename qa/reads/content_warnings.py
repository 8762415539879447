"""What readers see of posts with a content warning. All that it rests on is there already: the site's list stands among the
options, a member's choices on their own row. So no page asks a query for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from qa.models import Post
from qa.rules.content_warnings import (
    ALL,
    HIDE,
    PICTURES,
    SHOW,
    WARNED,
    ContentWarning,
    find_treatment,
    list_warnings,
    name_warning,
)


@dataclass(frozen=True)
class Cover:
    """What lies over the text of a post for one reader. `names`: the warnings in the site's words, empty without any."""

    names: str = ""
    treatment: str = SHOW
    is_veiled: bool = False  # pictures are blurred until somebody uncovers them

    @property
    def is_folded(self) -> bool:
        """Whether the text opens when somebody asks for it."""
        return self.treatment != SHOW

    @property
    def is_hidden(self) -> bool:
        """Whether the reader wants the whole post out of the way."""
        return self.treatment == HIDE


BARE, VEILED = Cover(), Cover(is_veiled=True)


def known_warnings() -> Mapping[str, ContentWarning]:
    return list_warnings(options.current().content_warnings)


def offered_warnings(kept: Sequence[str] = ()) -> list[ContentWarning]:
    """Return what writers may choose; `kept` is what a post has already, which stays among it."""
    known = known_warnings()
    found = [one for one in known.values() if one.is_offered or one.slug in kept]
    gone = [ContentWarning(slug, name_warning(known, slug)) for slug in kept if slug not in known]
    return [*found, *gone]


def name_warnings(slugs: Sequence[str]) -> str:
    """Return warnings as readers are told of them, in the order of the site's list."""
    known = known_warnings()
    there = [slug for slug in known if slug in slugs] + [slug for slug in slugs if slug not in known]
    return ", ".join(name_warning(known, slug) for slug in there)


def tell_warnings(slugs: Sequence[str]) -> str:
    """Return the sentence that stands in place of a text; '' without any warning."""
    return _("Content warning: %(names)s.") % {"names": name_warnings(slugs)} if slugs else ""


def choices_of(viewer: Viewer | None) -> Mapping[str, str]:
    user = viewer.user if viewer is not None else None
    return user.content_choices if user is not None else {}


def treat(viewer: Viewer | None, slugs: Sequence[str]) -> str:
    """Return what happens to a text with these warnings for this reader: show, fold or hide."""
    return find_treatment(slugs, choices_of(viewer), options.current().warned_treatment) if slugs else SHOW


def shows_text(viewer: Viewer | None, slugs: Sequence[str]) -> bool:
    """Whether this reader gets the words of a text with these warnings as they are."""
    return not slugs or treat(viewer, slugs) == SHOW


def sees_some(viewer: Viewer | None) -> bool:
    """Whether lists show this reader the words of any post with a warning."""
    return options.current().warned_treatment == SHOW or SHOW in choices_of(viewer).values()


def hidden_slugs(viewer: Viewer | None) -> frozenset[str]:
    """Return the warnings whose posts this member wants out of the way."""
    return frozenset(slug for slug, chosen in choices_of(viewer).items() if chosen == HIDE)


def wants_veils(viewer: Viewer | None, *, is_warned: bool) -> bool:
    """Whether this reader gets pictures blurred, in a post with or without a warning."""
    wish = choices_of(viewer).get(PICTURES, options.current().veiled_pictures)
    return wish == ALL or (wish == WARNED and is_warned)


def cover(viewer: Viewer | None, post: Post, *, is_own: bool = False) -> Cover:
    """Return what lies over a post. One's own texts are never folded."""
    slugs = post.content_warnings
    is_veiled = wants_veils(viewer, is_warned=bool(slugs)) and not is_own
    if not slugs:
        return VEILED if is_veiled else BARE
    return Cover(name_warnings(slugs), SHOW if is_own else treat(viewer, slugs), is_veiled)


def cover_in_queue(viewer: Viewer | None, post: Post) -> Cover:
    """Return what lies over a post that moderators look at: they read the text, and need not see pictures at once."""
    is_veiled = PICTURES not in choices_of(viewer) and options.current().are_queue_pictures_veiled
    names = name_warnings(post.content_warnings) if post.content_warnings else ""
    return Cover(names, SHOW, is_veiled or wants_veils(viewer, is_warned=bool(names)))
