"""Who wrote masked posts is read by one module, and by nobody who only has the table."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command

from forum.lib.sealing import Unreadable
from qa.actions.writing import Byline
from qa.masks.keeping import find_members, list_masked_posts, seal_member, unseal_member
from qa.masks.models import Mask
from qa.models import Post
from qa.policies.posts import owns
from qa.rules.grades import MASKED
from tests import make

pytestmark = pytest.mark.django_db
ROOT = Path(settings.BASE_DIR)
CALLERS = {
    "qa/actions/writing.py",
    "qa/actions/members.py",
    "qa/actions/measures.py",
    "qa/masks/apps.py",
    "qa/masks/actions/masks.py",
    "qa/masks/actions/telling.py",
    "qa/masks/actions/unmaskings.py",
    "qa/masks/reads/unmaskings.py",
    "qa/masks/management/commands/remask.py",
    "qa/news/reads/audience.py",
    "qa/privacy/reads/masked.py",
    "qa/team/actions/check_ins.py",
}


def test_one_module_reads_the_table_and_few_ask_it():
    asking, reading = set(), set()
    for path in [path for room in ("qa", "accounts", "forum") for path in (ROOT / room).rglob("*.py")]:
        text, name = path.read_text(), str(path.relative_to(ROOT))
        if (
            re.search(r"masks_mask\b|\bMask\b|masks_measuredauthor|\bMeasuredAuthor\b", text)
            and "migrations" not in name
        ):
            reading.add(name)
        if "qa.masks.keeping" in text and "import" in text:
            asking.add(name)
    known = {"qa/masks/models/masks.py", "qa/masks/models/measures.py", "qa/masks/models/__init__.py"}
    assert reading - known - {"qa/masks/__init__.py"} == {"qa/masks/keeping.py"}
    assert {name for name in asking if "from qa.masks.keeping import" in (ROOT / name).read_text()} == CALLERS


def test_no_console_knows_the_tables():
    assert not [
        model for model in apps.get_app_config("masks").get_models() if admin.site.is_registered(model)
    ]


def test_the_table_names_nobody_and_a_changed_seal_opens_nothing(cast):
    question = make.question(cast.asker, byline=Byline(grade=MASKED))
    mask = Mask.objects.get()
    assert str(cast.asker.user_id) not in (mask.sealed, mask.owner)
    assert find_members([question]) == {question.pk: cast.asker.user_id}
    assert seal_member(7, 1) != seal_member(7, 1)
    with pytest.raises(Unreadable):
        unseal_member(mask.sealed, question.pk + 1)


def test_masks_outlive_the_secret_they_were_made_with(cast, settings):
    question = make.question(cast.asker, byline=Byline(grade=MASKED))
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-" + "x1y2" * 20, [old]
    assert owns(cast.asker, Post.objects.get(pk=question.pk))
    assert list_masked_posts(cast.asker.user_id) == [question.pk]
    call_command("remask")
    settings.SECRET_KEY_FALLBACKS = []
    assert owns(cast.asker, Post.objects.get(pk=question.pk))
    assert find_members([Post.objects.get(pk=question.pk)]) == {question.pk: cast.asker.user_id}
