"""Posts that are looked at before they are published: held, flagged, refused, with other words; mended and sent again."""

import logging
import threading

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.test import override_settings

from accounts.models import Level
from forum import options
from forum.lib.errors import Conflict
from forum.lib.texts import compose
from qa.actions.approvals import approve_post, reject_post
from qa.actions.edits import edit_question, edit_reply, retag_question
from qa.actions.hidings import hide_post, show_post
from qa.actions.questions import Draft, ask_question
from qa.actions.screening import Refused, settle_findings
from qa.actions.words import save_word
from qa.actions.writing import Byline
from qa.models import Activity, Finding, Post, Revision, WatchedWord
from qa.reads.mending import load_review
from qa.reads.screening import describe_findings, tell, to_look_at
from qa.rules.screening import Action, Passage, Rule
from qa.rules.screening import Finding as Found
from tests import make
from tests.work import work

pytestmark = pytest.mark.django_db
TITLE = "How does one get through the day?"


def watch(pattern, action="hold", **more):
    return save_word(make.SYSTEM, WatchedWord(pattern=pattern, action=action, **more))


def fresh(post):
    return Post.objects.get(pk=post.pk)


def found(post):
    return describe_findings([post.pk])[post.pk]


def sentences(post):
    return [tell(one) for one in found(post).all]


def edit(viewer, post, body):
    return edit_reply(viewer, post.pk, compose(body), version=fresh(post).version)


def test_a_watched_word_has_a_post_wait_and_says_which_and_where(cast):
    word = watch("casin*")
    answer = make.answer(make.question(cast.asker), cast.answerer, "Go to the Casino with me.")
    assert fresh(answer).is_held
    (one,) = found(answer).all
    assert (one.rule, one.action, one.key) == (Rule.WORD, Action.HOLD, str(word.pk))
    assert [answer.body_text[start:end] for _field, start, end in one.passages] == ["Casino"]
    assert sentences(answer) == ["These words are looked at before they are published: “Casino”."]
    assert WatchedWord.objects.get().hit_count == 1
    assert not make.answer(make.question(cast.asker), cast.expert, "Go to the casino with me.").is_held


def test_a_word_on_the_list_is_looked_for_from_the_next_post_on_and_no_longer_when_it_is_gone(cast):
    question = make.question(cast.asker)
    assert not make.answer(question, cast.answerer, "Go to the casino with me.").is_held
    word = watch("casino")
    assert make.answer(question, cast.answerer, "Go to the casino with you.").is_held
    word.pattern = "roulette"
    save_word(make.SYSTEM, word)
    assert not make.answer(question, cast.answerer, "Go to the casino with him.").is_held
    assert make.answer(question, cast.answerer, "Go to roulette with her, please.").is_held


def test_a_flagged_post_is_published_and_looked_at_afterwards(cast):
    watch("miracle", "flag")
    answer = make.answer(make.question(cast.asker), cast.answerer, "This is a miracle cure.")
    assert not fresh(answer).is_hidden
    assert list(to_look_at(cast.expert)) == [answer]
    with pytest.raises(PermissionDenied, match="Experts"):
        settle_findings(cast.reader, answer.pk)
    settle_findings(cast.expert, answer.pk)
    assert list(to_look_at(cast.expert)) == []


@pytest.mark.parametrize("kind", ["question", "answer", "comment", "edit"])
def test_what_is_refused_names_the_passage_and_leaves_nothing_but_a_count(cast, kind):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    watch("casino", "reject")
    before = Post.objects.count()
    acts = {
        "question": lambda: make.question(cast.asker, "Where is the next Casino here?"),
        "answer": lambda: make.answer(question, cast.answerer, "In the Casino, of course."),
        "comment": lambda: make.comment(question, cast.reader, "In the Casino, of course."),
        "edit": lambda: edit(cast.answerer, answer, "In the Casino, of course."),
    }
    with pytest.raises(Refused, match="not used here: “Casino”"):
        acts[kind]()
    assert (Post.objects.count(), Finding.objects.count(), fresh(answer).version) == (before, 0, 1)
    assert WatchedWord.objects.get().hit_count == 1


def test_other_words_are_shown_and_what_was_typed_is_kept_for_its_author_and_moderators(cast):
    watch("damn", "replace")
    watch("bloody hell", "replace", replacement="goodness")
    question = ask_question(
        make.visitor("kim"),
        Draft("The damn day is long", compose("d**am**n this, *bloody* hell & all"), None, ["damn", "day"]),
        Byline("Damn"),
    )
    question = fresh(question)
    assert (question.title, question.author_name, question.tag_names) == (
        "The **** day is long",
        "****",
        ["day"],
    )
    assert question.body == "d**am**n this, *bloody* hell & all"
    assert question.body_text == "**** this, goodness & all"
    assert "damn" not in question.body_html.lower().replace("<strong>", "").replace("</strong>", "")
    assert question.slug == "the-day-is-long"
    revision = Revision.objects.get(post=question)
    assert revision.title == "The damn day is long"
    assert not question.is_hidden
    assert make.drift() == []


