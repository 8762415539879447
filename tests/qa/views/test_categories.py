"""Pages of categories: former addresses, the tree beside lists, what a category tells, and forums without tags or categories."""

import pytest

from forum import options
from qa.actions.categories import delete_category, save_category
from qa.actions.favourites import set_favourite_category, set_favourite_tag
from qa.models import Category, Draft, Post, Tag
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
TEMPLATE = "## Since when\n\n## What have you tried\n"


@pytest.fixture
def tree(cast):
    cast.health, cast.jobs = make.category("Health"), make.category("Jobs")
    cast.sleep = make.category("Sleep", cast.health)
    cast.dreams = make.category("Dreams", cast.sleep)
    cast.question = make.question(cast.asker, category=cast.dreams, tags=("night",))
    return cast


def tell(category, **words):
    category.refresh_from_db()
    for name, value in words.items():
        setattr(category, name, value)
    return save_category(make.SYSTEM, category)


def send(client, **fields):
    return client.post("/ask/", {"title": "How does one sleep again?", "body": "", **fields})


def field(response, name="body"):
    page = Page.of(response)
    [area] = [one for one in page.find_all("textarea") if one.attribute("name") == name]
    return "".join(area.node[2]).removeprefix("\n")


# --- Former addresses -------------------------------------------------------------------------------


def test_an_address_from_before_leads_to_where_the_category_is_with_the_page_that_was_asked_for(tree):
    tell(tree.sleep, slug="rest", parent=tree.jobs)
    for client in (make.client(), make.client(tree.reader)):
        answer = client.get("/categories/health/sleep/dreams/?page=2")
        assert answer.status_code == 301
        assert answer.headers["Location"] == "/categories/jobs/rest/dreams/?page=2"
        assert answer.headers["Cache-Control"] == "max-age=3600"
    assert make.client().get("/categories/jobs/rest/dreams/").status_code == 200


def test_a_new_category_at_an_old_address_has_it_and_one_that_is_gone_has_none(tree):
    tell(tree.jobs, slug="work")
    assert make.client().get("/categories/jobs/").status_code == 301
    new = make.category("Jobs")
    assert make.client().get("/categories/jobs/").status_code == 200
    delete_category(make.SYSTEM, new)
    assert make.client().get("/categories/jobs/").status_code == 404
    for path in ("nothing", "health/sleep/x", "x" * 2_000, "%00", "a//b"):
        assert make.client().get(f"/categories/{path}/").status_code in (400, 404), path


# --- The tree and the way there ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/", "/questions/", "/unanswered/", "/hot/", "/activity/", "/categories/health/sleep/"]
)
def test_lists_have_the_tree_with_counts_beside_them_folded_without_scripts(tree, address):
    page = Page.of(make.client(tree.reader).get(address))
    [nav] = page.find_all("nav", class_="category-tree")
    links = {one.text: one.attribute("href") for one in nav.find_all("a")}
    assert links["Dreams"] == "/categories/health/sleep/dreams/"
    assert len(nav.find_all("details")) == 2, "one for each that has others within"
    opened = [one for one in nav.find_all("details") if "open" in one.node[1]]
    assert len(opened) == (2 if "sleep" in address else 0)
    assert "1 question" in nav.text


def test_counts_in_the_tree_follow_every_question(tree):
    make.question(category=tree.jobs)
    [nav] = Page.of(make.client().get("/questions/")).find_all("nav", class_="category-tree")
    assert "Jobs 1 question" in " ".join(nav.text.split())


def test_a_question_shows_the_whole_way_to_its_category(tree):
    page = Page.of(make.client().get(tree.question.get_absolute_url()))
    [crumbs] = page.find_all("nav", class_="crumbs")
    assert [one.attribute("href") for one in crumbs.find_all("a")] == [
        "/categories/health/",
        "/categories/health/sleep/",
        "/categories/health/sleep/dreams/",
    ]


# --- What readers should know -----------------------------------------------------------------------


def test_a_disclaimer_stands_above_every_question_of_its_branch_and_at_the_answer_form(tree):
    tell(tree.health, disclaimer="Not **medical** advice.")
    page = Page.of(make.client(tree.reader).get(tree.question.get_absolute_url()))
    notes = page.find_all("div", class_="category-notice")
    assert [one.text.strip() for one in notes] == ["Not medical advice."] * 2
    assert notes[0].attribute("role") == "note"
    other = make.question(category=tree.jobs)
    assert "medical" not in make.client().get(other.get_absolute_url()).text
    assert "medical" in make.client().get("/categories/health/").text


def test_a_category_within_says_its_own_instead_and_every_page_follows_at_once(tree):
    tell(tree.health, disclaimer="Not medical advice.")
    tell(tree.sleep, disclaimer="See a doctor after a week.")
    address, client = tree.question.get_absolute_url(), make.client()
    assert "See a doctor" in client.get(address).text
    assert "Not medical" not in client.get(address).text
    tell(tree.sleep, disclaimer="")
    assert "Not medical" in client.get(address).text


