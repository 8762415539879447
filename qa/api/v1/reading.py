"""Reading: what everybody can read on the pages; with a token, what its member can read there."""

from typing import Annotated, Any, Literal

from django.conf import settings
from django.urls import reverse
from ninja import Path, Query

from accounts.viewers import Viewer
from forum import options
from forum.events import happened
from qa.api.reads import lists, searches, threads
from qa.api.reads.addresses import absolute
from qa.api.v1 import schemas, shapes
from qa.api.v1.api import BY_ANYBODY, REFUSALS, ApiRequest, router, token_needed
from qa.api.v1.paging import MOST, list_part, write_next
from qa.api.v1.schemas import LARGEST
from qa.models import Category, Post, Tag
from qa.reads import badges, listings, people
from qa.reads.questions import find_question
from qa.reads.scores import shows_scores

Number = Annotated[int, Path(ge=1, le=LARGEST)]
Limit = Annotated[
    int | None, Query(ge=1, le=MOST, description="How many at once; by default as many as the pages show.")
]
After = Annotated[str | None, Query(max_length=200, description="From `next` of an answer before.")]
PageNumber = Annotated[int, Query(ge=1, le=10_000)]
Name = Annotated[str, Path(max_length=200)]
Waiting = Literal["unanswered", "unaccepted", "unupvoted"]


def reads(path: str, answer: Any, name: str, tags: list[str]) -> Any:
    """Declare an operation that anybody may ask for."""
    return router.get(
        path,
        response={200: answer, **REFUSALS},
        url_name=name,
        operation_id=name.replace("-", "_"),
        tags=tags,
        openapi_extra=BY_ANYBODY,
    )


@reads("/", schemas.Site, "site", ["site"])
def site(request: ApiRequest) -> Any:
    """What this place is, and where its descriptions are."""
    current = options.current()
    return {
        "name": current.site_name,
        "description": current.welcome_text,
        "url": absolute("/"),
        "language": settings.LANGUAGE_CODE,
        "is_reading_open": current.view_level == "everybody",
        "question_count": lists.count_questions(request.viewer),
        "docs": absolute(reverse("api:docs")),
        "openapi": absolute(reverse("api-1:openapi-json")),
        "dataset_license": current.dataset_license or None,
    }


@reads("/questions", schemas.Listing[schemas.QuestionRow], "questions", ["questions"])
def questions(
    request: ApiRequest,
    sort: Annotated[
        str, Query(max_length=20, description="recent, hot, votes, answers, views, activity.")
    ] = "recent",
    waiting: Annotated[Waiting | None, Query(alias="filter", description="Open questions that wait.")] = None,
    category: Annotated[str | None, Query(max_length=400, description="Its path; with all below it.")] = None,
    tag: Annotated[str | None, Query(max_length=100)] = None,
    user: Annotated[
        str | None, Query(max_length=100, description="The name of the member who asked.")
    ] = None,
    after: After = None,
    limit: Limit = None,
) -> Any:
    """Questions in one of the orders of the site's lists, or by one of their filters."""
    wanted = lists.Wanted(waiting or "", category or "", tag or "", user or "")
    rows, keys = lists.find_questions(request.viewer, sort, wanted)
    return list_part(request, rows, limit, lambda found: [shapes.question_row(one) for one in found], keys)


@reads("/questions/{int:pk}", schemas.Question, "question", ["questions"])
def question(request: ApiRequest, pk: Number, order: str | None = None, page: PageNumber = 1) -> Any:
    """A question with its text, the newest comments, and a page of answers."""
    current = options.current()
    found = find_question(request.viewer, pk)
    part = threads.load_answers(request, request.viewer, found, current, with_question=True)
    writer = shapes.Writer(found, part.sources, part.changes, current)
    closure = getattr(found, "closure", None) if found.is_closed else None
    return writer.whole_question(part.comments[found.pk], closure) | {
        "answers": write_answers(request, writer, part)
    }


@reads("/questions/{int:pk}/answers", schemas.AnswerPage, "answers", ["questions"])
def answers(request: ApiRequest, pk: Number, order: str | None = None, page: PageNumber = 1) -> Any:
    """The answers to a question, each with its newest comments, in the order of the page: helpful, votes or oldest."""
    current = options.current()
    found = find_question(request.viewer, pk)
    part = threads.load_answers(request, request.viewer, found, current)
    return write_answers(request, shapes.Writer(found, part.sources, part.changes, current), part)


