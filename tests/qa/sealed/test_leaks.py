"""With a copy of every table, nobody finds out better than by chance who of several people around posted sealed."""

import random
from statistics import mean

import pytest
from django.utils import timezone

from forum import options
from qa.models import Activity, Post
from tests import make
from tests.leaks.story import listening
from tests.qa.sealed.guesses import WAYS, guess
from tests.qa.sealed.people import (
    CANARY,
    answer_sealed,
    ask_sealed,
    forget_limits,
    let_time_pass,
    post_of,
    secret_on,
)
from tests.work import work

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, RUNS = 8, 10
CHANCE = 0.5 + 0.32  # of ten runs with eight people, chance stays below this all but once in ten thousand


def day_of_the_forum(seed, *, leak=None):
    """Several people sign in, read, vote, comment, preview and draft; one of them also posts sealed. Return the guesses."""
    lines = []
    with listening(lines):
        author, asked = live(seed, leak)
    if leak == "line":
        lines.append(f"INFO qa.sealed: taken from {author.user.username}")
    return guess(author.user_id, lines=lines, **asked)


def live(seed, leak):
    """The day; return who posted sealed, and what is asked about it."""
    forget_limits()
    options.save({"is_event_log_kept": True})
    chance, since, words = random.Random(seed), timezone.now(), f"the lighthouse of run {seed}"
    thread = make.question(body="An old question.")
    people = [make.member(f"{CANARY}{seed}n{number}") for number in range(PEOPLE)]
    author = chance.choice(people)
    browsers = {person: make.client(person) for person in people}
    steps = [step for person in people for step in ((person, comment), (person, chance.choice(DEEDS)))]
    chance.shuffle(steps)
    is_question = chance.random() < 0.5
    seal = ask_sealed if is_question else answer_sealed
    secret = []

    def post_sealed(browser):
        comment(browser, thread, chance)  # something that is kept, with its moment and number
        place = "ask" if is_question else f"answer-{thread.pk}"
        browser.post(
            "/drafts/", {"place": place, "body": f"I think of {words}."}
        )  # as scripts do while one types
        browser.post("/preview/", {"body": f"I think of {words}."})
        shown = (
            seal(browser, body=f"I think of {words}.")
            if is_question
            else seal(browser, thread, body=f"I think of {words}.")
        )
        secret.append(secret_on(shown))
        if leak == "at once":
            let_time_pass()

    steps.remove((author, comment))  # everybody writes equally much
    steps.insert(chance.randrange(3, len(steps) - 3), (author, post_sealed))
    for person, deed in steps:
        deed(browsers[person]) if deed is post_sealed else deed(browsers[person], thread, chance)
    let_time_pass()
    work()
    post = post_of(secret[0])
    if leak == "actor":
        Activity.objects.filter(post=post).update(actor=author.user_id)
    if leak == "draft":
        browsers[author].post("/drafts/", {"place": "ask", "body": f"I think of {words}."})
    members = [person.user_id for person in people]
    return author, {"members": members, "post_id": post.pk, "since": since, "words": words}


def read(browser, thread, chance):
    browser.get(thread.get_absolute_url())


def vote(browser, thread, chance):
    browser.post(f"/posts/{thread.pk}/vote/", {"value": "1"})


def comment(browser, thread, chance):
    browser.post(f"/posts/{thread.pk}/comments/", {"body": f"I know that, too, {chance.random()}."})


def draft(browser, thread, chance):
    browser.post(
        "/drafts/", {"place": chance.choice(["ask", f"answer-{thread.pk}"]), "body": "Words that wait."}
    )


DEEDS = (read, vote, comment, draft)


def average(runs):
    return {way.__name__: mean(run[way.__name__] for run in runs) for way in WAYS}


def test_no_way_of_guessing_is_better_than_chance():
    """With a copy of every table, and every line of every log."""
    found = average([day_of_the_forum(seed) for seed in range(RUNS)])
    assert {way: place for way, place in found.items() if place > CHANCE} == {}
    assert not Post.objects.filter(body__contains="lighthouse").exclude(author=None).exists()


@pytest.mark.parametrize(
    "leak, ways",
    [
        ("actor", {"named_beside_the_post"}),
        ("draft", {"wrote_these_words"}),
        ("at once", {"nearest_number"}),
        ("line", {"named_in_logs"}),
    ],
    ids=["actor", "draft", "at-once", "line"],
)
def test_the_guesses_find_what_is_planted(leak, ways):
    found = average([day_of_the_forum(seed, leak=leak) for seed in range(2)])
    assert all(found[way] > CHANCE for way in ways), found