# --- What helps askers ------------------------------------------------------------------------------


def test_the_ask_page_shows_what_helps_in_the_category_that_the_address_names(tree):
    tell(tree.sleep, guidance="Say **since when**.")
    client = make.client(tree.reader)
    assert "<strong>since when</strong>" in client.get(f"/ask/?cat={tree.dreams.pk}").text, "it holds within"
    assert "<strong>since when</strong>" in client.get("/ask/?cat=health/sleep").text
    assert "since when" not in client.get(f"/ask/?cat={tree.jobs.pk}").text
    assert "since when" not in client.get("/ask/").text


def test_a_button_shows_it_for_the_category_that_is_chosen_and_keeps_all_that_was_typed(tree):
    tell(tree.sleep, guidance="Say since when.", form_template=TEMPLATE)
    response = send(make.client(tree.reader), category=tree.sleep.pk, guide="1", tags="night")
    assert response.status_code == 200
    assert "Say since when." in response.text
    assert field(response) == TEMPLATE
    assert 'value="How does one sleep again?"' in response.text
    assert not Post.objects.filter(title="How does one sleep again?").exists()
    typed = send(make.client(tree.reader), category=tree.sleep.pk, guide="1", body="I lie awake.")
    assert field(typed) == "I lie awake.", "what was typed is never replaced"
    assert send(make.client(tree.reader), guide="1").status_code == 200, "none chosen"


def test_scripts_get_the_same_for_the_category_that_was_just_chosen(tree):
    tell(tree.sleep, guidance="Say since when.", form_template=TEMPLATE)
    page = make.client().get(f"/ask/guidance/?category={tree.dreams.pk}")
    assert "Say since when." in page.text
    [data] = Page.of(page).find_all("data")
    assert data.attribute("data-form-template") == TEMPLATE
    for other in (tree.jobs.pk, "", "abc", "9" * 30, "-1"):
        answer = make.client().get(f"/ask/guidance/?category={other}")
        assert (answer.status_code, answer.text.strip()) == (200, ""), other
    assert "hx-get" in make.client().get("/ask/").text


def test_where_no_category_tells_anything_nothing_is_asked_for(tree):
    page = make.client().get("/ask/").text
    assert "/ask/guidance/" not in page
    assert 'name="guide"' not in page


def test_a_text_to_begin_with_stands_in_an_empty_field_and_nowhere_else(tree):
    tell(tree.sleep, form_template=TEMPLATE)
    client = make.client(tree.reader)
    assert field(client.get(f"/ask/?cat={tree.dreams.pk}")) == TEMPLATE
    assert field(client.get(f"/ask/?cat={tree.jobs.pk}")) == ""
    words = {"title": "Something begun", "body": "I lie awake.", "category": str(tree.sleep.pk)}
    Draft.objects.create(member=tree.reader.user, place="ask", fields=words)
    assert field(client.get("/ask/")) == "I lie awake."
    refused = send(client, category=tree.sleep.pk, body="What I typed.", title="Short")
    assert refused.status_code == 422
    assert field(refused) == "What I typed."


def test_what_is_left_of_it_is_not_posted(tree):
    tell(tree.sleep, form_template=TEMPLATE)
    client = make.client(tree.reader)
    send(client, category=tree.sleep.pk, body=TEMPLATE.replace("\n", "\r\n"))
    assert Post.objects.get(title="How does one sleep again?").body == ""
    typed = "## Since when\r\n\r\nFor a week.\r\n\r\n## What have you tried\r\n"
    send(client, category=tree.sleep.pk, body=typed, title="How does one sleep at last?")
    assert Post.objects.get(title="How does one sleep at last?").body == "## Since when\n\nFor a week."


def test_a_text_is_asked_for_where_the_owner_wants_one_and_only_headings_came(tree):
    tell(tree.sleep, form_template=TEMPLATE)
    options.save({"question_min_length": 20})
    refused = send(make.client(tree.reader), category=tree.sleep.pk, body=TEMPLATE)
    assert refused.status_code == 422
    assert field(refused) == TEMPLATE


# --- Without tags, without categories ---------------------------------------------------------------

TAG_PAGES = ("/tags/", "/tags/night/", "/suggest/tags/?q=ni", "/favourites/?kind=tags")
CATEGORY_PAGES = (
    "/categories/",
    "/categories/health/",
    "/ask/guidance/?category=1",
    "/favourites/?kind=categories",
)


