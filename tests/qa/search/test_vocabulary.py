"""What typed words may stand for: corrections by the words of the site, and synonyms by the owner and others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum import options
from qa.actions.hidings import hide_post
from qa.search import expansion, vocabulary
from qa.search.actions.synonyms import save_synonym
from qa.search.actions.words import rebuild_words
from qa.search.expansion import Term
from qa.search.models import Synonym, Word
from qa.search.vocabulary import correct_query, expand, spell, use_pairs
from tests import make

pytestmark = pytest.mark.django_db


def know(*words, count=10):
    """Let the site know these words as if many questions held them."""
    Word.objects.bulk_create(
        Word(word=word, question_count=count, title_count=count, stem=stem_of(word)) for word in words
    )


def stem_of(word):
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce((tsvector_to_array(to_tsvector('forum', %s)))[1], '')", [word])
        return cursor.fetchone()[0]


def pair(words, means, *, is_mutual=False):
    return save_synonym(make.SYSTEM, Synonym(words=words, means=means, is_mutual=is_mutual))


@pytest.fixture
def site(db):
    know("anxiety", "panic", "attack", "therapist", "husband", "worry", "sleep", "sad", "cafe", "angste")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("anxeity", "anxiety"),
        ("ANXEITY", "anxiety"),
        ("anxity", "anxiety"),
        ("anxiiety", "anxiety"),
        ("anciety", "anxiety"),
        ("theripst", "therapist"),
        ("hsuband", "husband"),
        ("caffe", "cafe"),
        ("ängstee", "angste"),
        ("sadd", "sad"),
    ],
)
def test_a_mistyped_word_is_corrected_by_the_words_of_the_site(site, typed, meant):
    assert expand([typed]) == [Term(typed, (meant,), was_corrected=True)]


@pytest.mark.parametrize(
    "typed",
    [
        "anxiety",
        "Anxiety",
        "sleeping",
        "sleeps",
        "worries",
        "the",
        "café",
        "sda",
        "pnc",
        "anxiety2",
        "xylophone",
    ],
)
def test_known_words_their_forms_short_ones_those_with_digits_and_strange_ones_stay(site, typed):
    assert expand([typed]) == [Term(typed)]


def test_all_words_of_a_search_cost_one_query_for_corrections_and_one_for_synonyms(site):
    with options.snapshot(), CaptureQueriesContext(connection) as queries:
        options.current()
        terms = expand(["panik", "atack", "my", "huband", "anxiety"])
    assert [term.alternatives for term in terms] == [("panic",), ("attack",), (), ("husband",), ()]
    asked = [query["sql"] for query in queries if "forum_siteoption" not in query["sql"]]
    assert (
        len(asked) == 4
    )  # two for what means the same: the owner's words, and names of tags; the last: is a short word one that some post holds


def test_a_short_word_that_any_post_holds_is_what_was_meant(site, cast):
    know("class")
    assert expand(["claus"])[0].alternatives == ("class",)
    make.question(cast.asker, body="Santa Claus.")
    assert expand(["claus"]) == [Term("claus")]


def test_a_word_that_only_a_hidden_post_holds_is_never_suggested(cast):
    question = make.question(cast.asker, "A walk with Quentin")
    rebuild_words()
    assert expand(["quenttin"])[0].alternatives == ("quentin",)
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    assert Word.objects.filter(word="quentin").exists()  # the list is made anew at night
    assert expand(["quenttin"]) == [Term("quenttin")]
    assert spell("quenttin") == ""


def test_where_texts_are_not_for_everybody_only_words_of_titles_are_told(cast):
    for number in range(5):
        make.question(cast.asker, "A walk at night", body=f"Zebra {number}.")
    rebuild_words()
    assert expand(["zebrra"])[0].alternatives == ("zebra",)
    options.save({"view_level": "members"})
    assert expand(["zebrra"]) == [Term("zebrra")]
    assert expand(["nihgt"])[0].alternatives == ("night",)


def test_the_owner_may_switch_corrections_off(site):
    options.save({"are_searches_corrected": False})
    assert expand(["anxeity"]) == [Term("anxeity")]


def test_a_synonym_goes_one_way_or_both(site):
    pair("meds", "medication")
    pair("mum", "mom", is_mutual=True)
    assert expand(["meds", "Mum"]) == [Term("meds", ("medication",)), Term("Mum", ("mom",))]
    assert expand(["medication", "mom"]) == [Term("medication"), Term("mom", ("mum",))]


def test_a_phrase_stands_for_each_of_its_words_and_a_phrase_may_be_an_alternative(site):
    pair("potty training", "toilet training", is_mutual=True)
    assert expand(["help", "Potty", "training"]) == [
        Term("help"), Term("Potty", ("toilet training",)), Term("training", ("toilet training",)),
    ]  # fmt: skip
    assert expand(["potty"]) == [Term("potty")]


def test_a_corrected_word_has_its_synonyms_too(site):
    pair("therapist", "counsellor")
    assert expand(["therapsit"]) == [Term("therapsit", ("therapist", "counsellor"), was_corrected=True)]


def test_apostrophes_do_not_matter(site):
    pair("can't sleep", "insomnia")
    assert [term.alternatives for term in expand(["cant", "sleep"])] == [("insomnia",)] * 2
    assert [term.alternatives for term in expand(["can’t", "sleep"])] == [("insomnia",)] * 2


def test_others_may_tell_of_pairs_in_one_call(site, monkeypatch):
    monkeypatch.setattr(vocabulary, "_providers", [])
    calls = []

    def provider(keys):
        calls.append(list(keys))
        return [("anxious", "anxiety")] if "anxious" in keys else []

    use_pairs(provider)
    use_pairs(provider)
    assert expand(["anxious", "day"]) == [Term("anxious", ("anxiety",)), Term("day")]
    assert calls == [["anxious", "anxious day", "day"]]


def test_the_engine_asks_this_vocabulary(site):
    assert expansion.expand(["anxeity"]) == [Term("anxeity", ("anxiety",), was_corrected=True)]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("panik atack", "panic attack"),
        ("Anxeity, please!", "anxiety, please!"),
        ('"panik" atack', '"panik" attack'),
        ("panic -anxeity", ""),
        ("tag:anxeity panik", "tag:anxeity panic"),
        ("panic attack", ""),
        ("", ""),
    ],
)
def test_what_was_meant_keeps_all_else_as_it_was_typed(site, query, meant):
    assert spell(query) == meant


def test_only_corrected_terms_change_a_query():
    assert correct_query("mum panik", [Term("mum", ("mom",)), Term("panik", ("panic",), True)]) == "mum panic"


ODD = [
    "anxeity",
    "%",
    "_",
    "'",
    '"',
    "\\",
    "&",
    "|",
    "!",
    ":*",
    "a" * 300,
    "東京",
    "\u0301",
    "👩\u200d👧",
    "ﷺ",
    "ŉ",
    "-",
    "{}",
    "$1",
]


@settings(
    deadline=None, max_examples=40, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.one_of(st.sampled_from(ODD), st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"),
                                                        max_size=20)), max_size=40))  # fmt: skip
def test_no_words_are_a_fault_and_each_is_one_term(site, words):
    assert [term.word for term in expand(words)] == words
    assert isinstance(spell(" ".join(words)), str)


def test_many_words_are_answered_with_a_few_corrections(site):
    terms = expand(["anxeity"] * 500)
    assert len(terms) == 500
    assert 0 < sum(term.was_corrected for term in terms) <= vocabulary.MOST_CORRECTED
