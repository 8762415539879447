"""What must hold between the lines of a corpus; the first that does not is told with its file and line."""

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qa.corpus.files import POSTS_FILE, VOTES_FILE, damaged

# (file, lines that are wrong, what is wrong with them)
RULES: tuple[tuple[str, str, str | Promise], ...] = (
    (
        POSTS_FILE,
        "SELECT p.line FROM corpus_post p LEFT JOIN accounts_user u ON u.id = p.author WHERE u.id IS NULL",
        _("its author is not in users.csv."),
    ),
    (
        POSTS_FILE,
        "SELECT p.line FROM corpus_post p LEFT JOIN corpus_post up ON up.id = p.parent WHERE p.kind = 'A' "
        "AND (up.kind IS DISTINCT FROM 'Q' OR p.question <> p.parent)",
        _("its parent is not the question that it answers."),
    ),
    (
        POSTS_FILE,
        "SELECT p.line FROM corpus_post p LEFT JOIN corpus_post up ON up.id = p.parent WHERE p.kind = 'C' "
        "AND (up.id IS NULL OR up.kind = 'C' OR p.question <> coalesce(up.question, up.id))",
        _("its parent is not a question or an answer of that question."),
    ),
    (
        POSTS_FILE,
        "SELECT p.line FROM corpus_post p LEFT JOIN corpus_post a ON a.id = p.selected AND a.kind = 'A' "
        "WHERE p.selected IS NOT NULL AND a.question IS DISTINCT FROM p.id",
        _("the answer that is selected is none of its answers."),
    ),
    (
        VOTES_FILE,
        "SELECT line FROM corpus_vote WHERE value IS NULL OR value NOT IN (1, -1)",
        _("a vote is 1 or -1."),
    ),
    (
        VOTES_FILE,
        "SELECT line FROM corpus_vote WHERE updated_at IS NULL",
        _("when it was cast is missing."),
    ),
    (
        VOTES_FILE,
        "SELECT v.line FROM corpus_vote v LEFT JOIN corpus_post p ON p.id = v.post WHERE p.id IS NULL",
        _("there is no such post."),
    ),
    (
        VOTES_FILE,
        "SELECT v.line FROM corpus_vote v LEFT JOIN accounts_user u ON u.id = v.voter WHERE u.id IS NULL",
        _("there is no such member."),
    ),
    (
        VOTES_FILE,
        "SELECT v.line FROM corpus_vote v JOIN corpus_post p ON p.id = v.post WHERE p.author = v.voter",
        _("nobody votes on their own post."),
    ),
    (
        VOTES_FILE,
        "SELECT line FROM (SELECT line, row_number() OVER (PARTITION BY post, voter ORDER BY line) AS n "
        "FROM corpus_vote) v WHERE n > 1",
        _("this member voted on this post before."),
    ),
)


def check_lines() -> None:
    """Raise CorpusError for the first line that breaks a rule."""
    with connection.cursor() as cursor:
        for file, wrong, what in RULES:
            cursor.execute(f"SELECT min(line) FROM ({wrong}) wrong")  # noqa: S608
            (line,) = cursor.fetchone()
            if line is not None:
                raise damaged(file, line, str(what))
