"""The pages about tags, as people and moderators use them without scripts."""

import pytest
from django.test import Client

from accounts.models import Level
from forum import options
from forum.lib.texts import compose
from qa.actions import tag_moves
from qa.actions.synonyms import add_synonym, suggest_synonym
from qa.actions.tag_texts import edit_tag_text
from qa.actions.tags import set_post_level, set_retired
from qa.models import LogEntry, Post, SynonymSuggestion, Tag, TagMove, TagRevision
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
REASON = "They mean the same."


def tag(name):
    return Tag.objects.get(name=name)


@pytest.fixture
def tags(cast):
    """anxiety (3 questions), sleep (2), work (1); anxious leads to anxiety; anxiety stands beside sleep twice, work once."""
    cast.approved = [make.member(level=Level.APPROVED) for _ in range(3)]
    cast.question = make.question(cast.asker, tags=("anxiety", "sleep"))
    make.question(tags=("anxiety", "sleep", "work"))
    make.question(tags=("anxiety",))
    add_synonym(cast.moderator, tag("anxiety").pk, "anxious")
    return cast


def texts(response):
    return Page.of(response).text


# --- What everybody sees --------------------------------------------------------------------------------


def test_another_name_leads_to_the_page_of_the_tag_for_good(tags):
    for address in ("/tags/anxious/", "/tags/Ánxious/", "/tags/anxious/?page=2"):
        response = Client().get(address)
        assert (response.status_code, response["Location"]) == (301, "/tags/anxiety/")
    assert "Also found as anxious" in texts(Client().get("/tags/anxiety/"))


def test_the_page_of_a_tag_says_what_it_is_about_and_what_stands_often_beside_it(tags):
    edit_tag_text(tags.expert, tag("anxiety").pk, "Fear & worry.", compose("Not for *panic*."), version=0)
    response = Client().get("/tags/anxiety/")
    html = response.content.decode()
    assert '<meta name="description" content="Fear &amp; worry.">' in html
    assert "Not for <em>panic</em>." in html
    assert html.index(">sleep<") < html.index(">work<")
    beside = Page.of(response).find_all("nav")
    assert ["sleep", "work"] in [[link.text for link in nav.find_all("a")] for nav in beside]
    options.save({"related_tags": 0})
    assert "Often beside it" not in texts(Client().get("/tags/anxiety/"))


def test_hidden_questions_bring_no_related_tags(tags):
    from qa.actions.hidings import hide_post

    secret = make.question(tags=("anxiety", "zyzzyva"))
    hide_post(tags.moderator, secret.pk, reason="Not for here.")
    assert "zyzzyva" not in texts(Client().get("/tags/anxiety/"))


def test_the_list_of_tags_goes_by_use_by_name_and_by_age(tags):
    def names(query):
        items = Page.of(Client().get(f"/tags/{query}")).find_all("ul", **{"class": "tag-list"})
        return [link.text for item in items for link in item.find_all("a")]

    assert names("") == ["anxiety", "sleep", "work"]
    assert names("?sort=name") == ["anxiety", "sleep", "work"]
    assert names("?sort=new") == ["work", "sleep", "anxiety"]
    assert Client().get("/tags/?sort=colour").status_code == 400


def test_tags_are_found_by_a_part_of_one_of_their_names(tags):
    for query, found in (
        ("EEP", {"sleep"}),
        ("xious", {"anxiety"}),
        ("%", set()),
        ("_", set()),
        ("\\", set()),
    ):
        page = Page.of(Client().get("/tags/", {"q": query}))
        items = [
            link.text for one in page.find_all("ul", **{"class": "tag-list"}) for link in one.find_all("a")
        ]
        assert set(items) == found, query
    page = Client().get("/tags/", {"q": "ee", "sort": "name"}).content.decode()
    assert 'value="ee"' in page
    assert "?q=ee&amp;sort=new" in page


@pytest.mark.parametrize(
    "words", ["x" * 10_000, "\0", "\ud800", "' OR 1=1 --", "%%%%", "((((", "🙂", "́" * 500]
)
def test_whatever_is_looked_for_among_tags_is_answered(tags, words):
    encoded = words.encode("utf-8", "surrogatepass")
    assert Client().get("/tags/", {"q": encoded}).status_code in (200, 400)
    assert Client().get("/suggest/tags/", {"q": encoded}).status_code in (200, 400)
    assert Client().get("/tags/?page=999999&q=a").status_code in (200, 404)


def test_the_cloud_holds_the_most_used_tags_in_sizes_by_classes(tags):
    page = Client().get("/tags/").content.decode()
    cloud = page[page.index('<section class="cloud"') :]
    assert cloud.index("cloud__tag--6") < cloud.index("cloud__tag--4") < cloud.index("cloud__tag--1")
    assert "style=" not in cloud
    options.save({"tag_cloud_size": 0})
    assert "cloud__tag" not in Client().get("/tags/").content.decode()


