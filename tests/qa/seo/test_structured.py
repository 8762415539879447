"""What search engines read of a page as structured data: all that stands there for everybody, and nothing else."""

import json
import random

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client

from accounts.viewers import COOKIE_SALT
from forum import options
from qa.actions.acceptances import accept_answer
from qa.actions.categories import save_category
from qa.actions.closures import close_question
from qa.actions.hidings import hide_post
from qa.actions.votes import cast_vote
from qa.actions.writing import Byline
from qa.models import Post
from qa.seo.rules.data_blocks import write_block
from tests import make
from tests.forum.doors import Server
from tests.qa.seo.graphs import check_question_page, graphs_of
from tests.qa.views.test_kept_pages import Site
from tests.qa.views.test_seed_page import make_seed_question

pytestmark = pytest.mark.django_db


def read(question, query="", viewer=None):
    return graphs_of(make.client(viewer).get(question.get_absolute_url() + query))


def test_the_seed_page_says_all_that_is_asked_of_a_question_page(cast):
    question = make_seed_question(cast)
    graph = check_question_page(read(question)["QAPage"])
    answer = graph["suggestedAnswer"][0]
    assert (graph["name"], graph["upvoteCount"], graph["answerCount"]) == (question.title, 6, 1)
    assert (answer["upvoteCount"], answer["author"]["name"]) == (5, "maria")
    assert answer["author"]["url"] == "http://testserver/users/maria/"
    assert answer["text"].startswith("I can provide information on the general guidelines")
    assert graph["dateModified"] > graph["datePublished"]


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_people_do_every_page_is_a_whole_question_page(seed):
    site = Site(seed)
    for _ in range(25):
        site.act()
    client = Client()
    for question in Post.objects.questions():
        response = client.get(question.get_absolute_url())
        if response.status_code == 200:
            check_question_page(graphs_of(response)["QAPage"])


def test_the_accepted_answer_is_told_apart_and_each_leads_to_its_place(cast):
    question = make.question(cast.asker, tags=("sleep", "night"))
    first, second = make.answer(question, cast.answerer), make.answer(question)
    accept_answer(cast.asker, second.pk)
    graph = check_question_page(read(question)["QAPage"])
    page = f"http://testserver{question.get_absolute_url()}"
    assert graph["acceptedAnswer"]["url"] == f"{page}#a{second.pk}"
    assert [one["url"] for one in graph["suggestedAnswer"]] == [f"{page}#a{first.pk}"]
    assert graph["keywords"] == "sleep, night"


def test_a_question_without_answers_says_so(cast):
    graph = check_question_page(read(make.question(cast.asker))["QAPage"])
    assert (graph["answerCount"], graph["suggestedAnswer"]) == (0, [])


def test_a_further_page_tells_its_own_answers_and_how_many_there_are(cast):
    options.save({"answers_page_size": 5})
    question = make.question(cast.asker)
    for _ in range(7):
        make.answer(question)
    graph = check_question_page(read(question, "?page=2")["QAPage"])
    assert (graph["answerCount"], len(graph["suggestedAnswer"])) == (7, 2)
    assert "?page=2#a" in graph["suggestedAnswer"][0]["url"]


def test_visitors_have_the_name_they_gave_and_no_page(cast):
    question = make.question(make.visitor(), byline=Byline(name="Kim <3"))
    answer = make.answer(question, make.visitor())
    make.comment(answer, cast.reader, "So it is.")
    graph = check_question_page(read(question)["QAPage"])
    assert graph["author"] == {"@type": "Person", "name": "Kim <3"}
    assert graph["suggestedAnswer"][0]["author"] == {"@type": "Person", "name": "anonymous"}
    [comment] = graph["suggestedAnswer"][0]["comment"]
    assert (comment["text"], comment["author"]["url"]) == ("So it is.", "http://testserver/users/reader/")


def test_pictures_of_a_text_are_named(cast):
    picture = make.image(cast.asker)
    question = make.question(cast.asker, body=f"Look:\n\n![A quiet lake](/media/{picture.pk}.webp)")
    graph = check_question_page(read(question)["QAPage"])
    assert graph["image"] == [f"http://testserver/media/{picture.pk}.webp"]


def test_votes_and_times_are_told_only_where_the_page_tells_them(cast):
    calm = save_category(make.SYSTEM, make.category("Calm"))
    calm.shows_scores = False
    save_category(make.SYSTEM, calm)
    question = make.question(cast.asker, category=calm)
    answer = make.answer(question, cast.answerer)
    cast_vote(cast.reader, answer.pk, 1)
    graph = check_question_page(read(question)["QAPage"])
    assert "upvoteCount" not in graph
    assert "upvoteCount" not in graph["suggestedAnswer"][0]
    assert "datePublished" in graph
    options.save({"is_time_shown": False})
    graph = check_question_page(read(question)["QAPage"])
    assert not {"dateCreated", "datePublished", "dateModified"} & set(graph)


