"""The key column follows its source, however the row is written."""

import pytest
from django.db import IntegrityError, transaction

from qa.models import Tag

pytestmark = pytest.mark.django_db


def test_the_key_is_filled_by_save_and_by_bulk_writes():
    saved = Tag.objects.create(name="Ängste")
    bulk = Tag.objects.bulk_create([Tag(name="Schlaf")])[0]
    assert saved.key == "angste"
    assert Tag.objects.get(pk=bulk.pk).key == "schlaf"


def test_the_key_follows_a_change_of_its_source():
    tag = Tag.objects.create(name="Sleep")
    tag.name = "ＲＥＳＴ"
    tag.save()
    tag.refresh_from_db()
    assert tag.key == "rest"


def test_two_names_that_look_alike_cannot_both_be_stored():
    Tag.objects.create(name="Trauer")
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(name="TRÄUER")


def test_a_migration_remembers_the_source():
    name, path, _args, kwargs = Tag._meta.get_field("key").deconstruct()
    assert (name, path, kwargs["source"]) == ("key", "forum.lib.fields.KeyField", "name")
