"""Writes the demo community into an empty forum, in bulk. Importers write rows directly; `recount` then fills every figure."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Level, User
from accounts.viewers import Viewer, hash_secret
from forum.lib.text import normalise_key, slugify_title
from forum.lib.texts import Text, compose
from forum.models import SiteOption
from qa.actions.categories import save_category
from qa.actions.recount import recount
from qa.actions.writing import keep_revision
from qa.demo.community import Community, Person, Piece, build_community
from qa.demo.words import CATEGORIES
from qa.models import (
    Acceptance,
    Activity,
    Category,
    Closure,
    Duplicate,
    Flag,
    Hiding,
    Post,
    QuestionTag,
    Revision,
    Tag,
    Vote,
)
from qa.search.actions.words import rebuild_words

MARKER = "demo_loaded_at"
WRITTEN = (
    User,
    Category,
    Tag,
    Post,
    QuestionTag,
    Vote,
    Flag,
    Closure,
    Hiding,
    Acceptance,
    Activity,
    Revision,
)
Report = Callable[[str], object]


class NotEmpty(Exception):
    """The forum holds posts that are not the demo's."""


def is_loaded() -> bool:
    return SiteOption.objects.filter(name=MARKER).exists()


@transaction.atomic
def load_demo(report: Report) -> bool:
    """Load the community; return False where it is loaded already. Raises NotEmpty, leaving everything as it was."""
    if is_loaded():
        return False
    if Post.objects.exists():
        raise NotEmpty
    now = timezone.now()
    Loader(build_community(now), now, report).load()
    SiteOption.objects.create(name=MARKER, value=now.isoformat())
    return True


