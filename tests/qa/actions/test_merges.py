"""Two accounts become one: nothing is lost, nothing is counted twice, no figure drifts."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Level, SignIn, User
from forum import options
from qa.actions.acceptances import accept_answer
from qa.actions.category_levels import set_category_level
from qa.actions.favourites import set_favourite, set_favourite_member
from qa.actions.flags import flag_post
from qa.actions.measures import suspend
from qa.actions.merges import LEFT, PAIRS, list_references, merge
from qa.actions.votes import cast_vote
from qa.models import Award, Favourite, Flag, LogEntry, Post, Standing, Vote
from qa.news.actions.subjects import mute_person, mute_word
from qa.professionals.models import Grant
from qa.talks.models import Message
from qa.team.actions.memorials import set_memorial
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
OWN = "/users/me/merge/"
LATER = timezone.now() + timedelta(days=9)


@pytest.fixture
def two(cast):
    """The asker and "other", another account of theirs, in the middle of all that can happen between accounts."""
    cast.other = make.member("other")
    cast.question = make.question(cast.other, category=make.category("Health"))
    cast.answer = make.answer(cast.question, cast.reader)
    return cast


def be_one(two):
    return merge(two.asker.member_id, two.other.member_id)


def test_posts_votes_stars_and_figures_are_those_of_one_member(two):
    mine = make.answer(make.question(two.reader), two.asker)
    cast_vote(two.other, mine.pk, 1)  # one's own, as it turns out
    cast_vote(two.asker, two.question.pk, 1)
    for voter in (two.asker, two.other):
        cast_vote(voter, two.answer.pk, 1)
        set_favourite(voter, make.question().pk, True)
        set_favourite_member(voter, two.reader.member_id, True)
    set_favourite_member(two.asker, two.other.member_id, True)
    accept_answer(two.other, two.answer.pk)
    flag_post(two.asker, two.question.pk, reason=Flag.Reason.SPAM)
    Award.objects.create(member=two.asker.user, badge="first-answer")
    Award.objects.create(member=two.other.user, badge="first-answer")
    be_one(two)
    assert not User.objects.filter(username="other").exists()
    assert Post.objects.filter(author=two.asker.user).count() == 2
    assert list(Vote.objects.exclude(value=0).values_list("post", "voter")) == [
        (two.answer.pk, two.asker.member_id)
    ]
    assert Post.objects.get(pk=two.answer.pk).up_count == 1
    assert Post.objects.get(pk=two.question.pk).flag_count == 0
    assert Favourite.objects.filter(member=two.asker.user).count() == 3
    assert Award.objects.count() == 1
    assert Standing.objects.get(user=two.asker.user).question_count == 1
    assert make.drift() == []


def test_levels_measures_bonus_and_mutes_go_with_the_member(two):
    set_category_level(two.administrator, two.asker.user, two.question.category, Level.EXPERT)
    set_category_level(two.administrator, two.other.user, two.question.category, Level.EDITOR)
    User.objects.filter(username="other").update(level=Level.EXPERT, bonus_points=50, email="o@example.org")
    suspend(two.moderator, two.other.member_id, rights=["ask"], ends_at=LATER, reason="Too loud.")
    mute_word(two.other, "spider")
    mute_person(two.other, two.asker.user, True)
    kept = be_one(two)
    assert (kept.level, kept.bonus_points, kept.email, kept.has_mutes) == (
        Level.EXPERT,
        50,
        "o@example.org",
        True,
    )
    assert list(kept.restrictions) == ["ask"]
    assert list(kept.category_levels.values()) == [Level.EDITOR]
    assert make.drift() == []


def test_conversations_with_the_same_person_become_one_and_nothing_is_lost(two):
    make.message(two.asker, two.reader, "From the first.")
    make.message(two.other, two.reader, "From the second.")
    make.message(two.asker, two.other, "To myself.")
    be_one(two)
    assert Message.objects.values_list("author__username").distinct().get() == ("asker",)
    for viewer in (two.asker, two.reader):
        client = make.client(viewer)
        listed = Page.of(client.get("/messages/")).find_all("a")
        [address] = {
            link.attribute("href")
            for link in listed
            if (link.attribute("href") or "")[10:].strip("/").isdigit()
        }
        page = Page.of(client.get(address)).text
        assert "From the first." in page and "From the second." in page and "To myself." not in page


def test_ways_to_sign_in_of_the_one_that_ends_open_nothing_any_more(two):
    for member in (two.asker.user, two.other.user):
        Authenticator.objects.create(user=member, type="totp", data={})
        SocialAccount.objects.create(user=member, provider="openid_connect", uid=f"u{member.pk}")
        SignIn.objects.create(member=member, session_key=f"s{member.pk}")
    Grant.objects.create(member=two.other.user, field="Nurse", country="Norway", checked_by="M", until=LATER)
    User.objects.filter(pk=two.other.member_id).update(professional={"field": "Nurse"})
    kept = be_one(two)
    assert Authenticator.objects.get().user_id == kept.pk
    assert SocialAccount.objects.get().uid == f"u{kept.pk}"
    assert SignIn.objects.get().session_key == f"s{kept.pk}"
    assert (Grant.objects.get().member_id, kept.professional) == (kept.pk, {"field": "Nurse"})


def test_every_table_that_names_members_is_moved_or_left_for_a_reason(db):
    labels = {model._meta.label for model in apps.get_models()}
    named = {model._meta.label for model, _field in list_references()}
    assert {"qa.Post", "qa.Vote", "qa.Activity", "talks.Message", "accounts.Consent"} <= named
    assert not named & (LEFT | {"account.EmailAddress"})
    assert labels >= {label for label, _first, _second in PAIRS}
    for label, first, second in PAIRS:
        assert {first, second} <= {field.name for field in apps.get_model(label)._meta.fields}


def test_a_member_proves_both_reads_what_will_happen_and_then_it_happens(two):
    client = make.client(two.asker)
    wrong = client.post(OWN, {"name": "other", "password": "not-this-one"})
    assert wrong.status_code == 422
    assert "do not belong together" in Page.of(wrong).text
    asked = Page.of(client.post(OWN, {"name": "OTHER", "password": make.PASSWORD}))
    assert "questions: 1, answers: 0, comments: 0, votes: 0" in asked.text
    assert User.objects.filter(username="other").exists()
    ticket = asked.find("input", name="ticket").attribute("value")
    assert make.client(two.reader).post(OWN, {"ticket": ticket}).headers["Location"] == OWN
    assert client.post(OWN, {"ticket": ticket + "x"}).headers["Location"] == OWN
    assert client.post(OWN, {"ticket": ticket}).headers["Location"] == "/users/asker/"
    assert client.post(OWN, {"ticket": ticket}).headers["Location"] == OWN  # once is enough
    moved = make.client().get("/users/other/")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/users/asker/")
    assert make.drift() == []


@pytest.mark.parametrize("name", ["asker", "moderatrix", "nobody-here", ""])
def test_oneself_staff_and_nobody_are_refused_with_a_sentence(two, name):
    response = make.client(two.asker).post(OWN, {"name": name, "password": make.PASSWORD})
    assert response.status_code == 422
    assert User.objects.filter(username="moderatrix").exists()


def test_guessing_passwords_this_way_is_counted_as_signing_in(two):
    options.save({"sign_ins_per_network": 1})
    client = make.client(two.asker)
    client.post(OWN, {"name": "other", "password": "x"})
    assert client.post(OWN, {"name": "other", "password": make.PASSWORD}).status_code == 429


def test_one_account_is_tried_a_few_times_from_wherever_that_is(two):
    client = make.client(two.asker)
    for number in range(5):
        sent = {"name": "other", "password": "x"}
        assert client.post(OWN, sent, REMOTE_ADDR=f"198.51.100.{number}").status_code == 422
    right = {"name": "Other", "password": make.PASSWORD}
    assert client.post(OWN, right, REMOTE_ADDR="198.51.100.9").status_code == 429


def test_administrators_merge_with_a_reason_after_reading_what_will_happen(two):
    address, client = "/moderate/members/other/merge/", make.client(two.administrator)
    assert make.client(two.moderator).get(address).status_code == 403
    sent = {"name": "asker", "reason": "They asked for it."}
    asked = client.post(address, sent)
    assert "What will happen" in Page.of(asked).text
    confirmed = Page.of(asked).find("button", name="confirmed").attribute("value")
    assert (
        client.post(address, {**sent, "confirmed": confirmed}).headers["Location"]
        == "/moderate/members/asker/"
    )
    assert LogEntry.objects.filter(verb="merged-members").count() == 1
    assert client.post("/moderate/members/asker/merge/", {**sent, "confirmed": confirmed}).status_code == 422
    staff = {"name": "administratrix", "reason": "x"}
    assert client.post("/moderate/members/asker/merge/", staff).status_code == 422
    assert client.get("/moderate/members/moderatrix/merge/").status_code == 200
    refused = client.post("/moderate/members/moderatrix/merge/", {"name": "asker", "reason": "x"})
    assert refused.status_code == 422
    assert make.drift() == []


@pytest.mark.parametrize("kept_in_memory", ["asker", "other"])
def test_an_account_kept_in_memory_becomes_one_with_none(two, kept_in_memory):
    member = User.objects.get(username=kept_in_memory)
    set_memorial(two.administrator, member.pk, words="", note="The sister wrote.")
    page = make.client(two.administrator).post(
        "/moderate/members/other/merge/", {"name": "asker", "reason": "They asked for it."}
    )
    assert page.status_code == 422
    assert "kept in memory. It stays as it is" in Page.of(page).text
    assert "They asked for it." in page.content.decode()
    with pytest.raises(ValidationError, match="kept in memory"):  # where it was set a moment ago
        be_one(two)
    assert User.objects.filter(username__in=["asker", "other"]).count() == 2
