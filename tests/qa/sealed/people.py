"""Posting sealed the way people do it, over HTTP, and everything that a copy of the forum would hold afterwards."""

import re

from django.db import connection
from django.utils import timezone

from qa.models import Post
from qa.sealed.actions import limits
from qa.sealed.actions.publishing import publish_due
from qa.sealed.models import Seal, Waiting
from tests import make
from tests.pages import Page

CANARY = (
    "canaryfeather"  # in the name, address and words of whoever posts sealed, where a test looks for leaks
)
WRITTEN = re.compile(r"[0-9a-z]{5}(?:-[0-9a-z]{5}){6}")


def forget_limits():
    for memory in (limits.posts, limits.tries, limits.deeds):
        memory.forget()


def ask_sealed(
    browser,
    title="How does one sleep after bad news?",
    body="I lie awake, and do not know whom to tell.",
    **more,
):
    """Ask a sealed question in a browser; return the answer of the server."""
    page = browser.get("/ask/")
    return browser.post(
        "/ask/", {"title": title, "body": body, "grade": "sealed", "submission_key": key_on(page)} | more
    )


def answer_sealed(browser, question, body="What helped me was a walk, every day.", **more):
    page = browser.get(f"{question.get_absolute_url()}?answer=1")
    words = {"body": body, "grade": "sealed", "submission_key": key_on(page)} | more
    return browser.post(f"/questions/{question.pk}/answers/", words)


def key_on(response):
    found = re.search(r'name="submission_key" value="([^"]+)"', response.content.decode())
    return found[1] if found else ""


def secret_on(response):
    """The secret that a page shows."""
    assert response.status_code == 200, response.content.decode()[:4000]
    return Page.of(response).find(class_="secret").text.replace(" ", "")


def let_time_pass():
    """Let the next moment come at which sealed posts appear."""
    Waiting.objects.filter(refusal="").update(due_at=timezone.now())
    return publish_due()


def post_of(secret):
    """The post that a secret was shown for."""
    seal = Seal.objects.get(lookup=secret.replace("-", "")[:6])
    return Post.objects.get(pk__in=seal.posts.values("post_id"), kind__in=("Q", "A"))


def open_secret(browser, secret):
    return browser.post("/sealed/", {"secret": secret})


def ask_and_publish(viewer=None, **words):
    """A browser, the secret and the question of somebody who asked sealed."""
    browser = make.client(viewer)
    secret = secret_on(ask_sealed(browser, **words))
    let_time_pass()
    return browser, secret, post_of(secret)


def dump(leave_out=()):
    """Every row of every table as text: {table: [row, ...]}."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = {}
        for table in sorted(set(tables) - set(leave_out)):
            cursor.execute(f'SELECT row_to_json(t) FROM "{table}" t')
            rows[table] = [row for (row,) in cursor.fetchall()]
    return rows
