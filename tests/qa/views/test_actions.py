"""Every action on a post, in every state, for everybody: the button is there for those whose POST is carried out."""

import pytest
from django.db import transaction
from django.test import Client

from forum import options
from qa.actions.acceptances import accept_answer
from qa.actions.approvals import reject_post
from qa.actions.closures import close_question
from qa.actions.flags import flag_post
from qa.actions.hidings import hide_post
from qa.actions.states import freeze_question
from qa.models import Flag, Post
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db

WHO = ("visitor", "reader", "asker", "answerer", "expert", "editor", "moderator", "administrator")
ALL = set(WHO)
MEMBERS = ALL - {"visitor"}
EDITORS = {"editor", "moderator", "administrator"}
MODERATORS = {"moderator", "administrator"}
EXPERTS = EDITORS | {"expert"}

# What is sent to the address of each action.
SENT = {
    "vote": {"value": "1"}, "edit": {"title": "Other words for this title", "body": "Other words for this.", "version": "1"},
    "tags": {"tags": "night", "version": "1"}, "comments": {"body": "A word from me, too."}, "closure": {"reason": "Settled."},
    "flag": {"reason": "rude"}, "favourite": {"favourite": "1"}, "wiki": {"wiki": "1"}, "acceptance": {"accepted": "1"},
    "check": {"day": ""}, "conversion": {}, "reopening": {}, "showing": {},
    "hiding": {"reason": "Not for here."}, "deletion": {"reason": "Not for here."}, "flags": {"verdict": "decline"},
    "lock": {"reason": "Too heated."}, "archive": {"reason": "Too old."}, "thaw": {},
    "approval": {}, "rejection": {"reason": "Too short."},
}  # fmt: skip

# State of the post -> action -> who may.
QUESTION = {
    "open": {
        "vote": MEMBERS - {"asker"}, "comments": ALL, "edit": {"asker"} | EDITORS, "closure": {"asker"} | EDITORS,
        "flag": MEMBERS - {"asker"}, "favourite": MEMBERS, "hiding": {"asker"} | EDITORS, "wiki": {"asker"} | MODERATORS,
        "lock": MODERATORS, "archive": MODERATORS,
    },
    "closed by an editor": {
        "vote": MEMBERS - {"asker"}, "comments": ALL, "tags": {"asker"} | EDITORS, "reopening": EDITORS,
        "flag": MEMBERS - {"asker"}, "favourite": MEMBERS, "hiding": EDITORS, "wiki": {"asker"} | MODERATORS,
        "lock": MODERATORS, "archive": MODERATORS,
    },
    "closed by the asker": {
        "vote": MEMBERS - {"asker"}, "comments": ALL, "tags": {"asker"} | EDITORS, "reopening": {"asker"} | EDITORS,
        "flag": MEMBERS - {"asker"}, "favourite": MEMBERS, "hiding": {"asker"} | EDITORS, "wiki": {"asker"} | MODERATORS,
        "lock": MODERATORS, "archive": MODERATORS,
    },
    "flagged": {
        "vote": MEMBERS - {"asker"}, "comments": ALL, "edit": {"asker"} | EDITORS, "closure": {"asker"} | EDITORS,
        "flag": MEMBERS - {"asker"}, "favourite": MEMBERS, "hiding": {"asker"} | EDITORS, "wiki": {"asker"} | MODERATORS,
        "lock": MODERATORS, "archive": MODERATORS,
        "flags": EDITORS,
    },
    "locked": {
        "flag": MEMBERS - {"asker"}, "favourite": MEMBERS, "hiding": {"asker"} | EDITORS, "wiki": {"asker"} | MODERATORS,
        "edit": MODERATORS, "closure": {"asker"} | EDITORS, "thaw": MODERATORS,
    },
    "archived": {
        "flag": MEMBERS - {"asker"}, "favourite": MEMBERS, "hiding": {"asker"} | EDITORS, "wiki": {"asker"} | MODERATORS,
        "edit": MODERATORS, "closure": {"asker"} | EDITORS, "thaw": MODERATORS,
    },
    "hidden by a moderator": {"showing": EDITORS, "deletion": MODERATORS, "favourite": {"asker"} | EDITORS},
    "hidden by the asker": {"showing": {"asker"} | EDITORS, "deletion": MODERATORS, "favourite": {"asker"} | EDITORS},
    "held": {
        "approval": EXPERTS, "rejection": EXPERTS, "edit": {"asker"}, "hiding": {"asker"}, "favourite": {"asker"} | EXPERTS,
    },
    "rejected": {"showing": EDITORS, "deletion": MODERATORS, "favourite": {"asker"} | EDITORS},
}  # fmt: skip
ANSWER = {
    "open": {
        "vote": MEMBERS - {"answerer"}, "comments": ALL, "edit": {"answerer"} | EXPERTS, "flag": MEMBERS - {"answerer"},
        "hiding": {"answerer"} | EDITORS, "acceptance": {"asker"} | EXPERTS, "conversion": EDITORS,
        "wiki": {"answerer"} | MODERATORS, "check": {"answerer"} | EXPERTS,
    },
    "accepted": {
        "vote": MEMBERS - {"answerer"}, "comments": ALL, "edit": {"answerer"} | EXPERTS, "flag": MEMBERS - {"answerer"},
        "hiding": {"answerer"} | EDITORS, "acceptance": {"asker"} | EXPERTS,
        "wiki": {"answerer"} | MODERATORS, "check": {"answerer"} | EXPERTS,
    },
    "locked": {
        "edit": MODERATORS, "flag": MEMBERS - {"answerer"}, "hiding": {"answerer"} | EDITORS, "conversion": EDITORS,
        "wiki": {"answerer"} | MODERATORS, "check": {"answerer"} | EXPERTS,
    },
    "hidden by a moderator": {"showing": EDITORS, "deletion": MODERATORS},
    "held": {"approval": EXPERTS, "rejection": EXPERTS, "edit": {"answerer"}, "hiding": {"answerer"}},
}  # fmt: skip
COMMENT = {
    "open": {
        "edit": {"reader"} | EDITORS, "flag": MEMBERS - {"reader"}, "hiding": {"reader"} | EDITORS, "conversion": EDITORS,
    },
    "locked": {
        "edit": MODERATORS, "flag": MEMBERS - {"reader"}, "hiding": {"reader"} | EDITORS, "conversion": EDITORS,
    },
    "hidden by a moderator": {"showing": EDITORS, "deletion": MODERATORS},
    "held": {"approval": EXPERTS, "rejection": EXPERTS, "edit": {"reader"}, "hiding": {"reader"}},
}  # fmt: skip
TABLES = {"question": QUESTION, "answer": ANSWER, "comment": COMMENT}
CASES = [(kind, state) for kind, table in TABLES.items() for state in table]


