"""How long things wait for a decision of the team, and how evenly the work is spread."""

import statistics
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Level
from qa.models import ReviewItem
from qa.reads.welfare import load_shares
from qa.team.reads.handling import load_handling, tell_spread
from qa.team.rules.spread import find_busiest_share, find_gini
from tests import make
from tests.pages import Page
from tests.qa.team.test_waiting import percentile


@pytest.mark.parametrize(
    ("counts", "gini", "busiest"),
    [
        ([5, 5, 5], 0, 1 / 3),
        ([0, 0, 0, 4], 0.75, 1),
        ([3, 1, 2], 2 / 9, 0.5),
        ([7], None, None),
        ([0, 0], None, None),
        ([], None, None),
    ],
)
def test_the_gini_coefficient_is_that_of_the_textbooks(counts, gini, busiest):
    assert find_gini(counts) == (None if gini is None else pytest.approx(gini))
    assert find_busiest_share(counts) == (None if busiest is None else pytest.approx(busiest))


def decided(by, minutes, kind="flagged", lane=1, days_ago=3):
    at = timezone.now() - timedelta(days=days_ago)
    opened_at = at - timedelta(minutes=minutes)
    return ReviewItem(
        kind=kind,
        lane=lane,
        opened_at=opened_at,
        due_at=at,
        decided_at=at,
        decided_by=by.user,
        decision="none",
    )


@pytest.mark.django_db
def test_each_lane_has_its_median_and_what_19_of_20_waited_and_nobody_is_ranked(cast):
    other = make.member("zora", Level.MODERATOR)
    minutes = {"flagged": [10, 70, 30, 400], "worry": [15], "urgent": [1, 2, 9], "held": [60, 120]}
    rows = [decided(cast.moderator, one) for one in minutes["flagged"]]
    rows += [
        decided(cast.moderator, 15, "worry"),
        decided(cast.moderator, 60, "held"),
        decided(other, 120, "edit"),
    ]
    rows += [
        decided(other, one, kind, lane=0)
        for one, kind in zip(minutes["urgent"], ("worry", "held", "report"), strict=True)
    ]
    rows += [decided(other, 9999, days_ago=31), decided(other, -600, "check")]  # too old; before its day
    ReviewItem.objects.bulk_create(rows)
    lanes = {str(one.label): one for one in load_handling()}
    assert list(lanes) == [
        "Urgent",
        "Worries about people",
        "Waiting for approval",
        "Flags",
        "Answers to be checked",
    ]
    labels = {
        "Flags": "flagged",
        "Worries about people": "worry",
        "Urgent": "urgent",
        "Waiting for approval": "held",
    }
    for label, name in labels.items():
        values = minutes[name]
        assert lanes[label].count == len(values)
        assert lanes[label].median == timedelta(minutes=statistics.median(values))
        assert lanes[label].slowest.total_seconds() / 60 == pytest.approx(percentile(values, 0.95))
    assert lanes["Answers to be checked"].median == timedelta(0)
    shares = load_shares()
    assert [one.username for one in shares] == [
        "administratrix",
        "moderatrix",
        "zora",
    ]  # by name, whoever did most
    spread = tell_spread(shares)
    assert (spread.busiest_percent, spread.gini) == (55, 0.36)
    page = Page.of(make.client(cast.moderator).get("/moderate/team/"))
    rows = [[cell.text for cell in (*row.find_all("th"), *row.find_all("td"))] for row in page.find_all("tr")]
    assert ["Flags", "4", "50\xa0minutes", "5\xa0hours"] in [
        [cell.replace(" ", "\xa0") for cell in row] for row in rows
    ]
    text = page.text
    assert "Whoever did most did 55 % of it. Gini coefficient: 0.36" in text


@pytest.mark.django_db
def test_before_anything_is_decided_the_page_says_so(cast):
    text = Page.of(make.client(cast.moderator).get("/moderate/team/")).text
    assert "Nothing has been decided yet." in text
    assert "Gini" not in text
