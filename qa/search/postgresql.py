"""The search engine that needs nothing but PostgreSQL.

A search asks for candidates in the order in which they promise most: all words in the title, some in the title and all in
the thread, all in the thread. Of these some hundreds are ranked, by weights of places and of words. So a search for frequent
words, which very many threads hold, costs no more than one for rare ones.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connection, transaction

from accounts.viewers import Viewer
from forum import stamps
from qa.policies.standing import reads_texts
from qa.reads.content_warnings import shows_text
from qa.search.engine import Match, Place, Results
from qa.search.excerpts import Found, make_excerpt, mark_all
from qa.search.expansion import Term, expand
from qa.search.filters import Conditions, make_conditions
from qa.search.lookup import RARE, Group, Wanted, either, every, in_titles, look_up
from qa.search.rules.syntax import Query

MOST_RANKED = 300
FEW = 10  # results; where fewer hold all words, others that hold most of them follow
MOST_FILLED = 50
TELLING = 2_000  # threads: words that more have are left out when others are looked for, unless there is no rarer one
LONGEST_MILLISECONDS = 1_500
TEXT_LENGTH = 12_000  # so far into a text an excerpt may lie
# Of places: comments, answers, the question, its title and tags. Of titles and tags alone: the same, with tags a little less.
WEIGHTS, HEAD_WEIGHTS = "{0.1, 0.25, 0.5, 1}", "{0, 0, 0.6, 1}"
WORTH = {"A": 1.0, "B": 0.5, "C": 0.25, "D": 0.1}
KINDS = {"C": "A", "D": "C"}  # of posts, by the weight of their words
ORDERS = {
    "relevance": "d.created_at DESC, d.question_id DESC",
    "newest": "d.created_at DESC, d.question_id DESC",
    "votes": "p.score DESC, d.question_id DESC",
    "activity": "p.active_at DESC, d.question_id DESC",
}
# So many questions of one span of numbers (search_write) share a word of their own, "§" and the number of the span.
SPAN_BITS = 14
LOOKED_AT = 3 * MOST_RANKED  # candidates that are wanted of one kind, where there are very many
# No plan may read all documents: their words stand outside of the rows, which the planner does not count. What a search
# asks for takes milliseconds, more processes would only cost.
SETTINGS = {
    "statement_timeout": str(LONGEST_MILLISECONDS),
    "enable_seqscan": "off",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}
PLACES = """
    SELECT d.question_id, d.posts, w.lexeme, w.positions, w.weights
    FROM search_document d CROSS JOIN LATERAL unnest(CASE WHEN %s THEN d.head ELSE d.words END) AS w
    WHERE d.question_id = ANY(%s) AND (w.lexeme = ANY(%s) OR w.lexeme ^@ ANY(%s::text[]))
"""
TEXTS = "SELECT id, title, left(body_text, %s), content_warnings FROM qa_post WHERE id = ANY(%s)"


# Few questions are for members only: they are left out by their numbers, which stand in an index of their own.
NOT_APART = (
    "d.question_id NOT IN (SELECT id FROM qa_post WHERE kind = 'Q' AND NOT is_hidden AND audience = 2)"
)


def visible_documents(viewer: Viewer) -> str:
    """Return the condition on documents (d) that this viewer may find at all. What is hidden has none."""
    return "TRUE" if viewer.is_member else NOT_APART


@dataclass(frozen=True)
class Plan:
    """A search as SQL: which documents, by which words, in which column these are looked for."""

    groups: tuple[Group, ...]
    queries: tuple[str, ...]  # one for each group, in the form for this column
    unwanted: str
    is_head: bool
    visible: str
    conditions: Conditions
    size: float
    newest: int

    @property
    def source(self) -> str:
        """The table, with the questions' own columns where a condition needs them."""
        return "search_document d" + (
            " JOIN qa_post p ON p.id = d.question_id" if self.conditions.sql else ""
        )

    @property
    def where(self) -> str:
        return self.visible + self.conditions.sql

    def with_unwanted(self, query: str) -> str:
        return f"({query}) & !({self.unwanted})" if self.unwanted else query


