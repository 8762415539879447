"""Sitemap, structured data, cards and IndexNow say the same of each question: what qa.policies.indexing says."""

import pytest

from forum import options
from qa.actions.closures import close_question
from qa.actions.hidings import hide_post
from qa.models import Post
from qa.policies.indexing import may_index_question
from tests import make
from tests.qa.seo.checkers import CHECKERS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("checker", CHECKERS)
def test_all_parts_say_the_same_of_each_question(cast, checker):
    options.save({"is_visitor_held": True})
    made = {
        "open": make.question(cast.asker),
        "closed": make.question(cast.asker),
        "hidden": make.question(cast.asker),
        "held": make.question(make.visitor()),
    }
    close_question(cast.asker, made["closed"].pk, reason="It is settled.")
    hide_post(cast.moderator, made["hidden"].pk, reason="Not for here.")
    questions = {name: Post.objects.get(pk=post.pk) for name, post in made.items()}
    shown = {name for name, post in questions.items() if may_index_question(post)}
    assert shown == {"open", "closed"}
    assert {name for name, post in questions.items() if checker(post)} == shown
