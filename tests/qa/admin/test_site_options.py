"""Site options in the console: what the owner may set, within bounds, and how it shows on the site."""

import pytest
from django.test import Client

from forum import options
from forum.models import SiteOption
from tests import make
from tests.pages import Page
from tests.qa.admin.console import STRANGERS, assert_clean, change, read_form, sign_in, told

pytestmark = pytest.mark.django_db
PAGE = "/admin/forum/siteoption/"


@pytest.mark.parametrize("who", [*STRANGERS, "moderator"])
def test_below_administrator_nothing_opens_and_nothing_is_saved(desk, who):
    client = sign_in(desk, who)
    for sent in ({"site_name": "Taken over"}, {"reset": "1"}):
        for method in ("get", "post"):
            assert getattr(client, method)(PAGE, sent).status_code in (302, 403)
    assert not SiteOption.objects.exists()


@pytest.mark.parametrize("who", ["administrator", "owner"])
def test_name_welcome_and_sidebar_show_on_the_site_at_once(desk, who):
    sent = {
        "site_name": "Quiet <Place>",
        "welcome_text": "Come in.",
        "sidebar_text": "**Rules** <script>x</script>",
    }
    response = change(sign_in(desk, who), PAGE, **sent)
    assert response.status_code == 302
    assert "The options are saved." in told(sign_in(desk, who).get(PAGE)) or SiteOption.objects.count() == 3
    home = Client().get("/questions/")
    page = Page.of(home)
    assert page.find(class_="brand__name").text == "Quiet <Place>"
    assert page.find(class_="welcome").text == "Come in."
    assert page.find("aside").find("strong").text == "Rules"
    assert "<script>x" not in home.text


def test_saving_stores_only_what_differs_and_what_was_stored_comes_back_in_the_form(desk):
    client = sign_in(desk, "administrator")
    assert change(client, PAGE).status_code == 302
    assert not SiteOption.objects.exists()
    change(client, PAGE, list_page_size="7", questions_per_member="3")
    assert dict(SiteOption.objects.values_list("name", "value")) == {
        "list_page_size": 7,
        "questions_per_member": 3,
    }
    form = read_form(Page.of(client.get(PAGE)))
    assert (form["list_page_size"], form["questions_per_member"]) == ("7", "3")
    change(client, PAGE, list_page_size="20")
    assert dict(SiteOption.objects.values_list("name", "value")) == {"questions_per_member": 3}


def test_a_limit_holds_from_the_next_request_on(desk):
    change(sign_in(desk, "administrator"), PAGE, questions_per_member="1")
    client = sign_in(desk, "reader")
    ask = {"body": "Some words.", "category": desk.category.pk}
    titles = ("How do I begin a new day well?", "How do I end an old day well?")
    statuses = [client.post("/ask/", {**ask, "title": title}).status_code for title in titles]
    assert statuses == [302, 429]


def test_a_box_can_be_unticked(desk):
    client = sign_in(desk, "administrator")
    form = read_form(Page.of(client.get(PAGE)))
    assert form.pop("are_answer_comments_allowed") == "on"
    assert client.post(PAGE, form).status_code == 302
    assert options.load().are_answer_comments_allowed is False


def test_what_is_out_of_bounds_is_refused_kept_and_nothing_of_the_form_is_saved(desk):
    client = sign_in(desk, "administrator")
    untouched = read_form(Page.of(client.get(PAGE)))
    for name, value in [
        ("site_name", ""), ("site_name", "x" * 61), ("site_name", "a\x00b"), ("site_name", "a\u202eb"),
        ("site_name", "\u200b"), ("welcome_text", "x" * 501), ("welcome_text", "a\x00b"),
        ("sidebar_text", "x" * 4001), ("footer_text", "x" * 2001),
        ("list_page_size", "4"), ("list_page_size", "51"), ("list_page_size", ""), ("list_page_size", "abc"),
        ("list_page_size", "1.5"), ("list_page_size", "9" * 5000), ("title_min_length", "0"),
        ("title_max_length", "19"), ("title_max_length", "301"), ("questions_per_member", "-1"),
        ("questions_per_network", "1000001"), ("title_min_length", "100"),
    ]:  # fmt: skip
        more = {"title_max_length": "50"} if (name, value) == ("title_min_length", "100") else {}
        response = client.post(PAGE, untouched | {"home_page_size": "9", name: value, **more})
        page = Page.of(response)
        assert response.status_code == 422, (name, value[:20])
        assert page.find("input", name="home_page_size").attribute("value") == "9"
        field = page.find(id=f"id_{name}")
        assert (field.text if field.node[0] == "textarea" else field.attribute("value") or "") == value
        assert field.attribute("aria-invalid") == "true"
        for part in field.attribute("aria-describedby").split():
            assert page.find(id=part).text
    assert not SiteOption.objects.exists()


