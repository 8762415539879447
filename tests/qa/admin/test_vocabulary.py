"""Synonyms, searches without result and the words of the site, in the console."""

import pytest
from django.utils import timezone

from forum import options
from qa.search.actions import words
from qa.search.models import Miss, Synonym, Word
from tests import make
from tests.pages import Page
from tests.qa.admin.console import assert_clean, change, sign_in, told
from tests.work import work

pytestmark = pytest.mark.django_db
SYNONYMS, MISSES = "/admin/search/synonym/", "/admin/search/miss/"


def miss(query, count=5):
    return Miss.objects.create(query=query, day=timezone.localdate(), count=count)


def test_a_pair_is_added_changed_and_removed(cast):
    client = sign_in(cast, "administrator")
    assert change(client, f"{SYNONYMS}add/", words="Mum", means="mom").status_code == 302
    pair = Synonym.objects.get()
    assert (pair.words, pair.means, pair.is_mutual) == ("mum", "mom", True)
    change(client, f"{SYNONYMS}{pair.pk}/change/", means="Mother")
    assert Synonym.objects.get().means == "mother"
    client.post(f"{SYNONYMS}{pair.pk}/delete/", {"post": "yes"})
    assert not Synonym.objects.exists()


@pytest.mark.parametrize(
    ("words", "means", "why"),
    [("", "mom", "required"), ("mum", "MUM", "same word"), ("meds", "pills", "already")],
)
def test_a_pair_that_says_nothing_comes_back_with_the_reason(cast, words, means, why):
    Synonym.objects.create(words="meds", means="pills")
    response = change(sign_in(cast, "administrator"), f"{SYNONYMS}add/", words=words, means=means)
    assert response.status_code == 422
    assert why in Page.of(response).text
    assert Synonym.objects.count() == 1


def test_what_was_not_found_is_listed_with_what_may_have_been_meant(cast):
    Word.objects.create(word="anxiety", question_count=9)
    miss("anxeity")
    miss("secret", count=2)
    response = sign_in(cast, "administrator").get(MISSES)
    assert_clean(response)
    page = Page.of(response)
    assert [button.attribute("value") for button in page.find_all("button", name="means")] == ["anxiety"]
    assert "secret" not in page.text


def test_a_proposal_or_other_words_are_adopted_with_a_button(cast):
    client = sign_in(cast, "administrator")
    miss("anxeity")
    miss("mum")
    said = told(client.post(MISSES, {"query": "anxeity", "means": "anxiety", "other": ""}, follow=True))
    assert "“anxeity” now finds “anxiety”" in said
    client.post(MISSES, {"query": "mum", "other": "mom"})
    assert set(Synonym.objects.values_list("words", "means")) == {("anxeity", "anxiety"), ("mum", "mom")}
    assert not Miss.objects.exists()


def test_what_cannot_be_adopted_says_why_and_a_line_can_be_taken_off(cast):
    client = sign_in(cast, "administrator")
    miss("one two three four five")
    said = told(client.post(MISSES, {"query": "one two three four five", "other": "mom"}, follow=True))
    assert "At most 4 words" in said
    assert Miss.objects.exists()
    client.post(MISSES, {"query": "one two three four five", "dismiss": "1"})
    assert not Miss.objects.exists()


def test_the_page_says_when_nothing_is_noted(cast):
    options.save({"are_misses_kept": False})
    assert "Nothing is noted" in Page.of(sign_in(cast, "administrator").get(MISSES)).text


def test_the_words_are_listed_anew_and_the_page_shows_how_far_that_is(cast):
    client = sign_in(cast, "administrator")
    make.question(cast.asker, "A zebra at night")
    client.post(MISSES, {"rebuild": "1"})
    response = client.get(MISSES)
    assert response["Refresh"]
    assert Page.of(response).find("progress").attribute("max") == "1"
    work()
    page = client.get(MISSES)
    assert "Refresh" not in page
    assert "words are known" in Page.of(page).text
    assert words.find_last().done_count == 1
    assert Word.objects.filter(word="zebra").exists()


@pytest.mark.parametrize("who", ["visitor", "reader", "moderator"])
def test_others_do_nothing_here(cast, who):
    miss("mum")
    client = sign_in(cast, who)
    for sent in ({"query": "mum", "other": "mom"}, {"query": "mum", "dismiss": "1"}, {"rebuild": "1"}):
        assert client.post(MISSES, sent).status_code in (302, 403)
    assert Miss.objects.exists()
    assert not Synonym.objects.exists()
    assert words.find_last() is None
