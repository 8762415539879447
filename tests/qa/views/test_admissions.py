"""New members who wait: moderators find them in one list, approve or decline one or many, and each hears of it once."""

import threading

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404

from accounts.models import Admission, Level, User
from forum import options
from forum.lib.errors import Conflict
from qa.actions.admissions import approve_member, decline_member
from qa.models import LogEntry, LogPart
from tests import make
from tests.pages import Page
from tests.work import work

pytestmark = pytest.mark.django_db
ADDRESS = "/moderate/members/"


def newcomer(name="", email=""):
    member = make.user(name, email=email)
    Admission.objects.create(member=member)
    return member


@pytest.fixture
def looking(cast):
    options.save({"is_approval_required": True})
    cast.client = make.client(cast.moderator)
    return cast


def level(member):
    return User.objects.get(pk=member.pk).level


def test_an_approved_member_becomes_one_and_hears_of_it(looking):
    member = newcomer("Robin", "robin@example.org")
    assert looking.client.post(ADDRESS, {"approve": member.pk}).status_code == 302
    work()
    assert level(member) == Level.APPROVED
    [message] = mail.outbox
    assert message.to == ["robin@example.org"]
    assert "Your account is approved" in message.body
    assert "1 member is approved." in Page.of(looking.client.get(ADDRESS)).text
    entry = LogEntry.objects.latest("pk")
    assert (entry.verb, entry.subject) == ("approved-member", "member")


def test_a_declined_member_reads_why_and_is_not_in_the_list_any_more(looking):
    member = newcomer("Robin", "robin@example.org")
    sent = {"decline": "1", "member": member.pk, "reason": "This looks like a shop."}
    assert looking.client.post(ADDRESS, sent).status_code == 302
    work()
    assert level(member) == Level.REGISTERED
    assert "This looks like a shop." in mail.outbox[0].body
    assert Page.of(looking.client.get(ADDRESS)).find_all("article") == []
    words = LogPart.objects.get(kind="words", entry=LogEntry.objects.latest("pk"))
    assert words.content["reason"] == "This looks like a shop."
    own = Page.of(make.client(make.Viewer(member)).get("/accounts/email/"))
    assert "This looks like a shop." in own.text


def test_who_waits_is_told_so_on_the_own_page(looking):
    member = newcomer()
    assert (
        "A moderator will look at your account"
        in Page.of(make.client(make.Viewer(member)).get("/accounts/email/")).text
    )
    assert "A moderator will look" not in Page.of(make.client(looking.reader).get("/accounts/email/")).text


def test_several_are_decided_together_and_the_rest_goes_on_where_somebody_was_quicker(looking):
    first, second, third = newcomer("First"), newcomer("Second"), newcomer("Third")
    approve_member(looking.administrator, second.pk)
    sent = {"several": "1", "member": [first.pk, second.pk, third.pk, 10**17, "x"]}
    looking.client.post(ADDRESS, sent)
    assert [level(member) for member in (first, second, third)] == [Level.APPROVED] * 3
    text = Page.of(looking.client.get(ADDRESS)).text
    assert "2 members are approved." in text
    assert "decided this already: approved, by administratrix" in text
    assert "does not wait for approval" in text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "mark at least one"),
        ({"several": "1"}, "mark at least one"),
        ({"approve": "x"}, "mark at least one"),
        ({"approve": "9" * 30}, "mark at least one"),
        ({"decline": "1", "reason": "Because."}, "mark at least one"),
    ],
)
def test_without_a_mark_nothing_happens_and_the_page_says_so(looking, sent, sentence):
    member = newcomer()
    response = looking.client.post(ADDRESS, sent)
    assert response.status_code == 422
    assert sentence in Page.of(response).text
    assert level(member) == Level.REGISTERED
    assert Page.of(response).find("textarea", name="reason").text == sent.get("reason", "")


def test_declining_needs_a_reason_and_keeps_the_marks(looking):
    member = newcomer()
    response = looking.client.post(ADDRESS, {"decline": "1", "member": member.pk, "reason": " "})
    assert response.status_code == 422
    page = Page.of(response)
    assert "say why" in page.text
    assert page.find("input", id=f"member-{member.pk}").node[1].get("checked", "no") is None
    assert not Admission.objects.exclude(outcome="").exists()
    with pytest.raises(ValidationError, match="say why"):
        decline_member(looking.moderator, member.pk, "\n")


@pytest.mark.parametrize("who", ["asker", "expert", "editor"])
def test_only_moderators_decide(looking, who):
    member = newcomer()
    with pytest.raises(PermissionDenied):
        approve_member(getattr(looking, who), member.pk)
    assert make.client(getattr(looking, who)).post(ADDRESS, {"approve": member.pk}).status_code == 403
    assert level(member) == Level.REGISTERED


def test_nobody_decides_about_themselves_or_about_who_does_not_wait(looking):
    Admission.objects.create(member=looking.moderator.user)
    with pytest.raises(PermissionDenied, match="Somebody else"):
        approve_member(looking.moderator, looking.moderator.user_id)
    with pytest.raises(Http404):
        approve_member(looking.moderator, looking.reader.user_id)


def test_the_number_of_those_who_wait_stands_in_the_menu_of_moderators_alone(looking):
    newcomer(), newcomer()
    assert "New members 2" in Page.of(looking.client.get("/")).find(class_="account").text
    for viewer in (looking.editor, None):
        assert "New members" not in Page.of(make.client(viewer).get("/")).text
    options.save({"is_approval_required": False})
    assert "New members" not in Page.of(looking.client.get("/")).find(class_="account").text


def test_the_list_costs_the_same_with_more_rows_and_is_paged(looking, django_assert_max_num_queries):
    for _ in range(35):
        newcomer()
    looking.client.get(ADDRESS)
    with django_assert_max_num_queries(7):
        page = Page.of(looking.client.get(ADDRESS))
    assert len(page.find_all("article")) == 30
    assert len(Page.of(looking.client.get(f"{ADDRESS}?page=2")).find_all("article")) == 5


def test_the_console_approves_by_the_same_action(looking):
    member = newcomer()
    sent = {"action": "approve", "_selected_action": [member.pk]}
    assert looking.client.post("/admin/accounts/admission/", sent).status_code == 302
    assert level(member) == Level.APPROVED
    assert LogEntry.objects.latest("pk").verb == "approved-member"


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_decide_each_member_once(transactional_db):
    people = make.cast()
    waiting = [newcomer().pk for _ in range(8)]
    barrier, outcomes = threading.Barrier(2), []

    def run(act):
        try:
            barrier.wait(timeout=30)
            for pk in waiting:
                try:
                    act(pk)
                    outcomes.append(pk)
                except Conflict:
                    pass
        finally:
            connection.close()

    jobs = (
        lambda pk: approve_member(people.moderator, pk),
        lambda pk: decline_member(people.administrator, pk, "No."),
    )
    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == sorted(waiting)
    approved = set(User.objects.filter(level=Level.APPROVED).values_list("pk", flat=True))
    assert approved == set(Admission.objects.filter(outcome="approved").values_list("pk", flat=True))
