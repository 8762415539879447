"""Categories and tags in the console: the tree grows, moves and shrinks, and every question follows."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import options
from qa.actions.categories import save_category
from qa.actions.tags import create_tag, rename_tag
from qa.models import Category, Post, Tag
from qa.models.categories import EVERYBODY
from tests import make
from tests.pages import Page
from tests.qa.admin.console import BAD_ROWS, STRANGERS, assert_clean, change, do, read_form, sign_in, told

pytestmark = pytest.mark.django_db
CATEGORIES, TAGS = "/admin/qa/category/", "/admin/qa/tag/"


def page_of(row, part="change"):
    return f"/admin/qa/{row._meta.model_name}/{row.pk}/{part}/"


def fields(name, parent=None, **more):
    slug = name.lower().replace(" ", "-")
    return {
        "name": name,
        "slug": slug,
        "parent": parent.pk if parent else "",
        "position": "0",
        "description": "",
        **more,
    }


def add(client, name, parent=None, **more):
    return client.post(f"{CATEGORIES}add/", fields(name, parent, **more))


def paths():
    return sorted(Category.objects.values_list("path", flat=True))


@pytest.fixture
def branch(desk):
    """A branch of four levels with a question in each of the lower two."""
    desk.one = make.category("One")
    desk.two = make.category("Two", desk.one)
    desk.three = make.category("Three", desk.two)
    desk.four = make.category("Four", desk.three)
    desk.in_three = make.question(desk.asker, category=desk.three)
    desk.in_four = make.question(desk.asker, category=desk.four)
    return desk


@pytest.mark.parametrize("who", [*STRANGERS, "moderator"])
def test_below_administrator_nothing_opens_and_nothing_is_written(desk, who):
    client, tag = sign_in(desk, who), Tag.objects.get()
    status = 403 if who == "moderator" else 302
    for row in (desk.category, tag):
        base = f"/admin/qa/{row._meta.model_name}/"
        marks = {
            "action": "delete_selected",
            "_selected_action": [row.pk],
            "post": "yes",
            **fields("Changed"),
        }
        for address in (base, f"{base}add/", page_of(row), page_of(row, "delete"), page_of(row, "history")):
            for method in ("get", "post"):
                assert getattr(client, method)(address, marks).status_code == status, (address, method)
    assert (paths(), [tag.name for tag in Tag.objects.all()]) == (["health"], ["sleep"])


@pytest.mark.parametrize("who", ["administrator", "owner"])
def test_a_branch_grows_to_four_levels_and_no_further(desk, who):
    client, above = sign_in(desk, who), None
    for name in ("One", "Two", "Three", "Four"):
        assert add(client, name, above, description="Some words.").status_code == 302
        above = Category.objects.get(name=name)
    assert paths() == ["health", "one", "one/two", "one/two/three", "one/two/three/four"]
    refused = add(client, "Five", above)
    assert refused.status_code == 422
    assert "four levels" in refused.text or "4 levels" in refused.text
    assert read_form(Page.of(refused))["name"] == "Five"
    assert len(paths()) == 5
    assert make.drift() == []


def test_moving_takes_everything_below_along_with_addresses_and_counts(branch):
    client = sign_in(branch, "administrator")
    assert change(client, page_of(branch.three), parent=branch.category.pk).status_code == 302
    assert paths() == ["health", "health/three", "health/three/four", "one", "one/two"]
    counts = dict(Category.objects.values_list("name", "question_count"))
    assert counts == {"Health": 3, "Three": 2, "Four": 1, "One": 0, "Two": 0}
    assert make.drift() == []
    assert client.get("/categories/health/three/four/").status_code == 200
    assert change(client, page_of(branch.three), parent="", slug="drei", name="Drei").status_code == 302
    assert paths() == ["drei", "drei/four", "health", "one", "one/two"]
    assert make.drift() == []


def test_what_would_tie_a_knot_go_too_deep_or_take_a_taken_place_is_refused_and_kept(branch):
    client = sign_in(branch, "administrator")
    before = paths()
    make.category("Twin", branch.one)
    forms = {page_of(row): read_form(Page.of(client.get(page_of(row)))) for row in (branch.one, branch.two)}
    for address, sent, sentence in [
        (page_of(branch.one), {"parent": branch.four.pk}, "below itself"),
        (page_of(branch.one), {"parent": branch.one.pk}, "below itself"),
        (page_of(branch.one), {"parent": branch.category.pk}, "levels deep at most"),
        (page_of(branch.two), {"slug": "twin"}, "this address part in the same place"),
        (page_of(branch.one), {"slug": "health"}, "this address part in the same place"),
        (page_of(branch.one), {"slug": "two words"}, "Enter a valid"),
        (page_of(branch.one), {"slug": ""}, "required"),
        (page_of(branch.one), {"slug": "x" * 81}, "at most 80"),
        (page_of(branch.one), {"name": ""}, "required"),
        (page_of(branch.one), {"name": "a\x00b"}, "no computer can store"),
        (page_of(branch.one), {"name": "a\u202eb"}, "direction of writing"),
        (page_of(branch.one), {"name": "x" * 81}, "at most 80"),
        (page_of(branch.one), {"description": "x" * 801}, "at most 800"),
        (page_of(branch.one), {"position": "-1"}, "greater than or equal"),
        (page_of(branch.one), {"position": "9" * 30}, "less than or equal"),
        (page_of(branch.one), {"parent": "9" * 30}, "not one of the available choices"),
        (page_of(branch.one), {"parent": "abc"}, "not one of the available choices"),
    ]:
        response = client.post(address, forms[address] | sent)
        page = Page.of(response)
        assert response.status_code == 422, sent
        assert sentence in page.text, sent
        [(name, value)] = sent.items()
        if name in ("name", "slug", "description", "position"):
            assert read_form(page)[name] == value
    assert paths() == sorted([*before, "one/twin"])
    assert make.drift() == []


def test_a_branch_selected_whole_goes_whole_and_what_is_full_is_named(branch):
    client = sign_in(branch, "administrator")
    upper = make.category("Upper")
    lower = make.category("Lower", upper)
    response = do(client, "delete_selected", [upper, lower, branch.one, "abc"], CATEGORIES, post="yes")
    assert "2 rows are deleted." in told(response)
    assert "One: Move the questions and categories inside elsewhere first." in told(response)
    assert paths() == ["health", "one", "one/two", "one/two/three", "one/two/three/four"]
    assert make.drift() == []


def test_rows_that_are_not_there_and_odd_addresses(desk):
    client = sign_in(desk, "owner")
    for base in (CATEGORIES, TAGS):
        for row in BAD_ROWS:
            for part in ("change", "delete", "history"):
                for method in ("get", "post"):
                    assert getattr(client, method)(f"{base}{row}/{part}/").status_code == 404, (
                        base,
                        row,
                        part,
                    )
        for query, status in [("foo=bar", 400), ("p=99999999", 200), ("e=1", 200), ("o=abc", 200), ("q=%00", 400),
                              ("q=%ED%A0%80", 200), ("name__regex=(", 400), ("id__in=a", 400)]:  # fmt: skip
            assert client.get(f"{base}?{query}").status_code == status, (base, query)


def test_a_tag_is_made_renamed_on_every_question_and_deleted_with_a_warning(desk):
    client, other = sign_in(desk, "administrator"), make.question(desk.asker, tags=("noise", "sleep"))
    assert client.post(f"{TAGS}add/", {"name": "Brand-New"}).status_code == 302
    assert Tag.objects.filter(name="brand-new", question_count=0).exists()
    tag = Tag.objects.get(name="sleep")
    assert change(client, page_of(tag), name="Schlaf").status_code == 302
    assert Post.objects.get(pk=other.pk).tag_names == ["noise", "schlaf"]
    assert Post.objects.get(pk=desk.question.pk).tag_names == ["schlaf"]
    assert client.get("/tags/schlaf/").status_code == 200
    assert make.drift() == []
    assert "schlaf, taken off 2 questions" in Page.of(client.get(page_of(tag, "delete"))).text
    assert client.post(page_of(tag, "delete"), {"post": "yes"}).status_code == 302
    assert Post.objects.get(pk=other.pk).tag_names == ["noise"]
    assert Post.objects.get(pk=desk.question.pk).tag_names == []
    assert make.drift() == []


def test_the_case_and_accents_of_a_tag_can_be_mended(desk):
    tag = Tag.objects.get()
    assert change(sign_in(desk, "administrator"), page_of(tag), name="slèep").status_code == 302
    assert Post.objects.get(pk=desk.question.pk).tag_names == ["slèep"]
    assert make.drift() == []


def test_many_tags_are_deleted_at_once(desk):
    make.question(desk.asker, tags=("one", "two", "three"))
    marks = [*Tag.objects.exclude(name="two").values_list("pk", flat=True), "abc", "\x00"]
    response = do(sign_in(desk, "administrator"), "delete_selected", marks, TAGS, post="yes")
    assert "3 rows are deleted." in told(response)
    assert [tag.name for tag in Tag.objects.all()] == ["two"]
    assert make.drift() == []


def test_a_tag_name_that_cannot_be_is_refused_and_kept(desk):
    make.question(desk.asker, tags=("noise",))
    client, tag = sign_in(desk, "administrator"), Tag.objects.get(name="sleep")
    for name, sentence in [("", "required"), ("two words", "one word"), ("NOISE", "already"), ("nöise", "already"),
                           ("a/b", "character that tags cannot have"), ("---", "not a tag"), ("x" * 41, "at most 40"),
                           ("a\x00b", "no computer can store"), ("a\u202eb", "direction of writing")]:  # fmt: skip
        for address in (page_of(tag), f"{TAGS}add/"):
            response = client.post(address, {"name": name})
            assert response.status_code == 422, (address, name)
            assert sentence in Page.of(response).text, name
            assert read_form(Page.of(response))["name"] == name
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["noise", "sleep"]


def test_what_the_database_alone_knows_is_a_sentence_too(desk):
    """Two at once: the form of the second was checked before the first one saved."""
    make.question(desk.asker, tags=("noise",))
    tag = Tag.objects.get(name="sleep")
    for act in (
        lambda: rename_tag(make.SYSTEM, tag, "noise"),
        lambda: create_tag(make.SYSTEM, Tag(name="noise")),
        lambda: save_category(make.SYSTEM, Category(name="Twin", slug="health")),
    ):
        with pytest.raises(ValidationError, match=r"There is a (tag|category)"):
            act()
    assert make.drift() == []


@pytest.mark.django_db(transaction=True)
def test_two_who_move_two_branches_below_each_other_at_once_do_not_tie_a_knot():
    first, second = make.category("First"), make.category("Second")
    barrier, outcomes = threading.Barrier(2, timeout=20), []

    def move(pk, below):
        category = Category.objects.get(pk=pk)
        category.parent = Category.objects.get(pk=below)
        barrier.wait()
        try:
            save_category(make.SYSTEM, category)
            outcomes.append("moved")
        except ValidationError as refusal:
            outcomes.append(refusal.messages[0])
        connection.close()

    threads = [
        threading.Thread(target=move, args=pair) for pair in [(first.pk, second.pk), (second.pk, first.pk)]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["A category cannot be moved below itself.", "moved"]
    assert Category.objects.filter(parent=None).count() == 1


def test_console_pages_of_the_catalogue_need_nothing_that_our_policy_stops(desk):
    client, tag = sign_in(desk, "owner"), Tag.objects.get()
    for address in (CATEGORIES, f"{CATEGORIES}add/", page_of(desk.category), page_of(desk.category, "history"), TAGS,
                    f"{TAGS}add/", page_of(tag), page_of(tag, "delete")):  # fmt: skip
        response = client.get(address)
        assert response.status_code == 200
        assert_clean(response)


@pytest.mark.parametrize("address", [CATEGORIES, TAGS])
def test_the_lists_cost_the_same_with_more_rows(desk, address):
    client = sign_in(desk, "administrator")

    def count_queries():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    before = count_queries()
    for number in range(8):
        make.question(desk.asker, tags=(f"tag-{number}",), category=make.category(parent=desk.category))
    assert count_queries() == before
    assert before <= 8


def test_a_category_may_ask_for_a_level_and_is_for_everybody_otherwise(desk):
    client = sign_in(desk, "administrator")
    add(client, "Staff")
    staff = Category.objects.get(name="Staff")
    assert staff.post_level == EVERYBODY
    assert change(client, page_of(staff), post_level="20").status_code == 302
    staff.refresh_from_db()
    assert staff.post_level == 20
    assert "Expert" in Page.of(client.get(CATEGORIES)).text
    assert change(client, page_of(staff), post_level="7").status_code == 422


def test_a_tag_of_several_words_is_taken_where_only_commas_separate_tags(desk):
    client = sign_in(desk, "administrator")
    sent = {"name": "deep sleep"}
    assert client.post(f"{TAGS}add/", sent).status_code == 422
    options.save({"are_tags_split_by_commas": True})
    assert client.post(f"{TAGS}add/", sent).status_code == 302
