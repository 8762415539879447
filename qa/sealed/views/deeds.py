"""The page that a secret opens, and what its holder does there. Nobody's account takes part, whoever is signed in beside it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum import options
from forum.lib.errors import TooMany
from forum.lib.http import attempt, render_form, sent
from qa.forms.appeals import AppealForm
from qa.forms.writing import QuestionEditForm, ReplyEditForm
from qa.models import Post
from qa.reads.mending import judge_editing
from qa.sealed.actions import deeds
from qa.sealed.actions.seals import holder_of
from qa.sealed.forms import AddressForm, CommentForm, ReasonForm
from qa.sealed.models import Seal, Waiting
from qa.sealed.reads.page import find_in_thread, find_own, load_page
from qa.sealed.views.session import let_out, read_feed_key, with_secret
from qa.views.requests import MemberRequest

SAID = ("waits", "gone", "address", "no-address", "withdrawn")


@require_safe
@with_secret
def show(request: MemberRequest, seal: Seal) -> HttpResponse:
    """The holder's posts, what came since, what waits, and what can be done."""
    return show_page(request, seal)


def show_page(
    request: MemberRequest, seal: Seal, form: AddressForm | None = None, refusal: str = ""
) -> HttpResponse:
    page = load_page(seal, holder_of(seal))
    said = request.GET.get("said", "")
    context = {
        "page": page,
        "form": form or AddressForm(initial={"email": page.email}, label_suffix=""),
        "said": said if said in SAID else "",
        "refusal": refusal,
        "feed_url": request.build_absolute_uri(reverse("sealed:feed", args=[read_feed_key(request)])),
        "minutes": options.current().sealed_wait_minutes,
    }
    return render(request, "qa/sealed/post.html", context, status=422 if form else 200)


def come_back(said: str = "waits") -> HttpResponse:
    return redirect(f"/sealed/post/?said={said}")


def demand(post: Post | None) -> Post:
    if post is None:
        raise Http404(_("This secret opens no such post."))
    return post


@require_http_methods(["GET", "HEAD", "POST"])
@with_secret
def comment(request: MemberRequest, seal: Seal, pk: int) -> HttpResponse:
    """A comment on a question or an answer of the thread."""
    parent = demand(find_in_thread(seal, pk))
    form = CommentForm(sent(request), options=options.current())
    done = (
        attempt(form, lambda: deeds.comment(seal, parent, form.cleaned_data["body"]), "body")
        if form.is_valid()
        else None
    )
    if done:
        return come_back()
    return render_form(request, "qa/sealed/comment.html", {"form": form, "post": parent})


@require_http_methods(["GET", "HEAD", "POST"])
@with_secret
def edit(request: MemberRequest, seal: Seal, pk: int) -> HttpResponse:
    """Other words for a post. The version that it started from goes along, so nothing of somebody else's is overwritten."""
    post = demand(find_own(seal, pk))
    holder = holder_of(seal)
    judge_editing(holder, post).enforce()
    current = options.current()
    initial = {"body": post.body, "version": post.version, "title": post.title, "category": post.category_id}
    initial |= {"tags": list(post.tag_names), "extra": post.extra}
    shared: dict[str, Any] = {"viewer": holder, "options": current, "initial": initial}
    form: QuestionEditForm | ReplyEditForm
    if post.is_question:
        form = QuestionEditForm(sent(request), kept_category=post.category_id, **shared)
    else:
        shortest = current.answer_min_length if post.is_answer else current.comment_min_length
        form = ReplyEditForm(sent(request), min_text=shortest, kind=post.kind, **shared)
    done = attempt(form, lambda: save(seal, post, form), "body") if form.is_valid() else None
    if done:
        return come_back()
    return render_form(request, "qa/sealed/edit.html", {"form": form, "post": post})


def save(seal: Seal, post: Post, form: QuestionEditForm | ReplyEditForm) -> Waiting:
    details = {"version": form.cleaned_data["version"], "note": form.cleaned_data["note"]}
    words = form.complete(post) if isinstance(form, QuestionEditForm) else form.cleaned_data["body"]
    return deeds.edit(seal, post, words, **details)


@require_http_methods(["GET", "HEAD", "POST"])
@with_secret
def appeal(request: MemberRequest, seal: Seal, pk: int) -> HttpResponse:
    """Ask that somebody else looks at the newest decision about a post; an appeal that was made stands on the page."""
    post = demand(find_own(seal, pk))
    form = AppealForm(sent(request), label_suffix="")
    done = (
        attempt(form, lambda: deeds.appeal(seal, post, form.cleaned_data["text"]), "text")
        if form.is_valid()
        else None
    )
    if done:
        return come_back()
    return render_form(request, "qa/sealed/appeal.html", {"form": form, "post": post})


@require_POST
@with_secret
def act(request: MemberRequest, seal: Seal, pk: int, what: str) -> HttpResponse:
    """One press of a button: accepting, closing, reopening, taking away, showing again. What cannot be done is said on the page
    itself: the pages that refuse elsewhere may be kept, and lead away from here."""
    try:
        return do(request, seal, pk, what)
    except (PermissionDenied, TooMany) as refusal:
        response = show_page(request, seal, refusal=str(refusal))
        response.status_code = 403
        if isinstance(refusal, TooMany):
            response.status_code, response["Retry-After"] = refusal.status, str(refusal.wait_seconds)
        return response


def do(request: MemberRequest, seal: Seal, pk: int, what: str) -> HttpResponse:
    if what in ("accept", "unaccept"):
        answer = demand(find_in_thread(seal, pk))
        deeds.accept(seal, answer, answer.question or answer, is_marked=what == "accept")
        return come_back()
    post = demand(find_own(seal, pk))
    if what == "close":
        return close(request, seal, post)
    if what == "reopen":
        deeds.reopen(seal, post)
    elif what == "show":
        deeds.show(seal, post)
    elif what == "removal":
        deeds.take_away(seal, post.pk)
        return come_back("gone")
    else:
        raise Http404
    return come_back()


def close(request: MemberRequest, seal: Seal, post: Post) -> HttpResponse:
    form = ReasonForm(request.POST, label_suffix="")
    done = (
        attempt(form, lambda: deeds.close(seal, post, form.cleaned_data["reason"]), "reason")
        if form.is_valid()
        else None
    )
    if done:
        return come_back()
    return render_form(request, "qa/sealed/close.html", {"form": form, "post": post})


@require_POST
@with_secret
def address(request: MemberRequest, seal: Seal) -> HttpResponse:
    """Leave an address for mails about the post, or have it forgotten."""
    form = AddressForm(request.POST, label_suffix="")
    if not form.is_valid():
        return show_page(request, seal, form)
    main = load_page(seal, holder_of(seal)).main
    if main is not None:
        deeds.leave_address(seal, main.pk, form.cleaned_data["email"])
    return come_back("address" if form.cleaned_data["email"] and main else "no-address")


@require_POST
@with_secret
def withdraw(request: MemberRequest, seal: Seal, pk: UUID) -> HttpResponse:
    """Let what waits be forgotten."""
    if deeds.withdraw(seal, str(pk)):
        return let_out(redirect("/sealed/?said=forgotten"))
    return come_back("withdrawn")