def test_a_line_that_is_no_title_by_points_is_named_and_the_text_is_kept(desk):
    client = sign_in(desk, "administrator")
    typed = "500 Listener\r\nCompanion 2000"
    response = change(client, PAGE, point_titles=typed, list_page_size="7")
    page = Page.of(response)
    assert response.status_code == 422
    assert "This one is not: Companion 2000" in page.text
    assert page.find(id="id_point_titles").attribute("aria-invalid") == "true"
    assert page.find(id="id_point_titles").text == typed.replace("\r\n", " ")
    assert not SiteOption.objects.exists()
    change(client, PAGE, point_titles="500 Listener\r\n2000 Companion")
    assert options.load().point_titles == "500 Listener\n2000 Companion"


def test_control_characters_pasted_into_long_texts_are_dropped(desk):
    change(sign_in(desk, "administrator"), PAGE, footer_text="Call\x0b us\x1f any time.")
    assert options.load().footer_text == "Call us any time."


def test_reset_brings_all_defaults_back(desk):
    client = sign_in(desk, "administrator")
    change(client, PAGE, site_name="Another", list_page_size="7")
    response = client.post(PAGE, {"reset": "1"}, follow=True)
    assert "All options have their defaults again." in told(response)
    assert not SiteOption.objects.exists()
    assert options.load() == options.DEFAULTS


def test_an_empty_form_is_refused_and_a_form_without_its_token_too(desk):
    assert sign_in(desk, "administrator").post(PAGE, {}).status_code == 422
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.owner.user, backend=make.BACKEND)
    for sent in ({"reset": "1"}, {"site_name": "Taken over"}):
        options.save({"list_page_size": 7})
        assert client.post(PAGE, sent).status_code == 403
        assert options.load().list_page_size == 7


def test_rows_have_no_pages_of_their_own(desk):
    client = sign_in(desk, "owner")
    options.save({"list_page_size": 7})
    for row in ("list_page_size", "unheard-of", "9" * 30, "%ED%A0%80"):
        assert client.get(f"{PAGE}{row}/change/").headers["Location"] == PAGE
        assert client.post(f"{PAGE}{row}/change/", {"value": "1"}).headers["Location"] == PAGE
        for part in ("delete", "history"):
            for method in ("get", "post"):
                status = getattr(client, method)(f"{PAGE}{row}/{part}/", {"post": "yes"}).status_code
                assert status in (200, 403, 404), (row, part)
    assert client.get(f"{PAGE}add/").status_code == 403
    assert options.load().list_page_size == 7


def test_the_page_needs_nothing_that_our_policy_stops_and_every_field_has_a_label(desk):
    response = sign_in(desk, "owner").get(PAGE)
    assert_clean(response)
    page = Page.of(response)
    shown = [
        name
        for name, declared in options.DECLARATIONS.items()
        if options.is_in_use(name, options.DEFAULTS) and not declared.metadata["page"]
    ]
    assert "vote_down_level" in shown
    for name in shown:
        assert page.find("label", for_=f"id_{name}").text
        for part in (page.find(id=f"id_{name}").attribute("aria-describedby") or "").split():
            assert page.find(id=part).text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"min_tags": "3", "max_tags": "2"}, "cannot be more than the most"),
        ({"captcha_questions": "Which colour is the sky?"}, "no question with an answer"),
        ({"captcha_questions": "Fine? | yes\r\n| no question"}, "no question with an answer"),
    ],
)
def test_what_does_not_fit_together_is_refused_and_kept(desk, sent, sentence):
    response = change(sign_in(desk, "administrator"), PAGE, **sent)
    assert response.status_code == 422
    assert sentence in response.text
    assert not SiteOption.objects.exists()


def test_the_questions_for_visitors_are_kept_line_by_line(desk):
    lines = "Which colour is the sky? | blue\r\nTwo and two? | 4 | four"
    assert change(sign_in(desk, "administrator"), PAGE, captcha_questions=lines).status_code == 302
    assert options.load().captcha_questions.splitlines() == [
        "Which colour is the sky? | blue", "Two and two? | 4 | four",
    ]  # fmt: skip