def test_suggestions_find_other_names_and_leave_out_what_one_may_not_use(tags):
    edit_tag_text(tags.expert, tag("anxiety").pk, "Fear and worry.", compose(""), version=0)
    found = Page.of(Client().get("/suggest/tags/?q=anxio")).find_all("li")
    assert [option.attribute("data-value") for option in found] == ["anxiety"]
    assert found[0].text == "anxious → filed under anxiety 3Fear and worry."
    assert len(Page.of(Client().get("/suggest/tags/?q=anx")).find_all("li")) == 1
    set_post_level(tags.moderator, tag("anxiety").pk, Level.EDITOR, REASON)
    assert not Page.of(make.client(tags.reader).get("/suggest/tags/?q=anx")).find_all("li")
    assert Page.of(make.client(tags.editor).get("/suggest/tags/?q=anx")).find_all("li")
    set_retired(tags.moderator, tag("anxiety").pk, True, REASON)
    assert not Page.of(make.client(tags.editor).get("/suggest/tags/?q=anx")).find_all("li")
    assert "This tag is retired" in texts(Client().get("/tags/anxiety/"))


def test_tags_of_similar_questions_are_offered_where_one_may_use_them(tags):
    address = "/ask/similar/?title=How does one get through the day?"
    assert "sleep" in texts(Client().get(address))
    set_retired(tags.moderator, tag("sleep").pk, True, REASON)
    set_post_level(tags.moderator, tag("work").pk, Level.EDITOR, REASON)
    offered = [button.attribute("value") for button in Page.of(Client().get(address)).find_all("button")]
    assert "anxiety" in offered
    assert not {"sleep", "work"} & set(offered)


def test_whoever_asks_with_another_name_hears_where_it_is_filed(tags):
    options.save({"is_category_required": False, "min_form_seconds": 0})
    words = {"title": "How does one get through the day?", "body": "So.", "tags": "anxious work"}
    response = make.client(tags.reader).post("/ask/", words, follow=True)
    assert Post.objects.get(title=words["title"]).tag_names == ["anxiety", "work"]
    assert "“anxious” is filed under “anxiety” here" in texts(response)
    fields = {"tags": "work anxious", "version": tags.question.version, "note": ""}
    response = make.client(tags.editor).post(f"/posts/{tags.question.pk}/tags/", fields, follow=True)
    assert "“anxious” is filed under “anxiety” here" in texts(response)


def test_a_tag_that_cannot_be_put_on_is_refused_with_what_was_typed(tags):
    options.save({"is_category_required": False, "required_tags": "sleep work"})
    set_retired(tags.moderator, tag("work").pk, True, REASON)
    client = make.client(tags.reader)
    assert "One of these is needed: sleep, work." in texts(client.get("/ask/"))
    for typed, sentence in (
        ("work", "“work” is retired"),
        ("anxiety", "at least one of these tags: sleep, work"),
    ):
        words = {"title": "How does one get through the day?", "body": "So it is.", "tags": typed}
        response = client.post("/ask/", words)
        assert response.status_code == 422
        assert sentence in texts(response)
        assert f'value="{typed}"' in response.content.decode()


# --- Writing about a tag --------------------------------------------------------------------------------


def test_an_expert_writes_about_a_tag_and_the_history_shows_what_changed(tags):
    client = make.client(tags.expert)
    fields = {"description": "Fear and worry.", "body": "Not for panic.", "note": "A start.", "version": "0"}
    assert "Not for panic." in texts(client.post("/tags/anxious/edit/", {**fields, "preview": "1"}))
    assert not TagRevision.objects.exists()
    response = client.post("/tags/anxious/edit/", fields, follow=True)
    assert "Fear and worry." in texts(response)
    client.post("/tags/anxiety/edit/", {**fields, "body": "Not for grief.", "version": "1"})
    page = client.get("/tags/anxiety/history/").content.decode()
    assert "<ins>" in page and "grief" in page
    assert client.get("/tags/anxiety/history/?view=side").status_code == 200
    assert client.get("/tags/anxiety/history/?view=x").status_code == 400
    client.post("/tags/anxiety/history/1/restoration/")
    assert tag("anxiety").text.body == "Not for panic."
    assert client.get("/tags/anxiety/history/9/restoration/").status_code == 404


def test_somebody_who_wrote_meanwhile_is_not_overwritten(tags):
    edit_tag_text(tags.editor, tag("anxiety").pk, "Theirs.", compose("Theirs."), version=0)
    fields = {"description": "Mine.", "body": "My words.", "note": "", "version": "0"}
    response = make.client(tags.expert).post("/tags/anxiety/edit/", fields)
    assert response.status_code == 409
    assert "Theirs." in texts(response)
    assert "My words." in response.content.decode()
    assert tag("anxiety").description == "Theirs."


