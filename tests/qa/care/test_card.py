"""The crisis card: who sees it and when, that it stops nobody, and that nothing of it is kept."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from forum import options
from qa.care.actions.events import forget_events
from qa.care.actions.phrases import save_phrase, try_phrase
from qa.care.models import RiskEvent, RiskPhrase
from qa.care.reads import risks
from qa.care.reads.classifiers import load_classifier
from qa.models import Post, ReviewItem
from qa.search.models import Miss
from tests import make

pytestmark = pytest.mark.django_db
WORDS = "I want to kill myself and I do not know whom to tell."
MOZILLA = {"user-agent": "Mozilla/5.0"}
CARD = 'class="care-card"'


@pytest.fixture(autouse=True)
def _phrases_are_read_anew():
    risks.load_phrases.cache_clear()
    yield
    risks.load_phrases.cache_clear()


def ask(client, body=WORDS, title="How does one get through such a night?", **more):
    return client.post("/ask/", {"title": title, "body": body, "submission_key": "", **more})


def rows():
    """How many rows each table has that posting does not write to anyway."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM care_riskevent")
        return cursor.fetchone()[0]


def test_the_preview_shows_it_and_the_post_goes_through_and_the_next_page_shows_it_once():
    member = make.member()
    client = make.client(member)
    page = ask(client, preview="1", HTTP_ACCEPT_LANGUAGE="en-GB")
    assert CARD in page.content.decode() and "Samaritans" not in client.get("/ask/").content.decode()
    assert not Post.objects.exists()
    answer = ask(client)
    assert answer.status_code == 302
    after = client.get(answer["Location"], headers={"accept-language": "en-GB"}).content.decode()
    assert CARD in after and "116 123" in after and after.count('<p class="notice"><svg') == 0
    assert CARD not in client.get(answer["Location"]).content.decode()
    assert rows() == 0 and not ReviewItem.objects.exists()


def test_nobody_else_sees_it_and_ordinary_words_bring_none():
    asker = make.client(make.member())
    address = ask(asker)["Location"]
    assert CARD not in make.client(make.member()).get(address).content.decode()
    assert CARD not in make.client().get(address).content.decode()
    quiet = make.client(make.member())
    asked = ask(quiet, "I feel low in winter and sleep badly.", "Which lamps help in the dark months?")
    assert CARD not in quiet.get(asked["Location"]).content.decode()


def test_a_form_that_comes_back_with_an_error_shows_it_too():
    question = make.question()
    client = make.client(make.member())
    page = client.post(f"/posts/{question.pk}/comments/", {"body": WORDS, "preview": "1"}).content.decode()
    assert CARD in page
    page = ask(client, title="").content.decode()
    assert CARD in page and "I want to kill myself" in page


def test_while_typing_the_card_is_fetched_and_nothing_is_stored():
    client = make.client()
    answer = client.post("/help-now/card/", {"body": WORDS})
    assert CARD in answer.content.decode()
    assert "no-store" in answer["Cache-Control"] and not answer.cookies
    assert client.post("/help-now/card/", {"body": "a walk in the park"}).content.decode().strip() == ""
    assert rows() == 0


def test_a_search_shows_it_to_everybody_alike_and_is_not_noted():
    options.save({"are_misses_kept": True, "help_country": "US"})
    page = (
        make.client()
        .get("/search/?q=i+want+to+die", headers={"accept-language": "de", **MOZILLA})
        .content.decode()
    )
    assert CARD in page and "988" in page and "TelefonSeelsorge" not in page
    assert CARD not in make.client().get("/search/?q=zebra+crossing", headers=MOZILLA).content.decode()
    assert list(Miss.objects.values_list("query", flat=True)) == ["zebra crossing"]


def test_the_owner_can_do_without():
    options.save({"is_crisis_card_on": False})
    assert CARD not in make.client().get("/search/?q=i+want+to+die").content.decode()


def test_moderators_hear_of_a_post_never_of_a_person_and_only_where_the_owner_wants_that():
    options.save({"are_risky_posts_told": True, "risk_event_days": 30})
    member = make.member()
    ask(make.client(member))
    event = RiskEvent.objects.get()
    assert {field.name for field in RiskEvent._meta.fields} == {"post", "found_at", "seen_at"}
    console = make.client(make.member("mod", level=100)).get("/admin/care/riskevent/").content.decode()
    assert f"show={event.post_id}" in console and member.user.username not in console
    assert forget_events() == 0
    options.save({"are_risky_posts_told": False})
    assert forget_events() == 1


def phrase(**values):
    return RiskPhrase(
        **{"locale": "en", "pattern": "walk into the fog", "must_match": "I will walk into the fog", **values}
    )


def test_a_phrase_is_tried_before_it_is_kept(cast):
    save_phrase(cast.administrator, phrase())
    assert risks.judge("tonight I walk into the fog")
    with pytest.raises(ValidationError, match="not found in"):
        save_phrase(cast.administrator, phrase(pattern="walk into the mist"))
    with pytest.raises(ValidationError, match="It is found in"):
        save_phrase(cast.administrator, phrase(pattern="into the fog", must_not_match="I drove into the fog"))
    with pytest.raises(ValidationError, match=r"far too often.* \d+ of \d+ without"):
        save_phrase(cast.administrator, phrase(pattern="my/the/is/it/how", must_match="my"))
    for wide in ("die", "i want to"):  # an exception that would take the card away from those who need it
        with pytest.raises(ValidationError, match=r"need it\. It finds \d+ of \d+ texts with need"):
            save_phrase(
                cast.administrator, phrase(pattern=wide, must_match=wide, lane=RiskPhrase.Lane.EXCEPT)
            )
    with pytest.raises(PermissionDenied):
        save_phrase(cast.moderator, phrase(pattern="fog and more", must_match="fog and more"))


def test_the_console_says_the_figures_and_keeps_what_was_typed(cast):
    client = make.client(cast.administrator)
    typed = {"locale": "en", "pattern": "my/the/is/it/how", "lane": "card", "must_match": "my", "is_on": "on"}
    refused = client.post("/admin/care/riskphrase/add/", typed)
    assert refused.status_code == 422
    assert "far too often" in refused.content.decode() and "my/the/is/it/how" in refused.content.decode()
    saved = client.post(
        "/admin/care/riskphrase/add/", {**typed, "pattern": "into the fog", "must_match": "into the fog"}
    )
    assert saved.status_code == 302
    assert try_phrase(RiskPhrase.objects.get(pattern="into the fog")).needed == 0


def test_the_console_says_how_good_it_is_on_writers_it_has_not_met_and_which_phrases_do_not_suffice(cast):
    page = make.client(cast.administrator).get("/admin/care/riskphrase/?q=suicide").content.decode()
    assert "suffices alone" in page.casefold()
    page = make.client(cast.administrator).get("/admin/care/riskphrase/").content.decode()
    hits, need = (sum(one) for one in list(zip(*load_classifier().measured.values(), strict=True))[:2])
    assert f"{100 * hits / need:.1f} % of those in need" in page
    row = RiskPhrase.objects.get(pattern="suicide", is_whole=False)
    assert risks.is_left_to_classifier(row)
    row.lane = RiskPhrase.Lane.URGENT
    assert not risks.is_left_to_classifier(row)
