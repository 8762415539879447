"""The list of watched words: adding, changing, removing, taking over a whole list."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.lib.text import UncleanText, clean_line, excerpt
from forum.lib.watchlist import BadPattern, check_pattern, key_of
from qa.models import WatchedWord
from qa.policies.posts import may_manage_catalogue

MOST_WORDS = 10_000
MOST_LINES = 10_000
MOST_ERRORS = 10
SCOPES = {
    "titles": "in_titles", "texts": "in_texts", "tags": "in_tags", "names": "in_names", "usernames": "in_usernames",
}  # fmt: skip
DEFAULT_SCOPES = ("titles", "texts", "tags", "names")


@dataclass(frozen=True)
class Imported:
    """How many words a list added and how many it changed."""

    added: int
    changed: int


def save_word(viewer: Viewer, word: WatchedWord) -> WatchedWord:
    """Add or change a watched word. Raises PermissionDenied, and ValidationError for what cannot be watched for."""
    may_manage_catalogue(viewer).enforce()
    prepare(word)
    if word.pk is None and WatchedWord.objects.count() >= MOST_WORDS:
        raise ValidationError(_("The list is full; it holds %(limit)d words.") % {"limit": MOST_WORDS})
    try:
        with transaction.atomic():
            word.save()
    except IntegrityError as error:
        raise ValidationError({"pattern": _("This word is on the list already.")}) from error
    return word


def prepare(word: WatchedWord) -> None:
    """Bring a word into the form in which it is kept. Raises ValidationError."""
    try:
        word.pattern = check_pattern(word.pattern)
    except BadPattern as error:
        raise ValidationError({"pattern": str(error)}) from error
    try:
        word.replacement = clean_line(word.replacement)
    except UncleanText as error:
        raise ValidationError({"replacement": str(error)}) from error
    word.key = key_of(word.pattern)


def delete_word(viewer: Viewer, word: WatchedWord) -> None:
    """Watch for a word no longer. Raises PermissionDenied."""
    may_manage_catalogue(viewer).enforce()
    word.delete()


@transaction.atomic
def import_words(viewer: Viewer, listed: str) -> Imported:
    """Take over a list, a word on each line (see `read_line`); words that are there already are changed.

    Raises PermissionDenied, and ValidationError that names the lines which are wrong; then nothing is taken.
    """
    may_manage_catalogue(viewer).enforce()
    words = read_list(listed)
    # Locked in the order of their numbers, as those are whose words are counted when a post has them.
    rows = WatchedWord.objects.filter(key__in=words).order_by("pk").select_for_update()
    known = dict(rows.values_list("key", "pk"))
    if WatchedWord.objects.count() + len(words) - len(known) > MOST_WORDS:
        raise ValidationError(
            _("That would be too many; the list holds %(limit)d words.") % {"limit": MOST_WORDS}
        )
    columns = ["pattern", "action", "replacement", *SCOPES.values()]
    WatchedWord.objects.bulk_create(
        list(words.values()),
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=columns,
        batch_size=1_000,
    )
    return Imported(len(words) - len(known), len(known))


def read_list(listed: str) -> dict[str, WatchedWord]:
    """Return the words of a list by their keys. Raises ValidationError with a sentence for each bad line, up to a few."""
    lines = [(number, line) for number, line in enumerate(listed.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise ValidationError(
            _("There are %(count)d lines in it; at most %(limit)d fit. Please take them over in parts.")
            % {"count": len(lines), "limit": MOST_LINES}
        )
    words: dict[str, WatchedWord] = {}
    errors: list[str] = []
    for number, line in lines:
        try:
            word = read_line(line)
        except ValidationError as error:
            shown = {"number": number, "line": excerpt(line, 60), "why": " ".join(error.messages)}
            errors.append(_("Line %(number)d (%(line)s): %(why)s") % shown)
            if len(errors) == MOST_ERRORS:
                break
        else:
            words[word.key] = word
    if errors:
        raise ValidationError(errors)
    if not words:
        raise ValidationError(_("There is no word in this list."))
    return words


def read_line(line: str) -> WatchedWord:
    """Return the word of one line: "word | action | places | shown instead"; all but the word may be missing.

    Raises ValidationError.
    """
    parts = [part.strip() for part in line.split("|")]
    if len(parts) > 4:
        raise ValidationError(_("There are too many parts in it."))
    pattern, action, places, replacement = [*parts, "", "", ""][:4]
    action = action or WatchedWord.Action.HOLD
    if action not in WatchedWord.Action.values:
        raise ValidationError(_("What happens is one of: hold, flag, reject, replace."))
    scopes = places.replace(",", " ").split() or list(DEFAULT_SCOPES)
    if not set(scopes) <= set(SCOPES):
        raise ValidationError(_("Places are: titles, texts, tags, names, usernames."))
    if len(replacement) > 100:
        raise ValidationError(_("What is shown instead has at most 100 characters."))
    chosen = {column: name in scopes for name, column in SCOPES.items()}
    word = WatchedWord(pattern=pattern, action=action, replacement=replacement, **chosen)
    prepare(word)
    return word


def export_words() -> str:
    """Return the list as `import_words` takes it."""
    lines = []
    for word in WatchedWord.objects.order_by("key"):
        places = " ".join(name for name, column in SCOPES.items() if getattr(word, column))
        parts = [word.pattern, word.action, places, word.replacement]
        lines.append(" | ".join(parts).rstrip(" |"))
    return "".join(f"{line}\n" for line in lines)
