"""Content warnings: who puts them where, and what each reader sees on each surface."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from accounts.viewers import Viewer
from forum import options
from qa.actions.answers import post_answer
from qa.actions.comments import post_comment
from qa.actions.content_warnings import set_choices, set_warnings
from qa.actions.edits import edit_reply
from qa.actions.questions import Draft, ask_question
from qa.actions.writing import Byline
from qa.hooks.reads.payloads import tell_post
from qa.models import LogEntry, Post, Revision
from qa.news.models import Notice
from qa.reads.mentions import compose_post
from qa.rules.content_warnings import UnreadableWarning, clean_choices, find_treatment, read_warnings
from tests import make
from tests.pages import Page
from tests.qa.api.programs import problems, program
from tests.work import work

pytestmark = pytest.mark.django_db
CANARY = "zyzzyva"
WARNING = "Self-harm"


@pytest.fixture
def story(cast):
    """A question, an answer and a comment with a warning; a word of their own stands in their texts, not in the title."""
    cast.image = make.image(cast.asker)
    cast.plain = make.question(
        cast.asker, "What does one cook on a bad day?", body="Some soup, perhaps.", tags=("sleep",)
    )
    draft = Draft(
        "How does one sleep again?",
        compose_post(f"My {CANARY} keeps me awake. {cast.image.markdown}"),
        tag_names=["sleep"],
        warnings=["self-harm"],
    )
    cast.question = ask_question(cast.asker, draft, Byline())
    cast.answer = post_answer(
        cast.answerer,
        cast.question.pk,
        compose_post(f"Put the {CANARY} aside."),
        Byline(),
        warnings=["self-harm"],
    )
    cast.comment = post_comment(
        cast.answerer,
        cast.answer.pk,
        compose_post(f"The {CANARY} does that, too."),
        Byline(),
        warnings=["self-harm"],
    )
    return cast


def fresh(viewer):
    return Viewer(User.objects.get(pk=viewer.user_id))


def choose(viewer, **choices):
    set_choices(viewer, {slug.replace("_", "-"): choice for slug, choice in choices.items()})


def read(viewer, address):
    response = make.client(viewer).get(address)
    assert response.status_code == 200, address
    return response.content.decode()


# --- The list, and what follows from choices ------------------------------------------------------


def test_the_owners_list_is_read_line_by_line_and_a_line_that_is_none_is_named():
    first, second = read_warnings("loss | Loss | Somebody died.\n- old-one | Old one\n")
    assert (first.slug, first.name, first.description, first.is_offered) == (
        "loss",
        "Loss",
        "Somebody died.",
        True,
    )
    assert (second.slug, second.is_offered) == ("old-one", False)
    for text in ("Loss", "Loss | Loss", "a | b | c | d", "loss | Loss\nloss | Again"):
        with pytest.raises(UnreadableWarning):
            read_warnings(text)


@pytest.mark.parametrize(
    ("slugs", "choices", "default", "found"),
    [
        ([], {"loss": "hide"}, "fold", "show"),
        (["loss"], {}, "fold", "fold"),
        (["loss"], {}, "show", "show"),
        (["loss"], {"loss": "show"}, "fold", "show"),
        (["loss", "abuse"], {"loss": "show"}, "fold", "fold"),
        (["loss", "abuse"], {"loss": "show", "abuse": "hide"}, "show", "hide"),
    ],
)
def test_of_several_warnings_the_strictest_choice_holds(slugs, choices, default, found):
    assert find_treatment(slugs, choices, default) == found


def test_choices_that_are_none_are_not_kept():
    assert clean_choices(
        {"loss": "hide", "abuse": "", "x": "show", "pictures:": "all"}, ["loss", "abuse"]
    ) == {
        "loss": "hide",
        "pictures:": "all",
    }


# --- Who sees what where --------------------------------------------------------------------------

# Surfaces with a row for each post or question; "{q}" is the question.
ROWS = (
    "/", "/questions/", "/activity/", "/unanswered/?by=selected", "/tags/sleep/", "/search/?q=awake",
    "/users/asker/questions/",
)  # fmt: skip
TITLES = (
    "/users/answerer/answers/",
    "/questions/{q}/order/",
)  # no words of a text with a warning, whoever looks
OUTSIDE = (
    "/feeds/questions.atom", "/feeds/qa.rss", "/feeds/comments.json", "/feeds/answers.atom", "/feeds/questions/{q}.atom",
    "/api/v1/questions", "/api/v1/users/answerer/answers", "/api/v1/search?q=awake",
)  # fmt: skip


@pytest.mark.parametrize("choice", ["visitor", "", "fold", "show", "hide"])
def test_every_list_and_search_holds_to_what_its_reader_chose(story, choice):
    if choice not in ("visitor", ""):
        choose(story.reader, self_harm=choice)
    viewer = None if choice == "visitor" else fresh(story.reader)
    for address in ROWS:
        page = read(viewer, address)
        has_title, has_words = story.question.title in page, CANARY in page
        assert has_title is (choice != "hide"), address
        assert has_words is (choice == "show"), address
        assert ("1 hidden by your choices." in page) is (choice == "hide"), address
        if choice != "hide":
            assert WARNING in page, address
        assert (story.plain.title in page) is ("search" not in address), address
    if choice == "hide":
        assert story.question.title in read(viewer, "/questions/?muted=show")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("warning:self-harm", "s"), ("WARNING:Self-Harm", "s"), ("tag:sleep -warning:self-harm", "p"),
        ("warning:none", "p"), ("-warning:none", "s"), ("sleep warning:self-harm", "s"), ("warning:loss", ""),
        ("tag:sleep warning:nowhere", "ps"),
    ],
)  # fmt: skip
def test_a_search_asks_for_warnings_or_for_questions_without_any(story, query, found):
    page = Page.of(make.client().get("/search/", {"q": query})).text
    assert (story.question.title in page, story.plain.title in page) == ("s" in found, "p" in found)
    assert ("There is no content warning “nowhere”." in page) is ("nowhere" in query)


def test_asking_for_a_warning_shows_nobody_more_than_they_chose_to_see(story):
    address = "/search/?q=warning:self-harm+awake"
    for choice, has_title, has_words in (("fold", True, False), ("show", True, True), ("hide", False, False)):
        choose(story.reader, self_harm=choice)
        page = read(fresh(story.reader), address)
        assert (story.question.title in page, CANARY in page) == (has_title, has_words), choice
    assert "1 hidden by your choices." in page
    assert CANARY not in read(None, address)


def test_the_precise_form_offers_the_owners_warnings_and_none_where_there_are_none(story):
    page = Page.of(make.client().get("/search/?q=warning:self-harm"))
    choices = page.find("select", id="precise-warning").find_all("option")
    [chosen] = [one for one in choices if "selected" in one.node[1]]
    assert (chosen.node[1]["value"], chosen.text) == ("self-harm", WARNING)
    options.save({"content_warnings": ""})
    assert not Page.of(make.client().get("/search/?q=sleep")).find_all(id="precise-warning")


@pytest.mark.parametrize("choice", ["", "show"])
def test_outside_of_pages_no_words_of_such_a_text_are_given_whatever_its_reader_chose(story, choice):
    choose(story.reader, self_harm=choice)
    for address in (*OUTSIDE, *TITLES):
        for viewer in (None, fresh(story.reader)):
            given = read(viewer, address.format(q=story.question.pk))
            assert CANARY not in given, address
            assert WARNING.lower() in given.lower(), address


def test_previews_and_search_engines_get_the_warning_in_place_of_the_text(story):
    options.save({"warned_treatment": "show"})
    page = Page.of(make.client().get(story.question.get_absolute_url()))
    told = [one.node[1].get("content", "") for one in page.find_all("meta")]
    assert any(WARNING in words for words in told) and not any(CANARY in words for words in told)
    data = json.loads("".join(page.find("script", type="application/ld+json").node[2]))
    assert CANARY not in json.dumps(data) and WARNING in json.dumps(data) and "image" not in json.dumps(data)


def test_a_program_that_asks_for_the_post_itself_gets_its_text_and_its_warnings(story):
    found = program().read(f"/questions/{story.question.pk}")
    assert CANARY in found["body_html"] and found["content_warnings"] == ["self-harm"]
    answer = found["answers"]["items"][0]
    assert answer["content_warnings"] == answer["comments"]["items"][0]["content_warnings"] == ["self-harm"]
    assert f"**Content warning: {WARNING}.**" in read(None, f"/questions/{story.question.pk}.md")
    told = tell_post(story.question, with_texts=True)
    assert told["content_warnings"] == ["self-harm"] and told["text"] is None
    assert tell_post(story.plain, with_texts=True)["text"]


def test_on_the_page_of_a_thread_texts_open_when_somebody_asks_and_authors_read_theirs(story):
    address = story.question.get_absolute_url()
    folds = Page.of(make.client().get(address)).find_all("details", class_="covered")
    assert [CANARY in fold.text for fold in folds if "Content warning: Self-harm" in fold.text] == [True] * 3
    assert not any("open" in fold.node[1] for fold in folds)
    choose(story.reader, self_harm="show")
    page = Page.of(make.client(story.reader).get(address))
    assert len(page.find_all(class_="covered__line")) == 3
    choose(story.reader, self_harm="hide")
    page = make.client(story.reader).get(address).content.decode()
    assert (
        page.count(f"Hidden by your choices ({WARNING}). Show") == 2
    )  # the question is what somebody came for
    own = Page.of(make.client(story.answerer).get(address))
    assert len(own.find_all(class_="covered__line")) == 2


def test_quotations_and_histories_fold_such_a_text_too(story):
    pk = story.answer.pk
    for address in (f"/posts/{pk}/comments/", f"/ask/?follow={pk}", f"/posts/{pk}/history/"):
        folds = Page.of(make.client(story.reader).get(address)).find_all("details", class_="covered")
        assert any(CANARY in fold.text for fold in folds), address
        page = Page.of(make.client(story.reader).get(address)).text
        assert page.count(CANARY) == sum(fold.text.count(CANARY) for fold in folds), address


def test_notices_tell_of_the_warning_in_place_of_words(story):
    work()
    notice = Notice.objects.filter(recipient_id=story.asker.user_id, post=story.answer)
    assert notice.exists()
    inbox = read(story.asker, "/inbox/")
    assert CANARY not in inbox and f"Content warning: {WARNING}." in inbox
    choose(story.asker, self_harm="show")
    assert CANARY in read(fresh(story.asker), "/inbox/")


# --- Pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("site", "own", "plain_is_veiled", "warned_is_veiled"),
    [
        ("off", "", False, False),
        ("warned", "", False, True),
        ("all", "", True, True),
        ("all", "off", False, False),
        ("off", "all", True, True),
        ("all", "warned", False, True),
    ],
)
def test_pictures_are_blurred_as_the_site_has_it_or_as_a_member_chose(
    story, site, own, plain_is_veiled, warned_is_veiled
):
    options.save({"veiled_pictures": site})
    make.answer(story.plain, story.answerer, f"Look. {make.image(story.answerer).markdown}")
    set_choices(story.reader, {"pictures:": own})
    client = make.client(fresh(story.reader))
    for question, is_veiled in ((story.plain, plain_is_veiled), (story.question, warned_is_veiled)):
        page = Page.of(client.get(question.get_absolute_url()))
        assert bool(page.find_all("label", class_="veil")) is is_veiled
        assert len(page.find_all("img", alt="A quiet lake")) == 1


def test_moderators_get_blurred_pictures_in_their_queue_unless_they_chose_otherwise(story):
    options.save({"is_beginner_held": True, "veiled_pictures": "off"})
    newcomer = make.member()
    held = make.question(newcomer, body=f"See this. {make.image(newcomer).markdown}")
    assert held.is_held
    address = "/moderate/"
    assert Page.of(make.client(story.moderator).get(address)).find_all(class_="veil")
    set_choices(story.moderator, {"pictures:": "off"})
    assert not Page.of(make.client(fresh(story.moderator)).get(address)).find_all(class_="veil")


# --- Writing --------------------------------------------------------------------------------------


def test_writers_choose_warnings_in_every_form_and_versions_keep_them(cast):
    client = make.client(cast.asker)
    assert "Self-harm" in read(cast.asker, "/ask/")
    asked = {
        "title": "How does one get through the day?",
        "body": "Some words about it.",
        "content_warnings": ["loss", "self-harm"],
    }
    client.post("/ask/", asked)
    question = Post.objects.get(kind="Q")
    assert question.content_warnings == ["self-harm", "loss"]  # in the order of the list
    client.post(
        f"/questions/{question.pk}/answers/", {"body": "I wrote letters then.", "content_warnings": ["loss"]}
    )
    answer = Post.objects.get(kind="A")
    client.post(f"/posts/{answer.pk}/comments/", {"body": "And I still do.", "content_warnings": ["eating"]})
    assert (answer.content_warnings, Post.objects.get(kind="C").content_warnings) == (["loss"], ["eating"])
    form = {"body": answer.body, "version": answer.version, "note": ""}
    client.post(f"/posts/{answer.pk}/edit/", form)  # no box is ticked any more
    answer.refresh_from_db()
    assert answer.content_warnings == []
    kept = Revision.objects.filter(post=answer).order_by("version").values_list("content_warnings", flat=True)
    assert list(kept) == [["loss"], []]
    assert "Content warnings:" in read(cast.reader, f"/posts/{answer.pk}/history/")


def test_a_form_that_comes_back_keeps_what_was_ticked_and_a_strange_warning_is_refused(cast):
    client = make.client(cast.asker)
    refused = client.post("/ask/", {"title": "", "body": "Some words.", "content_warnings": ["loss"]})
    assert (
        Page.of(refused).find("input", value="loss").node[1].get("checked") is not None
        or refused.status_code == 422
    )
    strange = client.post(
        "/ask/", {"title": "How does one sleep?", "body": "Some words.", "content_warnings": ["nonsense"]}
    )
    assert (
        strange.status_code == 422
        and "That content warning cannot be chosen here." in strange.content.decode()
    )
    with pytest.raises(ValidationError):
        post_answer(
            cast.reader, make.question().pk, compose_post("Some words."), Byline(), warnings=["nonsense"]
        )


def test_a_draft_keeps_what_was_ticked(story):
    client = make.client(story.reader)
    pk = story.plain.pk
    for place, form in (("/ask/", "/ask/"), (f"/questions/{pk}/answers/", f"{story.plain.get_absolute_url()}?draft=1"),
                        (f"/posts/{pk}/comments/", f"/posts/{pk}/comments/")):  # fmt: skip
        client.post(place, {"body": "Some words.", "content_warnings": ["loss", "abuse"], "save_draft": "1"})
        page = Page.of(client.get(form))
        ticked = [
            box.node[1]["value"]
            for box in page.find_all("input", name="content_warnings")
            if "checked" in box.node[1]
        ]
        assert ticked == ["abuse", "loss"], place


def test_without_warnings_to_choose_nobody_is_asked_and_posts_keep_theirs(story):
    options.save({"content_warnings": "- self-harm | Cutting"})
    assert 'name="content_warnings"' not in read(story.reader, "/ask/")
    assert "Content warning: <strong>Cutting</strong>" in read(None, story.question.get_absolute_url())
    assert 'value="self-harm"' in read(story.asker, f"/posts/{story.question.pk}/edit/")
    options.save({"content_warnings": ""})
    assert "Content warning: <strong>self harm</strong>" in read(None, story.question.get_absolute_url())


def test_editors_leave_the_warnings_of_others_as_they_are(story):
    assert 'name="content_warnings"' not in read(story.editor, f"/posts/{story.answer.pk}/edit/")
    edit_reply(story.editor, story.answer.pk, compose_post("Other words."), version=1, warnings=[])
    assert Post.objects.get(pk=story.answer.pk).content_warnings == ["self-harm"]


def test_moderators_say_why_their_warning_is_logged_and_its_author_is_told(story):
    address = f"/posts/{story.plain.pk}/warnings/"
    client = make.client(story.moderator)
    refused = client.post(address, {"content_warnings": ["eating"], "reason": ""})
    assert refused.status_code == 422 and "Please say why" in refused.content.decode()
    client.post(address, {"content_warnings": ["eating"], "reason": "It is about meals."})
    story.plain.refresh_from_db()
    assert story.plain.content_warnings == ["eating"]
    assert LogEntry.objects.get(verb=LogEntry.Verb.CHANGED_WARNINGS).post_id == story.plain.pk
    assert Revision.objects.get(post=story.plain, version=2).note == "It is about meals."
    work()
    assert "A moderator changed the content warnings of what you wrote." in read(story.asker, "/inbox/")
    assert "It is about meals." in read(None, "/moderation-log/")
    set_warnings(story.asker, story.plain.pk, [])  # what is one's own needs no reason
    assert LogEntry.objects.filter(verb=LogEntry.Verb.CHANGED_WARNINGS).count() == 1
    for stranger in (story.reader, story.editor, make.visitor()):
        with pytest.raises(PermissionDenied):
            set_warnings(stranger, story.plain.pk, ["loss"])


def test_a_member_chooses_on_a_page_of_their_own_what_they_see(story):
    client = make.client(story.reader)
    page = client.get("/users/me/content/")
    assert "no-store" in page["Cache-Control"]
    client.post("/users/me/content/", {"self-harm": "hide", "loss": "show", "pictures:": "all", "eating": ""})
    assert fresh(story.reader).user.content_choices == {
        "self-harm": "hide",
        "loss": "show",
        "pictures:": "all",
    }
    assert client.post("/users/me/content/", {"self-harm": "nonsense"}).status_code == 422
    client.post("/users/me/content/", {})
    assert fresh(story.reader).user.content_choices == {}


def test_programs_write_warnings_too(story):
    writer = program(story.reader)
    sent = {"body": "I know that well.", "content_warnings": ["loss"]}
    response = writer.post(f"/questions/{story.plain.pk}/answers", sent)
    assert response.status_code == 201, response.content
    answer = Post.objects.get(pk=response.json()["id"])
    assert answer.content_warnings == ["loss"]
    change = {"version": 1, "body": "I know that quite well."}
    assert writer.ask("PATCH", f"/posts/{answer.pk}", change).status_code == 200
    answer.refresh_from_db()
    assert answer.content_warnings == ["loss"] and answer.version == 2
    refused = writer.post(f"/questions/{story.plain.pk}/answers", sent | {"content_warnings": ["nonsense"]})
    assert problems(refused) == {"content_warnings": "That content warning cannot be chosen here."}
