"""What categories offer of writing without a name: the form shows it, the server refuses the rest, and nothing is lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from forum import options
from qa.actions.categories import save_category
from qa.actions.writing import Byline
from qa.masks.actions.masks import put_mask_on
from qa.models import Post
from qa.reads.mentions import compose_post
from qa.rules.grades import MASKED
from qa.sealed.actions.posting import seal_answer
from qa.sealed.models import Waiting
from tests import make
from tests.qa.sealed.people import forget_limits, key_on

pytestmark = pytest.mark.django_db
BODY = "Some calm words that help a little."


@pytest.fixture
def places():
    forget_limits()
    health = make.category("Health")
    grief, sleep = make.category("Grief", health), make.category("Sleep", health)
    for category, offer in ((health, "masked"), (grief, "sealed")):
        category.refresh_from_db()
        category.grades = offer
        save_category(make.SYSTEM, category)
    options.save({"offered_grades": "none"})
    return {"games": make.category("Games"), "grief": grief, "sleep": sleep}


def ask(client, category, grade):
    title = f"What helps at {make.count()} in the morning?"
    form = {"title": title, "body": f"{BODY} {title}", "category": category.pk, "grade": grade}
    return client.post("/ask/", form | {"submission_key": key_on(client.get("/ask/"))})


def test_each_takes_what_it_offers_and_refuses_the_rest_with_what_was_typed(cast, places):
    client = make.client(cast.reader)
    taken = {
        (name, grade): ask(client, place, grade).status_code != 422
        for name, place in places.items()
        for grade in ("named", "masked", "sealed")
    }
    assert {name for name, is_taken in taken.items() if not is_taken} == {
        ("games", "masked"),
        ("games", "sealed"),
        ("sleep", "sealed"),
    }
    refused = ask(client, places["games"], "masked")
    assert "one posts with one&#x27;s name only" in refused.text
    assert "Nothing was posted" in refused.text
    assert BODY in refused.text
    assert not Post.objects.filter(category=places["games"], author=None).exists()
    assert make.drift() == []


def test_the_form_below_a_question_shows_what_is_offered_there(cast, places):
    threads = {name: make.question(cast.asker, category=place) for name, place in places.items()}
    shown = {
        name: [
            word
            for word in ("masked", "sealed")
            if f'value="{word}"' in make.client(cast.reader).get(f"{post.get_absolute_url()}?answer=1").text
        ]
        for name, post in threads.items()
    }
    assert shown == {"games": [], "sleep": ["masked"], "grief": ["masked", "sealed"]}
    options.save({"category_grades": "", "offered_grades": "none"})
    assert 'value="masked"' not in make.client(cast.reader).get("/ask/").text


def test_no_other_way_leads_around_it(cast, places):
    question = make.question(cast.asker, category=places["games"])
    with pytest.raises(PermissionDenied, match="name only"):
        make.answer(question, cast.reader, byline=Byline(grade=MASKED))
    with pytest.raises(PermissionDenied, match="name only"):
        put_mask_on(cast.asker, question.pk)
    with pytest.raises(ValidationError, match="sealed"):
        seal_answer(cast.reader, question.pk, compose_post(BODY))
    for kind, place in (("questions", "answers"), ("posts", "comments")):
        refused = make.client(cast.reader).post(
            f"/{kind}/{question.pk}/{place}/", {"body": BODY, "grade": "masked"}
        )
        assert refused.status_code == 422
        assert BODY in refused.text
    assert not Waiting.objects.exists()
    make.answer(make.question(cast.asker, category=places["sleep"]), cast.reader, byline=Byline(grade=MASKED))
