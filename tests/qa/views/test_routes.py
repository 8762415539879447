"""Every address, seen by everybody: which status whom. A new address without a row here fails."""

from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Level
from qa.actions.category_levels import set_category_level
from qa.models import Category
from tests import make
from tests.qa.admin.routes import CONSOLE
from tests.qa.views.routes import GET, WHO

pytestmark = pytest.mark.django_db
SHARES = 24  # of the table, so that making the people and posts of each is done that often
OF_ALLAUTH = (
    "account_",
    "mfa_",
    "socialaccount_",
    "openid_connect_",
    "github_",
    "unnamed social/",  # earlier places of pages of allauth
)  # tests/accounts/test_sign_in.py

# More people, each like one of WHO everywhere but for these addresses.
LIKE = {
    "newcomer": ("reader", {}),
    "confirmed": ("reader", {}),
    "approved": ("reader", {}),  # they may suggest names of tags, on a page that all may read
    "points": ("reader", {}),
    "suspended": (
        "reader",
        {"qa:ask": 403, "qa:comment-new": 403, "qa:flag": 403, "talks:note-report": 403, "team:refer": 403},
    ),
    "category_expert": ("expert", {"qa:tag-edit": 403, "qa:tag-restore": 403}),  # tags belong to no category
    "superadministrator": ("administrator", {}),
}


def make_more_people(cast, category):
    """Add those of LIKE to the cast."""
    cast.newcomer = make.member("newcomer")
    cast.confirmed = make.member("confirmed", has_confirmed_address=True)
    cast.approved = make.member("approved", Level.APPROVED)
    cast.points = make.member("rich", points=1_000)
    cast.suspended = make.member("suspended", restrictions={"all": None})
    cast.category_expert = make.member("local")
    set_category_level(cast.moderator, cast.category_expert.user, category, Level.EXPERT)
    cast.superadministrator = make.member("owner", Level.SUPER_ADMINISTRATOR)


def list_names(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace in ("admin",) or pattern.urlconf_name == "allauth.urls":
                continue
            namespace = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from list_names(pattern, prefix + namespace)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}" if pattern.name else f"unnamed {pattern.pattern}"


def test_every_address_of_ours_has_a_row_in_the_table():
    ours = [name for name in list_names(get_resolver()) if not name.startswith(OF_ALLAUTH)]
    assert sorted(ours) == sorted(GET)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_address_answers_everybody_as_the_table_says(places, share):
    found, wanted = {}, {}
    for name in sorted(GET)[share::SHARES]:
        address, statuses = GET[name]
        wanted[name] = dict(zip(WHO, statuses, strict=True))
        with transaction.atomic():  # what one page writes, the next ones do not see
            responses = {who: ask(places, who, address) for who in WHO}
            for who, response in responses.items():
                assert b"".join(response) or response.status_code in (301, 302), (who, name)
            found[name] = {who: response.status_code for who, response in responses.items()}
            transaction.set_rollback(True)
    assert found == wanted


def test_pages_of_ones_own_lead_visitors_to_sign_in_and_back_and_stay_in_no_cache(places):
    own = [address for address, statuses in GET.values() if statuses[0] == 302 and statuses[2] == 200]
    assert len(own) > 30
    for address in [one.format(**places.words) for one in own]:
        longer = f"{address}{'&' if '?' in address else '?'}page=1"
        to_sign_in = ask(places, "visitor", longer)
        assert to_sign_in.headers["Location"] == f"/accounts/login/?{urlencode({'next': longer}, safe='/')}"
        for response in (to_sign_in, ask(places, "asker", address)):
            assert "no-store" in response.headers["Cache-Control"], address


def ask(places, who, address):
    return make.client(getattr(places, who, None)).get(address.format(**places.words))


@pytest.mark.parametrize("who", LIKE)
def test_more_people_get_the_same_answers_as_those_they_are_like_but_for_what_the_table_says(places, who):
    make_more_people(places, Category.objects.get(slug="health"))
    client = make.client(getattr(places, who))
    like, others = LIKE[who]
    expected = {name: others.get(name, statuses[WHO.index(like)]) for name, (_a, statuses) in GET.items()}
    expected |= {address: statuses[WHO.index(like)] for address, statuses in CONSOLE.items()}
    found = {}
    for name in expected:
        response = client.get((GET[name][0] if name in GET else name).format(**places.words))
        found[name] = response.status_code
        is_empty = not b"".join(response)
        assert not is_empty or response.status_code in (301, 302) or name.endswith("/export/"), name
    assert found == expected


@pytest.mark.parametrize("share", range(6))
def test_the_console_opens_for_whom_the_table_says(places, share):
    found, wanted = {}, {}
    for address in sorted(CONSOLE)[share::6]:
        wanted[address] = dict(zip(WHO, CONSOLE[address], strict=True))
        with transaction.atomic():
            found[address] = {who: ask(places, who, address).status_code for who in WHO}
            transaction.set_rollback(True)
    assert found == wanted


@pytest.mark.parametrize(
    "name",
    [
        "vote",
        "comments",
        "edit",
        "acceptance",
        "closure",
        "reopening",
        "hiding",
        "showing",
        "deletion",
        "flag",
    ],
)
def test_a_write_to_a_post_that_is_hidden_from_the_viewer_finds_nothing(places, name):
    response = make.client(places.reader).post(
        f"/posts/{places.words['h']}/{name}/", {"value": "1", "accepted": "1"}
    )
    assert response.status_code == 404
    assert b"has been hidden" in response.content