def make_plan(wanted: Wanted, conditions: Conditions, viewer: Viewer, in_title: bool) -> Plan:
    """Choose where to look: in all words; in titles, if only these are asked for or may be known, or all words are common."""
    usable = tuple(group for group in wanted.groups if group.words)
    is_common = bool(wanted.groups) and not usable
    groups = usable or wanted.groups
    if in_title or not reads_texts(viewer):
        queries = tuple(in_titles(group.words or group.plain) for group in groups)
        unwanted, is_head = either(in_titles(group.plain) for group in wanted.excluded), True
    elif is_common:
        queries, unwanted = tuple(group.plain for group in groups), either(g.plain for g in wanted.excluded)
        is_head = True
    else:
        queries, unwanted = tuple(group.words for group in groups), either(g.words for g in wanted.excluded)
        is_head = False
    return Plan(
        groups, queries, unwanted, is_head, visible_documents(viewer), conditions, wanted.size, wanted.newest
    )


class Statement:
    """SQL that grows piece by piece, with its values."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def add(self, sql: str, *values: Any) -> str:
        self.values += values
        return sql


def newest_spans(plan: Plan, expected: float) -> str:
    """Return a query for the newest questions, among which enough of the expected ones are; "" if these are not too many."""
    count = (plan.newest >> SPAN_BITS) + 1
    wanted = math.ceil(count * LOOKED_AT / max(expected, 1)) + 1
    if expected < 2 * LOOKED_AT or wanted > count / 2:
        return ""
    return " | ".join(f"'§{number}'" for number in range(count - wanted, count))


def select_candidates(plan: Plan, statement: Statement, all_words: str, any_word: str) -> str:
    """Return SQL for the documents that hold all words, those that promise most first."""
    full = plan.with_unwanted(all_words)

    def tier(condition: str, *queries: str, words: str = "") -> str:
        parts = (
            [condition, f"d.{'head' if plan.is_head else 'words'} @@ %s::tsquery"] if words else [condition]
        )
        return statement.add(
            f"(SELECT d.question_id FROM {plan.source} WHERE {' AND '.join([*parts, plan.where])} "  # noqa: S608
            f"ORDER BY d.created_at + interval '0' DESC, d.question_id DESC LIMIT {MOST_RANKED + 1})",
            *queries,
            *([words] if words else []),
            *plan.conditions.values,
        )

    in_head, not_in_head = "d.head @@ %s::tsquery", "NOT d.head @@ %s::tsquery"
    if plan.is_head:
        return tier(in_head, full)
    shares = [group.share for group in plan.groups]
    heads = [group.head_share for group in plan.groups]
    everywhere = plan.size * math.prod(shares)
    by_one = sum(
        everywhere * head / max(share, head, RARE) for head, share in zip(heads, shares, strict=True)
    )
    # How many are expected; the conditions; the values in them.
    kinds = [(plan.size * math.prod(heads), in_head, [all_words]), (everywhere, not_in_head, [any_word])]
    if any_word != all_words:
        kinds.insert(1, (by_one, f"{in_head} AND {not_in_head}", [any_word, all_words]))
    tiers = []
    for expected, condition, queries in kinds:
        spans = newest_spans(plan, expected)
        if spans:
            tiers.append(tier(condition, *queries, words=f"({full}) & ({spans})"))
            tiers.append(tier(condition, *queries, words=f"({full}) & !({spans})"))
        else:
            tiers.append(
                tier(condition, *queries, words="" if full == all_words and condition == in_head else full)
            )
    return " UNION ALL ".join(tiers)


def rank(plan: Plan, all_words: str, any_word: str, *, is_partial: bool = False) -> list[tuple[int, float]]:
    """Return the candidates, best first, each with how much of the search it holds (1: all, which is taken for granted
    unless `is_partial`)."""
    statement = Statement()
    candidates = select_candidates(plan, statement, all_words, any_word)
    total = sum(group.weight for group in plan.groups)
    held, close = [], []
    for group, query in zip(plan.groups, plan.queries, strict=True):
        share = group.weight / total
        held.append((f"{share} * (words[1] @@ %s::tsquery)::int", query))
        close.append((f"{share} * ts_rank('{HEAD_WEIGHTS}', head, %s::tsquery)", query))
        if not plan.is_head:
            close.append((f"{share} * ts_rank('{WEIGHTS}', words[1], %s::tsquery)", query))
    held_sql = " + ".join(statement.add(sql, query) for sql, query in held) if is_partial else "1"
    close_sql = " + ".join(statement.add(sql, query) for sql, query in close)
    # What is put into an array is fetched from where it stands once, and not anew by each function.
    sql = f"""
        WITH picked AS MATERIALIZED (SELECT question_id FROM ({candidates}) tiers LIMIT {MOST_RANKED + 1})
        SELECT question_id, {held_sql} AS held, {close_sql} + 0.02 * ln(1 + greatest(score, 0)) AS closeness
        FROM (SELECT d.question_id, d.head, ARRAY[d.{"head" if plan.is_head else "words"}] AS words, p.score
              FROM picked JOIN search_document d USING (question_id)
              JOIN qa_post p ON p.id = d.question_id AND p.kind = 'Q' AND NOT p.is_hidden OFFSET 0) looked_at
        ORDER BY closeness DESC, question_id DESC
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, statement.values)
        rows = cursor.fetchall()
    rows.sort(key=lambda row: -round(row[1], 6))
    return [(question, held) for question, held, _closeness in rows]