@pytest.mark.parametrize(
    "fields",
    [
        {"description": "x" * 201},
        {"description": "a\0b"},
        {"body": "x" * 20_000},
        {"version": "x"},
        {"version": ""},
    ],
)
def test_what_cannot_be_said_of_a_tag_comes_back_with_a_sentence(tags, fields):
    typed = {"description": "Mine.", "body": "Words.", "note": "", "version": "0"} | fields
    assert make.client(tags.expert).post("/tags/anxiety/edit/", typed).status_code == 422


def test_words_that_are_not_used_here_are_not_used_about_tags_either(tags):
    from qa.actions.words import save_word
    from qa.models import WatchedWord

    save_word(make.SYSTEM, WatchedWord(pattern="casino", action="reject"))
    save_word(make.SYSTEM, WatchedWord(pattern="roulette", action="hold"))
    options.save({"edit_tag_level": "members"})  # what experts write is not held back
    for word in ("casino", "roulette"):
        fields = {"description": f"About {word}.", "body": "", "note": "", "version": "0"}
        assert make.client(tags.reader).post("/tags/anxiety/edit/", fields).status_code == 422
    assert not TagRevision.objects.exists()


# --- Other names ----------------------------------------------------------------------------------------


def test_members_suggest_another_name_and_vote_on_a_page_for_all(tags):
    first, second, third = (make.client(one) for one in tags.approved)
    response = first.post("/tags/anxiety/synonyms/", {"name": "Worry", "note": "The same."}, follow=True)
    assert "Others vote on it now" in texts(response)
    pk = SynonymSuggestion.objects.get().pk
    options.save({"synonym_quorum": 2})
    assert first.post(f"/synonyms/{pk}/vote/", {"vote": "1"}).status_code == 403
    assert second.post(f"/synonyms/{pk}/vote/", {"vote": "7"}).status_code == 400
    second.post(f"/synonyms/{pk}/vote/", {"vote": "1"})
    page = second.get("/synonyms/").content.decode()
    assert 'value="0" aria-pressed="true"' in page
    response = third.post(f"/synonyms/{pk}/vote/", {"vote": "1"}, follow=True)
    assert "“worry” is filed under “anxiety” now" in texts(response)
    assert third.post(f"/synonyms/{pk}/vote/", {"vote": "1"}).status_code == 409
    assert Client().get("/tags/worry/").status_code == 301


def test_a_moderator_adds_takes_away_and_decides(tags):
    client = make.client(tags.moderator)
    assert "merged into this one" in texts(client.get("/tags/anxiety/synonyms/"))
    client.post("/tags/anxiety/synonyms/", {"name": "nervous", "note": ""})
    assert tag("nervous").root == tag("anxiety")
    address = f"/tags/anxiety/synonyms/{tag('nervous').pk}/removal/"
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": REASON})
    assert not Tag.objects.filter(name="nervous").exists()
    for answer, state in (("0", "declined"), ("1", "approved")):
        suggestion = suggest_synonym(tags.approved[0], tag("anxiety").pk, "worry")
        client.post(f"/synonyms/{suggestion.pk}/decision/", {"approve": answer})
        suggestion.refresh_from_db()
        assert suggestion.state == state


@pytest.mark.parametrize(
    "name", ["", "two words", "a,b", "a/b", "---", "x" * 41, "a\0b", "anxiety", "anxious"]
)
def test_a_name_that_cannot_be_suggested_comes_back_with_a_sentence(tags, name):
    response = make.client(tags.approved[0]).post(
        "/tags/anxiety/synonyms/", {"name": name, "note": "Why not?"}
    )
    assert response.status_code == 422
    assert "Why not?" in response.content.decode()
    assert not SynonymSuggestion.objects.exists()


def test_words_that_no_tag_may_have_are_no_other_names_either(tags):
    options.save({"bad_words": "casino*"})
    response = make.client(tags.approved[0]).post("/tags/anxiety/synonyms/", {"name": "casinos"})
    assert response.status_code == 422
    assert "is not used here" in texts(response)
    renaming = {"name": "casinos", "reason": REASON}
    assert make.client(tags.moderator).post("/tags/work/manage/rename/", renaming).status_code == 422


# --- What moderators do ---------------------------------------------------------------------------------