@pytest.mark.parametrize(("kind", "has_tags", "has_categories"), [
    ("both", True, True), ("tags", True, False), ("categories", False, True), ("none", False, False),
])  # fmt: skip
def test_what_is_switched_off_has_no_pages_no_links_and_no_fields(tree, kind, has_tags, has_categories):
    options.save({"tags_or_categories": kind})
    client = make.client(tree.reader)
    for addresses, is_on in ((TAG_PAGES, has_tags), (CATEGORY_PAGES, has_categories)):
        for address in addresses:
            status = client.get(address).status_code
            assert (status == 200) is is_on, address
            assert status in (200, 404) or "favourites" in address
    for address in ("/", "/questions/", "/ask/", "/search/?q=get", "/favourites/", tree.question.get_absolute_url(),
                    "/users/asker/", "/users/asker/questions/", f"/posts/{tree.question.pk}/edit/"):  # fmt: skip
        page = (make.client(tree.moderator) if "/edit/" in address else client).get(address)
        assert page.status_code == 200
        if not has_tags:
            assert "/tags/" not in page.text.replace(f"/posts/{tree.question.pk}/tags/", ""), address
            assert 'name="tags"' not in page.text, address
        if not has_categories:
            assert "/categories/" not in page.text, address
            assert 'name="category"' not in page.text, address
    assert ('name="tags"' in client.get("/ask/").text) is has_tags
    assert ('name="category"' in client.get("/ask/").text) is has_categories
    stars = {"tags": Tag.objects.get(name="night"), "categories": tree.health}
    for subject, is_on in (("tags", has_tags), ("categories", has_categories)):
        answer = client.post(f"/favourites/{subject}/{stars[subject].pk}/", {"favourite": "1"})
        assert answer.status_code == (302 if is_on else 404)


@pytest.mark.parametrize("kind", ["tags", "categories", "none"])
def test_what_questions_carry_stays_with_them_when_they_are_edited(tree, kind):
    options.save({"tags_or_categories": kind})
    sent = {"title": "How does one dream again?", "body": "Other words.", "version": "1", "tags": "night"}
    sent |= {"category": tree.dreams.pk, "note": ""}
    response = make.client(tree.moderator).post(f"/posts/{tree.question.pk}/edit/", sent)
    assert response.status_code == 302
    question = Post.objects.get(pk=tree.question.pk)
    assert (question.title, question.tag_names, question.category) == (sent["title"], ["night"], tree.dreams)
    assert make.drift() == []


def test_one_asks_without_what_is_switched_off_even_where_it_would_be_needed(tree):
    options.save({"tags_or_categories": "none", "min_tags": 2})
    assert send(make.client(tree.reader), tags="x y", category=tree.sleep.pk).status_code == 302
    question = Post.objects.get(title="How does one sleep again?")
    assert (question.tag_names, question.category) == ([], None)


def test_without_both_there_is_no_page_to_change_them(tree):
    address = f"/posts/{tree.question.pk}/tags/"
    client = make.client(tree.moderator)
    options.save({"tags_or_categories": "tags"})
    assert 'name="category"' not in client.get(address).text
    assert client.post(address, {"tags": "day", "version": "1", "note": ""}).status_code == 302
    question = Post.objects.get(pk=tree.question.pk)
    assert (question.tag_names, question.category) == (["day"], tree.dreams)
    options.save({"tags_or_categories": "none"})
    assert client.get(address).status_code == 403


# --- Descriptions -----------------------------------------------------------------------------------


def description(address):
    metas = Page.of(make.client().get(address)).find_all("meta", name="description")
    assert len(metas) == 1, address
    return metas[0].attribute("content")


def test_the_home_page_is_described_by_the_owner_or_by_the_welcome(tree):
    assert description("/") == options.load().welcome_text
    options.save({"home_description": 'Talk about what "weighs" on you.'})
    assert description("/") == 'Talk about what "weighs" on you.'


def test_a_category_is_described_by_its_own_text_and_other_lists_by_what_they_are(tree):
    tell(tree.sleep, description="Nights, dreams and rest.")
    assert description("/categories/health/sleep/") == "Nights, dreams and rest."
    assert "Jobs" in description("/categories/jobs/")
    assert "night" in description("/tags/night/")
    lists = ["/questions/", "/unanswered/", "/hot/", "/activity/", "/tags/", "/categories/"]
    assert len({description(address) for address in lists}) == len(lists)


# --- Stars ------------------------------------------------------------------------------------------


def test_stars_on_what_is_switched_off_are_kept_for_when_it_comes_back(tree):
    set_favourite_category(tree.reader, tree.health.pk, True)
    set_favourite_tag(tree.reader, Tag.objects.get(name="night").pk, True)
    options.save({"tags_or_categories": "none"})
    page = make.client(tree.reader).get("/favourites/")
    assert "kind=tags" not in page.text
    options.save({"tags_or_categories": "both"})
    assert "Health" in make.client(tree.reader).get("/favourites/?kind=categories").text


def test_the_colour_of_a_category_is_a_dot_for_the_eye_alone(tree):
    tell(tree.jobs, colour="moss")
    for address in ("/categories/", "/categories/jobs/", "/questions/"):
        dots = Page.of(make.client().get(address)).find_all("span", class_="dot")
        assert dots, address
        assert {one.attribute("aria-hidden") for one in dots} == {"true"}
    assert Category.objects.get(name="Jobs").colour == "moss"