def test_passages_follow_the_words_that_were_replaced(cast):
    watch("damn", "replace", replacement="[something else]")
    watch("casino")
    answer = make.answer(make.question(cast.asker), cast.answerer, "Oh damn, the damn casino.")
    (one,) = found(answer).of(Action.HOLD)
    assert [answer.body_text[start:end] for _field, start, end in one.passages] == ["casino"]
    assert answer.body_text == "Oh [something else], the [something else] casino."


def test_places_links_and_first_posts(cast):
    options.save({"blocked_hosts": "bad.example", "max_links": 1})
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer, "See [this](https://shop.bad.example/x) for more.")
    assert sentences(answer) == ["It names a place that is looked at first: “shop.bad.example”."]
    two = "Read https://one.example and https://two.example for more."
    assert sentences(make.answer(question, cast.answerer, two)) == [
        "There are 2 links in it; more than 1 are looked at first."
    ]
    approved = make.member(level=Level.APPROVED)
    assert not make.answer(question, approved, two + " Really.").is_held
    options.save({"first_posts_held": 1, "blocked_hosts_action": "reject"})
    newcomer = make.member()
    first = make.answer(question, newcomer, "My very first words here.")
    assert sentences(first) == ["The first post of every new member is looked at before it is published."]
    assert make.answer(question, newcomer, "My second words here, still unread.").is_held
    approve_post(cast.expert, first.pk)
    assert not make.answer(question, newcomer, "My third words here, they go out.").is_held
    with pytest.raises(Refused, match="not wanted here"):
        make.answer(question, cast.answerer, "Go to bad.example at once.")


def test_an_edit_of_a_published_post_waits_only_for_what_is_new_in_it(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer, "The casino was my ruin.")
    watch("casino")
    watch("roulette")
    edit(cast.answerer, answer, "The casino was my ruin, in the end.")
    assert not fresh(answer).is_held
    edit(cast.answerer, answer, "The casino and roulette were my ruin.")
    assert fresh(answer).is_held
    assert [one.words for one in found(answer).all] == [("roulette",)]
    assert make.drift() == []


def test_tags_are_looked_at_when_a_question_is_retagged(cast):
    question = make.question(cast.asker, tags=("sleep",))
    watch("casino", "reject")
    with pytest.raises(Refused):
        retag_question(cast.asker, question.pk, None, ["casino"], version=1)
    WatchedWord.objects.all().delete()
    watch("roulette")
    retag_question(cast.asker, question.pk, None, ["roulette"], version=1)
    assert fresh(question).is_held


def test_mending_what_was_held_for_its_text_alone_publishes_it_at_once(cast):
    watch("casino")
    question = make.question(make.visitor(), byline=Byline("", True, "kim@example.org"))
    kim = make.visitor("kim")
    answer = make.answer(question, kim, "Go to the casino with me.")
    edit(kim, answer, "Go to the old casino with me.")
    assert fresh(answer).is_held
    edit(kim, answer, "Go to the lake with me.")
    work()
    answer = fresh(answer)
    assert (answer.is_held, answer.is_hidden, answer.edited_at) == (False, False, None)
    assert [letter.to for letter in mail.outbox] == [["kim@example.org"]]
    assert Activity.objects.filter(verb="answered").count() == 1
    assert make.drift() == []


def test_mending_does_not_publish_what_waits_for_its_writer_too(cast):
    options.save({"is_visitor_held": True})
    watch("casino")
    kim = make.visitor("kim")
    answer = make.answer(make.question(cast.asker), kim, "Go to the casino with me.")
    options.save({"is_visitor_held": False})  # for what comes from now on
    edit(kim, answer, "Go to the lake with me.")
    assert fresh(answer).is_held
    assert [one.rule for one in found(answer).all] == [Rule.VISITOR]


def test_withdrawing_and_showing_is_no_way_round_a_watched_word(cast):
    watch("casino")
    answer = make.answer(make.question(cast.asker), cast.answerer, "Go to the casino with me.")
    hide_post(cast.answerer, answer.pk)
    assert show_post(cast.answerer, answer.pk).is_held
    assert [one.rule for one in found(answer).all] == [Rule.WORD]


def test_a_rejected_post_is_mended_as_the_same_item_as_often_as_the_owner_allows(cast):
    options.save({"is_visitor_held": True, "most_resubmissions": 2})
    kim = make.visitor("kim")
    answer = make.answer(make.question(cast.asker), kim, "Words that nobody likes.")
    for number in range(2):
        reject_post(cast.expert, answer.pk, f"Not like this, {number}.")
        assert not fresh(answer).is_held
        with pytest.raises(PermissionDenied, match="hidden"):
            edit(cast.editor, answer, "Words of somebody else.")
        edit(kim, answer, f"Better words, number {number}.")
        assert (fresh(answer).is_held, fresh(answer).hiding.reason) == (True, "")
    reject_post(cast.expert, answer.pk, "Not like this either.")
    with pytest.raises(PermissionDenied, match="appeal"):
        edit(kim, answer, "The very last words.")
    events = [event.what for event in load_review(kim, fresh(answer)).events]
    assert events.count("rejected") == 3
    assert events.count("held for approval") == 3
    assert {"version 2", "version 3"} <= set(events)
    assert make.drift() == []


