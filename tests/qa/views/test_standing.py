"""What a member reads about themselves, and a warning that comes before the next post."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Level, User
from accounts.viewers import Viewer
from forum import options
from forum.lib.errors import TooMany
from qa.actions.acceptances import accept_answer
from qa.actions.approvals import reject_post
from qa.actions.flags import flag_post
from qa.actions.hidings import hide_post
from qa.actions.measures import block, lift, suspend, warn
from qa.actions.votes import cast_vote
from qa.models import Draft, Measure, Post
from qa.reads.records import count_left, explain_rights
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
STANDING = "/users/me/standing/"


def main(response):
    return Page.of(response).find("main")


def reload(viewer):
    return Viewer(User.objects.get(pk=viewer.user_id))


def test_the_page_tells_rights_posts_decisions_and_thanks(cast):
    options.save({"is_unapproved_held": True})
    question = make.question(cast.expert)
    waiting, rejected = (
        make.answer(question, cast.reader, "It waits."),
        make.answer(question, cast.reader, "It goes."),
    )
    reject_post(cast.expert, rejected.pk, "Names a third person.")
    options.save({"is_unapproved_held": False})
    helpful, own = make.answer(question, cast.reader), make.answer(question, cast.reader, "Withdrawn by me.")
    hide_post(cast.reader, own.pk)
    cast_vote(cast.asker, helpful.pk, 1)
    accept_answer(cast.expert, helpful.pk)
    flag_post(cast.reader, question.pk, reason="off-topic")
    suspend(
        cast.moderator,
        cast.reader.user_id,
        rights=["ask"],
        ends_at=timezone.now() + timedelta(days=1),
        reason="Too fast.",
    )
    page = main(make.client(cast.reader).get(STANDING))
    for words in ("1 time somebody found", "1 answer of yours", "It waits.", "Names a third person.", "Too fast.",
                  "ask questions", "Does not belong here: 1", "rejected", "suspended"):  # fmt: skip
        assert words in page.text, words
    assert "Withdrawn by me." not in page.text
    assert page.find("a", href=f"/posts/{waiting.pk}/edit/").text == "Mend it"
    assert not page.find_all("a", href=f"/posts/{rejected.pk}/edit/")
    assert "moderatrix" not in page.text, "who decided is not told"


def test_nobody_else_finds_anything_of_it(cast):
    block(cast.moderator, cast.reader.user_id, reason="Canary reason.")
    assert "Canary" not in make.client(cast.asker).get(STANDING).text
    visitor = make.client()
    assert visitor.get(STANDING).headers["Location"].startswith("/accounts/login/")
    for who in (None, cast.asker, cast.editor):
        for address in ("/users/reader/", "/users/", "/"):
            assert "Canary" not in make.client(who).get(address).text


@pytest.mark.parametrize("level", Level.values)
@pytest.mark.parametrize("taken", [[], ["ask"], ["vote_down", "flag"], ["all"]])
def test_the_page_says_of_each_right_what_doing_it_says(cast, level, taken):
    viewer = make.member(level=level)
    if taken:
        restrictions = dict.fromkeys(taken)
        User.objects.filter(pk=viewer.user_id).update(restrictions=restrictions)
        viewer = reload(viewer)
    question, answer = make.question(cast.asker), None
    answer = make.answer(question, cast.answerer)
    acts = {
        "Ask questions": lambda: make.question(viewer),
        "Answer questions": lambda: make.answer(question, viewer),
        "Comment": lambda: make.comment(question, viewer),
        "Vote on questions": lambda: cast_vote(viewer, question.pk, 1),
        "Vote on answers": lambda: cast_vote(viewer, answer.pk, 1),
        "Vote down": lambda: cast_vote(viewer, answer.pk, -1),
        "Flag posts": lambda: flag_post(viewer, answer.pk, reason="rude"),
        "Begin private conversations": lambda: make.message(viewer, cast.reader),
        "Leave notes on walls": lambda: make.note(viewer, cast.reader),
        "Accept answers for others": lambda: accept_answer(viewer, answer.pk),
        "Edit questions of others": lambda: make.edit(viewer, question.pk, "Other words."),
        "Hide posts of others": lambda: hide_post(viewer, answer.pk, reason="Not for here."),
    }
    told = dict(explain_rights(viewer, options.current()))
    for label, act in acts.items():
        try:
            act()
        except PermissionDenied as refusal:
            assert not told.get(label), label
            if label in told:
                assert told[label].reason == str(refusal)
        else:
            assert told[label], label


def test_what_is_left_for_this_hour_is_what_the_limit_lets_through(cast):
    options.save({"comments_per_member": 3})
    question = make.question(cast.asker)
    viewer = Viewer(cast.reader.user, address_key="a-network")
    for left in (3, 2, 1):
        assert count_left(viewer, options.current())["comments"] == left
        make.comment(question, viewer)
    assert count_left(viewer, options.current())["comments"] == 0
    with pytest.raises(TooMany):
        make.comment(question, viewer)
    options.save({"comments_per_member": 10, "comments_per_network": 5})
    assert count_left(viewer, options.current())["comments"] == 2, "the smaller of both"


def test_a_measure_stands_on_top_of_every_page_with_its_reason_until_it_is_over(cast):
    client, question = make.client(cast.reader), make.question(cast.asker)
    measure = block(cast.moderator, cast.reader.user_id, reason="Threats.")
    for address in ("/", question.get_absolute_url(), "/ask/", "/users/", "/nowhere/"):
        line = Page.of(client.get(address)).find(class_="standing-line")
        assert "Threats." in line.text
        assert line.find("a").attribute("href") == STANDING
    assert not Page.of(make.client(cast.asker).get("/")).find_all(class_="standing-line")
    lift(cast.moderator, measure.pk, "Talked.")
    assert not Page.of(client.get("/")).find_all(class_="standing-line")
    assert "Talked." in main(client.get(STANDING)).text


def test_a_refusal_leads_to_the_reason(cast):
    client, question = make.client(cast.reader), make.question(cast.asker)
    block(cast.moderator, cast.reader.user_id, reason="Threats.")
    refused = client.get("/ask/")
    assert refused.status_code == 403
    assert Page.of(refused).find(class_="form__actions").find("a", href=STANDING)
    thread = main(client.get(question.get_absolute_url()))
    assert "You cannot answer questions at present" in thread.find("section", id="your-answer").text
    assert thread.find("section", id="your-answer").find("a", href=STANDING)
    posted = client.post(f"/questions/{question.pk}/answers/", {"body": "Words that I want to keep."})
    assert posted.status_code == 422 or posted.status_code == 403
    assert "Words that I want to keep." in posted.text
    assert not Post.objects.filter(author=cast.reader.user).exists()


FORMS = {
    "ask": (
        "/ask/",
        {"title": "How does one get through the night?", "body": "Words to keep."},
        "/ask/?draft=1",
    ),
    "answer": ("/questions/{q}/answers/", {"body": "Words to keep for long."}, ""),
    "comment": ("/posts/{q}/comments/", {"body": "Words to keep for long."}, ""),
    "edit": ("/posts/{own}/edit/", {"body": "Words to keep for long.", "version": "1"}, ""),
}


@pytest.mark.parametrize("form", FORMS)
def test_what_was_written_when_a_warning_came_is_kept_and_one_goes_on_with_it_after_reading(cast, form):
    client, question = make.client(cast.reader), make.question(cast.asker)
    own = make.answer(question, cast.reader)
    warn(cast.moderator, cast.reader.user_id, reason="Please be kind.")
    count = Post.objects.count()
    address, typed, _place = FORMS[form]
    response = client.post(address.format(q=question.pk, own=own.pk), typed)
    assert response.status_code == 302
    page = main(client.get(response.headers["Location"]))
    assert "Please be kind." in page.text
    assert "What you wrote is kept." in page.text
    assert Draft.objects.get().fields["body"] == typed["body"]
    assert Post.objects.count() == count
    sent = {part.attribute("name"): part.attribute("value") for part in page.find("form").find_all("input")}
    on = client.post("/users/me/warning/", sent)
    assert on.status_code == 302
    assert typed["body"] in client.get(on.headers["Location"], follow=True).text
    assert Measure.objects.get().acknowledged_at is not None
    assert make.answer(question, reload(cast.reader))


def test_the_question_page_leads_to_the_warning_instead_of_the_form(cast):
    client, question = make.client(cast.reader), make.question(cast.asker)
    warn(cast.moderator, cast.reader.user_id, reason="Please be kind.")
    place = main(client.get(question.get_absolute_url())).find("section", id="your-answer")
    link = place.find("a").attribute("href")
    assert link.startswith("/users/me/warning/?next=/questions/")
    assert client.get("/ask/").headers["Location"].startswith("/users/me/warning/")
    fragment = client.get(f"/posts/{question.pk}/comments/", headers={"hx-request": "true"})
    assert fragment.headers["HX-Redirect"].startswith("/users/me/warning/")


def test_a_warning_is_read_once_and_leads_to_no_other_site(cast):
    client = make.client(cast.reader)
    warn(cast.moderator, cast.reader.user_id, reason="Please be kind.")
    pk = Measure.objects.get().pk
    for address in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
        response = client.post("/users/me/warning/", {"warning": pk, "next": address})
        assert response.headers["Location"] == STANDING, address
    assert client.get("/users/me/warning/").status_code == 200
    assert "Nothing waits to be read." in main(client.get("/users/me/warning/")).text
    for bad in ("abc", "9" * 30, "-1", "\x00"):
        assert client.post("/users/me/warning/", {"warning": bad}).status_code == 302
