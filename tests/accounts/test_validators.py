"""What a member may be called."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.validators import RESERVED_NAMES, validate_username
from forum.lib.text import normalise_key


@pytest.mark.parametrize(
    "name",
    ["anna", "Anna B.", "anna_b-2", "Zoë", "Ωμέγα", "Иван", "अनिता", "ณัฐ", "李雷", "ひろし", "김철수", "عمر", "דוד",
     "o'neill", "a.b", "2024", "x" * 30, "Administratix", "newt"],
)  # fmt: skip
def test_names_of_every_script_are_welcome(name):
    assert validate_username(name) is None


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "at least one letter or digit"),
        ("\u200b\u3164", "at least one letter or digit"),
        ("...", "at least one letter or digit"),
        ("..", "at least one letter or digit"),
        ("\u0301", "at least one letter or digit"),
        ("---", "at least one letter or digit"),
        ("🙂", "at least one letter or digit"),
        ("'\"", "at least one letter or digit"),
        (" anna", "no spaces at its ends"),
        ("anna  b", "no spaces at its ends"),
        ("anna\u00a0b", "no spaces at its ends"),
        ("an\u200bna", "no spaces at its ends"),
        ("Zoe\u0308", "no spaces at its ends"),
        ("an\x00na", "no computer can store"),
        ("an\nna", "line break"),
        ("an\u202ena", "direction"),
        ("a" + "\u0301" * 31, "too many marks"),
        ("ﷺ" * 10, "shorter name"),
        ("ﬃ" * 30, "shorter name"),
        *[(f"an{character}na", "cannot contain") for character in "@+/\\?#%"],
        *[(name, "reserved") for name in sorted(RESERVED_NAMES) if name != "."],
        ("Admin", "reserved"),
        ("ＡＤＭＩＮ", "reserved"),
        ("Ädmin", "reserved"),
        ("ad\u00admin", "reserved"),
        ("Moderator", "reserved"),
    ],
)
def test_a_name_that_would_mislead_or_lead_nowhere_is_refused_with_a_sentence(name, sentence):
    with pytest.raises(ValidationError, match=sentence):
        validate_username(name)


@settings(deadline=None, max_examples=300, database=None)
@given(st.text(max_size=30))
def test_any_name_that_is_taken_fits_its_columns_and_has_an_address(name):
    try:
        validate_username(name)
    except ValidationError:
        return
    assert 0 < len(normalise_key(name)) <= User._meta.get_field("username_key").max_length
    assert normalise_key(name).strip(".")
    assert User(username=name).get_absolute_url().count("/") == 3


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Anna B.", "o'neill", "李雷", "a.b", "a;b,c=d", "a&b", "٣"])
def test_the_address_of_every_name_opens_its_profile(client, name):
    user = User.objects.create_user(name)
    assert client.get(user.get_absolute_url()).status_code == 200
