"""Who reads the moderation log, and who takes words out of it."""

from django.utils.translation import gettext as _

from accounts.models import Level
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, SignIn, policy
from forum.options import Options
from qa.models import LogEntry, LogPart


@policy
def may_read_log(viewer: Viewer, options: Options) -> Rows:
    """Open the moderation log, its export and its feed."""
    if options.log_readers == "everybody":
        return
    yield viewer.is_member, SignIn(_("Please sign in to read the moderation log."))
    if options.log_readers == "moderators":
        yield viewer.has_level(Level.MODERATOR), _("The moderation log is for moderators here.")


@policy
def may_sever_words(viewer: Viewer) -> Rows:
    """Take the reason and the change out of entries of the log, where they say what they should not."""
    yield viewer.has_level(Level.ADMINISTRATOR), _("Only administrators remove a reason from the log.")


@policy
def may_sever_words_of(viewer: Viewer, entry: LogEntry) -> Rows:
    """Take the reason and the change out of one entry."""
    yield may_sever_words(viewer)
    yield (
        entry.verb != LogEntry.Verb.SEVERED,
        _("This entry says what was removed from the log; without it the log could not be checked."),
    )
    yield (
        any(part.kind == LogPart.Kind.WORDS for part in entry.parts.all()),
        _("This entry has no reason, or it was removed already."),
    )


@policy
def may_export_statements(viewer: Viewer) -> Rows:
    """Download the statements of reasons of all decisions."""
    yield (
        viewer.has_level(Level.ADMINISTRATOR),
        _("Only administrators can download the statements of reasons."),
    )
