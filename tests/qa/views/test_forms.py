"""The forms for asking and answering over plain HTTP: what the owner sets, and what each part does without scripts."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import Level
from forum import options
from qa.actions.drafts import save_draft
from qa.models import Post, Revision
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db

TITLE = "How can I sleep through a whole night?"
ASKED = "Which colour is the sky?"


def open_page(address, viewer=None):
    return Page.of(make.client(viewer).get(address, follow=True))


def has_answer_form(page):
    return bool(page.find(id="your-answer").find_all("form"))


def chosen(page):
    return [
        one.attribute("value")
        for one in page.find("select", name="category").find_all("option")
        if "selected" in one.node[1]
    ]


# --- When the answer form is open -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "who", "count", "is_open"),
    [
        ("always", "reader", 0, True),
        ("always", "asker", 3, True),
        ("unanswered", "visitor", 0, True),
        ("unanswered", "reader", 0, True),
        ("unanswered", "reader", 1, False),
        ("unanswered", "visitor", 1, False),
        ("unanswered", "asker", 0, False),
        ("button", "reader", 0, False),
    ],
)
def test_the_answer_form_is_open_when_the_owner_wants_and_else_behind_a_button(
    cast, mode, who, count, is_open
):
    options.save({"answer_form": mode})
    question = make.question(cast.asker)
    for _ in range(count):
        make.answer(question)
    viewer = getattr(cast, who, None)
    page = open_page(question.get_absolute_url(), viewer)
    assert has_answer_form(page) is is_open
    if not is_open:
        button = page.find(id="your-answer").find("a", class_="button--primary")
        assert button.attribute("href") == f"{question.get_absolute_url()}?answer=1#your-answer"
        assert has_answer_form(open_page(button.attribute("href"), viewer))


def test_a_refused_or_previewed_answer_and_a_draft_open_the_form(cast):
    options.save({"answer_form": "button"})
    question = make.question(cast.asker)
    address = f"/questions/{question.pk}/answers/"
    client = make.client(cast.reader)
    assert has_answer_form(Page.of(client.post(address, {"body": "Hm."})))
    assert has_answer_form(Page.of(client.post(address, {"body": "Words that help.", "preview": "1"})))
    save_draft(cast.reader, f"answer-{question.pk}", {"body": "Half an answer"})
    closed = open_page(question.get_absolute_url(), cast.reader)
    link = next(a for a in closed.find(id="your-answer").find_all("a") if "draft" in a.attribute("href"))
    opened = open_page(link.attribute("href"), cast.reader)
    assert opened.find("textarea", name="body").text.strip() == "Half an answer"


def test_a_closed_question_says_why_there_is_no_form_whatever_the_address_says(cast):
    from qa.actions.closures import close_question

    question = make.question(cast.asker)
    close_question(cast.editor, question.pk, reason="It is settled.")
    page = open_page(f"{question.get_absolute_url()}?answer=1")
    assert not has_answer_form(page)
    assert "takes no more answers" in page.find(id="your-answer").text


# --- What the owner says above the forms, and how texts are typed ---------------------------------


def test_the_owners_words_stand_above_each_form(cast):
    options.save({"ask_intro": "*Ask.*", "answer_intro": "*Answer.*", "comment_intro": "*Comment.*"})
    question = make.question(cast.asker)
    places = {
        "/ask/": "Ask.",
        question.get_absolute_url(): "Answer.",
        f"/posts/{question.pk}/comments/": "Comment.",
    }
    for address, words in places.items():
        assert open_page(address).find(class_="intro").find("em").text == words
    options.save({"ask_intro": ""})
    assert not open_page("/ask/").find_all(class_="intro")


@pytest.mark.parametrize("kind", ["questions", "answers", "comments"])
def test_the_owner_chooses_for_each_kind_of_post_whether_its_text_has_a_toolbar(cast, kind):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.asker)
    comment = make.comment(answer, cast.moderator)
    forms = {
        "questions": ["/ask/", f"/posts/{question.pk}/edit/"],
        "answers": [question.get_absolute_url(), f"/posts/{answer.pk}/edit/"],
        "comments": [f"/posts/{answer.pk}/comments/", f"/posts/{comment.pk}/edit/"],
    }
    options.save({f"editor_for_{kind}": "plain"})
    client = make.client(cast.moderator)
    for of_kind, addresses in forms.items():
        for address in addresses:
            content = client.get(address).content
            assert (b"data-toolbar" in content) is (of_kind != kind), address
            assert b"data-preview=" in content


# --- The owner's own field ------------------------------------------------------------------------


def test_the_owners_own_field_is_asked_for_kept_shown_edited_and_in_the_history(cast):
    options.save(
        {
            "is_extra_field_on": True,
            "is_extra_field_shown": True,
            "extra_field_prompt": "Which country?",
            "extra_field_label": "Country:",
        }
    )
    client = make.client(cast.asker)
    assert open_page("/ask/").find("label", for_="id_extra").text == "Which country? (optional)"
    client.post("/ask/", {"title": TITLE, "body": "", "extra": "  Peru "})
    question = Post.objects.get()
    assert question.extra == "Peru"
    assert open_page(question.get_absolute_url()).find(class_="post__extra").text == "Country: Peru"

    edit = Page.of(client.get(f"/posts/{question.pk}/edit/"))
    assert edit.find("input", name="extra").attribute("value") == "Peru"
    client.post(f"/posts/{question.pk}/edit/", {"title": TITLE, "body": "", "extra": "Chile", "version": "1"})
    assert list(Revision.objects.order_by("version").values_list("extra", flat=True)) == ["Peru", "Chile"]
    history = open_page(f"/posts/{question.pk}/history/")
    assert "added: Chile" in history.text
    assert "removed: Peru" in history.text

    client.post(f"/posts/{question.pk}/history/1/restoration/")
    question.refresh_from_db()
    assert question.extra == "Peru"


def test_the_field_that_is_not_shown_is_for_its_writer_and_editors_alone(cast):
    options.save({"is_extra_field_on": True})
    make.client(cast.asker).post("/ask/", {"title": TITLE, "body": "", "extra": "Peru"})
    question = Post.objects.get()
    make.edit(cast.asker, question.pk, "Some words.")
    for address in (question.get_absolute_url(), f"/posts/{question.pk}/history/"):
        for viewer in (None, cast.reader):
            assert "Peru" not in make.client(viewer).get(address).text, address
    for viewer in (cast.asker, cast.editor):
        assert "Peru" in make.client(viewer).get(f"/posts/{question.pk}/history/").text


def test_switching_the_field_off_hides_it_and_an_edit_does_not_lose_it(cast):
    options.save({"is_extra_field_on": True, "is_extra_field_shown": True})
    client = make.client(cast.asker)
    client.post("/ask/", {"title": TITLE, "body": "", "extra": "Peru"})
    question = Post.objects.get()
    options.save({"is_extra_field_on": False})
    assert not open_page("/ask/").find_all("input", name="extra")
    client.post(f"/posts/{question.pk}/edit/", {"title": TITLE, "body": "More words.", "version": "1"})
    question.refresh_from_db()
    assert (question.body, question.extra) == ("More words.", "Peru")


def test_what_is_too_long_for_the_field_comes_back_and_drafts_keep_it(cast):
    options.save({"is_extra_field_on": True})
    client = make.client(cast.asker)
    refused = client.post("/ask/", {"title": TITLE, "body": "", "extra": "x" * 301})
    assert refused.status_code == 422
    assert "at most 300 characters" in refused.text
    client.post("/ask/", {"extra": "Peru", "save_draft": "1"})
    assert Page.of(client.get("/ask/")).find("input", name="extra").attribute("value") == "Peru"


def test_the_look_before_posting_covers_the_field(cast):
    options.save({"is_extra_field_on": True})
    looked = make.client(cast.asker).post(
        "/ask/", {"title": TITLE, "body": "", "extra": "call 0171 5551234567"}
    )
    assert looked.status_code == 200
    assert "Before you post" in looked.text


# --- Tags -----------------------------------------------------------------------------------------


@pytest.fixture
def similar(cast):
    make.question(cast.asker, "How can I sleep at night again?", tags=("sleep", "night"))
    make.question(cast.asker, "How can I sleep before exams?", tags=("sleep", "exams"))


def offered(page):
    return [button.attribute("value") for button in page.find_all("button", name="add_tag")]


def test_tags_of_similar_questions_are_offered_and_a_button_adds_one_without_scripts(similar):
    client = Client()
    typed = {"title": TITLE, "body": "Half a sentence", "tags": "night,", "preview": "1"}
    page = Page.of(client.post("/ask/", typed))
    assert offered(page) == ["sleep", "exams"]
    # What the Enter key presses is no tag: the first button of the form.
    buttons = page.find("form", class_="composer").find_all("button")
    sending = [one for one in buttons if one.attribute("type") != "button"]
    assert sending[0].attribute("name") is None

    del typed["preview"]
    response = client.post("/ask/", {**typed, "title": "Sleep exams", "add_tag": "sleep"})
    page = Page.of(response)
    assert response.status_code == 200  # what else is missing, as that the title is short, is not told yet
    assert page.find("input", name="tags").attribute("value") == "night sleep"
    assert page.find("textarea", name="body").text.strip() == "Half a sentence"
    assert offered(page) == ["exams"]
    assert not page.find_all(class_="field__error")
    assert Post.objects.count() == 2


def test_a_refused_form_offers_tags_and_similar_questions_as_well(similar):
    response = Client().post("/ask/", {"title": TITLE, "body": "x" * 12_001})
    assert response.status_code == 422
    assert offered(Page.of(response)) == ["sleep", "night", "exams"]


def test_the_title_that_is_being_typed_brings_tags_beside_their_field(similar):
    response = Client().get("/ask/similar/", {"title": TITLE, "tags": "Exams"})
    assert 'id="offered-tags" hx-swap-oob="true"' in response.text
    assert offered(Page.of(response)) == ["sleep", "night"]


def test_no_tag_is_offered_that_the_form_would_refuse(similar, cast):
    options.save({"are_tags_split_by_commas": True})
    make.question(cast.asker, "How can I sleep after exams?", tags=("deep sleep",))
    options.save({"are_tags_split_by_commas": False, "bad_words": "night"})
    page = Page.of(Client().post("/ask/", {"title": TITLE, "body": "", "preview": "1"}))
    assert sorted(offered(page)) == ["exams", "sleep"]


@pytest.mark.parametrize("switch", [{"are_tags_offered": False}, {"max_tags": 0}])
def test_tags_are_not_offered_where_the_owner_does_not_want_that(similar, switch):
    options.save(switch)
    assert offered(Page.of(Client().post("/ask/", {"title": TITLE, "body": "", "preview": "1"}))) == []
    assert offered(Page.of(Client().get("/ask/similar/", {"title": TITLE}))) == []


def test_between_commas_a_tag_may_have_several_words_from_asking_to_its_page(cast):
    options.save({"are_tags_split_by_commas": True})
    client = make.client(cast.asker)
    client.post("/ask/", {"title": TITLE, "body": "", "tags": "Deep  Sleep, night, deep sleep"})
    question = Post.objects.get()
    assert question.tag_names == ["deep sleep", "night"]
    link = open_page(question.get_absolute_url()).find("a", class_="tag")
    assert link.text == "deep sleep"
    assert TITLE in open_page(link.attribute("href")).text
    edit = Page.of(client.get(f"/posts/{question.pk}/edit/"))
    assert edit.find("input", name="tags").attribute("value") == "deep sleep, night"
    assert "deep sleep" in Client().get("/suggest/tags/?q=deep s").text
    similar = client.post(
        "/ask/", {"title": f"{TITLE} Again?", "body": "", "tags": "a b", "add_tag": "night"}
    )
    assert Page.of(similar).find("input", name="tags").attribute("value") == "a b, night"


def test_fewest_tags_and_words_that_no_tag_may_have(cast):
    options.save({"min_tags": 2, "bad_words": "stupid*, mad"})
    client = make.client(cast.asker)
    for tags, sentence in [
        ("", "at least 2 tags"),
        ("sleep", "at least 2 tags"),
        ("sleep Stupid-people", "is not used here"),
        ("sleep my-stupidity", "is not used here"),
    ]:
        refused = client.post("/ask/", {"title": TITLE, "body": "", "tags": tags})
        assert refused.status_code == 422
        assert sentence in Page.of(refused).find(class_="field__error").text
        assert (Page.of(refused).find("input", name="tags").attribute("value") or "") == tags
    assert client.post("/ask/", {"title": TITLE, "body": "", "tags": "sleep madness"}).status_code == 302


# --- Categories -----------------------------------------------------------------------------------


@pytest.fixture
def tree(cast):
    cast.health = make.category("Health")
    cast.health.description = "Body and mind."
    cast.health.save()
    cast.sleep = make.category("Sleep", parent=cast.health)
    cast.staff = make.category("Staff")
    cast.staff.post_level = Level.EXPERT
    cast.staff.save()
    cast.inner = make.category("Inner", parent=cast.staff)
    return cast


@pytest.mark.parametrize(
    "form", ["cat={sleep.pk}", "cat=health/sleep", "cat=/health/sleep/", "category={sleep.pk}"]
)
def test_an_address_presets_the_category_by_number_or_path(tree, form):
    assert chosen(open_page("/ask/?" + form.format(sleep=tree.sleep))) == [str(tree.sleep.pk)]


@pytest.mark.parametrize("word", ["0", "nonsense", "99999999999999999999", "health/none", "-1"])
def test_an_address_that_names_no_category_presets_none(tree, word):
    assert chosen(open_page(f"/ask/?cat={word}")) in ([], [""])


def test_the_ways_to_ask_on_a_categorys_page_carry_it(tree):
    page = open_page("/categories/health/sleep/")
    links = [
        a.attribute("href") for a in page.find_all("a") if (a.attribute("href") or "").startswith("/ask/")
    ]
    assert links == [f"/ask/?cat={tree.sleep.pk}"] * 3
    assert open_page("/questions/").find("a", class_="masthead__ask").attribute("href") == "/ask/"


def test_the_description_of_the_category_stands_at_the_choice_and_in_the_data_of_its_option(tree):
    page = open_page(f"/ask/?cat={tree.health.pk}")
    assert page.find(id="id_category_helptext").text == "Body and mind."
    option = page.find("option", value=str(tree.health.pk))
    assert option.attribute("data-about") == "Body and mind."
    assert open_page("/ask/").find(id="id_category_helptext").text == ""
    sent = {"title": TITLE, "body": "", "category": str(tree.health.pk), "preview": "1"}
    assert Page.of(Client().post("/ask/", sent)).find(id="id_category_helptext").text == "Body and mind."


def test_where_the_owner_wants_the_innermost_category_the_outer_one_is_refused(tree):
    sent = {"title": TITLE, "body": "", "category": str(tree.health.pk)}
    options.save({"is_subcategory_required": True})
    refused = Client().post("/ask/", sent)
    assert refused.status_code == 422
    assert "one of the categories within “Health”" in refused.text
    assert chosen(Page.of(refused)) == [str(tree.health.pk)]
    assert Client().post("/ask/", {**sent, "category": str(tree.sleep.pk)}).status_code == 302


@pytest.mark.parametrize(("who", "is_open"), [("visitor", False), ("reader", False), ("expert", True)])
def test_a_category_that_asks_for_a_level_is_offered_to_that_level_with_all_within(tree, who, is_open):
    viewer = getattr(tree, who, None)
    values = {one.attribute("value") for one in open_page("/ask/", viewer).find_all("option")}
    assert (str(tree.staff.pk) in values, str(tree.inner.pk) in values) == (is_open, is_open)
    assert str(tree.sleep.pk) in values
    sent = {"title": TITLE, "body": "", "category": str(tree.inner.pk)}
    assert make.client(viewer).post("/ask/", sent).status_code == (302 if is_open else 422)


def test_a_question_stays_where_it_is_but_goes_only_where_its_editor_may_ask(tree):
    question = make.question(tree.expert, category=tree.inner)
    other = make.question(tree.asker, category=tree.sleep)
    tree.expert.user.level = Level.REGISTERED
    tree.expert.user.save()
    client = make.client(tree.expert)
    for address in (f"/posts/{question.pk}/edit/", f"/posts/{question.pk}/tags/"):
        assert chosen(Page.of(client.get(address))) == [str(tree.inner.pk)]
    sent = {"tags": "kept", "category": str(tree.inner.pk), "version": "1"}
    assert client.post(f"/posts/{question.pk}/tags/", sent).status_code == 302
    sent = {"category": str(tree.inner.pk), "version": "1"}
    assert make.client(tree.asker).post(f"/posts/{other.pk}/tags/", sent).status_code == 422


def test_without_a_category_that_is_open_to_them_people_are_told(cast):
    staff = make.category("Staff")
    staff.post_level = Level.EXPERT
    staff.save()
    assert "open to members of certain levels" in open_page("/ask/").find(id="id_category_helptext").text


# --- Follow-on questions, and the line to ask in --------------------------------------------------


def test_a_follow_on_question_begins_with_the_answer_and_in_its_category(cast):
    category = make.category("Health")
    answer = make.answer(make.question(cast.asker, category=category), body="Try *warm* milk first.")
    page = open_page(f"/ask/?follow={answer.pk}")
    assert page.find(class_="quoted").find("em").text == "warm"
    assert chosen(page) == [str(category.pk)]
    assert page.find("input", name="follow").attribute("value") == str(answer.pk)
    assert page.find("input", name="tags").attribute("value") is None


def test_the_line_to_ask_in_hands_the_title_over_and_similar_questions_are_there_at_once(cast):
    make.question(cast.asker, "How can I sleep at night again?")
    assert not open_page("/").find_all(class_="ask-box")
    options.save({"is_ask_box_on": True})
    box = open_page("/").find("form", class_="ask-box")
    assert box.attribute("action") == "/ask/"
    name = box.find("input").attribute("name")
    page = Page.of(Client().get("/ask/", {name: TITLE}))
    assert page.find("input", name="title").attribute("value") == TITLE
    assert "How can I sleep at night again?" in page.find(class_="similar").text


# --- The owner's question to visitors -------------------------------------------------------------


@pytest.fixture
def asking(cast):
    options.save({"captcha_questions": f"{ASKED} | blue"})
    cast.question = make.question(cast.asker)
    return cast


def list_forms(question):
    return {
        "/ask/": ("/ask/", {"title": TITLE, "body": "Some words about it."}),
        question.get_absolute_url(): (
            f"/questions/{question.pk}/answers/",
            {"body": "Some words that help."},
        ),
        f"/posts/{question.pk}/comments/": (
            f"/posts/{question.pk}/comments/",
            {"body": "Some words about that."},
        ),
    }


def test_visitors_are_asked_at_each_form_told_how_to_do_without_and_lose_nothing(asking):
    for page_address, (address, sent) in list_forms(asking.question).items():
        client = Client()
        form = Page.of(client.get(page_address))
        label = form.find("label", for_=captcha_id(form))
        assert label.text == ASKED
        hint = form.find(id=f"{label.attribute('for')}_helptext").find("a")
        assert hint.attribute("href").startswith("/accounts/login/?next=%2F")
        count = Post.objects.count()
        for wrong in ({"captcha": "red"}, {}, {"captcha": "blue", "reference": "filled in"}):
            refused = client.post(address, {**sent, **wrong})
            assert refused.status_code == 422
            assert sent["body"] in Page.of(refused).find("textarea", name="body").text
        previewed = client.post(address, {**sent, "preview": "1"})
        assert previewed.status_code == 200
        assert not Page.of(previewed).find_all(class_="field__error")
        assert Post.objects.count() == count
        assert client.post(address, {**sent, "captcha": " Blue "}).status_code == 302
        assert Post.objects.count() == count + 1


def captcha_id(page):
    return page.find("input", name="captcha").attribute("id")


def test_the_answer_survives_the_look_before_posting(asking):
    client = Client()
    sent = {"title": TITLE, "body": "Call me: 0171 5551234567", "captcha": "blue"}
    looked = Page.of(client.post("/ask/", sent))
    assert looked.find("input", name="captcha").attribute("value") == "blue"
    seen = looked.find("input", name="seen").attribute("value")
    assert client.post("/ask/", {**sent, "seen": seen}).status_code == 302


def test_members_are_not_asked_nor_anybody_where_the_owner_wants_no_question(asking):
    for address in list_forms(asking.question):
        assert ASKED not in make.client(asking.reader).get(address).text
    options.save({"is_captcha_on_posts": False})
    for address in list_forms(asking.question):
        assert ASKED not in Client().get(address).text


def test_members_without_a_confirmed_address_are_asked_where_the_owner_wants_that(asking):
    options.save({"is_captcha_on_unconfirmed": True})
    client = make.client(asking.reader)
    assert ASKED in client.get("/ask/").text
    assert "/accounts/email/" in Page.of(client.get("/ask/")).find(id="id_captcha_helptext").find(
        "a"
    ).attribute("href")
    assert ASKED not in make.client(asking.expert).get("/ask/").text
    EmailAddress.objects.create(user=asking.reader.user, email="r@example.org", verified=True)
    assert ASKED not in client.get("/ask/").text


def test_members_who_are_not_approved_are_asked_where_the_owner_wants_that_even_with_an_address(asking):
    client = make.client(asking.reader)
    EmailAddress.objects.create(user=asking.reader.user, email="r@example.org", verified=True)
    assert ASKED not in client.get("/ask/").text
    options.save({"is_captcha_on_unapproved": True})
    assert ASKED in client.get("/ask/").text
    assert ASKED not in make.client(asking.expert).get("/ask/").text
    asking.reader.user.level = Level.APPROVED
    asking.reader.user.save(update_fields=["level"])
    assert ASKED not in client.get("/ask/").text


def test_a_page_with_the_question_is_the_same_for_every_visitor(asking):
    import re

    first, second = (re.sub(r'value="[\w-]{36,64}"', "", Client().get("/ask/").text) for _ in range(2))
    assert first == second
