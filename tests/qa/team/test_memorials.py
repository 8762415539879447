"""Profiles in memory: what stays, what ends, who decides, and the way back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from forum import options
from qa.actions.members import change_member
from qa.actions.votes import cast_vote
from qa.models import LogEntry, Memorial
from qa.reads.mentions import suggest_members
from qa.team.actions.memorials import end_memorial, set_memorial
from tests import make
from tests.forum.doors import Server

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(cast):
    cast.question = make.question(cast.asker)
    cast.client = make.client(cast.asker)
    set_memorial(cast.administrator, cast.asker.user.pk, words="We miss you.", note="The sister wrote.")
    return cast


def test_posts_stay_with_a_calm_line_and_without_points(kept):
    page = make.client(kept.reader).get("/users/asker/")
    assert "We miss you." in page.text
    for gone in ("The sister wrote.", "Points", "Favourite", "Write a private message"):
        assert gone not in page.text.split("<main")[1].split("</main")[0], gone
    assert kept.question.title in make.client().get("/users/asker/questions/").text
    assert make.client().get("/users/asker/points/").headers["Location"] == "/users/asker/"
    assert "asker" in make.client().get(kept.question.get_absolute_url()).text


def test_votes_go_on_sorting_answers_and_no_page_follows_the_points(cast):
    options.save({"are_points_shown": True, "are_titles_shown": True, "point_titles": "0 beginner"})
    question = make.question(cast.asker)
    api = f"/api/v1/questions/{question.pk}"
    assert 'class="points"' in make.client().get(question.get_absolute_url()).text
    assert make.client().get(api).json()["author"]["points"] is not None
    set_memorial(cast.administrator, cast.asker.user.pk, words="", note="The sister wrote.")
    before = make.points(cast.asker)
    cast_vote(cast.expert, question.pk, 1)
    assert make.points(cast.asker) > before  # kept in step, should it be undone
    for address in (question.get_absolute_url(), "/questions/", "/activity/"):
        page = make.client().get(address).text
        assert "asker" in page, address
        assert 'class="points"' not in page, address
        assert "person__title" not in page, address
    assert make.client().get(api).json()["author"]["points"] is None
    assert make.drift() == []


def test_nobody_signs_in_and_nothing_prompts(kept):
    assert "Sign in" in kept.client.get("/questions/").text  # the session is over
    assert not suggest_members("ask", None, for_members=True)
    assert make.client().get("/users/").text.count("/users/asker/") == 0


@pytest.mark.django_db(transaction=True)
def test_a_kept_profile_becomes_what_it_is_now(cast):
    server = Server()
    server.get_made("/users/asker/")
    server.get_kept("/users/asker/")
    for words in ("We miss you.", "We think of you."):
        set_memorial(cast.administrator, cast.asker.user.pk, words=words, note="The sister wrote.")
        assert words in server.get_made("/users/asker/").text


def test_only_administrators_do_it_and_it_is_undone_and_logged(kept):
    for viewer in (kept.moderator, kept.reader):
        with pytest.raises(PermissionDenied):
            set_memorial(viewer, kept.answerer.user.pk, words="", note="I say so.")
        with pytest.raises(PermissionDenied):
            end_memorial(viewer, kept.asker.user.pk)
    with pytest.raises(ValidationError, match="kept in memory"):
        change_member(kept.administrator, kept.asker.user, is_active=True)
    end_memorial(kept.administrator, kept.asker.user.pk)
    assert not Memorial.objects.exists()
    assert "Points" in make.client().get("/users/asker/").text
    verbs = LogEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["memorial", "ended-memorial"]


def test_the_way_back_is_what_was_there(cast):
    change_member(cast.administrator, cast.asker.user, is_active=False, reason="They asked for it.")
    set_memorial(cast.administrator, cast.asker.user.pk, words="", note="A friend wrote.")
    end_memorial(cast.administrator, cast.asker.user.pk)
    assert make.client().get("/users/asker/").status_code == 404


def test_the_form_asks_who_wished_it_and_keeps_what_was_typed(cast):
    client = make.client(cast.administrator)
    refused = client.post("/users/asker/memorial/", {"words": "Rest well."})
    assert refused.status_code == 422
    assert "Rest well." in refused.text
    assert (
        client.post("/users/asker/memorial/", {"words": "", "note": "The sister wrote."}).status_code == 302
    )
    assert "Undo it" in client.get("/users/asker/memorial/").text
    assert client.post("/users/asker/memorial/end/").status_code == 302
    assert make.client(cast.moderator).get("/users/asker/memorial/").status_code == 403
