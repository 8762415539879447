"""Site options: declared once, stored only where they differ, read once a request, never trusted blindly."""

from dataclasses import asdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import options
from forum.models import SiteOption
from tests import make

pytestmark = pytest.mark.django_db


def test_where_nothing_is_stored_the_defaults_hold():
    assert options.current() == options.DEFAULTS


@pytest.mark.parametrize("name", options.DECLARATIONS)
def test_every_default_fits_its_own_declaration_and_every_option_says_what_it_is(name):
    declaration = options.DECLARATIONS[name]
    assert options.fits(declaration.default, declaration)
    assert str(declaration.metadata["label"])
    assert str(declaration.metadata["group"])


def test_only_what_differs_from_the_default_is_stored():
    options.save({"site_name": "Kind words", "max_tags": options.DEFAULTS.max_tags})
    assert list(SiteOption.objects.values_list("name", "value")) == [("site_name", "Kind words")]
    assert options.current().site_name == "Kind words"
    options.save({"site_name": options.DEFAULTS.site_name})
    assert not SiteOption.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("site_name", 5),
        ("site_name", ""),
        ("site_name", "x" * 61),
        ("max_tags", "5"),
        ("max_tags", True),
        ("max_tags", 5.0),
        ("max_tags", 11),
        ("max_tags", -1),
        ("home_page_size", 0),
        ("is_category_required", 1),
        ("is_category_required", "yes"),
        ("answer_order", "sideways"),
    ],
)
def test_a_value_that_does_not_fit_is_neither_stored_nor_believed(name, value):
    with pytest.raises(ValueError, match=name):
        options.save({"footer_text": "kept?", name: value})
    assert not SiteOption.objects.exists()
    SiteOption.objects.create(name=name, value=value)
    assert options.current() == options.DEFAULTS


def test_an_unknown_name_is_refused_with_everything_beside_it_and_passed_over_when_stored():
    with pytest.raises(KeyError):
        options.save({"site_name": "Kind words", "nonsense": 1})
    assert not SiteOption.objects.exists()
    SiteOption.objects.create(name="nonsense", value=1)
    assert asdict(options.current()) == asdict(options.DEFAULTS)


def test_within_a_request_they_are_read_at_most_once_and_only_when_asked_for(django_assert_num_queries):
    with options.snapshot():
        with django_assert_num_queries(1):
            first = options.current()
            assert options.current() is first
        SiteOption.objects.create(name="site_name", value="Changed by somebody else")
        assert options.current() is first
    assert options.current().site_name == "Changed by somebody else"
    with django_assert_num_queries(0), options.snapshot():
        pass


def test_who_saves_sees_the_new_values_in_the_same_request():
    with options.snapshot():
        options.current()
        options.save({"site_name": "Kind words"})
        assert options.current().site_name == "Kind words"


def test_a_change_shows_on_the_very_next_page():
    client = make.client()
    client.get("/")
    options.save({"site_name": "Kind words"})
    with CaptureQueriesContext(connection) as queries:
        assert b"Kind words" in client.get("/").content
    assert sum("forum_siteoption" in query["sql"] for query in queries) == 1
