"""All rights in one step: what would change is shown first, stands in the log afterwards, and can be taken back."""

import pytest

from forum import options
from qa.actions.site_options import GOVERNED, find_target
from qa.models import LogEntry, LogPart
from qa.rules.presets import PRESETS
from qa.rules.rights import Right
from tests.pages import Page
from tests.qa.admin.console import change, sign_in, told

pytestmark = pytest.mark.django_db
PAGE, OPTIONS = "/admin/forum/siteoption/presets/", "/admin/forum/siteoption/"


def rows(response):
    return [
        tuple(cell.text for cell in [*row.find_all("th"), *row.find_all("td")])
        for row in Page.of(response).find("tbody").find_all("tr")
    ]


def agree(client, name):
    return change(client, f"{PAGE}?to={name}")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_sets_every_right_to_something_that_the_console_offers(name):
    values = find_target(name)
    assert set(values) == set(GOVERNED)
    assert sum(option.endswith("_level") for option in values) == len(Right)
    assert set(PRESETS[name]) <= set(GOVERNED)
    for option, value in values.items():
        assert options.fits(value, options.DECLARATIONS[option]), option


def test_the_standard_ones_are_the_defaults():
    assert find_target("standard") == {name: options.DECLARATIONS[name].default for name in GOVERNED}


def test_the_page_shows_each_change_before_anything_happens(desk):
    options.save({"ask_level": "confirmed"})
    client = sign_in(desk, "administrator")
    found = rows(client.get(f"{PAGE}?to=careful"))
    assert ("Ask", "Members with a confirmed e-mail address", "Members") in found
    assert ("Hold posts of visitors until they are approved", "no", "yes") in found
    assert ("Delete hidden posts", "Moderators and above", "Administrators") in found
    assert len(found) == len(PRESETS["careful"]) - 1  # retagging is for editors already
    assert options.load().ask_level == "confirmed"


def test_a_preset_is_applied_logged_and_taken_back(desk):
    options.save({"ask_level": "confirmed", "site_name": "Quiet place"})
    before = options.load()
    client = sign_in(desk, "administrator")
    assert "“As before” takes that back." in told(client.get(agree(client, "careful").headers["Location"]))
    assert options.load().answer_level == "members"
    assert options.load().is_visitor_held
    [entry] = LogEntry.objects.filter(verb=LogEntry.Verb.CHANGED_SETTINGS)
    assert entry.subject == LogEntry.Kind.SITE
    words = entry.parts.get(kind=LogPart.Kind.WORDS).content["change"]
    assert words["ask_level"] == ["confirmed", "members"]
    assert agree(client, "previous").status_code == 302
    assert options.load() == before
    assert LogEntry.objects.filter(verb=LogEntry.Verb.CHANGED_SETTINGS).count() == 2


def test_what_changed_meanwhile_is_shown_again_instead_of_being_overwritten(desk):
    client = sign_in(desk, "administrator")
    page = Page.of(client.get(f"{PAGE}?to=careful"))
    seen = page.find("input", name="seen").attribute("value")
    options.save({"flag_level": "confirmed"})
    response = client.post(f"{PAGE}?to=careful", {"seen": seen})
    assert response.status_code == 409
    assert "Somebody changed options meanwhile" in Page.of(response).text
    assert ("Flag posts", "Members with a confirmed e-mail address", "Members") in rows(response)
    assert options.load().answer_level == "everybody"
    assert not LogEntry.objects.filter(verb=LogEntry.Verb.CHANGED_SETTINGS).exists()


def test_a_preset_that_changes_nothing_says_so_and_an_unknown_one_is_not_found(desk):
    client = sign_in(desk, "administrator")
    assert "Nothing would change." in Page.of(client.get(f"{PAGE}?to=standard")).text
    for name in ("unheard-of", "previous"):
        assert client.get(f"{PAGE}?to={name}").status_code == 404
        assert client.post(f"{PAGE}?to={name}", {"seen": "x"}).status_code == 404


@pytest.mark.parametrize("who", ["visitor", "editor", "moderator"])
def test_below_administrator_no_preset_opens_or_changes_anything(desk, who):
    client = sign_in(desk, who)
    for method in ("get", "post"):
        assert getattr(client, method)(f"{PAGE}?to=careful", {"seen": "x"}).status_code == 302
    assert options.load() == options.DEFAULTS


def test_a_right_changed_in_the_form_of_options_is_logged_and_other_options_are_not(desk):
    client = sign_in(desk, "administrator")
    change(client, OPTIONS, site_name="Quiet place")
    assert not LogEntry.objects.filter(verb=LogEntry.Verb.CHANGED_SETTINGS).exists()
    change(client, OPTIONS, flag_level="confirmed")
    words = LogPart.objects.get(kind=LogPart.Kind.WORDS, entry__verb=LogEntry.Verb.CHANGED_SETTINGS)
    assert words.content["change"] == {"flag_level": ["members", "confirmed"]}


def test_the_form_offers_a_right_only_where_it_is_of_use_and_only_its_own_steps(desk):
    client = sign_in(desk, "administrator")
    page = Page.of(client.get(OPTIONS))
    offered = [
        option.attribute("value") for option in page.find("select", name="delete_level").find_all("option")
    ]
    assert offered == ["editors", "moderators", "administrators"]
    assert not page.find_all("select", name="vote_comment_level")
    assert page.find("select", name="wall_level")
    options.save({"are_comment_votes_allowed": True, "is_closing_allowed": False, "are_walls_allowed": False})
    page = Page.of(client.get(OPTIONS))
    assert page.find("select", name="vote_comment_level")
    assert not page.find_all("select", name="close_level")
    assert not page.find_all("select", name="wall_level")
    assert change(client, OPTIONS, delete_level="everybody").status_code == 422
    assert options.load().delete_level == "moderators"
