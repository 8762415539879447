"""Professions that somebody checks: the evidence is gone with the decision, the mark lapses by itself, everywhere."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from accounts.models import Level, User
from forum import options, stamps
from forum.lib.errors import Conflict
from qa.models import LogEntry
from qa.professionals.actions import applications as actions
from qa.professionals.actions.letters import remind_all
from qa.professionals.models import Application, Evidence, Grant
from qa.rules.professions import Mark, write_mark
from tests import documents, make, pictures
from tests.forum.doors import Server
from tests.pages import Page
from tests.qa.api.programs import program

CANARY = "zyzzyvadiploma"
PDF = documents.PDF.replace(b"%%EOF", f"% {CANARY}\n%%EOF".encode())


def start():
    cast = make.cast()
    options.save({"are_professionals_marked": True})
    cast.question = make.question(cast.asker)
    return cast


@pytest.fixture
def place(db):
    return start()


def apply_for(viewer, name="diploma.pdf", data=PDF):
    return actions.apply_for_mark(viewer, "nurse", "Norway", f"No. {CANARY}", name, data)


def find_traces():
    """Every place in which something of the evidence could lie: files on the disk, and all columns of all tables."""
    found = []
    for folder, _folders, names in os.walk(settings.MEDIA_ROOT):
        found += [name for name in names if CANARY.encode() in Path(folder, name).read_bytes()]
    signs = [f"%{CANARY}%", f"%{CANARY.encode().hex()}%"]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE ANY(%s)', [signs])
            found += [table] * cursor.fetchone()[0]
    return found


@pytest.mark.parametrize("end", ["granted", "declined", "withdrawn", "too late", "the account goes"])
def test_nothing_of_the_evidence_is_left_anywhere_once_it_is_decided(place, end):
    application = apply_for(place.answerer)
    actions.add_evidence(place.answerer, "photo.jpg", pictures.photo())
    assert sorted(find_traces()) == ["professionals_application", "professionals_evidence"]
    if end == "granted":
        actions.decide(place.administrator, application.pk, True)
    elif end == "declined":
        actions.decide(place.administrator, application.pk, False, "The register does not know the number.")
    elif end == "withdrawn":
        actions.withdraw(place.answerer)
    elif end == "too late":
        Application.objects.update(created_at=timezone.now() - timedelta(days=31))
        assert actions.tidy() == 1
    else:
        place.answerer.user.delete()
    assert find_traces() == [] and not Evidence.objects.exists()


def test_the_search_for_traces_finds_what_a_decision_that_forgets_leaves(place, monkeypatch):
    application = apply_for(place.answerer)
    monkeypatch.setattr(actions, "destroy_evidence", lambda application: None)
    actions.decide(place.administrator, application.pk, True)
    assert find_traces() == ["professionals_evidence"]


def test_a_member_applies_by_the_page_and_those_who_decide_alone_open_the_file(place):
    browser = make.client(place.answerer)
    sent = {"field": "nurse", "country": "Norway", "registry": "No. 7"}
    refused = browser.post(
        "/users/me/profession/", sent | {"evidence": SimpleUploadedFile("x.pdf", b"MZ no pdf")}
    )
    assert refused.status_code == 422 and 'value="Norway"' in refused.content.decode()
    assert not Application.objects.exists()
    done = browser.post(
        "/users/me/profession/", sent | {"evidence": SimpleUploadedFile("my.pdf", PDF)}, follow=True
    )
    assert "Your application is waiting" in done.content.decode()
    application, file = Application.objects.get(), Evidence.objects.get()
    address = f"/moderate/professions/{application.pk}/evidence/{file.pk}/"
    for viewer in (None, place.answerer, place.reader, place.moderator):
        assert make.client(viewer).get(address).status_code == 403
    found = make.client(place.administrator).get(address)
    assert found.content == PDF and found["Content-Disposition"].startswith("attachment")
    assert "no-store" in found["Cache-Control"]
    office = make.client(place.administrator)
    page = office.get(f"/moderate/professions/{application.pk}/")
    assert "my.pdf" in page.content.decode() and "no-store" in page["Cache-Control"]
    assert office.post(f"/moderate/professions/{application.pk}/", {"decline": "1"}).status_code == 422
    office.post(f"/moderate/professions/{application.pk}/", {"confirm": "1"})
    assert office.get(address).status_code == 403
    assert Grant.objects.get().field == "nurse"
    assert "Take the mark off" in browser.get("/users/me/profession/").content.decode()


def test_nobody_decides_about_themselves_or_twice_and_another_file_is_refused(place):
    other = make.member(level=Level.ADMINISTRATOR)
    application = apply_for(place.administrator)
    with pytest.raises(PermissionDenied):
        actions.decide(place.administrator, application.pk, True)
    with pytest.raises(ValidationError):
        apply_for(place.administrator)
    with pytest.raises(ValidationError):
        actions.decide(other, application.pk, False, " ")
    actions.decide(other, application.pk, False, "It cannot be read.")
    with pytest.raises(Conflict):
        actions.decide(other, application.pk, True)
    assert not Grant.objects.exists()
    with pytest.raises(PermissionDenied):
        actions.decide(place.moderator, apply_for(place.reader).pk, True)
    for name, data in (("a.svg", b"<svg/>"), ("a.pdf", b"%PDF-1.4 nothing"), ("a.jpg", PDF[:40])):
        with pytest.raises(ValidationError):
            apply_for(place.expert, name, data)


def test_what_was_decided_is_logged_without_a_word_of_the_evidence(place):
    actions.decide(place.administrator, apply_for(place.answerer).pk, True)
    assert LogEntry.objects.filter(verb=LogEntry.Verb.VERIFIED).count() == 1
    with pytest.raises(ValidationError):
        actions.take_back(place.administrator, place.answerer.user_id)
    actions.take_back(place.administrator, place.answerer.user_id, "The licence ended.")
    assert not Grant.objects.exists() and User.objects.get(username="answerer").professional is None
    assert LogEntry.objects.filter(verb=LogEntry.Verb.UNVERIFIED).count() == 1
    with pytest.raises(PermissionDenied):
        actions.take_back(place.reader, place.asker.user_id, "No.")


def test_the_mark_stands_on_page_profile_api_and_structured_data_until_it_is_over(place):
    make.answer(place.question, place.answerer)
    make.answer(place.question, place.reader)
    actions.decide(place.administrator, apply_for(place.answerer).pk, True)
    address = place.question.get_absolute_url()

    def look():
        page = make.client().get(address)
        data = "".join(Page.of(page).find("script", type="application/ld+json").node[2])
        answers = program().read(f"/questions/{place.question.pk}")["answers"]["items"]
        marks = [one["author"]["profession"] for one in answers]
        lines = [line.text for line in Page.of(page).find_all(class_="professional")]
        return (
            lines,
            "hasCredential" in json.dumps(json.loads(data)),
            [mark["field"] for mark in marks if mark],
        )

    lines, is_told, marks = look()
    assert len(lines) == 1 and is_told and marks == ["nurse"]
    assert lines[0].startswith(
        "answerer is a verified nurse (Norway), but not your therapist. Checked by: administrator"
    )
    assert "a verified nurse" in make.client().get("/users/answerer/").content.decode()
    gone = write_mark(Mark("nurse", "Norway", "administrator", timezone.now() - timedelta(seconds=1)))
    User.objects.filter(username="answerer").update(professional=gone)
    assert look() == ([], False, [])
    options.save({"are_professionals_marked": False})
    assert look() == ([], False, [])


def test_two_lanes_of_answers_by_option_in_the_order_of_the_page(place):
    first, second = make.answer(place.question, place.reader), make.answer(place.question, place.answerer)
    actions.decide(place.administrator, apply_for(place.answerer).pk, True)
    address = f"{place.question.get_absolute_url()}?order=oldest"

    def read():
        page = Page.of(make.client().get(address))
        heads = [one.text for one in page.find("section", id="answers").find_all("h3")]
        return heads, [one.node[1]["id"] for one in page.find_all("article", class_="post--answer")]

    assert read() == ([], [first.anchor, second.anchor])
    options.save({"are_answers_in_lanes": True})
    heads = ["From people with experience of their own", "From professionals"]
    assert read() == (heads, [first.anchor, second.anchor])
    third = make.answer(place.question, place.expert)
    assert read() == (heads, [first.anchor, third.anchor, second.anchor])


def test_who_has_a_mark_is_reminded_once_and_it_is_taken_off_when_it_is_over(place):
    actions.decide(place.administrator, apply_for(place.answerer).pk, True)
    assert remind_all() == 0
    Grant.objects.update(until=timezone.now() + timedelta(days=20))
    assert (remind_all(), remind_all()) == (1, 0)
    Grant.objects.update(
        granted_at=timezone.now() - timedelta(days=9), until=timezone.now() - timedelta(days=1)
    )
    assert actions.tidy() == 1
    assert User.objects.get(username="answerer").professional is None


@pytest.mark.django_db(transaction=True)
def test_a_kept_page_and_what_it_is_made_of_hold_until_the_moment_at_which_a_mark_is_over():
    cast = start()
    options.save({"full_date_days": 0})  # else the page would be made anew before, for "3 minutes ago"
    make.answer(cast.question, cast.answerer)
    until = timezone.now() + timedelta(minutes=20)
    mark = write_mark(Mark("nurse", "Norway", "administrator", until))
    User.objects.filter(username="answerer").update(professional=mark)
    addresses = (cast.question.get_absolute_url(), "/users/answerer/")
    for _ in range(2):  # the second door makes its pages of parts that are remembered
        server = Server()
        for address in addresses:
            assert "verified nurse" in server.get(address).text
            server.get_kept(address)
        pages = [*server.door.pages.new.values(), *server.door.pages.proven.values()]
        midnight = stamps.next_day().timestamp()
        assert [page.expires_at for page in pages] == [min(until.timestamp(), midnight)] * 2
