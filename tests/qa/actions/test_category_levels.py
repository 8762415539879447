"""Levels in categories: who gives them, where they count, and the copy that makes asking for them cost nothing."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import Level, User
from accounts.viewers import Viewer
from forum import options
from forum.lib.texts import compose
from qa.actions.approvals import approve_post
from qa.actions.categories import delete_category
from qa.actions.category_levels import set_category_level
from qa.actions.edits import edit_reply
from qa.actions.hidings import hide_post
from qa.actions.questions import Draft, ask_question
from qa.actions.writing import Byline
from qa.models import CategoryLevel, LogEntry, LogPart
from tests import make

pytestmark = pytest.mark.django_db


def reload(viewer):
    return Viewer(User.objects.get(pk=viewer.user_id))


def trust(cast, category, level=Level.EXPERT):
    """Return the reader, with a level in a category."""
    set_category_level(cast.administrator, cast.reader.user, category, level)
    return reload(cast.reader)


def test_a_level_is_given_changed_and_taken_and_the_copy_follows(cast):
    category = make.category("Health")
    assert trust(cast, category).user.category_levels == {str(category.pk): Level.EXPERT}
    assert trust(cast, category, Level.EDITOR).user.category_levels == {str(category.pk): Level.EDITOR}
    assert trust(cast, category, None).user.category_levels == {}
    assert not CategoryLevel.objects.exists()


def test_each_change_stands_in_the_log_and_setting_the_same_again_does_not(cast):
    category = make.category("Health")
    for _ in range(2):
        trust(cast, category)
    [entry] = LogEntry.objects.filter(verb=LogEntry.Verb.SET_LEVEL)
    words = entry.parts.get(kind=LogPart.Kind.WORDS)
    assert words.content["change"] == {"health": [None, Level.EXPERT]}
    assert entry.parts.get(kind=LogPart.Kind.MEMBER).user == cast.reader.user


@pytest.mark.parametrize(
    ("by", "level", "may"),
    [
        ("reader", Level.APPROVED, False), ("editor", Level.APPROVED, False), ("moderator", Level.EXPERT, True),
        ("moderator", Level.EDITOR, False), ("administrator", Level.MODERATOR, True),
        ("administrator", Level.ADMINISTRATOR, False), ("administrator", 15, False),
    ],
)  # fmt: skip
def test_one_gives_in_a_category_what_one_could_give_everywhere(cast, by, level, may):
    category = make.category("Health")
    if may:
        set_category_level(getattr(cast, by), cast.answerer.user, category, level)
        assert CategoryLevel.objects.get().level == level
        return
    with pytest.raises(PermissionDenied):
        set_category_level(getattr(cast, by), cast.answerer.user, category, level)
    assert not CategoryLevel.objects.exists()
    assert not LogEntry.objects.exists()


def test_nobody_takes_away_what_they_could_not_give_nor_helps_themselves(cast):
    category = make.category("Health")
    trust(cast, category, Level.MODERATOR)
    with pytest.raises(PermissionDenied, match="take this level away"):
        set_category_level(cast.moderator, cast.reader.user, category, None)
    with pytest.raises(PermissionDenied, match="their own level"):
        set_category_level(cast.moderator, cast.moderator.user, category, Level.EXPERT)


def test_the_database_knows_no_other_levels_and_none_twice(cast):
    category = make.category("Health")
    for level in (0, 15, 100, 120):
        with pytest.raises(IntegrityError), transaction.atomic():
            CategoryLevel.objects.create(member=cast.reader.user, category=category, level=level)
    trust(cast, category)
    with pytest.raises(IntegrityError), transaction.atomic():
        CategoryLevel.objects.create(member=cast.reader.user, category=category, level=Level.EDITOR)


def test_with_a_category_its_levels_go_and_with_a_member_theirs(cast):
    category = make.category("Health")
    trust(cast, category)
    delete_category(cast.administrator, category)
    assert reload(cast.reader).user.category_levels == {}
    other = make.category("Other")
    trust(cast, other)
    cast.reader.user.delete()
    assert not CategoryLevel.objects.exists()


def test_it_counts_in_the_category_and_all_below_it_and_nowhere_else(cast):
    above = make.category("Health")
    below, beside = make.category("Sleep", above), make.category("Work")
    viewer = trust(cast, above, Level.EDITOR)
    for category, may in ((above, True), (below, True), (beside, False)):
        answer = make.answer(make.question(cast.asker, category=category), cast.answerer)
        if may:
            edit_reply(viewer, answer.pk, compose("Other words of mine."), version=1)
            hide_post(viewer, answer.pk, reason="Not for here.")
            continue
        with pytest.raises(PermissionDenied):
            edit_reply(viewer, answer.pk, compose("Other words of mine."), version=1)
        with pytest.raises(PermissionDenied):
            hide_post(viewer, answer.pk, reason="Not for here.")


def test_the_log_says_as_what_somebody_acted_there(cast):
    category = make.category("Health")
    viewer = trust(cast, category, Level.EDITOR)
    hide_post(viewer, make.question(cast.asker, category=category).pk, reason="Not for here.")
    assert LogEntry.objects.get(verb=LogEntry.Verb.HID).role == LogEntry.Role.EDITOR


def test_who_is_trusted_in_a_category_may_ask_there_where_others_may_not(cast):
    above = make.category("Health")
    below = make.category("Sleep", above)
    type(below).objects.filter(pk=below.pk).update(post_level=Level.EXPERT)
    below.refresh_from_db()
    viewer = trust(cast, above)
    draft = Draft("How does one sleep again?", compose("Some words."), below, [])
    assert ask_question(viewer, draft, Byline())
    with pytest.raises(PermissionDenied, match="from this level on"):
        ask_question(cast.answerer, draft, Byline())
    options.save({"ask_level": "experts"})
    draft = Draft("How does one stay asleep?", compose("Some words."), below, [])
    assert ask_question(viewer, draft, Byline())
    with pytest.raises(PermissionDenied, match="open to: Experts"):
        ask_question(viewer, Draft("And how at work?", draft.text, make.category("Work"), []), Byline())


def test_posts_of_category_experts_wait_elsewhere_and_not_where_they_are_known(cast):
    here, elsewhere = make.category("Health"), make.category("Work")
    options.save({"is_unapproved_held": True})
    viewer = trust(cast, here)
    assert not make.question(viewer, category=here).is_held
    assert make.question(viewer, category=elsewhere).is_held


def test_category_experts_approve_there_and_nowhere_else(cast):
    here, elsewhere = make.category("Health"), make.category("Work")
    viewer = trust(cast, here)
    options.save({"is_visitor_held": True})
    held = [make.question(make.visitor(), category=category) for category in (here, elsewhere)]
    approve_post(viewer, held[0].pk)
    with pytest.raises(PermissionDenied, match="open to: Experts"):
        approve_post(viewer, held[1].pk)
