"""The ledger knows every column there is; the page made of it tells everybody."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings

from forum import options
from forum.background import periodic_tasks
from qa.privacy.rules.kinds import KINDS, WITHHELD
from qa.privacy.rules.ledger import compare, read_ledger
from tests.canary_search import read_schema


def read_columns():
    return {table: {name for name, *_rest in columns} for table, columns in read_schema().items()}


@pytest.mark.django_db
def test_every_column_of_the_database_is_in_the_ledger():
    wrong = compare(read_ledger(), read_columns(), set(KINDS))
    assert not wrong, "The ledger of personal data (qa/privacy/ledger.toml) is not right:\n\n" + "\n".join(
        wrong
    )


@pytest.mark.django_db
def test_a_new_or_vanished_column_is_told_by_name():
    ledger, schema = dict(read_ledger()), read_columns()
    schema["qa_vote"] = schema["qa_vote"] - {"value"} | {"mood"}
    schema["qa_diary"] = {"id", "text"}
    del schema["qa_draft"]
    ledger["qa_flag"] = replace(ledger["qa_flag"], kinds={**ledger["qa_flag"].kinds, "note": "gossip"})
    told = compare(ledger, schema, set(KINDS))
    assert len(told) == 5
    assert "qa_vote.mood: a column that the ledger does not know" in "".join(told)
    assert 'add "mood" to the list of its kind' in "".join(told)
    assert "qa_vote.value: this column is gone" in "".join(told)
    assert '[qa_diary]\n    why = "..."' in "".join(told)
    assert "qa_draft: this table is gone" in "".join(told)
    assert "qa_flag.note: there is no kind 'gossip'" in "".join(told)


def test_what_names_a_member_is_said_to_be_exported_or_not():
    ledger = read_ledger()
    loose = []
    for model in apps.get_models(include_auto_created=True):
        table = ledger[model._meta.db_table]
        for field in model._meta.local_fields:
            if field.related_model is None or field.related_model._meta.label != settings.AUTH_USER_MODEL:
                continue
            if field.column not in {*table.mine, *table.acted, *table.shown, *table.withheld}:
                loose.append(f"{table.name}.{field.column}: add it to mine, acted, shown or withheld.")
    assert loose == []


def test_reasons_retention_and_purges_exist():
    used = {kind for table in read_ledger().values() for kind in table.kinds.values()}
    reasons = {word for table in read_ledger().values() for word in table.withheld.values()}
    assert reasons <= set(WITHHELD)
    assert used <= set(KINDS)
    for kind in KINDS.values():
        assert {name: getattr(options.DEFAULTS, name) for name in kind.options}.keys() == set(kind.options)
        for path in kind.purges:
            module, name = path.rsplit(".", 1)
            assert getattr(import_module(module), name).module_path in periodic_tasks, path
