"""Where manage.py demo must not load anything."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from accounts.models import User
from tests import make
from tests.qa.demo.tables import run_demo, snapshot

pytestmark = pytest.mark.django_db


def test_a_forum_with_posts_of_its_own_is_left_alone():
    make.question()
    before = snapshot()
    assert "already has posts of its own" in run_demo()
    assert snapshot() == before


def test_where_people_are_served_public_passwords_are_refused():
    with override_settings(DEBUG=False), pytest.raises(CommandError, match="passwords are public"):
        call_command("demo", stdout=StringIO())
    assert not User.objects.exists()
