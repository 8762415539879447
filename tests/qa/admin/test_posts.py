"""Posts in the console: find, hide, show, close, edit, delete; whatever is sent, nothing half-written."""

from itertools import product

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum import options
from forum.lib.texts import compose
from qa.actions.acceptances import accept_answer
from qa.actions.closures import close_question
from qa.actions.edits import edit_reply
from qa.actions.flags import flag_post
from qa.actions.hidings import hide_post
from qa.actions.votes import cast_vote
from qa.models import Closure, LogPart, Post
from tests import make
from tests.pages import Page
from tests.qa.admin.console import (
    BAD_ROWS,
    MOST,
    STRANGERS,
    assert_clean,
    change,
    do,
    read_form,
    sign_in,
    told,
)

pytestmark = pytest.mark.django_db


WHY = {"confirmed": "1", "reason": "Not for here."}


def page_of(post, part="change"):
    return f"{MOST}{post.pk}/{part}/"


def rows(response):
    return [row.text for row in Page.of(response).find_all("th", class_="field-summary")]


def is_hidden(post):
    return Post.objects.get(pk=post.pk).is_hidden


@pytest.mark.parametrize("who", STRANGERS)
def test_below_moderator_every_address_leads_away_and_writes_nothing(desk, who):
    client = sign_in(desk, who)
    sent = {"action": "hide_posts", "_selected_action": [desk.answer.pk], "post": "yes"}
    for part in ("", "{pk}/change/", "{pk}/history/", "{pk}/delete/", "add/", "{pk}/"):
        for method in ("get", "post"):
            assert getattr(client, method)(MOST + part.format(pk=desk.hidden.pk), sent).status_code == 302
    assert not is_hidden(desk.answer)
    assert Post.objects.count() == 3


def test_posts_are_found_by_words_and_by_author(desk):
    client = sign_in(desk, "moderator")
    assert rows(client.get(MOST, {"q": "sleep again"})) == ["How do I sleep again?"]
    assert rows(client.get(MOST, {"q": "answerer helped"})) == ["Here is what helped me."]
    assert rows(client.get(MOST, {"q": "nothing like it"})) == []


def test_filters_narrow_the_list(desk):
    flag_post(desk.reader, desk.answer.pk, reason="rude", note="")
    close_question(desk.editor, desk.question.pk, reason="It is settled.")
    make.comment(desk.answer, make.visitor(), "A word from a passer-by.")
    client = sign_in(desk, "moderator")
    question, answer, hidden = "How do I sleep again?", "Here is what helped me.", "Something that had to go."
    passer_by = "A word from a passer-by."
    for query, expected in {
        "kind__exact=Q": [question],
        "kind__exact=A": [hidden, answer],
        "is_hidden__exact=1": [hidden],
        "is_closed__exact=1": [question],
        "flagged=yes": [answer],
        "by=visitors": [passer_by],
        "by=members": [hidden, answer, question],
        f"category__id__exact={desk.category.pk}": [question],
        "kind__exact=A&is_hidden__exact=0": [answer],
    }.items():
        assert rows(client.get(f"{MOST}?{query}")) == expected, query


def hold_answers(desk, count):
    options.save({"is_visitor_held": True})
    return [make.answer(desk.question, make.visitor(), f"A word from passer-by {n}.") for n in range(count)]


def test_posts_that_wait_are_found_and_approved_together(desk):
    posts, client = hold_answers(desk, 2), sign_in(desk, "moderator")
    assert rows(client.get(f"{MOST}?is_held__exact=1")) == [
        "A word from passer-by 1.",
        "A word from passer-by 0.",
    ]
    assert (
        "waiting for approval"
        in Page.of(client.get(f"{MOST}?is_held__exact=1")).find(class_="field-state").text
    )
    assert "2 posts are approved." in told(do(client, "approve_posts", [*posts, desk.answer, desk.hidden]))
    assert not any(is_hidden(post) for post in posts)
    assert is_hidden(desk.hidden)
    assert "Nothing was changed." in told(do(client, "approve_posts", posts))
    assert make.drift() == []


