"""The page this forum is modelled on, built from real rows: each phrase of the original stands in its place."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Level
from qa.actions.standings import set_bonus
from qa.actions.votes import cast_vote
from qa.demo import words
from qa.models import Post
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
ORIGINAL = Path(__file__).parents[2] / "data" / "seed_question_page.txt"


def make_seed_question(cast):
    """The question of the original, with its answer, votes, members and times."""
    counselling = make.category("Counselling")
    therapists = make.category("Therapists", parent=counselling)
    asker, helper = make.member("anna"), make.member("maria", Level.EXPERT)
    question = make.question(asker, words.SEED_TITLE, body=words.SEED_BODY, category=therapists)
    answer = make.answer(question, helper, words.SEED_ANSWER)
    for _ in range(6):
        cast_vote(make.member(), question.pk, 1)
    for _ in range(5):
        cast_vote(make.member(), answer.pk, 1)
    for viewer, wanted in ((asker, 7480), (helper, 6510)):
        set_bonus(cast.administrator, viewer.user, wanted - make.points(viewer))
    day = timezone.now() - timedelta(days=3)
    Post.objects.filter(pk=question.pk).update(
        created_at=day,
        last_change="edited",
        changed_at=day + timedelta(hours=25),
        changed_by=make.user("bob", Level.EDITOR),
    )
    return question


@pytest.fixture
def seed_page(cast):
    return Page.of(Client().get(make_seed_question(cast).get_absolute_url()))


def test_the_question_shows_its_votes_category_points_and_edit(seed_page):
    question = seed_page.find("article", class_="post--question")
    assert question.find(class_="votes__count").text == "+6 votes"
    asked, edited = (part.text for part in question.find(class_="post__foot").find_all("p", class_="meta"))
    assert asked == "asked 3 days ago in Therapists by anna (7.5k points)"
    assert edited == "edited 1 day ago by bob"


def test_the_answer_shows_its_votes_and_points_and_the_whole_text(seed_page):
    answer = seed_page.find("article", class_="post--answer")
    assert answer.find(class_="votes__count").text == "+5 votes"
    assert re.fullmatch(
        r"answered (?:just now|\d+ \w+ ago) by maria \(6\.5k points\)",
        answer.find(class_="post__foot").find(class_="meta").text,
    )
    assert len(answer.find("ol").find_all("li")) == 7


def test_the_answer_form_asks_for_no_more_than_a_name_and_keeps_the_privacy_line(seed_page):
    form = seed_page.find("section", id="your-answer")
    assert form.find("h2").text == "Your answer"
    assert form.find("label", for_="id_author_name").text == "Your name to display (optional):"
    privacy = "Privacy: Your email address will only be used for sending these notifications."
    described = form.find("input", name="email").attribute("aria-describedby")
    assert privacy in form.find(id=described).text
    assert form.find("input", name="wants_notice").attribute("type") == "checkbox"


def test_the_sidebar_welcomes(seed_page):
    assert seed_page.find("aside").text.startswith(
        "Welcome to Mindwellnessforum where you can ask questions about relationships and mental health"
    )


def test_every_visible_phrase_of_the_original_is_on_the_page(seed_page):
    lines = [line.strip() for line in ORIGINAL.read_text(encoding="utf-8").splitlines() if line.strip()]
    shown = seed_page.text
    for line in lines:
        phrase = re.sub(r"^\d+\. ", "", line).rstrip(".").replace("reationships", "relationships")
        for part in re.split(r" (?=\()|(?<=by)$|(?<=edited) (?=by)", phrase):
            assert part.strip() in shown, part