def test_a_moderator_merges_a_tag_looks_how_far_it_is_and_splits_it_again(tags):
    client = make.client(tags.moderator)
    assert "Merge into another tag" in texts(client.get("/tags/sleep/manage/"))
    response = client.post("/tags/sleep/manage/merge/", {"into": "anxious", "reason": REASON}, follow=True)
    assert "“sleep” merged into “anxiety”" in texts(response)
    assert "2 of 2" in texts(response)
    move = TagMove.objects.get()
    assert client.get("/tags/sleep/").status_code == 301
    assert "Split off again" in texts(client.get("/tags/anxiety/manage/"))
    assert client.post(f"/moderate/tags/{move.pk}/splitting/", {"reason": ""}).status_code == 422
    response = client.post(f"/moderate/tags/{move.pk}/splitting/", {"reason": "They differ."}, follow=True)
    assert "“sleep” split off “anxiety”" in texts(response)
    assert tag("sleep").question_count == 2
    assert client.post(f"/moderate/tags/{move.pk}/splitting/", {"reason": "Again."}).status_code == 422
    assert "Split off again" not in texts(client.get("/tags/anxiety/manage/"))
    assert make.drift() == []


def test_the_page_of_a_large_merge_carries_it_on_and_looks_again(tags, monkeypatch):
    monkeypatch.setattr(tag_moves, "AT_ONCE", 1)
    monkeypatch.setattr(tag_moves, "STEP_SECONDS", 0)
    client = make.client(tags.moderator)
    client.post("/tags/sleep/manage/merge/", {"into": "anxiety", "reason": REASON})
    address = f"/moderate/tags/{TagMove.objects.get().pk}/"
    move = TagMove.objects.get()
    for done in ("1 of 2", "2 of 2"):
        tag_moves.advance(move.pk, seconds=0)
        monkeypatch.setattr("qa.views.tags.advance", lambda pk: TagMove.objects.get(pk=pk))
        response = client.get(address)
        assert done in texts(response)
        assert response["Refresh"] == "1"
    tag_moves.advance(move.pk)
    assert "Refresh" not in client.get(address)


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("merge", {"into": "nowhere"}, "There is no tag of this name."),
        ("merge", {"into": "sleep"}, "merged into itself"),
        ("merge", {"into": "anxiety", "reason": ""}, "Please say why"),
        ("merge", {"into": "\0"}, "no computer can store"),
        ("rename", {"name": "anxiety"}, "already"),
        ("rename", {"name": "anxious"}, "already"),
        ("rename", {"name": "two words"}, "one word"),
        ("rename", {"name": "x" * 41}, "at most 40"),
        ("level", {"level": "7"}, "valid choice"),
        ("retirement", {"reason": "x" * 501}, "at most 500"),
    ],
)
def test_what_cannot_be_done_with_a_tag_is_said_and_nothing_is_lost(tags, kind, fields, sentence):
    before = LogEntry.objects.count()
    typed = {"reason": REASON} | fields
    response = make.client(tags.moderator).post(f"/tags/sleep/manage/{kind}/", typed)
    assert response.status_code == 422
    assert sentence in texts(response)
    assert LogEntry.objects.count() == before
    assert make.drift() == []


def test_a_moderator_renames_retires_and_says_who_may_use_a_tag(tags):
    client = make.client(tags.moderator)
    response = client.post("/tags/sleep/manage/rename/", {"name": "Slumber", "reason": REASON}, follow=True)
    assert response.redirect_chain == [("/tags/slumber/", 302)]
    client.post("/tags/sleep/manage/retirement/", {"reason": REASON})
    assert tag("slumber").is_retired
    assert "Take this tag back into use" in texts(client.get("/tags/slumber/manage/retirement/"))
    client.post("/tags/slumber/manage/retirement/", {"reason": REASON})
    assert not tag("slumber").is_retired
    client.post("/tags/slumber/manage/level/", {"level": "50", "reason": REASON})
    assert tag("slumber").post_level == Level.EDITOR
    log = texts(client.get("/moderation-log/"))
    for words in (
        "renamed: a tag",
        "retired: a tag",
        "took back into use: a tag",
        "changed who may use: a tag",
        "sleep → slumber",
    ):
        assert words in log
    assert client.get("/tags/slumber/manage/burning/").status_code == 404
    assert client.get("/tags/nowhere/manage/").status_code == 404


def test_the_pages_of_a_tag_offer_what_one_may_do(tags):
    for viewer, offered in (
        (None, set()),
        (tags.reader, set()),
        (tags.approved[0], {"Other names"}),
        (tags.expert, {"Write what it is about", "Other names"}),
        (tags.moderator, {"Write what it is about", "Other names", "Manage"}),
    ):
        page = Page.of(make.client(viewer).get("/tags/anxiety/"))
        ways = [
            link.text
            for one in page.find_all("ul", **{"class": "tag-ways meta"})
            for link in one.find_all("a")
        ]
        assert set(ways) == offered
