"""Members in the console: found, trusted, switched off, rewarded, deleted; by whom and by whom not."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Level, User
from qa import models as qa_models
from qa.actions.category_levels import set_category_level
from qa.actions.votes import cast_vote
from qa.models import Post
from tests import make
from tests.pages import Page
from tests.qa.admin.console import BAD_ROWS, STRANGERS, assert_clean, change, do, read_form, sign_in, told

pytestmark = pytest.mark.django_db
MEMBERS = "/admin/accounts/user/"


def page_of(viewer, part="change"):
    return f"{MEMBERS}{viewer.user_id}/{part}/"


def names(response):
    return [row.text for row in Page.of(response).find_all("th", class_="field-username")]


def reload(viewer):
    return User.objects.get(pk=viewer.user_id)


def choices(page):
    return [int(option.attribute("value")) for option in page.find("select", name="level").find_all("option")]


def test_the_console_holds_our_own_tables_and_nothing_else():
    found = {f"{model._meta.app_label}.{model._meta.model_name}" for model in admin.site._registry}
    assert found == {
        "accounts.admission",
        "accounts.profilefield",
        "accounts.provider",
        "accounts.user",
        "care.helpresource",
        "care.riskevent",
        "care.riskphrase",
        "forum.addressblock",
        "forum.backgroundtask",
        "forum.siteoption",
        "hooks.delivery",
        "hooks.event",
        "hooks.hook",
        "mailings.mailing",
        "qa.attachment",
        "qa.category",
        "qa.image",
        "qa.post",
        "qa.reviewitem",
        "qa.tag",
        "qa.watchedword",
        "search.miss",
        "search.synonym",
    }


@pytest.mark.parametrize("who", STRANGERS)
def test_below_moderator_every_address_leads_away_and_writes_nothing(desk, who):
    client = sign_in(desk, who)
    sent = {"level": "120", "is_active": "on", "post": "yes", "action": "delete_selected"}
    for part in ("", "{pk}/change/", "{pk}/delete/", "{pk}/history/", "add/"):
        for method in ("get", "post"):
            address = MEMBERS + part.format(pk=desk.reader.user_id)
            marks = {"_selected_action": [desk.reader.user_id]}
            assert getattr(client, method)(address, sent | marks).status_code == 302
    assert reload(desk.reader).level == Level.REGISTERED


def test_members_are_found_by_name_and_only_administrators_search_and_see_addresses(desk):
    make.user("Robin", email="hidden-place@example.org")
    moderator, administrator = sign_in(desk, "moderator"), sign_in(desk, "administrator")
    assert names(moderator.get(MEMBERS, {"q": "robi"})) == ["Robin"]
    assert names(moderator.get(MEMBERS, {"q": "hidden-place"})) == []
    assert names(administrator.get(MEMBERS, {"q": "hidden-place"})) == ["Robin"]
    address = f"{MEMBERS}{User.objects.get(username='Robin').pk}/change/"
    assert "hidden-place" not in moderator.get(address).text
    assert "hidden-place" in administrator.get(address).text
    for client in (moderator, administrator):
        assert "md5$" not in client.get(address).text


def test_filters_and_odd_addresses_of_the_list(desk):
    client = sign_in(desk, "moderator")
    assert names(client.get(f"{MEMBERS}?level__exact=80")) == ["moderatrix"]
    for query, status in [("email__startswith=a", 400), ("password__startswith=md5", 400), ("foo=bar", 400),
                          ("last_login__isnull=1", 400), ("p=99999999", 200), ("level__exact=zz", 302),
                          ("level__exact=99999999999999999999", 200), ("joined_at__gte=x", 302),
                          ("q=%00", 400), ("o=99", 200), ("is_active__exact=7", 302)]:  # fmt: skip
        assert client.get(f"{MEMBERS}?{query}").status_code == status, query


def test_a_row_that_is_not_there_is_a_page_not_found(desk):
    client = sign_in(desk, "owner")
    for row in BAD_ROWS:
        for part in ("change", "delete", "history"):
            for method in ("get", "post"):
                assert getattr(client, method)(f"{MEMBERS}{row}/{part}/").status_code == 404, (row, part)


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("moderator", [0, 10, 20]),
        ("administrator", [0, 10, 20, 50, 80]),
        ("owner", [0, 10, 20, 50, 80, 100, 120]),
    ],
)
def test_each_level_offers_and_gives_what_it_may_and_no_more(desk, who, offered):
    client, address = sign_in(desk, who), page_of(desk.reader)
    assert choices(Page.of(client.get(address))) == offered
    for level in Level.values:
        response = change(client, address, level=level)
        assert response.status_code == (302 if level in offered else 422)
        if level in offered:
            assert reload(desk.reader).level == level
            User.objects.filter(pk=desk.reader.user_id).update(level=0)
    assert reload(desk.reader).level == 0
    assert make.drift() == []


@pytest.mark.parametrize("level", ["", "abc", "15", "-1", "9" * 30, "\x00"])
def test_a_level_that_does_not_exist_comes_back_with_a_sentence(desk, level):
    response = change(sign_in(desk, "owner"), page_of(desk.reader), level=level, bonus_points="50")
    assert response.status_code == 422
    assert Page.of(response).find("ul", class_="errorlist").text
    assert read_form(Page.of(response))["bonus_points"] == "50"
    assert (reload(desk.reader).level, reload(desk.reader).bonus_points) == (0, 0)


@pytest.mark.parametrize(
    ("who", "whom"),
    [("moderator", "moderator"), ("moderator", "administrator"), ("moderator", "owner"),
     ("administrator", "administrator"), ("administrator", "owner"), ("owner", "owner")],
)  # fmt: skip
def test_nobody_changes_or_deletes_themselves_or_those_above(desk, who, whom):
    client, target = sign_in(desk, who), getattr(desk, whom)
    before = reload(target)
    page = Page.of(client.get(page_of(target)))
    assert not page.find_all("select", name="level")
    refused = client.post(page_of(target), {"level": "0", "is_active": "", "bonus_points": "5"})
    assert refused.status_code == 403
    assert Page.of(refused).find(class_="error__sentence").text.endswith((".", "yours."))
    deleted = client.post(page_of(target, "delete"), {"post": "yes"}, follow=True)
    assert told(deleted)
    do(client, "delete_selected", [target.user_id], MEMBERS, post="yes")
    after = reload(target)
    assert (after.level, after.is_active, after.points) == (before.level, before.is_active, before.points)


def test_switching_off_ends_open_sessions_and_switching_on_lets_in_again(desk):
    reader = sign_in(desk, "reader")
    client, address = sign_in(desk, "moderator"), page_of(desk.reader)
    form = read_form(Page.of(client.get(address)))
    form.pop("is_active")
    assert client.post(address, form).status_code == 422
    assert client.post(address, form | {"reason": "As agreed."}).status_code == 302
    assert not reload(desk.reader).is_active
    assert "Sign in" in Page.of(reader.get("/")).find(class_="account").text
    assert change(client, address, is_active="on").status_code == 302
    assert reload(desk.reader).is_active


def test_bonus_points_move_the_total_by_the_difference(desk):
    before = make.points(desk.answerer)
    client, address = sign_in(desk, "administrator"), page_of(desk.answerer)
    for bonus in (250, -40, 0, 1_000_000):
        assert change(client, address, bonus_points=bonus, reason="For help.").status_code == 302
        assert make.points(desk.answerer) == before + bonus
        assert make.drift() == []
    for bonus in ("", "abc", "1.5", "1000001", "-1000001", "9" * 30, "\x00"):
        response = change(client, address, bonus_points=bonus)
        assert response.status_code == 422, bonus
        assert make.points(desk.answerer) == before + 1_000_000


def test_what_is_changed_here_stands_in_the_moderation_log_with_its_reason(desk):
    client, address = sign_in(desk, "administrator"), page_of(desk.reader)
    assert (
        change(client, address, level="50", bonus_points="20", reason="Thank you for helping.").status_code
        == 302
    )
    entry = qa_models.LogEntry.objects.get(verb="changed-member")
    parts = {part.kind: part for part in entry.parts.all()}
    assert (entry.role, parts["member"].user, parts["actor"].user) == (
        "administrator", desk.reader.user, desk.administrator.user,
    )  # fmt: skip
    assert parts["words"].content == {
        "reason": "Thank you for helping.",
        "change": {"level": [0, 50], "bonus_points": [0, 20]},
    }
    assert change(client, address, reason="Nothing changes.").status_code == 302
    assert qa_models.LogEntry.objects.filter(verb="changed-member").count() == 1


@pytest.mark.parametrize("taken", [{"level": "0"}, {"is_active": None}, {"bonus_points": "4"}])
def test_what_is_taken_from_a_member_needs_a_reason_and_what_was_chosen_stays(desk, taken):
    client, address = sign_in(desk, "administrator"), page_of(desk.reader)
    User.objects.filter(pk=desk.reader.user_id).update(level=20, bonus_points=5)
    form = read_form(Page.of(client.get(address))) | taken
    form = {name: value for name, value in form.items() if value is not None}
    refused = client.post(address, form)
    assert refused.status_code == 422
    assert "Please say why" in Page.of(refused).text
    assert {name: read_form(Page.of(refused)).get(name) for name in taken} == taken
    assert (reload(desk.reader).level, reload(desk.reader).is_active, reload(desk.reader).bonus_points) == (
        20,
        True,
        5,
    )
    assert not qa_models.LogEntry.objects.filter(verb="changed-member").exists()
    assert client.post(address, form | {"reason": "As agreed."}).status_code == 302
    assert qa_models.LogEntry.objects.filter(verb="changed-member").count() == 1


def test_a_moderator_cannot_smuggle_in_bonus_points_or_other_columns(desk):
    sent = {
        "bonus_points": "500",
        "username": "Renamed",
        "points": "9999",
        "email": "x@example.org",
        "password": "x",
    }
    assert change(sign_in(desk, "moderator"), page_of(desk.reader), **sent).status_code == 302
    member = reload(desk.reader)
    assert (member.bonus_points, member.username, member.points, member.email) == (0, "reader", 100, "")
    assert member.check_password(make.PASSWORD)


def test_nobody_adds_a_member_here(desk):
    for who in ("moderator", "administrator", "owner"):
        assert sign_in(desk, who).get(f"{MEMBERS}add/").status_code == 403


def test_deleting_says_what_stays_and_what_goes_and_then_all_figures_are_right(desk):
    cast_vote(desk.reader, desk.question.pk, 1)
    cast_vote(desk.answerer, desk.question.pk, 1)
    make.comment(desk.question, desk.answerer)
    before = make.points(desk.asker)
    client = sign_in(desk, "administrator")
    page = Page.of(client.get(page_of(desk.answerer, "delete")))
    assert (
        "0 questions, 2 answers and 1 comments stay, without an author. 1 votes are taken back." in page.text
    )
    assert client.post(page_of(desk.answerer, "delete"), {"post": "yes"}).status_code == 302
    assert not User.objects.filter(username="answerer").exists()
    answer = Post.objects.get(pk=desk.answer.pk)
    assert answer.author is None
    assert answer.body.startswith("Here is what helped me")
    assert Post.objects.get(pk=desk.question.pk).up_count == 1
    assert make.points(desk.asker) < before
    assert make.drift() == []
    assert sign_in(desk, "reader").get(desk.question.get_absolute_url()).status_code == 200


def test_of_a_mixed_selection_those_below_go_and_the_others_are_named(desk):
    client = sign_in(desk, "administrator")
    marks = [
        desk.reader.user_id,
        desk.administrator.user_id,
        desk.owner.user_id,
        desk.expert.user_id,
        "abc",
        "9" * 25,
    ]
    asked = Page.of(do(client, "delete_selected", marks, MEMBERS))
    assert "owner: This member's level is not below yours." in asked.text
    response = do(client, "delete_selected", marks, MEMBERS, post="yes")
    assert "2 rows are deleted." in told(response)
    assert "Administratrix: Nobody changes their own level" in told(response)
    left = set(User.objects.values_list("username", flat=True))
    assert {"reader", "expert"}.isdisjoint(left)
    assert {"owner", "administratrix"} <= left
    assert LogEntry.objects.count() == 2
    assert make.drift() == []


def test_a_moderator_deletes_nobody(desk):
    client = sign_in(desk, "moderator")
    response = client.post(page_of(desk.reader, "delete"), {"post": "yes"}, follow=True)
    assert "Only administrators delete accounts." in told(response)
    do(client, "delete_selected", [desk.reader.user_id], MEMBERS, post="yes")
    assert User.objects.filter(username="reader").exists()


def test_the_page_of_a_member_deleted_meanwhile_is_not_found(desk):
    client = sign_in(desk, "owner")
    form = read_form(Page.of(client.get(page_of(desk.reader))))
    User.objects.filter(pk=desk.reader.user_id).delete()
    assert client.post(page_of(desk.reader), form).status_code == 404
    assert client.post(page_of(desk.reader, "delete"), {"post": "yes"}).status_code == 404


def test_console_pages_of_members_need_nothing_that_our_policy_stops(desk):
    client = sign_in(desk, "owner")
    for address in ("/admin/", "/admin/accounts/", MEMBERS, page_of(desk.reader), page_of(desk.reader, "delete"),
                    page_of(desk.reader, "history"), page_of(desk.owner)):  # fmt: skip
        response = client.get(address)
        assert response.status_code == 200
        assert_clean(response)


def test_the_consoles_own_doors_lead_to_the_pages_that_have_limits(desk):
    client = sign_in(desk, "owner")
    for address in ("/admin/password_change/", "/admin/password_change/done/"):
        for method in ("get", "post"):
            assert getattr(client, method)(address).headers["Location"] == "/accounts/password/change/"
    assert client.get("/admin/jsi18n/").status_code == 200
    assert client.get("/admin/login/").headers["Location"] == "/"
    for address, status in [("/admin/autocomplete/", 403), ("/admin/nothing/", 404), ("/admin/r/1/1/", 404),
                            ("/admin/r/99999999999999999999/1/", 404), ("/admin/auth/group/", 404),
                            ("/admin/account/emailaddress/", 404)]:  # fmt: skip
        assert client.get(address).status_code == status, address
    assert client.get("/admin/logout/").status_code == 405
    assert client.post("/admin/logout/").headers["Location"] == "/"
    assert "next=/admin/" in client.get("/admin/").headers["Location"].replace("%2F", "/")


def test_the_list_costs_the_same_with_more_rows(desk):
    client = sign_in(desk, "administrator")

    def count_queries():
        client.get(MEMBERS)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(MEMBERS).status_code == 200
        return len(queries)

    before = count_queries()
    for _ in range(8):
        make.member()
    assert count_queries() == before
    assert before <= 8


# --- Levels in categories ------------------------------------------------------------------------

ROW = "levels_in_categories-{}-{}"


def give_in_category(client, viewer, category, level, row=0):
    fields = {ROW.format(row, "category"): category.pk, ROW.format(row, "level"): level}
    return change(client, page_of(viewer), **fields)


def test_a_level_in_a_category_is_given_changed_and_taken_on_the_members_page(desk):
    client = sign_in(desk, "moderator")
    assert give_in_category(client, desk.reader, desk.category, Level.EXPERT).status_code == 302
    assert reload(desk.reader).category_levels == {str(desk.category.pk): Level.EXPERT}
    assert give_in_category(client, desk.reader, desk.category, Level.APPROVED).status_code == 302
    assert reload(desk.reader).category_levels == {str(desk.category.pk): Level.APPROVED}
    other = make.category("Work")
    assert give_in_category(client, desk.reader, other, Level.EXPERT).status_code == 302
    assert reload(desk.reader).category_levels == {str(other.pk): Level.EXPERT}
    assert change(client, page_of(desk.reader), **{ROW.format(0, "DELETE"): "on"}).status_code == 302
    assert reload(desk.reader).category_levels == {}


def test_a_level_that_one_may_not_give_or_that_stands_twice_is_refused_and_kept_in_the_form(desk):
    client = sign_in(desk, "moderator")
    response = give_in_category(client, desk.reader, desk.category, Level.EDITOR)
    assert response.status_code == 422
    assert "You cannot give this level." in response.text
    for level in ("15", "100", "abc", ""):
        assert give_in_category(client, desk.reader, desk.category, level).status_code == 422
    give_in_category(client, desk.reader, desk.category, Level.EXPERT)
    assert give_in_category(client, desk.reader, desk.category, Level.APPROVED, row=1).status_code == 422
    assert reload(desk.reader).category_levels == {str(desk.category.pk): Level.EXPERT}


def test_a_level_given_by_somebody_higher_is_not_touched_from_below(desk):
    give_in_category(sign_in(desk, "administrator"), desk.reader, desk.category, Level.MODERATOR)
    client = sign_in(desk, "moderator")
    assert give_in_category(client, desk.reader, desk.category, Level.EXPERT).status_code == 422
    change(client, page_of(desk.reader), **{ROW.format(0, "DELETE"): "on"})
    assert reload(desk.reader).category_levels == {str(desk.category.pk): Level.MODERATOR}


def test_nobody_finds_a_form_for_their_own_levels(desk):
    client = sign_in(desk, "moderator")
    sent = {ROW.format(0, "category"): desk.category.pk, ROW.format(0, "level"): Level.EXPERT}
    assert client.post(page_of(desk.moderator), sent).status_code == 403
    assert reload(desk.moderator).category_levels == {}


def test_administrators_read_address_dates_level_bonus_and_category_levels_of_a_member(desk):
    User.objects.filter(pk=desk.asker.user_id).update(email="asker@example.org", bonus_points=7)
    set_category_level(desk.administrator, desk.asker.user, desk.category, Level.EDITOR)
    address = f"/admin/accounts/user/{desk.asker.user_id}/change/"
    page = Page.of(sign_in(desk, "administrator").get(address))
    for words in ("asker@example.org", "Member since", "Last login", "Health"):
        assert words in page.text or words.lower() in page.text.lower(), words
    assert page.find("input", name="bonus_points").attribute("value") == "7"
    assert "asker@example.org" not in sign_in(desk, "moderator").get(address).content.decode()
