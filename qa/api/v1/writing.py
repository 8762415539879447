"""Writing for the member of a token: by the forms and the actions of the pages, so by their rules and with their sentences."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from uuid import UUID, uuid5

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from ninja import Header, Path
from ninja.responses import Status

from accounts.captcha import explain_captcha
from accounts.viewers import Viewer
from forum import options
from forum.lib.errors import BadRequest, Conflict
from forum.lib.http import attempt
from qa.actions.acceptances import accept_answer, remove_acceptance
from qa.actions.answers import post_answer
from qa.actions.comments import post_comment
from qa.actions.flags import flag_post, withdraw_flag
from qa.actions.questions import ask_question
from qa.actions.votes import cast_vote
from qa.api.reads.addresses import absolute
from qa.api.rules.scopes import Scope
from qa.api.v1 import schemas
from qa.api.v1.api import REFUSALS, ApiRequest, need, router, token_needed, write_problems
from qa.api.v1.schemas import LARGEST
from qa.forms.moderation import FlagForm
from qa.forms.writing import AnswerForm, CommentForm, QuestionEditForm, QuestionForm, ReplyEditForm
from qa.models import Post, Revision
from qa.policies import posts as policies
from qa.reads.masks import read_usual_grade_below
from qa.reads.mending import judge_editing
from qa.reads.scores import has_scores
from qa.views.comments import find_post, hiding_the_unseen

T = TypeVar("T")
Number = Annotated[int, Path(ge=1, le=LARGEST)]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description="Any word of the program's own: what is sent again with the same one is posted once.",
    ),
]
KEYS = UUID("9a4f1f0e-6f2d-4a5b-9c55-5a7d6d7c2b11")
SAVED: dict[int, Any] = {201: schemas.Saved, 202: schemas.Saved, **REFUSALS}


def writes(method: str, path: str, answers: dict[int, Any], name: str) -> Any:
    """Declare an operation that takes a token."""
    return router.api_operation(
        [method],
        path,
        response=answers,
        url_name=name,
        operation_id=name.replace("-", "_"),
        tags=["writing"],
        auth=token_needed,
    )


def refuse_captcha(viewer: Viewer) -> None:
    """Raise PermissionDenied where the form of the page asks a question that no program shall answer."""
    reason = explain_captcha(viewer, options.current(), "/ask/")
    if reason:
        raise PermissionDenied(strip_tags(reason))


def refuse(request: ApiRequest, form: forms.Form) -> HttpResponse:
    """Say what the form says: 422, or 429 with the wait where it came too often."""
    problems: list[dict[str, str | None]] = [
        {"field": None if name == "__all__" else name, "message": str(message)}
        for name, messages in form.errors.items()
        for message in messages
    ]
    wait = getattr(form, "wait_seconds", 0)
    response = write_problems(request, problems, 429 if wait else 422)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def look_again(request: ApiRequest, form: Any) -> HttpResponse:
    """Point once at what tells who somebody is, as the pages do; sent again with `seen`, it is posted."""
    words = _("%(what)s: “%(passage)s”. If you mean it so, send it again with “seen” as it stands here.")
    problems: list[dict[str, str | None]] = [
        {"field": "body", "message": words % {"what": what, "passage": passage}}
        for what, passage in form.findings
    ]
    return write_problems(request, problems, seen=form.seen)


def submission_key(viewer: Viewer, key: str | None) -> UUID | None:
    """Return the key of a sending: nobody else can have the same one. Raises BadRequest."""
    if key is None:
        return None
    if not key.strip() or not key.isprintable():
        raise BadRequest(_("The Idempotency-Key has to be a word of 1 to 200 characters."))
    return uuid5(KEYS, f"{viewer.member_id}\0{key}")


def publish(
    request: ApiRequest, form: Any, act: Callable[[], Post], field: str | None, place: tuple[str, int | None]
) -> Any:
    """Post what the form says, and answer. `place`: of which kind it is, and below which post."""
    if not form.is_valid():
        return refuse(request, form)
    if form.findings:
        return look_again(request, form)
    post = attempt(form, act, field)
    if post is None:
        return refuse(request, form)
    refuse_another_text(post, form, place)
    return answer_with(post)


def refuse_another_text(post: Post, form: Any, place: tuple[str, int | None]) -> None:
    """Raise Conflict where the key belongs to something else that was posted with it."""
    first = Revision.objects.filter(post=post, version=1).values_list("body", flat=True).first()
    is_same = (post.kind, post.parent_id) == place and first in (None, form.cleaned_data["body"].source)
    if not is_same:
        raise Conflict(_("This Idempotency-Key was used for another text already."))


def answer_with(post: Post, status: int = 201) -> Status[dict[str, Any]]:
    message = None
    if post.is_held:
        message = _("Thank you. Your post is saved, and will be visible once a moderator has seen it.")
    saved = {
        "id": post.pk,
        "url": absolute(post.get_absolute_url()),
        "version": post.version,
        "is_waiting": post.is_held,
        "message": message,
    }
    return Status(202 if post.is_held else status, saved)


def to_fields(sent: schemas.TextIn) -> dict[str, Any]:
    """Return what the form of the page would have sent."""
    fields: dict[str, Any] = {"body": sent.body, "seen": sent.seen, "content_warnings": sent.content_warnings}
    if sent.notify:
        fields["wants_notice"] = "on"
    return fields


def join_tags(tags: list[str]) -> str:
    return (", " if options.current().are_tags_split_by_commas else " ").join(tags)


@writes("POST", "/questions", SAVED, "ask")
def ask(request: ApiRequest, sent: schemas.QuestionIn, key: Key = None) -> Any:
    """Ask a question. 202: it waits until a moderator has seen it."""
    viewer, current = need(request, Scope.ASK), options.current()
    policies.may_ask(viewer, current).enforce()
    refuse_captcha(viewer)
    fields = to_fields(sent) | {"title": sent.title, "tags": join_tags(sent.tags), "extra": sent.extra}
    form = QuestionForm(fields, viewer=viewer, options=current)
    fields["category"] = find_category(form, sent.category)
    mark = submission_key(viewer, key)

    def act() -> Post:
        return ask_question(viewer, form.draft, form.byline, mark)

    return publish(request, form, act, None, (Post.Kind.QUESTION, None))


def find_category(form: Any, word: str | int | None) -> str:
    """Return the number of a category that is named by number or path; a wrong one stays, for the form to refuse."""
    if word is None or "category" not in form.fields:
        return "" if word is None else str(word)
    found = form.fields["category"].find(word)
    return str(found.pk if found else word)


@writes("POST", "/questions/{int:pk}/answers", SAVED, "answer-new")
def answer(request: ApiRequest, pk: Number, sent: schemas.TextIn, key: Key = None) -> Any:
    """Answer a question. 202: it waits until a moderator has seen it."""
    viewer, current = need(request, Scope.ANSWER), options.current()
    refuse_captcha(viewer)
    fields = to_fields(sent) | {"grade": read_usual_grade_below(viewer, pk)}
    form = AnswerForm(fields, viewer=viewer, options=current, place=f"answer-{pk}")
    mark = submission_key(viewer, key)

    def act() -> Post:
        return post_answer(
            viewer, pk, form.cleaned_data["body"], form.byline, mark, warnings=form.warnings or ()
        )

    with hiding_the_unseen(request, pk):
        return publish(request, form, act, "body", (Post.Kind.ANSWER, pk))


@writes("POST", "/posts/{int:pk}/comments", SAVED, "comment-new")
def comment(request: ApiRequest, pk: Number, sent: schemas.TextIn, key: Key = None) -> Any:
    """Comment on a question or an answer. 202: it waits until a moderator has seen it."""
    viewer, current = need(request, Scope.COMMENT), options.current()
    refuse_captcha(viewer)
    fields = to_fields(sent) | {"grade": read_usual_grade_below(viewer, pk)}
    form = CommentForm(fields, viewer=viewer, options=current, place=f"comment-{pk}")
    mark = submission_key(viewer, key)

    def act() -> Post:
        return post_comment(
            viewer, pk, form.cleaned_data["body"], form.byline, mark, warnings=form.warnings or ()
        )

    with hiding_the_unseen(request, pk):
        return publish(request, form, act, "body", (Post.Kind.COMMENT, pk))


@writes("PATCH", "/posts/{int:pk}", {200: schemas.Saved, 202: schemas.Saved, **REFUSALS}, "edit")
def edit(request: ApiRequest, pk: Number, sent: schemas.EditIn) -> Any:
    """Change a text of one's own. 409: it was changed since the version that was read; read it again."""
    viewer = need(request, Scope.EDIT)
    post = find_post(request, pk)
    if not policies.owns(viewer, post):
        raise PermissionDenied(_("With a token one changes what one wrote oneself."))
    judge_editing(viewer, post).enforce()
    form = make_edit_form(viewer, post, sent)
    if not form.is_valid():
        return refuse(request, form)
    saved = attempt(form, lambda: form.save(post))
    return answer_with(saved, 200) if saved else refuse(request, form)


