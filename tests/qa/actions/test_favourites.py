"""Stars on questions, members, tags and categories: set once, taken off, seen by nobody else, gone with what they were on."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from accounts.models import User
from forum import options
from qa.actions.categories import delete_category
from qa.actions.favourites import (
    set_favourite,
    set_favourite_category,
    set_favourite_member,
    set_favourite_tag,
)
from qa.actions.hidings import hide_post
from qa.actions.tag_moves import rename_tag
from qa.actions.tags import delete_tag
from qa.models import Favourite, Tag
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def things(cast):
    """What one can put a star on: kind -> (number, setter)."""
    category = make.category("Health")
    question = make.question(cast.asker, tags=("sleep",), category=category)
    return {
        "questions": (question.pk, set_favourite),
        "members": (cast.asker.user_id, set_favourite_member),
        "tags": (Tag.objects.get().pk, set_favourite_tag),
        "categories": (category.pk, set_favourite_category),
    }


NAMES = {"members": "asker", "tags": "sleep", "categories": "Health"}
KINDS = ("questions", "members", "tags", "categories")


@pytest.mark.parametrize("kind", KINDS)
def test_a_star_on_anything_is_a_set_value(cast, things, kind):
    pk, set_star = things[kind]
    for _ in range(2):
        set_star(cast.reader, pk, True)
        assert Favourite.objects.count() == 1
    for _ in range(2):
        set_star(cast.reader, pk, False)
        assert not Favourite.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_the_button_works_without_scripts_and_says_afterwards_that_the_star_is_on(cast, things, kind):
    pk, _set_star = things[kind]
    client = make.client(cast.reader)
    address = f"/favourites/{kind}/{pk}/"
    response = client.post(address, {"favourite": "1"}, follow=True)
    button = Page.of(response).find("button", name="favourite")
    assert (button.attribute("value"), button.attribute("aria-pressed")) == ("0", "true")
    part = client.post(address, {"favourite": "0"}, headers={"hx-request": "true"})
    assert Page.of(part).find("button", name="favourite").attribute("value") == "1"
    assert b"<html" not in part.content
    for wrong in ("", "2", "on"):
        assert client.post(address, {"favourite": wrong}).status_code == 400
    assert client.post(f"/favourites/{kind}/999999999/", {"favourite": "1"}).status_code == 404
    assert client.post("/favourites/clouds/1/", {"favourite": "1"}).status_code == 404
    assert not Favourite.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_visitors_are_asked_to_sign_in(things, kind):
    pk, set_star = things[kind]
    with pytest.raises(PermissionDenied, match="sign in"):
        set_star(make.visitor(), pk, True)
    assert make.client().post(f"/favourites/{kind}/{pk}/", {"favourite": "1"}).status_code == 403


def test_nobody_is_their_own_favourite(cast):
    with pytest.raises(PermissionDenied, match="of one's own"):
        set_favourite_member(cast.reader, cast.reader.user_id, True)
    assert not Page.of(make.client(cast.reader).get("/users/reader/")).find_all("button", name="favourite")
    with pytest.raises(IntegrityError, match="qa_favourite_not_oneself"), transaction.atomic():
        Favourite.objects.create(member=cast.reader.user, person=cast.reader.user)


def test_a_star_is_on_exactly_one_thing(cast, things):
    tag = Tag.objects.get()
    for wrong in ({}, {"tag": tag, "category_id": things["categories"][0]}):
        with pytest.raises(IntegrityError, match="qa_favourite_on_one_thing"), transaction.atomic():
            Favourite.objects.create(member=cast.reader.user, **wrong)


def test_a_member_who_left_gets_no_new_star_but_an_old_one_can_be_taken_off(cast):
    set_favourite_member(cast.reader, cast.asker.user_id, True)
    User.objects.filter(pk=cast.asker.user_id).update(is_active=False)
    with pytest.raises(Http404):
        set_favourite_member(cast.expert, cast.asker.user_id, True)
    assert "asker" not in Page.of(make.client(cast.reader).get("/favourites/?kind=members")).find("main").text
    set_favourite_member(cast.reader, cast.asker.user_id, False)
    assert not Favourite.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_more_than_the_owner_allows_are_refused_with_a_sentence_and_what_is_there_stays(cast, things, kind):
    options.save({"most_favourites": 1})
    pk, set_star = things[kind]
    set_star(cast.reader, pk, True)
    set_star(cast.reader, pk, True)  # is there already
    more = make.question(tags=("other",), category=make.category())
    other = {
        "questions": more.pk,
        "members": more.author_id,
        "tags": Tag.objects.get(name="other").pk,
        "categories": more.category_id,
    }[kind]
    with pytest.raises(PermissionDenied, match="You have 1 favourites of this kind"):
        set_star(cast.reader, other, True)
    response = make.client(cast.reader).post(f"/favourites/{kind}/{other}/", {"favourite": "1"})
    assert response.status_code == 403
    assert "Take an old star off first" in response.content.decode()
    for another, (number, setter) in things.items():
        if another != kind:
            setter(cast.reader, number, True)
    assert Favourite.objects.count() == 4


def test_the_list_shows_each_kind_in_its_tab_the_newest_star_first_page_by_page(cast, things):
    options.save({"list_page_size": 5})
    client = make.client(cast.reader)
    for pk, set_star in things.values():
        set_star(cast.reader, pk, True)
    for number in range(5):
        make.question(tags=(f"later{number}",))
        set_favourite_tag(cast.reader, Tag.objects.get(name=f"later{number}").pk, True)
    for kind, name in NAMES.items():
        assert (
            name
            in Page.of(client.get(f"/favourites/?kind={kind}&page={2 if kind == 'tags' else 1}"))
            .find("main")
            .text
        )
    first = Page.of(client.get("/favourites/?kind=tags"))
    assert [link.text for link in first.find_all("a", class_="tag")] == [
        f"later{number}" for number in (4, 3, 2, 1, 0)
    ]
    assert len(Page.of(client.get("/favourites/")).find_all(class_="row__title")) == 1
    assert client.get("/favourites/?kind=clouds").status_code == 400


def test_nobody_else_sees_a_star(cast, things):
    for pk, set_star in things.values():
        set_star(cast.reader, pk, True)
    other = make.client(cast.expert)
    for kind in KINDS:
        page = Page.of(other.get(f"/favourites/?kind={kind}"))
        assert not page.find_all(class_="row")
    for address in ("/tags/sleep/", "/categories/health/", "/users/asker/"):
        assert (
            Page.of(other.get(address)).find("button", name="favourite").attribute("aria-pressed") == "false"
        )


def test_a_hidden_question_is_left_out_of_the_list_and_comes_back(cast, things):
    pk, _set_star = things["questions"]
    set_favourite(cast.reader, pk, True)
    hide_post(cast.moderator, pk, reason="Not for here.")
    client = make.client(cast.reader)
    assert not Page.of(client.get("/favourites/")).find_all(class_="row__title")


def test_stars_go_with_what_they_are_on_and_with_who_set_them(cast, things):
    for pk, set_star in things.values():
        set_star(cast.reader, pk, True)
    tag = rename_tag(cast.administrator, Tag.objects.get(), "slumber")
    assert "slumber" in Page.of(make.client(cast.reader).get("/favourites/?kind=tags")).find("main").text
    delete_tag(cast.administrator, tag)
    assert Favourite.objects.count() == 3
    empty = make.category("Empty")
    set_favourite_category(cast.reader, empty.pk, True)
    delete_category(cast.administrator, empty)
    assert Favourite.objects.count() == 3
    cast.asker.user.delete()
    assert Favourite.objects.count() == 2
    cast.reader.user.delete()
    assert not Favourite.objects.exists()