def in_order(plan: Plan, sort: str) -> list[int]:
    """Return questions that fulfil everything, in an order other than that of closeness."""
    parts, values = [], []
    column = "head" if plan.is_head else "words"
    if plan.queries:
        parts.append(f"d.{column} @@ %s::tsquery")
        values.append(plan.with_unwanted(every(plan.queries)))
    elif plan.unwanted:
        parts.append(f"NOT d.{column} @@ %s::tsquery")
        values.append(plan.unwanted)
    where = " AND ".join([plan.visible, *parts]) + plan.conditions.sql
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.question_id FROM search_document d JOIN qa_post p ON p.id = d.question_id "  # noqa: S608
            f"WHERE p.kind = 'Q' AND NOT p.is_hidden AND {where} ORDER BY {ORDERS[sort]} LIMIT {MOST_RANKED + 1}",
            [*values, *plan.conditions.values],
        )
        return [question for (question,) in cursor.fetchall()]


def fill_up(plan: Plan) -> list[tuple[int, float]]:
    """Return questions that hold some of the words, the rarest above all, those that hold most of them first."""
    rarest = sorted(zip(plan.groups, plan.queries, strict=True), key=lambda pair: pair[0].share)
    telling, before = [], 0.0
    for group, query in rarest:
        if before >= TELLING:
            break
        telling.append(query)
        before += group.share * plan.size
    any_word = either(telling)
    return rank(plan, any_word, any_word, is_partial=True)


