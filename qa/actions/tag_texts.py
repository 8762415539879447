"""What is written about a tag: one sentence for lists, and a text, with every version kept."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.lib.errors import Conflict
from forum.lib.markdown import TooComplex
from forum.lib.text import UncleanText
from forum.lib.texts import Text
from qa.actions.screening import Words, count_hits, counting_refusals, screen
from qa.models import Tag, TagRevision, TagText
from qa.policies.tags import may_edit_tag_text
from qa.reads.mentions import compose_post
from qa.reads.screening import tell
from qa.rules.screening import Action

TAG = "tag"  # what rules are told that it is


@counting_refusals
@transaction.atomic
def edit_tag_text(
    viewer: Viewer, tag_id: int, description: str, text: Text, *, version: int, note: str = ""
) -> Tag:
    """Replace what is said of a tag. `version` is the one the editor started from (0: there was none).

    What changes nothing leaves no trace. Raises Http404, PermissionDenied, Conflict when somebody else wrote meanwhile, and
    ValidationError (Refused) for words that are not used here, or that somebody would have to look at first.
    """
    tag = Tag.objects.select_for_update(no_key=True).filter(pk=tag_id).first()
    if tag is None:
        raise Http404(_("There is no such tag."))
    may_edit_tag_text(viewer, tag).enforce()
    stored = TagText.objects.filter(tag=tag).first() or TagText(tag=tag, version=0)
    if stored.version != version:
        raise Conflict(
            _("Somebody else wrote about this tag while you were writing. Both texts are shown below.")
        )
    if (tag.description, stored.body) == (description, text.source):
        return tag
    before = Words(TAG, Text(stored.body, stored.body_html, stored.body_text), tag.description)
    screened = screen(viewer, Words(TAG, text, description), None, before)
    if screened.findings.is_holding:
        raise ValidationError([tell(one) for one in screened.findings.of(Action.HOLD)])
    count_hits(screened.findings)
    shown = screened.words
    tag.description = shown.title
    tag.save(update_fields=["description"])
    stored.body, stored.body_html, stored.body_text = shown.text.source, shown.text.html, shown.text.plain
    stored.version += 1
    stored.save(force_insert=version == 0)
    TagRevision.objects.create(
        tag=tag,
        version=stored.version,
        description=description,
        body=text.source,
        note=note,
        editor_id=viewer.user_id,
    )
    return tag


def restore_tag_text(viewer: Viewer, tag_id: int, version: int) -> Tag:
    """Say of a tag again what was said in an earlier version. Raises what edit_tag_text raises."""
    revision = TagRevision.objects.filter(tag_id=tag_id, version=version).first()
    current = TagText.objects.filter(tag_id=tag_id).first()
    if revision is None or current is None:
        raise Http404(_("There is no such version."))
    try:
        text = compose_post(revision.body)
    except (TooComplex, UncleanText) as error:
        raise ValidationError(str(error)) from error
    note = _("Version %(number)d restored") % {"number": version}
    return edit_tag_text(viewer, tag_id, revision.description, text, version=current.version, note=note)
