"""Forgetting that a member has something of their own in a thread, where nothing of it is under their name (any more)."""

from forum.lib.rows import later

NOTHING_OWN = """
    NOT EXISTS (SELECT FROM qa_post p WHERE p.author_id = %(member)s AND coalesce(p.question_id, p.id) = %(thread)s)
    AND NOT EXISTS (SELECT FROM qa_favourite f WHERE f.member_id = %(member)s AND f.question_id = %(thread)s)
    AND NOT EXISTS (SELECT FROM qa_vote v JOIN qa_post p ON p.id = v.post_id
                    WHERE v.voter_id = %(member)s AND coalesce(p.question_id, p.id) = %(thread)s)
    AND NOT EXISTS (SELECT FROM qa_flag f JOIN qa_post p ON p.id = f.post_id
                    WHERE f.flagger_id = %(member)s AND coalesce(p.question_id, p.id) = %(thread)s)
    AND NOT EXISTS (SELECT FROM qa_draft d WHERE d.member_id = %(member)s AND d.place = 'answer-' || %(thread)s)
"""
LEAVE = f"""
    DELETE FROM forum_involvement WHERE member_id = %(member)s AND thread_id = %(thread)s AND {NOTHING_OWN}
"""  # noqa: S608


def leave_thread(member_id: int, thread_id: int) -> None:
    """Forget it, if nothing there is the member's by name: else the row itself would tell whose the masked post is.

    Call it where the thread is locked, after the post has lost the name and the draft is gone.
    """
    later(LEAVE, {"member": member_id, "thread": thread_id})