class Loader:
    """One run: rows by rows, parents before children."""

    def __init__(self, community: Community, now: datetime, report: Report) -> None:
        self.community, self.now, self.report = community, now, report
        self.posts: dict[int, Post] = {}  # by id() of the piece

    def load(self) -> None:
        self.report("members")
        self.users = User.objects.bulk_create([make_user(person) for person in self.community.people])
        self.report("categories")
        self.categories = self.save_categories()
        self.report("questions, answers and comments")
        self.save_posts()
        self.report("votes and states")
        self.save_votes()
        self.save_states()
        self.save_facts()
        self.report("points and counts")
        with (
            connection.cursor() as cursor
        ):  # recounting rows that the planner believes to be few takes minutes
            cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in WRITTEN)}")
        list(recount())
        self.give_bonuses()
        self.report("words that searches know")
        rebuild_words()

    def save_categories(self) -> dict[str, Category]:
        owner = Viewer(User(pk=0, level=Level.SUPER_ADMINISTRATOR))
        found: dict[str, Category] = {}
        for position, (path, (name, description)) in enumerate(CATEGORIES.items()):
            above, _slash, slug = path.rpartition("/")
            category = Category(name=name, slug=slug, description=description, position=position)
            category.parent = found[above] if above else None
            found[path] = save_category(owner, category)
        return found

    def save_posts(self) -> None:
        tags = {tag.name: tag for tag in self.save_tags()}
        questions = self.community.questions
        self.create([(piece, None, None) for piece in questions])
        rows = []
        for piece in questions:
            rows += [
                QuestionTag(
                    question=self.posts[id(piece)], tag=tags[name], position=place, created_at=piece.at
                )
                for place, name in enumerate(piece.tags)
            ]
        QuestionTag.objects.bulk_create(rows)
        replies = [(reply, piece, piece) for piece in questions for reply in piece.replies]
        self.create(replies)
        self.create([(below, reply, piece) for reply, _parent, piece in replies for below in reply.replies])

    def save_tags(self) -> list[Tag]:
        names = sorted({name for piece in self.community.questions for name in piece.tags})
        return Tag.objects.bulk_create([Tag(name=name, key=normalise_key(name)) for name in names])

    def create(self, unsorted: Sequence[tuple[Piece, Piece | None, Piece | None]]) -> None:
        pieces = sorted(unsorted, key=lambda one: one[0].at)
        made = Post.objects.bulk_create([self.make_post(*one) for one in pieces], batch_size=500)
        for (piece, _parent, _question), post in zip(pieces, made, strict=True):
            self.posts[id(piece)] = post

    def make_post(self, piece: Piece, parent: Piece | None, question: Piece | None) -> Post:
        text: Text = compose(piece.text)
        post = Post(
            kind=piece.kind,
            author=self.users[piece.by] if piece.by is not None else None,
            author_name=piece.name,
            visitor_key=hash_secret(f"demo visitor {piece.at}") if piece.by is None else "",
            body=text.source,
            body_html=text.html,
            body_text=text.plain,
            created_at=piece.at,
            recent_at=piece.at,
            active_at=piece.at,
            view_count=piece.views,
            is_hidden=bool(piece.hidden_because),
            parent=self.posts[id(parent)] if parent else None,
            question=self.posts[id(question)] if question else None,
        )
        if piece.kind == "Q":
            post.title, post.slug = piece.title, slugify_title(piece.title)
            post.category = self.categories[piece.category]
            post.tag_names = list(piece.tags)
        if piece.edited:
            editor, post.edited_at = piece.edited
            post.edited_by, post.version = self.users[editor], 2
        return post

    def save_votes(self) -> None:
        votes = []
        for piece in self.pieces():
            room = max((self.now - piece.at) / 2, timedelta(seconds=1))
            for value, voters in ((1, piece.ups), (-1, piece.downs)):
                for place, voter in enumerate(voters, start=1):
                    at = piece.at + room * place / (len(voters) + 1)
                    votes.append(
                        Vote(
                            post=self.posts[id(piece)],
                            voter=self.users[voter],
                            value=value,
                            created_at=at,
                            updated_at=at,
                        )
                    )
        Vote.objects.bulk_create(votes, batch_size=1000)

    def save_states(self) -> None:
        moderator = self.users[1]
        by_title = {piece.title: self.posts[id(piece)] for piece in self.community.questions}
        for question in self.community.questions:
            post = self.posts[id(question)]
            if question.closed_because or question.duplicate_of:
                original = by_title.get(question.duplicate_of)
                Closure.objects.create(
                    question=post, reason=question.closed_because, duplicate_of=original, closed_by=moderator
                )
                if original:
                    Duplicate.objects.create(question=post, original=original, marked_by=moderator)
            for reply in question.replies:
                if reply.is_accepted:
                    Acceptance.objects.create(
                        question=post,
                        answer=self.posts[id(reply)],
                        accepted_by=post.author,
                        accepted_at=self.now,
                    )
            for piece in question.walk():
                self.save_state(piece, moderator)

    def save_state(self, piece: Piece, moderator: User) -> None:
        post = self.posts[id(piece)]
        if piece.hidden_because:
            Hiding.objects.create(post=post, because=piece.hidden_because, hidden_by=moderator)
        for flagger, reason, note in piece.flags:
            Flag.objects.create(post=post, flagger=self.users[flagger], reason=reason, note=note)
        if piece.edited:
            keep_revision(post, post.author_id)
            Revision.objects.filter(post=post).update(
                version=1, created_at=post.created_at, body=post.body.rpartition("\n\n")[0] or post.body
            )
            keep_revision(post, post.edited_by_id, change=Revision.Change.EDITED)
            Revision.objects.filter(post=post, change=Revision.Change.EDITED).update(
                created_at=post.edited_at
            )

    def save_facts(self) -> None:
        verbs = {"Q": Activity.Verb.ASKED, "A": Activity.Verb.ANSWERED, "C": Activity.Verb.COMMENTED}
        facts, revisions = [], []
        for question in self.community.questions:
            page = self.posts[id(question)]
            for piece in question.walk():
                post = self.posts[id(piece)]
                facts.append(
                    Activity(
                        verb=verbs[piece.kind],
                        actor=post.author,
                        post=post,
                        question=page,
                        created_at=post.created_at,
                    )
                )
                if piece.edited:
                    facts.append(
                        Activity(
                            verb=Activity.Verb.EDITED,
                            actor=post.edited_by,
                            post=post,
                            question=page,
                            created_at=piece.edited[1],
                        )
                    )
                else:
                    revisions.append(Revision(post=post, version=1, editor=post.author, title=post.title, body=post.body,
                                              category_name=post.category.name if post.category else "",
                                              tag_names=post.tag_names, created_at=post.created_at))  # fmt: skip
        Activity.objects.bulk_create(facts, batch_size=1000)
        Revision.objects.bulk_create(revisions, batch_size=1000)

    def give_bonuses(self) -> None:
        """Bring the seed's people to the points that its page shows."""
        for person, user in zip(self.community.people, self.users, strict=True):
            if person.points is not None:
                earned = User.objects.get(pk=user.pk).points
                User.objects.filter(pk=user.pk).update(
                    bonus_points=person.points - earned, points=person.points
                )

    def pieces(self) -> list[Piece]:
        return [piece for question in self.community.questions for piece in question.walk()]


def make_user(person: Person) -> User:
    joined: Any = person.joined_at
    password = make_password(person.password or None)
    return User(username=person.name, level=person.level, password=password, joined_at=joined)
