"""What the owner's rules find in a text, without a database."""

import pytest

from forum.lib.watchlist import Watchlist
from qa.rules.screening import (
    Action,
    Finding,
    Findings,
    Link,
    Passage,
    Rule,
    Settings,
    Word,
    Writer,
    Writing,
    judge,
)


def watch(action="hold", fields=("title", "body", "tags", "name"), **patterns):
    numbered = dict(enumerate(patterns.values()))
    words = {number: Word(Action(action), frozenset(fields)) for number in numbered}
    return {"words": words, "find_words": Watchlist(numbered).find}


def rules_of(writing, **settings):
    return [(one.rule, one.action) for one in judge(writing, Settings(**settings)).all]


MEMBER, APPROVED = Writer(is_member=True, published_count=1), Writer(is_member=True, is_approved=True)
EXPERT = Writer(is_member=True, is_approved=True, is_exempt=True, published_count=0)


def test_nothing_is_found_where_the_owner_has_no_rules():
    assert not judge(Writing(title="Buy now", body="http://x.example", writer=Writer()), Settings())


@pytest.mark.parametrize("rule", ["visitor", "unconfirmed", "unapproved", "points"])
def test_whose_posts_wait_is_a_finding_about_the_writer(rule):
    found = judge(Writing(writer=Writer(held_because=rule)), Settings())
    assert (found.is_holding, found.is_about_text) == (True, False)


@pytest.mark.parametrize(
    ("writer", "first_posts", "is_found"),
    [(MEMBER, 0, False), (MEMBER, 1, False), (MEMBER, 2, True), (APPROVED, 2, False), (Writer(), 2, False)],
)
def test_the_first_posts_of_members_whom_nobody_approved(writer, first_posts, is_found):
    assert bool(rules_of(Writing(writer=writer), first_posts=first_posts)) is is_found


def test_more_links_than_allowed_are_found_and_marked_unless_the_writer_is_approved():
    links = (Link("a.example", "here"), Link("b.example", "there"))
    writing = Writing(body="Look here and there.", links=links, writer=MEMBER)
    (found,) = judge(writing, Settings(max_links=1)).all
    assert (found.rule, found.weight, found.limit) == (Rule.LINKS, 2, 1)
    assert found.passages == (Passage("body", 5, 9), Passage("body", 14, 19))
    assert not judge(writing, Settings(max_links=2))
    approved = Writing(body=writing.body, links=links, writer=APPROVED)
    assert not judge(approved, Settings(max_links=1))


def test_places_nobody_should_link_to_are_found_in_links_below_them_and_as_bare_names():
    settings = {"blocked_hosts": frozenset({"bad.example"}), "find_hosts": Watchlist({0: "bad.example"}).find}
    linked = Writing(body="See this.", links=(Link("shop.bad.example", "this"),))
    (found,) = judge(linked, Settings(**settings)).all
    assert (found.rule, found.action, found.words) == (Rule.DOMAIN, Action.HOLD, ("shop.bad.example",))
    assert found.passages == (Passage("body", 4, 8),)
    assert rules_of(Writing(title="Go to Bad.Example"), **settings, blocked_action=Action.REJECT) == [
        (Rule.DOMAIN, Action.REJECT)
    ]
    assert not rules_of(Writing(body="notbad.example", links=(Link("notbad.example", "x"),)), **settings)


def test_words_matter_in_the_fields_that_the_owner_chose():
    writing = Writing(title="casino", body="a casino, a CASINO", name="casino", tags=("casino",))
    (found,) = judge(writing, Settings(**watch(fields=("body",), a="casino"))).all
    assert found.passages == (Passage("body", 2, 8), Passage("body", 12, 18))
    assert (found.weight, found.words) == (2, ("casino", "CASINO"))
    (found,) = judge(writing, Settings(**watch(fields=("tags", "name"), a="casino"))).all
    assert [one.field for one in found.passages] == ["name", "tags"]


def test_who_is_exempt_is_neither_held_nor_flagged_but_refused_like_everybody():
    writing = Writing(body="casino", writer=EXPERT)
    for action, count in (("hold", 0), ("flag", 0), ("reject", 1), ("replace", 1)):
        assert len(judge(writing, Settings(first_posts=5, **watch(action, a="casino"))).all) == count


def test_only_what_is_new_in_an_edit_counts():
    def word(key, weight, action=Action.HOLD):
        return Finding(Rule.WORD, action, weight=weight, key=key)

    before = Findings((word("1", 2), word("2", 1)))
    after = Findings((word("1", 2), word("2", 2), word("3", 1), word("4", 1, Action.REPLACE)))
    assert [one.key for one in after.without_known(before).all] == ["2", "3", "4"]