@contextmanager
def bounded() -> Iterator[None]:
    """Within this block no statement takes longer than LONGEST_MILLISECONDS. Raises OperationalError for one that does."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("".join(f"SET LOCAL {name} = {value};" for name, value in SETTINGS.items()))
        yield
        with connection.cursor() as cursor:
            cursor.execute("".join(f"SET LOCAL {name} = DEFAULT;" for name in SETTINGS))


class PostgresEngine:
    """The engine of every forum that has not chosen another."""

    def search(self, query: Query, viewer: Viewer, place: Place) -> Results:
        """Return a page of results; where the database needs too long, none, which is said."""
        # Documents change with their posts: a kept page relies on these.
        with stamps.relying_on(stamps.Kind.POSTS, instead_of=("search_document",)):
            try:
                with bounded():
                    return self.find(query, viewer, place)
            except OperationalError as error:
                if getattr(error.__cause__, "pgcode", "") != "57014":  # query_canceled
                    raise
                return Results(is_too_slow=True)

    def find(self, query: Query, viewer: Viewer, place: Place) -> Results:
        terms = [Term(word) for word in query.words] if place.is_exact else expand(query.words)
        conditions = make_conditions(query, viewer)
        wanted = look_up(query, terms)
        plan = make_plan(wanted, conditions, viewer, query.in_title)
        if not (plan.groups or plan.unwanted or conditions.sql):
            return Results(problems=conditions.problems, has_gaps=wanted.has_gaps)
        ids, complete = choose(plan, query.sort)
        ids, is_more = ids[:MOST_RANKED], len(ids) > MOST_RANKED
        shown = ids[place.start : place.start + place.size]
        return Results(
            matches=show_places(shown, plan, viewer),
            total=len(ids),
            is_more=is_more,
            complete_count=complete,
            problems=conditions.problems,
            corrected=correct(query, terms),
            is_common=bool(wanted.groups) and not any(group.words for group in wanted.groups),
            has_gaps=wanted.has_gaps,
        )


def choose(plan: Plan, sort: str) -> tuple[list[int], int | None]:
    """Return which questions, in their order, and how many of them hold everything if others follow."""
    if sort != "relevance" or not plan.groups:
        return in_order(plan, sort), None
    ids = [question for question, _held in rank(plan, every(plan.queries), either(plan.queries))]
    if len(ids) >= FEW or len(plan.groups) < 2:
        return ids, None
    others = [(question, held) for question, held in fill_up(plan) if question not in set(ids)]
    if not others:
        return ids, None
    enough = others[0][1] / 2
    more = [question for question, held in others if held >= enough][:MOST_FILLED]
    return ids + more, len(ids)


def correct(query: Query, terms: Sequence[Term]) -> str:
    """Return the search with words corrected, as it could be typed; "" where none was."""
    corrected = query.text
    for term in terms:
        if term.was_corrected and term.alternatives:
            corrected = corrected.replace(term.word, term.alternatives[0], 1)
    return corrected if corrected != query.text else ""


@dataclass
class Thread:
    """Where the words of a search stand in one document."""

    posts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    places: list[tuple[int, str, str]] = field(default_factory=list)  # (place, lexeme, weight)


def show_places(ids: Sequence[int], plan: Plan, viewer: Viewer) -> list[Match]:
    """Return the questions with the posts that fit best, and with what was found marked: two queries.

    Of a text with a content warning no words, unless the viewer sees such texts as they are.
    """
    if not ids:
        return []
    weights = {lexeme: group.weight for group in plan.groups for lexeme in group.lexemes}
    threads = read_places(ids, list(weights), plan.is_head) if weights else {}
    best = {pk: find_best(pk, threads.get(pk, Thread()), weights, plan.is_head) for pk in ids}
    numbers = list({number for pk in ids for number in (pk, best[pk].post_id)})
    with connection.cursor() as cursor:
        cursor.execute(TEXTS, [TEXT_LENGTH if reads_texts(viewer) else 0, numbers])
        texts = {
            pk: (title, body if shows_text(viewer, warnings) else "")
            for pk, title, body, warnings in cursor.fetchall()
        }
    matches = []
    for pk in ids:
        one = best[pk]
        matches.append(
            Match(
                pk,
                one.post_id,
                one.kind,
                mark_all(texts.get(pk, ("", ""))[0], one.title),
                make_excerpt(texts.get(one.post_id, ("", ""))[1], one.text),
            )
        )
    return matches


def read_places(ids: Sequence[int], lexemes: Sequence[str], is_head: bool) -> dict[int, Thread]:
    """Return where these lexemes stand in the documents of questions."""
    exact = [lexeme for lexeme in lexemes if not lexeme.endswith("*")]
    beginnings = [lexeme.removesuffix("*") for lexeme in lexemes if lexeme.endswith("*")]
    threads: dict[int, Thread] = defaultdict(Thread)
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [is_head, list(ids), [*exact, "¶"], beginnings])
        for pk, posts, lexeme, positions, weights in cursor.fetchall():
            thread = threads[pk]
            thread.posts = posts
            if lexeme == "¶":
                thread.ends = positions
            else:
                thread.places += [
                    (place, lexeme, weight) for place, weight in zip(positions, weights, strict=True)
                ]
    return threads


def find_best(pk: int, thread: Thread, weights: dict[str, float], only_title: bool) -> Found:
    """Return the post of a thread that the search fits best: the question itself, unless another outranks it."""
    title: dict[int, str] = {}
    texts: dict[int, dict[int, str]] = defaultdict(dict)
    heard: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for place, lexeme, weight in thread.places:
        part = bisect_left(
            thread.ends, place
        )  # 0: the title; 1: the text of the question; 2: the first other post
        if part >= len(thread.ends) or part > len(thread.posts):
            continue
        if part == 0:
            title[place] = lexeme
        else:
            texts[part][place - thread.ends[part - 1]] = lexeme
        heard[max(part, 1)][lexeme].append(weight)
    if only_title or not heard:
        return Found(pk, "Q", title, {} if only_title else texts[1])

    def worth(part: int) -> float:
        return sum(
            worth_of(lexeme, weights) * WORTH[max(found, key=WORTH.__getitem__)] * (1 - 1 / (1 + len(found)))
            for lexeme, found in heard[part].items()
        )

    best = min(heard, key=lambda part: (-worth(part), part))
    weight = next(iter(heard[best].values()))[0]
    return Found(thread.posts[best - 1], "Q" if best == 1 else KINDS.get(weight, "Q"), title, texts[best])


def worth_of(lexeme: str, weights: dict[str, float]) -> float:
    """Return the weight of a lexeme, or of the beginning that it was found by."""
    known = weights.get(lexeme)
    return known if known is not None else max(
        (value for name, value in weights.items() if name.endswith("*") and lexeme.startswith(name[:-1])), default=0.0
    )  # fmt: skip