def test_posts_are_rejected_together_with_a_reason(desk):
    posts, client = hold_answers(desk, 2), sign_in(desk, "moderator")
    asked = do(client, "reject_posts", posts)
    assert "Each author reads the reason" in Page.of(asked).text
    assert do(client, "reject_posts", posts, confirmed="1", reason=" ").status_code == 422
    assert Post.objects.filter(is_held=True).count() == 2
    done = do(client, "reject_posts", posts, confirmed="1", reason="This is advertising.")
    assert "2 posts are rejected." in told(done)
    assert {post.hiding.reason for post in Post.objects.filter(hiding__because="rejected")} == {
        "This is advertising."
    }
    assert make.drift() == []


def test_what_waits_is_not_shown_by_the_action_for_hidden_posts(desk):
    posts, client = hold_answers(desk, 1), sign_in(desk, "moderator")
    assert "waiting for approval" in told(do(client, "show_posts", posts))
    assert is_hidden(posts[0])


ODD_ADDRESSES = [
    ("p=99999999", 200), ("p=-1", 200), ("p=abc", 200), ("p=" + "9" * 40, 200), ("all=", 200), ("e=1", 200),
    ("e=1&o=abc", 200), ("o=99", 200), ("o=abc", 200), ("o=-1.2.3", 200), ("flagged=zzz", 200), ("by=zzz", 200),
    ("q=" + "x" * 3000, 200), ("q=%07", 200), ("q=%ED%A0%80", 200), ("q=%27%22%5C%25_", 200), ("q=%00", 400),
    ("kind__exact=zzz", 200), ("is_hidden__exact=zz", 302), ("created_at__gte=zzz", 302),
    ("category__id__exact=abc", 302), ("category__id__exact=" + "9" * 20, 200), ("created_at__gte=99999-01-01", 302),
    ("foo=bar", 400), ("title__regex=(", 400), ("visitor_key__startswith=a", 400), ("id__gt=1", 400),
    ("author__email__startswith=a", 400), ("author__password__startswith=a", 400), ("kind__regex=(", 400),
    ("is_hidden__foo=1", 400), ("_to_field=visitor_key", 400),
]  # fmt: skip


def test_an_odd_address_of_the_list_gets_a_clear_page(desk):
    client = sign_in(desk, "moderator")
    for query, status in ODD_ADDRESSES:
        response = client.get(f"{MOST}?{query}")
        assert response.status_code == status, query
        if status == 302:
            followed = client.get(response.headers["Location"], follow=True)
            assert "That filter or order does not exist" in told(followed)
        if status == 400:
            assert Page.of(response).find(class_="masthead")


def test_even_the_page_for_two_mistakes_at_once_speaks_of_the_filter_only(desk):
    response = sign_in(desk, "moderator").get(f"{MOST}?e=1&is_hidden__exact=zz")
    assert response.status_code == 200
    assert "That filter or order does not exist." in Page.of(response).text
    assert "database" not in Page.of(response).text


def test_a_row_that_is_not_there_is_a_page_not_found(desk):
    client = sign_in(desk, "owner")
    sent = {"body": "Words that took long."}
    for row, part, method in product(BAD_ROWS, ("change", "delete", "history"), ("get", "post")):
        response = getattr(client, method)(f"{MOST}{row}/{part}/", sent)
        assert response.status_code == 404, (row, part, method)
        assert "no such row" in Page.of(response).text
    assert "Words that took long." in client.post(f"{MOST}{BAD_ROWS[0]}/change/", sent).text


@pytest.mark.parametrize("who", ["moderator", "owner"])
def test_many_posts_are_hidden_at_once_and_points_follow(desk, who):
    before = make.points(desk.asker)
    accept_answer(desk.asker, desk.answer.pk)
    client = sign_in(desk, who)
    response = do(client, "hide_posts", [desk.question, desk.answer, desk.hidden], **WHY)
    assert "2 posts are hidden now." in told(response)
    assert [is_hidden(post) for post in (desk.question, desk.answer, desk.hidden)] == [True] * 3
    assert make.points(desk.asker) < before
    assert make.drift() == []
    response = do(client, "show_posts", [desk.question, desk.answer, desk.hidden])
    assert "3 posts are visible again." in told(response)
    assert make.points(desk.asker) == before
    assert make.drift() == []


