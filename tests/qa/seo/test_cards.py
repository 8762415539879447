"""The pictures that previews of links show: a title, the name of the site, and nothing of what only some may read."""

import os
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from forum import options
from forum.models import RateCount
from qa.actions.edits import edit_question
from qa.actions.hidings import hide_post
from qa.actions.questions import Draft
from qa.reads.mentions import compose_post
from qa.seo.actions import cards as kept
from qa.seo.rules import cards
from qa.seo.views import cards as views
from tests import make

pytestmark = pytest.mark.django_db
ALONE = ("失眠怎么办？", "ฉันจะนอนหลับได้อย่างไร", "मैं सो नहीं सकता")  # scripts that the font has not


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.CARD_DIR = tmp_path / "cards"


def ask_for(question, **headers):
    return Client().get(f"/questions/{question.pk}/card.png", headers=headers)


def has_ink(content, box):
    """Whether there are dark letters in a part of the picture."""
    picture = Image.open(BytesIO(content)).convert("L").crop(box)
    return picture.getextrema()[0] < 90


def test_a_card_is_a_picture_of_the_size_that_previews_want(cast):
    response = ask_for(make.question(cast.asker))
    picture = Image.open(BytesIO(response.content))
    assert (picture.size, picture.format) == ((1200, 630), "PNG")
    assert len(response.content) < 60_000
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in response.headers


def test_titles_of_every_length_keep_within_the_sheet():
    for title in ("Why?", "Is it so? " * 60, "W" * 300, "How do I sleep " + "x" * 200):
        content = cards.draw_card("A site with a very long name " * 6, title)
        for edge in ((0, 0, 1200, 60), (0, 0, 60, 630), (1140, 0, 1200, 630), (0, 590, 1200, 630)):
            assert not has_ink(content, edge), title


def test_titles_are_written_from_the_side_where_they_begin():
    left, right = (100, 90, 400, 200), (800, 90, 1100, 200)
    for title, begins, ends in (
        ("Why me?", left, right),
        ("מדוע אני?", right, left),
        ("لماذا أنا؟", right, left),
    ):
        content = cards.draw_card("Forum", title)
        assert has_ink(content, begins), title
        assert not has_ink(content, ends), title


def test_a_title_that_the_font_cannot_write_gives_the_card_of_the_site_and_no_boxes():
    site = cards.draw_card("Forum")
    assert all(cards.draw_card("Forum", title) == site for title in ALONE)
    assert cards.draw_card("Forum", "Sleep 失眠?") == site
    assert cards.make_writable("Tired \U0001fae0 again\u200b?\ufe0f") == "Tired again?"
    assert cards.draw_card("失眠") == cards.draw_card("")


def test_nothing_tells_a_hidden_question_from_none_at_all(cast):
    options.save({"is_visitor_held": True})
    hidden, held = make.question(cast.asker), make.question(make.visitor())
    hide_post(cast.moderator, hidden.pk, reason="Not for here.")
    bodies = set()
    for pk in (hidden.pk, held.pk, make.answer(make.question(cast.asker)).pk, 10**9, 10**30):
        for viewer in (None, cast.moderator, cast.asker):
            response = make.client(viewer).get(f"/questions/{pk}/card.png")
            assert response.status_code == 404
            if viewer is None:
                bodies.add(response.content)
    assert len(bodies) == 1


def test_a_card_that_is_known_is_neither_drawn_nor_sent_again(cast, monkeypatch):
    question = make.question(cast.asker, "What helps at night?")
    first = ask_for(question)
    monkeypatch.setattr(views, "draw_card", None)  # would be an error
    assert ask_for(question).content == first.content
    again = ask_for(question, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert ask_for(question, **{"If-None-Match": '"another"'}).status_code == 200


def test_another_title_is_another_card(cast):
    question = make.question(cast.asker, "What helps at night?")
    first = ask_for(question)
    draft = Draft("What helps by day?", compose_post("Words."), None, [])
    edit_question(cast.asker, question.pk, draft, version=1)
    second = ask_for(question, **{"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert second.content != first.content
    options.save({"site_name": "Another place"})
    assert ask_for(question).headers["ETag"] != second.headers["ETag"]


def test_the_owner_can_do_without(cast):
    question = make.question(cast.asker)
    options.save({"are_cards_drawn": False})
    assert ask_for(question).status_code == 404
    assert Client().get("/card.png").status_code == 200


def test_one_network_does_not_have_us_draw_all_day(cast, monkeypatch):
    monkeypatch.setattr(views, "DRAWN_AN_HOUR", 2)
    questions = [make.question(cast.asker) for _ in range(3)]
    answers = [ask_for(question) for question in questions]
    assert [answer.status_code for answer in answers] == [200, 200, 302]
    assert answers[2].headers["Location"] == "/card.png"
    assert ask_for(questions[0]).status_code == 200  # it is there already
    assert Client().get("/card.png").status_code == 200
    assert RateCount.objects.filter(action="cards").count() == 2
    monkeypatch.setattr(views, "DRAWN_AN_HOUR", 50)
    monkeypatch.setattr(views, "DRAWN_FOR_ALL", 2)
    assert ask_for(questions[2]).status_code == 302


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_drawing(cast, settings, tmp_path):
    (tmp_path / "a-file").write_text("in the way")
    settings.CARD_DIR = tmp_path / "a-file"
    question = make.question(cast.asker)
    assert ask_for(question).content == ask_for(question).content


def test_of_many_cards_those_asked_for_last_stay(settings):
    names = [cards.name_card("Forum", f"Title {number}") for number in range(12)]
    for age, name in enumerate(names):
        kept.keep(name, b"card")
        os.utime(kept.place(name), (1_000_000 - age, 1_000_000 - age))
    assert kept.find(names[-1]) == b"card"  # asked for now
    assert kept.clean(most=10, kept=4) == 8
    assert [name for name in names if kept.find(name)] == [*names[:3], names[-1]]
    assert kept.clean(most=10, kept=4) == 0


def test_a_name_that_is_none_opens_no_file():
    with pytest.raises(ValueError, match="no name"):
        kept.find("../../secret")