def write_answers(request: ApiRequest, writer: shapes.Writer, part: threads.Part) -> Any:
    page = part.page
    assert page is not None  # noqa: S101 - load_answers reads one
    following = None
    if not page.is_last:
        path = reverse("api-1:answers", args=[part.question.pk])
        following = absolute(f"{path}?order={part.order}&page={page.number + 1}")
    items = [writer.answer(post, part.comments[post.pk]) for post in page.rows]
    return {"items": items, "total": page.total, "order": part.order, "next": following}


@reads("/answers/{int:pk}", schemas.Answer, "answer", ["posts"])
def answer(request: ApiRequest, pk: Number) -> Any:
    """One answer."""
    current = options.current()
    found, post = threads.find_reply(request.viewer, pk, Post.Kind.ANSWER)
    part = threads.load_part(request.viewer, found, [post], current)
    return shapes.Writer(found, part.sources, part.changes, current).answer(post, part.comments[post.pk])


@reads("/comments/{int:pk}", schemas.Comment, "comment", ["posts"])
def comment(request: ApiRequest, pk: Number) -> Any:
    """One comment."""
    current = options.current()
    found, post = threads.find_reply(request.viewer, pk, Post.Kind.COMMENT)
    part = threads.load_part(request.viewer, found, [post], current, has_comments=False)
    return shapes.Writer(found, part.sources, part.changes, current).comment(post)


@reads("/posts/{int:pk}/comments", schemas.Listing[schemas.Comment], "comments", ["posts"])
def comments(request: ApiRequest, pk: Number, after: After = None, limit: Limit = None) -> Any:
    """All comments below a question or an answer, the oldest first."""
    current = options.current()
    found, post = threads.find_commented(request.viewer, pk)

    def shape(rows: list[Post]) -> list[Any]:
        part = threads.load_part(request.viewer, found, rows, current, has_comments=False)
        writer = shapes.Writer(found, part.sources, part.changes, current)
        return [writer.comment(row) for row in rows]

    return list_part(request, threads.comments_on(request.viewer, found, post), limit, shape)


@reads("/activity", schemas.Listing[schemas.Activity], "activity", ["questions"])
def activity(request: ApiRequest, after: After = None, limit: Limit = None) -> Any:
    """Questions by their newest event, and what that was."""

    def shape(rows: list[Post]) -> list[Any]:
        return [
            {"question": shapes.question_row(row.question), "event": shapes.event(row.question, row.event)}
            for row in listings.activity_rows(rows)
        ]

    rows, _keys = lists.find_questions(request.viewer, "activity", lists.Wanted())
    return list_part(request, rows, limit, shape)


@reads("/search", schemas.SearchResults, "search", ["search"])
def search(
    request: ApiRequest,
    q: Annotated[str, Query(max_length=10_000, description="What the search box of the site takes.")] = "",
    page: PageNumber = 1,
) -> Any:
    """Questions that match, the best first."""
    found = searches.search(request, request.viewer, q)
    if found.query:
        happened("search", member_id=request.viewer.user_id)
    following = write_next(request, page=found.next_page) if found.next_page else None
    items = [shapes.question_row(one) for one in found.questions]
    return {"query": found.query, "items": items, "next": following}


def tag_row(tag: Tag, viewer: Viewer) -> dict[str, Any]:
    count = lists.count_in(tag, viewer)
    return {"name": tag.name, "url": absolute(tag.get_absolute_url()), "question_count": count}


@reads("/tags", schemas.Listing[schemas.Tag], "tags", ["subjects"])
def tags(request: ApiRequest, after: After = None, limit: Limit = None) -> Any:
    """All tags in use, the most used first."""
    rows, viewer = lists.list_tags(request.viewer), request.viewer
    return list_part(request, rows, limit, lambda found: [tag_row(one, viewer) for one in found])


@reads("/tags/{str:name}", schemas.Tag, "tag", ["subjects"])
def tag(request: ApiRequest, name: Name) -> Any:
    """One tag, by any spelling of it. Its questions: /questions?tag="""
    return tag_row(lists.find_tag(name, request.viewer), request.viewer)