def bring_about(cast, kind, state):
    """Return a post of that kind in that state, and the address of the page that shows it."""
    options.save({f"{what}_per_member": 1000 for what in ("questions", "answers", "comments", "flags")})
    is_held = state in ("held", "rejected")
    hold(is_held and kind == "question")
    question = make.question(cast.asker)
    hold(is_held)
    post = {
        "question": lambda: question,
        "answer": lambda: make.answer(question, cast.answerer),
        "comment": lambda: make.comment(question, cast.reader),
    }[kind]()
    if state.startswith("closed"):
        close_question(cast.asker if "asker" in state else cast.editor, question.pk, reason="Settled.")
    elif state == "flagged":
        flag_post(make.member(), post.pk, reason=Flag.Reason.SPAM)
    elif state in ("locked", "archived"):
        freeze_question(cast.moderator, question.pk, Post.Frozen(state), reason="Too heated.")
    elif state == "accepted":
        accept_answer(cast.asker, post.pk)
    elif state == "rejected":
        reject_post(cast.expert, post.pk, "Too short.")
    elif state.startswith("hidden"):
        hide_post(cast.asker if "asker" in state else cast.moderator, post.pk, reason="Not for here.")
    return Post.objects.get(pk=post.pk)


def hold(is_on):
    options.save({"is_beginner_held": is_on})


def buttons_of(client, post):
    """Return the actions that the page offers for this post (a disabled button offers nothing)."""
    page = Page.of(client.get((post.question or post).get_absolute_url()))
    offered = set()
    for form in page.find_all("form"):
        if any("disabled" not in button.node[1] for button in form.find_all("button")):
            offered.add(form.attribute("action"))
    offered |= {link.attribute("href") for link in page.find_all("a")}
    return {action for action in SENT if f"/posts/{post.pk}/{action}/" in offered}


