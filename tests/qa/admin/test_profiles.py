"""Fields of profiles in the console."""

import pytest

from accounts.models import ProfileField
from accounts.profiles.actions import save_values
from tests import make
from tests.pages import Page
from tests.qa.admin.console import assert_clean, change, sign_in

pytestmark = pytest.mark.django_db
FIELDS = "/admin/accounts/profilefield/"


def test_administrators_make_change_and_delete_a_field_and_read_what_goes_with_it(cast):
    client = sign_in(cast, "administrator")
    assert_clean(client.get(FIELDS))
    made = {"label": "Pronouns", "kind": "choice", "choices": "she\n she \n\nthey", "readers": "0"}
    assert change(client, f"{FIELDS}add/", **made).status_code == 302
    field = ProfileField.objects.get(label="Pronouns")
    assert (field.choice_list, field.readers, field.key) == (["she", "they"], 0, "")
    change(client, f"{FIELDS}{field.pk}/change/", label="Call me")
    save_values(cast.asker, {field.pk: "they"})
    asked = Page.of(client.get(f"{FIELDS}{field.pk}/delete/")).text
    assert "Call me: what 1 member wrote there goes with it." in asked
    client.post(f"{FIELDS}{field.pk}/delete/", {"post": "yes"})
    assert not ProfileField.objects.filter(key="").exists()


def test_fields_that_were_always_there_are_switched_off_and_not_deleted(cast):
    client, field = sign_in(cast, "administrator"), ProfileField.objects.get(key="location")
    save_values(cast.asker, {field.pk: "Leeds"})
    client.post(f"{FIELDS}{field.pk}/delete/", {"post": "yes"})
    assert ProfileField.objects.filter(key="location").exists()
    client.post(
        f"{FIELDS}{field.pk}/change/", {"kind": "line", "max_length": 100, "position": 0, "readers": -1}
    )
    assert "Leeds" not in make.client().get("/users/asker/").content.decode()


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"label": ""}, "needs a label"),
        ({"kind": "choice"}, "at least one line"),
        ({"max_length": "8001"}, "8000"),
        ({"label": "x" * 101}, "100"),
        ({"kind": "choice", "choices": "\n".join(map(str, range(101)))}, "At most 100 lines"),
    ],
)
def test_a_field_that_makes_no_sense_comes_back_with_a_sentence(cast, typed, why):
    response = change(sign_in(cast, "administrator"), f"{FIELDS}add/", **{"label": "Age", **typed})
    assert response.status_code == 422
    assert why in Page.of(response).text


def test_nobody_below_administrators_changes_them(cast):
    assert sign_in(cast, "moderator").get(FIELDS).status_code in (302, 403)
