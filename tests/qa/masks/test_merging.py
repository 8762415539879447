"""Two accounts become one, and what either wrote masked is the one's that stays: still masked, and theirs alone."""

import pytest

from qa.actions.flags import flag_post
from qa.actions.merges import merge
from qa.actions.votes import cast_vote
from qa.actions.writing import Byline
from qa.masks.actions.masks import take_mask_off
from qa.masks.actions.unmaskings import confirm_unmasking, request_unmasking
from qa.masks.keeping import find_members, list_masked_posts
from qa.masks.models import Unmasking
from qa.models import Flag, Image, Post, Vote
from qa.policies.posts import owns
from qa.rules.grades import MASKED
from tests import make

pytestmark = pytest.mark.django_db
UNNAMED = Byline(grade=MASKED)


@pytest.fixture
def other(cast):
    return make.member("other")


def be_one(cast, other):
    merge(cast.asker.member_id, other.member_id)
    return Post.objects.get


def test_masked_posts_follow_and_stay_masked(cast, other):
    picture = make.image(other)
    question = make.question(other, body=f"Words. {picture.markdown}", byline=UNNAMED)
    mine = make.comment(question, cast.asker, byline=UNNAMED)
    get = be_one(cast, other)
    posts = [get(pk=question.pk), get(pk=mine.pk)]
    assert all(owns(cast.asker, post) and post.author_id is None for post in posts)
    assert posts[0].mask_key == posts[1].mask_key  # one hand, as it turns out
    assert find_members(posts) == dict.fromkeys([question.pk, mine.pk], cast.asker.member_id)
    assert list_masked_posts(cast.asker.member_id) == [mine.pk, question.pk]
    assert list_masked_posts(other.member_id) == []
    assert Image.objects.get(pk=picture.pk).visitor_key == posts[0].mask_key
    page = make.client(cast.reader).get(question.get_absolute_url()).text
    assert "/users/asker/" not in page and "/users/other/" not in page
    assert question.title in make.client(cast.asker).get("/users/me/masked/").text
    take_mask_off(cast.asker, question.pk)
    assert get(pk=question.pk).author_id == cast.asker.member_id
    assert make.drift() == []


def test_what_either_thought_of_the_others_masked_posts_does_not_count(cast, other):
    theirs = make.question(other, byline=UNNAMED)
    mine = make.question(cast.asker, byline=UNNAMED)
    cast_vote(cast.asker, theirs.pk, 1)
    cast_vote(other, mine.pk, 1)
    cast_vote(cast.reader, theirs.pk, 1)
    flag_post(other, mine.pk, reason=Flag.Reason.SPAM)
    get = be_one(cast, other)
    assert Vote.objects.exclude(value=0).values_list("voter").get() == (cast.reader.member_id,)
    assert (get(pk=theirs.pk).up_count, get(pk=mine.pk).up_count, get(pk=mine.pk).flag_count) == (1, 0, 0)
    assert make.drift() == []


def test_what_somebody_asked_as_a_moderator_stays_without_their_name(cast):
    former, second = make.member("former", 80), make.member("second", 80)
    question = make.question(cast.asker, byline=UNNAMED)
    asked = request_unmasking(former, question.pk, "Somebody is in danger.")
    confirm_unmasking(second, asked.pk)
    merge(cast.reader.member_id, former.member_id)
    kept = Unmasking.objects.get()
    assert (kept.requested_by_id, kept.confirmed_by_id) == (None, second.member_id)