def make_edit_form(viewer: Viewer, post: Post, sent: schemas.EditIn) -> QuestionEditForm | ReplyEditForm:
    """Return the form of the page, filled in with what is new and what stays."""
    current = options.current()
    fields: dict[str, Any] = {"version": str(sent.version), "note": sent.note}
    fields["body"] = post.body if sent.body is None else sent.body
    fields["content_warnings"] = (
        post.content_warnings if sent.content_warnings is None else sent.content_warnings
    )
    if not post.is_question:
        shortest = current.answer_min_length if post.is_answer else current.comment_min_length
        return ReplyEditForm(
            fields,
            viewer=viewer,
            options=current,
            min_text=shortest,
            kind=post.kind,
            kept_warnings=post.content_warnings,
        )
    tags = list(post.tag_names) if sent.tags is None else sent.tags
    fields |= {
        "title": post.title if sent.title is None else sent.title,
        "extra": post.extra if sent.extra is None else sent.extra,
        "tags": join_tags(tags),
        "category": str(post.category_id or ""),
    }
    form = QuestionEditForm(
        fields,
        viewer=viewer,
        options=current,
        kept_category=post.category_id,
        kept_warnings=post.content_warnings,
    )
    if sent.category is not None:
        fields["category"] = find_category(form, sent.category)
    return form


