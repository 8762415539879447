"""A copy has every column that the ledger calls personal, for its owner alone, and is gone after two days."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.profiles.pictures import keep_picture
from qa.actions.writing import Byline
from qa.news.models import Notice
from qa.privacy.actions.copies import forget_copies
from qa.privacy.models import DataCopy, Departure
from qa.privacy.reads.collecting import COLLECTORS
from qa.privacy.rules.ledger import read_ledger
from qa.professionals.models import Application, Evidence
from qa.rules.grades import MASKED
from tests import make
from tests.pictures import photo
from tests.qa.privacy.filling import LEFT_OUT, fill
from tests.work import work

pytestmark = pytest.mark.django_db


def sign_in(viewer):
    client = Client()
    client.post("/accounts/login/", {"login": viewer.user.username, "password": make.PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
    return client


def read(response):
    assert response.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(response)))


def get_copy(viewer):
    client = sign_in(viewer)
    assert client.post("/privacy/copy/").status_code == 302
    work()
    return read(client.get("/privacy/copy/file/"))


def test_every_personal_column_of_a_member_is_in_it(cast):
    member = make.member("fern")
    fill(
        member.user_id,
        cast.reader.user_id,
        lambda table, kind, is_own: f"{'mine' if is_own else 'theirs'} {table}",
    )
    data = json.loads(get_copy(member).read("data.json"))["data"]
    missing = []
    for name, table in read_ledger().items():
        if table.mine and name not in LEFT_OUT:
            rows = data[name]
            assert rows, name
            missing += [f"{name}.{column}" for column in table.exported if column not in rows[0]]
            assert not [column for row in rows for column in row if column in table.withheld], name
        for column, columns in table.acted.items():
            missing += [
                f"{name}.{one}"
                for one in columns
                if not any(one in row for row in data[f"{name} ({column})"])
            ]
    assert missing == []
    assert "theirs" not in json.dumps({name: rows for name, rows in data.items() if "(" not in name})
    assert data["accounts_user"][0]["username"] == "fern"
    assert data["django_session"]


def test_it_has_files_and_a_page_and_says_what_is_left_out_and_why(cast):
    image = make.image(cast.asker)
    question = make.question(cast.asker, body=f"Words of my own. {image.markdown}")
    make.message(cast.reader, cast.asker, "Dear asker.")
    pack = get_copy(cast.asker)
    assert f"files/{image.pk}.webp" in pack.namelist()
    page = pack.read("index.html").decode()
    assert "Words of my own." in page
    assert "http" not in page.split("</head>")[0]
    data = json.loads(pack.read("data.json"))
    assert {"where": "accounts_user.password", "why": data["left_out"][0]["why"]} in data["left_out"]
    assert [row["id"] for row in data["data"]["qa_post"]] == [question.pk]
    assert [row["author_id"] for row in data["data"]["talks_message"]] == ["reader"]


def test_nobody_else_gets_it_and_the_password_is_asked_again(cast):
    client = sign_in(cast.asker)
    client.post("/privacy/copy/")
    assert "Your copy is being made" in client.get("/privacy/copy/").text
    assert client.get("/privacy/copy/file/").status_code == 404
    work()
    assert Notice.objects.filter(recipient=cast.asker.user, kind="copy").count() == 1
    assert "Your copy is ready" in client.get("/privacy/copy/").text
    assert sign_in(cast.reader).get("/privacy/copy/file/").status_code == 404
    assert Client().get("/privacy/copy/file/").status_code == 302
    long_ago = make.client(cast.asker)  # signed in, but without a password given of late
    answer = long_ago.get("/privacy/copy/file/")
    assert (answer.status_code, "reauthenticate" in answer.headers["Location"]) == (302, True)
    assert client.post("/privacy/copy/").status_code == 429


def test_it_is_deleted_after_two_days_with_its_file(cast):
    get_copy(cast.asker)
    name = DataCopy.objects.get().file_name
    assert default_storage.exists(name)
    assert forget_copies() == 0
    DataCopy.objects.update(made_at=timezone.now() - timedelta(hours=49))
    assert forget_copies() == 1
    assert not default_storage.exists(name)
    assert DataCopy.objects.count() == 0


def test_it_can_still_be_had_during_the_days_of_grace(cast):
    client = sign_in(cast.asker)
    client.post("/privacy/leaving/", {"what": "erasure", "texts": "stay", "password": make.PASSWORD})
    assert Departure.objects.open().count() == 1
    client = sign_in(cast.asker)
    client.post("/privacy/copy/")
    work()
    assert read(client.get("/privacy/copy/file/")).namelist()


def test_other_rooms_add_what_they_know(cast):
    def collect(member):
        return {"dreams": [{"of": member.username}]}

    COLLECTORS.append(collect)
    try:
        assert json.loads(get_copy(cast.asker).read("data.json"))["data"]["dreams"] == [{"of": "asker"}]
    finally:
        COLLECTORS.remove(collect)


def test_it_has_what_was_written_masked_and_the_picture_and_evidence(cast):
    image, key = make.image(cast.asker), keep_picture(photo())
    User.objects.filter(pk=cast.asker.user_id).update(avatar=key)
    masked = make.question(cast.asker, body=f"Nobody knows. {image.markdown}", byline=Byline(grade=MASKED))
    make.question(cast.reader, body="Another's words.", byline=Byline(grade=MASKED))
    application = Application.objects.create(member=cast.asker.user, field="Nurse", country="Norway")
    Evidence.objects.create(
        application=application,
        name="card.PDF",
        content_type="application/pdf",
        content=b"%PDF",
        byte_count=4,
    )
    pack = get_copy(cast.asker)
    data = json.loads(pack.read("data.json"))["data"]
    assert [row["id"] for row in data["qa_post (masked)"]] == [masked.pk]
    assert data["qa_post (masked)"][0]["body"].startswith("Nobody knows.")
    assert "Another's words." not in json.dumps(data)
    evidence = f"files/evidence-{Evidence.objects.get().pk}.pdf"
    assert {f"files/{image.pk}.webp", "files/picture.webp", evidence} <= set(pack.namelist())
    assert pack.read(evidence) == b"%PDF"
    assert "Nobody knows." in pack.read("index.html").decode()
