"""Loading a corpus: ids kept, no drift, damaged files refused with their line, nothing half-written."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts.models import Level, User
from forum.lib.texts import compose
from qa.corpus.files import Corpus
from qa.corpus.texts import compose_plain
from qa.models import Acceptance, Activity, Category, Post, Revision, Tag, Vote
from tests import make
from tests.qa.corpus.files import POSTS, VOTES, change_line, write_corpus

pytestmark = pytest.mark.django_db
INDEXES = (
    "SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'qa_%' OR tablename = 'accounts_user' ORDER BY 1"
)
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid::regclass::text ~ '^(qa|accounts)_' ORDER BY 1, 2
"""


@pytest.fixture
def folder(tmp_path):
    return write_corpus(tmp_path)


def load(folder):
    """Load a corpus; return what was told meanwhile."""
    told = StringIO()
    call_command("load_corpus", str(folder), stderr=told)
    return told.getvalue()


def select(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_a_corpus_keeps_its_numbers_and_texts(folder):
    load(folder)
    assert list(Post.objects.order_by("pk").values_list("pk", flat=True)) == [1, 2, 3, 4, 9, 10]
    for line in POSTS:
        post = Post.objects.get(pk=line["id"])
        text = compose(line["body"])
        assert (post.kind, post.parent_id, post.author_id) == (line["type"], line["parent"], line["user"])
        assert (post.body, post.body_html, post.body_text) == (text.source, text.html, text.plain)
        assert post.created_at.strftime("%Y-%m-%dT%H:%M:%SZ") == line["created"]
        assert post.title == line.get("title", "")
    assert Post.objects.get(pk=1).tag_names == ["erect-channels", "consent"]
    assert sorted(Vote.objects.values_list("post_id", "voter_id", "value")) == [tuple(v[:3]) for v in VOTES]
    assert Category.objects.get(pk=3).path == "snacks/sleep"


def test_recount_finds_no_drift_after_a_load(folder):
    load(folder)
    assert make.drift() == []
    question = Post.objects.get(pk=1)
    assert (question.answer_count, question.best_answer_score, question.last_answer_id) == (2, 2, 4)
    assert (question.accepted_answer_id, question.view_count, question.category_ids) == (4, 31, [1, 3])
    assert Acceptance.objects.get().answer_id == 4
    assert list(Category.objects.order_by("pk").values_list("question_count", flat=True)) == [1, 1, 1]
    assert Tag.objects.get(name="consent").question_count == 2
    assert User.objects.get(pk=7).points > User.objects.get(pk=2).points


def test_what_the_actions_would_have_recorded_is_there(folder):
    load(folder)
    assert Activity.objects.count() == Revision.objects.count() == len(POSTS)
    assert str(Activity.objects.get(post_id=3).verb) == "commented"
    version = Revision.objects.get(post_id=1)
    assert (version.body, version.category_name, version.tag_names) == (
        POSTS[0]["body"],
        "Sleep",
        ["erect-channels", "consent"],
    )


def test_members_of_a_corpus_are_ordinary_and_nobody_can_sign_in_as_them(folder):
    load(folder)
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert set(User.objects.values_list("level", flat=True)) == {Level.REGISTERED}


def test_the_pages_of_a_loaded_corpus_show_it_and_search_finds_it(folder):
    load(folder)
    client = Client()
    for address in ("/", "/questions/", "/categories/snacks/", "/tags/consent/", "/search/?q=pushy"):
        assert "Are your what which identical?" in client.get(address).content.decode(), address
    assert client.get("/questions/1/are-your-what-which-identical/").status_code == 200


def test_what_is_written_after_a_load_gets_numbers_behind_it(folder):
    for table in ("qa_post", "qa_tag", "qa_category", "accounts_user"):
        select(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 1, false)")
    load(folder)
    question = make.question(tags=("new-one",), category=make.category("Health"))
    assert question.pk > 10
    assert make.drift() == []


def test_indexes_and_constraints_are_as_before(folder):
    before = select(INDEXES), select(CONSTRAINTS)
    load(folder)
    assert (select(INDEXES), select(CONSTRAINTS)) == before


def test_the_load_counts_as_one_change_of_everything_and_each_change_after_it_counts_again(folder):
    triggers = "SELECT tgrelid, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    before = select(triggers)
    load(folder)
    assert select(triggers) == before
    assert set(select("SELECT key FROM forum_stamp")) == {(0,)}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    make.answer(Post.objects.questions().first())
    assert len(select("SELECT DISTINCT key FROM forum_stamp")) > 3


def test_who_wrote_or_voted_in_a_thread_is_known_after_a_load(folder):
    load(folder)
    expected = set(Post.objects.exclude(author=None).values_list("author_id", "pk").filter(kind="Q"))
    expected |= set(
        Post.objects.exclude(author=None).exclude(kind="Q").values_list("author_id", "question_id")
    )
    for vote in Vote.objects.select_related("post"):
        expected.add((vote.voter_id, vote.post.question_pk))
    assert set(select("SELECT member_id, thread_id FROM forum_involvement")) == expected


def test_each_stage_is_told_in_a_line_with_rows_and_seconds(folder):
    lines = load(folder).splitlines()
    assert any(line.startswith("posts: 6 rows, ") and line.endswith(" s") for line in lines)
    assert any(line.startswith("votes: 4 rows, ") for line in lines)
    assert not any("\r" in line for line in lines)


@pytest.mark.parametrize("what", ["posts", "members", "tags"])
def test_a_forum_with_rows_of_its_own_is_left_alone(folder, what):
    {"posts": make.question, "members": make.user, "tags": lambda: Tag.objects.create(name="x")}[what]()
    counts = Post.objects.count(), User.objects.count(), Tag.objects.count()
    with pytest.raises(CommandError, match="only loaded into an empty forum"):
        load(folder)
    assert (Post.objects.count(), User.objects.count(), Tag.objects.count()) == counts


DAMAGE = [
    ("posts.jsonl", 3, '{"id":3', '{"id":', "line 3: this is not JSON"),
    ("posts.jsonl", 2, '"type":"A"', '"type":"B"', "line 2: a type is Q, A or C"),
    ("posts.jsonl", 2, '"user":2,', "", "line 2: a value is missing"),
    ("posts.jsonl", 4, '"id":4', '"id":3', "line 4: ids do not rise"),
    ("posts.jsonl", 5, '"user":7', '"user":8', "line 5: its author is not in users.csv"),
    ("posts.jsonl", 2, '"parent":1', '"parent":9', "line 2: its parent is not the question"),
    ("posts.jsonl", 3, '"parent":2', '"parent":10', "line 3: its parent is not a question or an answer"),
    ("posts.jsonl", 1, '"selected":4', '"selected":3', "line 1: the answer that is selected"),
    ("posts.jsonl", 1, '"consent"', '"unknown"', "line 1: one of its tags"),
    ("posts.jsonl", 5, '"category":2', '"category":4', "line 5: its category"),
    ("posts.jsonl", 1, "10:00:00Z", "10:00:00", "line 1: '2022-02-01T10:00:00' is no time"),
    ("users.csv", 1, "username", "name", "users.csv, line 1: the columns should be"),
    ("users.csv", 3, "2,tunnel", "x,tunnel", "users.csv, line 3: 'x' is no number"),
    ("users.csv", 3, "tunnel_noticing925", "LIED_weather", "users.csv, line 4: a number or name"),
    ("categories.csv", 4, "3,1,", "3,9,", "categories.csv, line 4: its parent"),
    ("tags.csv", 3, "erect-channels", "Consent", "tags.csv, line 3: there is a tag"),
    ("votes.csv", 2, "1,2,1", "1,2,2", "votes.csv, line 2: a vote is 1 or -1"),
    ("votes.csv", 3, "2,1,-1", "5,1,-1", "votes.csv, line 3: there is no such post"),
    ("votes.csv", 3, "2,1,-1", "2,5,-1", "votes.csv, line 3: there is no such member"),
    ("votes.csv", 3, "2,1,-1", "2,2,-1", "votes.csv, line 3: nobody votes on their own"),
    ("votes.csv", 5, "4,2,1", "4,1,1", "votes.csv, line 5: this member voted"),
]


@pytest.mark.parametrize(
    ("name", "line", "old", "new", "words"), DAMAGE, ids=[f"{d[0]}-{d[4]}" for d in DAMAGE]
)
def test_damage_is_told_with_file_and_line_and_nothing_is_written(folder, name, line, old, new, words):
    (folder / "meta.json").unlink()
    change_line(folder / name, line, old, new)
    with pytest.raises(CommandError, match=words):
        load(folder)
    assert not User.objects.exists() and not Post.objects.exists() and not Tag.objects.exists()


@pytest.mark.parametrize("name", ["users.csv", "votes.csv", "posts.jsonl"])
def test_what_is_no_utf8_is_told_with_its_line(folder, name):
    content = (folder / name).read_bytes().splitlines(keepends=True)
    (folder / name).write_bytes(b"".join([content[0], content[1].replace(b"2", b"\xff"), *content[2:]]))
    with pytest.raises(CommandError, match=rf"{name}, line 2: "):
        load(folder)
    assert not User.objects.exists()


def test_a_missing_file_is_named(folder):
    (folder / "votes.csv").unlink()
    with pytest.raises(CommandError, match=r"no file votes\.csv"):
        load(folder)


def test_a_file_that_was_cut_off_between_two_lines_is_noticed(folder):
    text = (folder / "votes.csv").read_text()
    (folder / "votes.csv").write_text("".join(text.splitlines(keepends=True)[:-1]))
    with pytest.raises(CommandError, match=r"votes\.csv has .* bytes"):
        load(folder)
    assert not User.objects.exists()


SAMPLES = [
    "One.", "I", "Two words, don't i?", "A paragraph.\n\nAnother one, with a comma.", "Ends 'so'", "It's - a dash - inside",
    "two  spaces", "x.y and z", "Www.example.com is one", "A line\nand another", "1. A list", "- a list", "*stars*", "a_b_c",
    "Trailing space ", "\n\nBlank lines around\n\n", "Title\n---", "Title\n\n---", "a -- b", "# x", "http://example.com", "@name",
    "Three\n\n\nlines", "'quoted' words. And 'more'", "a&b <c>", "ends-", "word,word",
]  # fmt: skip


@pytest.mark.parametrize("text", SAMPLES)
def test_the_cheap_way_to_three_texts_makes_what_compose_makes(text):
    assert compose_plain(text) == compose(text)


def test_the_texts_of_a_corpus_come_out_as_compose_makes_them(folder):
    for piece in Corpus(folder).read_posts():
        assert compose_plain(piece.body) == compose(piece.body)