@writes("PUT", "/posts/{int:pk}/vote", {200: schemas.Vote, **REFUSALS}, "vote")
def vote(request: ApiRequest, pk: Number, sent: schemas.VoteIn) -> Any:
    """Make one's vote 1, -1, or 0 for none."""
    return set_vote(request, pk, sent.value)


@writes("DELETE", "/posts/{int:pk}/vote", {200: schemas.Vote, **REFUSALS}, "vote-delete")
def delete_vote(request: ApiRequest, pk: Number) -> Any:
    """Take one's vote back."""
    return set_vote(request, pk, 0)


def set_vote(request: ApiRequest, pk: int, value: int) -> Any:
    viewer = need(request, Scope.VOTE)
    with hiding_the_unseen(request, pk):
        post = cast_vote(viewer, pk, value)
    return {"post_id": pk, "value": value, "score": post.score if has_scores(post) else None}


@writes("PUT", "/answers/{int:pk}/acceptance", {200: schemas.Accepted, **REFUSALS}, "acceptance")
def accept(request: ApiRequest, pk: Number) -> Any:
    """Say that this answer helped."""
    return set_acceptance(request, pk, accept_answer)


@writes("DELETE", "/answers/{int:pk}/acceptance", {200: schemas.Accepted, **REFUSALS}, "acceptance-delete")
def unaccept(request: ApiRequest, pk: Number) -> Any:
    """Take that back."""
    return set_acceptance(request, pk, remove_acceptance)


def set_acceptance(request: ApiRequest, pk: int, act: Callable[[Viewer, int], Post]) -> Any:
    viewer = need(request, Scope.ACCEPT)
    with hiding_the_unseen(request, pk):
        post = act(viewer, pk)
    accepted = Post.objects.filter(pk=post.question_pk).values_list("accepted_answer_id", flat=True).first()
    return {"question_id": post.question_pk, "accepted_answer_id": accepted}


@writes("PUT", "/posts/{int:pk}/flag", {200: schemas.Flagged, **REFUSALS}, "flag")
def flag(request: ApiRequest, pk: Number, sent: schemas.FlagIn) -> Any:
    """Ask moderators to look at a post; again, with another reason, in place of the one before."""
    viewer = need(request, Scope.FLAG)
    post = find_post(request, pk)
    policies.may_flag(viewer, post).enforce()
    form = FlagForm(sent.dict(), post=post)
    if not form.is_valid():
        return refuse(request, form)
    given = attempt(form, lambda: flag_post(viewer, pk, **form.cleaned_data))
    return {"post_id": pk, "is_flagged": True} if given else refuse(request, form)


@writes("DELETE", "/posts/{int:pk}/flag", {200: schemas.Flagged, **REFUSALS}, "flag-delete")
def unflag(request: ApiRequest, pk: Number) -> Any:
    """Take one's flag back while nobody has decided on it."""
    viewer = need(request, Scope.FLAG)
    post = find_post(request, pk)
    policies.may_flag(viewer, post).enforce()
    withdraw_flag(viewer, pk)
    return {"post_id": pk, "is_flagged": False}
