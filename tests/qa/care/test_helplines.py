"""The register of helplines, the page for everybody, and leaving quickly."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum import options
from forum.context import DISCREET_COOKIE
from forum.lib import outbound
from forum.lib.health import checks
from qa.admin.base import ConsoleForm
from qa.care.actions import helplines
from qa.care.models import HelpResource
from qa.care.reads.helplines import choose_card, judge_register
from qa.care.rules.countries import guess_country
from tests import make
from tests.forum.doors import Server

pytestmark = pytest.mark.django_db


def late_by(days, **which):
    HelpResource.objects.filter(**which).update(review_by=timezone.localdate() - timedelta(days=days))


def test_the_page_lists_by_country_and_a_plain_form_narrows_it(django_assert_num_queries):
    page = make.client().get("/help-now/", headers={"accept-language": "de-AT,de;q=0.8"})
    text = page.content.decode()
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert (
        text.index("Austria") < text.index("Germany</h2>")
        and "116 123" in text
        and 'href="tel:116123"' in text
    )
    chosen = make.client().get("/help-now/?country=us").content.decode()
    assert "741741" in chosen and "Samaritans" not in chosen and "findahelpline.com" in chosen
    assert "no helpline in that country" in make.client().get("/help-now/?country=zz").content.decode()
    assert make.client().get("/help-now/?country=%F0%9F%99%82x").status_code == 200


@pytest.mark.parametrize(
    "address", ["/", "/questions/", "/ask/", "/accounts/login/", "/search/?q=day", "/nothing/here/"]
)
def test_urgent_help_and_the_way_out_stand_on_every_page(address):
    text = make.client().get(address).content.decode()
    assert 'href="/help-now/"' in text
    assert 'href="https://www.wikipedia.org/" rel="noreferrer nofollow" data-exit' in text


def test_the_owner_says_where_leaving_leads_or_does_without():
    options.save({"exit_address": "javascript:alert(1)"})
    assert "javascript:" not in make.client().get("/").content.decode()
    options.save({"exit_address": "https://weather.example/"})
    assert 'href="https://weather.example/"' in make.client().get("/").content.decode()
    options.save({"is_exit_shown": False})
    assert "data-exit" not in make.client().get("/").content.decode()


def test_an_entry_that_nobody_reviews_fades_out_and_the_register_says_so():
    assert "never verified" in judge_register()
    late_by(10, country="GB")
    text = make.client().get("/help-now/?country=GB").content.decode()
    assert "Samaritans" in text and "not checked this one" in text
    late_by(31, country="GB")
    assert "SHOUT" not in make.client().get("/help-now/?country=GB").content.decode()
    late_by(400)
    assert "No helpline" in judge_register()
    assert choose_card("GB").lines == []
    assert make.client().get("/help-now/").status_code == 200


def test_the_health_page_is_red_until_the_lines_are_verified(cast):
    client = make.client()
    assert client.get("/healthz").json() == {"database": "up"}
    assert client.get("/healthz?full=1").status_code == 503
    console = make.client(cast.administrator)
    assert "verify before launch" in console.get("/admin/care/helpresource/").content.decode()
    ids = list(HelpResource.objects.values_list("pk", flat=True))
    console.post(
        "/admin/care/helpresource/",
        {"action": "verify_selected", "_selected_action": ids, "select_across": "1"},
    )
    assert HelpResource.objects.filter(verified_by=cast.administrator.user).count() == len(ids)
    assert checks["helplines"]() == ""
    assert client.get("/healthz?full=1").json() == {"database": "up", "helplines": "well"}


def test_staff_hear_of_late_ones(mailoutbox):
    assert helplines.tell_of_late_ones() == 0
    late_by(1, country="US")
    assert helplines.tell_of_late_ones() == 3


def test_dead_links_are_shown_to_staff_and_stay(cast, monkeypatch):
    def get(url, headers):
        if "samaritans" in url:
            return outbound.Answer(404, "", 0.1)
        if "shout" in url:
            raise outbound.NotSent(outbound.Failure.NAME)
        return outbound.Answer(403, "", 0.1)

    monkeypatch.setattr(outbound, "get", get)
    HelpResource.objects.exclude(country="GB").delete()
    assert helplines.check_links() == 3
    assert helplines.check_links() == 0
    failures = dict(HelpResource.objects.filter(kind="line").values_list("name", "link_failure"))
    assert failures == {"Samaritans": "status", "Shout": "name", "PAPYRUS HOPELINE247": ""}
    assert (
        "did not answer" in make.client(cast.administrator).get("/admin/care/helpresource/").content.decode()
    )


def test_a_link_is_followed_some_steps_and_never_in_a_circle_or_into_our_own_network(monkeypatch):
    steps = {
        "https://a.example/": "/b", "https://a.example/b": "https://a.example/c#top", "https://a.example/c": "",
        "https://round.example/": "/2", "https://round.example/2": "https://round.example/",
        "https://far.example/": "/x", "https://odd.example/": "https://[", "https://down.example/": "http://down.example/",
    }  # fmt: skip
    get, asked = outbound.get, []

    def answer(url, headers):
        asked.append(url)
        if url.startswith("https://far.example/"):
            return outbound.Answer(302, "", 0.1, url + "x")
        if url in steps:
            return outbound.Answer(301 if steps[url] else 200, "", 0.1, steps[url])
        return get(url, headers)

    monkeypatch.setattr(outbound, "get", answer)
    wrong = {
        url: helplines.find_failure(f"https://{url}.example/") for url in ("a", "round", "far", "odd", "down")
    }
    assert wrong == {"a": "", "round": "redirect", "far": "redirect", "odd": "redirect", "down": "address"}
    assert len(asked) < 20
    own = ("https://127.0.0.1/", "https://10.0.0.7/x", "https://[::1]/", "ftp://a.example/")
    for inside in (*own, f"https://a.example/{'x' * 2000}"):
        steps["https://lure.example/"] = inside
        assert helplines.find_failure("https://lure.example/") == "address", inside


def test_the_console_refuses_an_entry_that_cannot_be_reached(cast):
    client = make.client(cast.administrator)
    soon = (timezone.localdate() + timedelta(days=100)).isoformat()
    typed = {"name": "A line", "kind": "line", "place": "5", "review_by": soon, "is_on": "on"}
    assert client.post("/admin/care/helpresource/add/", typed).status_code == 422
    for inside in ("https://127.0.0.1/", "https://10.1.2.3/x", "https://localhost/", "https://[fd00::1]/"):
        refused = client.post("/admin/care/helpresource/add/", {**typed, "web_url": inside})
        assert refused.status_code == 422, inside
        assert f'value="{inside}"' in refused.content.decode()
    for day in ("2226-01-01", "9999-12-31"):
        far = client.post("/admin/care/helpresource/add/", {**typed, "phone": "12 34", "review_by": day})
        assert far.status_code == 422
        assert "At most a year from now" in far.content.decode()
    assert (
        client.post("/admin/care/helpresource/add/", {**typed, "web_url": "http://a.example/"}).status_code
        == 422
    )
    assert client.post("/admin/care/helpresource/add/", {**typed, "phone": "12 34"}).status_code == 302


def test_what_the_table_refuses_is_never_told_by_the_name_of_a_constraint(cast):
    client = make.client(cast.administrator)
    page = client.post("/admin/care/helpresource/add/", {"name": "Line", "country": "zz"})
    assert page.status_code == 422
    assert "This field is required." in page.text
    assert "Constraint" not in page.text
    assert "care_helpresource" not in page.text


def test_a_form_without_words_of_its_own_says_that_something_does_not_fit():
    class Bare(ConsoleForm):
        class Meta:
            model = HelpResource
            fields = ("name", "kind", "place", "review_by", "phone", "text_number", "chat_url", "web_url")

    soon = (timezone.localdate() + timedelta(days=100)).isoformat()
    form = Bare({"name": "A line", "kind": "line", "place": "5", "review_by": soon})
    assert form.errors == {"__all__": ["This does not fit together. Please look at all fields again."]}


def test_countries_are_guessed_from_the_browsers_language_alone():
    assert [guess_country(one) for one in ("en-GB,en;q=0.5", "de", "en", "", "zh-Hant-TW", "x;;,,", "fr-ca")] == [
        "GB", "DE", "", "", "TW", "", "CA",
    ]  # fmt: skip


def test_plain_titles_for_one_browser_and_for_all():
    client = make.client()
    title = "<title>Notes</title>"
    assert title not in client.get("/questions/").content.decode()
    client.post("/help-now/titles/", {"wanted": "1"})
    page = client.get("/questions/")
    assert title in page.content.decode() and "favicon-plain.svg" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert title not in make.client().get("/questions/").content.decode()
    client.post("/help-now/titles/", {"wanted": "0"})
    assert title not in client.get("/questions/").content.decode()
    options.save({"are_titles_neutral": True, "neutral_title": "My list"})
    assert "<title>My list</title>" in make.client().get("/questions/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_kept_page_is_not_handed_to_whoever_has_plain_titles():
    server = Server()
    first = server.get("/questions/")
    assert "<title>Notes</title>" not in first.text
    assert "<title>Notes</title>" in server.get("/questions/", HTTP_COOKIE=f"{DISCREET_COOKIE}=1").text
    assert server.get("/questions/").text == first.text