def test_hiding_what_is_hidden_says_that_nothing_changed(desk):
    response = do(sign_in(desk, "moderator"), "hide_posts", [desk.hidden])
    assert "Nothing was changed." in told(response)


@pytest.mark.parametrize("action", ["hide_posts", "show_posts", "close_questions", "delete_selected"])
def test_marks_that_are_no_rows_are_passed_over(desk, action):
    client = sign_in(desk, "moderator")
    for mark in (
        "abc",
        "9" * 20,
        "9223372036854775808",
        "-1",
        "\x00",
        "１",
        "1' OR 1=1",
        "",
        "999999",
        "1.5",
    ):
        sent = {"post": "yes", "confirmed": "1", "reason": "It is settled."}
        response = do(client, action, [mark], **sent)
        assert response.status_code == 200, mark
        assert told(response), mark
    assert Post.objects.count() == 3
    assert Post.objects.filter(is_hidden=True).count() == 1
    assert make.drift() == []


def test_good_rows_among_bad_marks_are_still_handled(desk):
    response = do(sign_in(desk, "moderator"), "hide_posts", ["abc", desk.answer, "9" * 30], **WHY)
    assert "1 post is hidden now." in told(response)
    assert is_hidden(desk.answer)


def test_an_action_that_does_not_exist_does_nothing(desk):
    client = sign_in(desk, "moderator")
    for action in ("", "unheard_of", "delete_model", "\x00", "save_model"):
        response = do(client, action, [desk.answer])
        assert response.status_code == 200
        assert "No action selected" in told(response)


def test_a_form_without_its_token_is_refused_with_a_sentence(desk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.moderator.user, backend=make.BACKEND)
    sent = {"action": "hide_posts", "_selected_action": [desk.answer.pk], "body": "Words that took long."}
    for address in (MOST, page_of(desk.answer), page_of(desk.hidden, "delete")):
        response = client.post(address, {**sent, "post": "yes"})
        assert response.status_code == 403
        assert "reload the page" in Page.of(response).text
        assert "Words that took long." in response.text
    assert not is_hidden(desk.answer)
    assert Post.objects.count() == 3


def test_questions_are_closed_with_a_reason_that_is_asked_for(desk):
    client = sign_in(desk, "moderator")
    other = make.question(desk.asker)
    asked = do(client, "close_questions", [desk.question, other, desk.answer])
    page = Page.of(asked)
    assert len(page.find_all("input", name="_selected_action")) == 2
    assert desk.question.title in page.text
    sent = {"confirmed": "1"}
    for reason in ("", "   ", "x" * 501, "a\x00b", "a\u202eb"):
        refused = do(client, "close_questions", [desk.question, other], reason=reason, **sent)
        assert refused.status_code == 422
        field = Page.of(refused).find("input", name="reason")
        assert (field.attribute("value") or "") == reason
        assert Page.of(refused).find("ul", class_="errorlist").text
    assert not Closure.objects.exists()
    closed = do(
        client, "close_questions", [desk.question, other, desk.answer], reason="It is <settled>.", **sent
    )
    assert "2 questions are closed now." in told(closed)
    assert {closure.reason for closure in Closure.objects.all()} == {"It is <settled>."}
    assert "It is &lt;settled&gt;." in client.get(desk.question.get_absolute_url()).text
    assert make.drift() == []
    again = do(client, "close_questions", [desk.question, desk.answer])
    assert "Nothing was changed." in told(again)