def test_a_mended_post_that_a_moderator_rejected_is_seen_by_a_person_again(cast):
    watch("casino")
    answer = make.answer(make.question(cast.asker), cast.answerer, "Go to the casino with me.")
    reject_post(cast.expert, answer.pk, "No gambling, please.")
    edit(cast.answerer, answer, "Go to the lake with me.")
    assert fresh(answer).is_held
    assert describe_findings([answer.pk]) == {}
    edit(cast.answerer, answer, "Go to the other casino with me.")
    edit(cast.answerer, answer, "Go to the sea with me.")
    assert fresh(answer).is_held
    approve_post(cast.expert, answer.pk)
    assert not fresh(answer).is_hidden
    assert make.drift() == []


def test_a_rejected_question_is_mended_title_tags_and_all(cast):
    options.save({"is_visitor_held": True})
    kim = make.visitor("kim")
    question = make.question(kim, tags=("sleep",))
    reject_post(cast.expert, question.pk, "Please give it another title.")
    edit_question(kim, question.pk, Draft(TITLE, compose("Words."), None, ["night"]), version=1)
    assert (fresh(question).title, fresh(question).is_held) == (TITLE, True)
    approve_post(cast.expert, question.pk)
    assert make.drift() == []


def test_the_author_hears_of_a_rejection_with_a_link_and_without_its_words(cast):
    options.save({"is_visitor_held": True})
    byline = Byline("", True, "kim@example.org")
    answer = make.answer(make.question(cast.asker), make.visitor(), "Some secret words.", byline)
    reject_post(cast.expert, answer.pk, "Too secret, please.")
    work()
    (letter,) = mail.outbox
    assert letter.to == ["kim@example.org"]
    assert f"/posts/{answer.pk}/mending/" in letter.body
    assert "secret" not in letter.body.lower()


def test_who_decides_second_hears_who_decided_first_and_nothing_changes(cast):
    options.save({"is_visitor_held": True})
    question = make.question(cast.asker)
    first, second = make.answer(question, make.visitor()), make.answer(question, make.visitor())
    approve_post(cast.expert, first.pk)
    with pytest.raises(Conflict, match="approved, by expert"):
        reject_post(cast.editor, first.pk, "No.")
    reject_post(cast.editor, second.pk, "No.")
    with pytest.raises(Conflict, match="rejected, by editor"):
        approve_post(cast.expert, second.pk)
    assert Activity.objects.filter(verb__in=("approved", "rejected")).count() == 2
    with pytest.raises(PermissionDenied, match="Experts"):
        approve_post(cast.reader, first.pk)


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_one_moment_one_holds(cast):
    options.save({"is_visitor_held": True})
    answer = make.answer(make.question(cast.asker), make.visitor())
    told, gate = [], threading.Barrier(2)

    def decide(act):
        try:
            gate.wait()
            act()
            told.append("done")
        except Conflict as conflict:
            told.append(str(conflict))
        finally:
            connections.close_all()

    acts = (lambda: approve_post(cast.expert, answer.pk), lambda: reject_post(cast.editor, answer.pk, "No."))
    threads = [threading.Thread(target=decide, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.count("done") == 1
    assert sum("Nothing was changed" in one for one in told) == 1
    assert Activity.objects.filter(verb__in=("approved", "rejected")).count() == 1


def hold_shouting(draft):
    start = draft.body.find("!!!")
    if start >= 0:
        yield Found(
            Rule.FILTER, Action.HOLD, (Passage("body", start, start + 3),), sentence="Please 100% calmly."
        )


def refuse_tests(draft):
    return (
        [Found(Rule.FILTER, Action.REJECT, sentence="No tests here.")]
        if draft.body == "A test, only a test."
        else []
    )


def break_down(draft):
    raise RuntimeError(draft.body)


def break_database(draft):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing_of_that_name")


def say_nonsense(draft):
    return ["nonsense"]


HERE = "tests.qa.actions.test_screening."


@override_settings(POST_FILTERS=[f"{HERE}hold_shouting", f"{HERE}refuse_tests"])
def test_a_filter_of_the_site_holds_or_refuses_with_its_own_sentence(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer, "This is so unfair!!! Really.")
    assert sentences(answer) == ["Please 100% calmly."]
    with pytest.raises(Refused, match="No tests here"):
        make.answer(question, cast.answerer, "A test, only a test.")
    edit(cast.answerer, answer, "This is unfair. Really.")
    assert not fresh(answer).is_hidden


@override_settings(
    POST_FILTERS=[f"{HERE}{name}" for name in ("break_down", "break_database", "say_nonsense", "gone")]
)
def test_a_filter_that_fails_is_logged_without_the_text_and_costs_nobody_a_post(cast, caplog):
    with caplog.at_level(logging.ERROR):
        answer = make.answer(make.question(cast.asker), cast.answerer, "Words for friends alone.")
    assert not fresh(answer).is_hidden
    for name in ("break_down", "break_database", "say_nonsense", "gone"):
        assert f"The filter {HERE}{name} failed" in caplog.text
    assert "friends alone" not in caplog.text
