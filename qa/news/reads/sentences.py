"""What a notice says: one calm sentence, from its kind and the fact behind it."""

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.alerts import SENTENCES as ALERTS
from accounts.alerts import Alert
from qa.models import Activity
from qa.news.models import Notice
from qa.news.rules.kinds import Kind
from qa.rules.badges import BY_KEY
from qa.templatetags.lines import author

Verb = Activity.Verb
Words = str | Promise

SENTENCES: dict[str, Words] = {
    Kind.ANSWER: gettext_lazy("%(who)s answered your question."),
    Kind.COMMENT: gettext_lazy("%(who)s commented on what you wrote."),
    Kind.FOLLOW_ON: gettext_lazy("%(who)s asks a question that follows on from your answer."),
    Kind.MENTION: gettext_lazy("%(who)s mentioned you."),
    Kind.THREAD: gettext_lazy("%(who)s wrote another comment where you commented."),
    Kind.EDIT: gettext_lazy("%(who)s edited what you wrote."),
    Kind.ACCEPTED: gettext_lazy("Your answer was marked as the one that helped most."),
    Kind.STATE: gettext_lazy("Something changed about your question."),
    Kind.DECISION: gettext_lazy("Moderators decided about what you wrote."),
    Kind.MESSAGE: gettext_lazy("You have a new message."),
    Kind.WALL: gettext_lazy("Somebody wrote on your page."),
    Kind.CHECK_IN: gettext_lazy("You asked something some days ago. Did something help, and how are you?"),
    Kind.BADGE: gettext_lazy("You earned a badge."),
    Kind.QUESTION: gettext_lazy("Something happened to a question that you follow."),
    Kind.MEMBER: gettext_lazy("%(who)s, whom you follow, wrote something."),
    Kind.TAG: gettext_lazy("There is a question with a tag that you follow."),
    Kind.CATEGORY: gettext_lazy("There is a question in a category that you follow."),
    Kind.COPY: gettext_lazy("The copy of your data is ready."),
}
# Where the fact says more than the kind.
CLOSER: dict[tuple[str, str], Words] = {
    (Kind.STATE, Verb.CLOSED): gettext_lazy("Your question was closed."),
    (Kind.STATE, Verb.REOPENED): gettext_lazy("Your question is open again."),
    (Kind.DECISION, Verb.HIDDEN): gettext_lazy("What you wrote was hidden."),
    (Kind.DECISION, Verb.SHOWN): gettext_lazy("What you wrote can be seen again."),
    (Kind.DECISION, Verb.APPROVED): gettext_lazy("What you wrote was looked at and published."),
    (Kind.DECISION, Verb.REJECTED): gettext_lazy("What you wrote was looked at and not published."),
    (Kind.DECISION, Verb.AUDIENCE): gettext_lazy("A moderator changed who may find your question."),
    (Kind.DECISION, Verb.WARNINGS): gettext_lazy(
        "A moderator changed the content warnings of what you wrote."
    ),
    (Kind.QUESTION, Verb.ANSWERED): gettext_lazy("%(who)s answered a question that you follow."),
    (Kind.QUESTION, Verb.COMMENTED): gettext_lazy("%(who)s commented on a question that you follow."),
    (Kind.QUESTION, Verb.EDITED): gettext_lazy("%(who)s edited a question that you follow."),
    (Kind.QUESTION, Verb.CLOSED): gettext_lazy("A question that you follow was closed."),
    (Kind.QUESTION, Verb.REOPENED): gettext_lazy("A question that you follow is open again."),
    (Kind.QUESTION, Verb.ACCEPTED): gettext_lazy("An answer helped most on a question that you follow."),
}
# Where what it is about says more.
OF_WORD: dict[str, Words] = {
    "appeal": gettext_lazy("Your appeal was decided."),
    "unmasking": gettext_lazy("The team looked who wrote something that you posted without your name."),
}
NOT_PUBLIC = gettext_lazy("Something happened on a post that is no longer public.")


def tell(notice: Notice, *, is_readable: bool) -> SafeString:
    """Return the sentence of a notice as HTML, its author named as the page of the post names them.

    Of a post that the reader may not read any more nothing is told, but for decisions about what they wrote themselves.
    """
    verb = notice.activity.verb if notice.activity else ""
    if not is_readable and notice.kind != Kind.DECISION:
        return SafeString(conditional_escape(NOT_PUBLIC))
    if notice.kind == Kind.ACCOUNT:
        return SafeString(conditional_escape(describe_alert(notice.about)))
    badge = BY_KEY.get(notice.activity.details.get("badge", "")) if notice.activity else None
    if badge:
        return format_html(_("You earned a badge: {}"), _(badge.name))
    words = OF_WORD.get(notice.about.partition("-")[0])
    words = words or CLOSER.get((notice.kind, verb)) or SENTENCES.get(notice.kind) or _("Something happened.")
    return mark_safe(conditional_escape(str(words)) % {"who": name_writer(notice, verb)})


def describe_alert(about: str) -> str:
    """Return what happened to the account, from the word that qa.news.actions.alerts keeps with the notice."""
    number = about.removeprefix("account-").partition("-")[0]
    alert = int(number) if number.isdigit() else 0
    return str(ALERTS[Alert(alert)]) if alert in list(Alert) else _("Something happened to your account.")


def name_writer(notice: Notice, verb: str) -> SafeString:
    """Return who did it: of an edit its editor, of all else the author of the post. The sentence is a link; the name is none."""
    if verb == Verb.EDITED and notice.activity is not None:
        member, name = notice.activity.actor, ""
    elif notice.post is not None:
        member, name = notice.post.author, notice.post.author_name
    else:
        return SafeString(conditional_escape(_("Somebody")))
    if member:
        name = member.username
    return format_html('<bdi class="person">{}</bdi>', name) if name else author(None)