def test_a_hidden_question_among_those_to_close_is_named_and_the_rest_is_closed(desk):
    hide_post(desk.moderator, desk.question.pk, reason="Not for here.")
    other = make.question(desk.asker)
    sent = {"confirmed": "1", "reason": "It is settled."}
    response = do(sign_in(desk, "moderator"), "close_questions", [desk.question, other], **sent)
    assert "How do I sleep again?: This question is hidden." in told(response)
    assert "1 question is closed now." in told(response)
    assert Closure.objects.get().question_id == other.pk
    assert make.drift() == []


@pytest.mark.parametrize("who", ["moderator", "owner"])
def test_a_question_is_edited_as_on_the_site(desk, who):
    moved = make.category("Friends")
    sent = {
        "title": "How do I sleep through again?",
        "body": "New *words*.",
        "tags": "sleep rest",
        "note": "Clearer.",
    }
    response = change(sign_in(desk, who), page_of(desk.question), category=moved.pk, **sent)
    assert response.status_code == 302
    question = Post.objects.get(pk=desk.question.pk)
    assert (question.title, question.body, question.category, question.version) == (
        sent["title"], sent["body"], moved, 2,
    )  # fmt: skip
    assert "New <em>words</em>." in question.body_html
    assert question.tag_names == ["sleep", "rest"]
    assert question.edited_by_id == getattr(desk, who).user_id
    assert [revision.note for revision in question.revisions.order_by("version")] == ["", "Clearer."]
    moved.refresh_from_db()
    assert moved.question_count == 1
    assert make.drift() == []


def test_an_answer_and_a_comment_are_edited_too(desk):
    comment = make.comment(desk.answer, desk.reader)
    for post in (desk.answer, comment):
        response = change(sign_in(desk, "moderator"), page_of(post), body="Put more kindly.")
        assert response.status_code == 302
        assert Post.objects.get(pk=post.pk).body == "Put more kindly."
    assert make.drift() == []


REFUSED = [
    ("title", "", "required"),
    ("title", "Too short", "at least 12"),
    ("title", "A title with \x00 in it, yes", "no computer can store"),
    ("title", "A title with \x07 in it, yes", "control character"),
    ("title", "A title with \u202e in it, yes", "direction of writing"),
    ("body", "x" * 12_001, "at most 12000 fit"),
    ("body", "before\x00after", "no computer can store"),
    ("tags", "a b c d e f", "at most 5 tags"),
    ("tags", "a/b", "character that tags cannot have"),
    ("category", "99999999999999999999", "not one of the available choices"),
    ("category", "abc", "not one of the available choices"),
    ("version", "abc", "whole number"),
    ("version", "", "required"),
    ("version", "99999999999999999999", "less than or equal"),
    ("note", "x" * 201, "at most 200"),
]


def test_what_cannot_be_saved_comes_back_with_all_that_was_typed(desk):
    kept = {"title": "A better title, I hope", "body": "Words that took long."}
    client = sign_in(desk, "moderator")
    for field, value, sentence in REFUSED:
        response = change(client, page_of(desk.question), **(kept | {field: value}))
        page = Page.of(response)
        assert response.status_code == 422, field
        assert sentence in page.text
        shown = read_form(page)
        for name in kept:
            assert shown[name] == (value if name == field else kept[name])
    assert Post.objects.get(pk=desk.question.pk).version == 1
    assert make.drift() == []


