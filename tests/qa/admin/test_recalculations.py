"""What activity is worth, in the console: saved and computed together, with progress that needs no script."""

import pytest

from forum import options
from forum.models import SiteOption
from qa.models import Recalculation
from tests import make
from tests.pages import Page
from tests.qa.admin.console import STRANGERS, assert_clean, change, read_form, sign_in

pytestmark = pytest.mark.django_db
POINTS = "/admin/forum/siteoption/points/"


@pytest.mark.parametrize("who", [*STRANGERS, "moderator"])
def test_below_administrator_nothing_opens_and_nothing_changes(desk, who):
    client = sign_in(desk, who)
    for sent in ({"points_base": "1"}, {"reset": "1"}):
        for method in ("get", "post"):
            assert getattr(client, method)(POINTS, sent).status_code in (302, 403)
    assert not Recalculation.objects.exists()


def test_the_owner_saves_values_and_watches_the_totals_being_computed(desk, monkeypatch):
    client = sign_in(desk, "administrator")
    assert read_form(Page.of(client.get(POINTS)))["points_a_selected"] == "30"
    assert change(client, POINTS, points_base="0", points_post_a="1").status_code == 302
    assert not SiteOption.objects.exists()
    with monkeypatch.context() as patched:
        patched.setattr("qa.actions.rescaling.STEP_SECONDS", 0)
        response = client.get(POINTS)
    page = Page.of(response)
    assert response.headers["Refresh"] == "1"
    assert page.find("progress").attribute("max") == str(Recalculation.objects.get().total_count)
    assert read_form(page)["points_base"] == "0"
    assert_clean(response)
    response = client.get(POINTS)
    assert "Refresh" not in response.headers
    assert "Last computed on" in response.text
    assert options.load().points_base == 0
    assert make.points(desk.answerer) == 10
    assert make.drift() == []


def test_a_value_beyond_its_bounds_is_told_and_what_was_typed_stays(desk):
    response = change(sign_in(desk, "administrator"), POINTS, points_multiple="1000", points_base="7")
    assert response.status_code == 422
    assert read_form(Page.of(response))["points_base"] == "7"
    assert not Recalculation.objects.exists()


def test_the_default_values_come_back_in_one_step_that_asks_first(desk):
    client = sign_in(desk, "administrator")
    change(client, POINTS, points_base="7", points_post_q="9")
    client.get(POINTS)
    assert make.points(desk.reader) == 7
    assert "Default values" in Page.of(client.get(POINTS)).find("details").text
    assert client.post(POINTS, {"reset": "1"}).status_code == 302
    client.get(POINTS)
    assert make.points(desk.reader) == 100
    assert not SiteOption.objects.exists()


def test_the_form_of_all_options_leaves_the_scale_alone(desk):
    client = sign_in(desk, "administrator")
    change(client, POINTS, points_base="7")
    client.get(POINTS)
    address = "/admin/forum/siteoption/"
    assert "points_base" not in read_form(Page.of(client.get(address)))
    change(client, address, site_name="Quiet place")
    client.post(address, {"reset": "1"})
    assert options.load().points_base == 7
    assert make.drift() == []


def test_the_owner_chooses_how_hot_is_computed_with_free_weights(desk):
    client, address = sign_in(desk, "administrator"), "/admin/forum/siteoption/hotness/"
    assert read_form(Page.of(client.get(address)))["hotness_form"] == "static"
    assert change(client, address, hotness_form="weighed", hot_weight_views="12.5").status_code == 302
    assert "Last computed on" in client.get(address).text
    assert (options.load().hotness_form, options.load().hot_weight_views) == ("weighed", 12.5)
    assert make.drift() == []
    response = change(client, address, hot_weight_views="many")
    assert response.status_code == 422
    assert read_form(Page.of(response))["hot_weight_views"] == "many"
    client.post(address, {"reset": "1"})
    client.get(address)
    assert options.load() == options.DEFAULTS
    assert make.drift() == []
