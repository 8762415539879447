"""Hotness: newer, more answered, better voted and more read questions first. Source: Question2Answer 1.8.8."""

from datetime import UTC, datetime

EPOCH = datetime(2010, 1, 1, tzinfo=UTC)
QUESTION_AGE_WEIGHT = ANSWER_AGE_WEIGHT = ANSWERS_WEIGHT = VOTES_WEIGHT = VIEWS_WEIGHT = 100
SECONDS_PER_ANSWER = 160_000
SECONDS_PER_VOTE = 160_000
SECONDS_PER_VIEW = 4_000


def hotness(
    asked_at: datetime, last_answer_at: datetime | None, answer_count: int, score: int, view_count: int
) -> float:
    """Return the sorting figure: seconds since 2010 of question and newest answer, plus seconds for what it earned.

    It grows for ever with the date of the question and never has to be refreshed: one answer or net vote weighs as
    much as being asked 160,000 seconds later, one view 4,000.
    """
    return (
        QUESTION_AGE_WEIGHT * (asked_at - EPOCH).total_seconds()
        + ANSWER_AGE_WEIGHT * ((last_answer_at or asked_at) - EPOCH).total_seconds()
        + ANSWERS_WEIGHT * SECONDS_PER_ANSWER * answer_count
        + VOTES_WEIGHT * SECONDS_PER_VOTE * score
        + VIEWS_WEIGHT * SECONDS_PER_VIEW * view_count
    )
