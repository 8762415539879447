"""What search engines may show: header, meta element, lists, sitemap, feeds and structured data say the same of each question."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum import options
from qa.actions.closures import close_question
from qa.actions.hidings import hide_post
from qa.models import Post
from qa.policies.indexing import may_index_question
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def questions(cast):
    """One question of each sort, by a word that says whether search engines may show it."""
    original = make.question(cast.asker, "What helps on the very worst of days?")
    apart = make.question(cast.asker, "Where does one begin, for members?")
    Post.objects.filter(pk=apart.pk).update(audience=Post.Audience.MEMBERS)
    made = {
        "open": original,
        "closed": make.question(cast.asker),
        "duplicate": make.question(cast.asker),
        "duplicate of one for members": make.question(cast.asker),
        "readers": make.question(cast.asker),
        "members": apart,
        "hidden": make.question(cast.asker),
        "old": make.question(cast.asker),
    }
    close_question(cast.asker, made["closed"].pk, reason="It is settled.")
    close_question(cast.editor, made["duplicate"].pk, duplicate_of=original)
    close_question(cast.editor, made["duplicate of one for members"].pk, duplicate_of=apart)
    hide_post(cast.moderator, made["hidden"].pk, reason="Not for here.")
    Post.objects.filter(pk=made["readers"].pk).update(audience=Post.Audience.READERS)
    Post.objects.filter(pk=made["old"].pk).update(created_at=timezone.now() - timedelta(days=40))
    return {name: Post.objects.get(pk=post.pk) for name, post in made.items()}


INDEXED = {"open", "closed", "duplicate of one for members", "old"}


def test_rows_and_objects_say_the_same(questions):
    for changes, expected in [
        ({}, INDEXED),
        ({"unanswered_indexed_days": 30}, INDEXED - {"old"}),
        ({"view_level": "members"}, INDEXED),
        ({"view_level": "members", "are_crawlers_let_in": False}, set()),
    ]:
        options.save({"unanswered_indexed_days": 0, "view_level": "everybody"} | changes)
        rows = {post.pk for post in Post.objects.indexable()}
        assert {name for name, post in questions.items() if post.pk in rows} == expected, changes
        assert {name for name, post in questions.items() if may_index_question(post)} == expected, changes
