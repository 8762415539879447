"""axe-core on every kind of page, narrow and light, wide and dark; and nothing wider than the screen."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from accounts.profiles.terms import agree
from forum import options
from qa.actions.acceptances import accept_answer
from qa.actions.badges import award_badges
from qa.actions.closures import close_question
from qa.actions.content_warnings import set_warnings
from qa.actions.drafts import save_draft
from qa.actions.earnings import refresh_earnings
from qa.actions.flags import flag_post
from qa.actions.hidings import hide_post
from qa.actions.notices import make_check_in_path, make_token
from qa.actions.writing import Byline
from qa.care.actions.shipped import load_shipped
from qa.care.models import HelpResource, RiskPhrase
from qa.masks.actions.unmaskings import request_unmasking
from qa.models import Flag, ReviewItem
from qa.news.actions.tell import tell
from qa.news.rules.kinds import Kind
from qa.rules.grades import MASKED
from qa.team.actions.worries import refer_post
from qa.team.models import Worry
from tests import make
from tests.browser.conftest import sign_in

BODY = """\
A text with **everything**: [a link](https://example.org), `code`, a list

1. one
2. two

> a quotation

| Day | Score |
|-----|------:|
| Mon | 4 |

```python
print("a line of code that is much longer than any screen is wide, so that it has to be scrolled sideways")
```
"""
FOR_EVERYBODY = [
    "/", "/questions/", "/questions/?sort=votes&page=2", "/unanswered/", "/hot/", "/activity/", "/tags/", "/tags/sleep/",
    "/categories/", "/categories/health/", "/users/", "/users/asker/", "/users/asker/questions/",
    "/users/answerer/answers/", "/users/answerer/points/", "/users/?by=week",
    "/badges/", "/badges/first-answer/", "/search/", "/search/?q=day", "/search/?q=nothingatall", "/ask/", "/sealed/",
    "/posts/{q}/comments/",
    "{question}", "{closed}", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/",
    "/accounts/password/reset/done/", "/accounts/confirm-email/", "/accounts/inactive/", "/notices/{token}/",
    "/mail/{token}/", "/api/", "/accounts/login/code/", "/help-now/", "/search/?q=i+want+to+die", "/waiting/times/", "{check_in}",
    "/questions/999999/", "/questions/?page=x", "/posts/{q}/edit/", "/terms/",
]  # fmt: skip
FOR_MODERATORS = [
    "{question}", "{hidden}", "{closed}", "/posts/{q}/edit/", "/posts/{a}/edit/", "/posts/{q}/closure/", "/posts/{q}/hiding/",
    "/posts/{h}/deletion/", "/posts/{a}/flag/", "{duplicate}", "/accounts/email/", "/accounts/password/change/",
    "/accounts/logout/",
    "/posts/{q}/history/", "/posts/{q}/history/?view=side", "/posts/{q}/history/1/restoration/", "/posts/{q}/tags/",
    "/posts/{a}/check/", "/questions/{q}/order/", "/favourites/", "/updates/", "/updates/?show=muted", "/checks/",
    "/admin/forum/siteoption/", "/admin/forum/siteoption/points/", "/admin/forum/siteoption/hotness/",
    "/admin/", "/admin/qa/post/", "/admin/qa/post/{q}/change/", "/admin/qa/category/",
    "/drafts/", "/drafts/answer-{q}/discarding/", "{question}?draft=1", "/users/me/notices/",
    "/users/me/profile/", "/users/me/name/", "/users/me/merge/", "/moderate/picture/", "/moderate/members/asker/name/",
    "/moderate/members/asker/merge/", "/admin/accounts/profilefield/add/",
    "{warned}", "/posts/{q}/warnings/", "/users/me/content/",
    "/privacy/data/", "/privacy/cookies/", "/privacy/consents/", "/privacy/copy/", "/privacy/leaving/",
    "/users/me/mailings/", "/anonymity/", "/users/me/masked/", "/posts/{own}/name/", "/moderate/unmaskings/",
    "/moderate/unmaskings/{asked}/", "/posts/{masked}/unmasking/",
    "/users/me/tokens/", "/users/me/data/", "/inbox/", "/inbox/?kind=badges",
    "/users/me/sessions/", "/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/3rdparty/",
    "/waiting/", "/posts/{a}/worry/", "/worries/{o}/", "/moderate/team/", "/moderate/team/breather/", "/posts/{q}/lock/",
    "/moderate/", "/moderate/{r}/", "/moderate/{r}/handover/", "/flags/", "/posts/{q}/flags/", "/admin/qa/reviewitem/",
]  # fmt: skip


@pytest.fixture
def places(people):
    options.save({"list_page_size": 5, "terms_text": "Be **kind**."})
    agree(people.administrator.member_id, options.current().terms_version)
    load_shipped(RiskPhrase, HelpResource)
    health = make.category("Health")
    question = make.question(people.asker, body=BODY, tags=("sleep", "exam"), category=health)
    answer = make.answer(question, people.answerer, BODY)
    make.comment(answer, people.reader)
    make.comment(question, make.visitor())
    accept_answer(people.asker, answer.pk)
    flag_post(people.reader, question.pk, reason=Flag.Reason.RUDE)
    closed, hidden = make.question(people.asker), make.question(people.asker)
    close_question(people.editor, closed.pk, reason="Settled.")
    hide_post(people.moderator, hidden.pk, reason="Not for here.")
    duplicate = make.question(people.administrator)
    close_question(people.editor, duplicate.pk, duplicate_of=question)
    make.edit(people.editor, question.pk, BODY + "\n\nA line more.")
    save_draft(people.administrator, f"answer-{question.pk}", {"body": "Half an answer."})
    for _ in range(9):
        make.question(make.member(), category=health)
    warned = make.question(people.answerer, body=f"A picture: {make.image(people.answerer).markdown}")
    set_warnings(people.answerer, warned.pk, ["loss"])
    type(answer).objects.filter(pk=answer.pk).update(created_at=timezone.now() - timedelta(days=70))
    award_badges()
    refresh_earnings()
    for kind in Kind:
        tell({people.administrator.user_id: kind}, question=question, post=answer)
    tell({people.administrator.user_id: Kind.BADGE}, path="/badges/first/")
    masked = make.question(people.asker, byline=Byline(grade=MASKED))
    return {
        "own": duplicate.pk,
        "masked": masked.pk,
        "asked": request_unmasking(people.moderator, masked.pk, "Somebody is in danger.").pk,
        "q": question.pk,
        "a": answer.pk,
        "h": hidden.pk,
        "r": ReviewItem.objects.get(post=question).pk,
        "question": question.get_absolute_url(),
        "closed": closed.get_absolute_url(),
        "duplicate": duplicate.get_absolute_url(),
        "hidden": hidden.get_absolute_url(),
        "warned": warned.get_absolute_url(),
        "token": make_token(question),
        "o": refer_post(people.answerer, question.pk, Worry.Concern.ALONE).item_id,
        "check_in": make_check_in_path(question),
    }


def find_faults(page):
    """Serious and critical violations, and overflow, of what the browser shows."""
    faults = [
        f"{page.url}: {fault['id']} ({fault['impact']}): {fault['nodes'][0]['html'][:160]}"
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append(f"{page.url}: wider than the screen")
    return faults


# What each of the four would find that these two do not is not worth twice the time: colours hardly depend on the width.
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_no_page_has_a_serious_fault(places, people, open_browser, width, scheme):
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"}
    look["bypass_csp"] = True  # axe writes a style sheet of its own into the page
    faults = []
    with open_browser(**look) as page:
        for address in FOR_EVERYBODY:
            page.goto(address.format(**places))
            faults += find_faults(page)
        page.goto("/ask/")
        page.get_by_role("button", name="Post question").click()
        page.get_by_role("alert").wait_for()
        faults += find_faults(page)
        if width == 360:
            page.get_by_role("button", name="Menu").click()
            faults += find_faults(page)
        sign_in(page, people.administrator)
        for address in FOR_MODERATORS:
            page.goto(address.format(**places))
            faults += find_faults(page)
        faults += find_faults_of_a_conflict(page, places, people)
    assert faults == []


def find_faults_of_a_conflict(page, places, people):
    """Two people edit the same question: the page that shows both texts."""
    page.goto(f"/posts/{places['q']}/edit/")
    make.edit(people.editor, places["q"], "Another text, saved meanwhile.")
    page.get_by_label("More about your question").fill("What I wrote.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("alert").wait_for()
    assert "Another text, saved meanwhile." in page.locator(".conflict").inner_text()
    return find_faults(page)
