"""Operators as conditions of the database: names become numbers; who is not there is a problem, and the rest goes on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.viewers import Viewer
from forum.lib.text import normalise_key
from qa.models import Category, Tag
from qa.reads.content_warnings import known_warnings
from qa.reads.listings import count_in
from qa.reads.scores import scoreless_ids
from qa.search.rules.syntax import NAMED, Filter, Problem, Query, Why

STATES = {
    "answered": "p.answer_count > 0",
    "unanswered": "p.answer_count = 0",
    "accepted": "p.accepted_answer_id IS NOT NULL",
    "closed": "p.is_closed",
    "open": "NOT p.is_closed",
}
COLUMNS = {"score": "p.score", "answers": "p.answer_count"}
UNWARNED = "none"  # "warning:none": questions without any
BY_NAME = {
    "tag": "EXISTS (SELECT FROM qa_questiontag t WHERE t.question_id = p.id AND t.tag_id = ANY(%s))",
    "category": "p.category_ids && %s::bigint[]",
    "user": "p.author_id = ANY(%s)",
    # The second half is what the index of warned questions has in its condition.
    "warning": "(p.content_warnings && %s::varchar[] AND p.content_warnings <> '{}'::varchar[])",
}


@dataclass(frozen=True)
class Conditions:
    """SQL on a question (p) and its document (d), the values in it, and what could not be understood."""

    sql: str = ""
    values: tuple[Any, ...] = ()
    problems: tuple[Problem, ...] = ()


def find_tags(names: Sequence[str], viewer: Viewer) -> dict[str, list[int]]:
    """Return tags by any of their names; one that only questions for members carry is there for members alone."""
    keys = {name: normalise_key(name) for name in names}
    rows = Tag.objects.filter(key__in=keys.values()).select_related("root")
    found = {
        row.key: tag.pk
        for row in rows
        if not (tag := row.root or row).question_count or count_in(tag, viewer)
    }
    return {name: [found[key]] for name, key in keys.items() if key in found}


def find_members(names: Sequence[str], _viewer: Viewer) -> dict[str, list[int]]:
    """Return members by their names; whatever visitors call themselves is nobody's name."""
    keys = {name: normalise_key(name.removeprefix("@")) for name in names}
    found = dict(User.objects.filter(username_key__in=keys.values()).values_list("username_key", "pk"))
    return {name: [found[key]] for name, key in keys.items() if key in found}


def find_categories(names: Sequence[str], _viewer: Viewer) -> dict[str, list[int]]:
    """Return categories by their path, their address part or their name; several may have the same."""
    tree = list(Category.objects.values_list("pk", "path", "slug", "name"))
    keys = [(pk, {normalise_key(word) for word in words}) for pk, *words in tree]
    found = {name: [pk for pk, known in keys if normalise_key(name.strip("/")) in known] for name in names}
    return {name: numbers for name, numbers in found.items() if numbers}


def find_warnings(names: Sequence[str], _viewer: Viewer) -> dict[str, list[str]]:
    """Return content warnings by the short word that posts carry, or by what readers are told; "none" is none at all."""
    known: dict[str, str] = {}
    for one in known_warnings().values():
        known |= {normalise_key(one.name): one.slug, one.slug: one.slug}
    known[UNWARNED] = UNWARNED
    return {name: [known[key]] for name in names if (key := normalise_key(name)) in known}


FINDERS: dict[str, Callable[[Sequence[str], Viewer], Mapping[str, list[int] | list[str]]]] = {
    "tag": find_tags,
    "category": find_categories,
    "user": find_members,
    "warning": find_warnings,
}


def make_conditions(query: Query, viewer: Viewer) -> Conditions:
    """Return the conditions of a search: one query for each of tags, categories and members, where it names any.

    Warnings are the question's own, as all conditions are; what stands among the options costs no query.
    """
    numbers: dict[tuple[str, str], list[int] | list[str]] = {}
    for name in NAMED:
        values = [one.value for one in query.filters if one.name == name]
        if values:
            numbers |= {(name, value): found for value, found in FINDERS[name](values, viewer).items()}
    parts, given, problems = [], [], []
    for one in query.filters:
        if one.name in NAMED and (one.name, one.value) not in numbers:
            problems.append(Problem(Why.MISSING, one.name, one.value))
            continue
        sql, values = describe(one, numbers.get((one.name, one.value), []))
        parts.append(f"({sql}) IS NOT TRUE" if one.is_negated else sql)
        given += values
    return Conditions("".join(f" AND {part}" for part in parts), tuple(given), tuple(problems))


def describe(one: Filter, numbers: Sequence[int | str]) -> tuple[str, list[Any]]:
    """Return a condition and its values."""
    if one.name == "warning" and UNWARNED in numbers:
        return "p.content_warnings = '{}'::varchar[]", []
    if one.name in NAMED:
        return BY_NAME[one.name], [numbers]
    if one.name == "is":
        return STATES[one.value], []
    if one.day is not None:
        begin = timezone.make_aware(datetime.combine(one.day, time.min))
        return ("d.created_at < %s" if one.name == "before" else "d.created_at >= %s"), [begin]
    sql = f"{COLUMNS[one.name]} {one.sign} %s"
    hidden = scoreless_ids() if one.name == "score" else ()
    if hidden:  # where no page shows scores, no search tells them
        return f"{sql} AND (p.category_id IS NULL OR p.category_id <> ALL(%s))", [one.number, list(hidden)]
    return sql, [one.number]
