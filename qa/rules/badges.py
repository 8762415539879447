"""Badges: what they are called, and who has earned one.

A rule is a statement that yields (member_id, post_id) of those who have; the post is what it was earned with, or null. All
it counts is there for everybody to read. Words are marked here for translation and translated where they are shown.
"""

from dataclasses import dataclass

BRONZE, SILVER, GOLD = GRADES = ("bronze", "silver", "gold")


@dataclass(frozen=True)
class Badge:
    """Something that a member has done here and that is good to know of them; each is given once and never taken away."""

    key: str
    grade: str
    name: str
    description: str
    rule: str


def _(words: str) -> str:
    return words


def figure(expression: str, least: int) -> str:
    """Whose figures (columns of a Standing) come to so much."""
    return f"SELECT s.user_id AS member_id, NULL::bigint AS post_id FROM qa_standing s WHERE {expression} >= {least}"  # noqa: S608


def post(kind: str, condition: str) -> str:
    """Who wrote a post like that, with the first of them; p is the post, q its question."""
    return f"""SELECT DISTINCT ON (p.author_id) p.author_id AS member_id, p.id AS post_id
        FROM qa_post p JOIN qa_post q ON q.id = coalesce(p.question_id, p.id)
        WHERE p.kind = '{kind}' AND p.author_id IS NOT NULL AND NOT p.is_hidden AND NOT q.is_hidden AND {condition}
        ORDER BY p.author_id, p.created_at, p.id"""  # noqa: S608


def posts(kind: str, condition: str, least: int, counted: str = "*") -> str:
    """Who wrote so many posts like that; p is the post, q its question."""
    return f"""SELECT p.author_id AS member_id, NULL::bigint AS post_id
        FROM qa_post p JOIN qa_post q ON q.id = coalesce(p.question_id, p.id)
        WHERE p.kind = '{kind}' AND p.author_id IS NOT NULL AND NOT p.is_hidden AND NOT q.is_hidden AND {condition}
        GROUP BY p.author_id HAVING count({counted}) >= {least}"""  # noqa: S608


def years(least: int) -> str:
    """Who has been here for so many years and has written something that everybody may read."""
    return f"""SELECT s.user_id AS member_id, NULL::bigint AS post_id FROM qa_standing s JOIN accounts_user m ON m.id = s.user_id
        WHERE s.question_count + s.answer_count + s.comment_count > 0
          AND m.joined_at <= now() - interval '{least} years'"""  # noqa: S608


UPVOTES_CAST = "s.question_upvotes_cast + s.answer_upvotes_cast"
TO_SOMEBODY_ELSE = "q.author_id IS DISTINCT FROM p.author_id"
EDITS = """SELECT f.actor_id AS member_id, NULL::bigint AS post_id FROM qa_activity f JOIN qa_post p ON p.id = f.post_id
    WHERE f.verb = 'edited' AND f.actor_id IS NOT NULL AND p.author_id IS DISTINCT FROM f.actor_id AND NOT p.is_hidden
    GROUP BY f.actor_id HAVING count(DISTINCT f.post_id) >= 20"""
WELCOMES = f"""SELECT p.author_id AS member_id, NULL::bigint AS post_id FROM qa_post p JOIN qa_post q ON q.id = p.question_id
    WHERE p.kind = 'A' AND p.author_id IS NOT NULL AND NOT p.is_hidden AND NOT q.is_hidden AND {TO_SOMEBODY_ELSE}
      AND q.author_id IS NOT NULL AND NOT EXISTS (
          SELECT FROM qa_post o WHERE o.author_id = q.author_id AND o.kind = 'Q' AND o.created_at < q.created_at)
    GROUP BY p.author_id HAVING count(DISTINCT q.author_id) >= 10"""  # noqa: S608
FIRST_ANSWER = f"""{TO_SOMEBODY_ELSE} AND NOT EXISTS (
    SELECT FROM qa_post o WHERE o.question_id = q.id AND o.kind = 'A' AND NOT o.is_hidden AND o.created_at < p.created_at)"""

BADGES = (
    Badge("first-question", BRONZE, _("First question"), _("Asked a question."), figure("s.question_count", 1)),
    Badge("first-answer", BRONZE, _("First answer"), _("Answered a question."), figure("s.answer_count", 1)),
    Badge("first-comment", BRONZE, _("First comment"), _("Wrote a comment."), figure("s.comment_count", 1)),
    Badge("first-vote", BRONZE, _("Appreciation"), _("Voted something up."), figure(UPVOTES_CAST, 1)),
    Badge("thanks", BRONZE, _("Thank you"), _("Accepted an answer."), figure("s.accepting_count", 1)),
    Badge("helped", BRONZE, _("Helped"), _("Gave an answer that was accepted."), figure("s.accepted_count", 1)),
    Badge(
        "kind-answer", BRONZE, _("Good words"), _("Gave an answer that three more people found helpful than not."),
        post("A", f"{TO_SOMEBODY_ELSE} AND p.up_count - p.down_count >= 3"),
    ),
    Badge(
        "good-question", BRONZE, _("Well asked"), _("Asked a question that three more people voted up than down."),
        post("Q", "p.up_count - p.down_count >= 3"),
    ),
    Badge("year", BRONZE, _("One year"), _("Has been here for a year and wrote something."), years(1)),
    Badge("answers", SILVER, _("Regular"), _("Gave 25 answers."), figure("s.answer_count", 25)),
    Badge("helper", SILVER, _("Helper"), _("Gave ten answers that were accepted."), figure("s.accepted_count", 10)),
    Badge("company", SILVER, _("Good company"), _("Wrote 50 comments."), figure("s.comment_count", 50)),
    Badge("reader", SILVER, _("Attentive reader"), _("Voted 100 posts up."), figure(UPVOTES_CAST, 100)),
    Badge(
        "grateful", SILVER, _("Grateful"), _("Accepted answers to ten questions."), figure("s.accepting_count", 10)
    ),
    Badge(
        "warm-answer", SILVER, _("Warm words"), _("Gave an answer that ten more people found helpful than not."),
        post("A", f"{TO_SOMEBODY_ELSE} AND p.up_count - p.down_count >= 10"),
    ),
    Badge(
        "never-too-late", SILVER, _("Never too late"),
        _("Gave the first answer to a question that had waited for 30 days, and was found helpful."),
        post("A", f"{FIRST_ANSWER} AND p.created_at >= q.created_at + interval '30 days' AND p.up_count > p.down_count"),
    ),
    Badge(
        "welcome", SILVER, _("Welcoming"), _("Answered the first question of ten members."), WELCOMES
    ),
    Badge("careful", SILVER, _("Careful hand"), _("Improved 20 posts of others."), EDITS),
    Badge(
        "wide", SILVER, _("Many subjects"), _("Gave helpful answers in five categories."),
        posts("A", "p.up_count > p.down_count AND q.category_id IS NOT NULL", 5, "DISTINCT q.category_id"),
    ),
    Badge("answers-many", GOLD, _("Pillar"), _("Gave 200 answers."), figure("s.answer_count", 200)),
    Badge("lighthouse", GOLD, _("Lighthouse"), _("Gave 50 answers that were accepted."), figure("s.accepted_count", 50)),
    Badge(
        "lasting-answer", GOLD, _("Lasting words"), _("Gave an answer that 25 more people found helpful than not."),
        post("A", f"{TO_SOMEBODY_ELSE} AND p.up_count - p.down_count >= 25"),
    ),
    Badge("years", GOLD, _("Five years"), _("Has been here for five years and wrote something."), years(5)),
)  # fmt: skip
BY_KEY = {badge.key: badge for badge in BADGES}
