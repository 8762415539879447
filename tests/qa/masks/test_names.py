"""A name that is taken off something and put back."""

import pytest
from django.core.management import call_command

from qa.actions.acceptances import accept_answer
from qa.actions.hidings import hide_post
from qa.masks.actions.masks import put_mask_on, take_mask_off
from qa.models import Post
from tests import make

pytestmark = pytest.mark.django_db


def test_a_name_that_was_taken_off_comes_back_when_wanted_and_the_log_still_holds(cast):
    """That it is gone from all that is kept, tests/leaks has looked at."""
    named = make.question(cast.asker, "How do wrens sleep at night?")
    accept_answer(cast.asker, make.answer(named, cast.answerer).pk)
    make.edit(cast.asker, named.pk, "Other words.")
    hide_post(cast.moderator, named.pk, reason="Not for here.")
    points = make.points(cast.asker)
    Post.objects.filter(pk=named.pk).update(is_hidden=False)
    put_mask_on(cast.asker, named.pk)
    assert make.points(cast.asker) <= points
    call_command("verify_modlog")
    address, reader = named.get_absolute_url(), make.client(cast.reader)
    assert "asker" not in reader.get(address).content.decode()
    take_mask_off(cast.asker, named.pk)
    found = Post.objects.get(pk=named.pk)
    assert (found.author, found.mask_key) == (cast.asker.user, "")
    assert "asker" in reader.get(address).content.decode()
    call_command("verify_modlog")