def test_what_is_hidden_or_waits_is_in_nobodys_structured_data(cast):
    question = make.question(cast.asker)
    hidden = make.answer(question, cast.answerer, "The quokkapelt answer.")
    hide_post(cast.moderator, make.comment(question, cast.reader, "The quokkapelt comment.").pk, reason="No.")
    hide_post(cast.moderator, hidden.pk, reason="Not so.")
    options.save({"is_visitor_held": True})
    writer, shown = make.visitor("mine"), make.answer(question, body="One that all may read.")
    make.answer(question, writer, "The quokkapelt that waits.")
    make.comment(shown, writer, "The quokkapelt comment that waits.")
    for viewer in (None, cast.answerer, cast.moderator):
        graphs = read(question, viewer=viewer)
        assert "quokkapelt" not in str(graphs)
    client = Client()  # of the visitor who wrote them, and sees them
    client.cookies[settings.VISITOR_COOKIE_NAME] = signing.dumps("mine", salt=COOKIE_SALT)
    response = client.get(question.get_absolute_url())
    assert response.content.decode().count("quokkapelt") >= 2
    assert check_question_page(graphs_of(response)["QAPage"])["answerCount"] == 1
    graph = check_question_page(read(question)["QAPage"])
    assert (graph["answerCount"], len(graph["suggestedAnswer"])) == (1, 1)


def test_members_and_pages_not_for_search_engines_get_none(cast):
    question = make.question(cast.asker, category=make.category("Health"))
    make.answer(question)
    assert read(question, "?order=oldest") == {}
    assert read(question, viewer=cast.reader) == {}
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    assert read(question, viewer=cast.moderator) == {}
    assert graphs_of(make.client(cast.moderator).get("/")) == {}


def test_a_closed_question_stays_one(cast):
    question = make.question(cast.asker)
    close_question(cast.asker, question.pk, reason="It is settled.")
    graph = check_question_page(read(question)["QAPage"])
    assert graph["name"] == question.title


def test_nothing_that_anybody_writes_ends_the_block(cast):
    bad = "</script><script>alert(1)</script><!-- & \u2028\u2029"
    block = write_block({"name": bad})
    inner = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&\u2028\u2029") & set(inner)
    question = make.question(cast.asker, "Is this </script> --> allowed & well?", body=f"`{bad}`")
    make.answer(question, body=f"    {bad}")
    graph = check_question_page(read(question)["QAPage"])
    assert graph["name"] == question.title
    assert "</script><script>alert(1)</script>" in graph["text"]


def test_the_way_to_a_question_and_a_category_is_told(cast):
    top = make.category("Health")
    sleep = make.category("Sleep", top)
    deep = make.category("Dreams", sleep)
    question = make.question(cast.asker, category=deep)
    base = "http://testserver"
    path = read(question)["BreadcrumbList"]["itemListElement"]
    assert [one["position"] for one in path] == [1, 2, 3, 4]
    assert [one["name"] for one in path] == ["Categories", "Sleep", "Dreams", question.title]
    assert path[-1]["item"] == base + question.get_absolute_url()
    path = graphs_of(Client().get(deep.get_absolute_url()))["BreadcrumbList"]["itemListElement"]
    assert [one["item"] for one in path] == [
        f"{base}/categories/",
        *(base + one.get_absolute_url() for one in (top, sleep, deep)),
    ]
    assert graphs_of(Client().get(make.category("Empty").get_absolute_url())) == {}
    assert "BreadcrumbList" not in read(make.question(cast.asker))


def test_the_first_page_tells_how_to_search(cast):
    site = graphs_of(Client().get("/"))["WebSite"]
    assert (site["name"], site["url"]) == (options.current().site_name, "http://testserver/")
    template = site["potentialAction"]["target"]["urlTemplate"]
    question = make.question(cast.asker, "How to sleep on a train?")
    address = template.removeprefix("http://testserver").replace("{search_term_string}", "train")
    assert question.get_absolute_url() in Client().get(address).content.decode()


def test_a_profile_tells_the_name_and_nothing_else_of_the_person(cast):
    options.save({"are_profiles_indexed": True})
    profile = graphs_of(Client().get("/users/asker/"))["ProfilePage"]
    url = "http://testserver/users/asker/"
    assert profile["mainEntity"] == {"@type": "Person", "@id": url, "name": "asker", "url": url}
    assert set(profile) == {"@context", "@type", "dateCreated", "mainEntity"}


def test_refusals_and_pages_without_a_kind_say_nothing(cast):
    for address in (
        "/questions/999999/",
        "/tags/nothing/",
        "/users/nobody/",
        "/search/?q=x",
        "/ask/",
        "/questions/?sort=odd",
    ):
        assert graphs_of(Client().get(address)) == {}, address


@pytest.mark.django_db(transaction=True)
def test_a_kept_page_has_it_and_no_age_that_passes(cast):
    question = make.question(cast.asker)
    make.answer(question)
    server = Server()
    made = server.get_made(question.get_absolute_url()).text
    kept = server.get_kept(question.get_absolute_url()).text
    assert made == kept
    block = kept.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert '"QAPage"' in block
    assert "ago" not in block
    assert "just now" not in block


def test_random_words_stay_what_they_are(cast):
    """The whole of Unicode that a text may hold comes back from the block."""
    chance = random.Random(7)
    signs = [
        chr(chance.choice([*range(0x20, 0x7F), *range(0xA1, 0x2000), *range(0x1F300, 0x1F600)]))
        for _ in range(300)
    ]
    block = write_block({"text": "".join(signs)})
    assert json.loads(block[35:-9])["text"] == "".join(signs)
