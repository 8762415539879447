"""The small sum: done by the browser, good once; who cannot do it loses nothing and may wait."""

import base64
import json
import threading

import pytest
from django.db import connection

from forum import options, proof
from qa.models import Post
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
WORDS = "Some words that may help somebody."


@pytest.fixture
def asking(cast):
    options.save({"is_proof_asked": True, "is_category_required": False})
    cast.question = make.question(cast.asker)
    return cast


def solve(challenge):
    """Do what the page's script does."""
    number = next(
        n
        for n in range(challenge["maxnumber"] + 1)
        if proof.hash_number(challenge["salt"], n) == challenge["challenge"]
    )
    return {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")} | {
        "number": number
    }


def pack(found):
    return base64.b64encode(json.dumps(found).encode()).decode()


def fetch(client):
    response = client.get("/challenge/")
    assert "no-store" in response.headers["Cache-Control"]
    return response.json()


def send(client, question, **fields):
    return client.post(f"/questions/{question.pk}/answers/", {"body": WORDS, **fields})


def test_a_text_with_its_sum_is_posted_and_the_same_sum_serves_once(asking):
    client = make.client()
    payload = pack(solve(fetch(client)))
    assert send(client, asking.question, proof=payload).status_code == 302
    assert not Post.objects.latest("pk").is_held
    again = send(make.client(), asking.question, proof=payload, body="Other words, the same sum.")
    assert again.status_code == 422
    assert Post.objects.filter(kind="A").count() == 1


def test_without_scripts_the_form_comes_back_whole_and_the_text_may_wait(asking):
    client = make.client()
    refused = send(client, asking.question)
    assert refused.status_code == 422
    page = Page.of(refused)
    assert "small sum that keeps machines away" in page.text
    assert WORDS in refused.content.decode()
    assert page.find("input", name="may_wait")
    assert send(client, asking.question, may_wait="on").status_code == 302
    post = Post.objects.latest("pk")
    assert post.is_held
    assert WORDS not in make.client().get(asking.question.get_absolute_url()).content.decode()
    assert WORDS in client.get(asking.question.get_absolute_url()).content.decode()


@pytest.mark.parametrize("place", ["/ask/", "/posts/{pk}/comments/"])
def test_questions_and_comments_may_wait_in_the_same_way(asking, place):
    client, address = make.client(), place.format(pk=asking.question.pk)
    sent = {"title": "How does one get through the day?", "body": WORDS}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, {**sent, "may_wait": "on"}).status_code == 302
    assert Post.objects.latest("pk").is_held


OWN = "x?expires=99999999999"
FAKES = {
    "nothing": lambda found: "",
    "no code": lambda found: "%%%",
    "no object": lambda found: pack([1, 2]),
    "no number": lambda found: pack({**found, "number": "x"}),
    "another number": lambda found: pack({**found, "number": found["number"] + 1}),
    "another salt": lambda found: pack({**found, "salt": found["salt"] + "0"}),
    "another signature": lambda found: pack({**found, "signature": "0" * 64}),
    "letters beyond ASCII": lambda found: pack({**found, "signature": "ä", "challenge": "ö"}),
    "of one's own making": lambda found: pack({**found, "salt": OWN, "challenge": proof.hash_number(OWN, 1), "number": 1}),
    "deep": lambda found: base64.b64encode(b"[" * 1400).decode(),
    "long": lambda found: "A" * 5000,
    "null characters": lambda found: "\x00",
}  # fmt: skip


@pytest.mark.parametrize("fake", FAKES)
def test_what_is_no_answer_to_a_sum_of_ours_is_none(asking, fake):
    client = make.client()
    response = send(client, asking.question, proof=FAKES[fake](solve(fetch(client))))
    assert response.status_code == 422
    assert WORDS in response.content.decode()
    assert not Post.objects.filter(kind="A").exists()


def test_a_sum_is_good_for_ten_minutes(asking, monkeypatch):
    client = make.client()
    payload = pack(solve(fetch(client)))
    now = proof.time.time()
    monkeypatch.setattr(proof.time, "time", lambda: now + 599)
    assert proof.is_proven(payload)
    monkeypatch.setattr(proof.time, "time", lambda: now + 601)
    assert not proof.is_proven(payload)
    assert send(client, asking.question, proof=payload).status_code == 422


def test_a_form_that_comes_back_for_something_else_does_not_use_it_up(asking):
    client = make.client()
    payload = pack(solve(fetch(client)))
    assert send(client, asking.question, proof=payload, body="short").status_code == 422
    assert send(client, asking.question, proof=payload, preview="1").status_code == 200
    assert send(client, asking.question, proof=payload).status_code == 302


def test_members_and_previews_do_without_and_so_does_everybody_until_the_owner_wants_it(asking):
    assert send(make.client(asking.reader), asking.question).status_code == 302
    assert send(make.client(), asking.question, preview="1").status_code == 200
    options.save({"is_proof_asked": False})
    response = send(make.client(), asking.question, body=WORDS + "!", may_wait="on")
    assert response.status_code == 302
    assert not Post.objects.latest("pk").is_held


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_with_the_same_sum_one_gets_through():
    payload = pack(solve(proof.make_challenge()))
    barrier, outcomes = threading.Barrier(10), []

    def run():
        try:
            barrier.wait(timeout=30)
            outcomes.append(proof.use_proof(payload))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == [False] * 9 + [True]