@pytest.mark.parametrize(("kind", "state"), CASES)
@pytest.mark.parametrize("who", WHO)
def test_buttons_and_posts_follow_the_table(cast, kind, state, who):
    table = TABLES[kind][state]
    post = bring_about(cast, kind, state)
    client = make.client(getattr(cast, who, None))
    wanted = {action for action, allowed in table.items() if who in allowed}
    # Visitors are led to signing in from the flag's page; the votes' buttons are links to signing in.
    offered = buttons_of(client, post) - ({"flag"} if who == "visitor" else set())
    assert offered == wanted
    # Who may edit the whole question may change its tags alone, too; the page only offers the larger form.
    refused = set(SENT) - wanted - ({"tags"} if kind == "question" and "edit" in wanted else set())
    if state == "rejected" and who == "asker":
        refused -= {"edit"}  # the way there is the page that says why (tests/qa/views/test_mending.py)
    for action in refused:
        response = client.post(f"/posts/{post.pk}/{action}/", SENT[action])
        is_late = state == "rejected" and action in ("approval", "rejection") and who in EXPERTS
        assert response.status_code in ((409,) if is_late else (403, 404)), action
    unchanged = Post.objects.get(pk=post.pk)
    assert (unchanged.version, unchanged.is_hidden, unchanged.up_count) == (
        post.version,
        post.is_hidden,
        post.up_count,
    )


@pytest.mark.parametrize(("kind", "state"), CASES)
@pytest.mark.parametrize("who", WHO)
def test_what_a_button_offers_is_carried_out(cast, kind, state, who):
    for action in sorted(action for action, allowed in TABLES[kind][state].items() if who in allowed):
        post = bring_about(cast, kind, state)
        sent = {**SENT[action], **({"version": str(post.version)} if "version" in SENT[action] else {})}
        if action == "conversion" and kind == "answer":
            sent["parent"] = str(post.question_id)
        response = make.client(getattr(cast, who, None)).post(f"/posts/{post.pk}/{action}/", sent)
        assert response.status_code == 302, action
    assert make.drift() == []


def sendable(page, post):
    """Return (address, fields) of every button that the page has for this post, exactly as a browser would send it."""
    for form in page.find_all("form"):
        address = form.attribute("action") or ""
        if not address.startswith(f"/posts/{post.pk}/"):
            continue
        fields = {one.attribute("name"): one.attribute("value") or "" for one in form.find_all("input")}
        for button in form.find_all("button"):
            if "disabled" not in button.node[1]:
                pressed = (
                    {button.attribute("name"): button.attribute("value")} if button.attribute("name") else {}
                )
                yield address, fields | pressed


def filled_in(page, action):
    """Return what a browser would send from the form of a page of its own, its fields filled in."""
    form = page.find("form", class_="form")
    sent = {one.attribute("name"): one.attribute("value") or "" for one in form.find_all("input")
            if one.attribute("name") and one.attribute("type") not in ("radio", "checkbox", "file")}  # fmt: skip
    for choice in form.find_all("select"):
        sent[choice.attribute("name")] = choice.find_all("option")[-1].attribute("value")
    return sent | {name: value for name, value in SENT[action].items() if name != "version"}


def press(client, address, fields):
    """Send a form with its token, and first without: then a page offers to send the same again."""
    late = {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}
    refused = client.post(address, late, headers={"referer": "http://testserver/questions/"})
    assert refused.status_code == 403, address
    again = Page.of(refused).find("form", action=address)
    assert again.find("button").text == "Try again"
    repeated = {one.attribute("name"): one.attribute("value") for one in again.find_all("input")}
    assert {name: repeated.get(name) for name in late} == late
    response = client.post(address, repeated if late else fields)
    assert response.status_code == 302, (address, Page.of(response).text[:300])


@pytest.mark.parametrize(("kind", "state"), CASES)
@pytest.mark.parametrize("who", ["reader", "asker", "answerer", "expert", "moderator"])
def test_every_button_of_a_page_works_without_scripts_and_after_its_token_has_expired(cast, kind, state, who):
    post = bring_about(cast, kind, state)
    client = Client(enforce_csrf_checks=True)
    client.force_login(getattr(cast, who).user, backend=make.BACKEND)

    def open_page():
        return Page.of(client.get((post.question or post).get_absolute_url()))

    acted = set()
    for address, _fields in list(sendable(open_page(), post)):
        with transaction.atomic():
            current = dict(sendable(open_page(), post))
            press(client, address, current[address])
            transaction.set_rollback(True)
        acted.add(address)
    links = {link.attribute("href") for link in open_page().find_all("a")}
    for action in SENT:
        address = f"/posts/{post.pk}/{action}/"
        if address in links and address not in acted:
            with transaction.atomic():
                press(client, address, filled_in(Page.of(client.get(address)), action))
                transaction.set_rollback(True)
            acted.add(address)
    wanted = {
        f"/posts/{post.pk}/{action}/" for action, allowed in TABLES[kind][state].items() if who in allowed
    }
    assert wanted <= acted
    assert make.drift() == []
