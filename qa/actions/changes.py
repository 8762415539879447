"""What happened to a post last: three columns, and the statement that takes them from the facts.

Silent edits record no fact, so nothing here tells of them. An acceptance is told while it stands.
"""

from forum.lib.rows import fetch
from qa.models import Activity, Post

VERBS = (
    Activity.Verb.EDITED,
    Activity.Verb.CLOSED,
    Activity.Verb.REOPENED,
    Activity.Verb.HIDDEN,
    Activity.Verb.SHOWN,
    Activity.Verb.ACCEPTED,
)
# An edit's fact says in its details what sort of edit it was (Post.Change); older ones do not.
EXPECTED = """
    SELECT p.id, coalesce(c.last_change, '') AS last_change, c.changed_at, c.changed_by_id
    FROM qa_post p
    LEFT JOIN LATERAL (
        SELECT CASE WHEN f.verb = 'edited' THEN coalesce(f.details->>'change', 'edited') ELSE f.verb END AS last_change,
               f.created_at AS changed_at, f.actor_id AS changed_by_id
        FROM qa_activity f
        WHERE f.post_id = p.id
          AND (f.verb IN ('edited', 'closed', 'reopened', 'hidden', 'shown')
               OR (f.verb = 'accepted' AND EXISTS (SELECT 1 FROM qa_acceptance a WHERE a.answer_id = p.id)))
        ORDER BY f.created_at DESC, f.id DESC LIMIT 1) c ON true
"""
COLUMNS = ("last_change", "changed_at", "changed_by_id")


REFRESH = f"""
    UPDATE qa_post t SET {", ".join(f"{name} = e.{name}" for name in COLUMNS)}
    FROM ({EXPECTED} WHERE p.id = %s) e WHERE e.id = t.id RETURNING {", ".join(f"t.{name}" for name in COLUMNS)}
"""  # noqa: S608


def refresh_change(post: Post) -> None:
    """Set what is told as the last change of a post whose thread the caller has locked."""
    for row in fetch(REFRESH, [post.pk]):
        for name, value in zip(COLUMNS, row, strict=True):
            setattr(post, name, value)
