"""The ladder as two tables: who may use a right at each step and what they are told, and which steps a right has."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Level, User
from accounts.viewers import Viewer
from forum import options
from forum.options import DECLARATIONS, DEFAULTS, STEPS
from qa.models import Post
from qa.policies.permissions import (
    find_scope,
    may_go_on,
    may_use,
    may_use_anywhere,
    may_use_in,
)
from qa.policies.restrictions import WRITING
from qa.rules.rights import Right

ENOUGH = 500


def member(level=Level.REGISTERED, **fields):
    return Viewer(User(pk=1, level=level, **fields))


def until(**delta):
    return (timezone.now() + timedelta(**delta)).isoformat()


WHO = {
    "visitor": Viewer(visitor_key="a key"),
    "newcomer": member(),
    "confirmed": member(has_confirmed_address=True),
    "rich": member(points=ENOUGH),
    "rich, confirmed": member(points=ENOUGH, has_confirmed_address=True),
    "approved": member(Level.APPROVED),
    "approved, rich": member(Level.APPROVED, points=ENOUGH),
    "expert": member(Level.EXPERT),
    "editor": member(Level.EDITOR),
    "moderator": member(Level.MODERATOR),
    "administrator": member(Level.ADMINISTRATOR),
    "super": member(Level.SUPER_ADMINISTRATOR),
    "suspended": member(restrictions={"all": None}),
    "suspended expert": member(Level.EXPERT, restrictions={"all": until(days=1)}),
    "suspension over": member(restrictions={"all": until(days=-1)}),
    "warned": member(has_open_warning=True),
}
# "+" may; else what is missing (CODES). The order of WHO stands above.
CODES = {
    "in": "login",
    "low": "level",
    "stop": "blocked",
    "conf": "confirm",
    "appr": "approve",
    "warn": "warning",
    "+": "+",
}
LADDER = """
everybody        | +    +    +    +    +    +    +    +    +    +    +    +    stop stop +    warn
members          | in   +    +    +    +    +    +    +    +    +    +    +    stop stop +    warn
confirmed        | in   conf +    conf +    +    +    +    +    +    +    +    stop stop conf conf
points           | in   low  low  +    +    low  +    +    +    +    +    +    low  stop low  low
confirmed_points | in   low  low  conf +    low  +    +    +    +    +    +    low  stop low  low
approved         | in   appr appr appr appr +    +    +    +    +    +    +    stop stop appr appr
approved_points  | in   low  low  appr appr low  +    +    +    +    +    +    low  stop low  low
experts          | low  low  low  low  low  low  low  +    +    +    +    +    low  stop low  low
editors          | low  low  low  low  low  low  low  low  +    +    +    +    low  low  low  low
moderators       | low  low  low  low  low  low  low  low  low  +    +    +    low  low  low  low
administrators   | low  low  low  low  low  low  low  low  low  low  +    +    low  low  low  low
super            | low  low  low  low  low  low  low  low  low  low  low  +    low  low  low  low
"""
LINES = [line.partition("|") for line in LADDER.strip().splitlines()]
RUNGS = {name.strip(): [CODES[word] for word in words.split()] for name, _bar, words in LINES}
# Right -> what it is in Question2Answer's table: the default, then all that the console offers.
RANGES = """
read                | everybody      | everybody members confirmed approved
ask                 | everybody      | everybody members confirmed points confirmed_points approved approved_points experts
answer              | everybody      | everybody members confirmed points confirmed_points approved approved_points experts
comment             | everybody      | everybody members confirmed points confirmed_points approved approved_points experts editors
vote_question       | members        | members confirmed points confirmed_points approved approved_points
vote_answer         | members        | members confirmed points confirmed_points approved approved_points
vote_comment        | members        | members confirmed points confirmed_points approved approved_points
vote_down           | members        | members confirmed points confirmed_points approved approved_points
retag               | editors        | members confirmed points confirmed_points approved approved_points experts editors
edit_tag            | experts        | members confirmed points confirmed_points approved approved_points experts editors moderators
suggest_synonym     | approved       | members confirmed points confirmed_points approved approved_points experts editors moderators
manage_tags         | moderators     | experts editors moderators administrators
edit_question       | editors        | members confirmed points confirmed_points approved approved_points experts editors
edit_answer         | experts        | members confirmed points confirmed_points approved approved_points experts editors
edit_comment        | editors        | members confirmed points confirmed_points approved approved_points experts editors moderators
edit_silently       | moderators     | experts editors moderators administrators
close               | editors        | points confirmed_points approved approved_points experts editors moderators
accept              | experts        | points confirmed_points approved approved_points experts editors moderators
see_addresses       | editors        | everybody members confirmed points confirmed_points approved approved_points experts editors moderators
see_voters          | administrators | experts editors moderators administrators super
flag                | members        | members confirmed points confirmed_points approved approved_points experts editors
moderate            | experts        | points confirmed_points approved approved_points experts editors moderators
hide                | editors        | points confirmed_points approved approved_points experts editors moderators
delete              | moderators     | editors moderators administrators
wall                | confirmed      | members confirmed points confirmed_points approved approved_points
message             | members        | members confirmed points confirmed_points approved approved_points experts editors moderators
see_new_members     | editors        | everybody members confirmed points confirmed_points approved approved_points experts editors moderators administrators super
see_blocked_members | moderators     | everybody members confirmed points confirmed_points approved approved_points experts editors moderators administrators super
"""  # noqa: E501
TABLE = [tuple(cell.strip() for cell in line.split("|")) for line in RANGES.strip().splitlines()]
LOOKING = ("read", "see_addresses", "see_voters", "see_new_members", "see_blocked_members")
NO_OBSTACLE = {  # looking at something: measures and warnings do not stand in the way of that
    "everybody": "+ + +", "members": "+ + +", "confirmed": "confirm + confirm", "points": "level + level",
    "confirmed_points": "level + level", "approved": "approve + approve", "approved_points": "level + level",
    "experts": "level + level",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _defaults():
    with options.using(DEFAULTS):
        yield


def at(step, right):
    """The options with one right at a step."""
    name = "view" if right == Right.READ else right.value
    points = {f"{name}_points": ENOUGH} if f"{name}_points" in DECLARATIONS else {}
    return replace(DEFAULTS, **{f"{name}_level": step}, **points)


def expected(step, right):
    codes = dict(zip(WHO, RUNGS[step], strict=True))
    if right.value in LOOKING and step in NO_OBSTACLE:
        suspended, expert, warned = NO_OBSTACLE[step].split()
        codes |= {"suspended": suspended, "suspended expert": expert, "warned": warned}
    elif codes["warned"] == "warning" and right not in WRITING:
        codes["warned"] = "+"  # a warning waits before the next words alone
    return codes


@pytest.mark.parametrize(("name", "default", "offered"), TABLE)
def test_a_right_has_the_default_and_the_range_of_the_table(name, default, offered):
    declaration = DECLARATIONS[f"{'view' if name == 'read' else name}_level"]
    assert declaration.default == default
    assert [value for value, _label in declaration.metadata["choices"]] == offered.split()


def test_all_rights_stand_in_the_table_and_all_twelve_steps_in_the_ladder():
    assert sorted(name for name, _default, _offered in TABLE) == sorted(right.value for right in Right)
    assert len(TABLE) == 28
    assert list(RUNGS) == [name for name, _label in STEPS]
    assert len(RUNGS) == 12


@pytest.mark.parametrize("right", Right)
def test_at_each_step_a_right_is_for_whom_the_ladder_says_and_others_hear_what_is_missing(right):
    offered = next(steps for name, _default, steps in TABLE if name == right.value)
    for step in offered.split():
        verdicts = {who: may_use(viewer, right, None, at(step, right)) for who, viewer in WHO.items()}
        assert {who: "+" if one else one.code for who, one in verdicts.items()} == expected(step, right), step
        assert all(bool(one) is (one.reason == "") for one in verdicts.values())


def test_from_a_blocked_network_nobody_writes_and_everybody_reads(monkeypatch):
    monkeypatch.setattr(Viewer, "is_network_blocked", property(lambda viewer: True))
    for viewer in (Viewer(), member(), member(Level.EXPERT)):
        assert may_use(viewer, Right.ASK).code == "network"
        assert may_go_on(viewer, Right.EDIT_QUESTION).code == "network"
        assert may_use(viewer, Right.READ)


def test_the_level_is_named_before_a_measure_and_a_measure_before_what_one_can_do_oneself():
    confirmed_only = at("confirmed", Right.FLAG)
    viewer = member(restrictions={"flag": None}, has_open_warning=True)
    assert may_use(viewer, Right.FLAG, None, confirmed_only).code == "blocked"
    assert may_use(member(has_open_warning=True), Right.FLAG, None, confirmed_only).code == "confirm"
    assert may_use(viewer, Right.HIDE).code == "level"


def test_a_measure_against_one_right_leaves_the_others_and_says_until_when():
    viewer = member(restrictions={"ask": "2031-05-06T12:00:00+00:00"})
    assert "2031" in may_use(viewer, Right.ASK).reason
    assert may_use(viewer, Right.ANSWER)
    assert may_use(member(restrictions={"ask": None}), Right.ASK).reason.startswith(
        "You cannot ask questions at present"
    )


def test_authors_need_no_level_for_their_own_posts_but_measures_stop_them():
    assert not may_use(member(), Right.EDIT_QUESTION)
    assert may_go_on(member(), Right.EDIT_QUESTION)
    assert may_go_on(Viewer(visitor_key="a key"), Right.EDIT_QUESTION)
    assert may_go_on(WHO["suspended"], Right.EDIT_QUESTION).code == "blocked"


def test_a_level_in_a_category_counts_there_and_below_and_nowhere_else():
    viewer = member(category_levels={"7": Level.EDITOR})
    inside, below = Post(kind="Q", category_ids=[7]), Post(kind="Q", category_ids=[3, 7, 9])
    outside, without = Post(kind="Q", category_ids=[3]), Post(kind="Q")
    for post in (inside, below, Post(kind="A", question=below)):
        assert may_use(viewer, Right.HIDE, post)
        assert not may_use(viewer, Right.DELETE, post)
    for post in (outside, without, Post(kind="A", question=outside), None):
        assert may_use(viewer, Right.HIDE, post).code == "level"
    assert may_use_in(viewer, Right.HIDE, [1, 7])
    assert may_use_anywhere(viewer, Right.HIDE)
    assert not may_use_anywhere(viewer, Right.DELETE)


def test_a_lower_level_in_a_category_takes_nothing_away():
    viewer = member(Level.MODERATOR, category_levels={"7": Level.APPROVED})
    assert may_use(viewer, Right.HIDE, Post(kind="Q", category_ids=[7]))


def test_the_scope_of_a_right_is_everything_or_the_categories_that_give_it():
    viewer = member(category_levels={"7": Level.EXPERT, "8": Level.EDITOR})
    assert find_scope(viewer, Right.MODERATE) == [7, 8]
    assert find_scope(viewer, Right.HIDE) == [8]
    assert find_scope(viewer, Right.DELETE) == []
    assert find_scope(member(Level.EXPERT), Right.MODERATE) is None
    assert find_scope(Viewer(), Right.MODERATE) == []


def test_other_options_are_believed_at_once_also_about_somebody_asked_before():
    viewer = member()
    assert may_use(viewer, Right.ASK)
    assert not may_use(viewer, Right.ASK, None, at("experts", Right.ASK))
    assert may_use(viewer, Right.ASK)
