"""What of a page a member has muted. Rows are read as for everybody and looked through afterwards: no list gets slower."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from accounts.viewers import Viewer
from forum.lib.rows import fetch
from qa.models import Post
from qa.news.models import SubjectMute
from qa.news.rules.mutes import has_word, padded
from qa.reads.content_warnings import hidden_slugs

# Who of some members has muted a person, a tag of a question (by any of its names), or a word of a text.
WHO_MUTES = """
    SELECT DISTINCT m.member_id, m.person_id IS NOT NULL FROM news_subjectmute m
    WHERE m.member_id = ANY(%(members)s) AND (
        m.person_id = %(person)s
        OR m.tag_id IN (SELECT t.id FROM qa_questiontag x JOIN qa_tag t ON coalesce(t.root_id, t.id) = x.tag_id
                        WHERE x.question_id = %(question)s)
        OR (m.word <> '' AND strpos(%(text)s, ' ' || m.word || ' ') > 0))
"""


@dataclass(frozen=True)
class Mutes:
    """What a member has muted: ids of people, names of tags, folded words; and content warnings whose posts they want out of
    the way."""

    member_id: int = 0
    people: frozenset[int] = frozenset()
    tags: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    warnings: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.people or self.tags or self.words or self.warnings)

    def hides(self, question: Post, excerpt: str = "") -> bool:
        """Whether a question is folded where it is listed. Those of one's own never are."""
        if question.author_id == self.member_id:
            return False
        if question.author_id in self.people or not self.tags.isdisjoint(question.tag_names):
            return True
        if not self.warnings.isdisjoint(question.content_warnings):
            return True
        if not self.words:
            return False
        text = describe(question, excerpt)
        return any(has_word(text, word) for word in self.words)


NONE = Mutes()


def describe(question: Post, excerpt: str = "") -> str:
    """Return what words are looked for in."""
    return padded(question.title, *question.tag_names, excerpt)


def load_mutes(viewer: Viewer | None) -> Mutes:
    """Return what the viewer has muted: one query for a request, none for those who mute nothing."""
    if viewer is None or viewer.user is None or not (viewer.user.has_mutes or viewer.user.content_choices):
        return NONE
    if "mutes" not in viewer.remembered:
        mutes = read_mutes(viewer.member_id) if viewer.user.has_mutes else Mutes(viewer.member_id)
        viewer.remembered["mutes"] = replace(mutes, warnings=hidden_slugs(viewer))
    found: Mutes = viewer.remembered["mutes"]
    return found


def read_mutes(member_id: int) -> Mutes:
    rows = list(
        SubjectMute.objects.filter(member_id=member_id).values_list(
            "person_id", Coalesce("tag__root__name", "tag__name"), "word"
        )
    )
    return Mutes(
        member_id,
        frozenset(person for person, _tag, _word in rows if person),
        frozenset(tag for _person, tag, _word in rows if tag),
        tuple(word for _person, _tag, word in rows if word),
    )


def list_mutes(member_id: int) -> QuerySet[SubjectMute]:
    """Return all that a member has muted, with names: people, tags, words, each the last muted first."""
    rows = SubjectMute.objects.filter(member_id=member_id).select_related("person", "tag")
    return rows.only("word", "created_at", "person__username", "tag__name").order_by("-created_at", "-id")


def find_mute(viewer: Viewer, **subject: int) -> SubjectMute | None:
    return SubjectMute.objects.filter(member_id=viewer.user_id, **subject).first()


def find_muting(
    members: Iterable[int], *, person_id: int | None, question: Post
) -> tuple[frozenset[int], frozenset[int]]:
    """Return the members of these who muted the person, and those who muted a tag or word of the question."""
    ids = list(members)
    if not ids:
        return frozenset(), frozenset()
    values = {
        "members": ids,
        "person": person_id,
        "question": question.pk,
        "text": describe(question),
    }
    found = fetch(WHO_MUTES, values)
    return (
        frozenset(pk for pk, is_person in found if is_person),
        frozenset(pk for pk, is_person in found if not is_person),
    )
