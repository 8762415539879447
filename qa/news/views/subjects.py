"""A member's own page of muted people, tags and words, and the buttons that mute. Nobody else sees it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.pages import private_page
from forum import options
from forum.lib.http import read_next, sent
from qa.models import Tag
from qa.news.actions import subjects
from qa.news.actions.mutes import may_mute
from qa.news.forms.subjects import WordForm
from qa.news.reads.subjects import list_mutes
from qa.views.favourites import read_switch
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def index(request: MemberRequest) -> HttpResponse:
    """All that I have muted; a word can be added, everything taken back."""
    form = WordForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            word = subjects.mute_word(request.viewer, form.cleaned_data["word"])
        except ValidationError as problem:
            form.add_error("word", problem)
        else:
            messages.success(
                request, _("“%(word)s” is muted: questions with it are folded in lists.") % {"word": word}
            )
            return redirect("news:subjects")
    rows = list(list_mutes(request.viewer.member_id))
    context: dict[str, Any] = {
        "form": form,
        "people": [row for row in rows if row.person],
        "tags": [row for row in rows if row.tag],
        "words": [row for row in rows if row.word],
    }
    return render(request, "qa/news/mutes/index.html", context, status=422 if form.errors else 200)


@require_POST
def lift(request: MemberRequest, pk: int) -> HttpResponse:
    """Take back one mute. Where it is gone already, all is as it should be."""
    mute = subjects.lift_mute(request.viewer, pk)
    if mute is not None:
        messages.success(request, _("%(name)s is not muted any more.") % {"name": mute.subject})
    return redirect("news:subjects")


@require_POST
def mute_person(request: MemberRequest, pk: int) -> HttpResponse:
    """Mute a member (mute=1), or no more (mute=0)."""
    may_mute(request.viewer).enforce()
    is_muted = read_switch(request, "mute")
    person = get_object_or_404(User, pk=pk, is_active=True)
    done = attempt(request, lambda: subjects.mute_person(request.viewer, person, is_muted))
    if done:
        tell(request, person.username, is_muted)
    if done and is_muted and options.current().are_messages_allowed:
        words = _("They can still write to you, unless you stop that.")
        address = reverse("talks:stop", args=[person.username])
        messages.info(request, format_html('<a href="{}">{}</a>', address, words))
    return go_back(request, person.get_absolute_url())


@require_POST
def mute_tag(request: MemberRequest, pk: int) -> HttpResponse:
    """Mute a tag (mute=1), or no more (mute=0)."""
    may_mute(request.viewer).enforce()
    is_muted = read_switch(request, "mute")
    tag = get_object_or_404(Tag, pk=pk)
    if attempt(request, lambda: subjects.mute_tag(request.viewer, tag, is_muted)):
        tell(request, tag.name, is_muted)
    return go_back(request, tag.get_absolute_url())


def attempt(request: MemberRequest, act: Any) -> bool:
    """Do it; where it is too much, say so. Return whether it was done."""
    try:
        act()
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return False
    return True


def tell(request: MemberRequest, name: str, is_muted: bool) -> None:
    """Say what was done, and where it can be undone."""
    if not is_muted:
        messages.success(request, _("%(name)s is not muted any more.") % {"name": name})
        return
    words = _("%(name)s is muted. Nobody else learns of it.") % {"name": name}
    link = format_html('<a href="{}">{}</a>', reverse("news:subjects"), _("See or take back what you mute"))
    messages.success(request, format_html("{} {}", words, link))


def go_back(request: MemberRequest, address: str) -> HttpResponse:
    return redirect(read_next(request) or address)
