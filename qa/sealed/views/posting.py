"""Taking a form that is to be sealed, and showing the secret, once."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render

from forum.lib.http import attempt
from qa.forms.writing import QuestionForm, SignedForm
from qa.reads.questions import find_question
from qa.sealed.actions.posting import seal_answer, seal_question
from qa.sealed.models import Waiting
from qa.sealed.rules.secrets import Secret
from qa.sealed.views.session import keep_secret
from qa.views.drafts import forget
from qa.views.requests import MemberRequest


def take(request: MemberRequest, form: SignedForm, place: str) -> HttpResponse | None:
    """Take a valid form; None when it comes back with a sentence. No visitor gets a cookie for it."""
    taken = attempt(
        form, lambda: hand_over(request, form, place), None if isinstance(form, QuestionForm) else "body"
    )
    return None if taken is None else forget(show_secret(request, *taken), place)


def hand_over(request: MemberRequest, form: SignedForm, place: str) -> tuple[Waiting, Secret]:
    values = form.cleaned_data
    if isinstance(form, QuestionForm):
        return seal_question(
            request.viewer, form.draft, values["submission_key"], follows_id=values["follow"]
        )
    pk = int(place.partition("-")[2])
    try:
        return seal_answer(request.viewer, pk, values["body"], values["submission_key"])
    except PermissionDenied:
        find_question(request.viewer, pk)  # 404 for whoever may not even see it
        raise


def show_secret(request: MemberRequest, waiting: Waiting, secret: Secret) -> HttpResponse:
    title = waiting.words.get("title", "") or getattr(waiting.seal.question, "title", "")
    context = {
        "secret": secret.written,
        "groups": secret.written.split("-"),
        "waiting": waiting,
        "title": title,
    }
    return keep_secret(render(request, "qa/sealed/secret.html", context))
