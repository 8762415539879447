"""People and posts that the addresses of the tables speak of."""

import pytest

from accounts.profiles.models import ProfileField
from forum import options
from forum.lib.texts import compose
from qa.actions.appeals import file_appeal
from qa.actions.drafts import save_draft
from qa.actions.flags import flag_post
from qa.actions.hidings import hide_post
from qa.actions.measures import block
from qa.actions.member_notes import write_note
from qa.actions.notices import make_check_in_path, make_token
from qa.actions.sweeps import hide_all
from qa.actions.tag_moves import merge_tags
from qa.actions.tag_texts import edit_tag_text
from qa.hooks.actions.hooks import save_hook
from qa.hooks.models import Hook
from qa.mailings.actions.mailings import save_mailing
from qa.mailings.actions.wishes import make_token as make_mailings_token
from qa.mailings.models import Mailing
from qa.models import LogEntry, ReviewItem, Tag
from qa.talks.actions.reports import report_message
from qa.talks.models import Report
from qa.team.actions.worries import refer_post
from qa.team.models import Worry
from tests import make


@pytest.fixture
def places(cast):
    image = make.image(cast.asker)
    options.save({"are_files_allowed": True})
    attachment = make.attachment(cast.asker)
    question = make.question(
        cast.asker,
        body=image.markdown + attachment.markdown,
        tags=("sleep",),
        category=make.category("Health"),
    )
    answer = make.answer(question, cast.answerer)
    hidden = make.answer(question, cast.asker)
    hide_post(cast.asker, hidden.pk)
    options.save({"is_visitor_held": True})
    held = make.answer(question, make.visitor())
    options.save({"is_visitor_held": False})
    judged = make.question(cast.asker)
    hide_post(cast.moderator, judged.pk, reason="It names a neighbour.")
    entry = LogEntry.objects.get(post_id=judged.pk)
    appeal = file_appeal(cast.asker, entry.pk, "It names nobody.")
    flagged = make.answer(question, cast.answerer)
    flag_post(cast.reader, flagged.pk, reason="rude")
    save_draft(cast.asker, "ask", {"title": "What was I about to ask?"})
    target = make.member("somebody")
    measure = block(cast.moderator, target.user_id, reason="Threats.")
    note = write_note(cast.moderator, target.user_id, "A word among us.")
    cast.words = {
        "m": measure.pk,
        "n": note.pk,
        "s": hide_all(cast.moderator, target.user_id, "Threats.").pk,
        "d": judged.pk,
        "e": entry.pk,
        "p": appeal.pk,
        "q": question.pk,
        "a": answer.pk,
        "h": hidden.pk,
        "w": held.pk,
        "g": flagged.pk,
        "r": ReviewItem.objects.get(post=held).pk,
        "i": image.pk,
        "f": attachment.pk,
        "address": question.get_absolute_url(),
        "token": make_token(question),
        "stop": make_mailings_token(cast.asker.member_id),
        "b": save_mailing(cast.administrator, Mailing(subject="News", text="We meet.")).pk,
        "k": save_hook(make.SYSTEM, Hook(name="Chat", url="https://chat.example/", verbs=["asked"])).pk,
    }
    cast.words |= make_talks(cast)
    cast.words |= make_tags(cast)
    worry = refer_post(cast.answerer, question.pk, Worry.Concern.ALONE)
    cast.words |= {"o": worry.item_id, "c": make_check_in_path(question)}
    ProfileField.objects.get_or_create(pk=1, defaults={"label": "Pronouns"})
    return cast


def make_tags(cast):
    """A text about a tag, and another name of it that was a tag."""
    make.question(cast.answerer, tags=("slumber",))
    sleep, slumber = Tag.objects.get(name="sleep"), Tag.objects.get(name="slumber")
    edit_tag_text(cast.editor, sleep.pk, "Nights and naps.", compose("For nights."), version=0)
    merge = merge_tags(cast.moderator, slumber.pk, sleep.pk, "They mean the same.")
    return {"synonym": slumber.pk, "merge": merge.pk}


def make_talks(cast):
    """What a member wrote to the asker, privately and on the wall, and the asker's report of it."""
    message = make.message(cast.answerer, cast.asker)
    report = report_message(cast.asker, message.conversation_id, message.pk, Report.Reason.RUDE)
    note = make.note(make.member(has_confirmed_address=True), cast.asker)
    return {
        "talk": message.conversation_id,
        "message": message.pk,
        "report": report.pk,
        "wall": note.pk,
    }