def test_lone_surrogates_become_a_replacement_character(desk):
    version = Post.objects.get(pk=desk.answer.pk).version
    body = f"version={version}&note=&body=broken+%ED%A0%80+text".encode()
    response = sign_in(desk, "moderator").post(
        page_of(desk.answer), body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 302
    assert "\ufffd" in Post.objects.get(pk=desk.answer.pk).body


def test_when_somebody_saved_meanwhile_both_texts_are_shown_and_sending_again_is_a_decision(desk):
    client = sign_in(desk, "moderator")
    form = read_form(Page.of(client.get(page_of(desk.answer))))
    edit_reply(desk.editor, desk.answer.pk, compose("What the editor saved."), version=1)
    response = client.post(
        page_of(desk.answer), form | {"body": "What the moderator typed.", "note": "Kinder."}
    )
    page = Page.of(response)
    assert response.status_code == 409
    assert "Somebody else edited this post" in page.text
    assert page.find(id="saved-meanwhile").find("pre").text == "What the editor saved."
    assert read_form(page)["body"] == "What the moderator typed."
    assert Post.objects.get(pk=desk.answer.pk).body == "What the editor saved."
    assert not LogEntry.objects.exists()
    assert client.post(page_of(desk.answer), read_form(page)).status_code == 302
    assert Post.objects.get(pk=desk.answer.pk).body == "What the moderator typed."
    assert make.drift() == []


def test_a_stale_question_keeps_title_tags_and_category_as_typed(desk):
    client = sign_in(desk, "moderator")
    address = page_of(desk.question)
    stale = read_form(Page.of(client.get(address)))
    change(sign_in(desk, "owner"), address, title="What the owner made of it")
    typed = stale | {"title": "What the moderator made of it", "tags": "rest night", "body": "Other words."}
    response = client.post(address, typed)
    assert response.status_code == 409
    assert "What the owner made of it" in Page.of(response).find(id="saved-meanwhile").text
    shown = read_form(Page.of(response))
    assert {name: shown[name] for name in ("title", "tags", "body")} == {
        name: typed[name] for name in ("title", "tags", "body")
    }
    assert make.drift() == []


def test_a_post_hidden_or_deleted_meanwhile_gives_the_typed_words_back(desk):
    client = sign_in(desk, "moderator")
    form = read_form(Page.of(client.get(page_of(desk.answer)))) | {"body": "Words that took long."}
    hide_post(desk.answerer, desk.answer.pk)
    response = client.post(page_of(desk.answer), form)
    assert response.status_code == 403
    assert "hidden and cannot be edited" in Page.of(response).text
    assert "Words that took long." in response.text
    Post.objects.filter(pk=desk.answer.pk).delete()
    response = client.post(page_of(desk.answer), form)
    assert response.status_code == 404
    assert "Words that took long." in response.text


def test_a_flag_taken_back_meanwhile_does_not_stop_an_edit(desk):
    flag_post(desk.reader, desk.answer.pk, reason="rude", note="It hurt.")
    client = sign_in(desk, "administrator")
    page = Page.of(client.get(page_of(desk.answer)))
    assert "Rude or hurtful: It hurt. (reader" in page.find(class_="field-flags_told").text
    form = read_form(page) | {"body": "Put more kindly."}
    desk.answer.flags.all().delete()
    Post.objects.filter(pk=desk.answer.pk).update(flag_count=0)
    assert client.post(page_of(desk.answer), form).status_code == 302


def test_deleting_names_what_goes_along_and_then_points_and_counts_are_right(desk):
    comment = make.comment(desk.answer, desk.reader)
    cast_vote(desk.reader, desk.answer.pk, 1)
    cast_vote(desk.answerer, desk.question.pk, 1)
    duplicate = make.question(desk.reader, "Another question about sleeping?")
    close_question(desk.editor, duplicate.pk, duplicate_of=desk.question)
    accept_answer(desk.asker, desk.answer.pk)
    hide_post(desk.moderator, desk.question.pk, reason="Not for here.")
    client = sign_in(desk, "moderator")
    page = Page.of(client.get(page_of(desk.question, "delete")))
    assert "with 2 answers, 1 comments and 2 votes" in page.text
    assert "Opens again: Another question about sleeping?" in page.text
    response = client.post(page_of(desk.question, "delete"), {"post": "yes", **WHY})
    assert response.status_code == 302
    assert not Post.objects.filter(pk__in=[desk.question.pk, desk.answer.pk, comment.pk]).exists()
    assert not Post.objects.get(pk=duplicate.pk).is_closed
    assert make.points(desk.answerer) == 100
    assert make.drift() == []


def test_only_hidden_posts_are_deleted_and_the_reason_is_told(desk):
    client = sign_in(desk, "owner")
    for method in ("get", "post"):
        response = getattr(client, method)(page_of(desk.answer, "delete"), {"post": "yes"}, follow=True)
        assert "Hide the post first; only hidden posts can be deleted." in told(response)
    assert Post.objects.filter(pk=desk.answer.pk).exists()


def test_of_a_mixed_selection_the_hidden_go_and_the_others_are_named(desk):
    client = sign_in(desk, "moderator")
    asked = do(client, "delete_selected", [desk.question, desk.answer, desk.hidden])
    page = Page.of(asked)
    assert "Something that had to go. – with 0 answers" in page.text
    assert "How do I sleep again?: Hide the post first" in page.text
    form = read_form(page)
    response = do(
        client, "delete_selected", [desk.question, desk.answer, desk.hidden], post=form["post"], **WHY
    )
    assert "1 row is deleted." in told(response)
    assert told(response).count("Hide the post first") == 2
    assert Post.objects.count() == 2
    assert LogEntry.objects.count() == 1
    assert make.drift() == []


def test_an_answer_selected_together_with_its_question_goes_along_without_complaint(desk):
    hide_post(desk.moderator, desk.question.pk, reason="Not for here.")
    response = do(
        sign_in(desk, "moderator"), "delete_selected", [desk.hidden, desk.question], post="yes", **WHY
    )
    assert "1 row is deleted." in told(response)
    assert "no such row" not in told(response)
    assert not Post.objects.exists()
    assert make.drift() == []


def test_console_pages_of_posts_need_nothing_that_our_policy_stops(desk):
    flag_post(desk.reader, desk.answer.pk, reason="rude", note="<script>alert(1)</script>")
    client = sign_in(desk, "owner")
    for part in ("", f"{desk.question.pk}/change/", f"{desk.answer.pk}/change/", f"{desk.hidden.pk}/change/",
                 f"{desk.hidden.pk}/delete/", f"{desk.question.pk}/history/"):  # fmt: skip
        response = client.get(MOST + part)
        assert response.status_code == 200
        assert_clean(response)
    assert_clean(do(client, "delete_selected", [desk.hidden]))
    assert_clean(do(client, "close_questions", [desk.question]))


def test_a_hidden_post_is_read_but_not_edited(desk):
    page = Page.of(sign_in(desk, "moderator").get(page_of(desk.hidden)))
    assert "Something that had to go." in page.text
    assert not page.find_all("textarea")


@pytest.mark.parametrize("query", ["", "?q=day&kind__exact=Q&flagged=yes"])
def test_the_list_costs_the_same_with_more_rows(desk, query):
    client = sign_in(desk, "moderator")

    def grow(count):
        for _ in range(count):
            question = make.question(make.member(), tags=("sleep",), category=desk.category)
            flag_post(make.member(), question.pk, reason="spam")
            make.comment(question, make.visitor())

    def count_queries():
        client.get(MOST + query)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(MOST + query).status_code == 200
        return len(queries)

    grow(2)
    before = count_queries()
    grow(8)
    assert count_queries() == before
    assert before <= 10


def test_hiding_and_deleting_in_the_console_ask_for_a_reason_and_do_nothing_without_one(desk):
    client = sign_in(desk, "moderator")
    asked = do(client, "hide_posts", [desk.answer])
    assert "public moderation log" in Page.of(asked).text
    refused = do(client, "hide_posts", [desk.answer], confirmed="1")
    assert (refused.status_code, is_hidden(desk.answer)) == (422, False)
    assert do(client, "delete_selected", [desk.hidden], post="yes").status_code == 422
    assert client.post(page_of(desk.hidden, "delete"), {"post": "yes"}).status_code == 422
    assert Post.objects.filter(pk=desk.hidden.pk).exists()
    do(client, "hide_posts", [desk.answer], confirmed="1", preset="It is advertising.", reason="For shoes.")
    assert Post.objects.get(pk=desk.answer.pk).hiding.reason == "It is advertising. For shoes."
    client.post(page_of(desk.hidden, "delete"), {"post": "yes", **WHY})
    words = LogPart.objects.get(entry__verb="deleted", kind="words")
    assert words.content == {"reason": "Not for here."}
