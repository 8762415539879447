"""Other names of tags: given and taken by moderators, suggested by members, who vote on them."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import NOBODY, Viewer
from forum import options
from forum.lib.errors import Conflict
from forum.lib.text import normalise_key
from qa.actions.tag_moves import begin_merge, lock_tags, tell_filed
from qa.actions.tags import log_tag, refuse_while_moving
from qa.actions.threads import lock_catalogue
from qa.models import LogEntry, SynonymSuggestion, SynonymVote, Tag
from qa.policies.tags import may_manage_tags, may_suggest_more, may_suggest_synonym, may_vote_on_synonym

State = SynonymSuggestion.State
SCORES = """
    SELECT s.id, coalesce(sum(v.value), 0)::int AS score FROM qa_synonymsuggestion s
    LEFT JOIN qa_synonymvote v ON v.suggestion_id = s.id GROUP BY s.id
"""


@transaction.atomic
def add_synonym(viewer: Viewer, tag_id: int, name: str, reason: str = "") -> Tag:
    """Make a name lead to a tag; a tag of that name is merged into it. Returns the tag.

    Raises PermissionDenied, Http404, and ValidationError where the name leads somewhere already.
    """
    may_manage_tags(viewer).enforce()
    return give_name(viewer, tag_id, name, reason)


def give_name(viewer: Viewer, tag_id: int, name: str, reason: str) -> Tag:
    lock_catalogue()
    there = Tag.objects.filter(key=normalise_key(name)).select_related("root").first()
    if there is not None:
        if there.is_synonym:
            raise ValidationError(tell_filed(there))
        begin_merge(viewer, there.pk, tag_id, reason)
        return Tag.objects.get(pk=tag_id)
    (tag,) = lock_tags(tag_id)
    if tag.is_synonym:
        raise ValidationError(tell_filed(tag))
    try:
        with transaction.atomic():
            Tag.objects.create(name=name, root=tag)
    except IntegrityError as error:  # somebody used it on a question at this moment
        raise ValidationError(_("There is a tag of this name now. Please try again.")) from error
    log_tag(viewer, LogEntry.Verb.ADDED_SYNONYM, reason, {"tag": ["", tag.name], "synonyms": ["", name]})
    return tag


@transaction.atomic
def remove_synonym(viewer: Viewer, synonym_id: int, reason: str = "") -> Tag:
    """Let a name lead to a tag no longer: it is free again. Returns the tag.

    Raises PermissionDenied, Http404, and ValidationError while questions are on their way.
    """
    may_manage_tags(viewer).enforce()
    lock_catalogue()
    (synonym,) = lock_tags(synonym_id)
    if synonym.root is None:
        raise Http404(_("There is no such name (any more)."))
    tag = synonym.root
    refuse_while_moving(synonym)
    synonym.delete()
    change: dict[str, list[object]] = {"tag": ["", tag.name], "synonyms": [synonym.name, ""]}
    log_tag(viewer, LogEntry.Verb.REMOVED_SYNONYM, reason, change)
    return tag


@transaction.atomic
def suggest_synonym(viewer: Viewer, tag_id: int, name: str, note: str = "") -> SynonymSuggestion:
    """Suggest that a name means the same as a tag. Raises PermissionDenied, Http404 and ValidationError."""
    tag = Tag.objects.filter(pk=tag_id).first()
    if tag is None:
        raise Http404(_("There is no such tag."))
    may_suggest_synonym(viewer, tag).enforce()
    own = SynonymSuggestion.objects.filter(state=State.OPEN, suggested_by_id=viewer.user_id)
    verdict = may_suggest_more(own.count())
    if not verdict:
        raise ValidationError(verdict.reason)
    refuse_useless(tag, name)
    try:
        with transaction.atomic():
            return SynonymSuggestion.objects.create(
                name=name, tag=tag, note=note, suggested_by_id=viewer.user_id
            )
    except IntegrityError as error:
        raise ValidationError(_("Somebody suggested this name already; you can vote on it.")) from error


def refuse_useless(tag: Tag, name: str) -> None:
    """Raise ValidationError for a name that leads somewhere already, or is the better known one."""
    there = Tag.objects.filter(key=normalise_key(name)).select_related("root").first()
    if there is None:
        return
    if there.pk == tag.pk:
        raise ValidationError(_("This is the name that the tag has."))
    if there.is_synonym:
        raise ValidationError(tell_filed(there))
    if there.question_count > tag.question_count:
        words = _("“%(name)s” is on more questions than “%(tag)s”. Please suggest it the other way round.")
        raise ValidationError(words % {"name": there.name, "tag": tag.name})


@transaction.atomic
def vote_on_synonym(viewer: Viewer, suggestion_id: int, value: int) -> SynonymSuggestion:
    """Set the viewer's vote on a suggestion (1, 0, -1); with enough of them it is decided.

    Raises PermissionDenied, Http404, and Conflict when it was decided meanwhile.
    """
    suggestion = lock_open(suggestion_id)
    may_vote_on_synonym(viewer, suggestion).enforce()
    SynonymVote.objects.update_or_create(
        suggestion=suggestion, voter_id=viewer.user_id, defaults={"value": value}
    )
    suggestion.score = suggestion.votes.aggregate(score=Sum("value"))["score"] or 0
    suggestion.save(update_fields=["score"])
    quorum = options.current().synonym_quorum
    if abs(suggestion.score) >= quorum:
        close(NOBODY, suggestion, suggestion.score > 0, _("Members voted on it."))
    return suggestion


@transaction.atomic
def decide_synonym(
    viewer: Viewer, suggestion_id: int, is_approved: bool, reason: str = ""
) -> SynonymSuggestion:
    """Approve or decline a suggestion at once. Raises PermissionDenied, Http404, ValidationError and Conflict."""
    may_manage_tags(viewer).enforce()
    suggestion = lock_open(suggestion_id)
    close(viewer, suggestion, is_approved, reason)
    return suggestion


def lock_open(suggestion_id: int) -> SynonymSuggestion:
    rows = SynonymSuggestion.objects.select_for_update(of=("self",)).select_related("tag")
    suggestion = rows.filter(pk=suggestion_id).first()
    if suggestion is None:
        raise Http404(_("There is no such suggestion (any more)."))
    if suggestion.state != State.OPEN:
        raise Conflict(_("This suggestion has been decided meanwhile."))
    return suggestion


def close(viewer: Viewer, suggestion: SynonymSuggestion, is_approved: bool, reason: str) -> None:
    """Decide. What members approve and can no longer be done is declined; moderators hear why."""
    if is_approved:
        try:
            with transaction.atomic():
                give_name(viewer, suggestion.tag_id, suggestion.name, reason)
        except ValidationError:
            if viewer.is_member:
                raise
            is_approved = False
    if not is_approved:
        change: dict[str, list[object]] = {
            "tag": ["", suggestion.tag.name],
            "synonyms": [suggestion.name, ""],
        }
        log_tag(viewer, LogEntry.Verb.DECLINED_SYNONYM, reason, change)
    suggestion.state = State.APPROVED if is_approved else State.DECLINED
    suggestion.decided_at, suggestion.decided_by = timezone.now(), viewer.user
    suggestion.save(update_fields=["state", "decided_at", "decided_by"])
