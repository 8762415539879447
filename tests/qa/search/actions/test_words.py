"""The list of words: what comes in, what stays out, what leaves; and that it is made in pieces, by one at a time."""

import pytest
from django.core.exceptions import PermissionDenied

from qa.actions.hidings import hide_post, show_post
from qa.search.actions import words
from qa.search.models import Word, WordBuild, WordCount
from tests import make
from tests.work import work

pytestmark = pytest.mark.django_db


def listed():
    words.rebuild_words()
    return dict(Word.objects.values_list("word", "question_count"))


def test_words_come_from_titles_tags_texts_answers_and_comments_without_case_and_accents(cast):
    first = make.question(cast.asker, "Große ÄNGSTE at night", body="A zebra.", tags=("height",))
    second = make.question(cast.asker, "Something else entirely", body="Quagga.")
    make.answer(first, cast.answerer, body="An okapi and the sea.")
    make.comment(
        make.answer(second, cast.expert, body="A zebra."), cast.reader, body="An okapi, a zebra, a quagga."
    )
    found = listed()
    assert {"grosse", "angste", "night", "height", "something"} <= set(found)
    assert (found["zebra"], found["okapi"], found["angste"]) == (2, 2, 1)
    assert Word.objects.get(word="height").title_count == 1
    assert Word.objects.get(word="zebra").title_count == 0


def test_what_one_question_alone_says_in_its_texts_is_not_on_the_list(cast):
    first = make.question(cast.asker, body="Zebra zebra.")
    make.answer(first, cast.answerer, body="The zebra, again.")
    assert "zebra" not in listed()
    make.question(cast.asker, body="Another zebra.")
    assert listed()["zebra"] == 2


def test_numbers_addresses_and_short_words_are_no_words(cast):
    text = "Write to kim@example.org or https://example.net/path about covid19, 2026, ab, it's a well-known thing."
    make.question(cast.asker, body=text)
    make.question(cast.asker, body=text)
    found = set(listed())
    assert {"well", "known", "thing", "its"} <= found
    assert not found & {"kim", "example", "org", "net", "path", "covid19", "covid", "2026", "ab", "https"}


def test_sentences_of_scripts_without_spaces_are_no_words(cast):
    make.question(cast.asker, "東京で眠れない夜", body="ฉันนอนไม่หลับ")
    make.question(cast.asker, "Αθήνα και ύπνος")
    found = set(listed())
    assert "υπνος" in found
    assert not any(word for word in found if word[0] > "\u0e00")


def test_hidden_and_held_posts_give_no_words_and_take_theirs_along(cast):
    question = make.question(cast.asker, "A walk with Quentin", body="Zebra.")
    other = make.question(cast.asker, body="A zebra.")
    answer = make.answer(other, cast.answerer, body="Okapi.")
    make.comment(answer, cast.reader, body="Quagga.")
    third = make.question(cast.asker, body="Okapi and quagga.")
    assert {"quentin", "zebra", "okapi", "quagga"} <= set(listed())
    hide_post(cast.answerer, answer.pk)
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    assert not {"quentin", "zebra", "okapi", "quagga"} & set(listed())
    show_post(cast.moderator, question.pk)
    assert {"quentin", "zebra"} <= set(listed())
    hide_post(cast.moderator, third.pk, reason="Not for here.")
    assert "quentin" in listed()


def test_a_list_that_is_made_again_is_the_same_and_knows_edited_words(cast):
    make.question(cast.asker, "A walk by the river")
    question = make.question(cast.asker, "A walk in the mountains", body="Some river.")
    before = listed()
    assert listed() == before
    make.edit(cast.asker, question.pk, "A path.")
    assert (before["river"], listed()["river"]) == (2, 1)


def test_the_worker_makes_it_in_batches_and_says_how_far_it_is(cast, monkeypatch):
    monkeypatch.setattr(words, "BATCH", 2)
    for number in range(5):
        make.question(cast.asker, f"A walk with animal {'abcde'[number] * 5}")
    build = words.begin_build()
    assert (build.total_count, build.is_at_work) == (5, True)
    assert words.begin_build().pk == build.pk
    assert words.do_batch(build.pk)
    build.refresh_from_db()
    assert (build.done_count, Word.objects.count()) == (2, 0)
    while words.do_batch(build.pk):
        pass
    build.refresh_from_db()
    assert (build.done_count, build.is_at_work) == (5, False)
    assert Word.objects.get(word="animal").title_count == 5
    assert not WordCount.objects.exists()
    assert not words.do_batch(build.pk)


def test_only_the_most_frequent_words_are_kept(cast, monkeypatch):
    make.question(cast.asker, "Zebra one", body="Okapi.")
    make.question(cast.asker, "Zebra two", body="An okapi.")
    few = words.KEPT.replace(f"LIMIT {words.MOST_WORDS}", "LIMIT 2")
    for name in ("TAKE_OUT", "TAKE_OVER"):
        monkeypatch.setattr(words, name, getattr(words, name).replace(words.KEPT, few))
    assert listed() == {"okapi": 2, "zebra": 2}


def test_new_titles_are_known_within_the_hour_and_counted_once(cast):
    words.rebuild_words()
    assert words.add_new_titles() == 0
    make.question(cast.asker, "A zebra at night", body="Quagga.", tags=("stripes",))
    hidden = make.question(cast.asker, "An okapi at night")
    hide_post(cast.asker, hidden.pk)
    assert words.add_new_titles() == 2
    assert words.add_new_titles() == 0
    known = dict(Word.objects.values_list("word", "title_count"))
    assert (known["zebra"], known["night"], known["stripes"]) == (1, 1, 1)
    assert not {"okapi", "quagga"} & set(known)
    assert words.rebuild_words().done_count == 2
    assert Word.objects.get(word="night").title_count == 1


def test_administrators_have_the_list_made_anew_by_the_worker(cast):
    make.question(cast.asker, "A zebra at night")
    with pytest.raises(PermissionDenied):
        words.rebuild_soon(cast.moderator)
    words.rebuild_soon(cast.administrator)
    words.rebuild_soon(cast.administrator)
    work()
    assert Word.objects.filter(word="zebra").exists()
    assert not WordBuild.objects.filter(finished_at=None).exists()
    assert WordBuild.objects.count() == 1
