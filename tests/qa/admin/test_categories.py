"""Categories in the console: their order, questions that move, categories that go with questions in them."""

import pytest

from forum import options
from qa.actions.refilings import do_batch
from qa.models import Category, Post, Refiling
from tests import make
from tests.pages import Page
from tests.qa.admin.console import STRANGERS, assert_clean, change, read_form, sign_in, told

pytestmark = pytest.mark.django_db
LIST = "/admin/qa/category/"


def page_of(row, part="change"):
    return f"{LIST}{row.pk}/{part}/"


def paths():
    return list(Category.objects.in_tree_order().values_list("path", flat=True))


def send(client, address, **fields):
    return client.post(address, fields, follow=True)


@pytest.fixture
def tree(desk):
    """Health with one question, and beside it Jobs and Sleep; Dreams within Sleep; three questions in Sleep."""
    desk.jobs, desk.sleep = make.category("Jobs"), make.category("Sleep")
    desk.dreams = make.category("Dreams", desk.sleep)
    desk.in_sleep = [make.question(desk.asker, category=desk.sleep) for _ in range(3)]
    return desk


@pytest.mark.parametrize("who", [*STRANGERS, "moderator"])
def test_below_administrator_nothing_moves(tree, who):
    client = sign_in(tree, who)
    sent = {"move": f"{tree.sleep.pk}:first", "source": tree.sleep.pk, "target": tree.jobs.pk}
    for address in (f"{LIST}order/", f"{LIST}refile/", f"{LIST}moves/1/", f"{LIST}moves/1/stop/"):
        for method in ("get", "post"):
            assert getattr(client, method)(address, sent).status_code in (200, 302)
    client.post(page_of(tree.sleep, "delete"), {"target": tree.jobs.pk, "heir": "top"})
    assert paths() == ["health", "jobs", "sleep", "sleep/dreams"]
    assert not Refiling.objects.exists()


def test_buttons_of_the_list_put_a_category_elsewhere_among_those_beside_it(tree):
    client = sign_in(tree, "administrator")
    page = Page.of(client.get(LIST))
    buttons = [one.attribute("value") for one in page.find_all("button") if one.attribute("form") == "order"]
    assert f"{tree.sleep.pk}:first" in buttons
    send(client, f"{LIST}order/", move=f"{tree.sleep.pk}:first")
    assert paths() == ["sleep", "sleep/dreams", "health", "jobs"]
    send(client, f"{LIST}order/", move=f"{tree.sleep.pk}:down")
    assert paths() == ["health", "sleep", "sleep/dreams", "jobs"]
    assert make.drift() == []


def test_a_row_that_was_dragged_sends_the_order_of_all_beside_it(tree):
    ids = ",".join(str(one.pk) for one in (tree.sleep, tree.jobs, tree.category))
    send(sign_in(tree, "administrator"), f"{LIST}order/", move="", parent="", ids=ids)
    assert paths() == ["sleep", "sleep/dreams", "jobs", "health"]


def test_an_order_that_is_none_is_refused_and_changes_nothing(tree):
    client, before = sign_in(tree, "administrator"), paths()
    for sent, status in [
        ({}, 400),
        ({"move": "x:up"}, 400),
        ({"move": f"{tree.sleep.pk}:sideways"}, 400),
        ({"move": "99999999999:up"}, 404),
        ({"ids": "1,x"}, 400),
        ({"ids": "1", "parent": "x"}, 400),
        ({"ids": ",".join(["1"] * 5_000)}, 400),
        ({"ids": "9" * 30}, 400),
        ({"ids": "999999999", "parent": "999999999"}, 302),
    ]:
        assert client.post(f"{LIST}order/", sent).status_code == status, sent
    assert client.get(f"{LIST}order/").status_code == 302
    assert paths() == before


def test_a_new_category_stands_behind_those_beside_it(tree):
    client = sign_in(tree, "administrator")
    form = read_form(Page.of(client.get(f"{LIST}add/")))
    assert form["position"] == ""
    client.post(f"{LIST}add/", form | {"name": "Anger", "slug": "anger"})
    assert paths()[-1] == "anger"


def test_the_words_of_a_category_are_written_in_its_form_and_its_colour_is_one_of_ours(tree):
    client = sign_in(tree, "administrator")
    words = {"guidance": "Say **since when**.", "form_template": "## Since when", "disclaimer": "No advice."}
    assert change(client, page_of(tree.sleep), **words, colour="moss").status_code == 302
    tree.sleep.refresh_from_db()
    assert (tree.sleep.guidance, tree.sleep.form_template) == (words["guidance"], words["form_template"])
    assert "No advice." in tree.sleep.notice
    assert tree.sleep.colour == "moss"
    for name, value in [("colour", "#fff"), ("guidance", "x" * 4_001), ("form_template", "x" * 2_001),
                        ("disclaimer", "x" * 1_001), ("guidance", "a\x00b")]:  # fmt: skip
        assert change(client, page_of(tree.sleep), **{name: value}).status_code == 422, name


def test_an_address_of_another_page_is_refused_in_the_form(tree):
    response = change(sign_in(tree, "administrator"), page_of(tree.sleep), slug="tags")
    assert response.status_code == 422
    assert "the address of another page" in Page.of(response).text