def category_row(category: Category, viewer: Viewer) -> dict[str, Any]:
    return {
        **(shapes.category_name(category) or {}),
        "parent_id": category.parent_id,
        "description": category.description,
        "question_count": lists.count_in(category, viewer),
    }


@reads("/categories", schemas.Listing[schemas.Category], "categories", ["subjects"])
def categories(request: ApiRequest) -> Any:
    """The whole tree, each category below the one that it is in."""
    return {
        "items": [category_row(one, request.viewer) for one in lists.list_categories(request.viewer)],
        "next": None,
    }


@reads("/categories/{path:path}", schemas.Category, "category", ["subjects"])
def category(request: ApiRequest, path: Annotated[str, Path(max_length=400)]) -> Any:
    """One category. Its questions: /questions?category="""
    return category_row(lists.find_category(path, request.viewer), request.viewer)


def badge_row(badge: badges.Told, *, is_counted: bool = True) -> dict[str, Any]:
    return {
        "key": badge.key,
        "name": badge.name,
        "description": badge.description,
        "grade": badge.grade,
        "holder_count": badge.holder_count if is_counted else None,
    }


@reads("/badges", schemas.Listing[schemas.Badge], "badges", ["members"])
def list_badges(request: ApiRequest) -> Any:
    """All badges, where the site gives any."""
    badges.enforce_badges(options.current())
    groups = badges.list_badges()
    return {"items": [badge_row(one) for group in groups for one in group.badges], "next": None}


@reads("/users", schemas.Listing[schemas.UserRow], "users", ["members"])
def users(request: ApiRequest, after: After = None, limit: Limit = None) -> Any:
    """Members by points; in the order in which they came, and without points, where the site has no such list."""
    has_points = options.current().are_leaderboards_on

    def shape(rows: list[Any]) -> list[Any]:
        return [user_row(row, has_points=has_points) for row in rows]

    return list_part(request, lists.list_members(), limit, shape)


def user_row(user: Any, *, has_points: bool) -> dict[str, Any]:
    return {
        "name": user.username,
        "url": absolute(user.get_absolute_url()),
        "points": user.points if has_points else None,
        "level": user.get_level_display(),
    }


@reads("/users/{str:name}", schemas.User, "user", ["members"])
def user(request: ApiRequest, name: Name) -> Any:
    """A member's public profile."""
    member = lists.find_member(name)
    profile = people.load_profile(member)
    has_badges = options.current().are_badges_on
    earned = badges.badges_of(member) if has_badges else []
    return user_row(member, has_points=True) | {
        "joined_on": member.joined_at.date().isoformat(),
        "question_count": profile.standing.question_count,
        "answer_count": profile.standing.answer_count,
        "comment_count": profile.standing.comment_count,
        "accepted_count": profile.standing.accepted_count,
        "rank": profile.rank if profile.is_rank_known else None,
        "badges": [badge_row(one, is_counted=False) for one in earned],
    }


@reads("/users/{str:name}/answers", schemas.Listing[schemas.AnswerRow], "user-answers", ["members"])
def user_answers(request: ApiRequest, name: Name, after: After = None, limit: Limit = None) -> Any:
    """A member's answers, the newest first. (Questions: /questions?user=)"""
    member = lists.find_member(name)
    rows = lists.answers_of(member, request.viewer)
    return list_part(request, rows, limit, lambda found: [answer_row(one) for one in found])


def answer_row(post: Any) -> dict[str, Any]:
    has_scores = shows_scores(post.question.category_id)
    return {
        "id": post.pk,
        "url": absolute(post.get_absolute_url()),
        "question_id": post.question_id,
        "question_title": post.question.title,
        "excerpt": None if post.content_warnings else shapes.shorten(post.excerpt),
        "content_warnings": list(post.content_warnings),
        "created_at": shapes.moment(post.created_at),
        "score": post.score if has_scores else None,
        "is_accepted": post.question.accepted_answer_id == post.pk,
    }


@router.get(
    "/me",
    response={200: schemas.Me, **REFUSALS},
    url_name="me",
    operation_id="me",
    tags=["members"],
    auth=token_needed,
)
def me(request: ApiRequest) -> Any:
    """For whom the token acts, and how far."""
    member, token = request.viewer.user, request.token
    assert member is not None and token is not None  # noqa: S101 - a token is needed here
    return user_row(member, has_points=True) | {"scopes": token.scopes, "expires_at": token.expires_at}