def test_deleting_one_with_questions_asks_where_they_go(tree):
    client = sign_in(tree, "administrator")
    page = Page.of(client.get(page_of(tree.sleep, "delete")))
    assert "holds 3 questions" in page.text
    for sent in ({"post": "yes"}, {"target": tree.jobs.pk}, {"target": tree.sleep.pk, "heir": "top"},
                 {"target": tree.jobs.pk, "heir": tree.dreams.pk}, {"target": "none", "heir": "top"},
                 {"target": "9" * 30, "heir": "abc"}):  # fmt: skip
        assert client.post(page_of(tree.sleep, "delete"), sent).status_code == 422, sent
    assert "sleep" in paths()
    response = send(client, page_of(tree.sleep, "delete"), target=tree.jobs.pk, heir=tree.category.pk)
    assert "3 of 3 questions" in Page.of(response).text
    assert "“Sleep” is deleted." in Page.of(response).text
    assert paths() == ["health", "health/dreams", "jobs"]
    assert make.drift() == []
    for old, new in (("sleep", "jobs"), ("sleep/dreams", "health/dreams")):
        answer = client.get(f"/categories/{old}/")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/categories/{new}/")


def test_an_empty_one_goes_at_once_and_one_that_is_filled_meanwhile_asks(desk):
    client = sign_in(desk, "administrator")
    empty, other = make.category("Empty"), make.category("Other")
    assert client.get(page_of(empty, "delete")).status_code == 200
    make.question(desk.asker, category=empty)
    response = client.post(page_of(empty, "delete"), {"post": "yes"})
    assert response.status_code == 422
    assert "holds 1 question." in Page.of(response).text
    assert client.post(page_of(other, "delete"), {"post": "yes"}).status_code == 302
    assert paths() == ["empty", "health"]


def test_a_large_one_goes_while_its_page_is_looked_at_and_can_be_stopped(tree, monkeypatch):
    client = sign_in(tree, "administrator")
    monkeypatch.setattr(
        "qa.admin.categories.advance", lambda pk: do_batch(pk, 1) and Refiling.objects.get(pk=pk)
    )
    page = send(client, page_of(tree.sleep, "delete"), target=tree.jobs.pk, heir="top")
    assert "1 of 3 questions" in Page.of(page).text
    assert page.headers["Refresh"] == "1"
    move = Refiling.objects.get()
    assert "Questions are on their way." in Page.of(client.get(LIST)).text
    assert f"/moves/{move.pk}/" in client.get(LIST).text
    assert client.post(f"{LIST}moves/{move.pk}/stop/").status_code == 302
    move.refresh_from_db()
    assert move.state == Refiling.State.STOPPED
    assert "sleep" in paths()
    assert make.drift() == []


def test_questions_of_one_category_or_of_none_are_moved_at_once(tree):
    client = sign_in(tree, "administrator")
    alone = make.question(tree.asker)
    assert "no category (1)" in Page.of(client.get(f"{LIST}refile/")).text
    response = send(client, f"{LIST}refile/", source="none", target=tree.jobs.pk)
    assert "1 of 1 questions" in Page.of(response).text
    send(client, f"{LIST}refile/", source=tree.sleep.pk, target=tree.jobs.pk, has_below="on")
    moved = Post.objects.filter(pk__in=[alone.pk, *(one.pk for one in tree.in_sleep)])
    assert set(moved.values_list("category__name", flat=True)) == {"Jobs"}
    assert make.drift() == []


def test_a_move_that_cannot_be_is_refused_with_what_was_chosen(tree):
    client = sign_in(tree, "administrator")
    for sent, sentence in [
        ({}, "required"),
        ({"source": tree.sleep.pk, "target": tree.sleep.pk}, "there already"),
        ({"source": tree.sleep.pk, "target": "none"}, "not one of the available choices"),
        ({"source": "9" * 30, "target": tree.jobs.pk}, "not one of the available choices"),
    ]:
        response = client.post(f"{LIST}refile/", sent)
        assert response.status_code == 422, sent
        assert sentence in Page.of(response).text, sent
    options.save({"is_category_required": False})
    assert "No category" in Page.of(client.get(f"{LIST}refile/")).text


def test_a_branch_selected_whole_still_goes_only_where_it_is_empty(tree):
    client = sign_in(tree, "administrator")
    marks = {"action": "delete_selected", "_selected_action": [tree.jobs.pk, tree.sleep.pk], "post": "yes"}
    response = client.post(LIST, marks, follow=True)
    assert "1 row is deleted." in told(response)
    assert "Sleep: Move the questions and categories inside elsewhere first." in told(response)


def test_pages_of_the_tree_need_nothing_that_our_policy_stops(tree):
    client = sign_in(tree, "owner")
    send(client, f"{LIST}refile/", source=tree.sleep.pk, target=tree.jobs.pk)
    pages = (
        LIST,
        f"{LIST}refile/",
        page_of(tree.sleep, "delete"),
        f"{LIST}moves/{Refiling.objects.get().pk}/",
    )
    for address in pages:
        response = client.get(address)
        assert response.status_code == 200
        assert_clean(response)
    for number in ("999999999", "9" * 30):
        assert client.get(f"{LIST}moves/{number}/").status_code == 404
        assert client.post(f"{LIST}moves/{number}/stop/").status_code == 404
