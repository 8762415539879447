"""Keeping tags tidy: what is written about them, their other names, merging, renaming, retiring."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum import options
from forum.lib.errors import BadRequest, Conflict
from forum.lib.http import attempt, render_form, sent
from forum.lib.paging import paginate
from qa.actions import synonyms as actions
from qa.actions.tag_moves import advance, merge_tags, rename_tag, split_tag
from qa.actions.tag_texts import edit_tag_text, restore_tag_text
from qa.actions.tags import set_post_level, set_retired
from qa.forms.tags import (
    LevelForm,
    MergeForm,
    RenameForm,
    RetirementForm,
    SynonymForm,
    TagReasonForm,
    TagTextForm,
)
from qa.models import SynonymSuggestion, Tag, TagMove, TagRevision, TagText
from qa.policies.tags import may_edit_tag_text, may_manage_tags, may_suggest_synonym
from qa.reads import tags as reads
from qa.views.requests import MemberRequest
from qa.views.revisions import VIEWS

KINDS: dict[str, tuple[type[TagReasonForm], Promise]] = {
    "rename": (RenameForm, gettext_lazy("Rename this tag")),
    "merge": (MergeForm, gettext_lazy("Merge this tag into another one")),
    "retirement": (RetirementForm, gettext_lazy("Retire this tag")),
    "level": (LevelForm, gettext_lazy("Who may use this tag")),
}


def find_root(name: str) -> Tag:
    """Return the tag that a name leads to. Raises Http404."""
    found = reads.find_tag(name).first()
    if found is None:
        raise Http404(_("There is no such tag."))
    return found.root or found


# --- What is written about a tag ------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, name: str) -> HttpResponse:
    """What a tag is about; 409 with both texts when somebody else saved first."""
    tag = find_root(name)
    may_edit_tag_text(request.viewer, tag).enforce()
    stored = TagText.objects.filter(tag=tag).first() or TagText(tag=tag, version=0)
    initial = {"description": tag.description, "body": stored.body, "version": stored.version}
    form = TagTextForm(sent(request), initial=initial)
    context: dict[str, Any] = {"form": form, "tag": tag, "preview": ""}
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        if "preview" in request.POST:
            return render(request, "qa/tags/edit.html", {**context, "preview": values["body"].html})
        try:
            saved = attempt(
                form,
                lambda: edit_tag_text(
                    request.viewer,
                    tag.pk,
                    values["description"],
                    values["body"],
                    version=values["version"],
                    note=values["note"],
                ),
            )
        except Conflict as conflict:
            stored = TagText.objects.filter(tag=tag).first() or stored
            form.data = {**request.POST.dict(), "version": str(stored.version)}
            context |= {"conflict": str(conflict), "stored": stored}
            return render(request, "qa/tags/edit.html", context, status=409)
        if saved:
            messages.success(request, _("It is saved. Thank you for keeping tags clear."))
            return redirect(saved)
    return render_form(request, "qa/tags/edit.html", context)


@require_safe
def history(request: MemberRequest, name: str) -> HttpResponse:
    """Every version of what was said of a tag, with what changed."""
    view = request.GET.get("view", VIEWS[0])
    if view not in VIEWS:
        raise BadRequest(_("A history is shown inline or side by side."))
    tag = find_root(name)
    page, versions = reads.load_tag_history(request, tag)
    context = {"tag": tag, "page": page, "versions": versions, "view": view}
    context["restoring"] = may_edit_tag_text(request.viewer, tag)
    return render(request, "qa/tags/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: MemberRequest, name: str, version: int) -> HttpResponse:
    """Show what would change, ask, then say again what was said before."""
    tag = find_root(name)
    may_edit_tag_text(request.viewer, tag).enforce()
    rows = list(TagRevision.objects.filter(tag=tag).order_by("-version")[:1])
    found = TagRevision.objects.filter(tag=tag, version=version).first()
    if found is None:
        raise Http404(_("There is no such version."))
    context = {
        "tag": tag,
        "version": reads.describe_version(found, rows[0], is_current=False),
        "sentence": "",
    }
    if request.method == "POST":
        try:
            restored = restore_tag_text(request.viewer, tag.pk, version)
        except ValidationError as error:
            context["sentence"] = error.messages[0]
            return render(request, "qa/tags/restore.html", context, status=422)
        messages.success(request, _("The tag's page says again what it said in that version."))
        return redirect(restored)
    return render(request, "qa/tags/restore.html", context)


# --- Other names ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def synonyms(request: MemberRequest, name: str) -> HttpResponse:
    """Other names of a tag, and what was suggested. POST suggests one; a moderator's suggestion is done at once."""
    tag = find_root(name)
    suggesting, managing = may_suggest_synonym(request.viewer, tag), may_manage_tags(request.viewer)
    form = SynonymForm(sent(request))
    if form.is_bound:
        (managing or suggesting).enforce()
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        act: Callable[..., Any] = actions.add_synonym if managing else actions.suggest_synonym
        if attempt(form, lambda: act(request.viewer, tag.pk, values["name"], values["note"])):
            words = (
                _("“%(name)s” is filed under “%(tag)s” now.")
                if managing
                else _("Thank you. Others vote on it now.")
            )
            messages.success(
                request, words % {"name": values["name"], "tag": tag.name} if managing else words
            )
            return redirect("qa:tag-synonyms", name=tag.name)
    page = paginate(request, reads.list_suggestions(tag), size=options.current().list_page_size)
    context = {
        "form": form,
        "tag": tag,
        "names": reads.list_synonyms(tag),
        "page": page,
        "suggestions": reads.tell_suggestions(request.viewer, page.rows),
        "suggesting": suggesting,
        "managing": managing,
        "quorum": options.current().synonym_quorum,
    }
    return render_form(request, "qa/tags/synonyms.html", context)


@require_safe
def suggestions(request: MemberRequest) -> HttpResponse:
    """Other names of tags that wait for a decision, the newest first."""
    page = paginate(request, reads.list_suggestions(), size=options.current().list_page_size)
    context = {
        "page": page,
        "suggestions": reads.tell_suggestions(request.viewer, page.rows),
        "managing": may_manage_tags(request.viewer),
        "quorum": options.current().synonym_quorum,
    }
    return render(request, "qa/tags/suggestions.html", context)


@require_POST
def vote(request: MemberRequest, pk: int) -> HttpResponse:
    """Vote for another name (vote=1), against it (-1), or take the vote back (0)."""
    value = request.POST.get("vote")
    if value not in ("-1", "0", "1"):
        raise BadRequest(_("That button sends 1, 0 or -1."))
    suggestion = actions.vote_on_synonym(request.viewer, pk, int(value))
    if suggestion.state == SynonymSuggestion.State.APPROVED:
        messages.success(request, tell_filing(suggestion))
    elif suggestion.state == SynonymSuggestion.State.DECLINED:
        messages.success(request, _("It is decided: the suggestion is declined."))
    return redirect("qa:synonym-suggestions")


@require_POST
def decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Approve a suggestion (approve=1) or decline it (approve=0)."""
    if request.POST.get("approve") not in ("0", "1"):
        raise BadRequest(_("That button sends 1 or 0."))
    try:
        suggestion = actions.decide_synonym(request.viewer, pk, request.POST["approve"] == "1")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("qa:synonym-suggestions")
    is_approved = suggestion.state == SynonymSuggestion.State.APPROVED
    messages.success(request, tell_filing(suggestion) if is_approved else _("The suggestion is declined."))
    return redirect("qa:synonym-suggestions")


def tell_filing(suggestion: SynonymSuggestion) -> str:
    words = _("“%(name)s” is filed under “%(tag)s” now.")
    return words % {"name": suggestion.name, "tag": suggestion.tag.name}


@require_http_methods(["GET", "HEAD", "POST"])
def remove_synonym(request: MemberRequest, name: str, pk: int) -> HttpResponse:
    """Ask why, then let a name lead to the tag no longer."""
    may_manage_tags(request.viewer).enforce()
    tag = find_root(name)
    synonym = get_object_or_404(Tag, pk=pk, root=tag)
    form = TagReasonForm(sent(request))
    if form.is_bound and form.is_valid():
        left = attempt(form, lambda: actions.remove_synonym(request.viewer, pk, form.cleaned_data["reason"]))
        if left:
            messages.success(request, _("The name is free again."))
            return redirect("qa:tag-synonyms", name=left.name)
    context = {
        "form": form,
        "tag": tag,
        "synonym": synonym,
        "kind": "removal",
        "heading": _("Take this name away?"),
    }
    return render_form(request, "qa/tags/act.html", context)


# --- What moderators do ---------------------------------------------------------------------------------


@require_safe
def manage(request: MemberRequest, name: str) -> HttpResponse:
    """What moderators can do with a tag, and what became of it."""
    may_manage_tags(request.viewer).enforce()
    tag = find_root(name)
    moves = [(move, reads.can_split(move)) for move in reads.list_moves(tag)]
    return render(request, "qa/tags/manage.html", {"tag": tag, "moves": moves})


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: MemberRequest, name: str, kind: str) -> HttpResponse:
    """Rename, merge or retire a tag, or say who may use it: a form with a reason."""
    if kind not in KINDS:
        raise Http404(_("That cannot be done with a tag."))
    may_manage_tags(request.viewer).enforce()
    tag = find_root(name)
    make_form, heading = KINDS[kind]
    form = make_form(sent(request), initial={"level": tag.post_level, "name": tag.name})
    if form.is_bound and form.is_valid():
        done = attempt(form, lambda: do(request, tag, kind, form.cleaned_data))
        if isinstance(done, TagMove):
            return redirect("qa:tag-move", pk=done.pk)
        if done:
            messages.success(request, _("It is done, and stands in the moderation log."))
            return redirect(done)
    if kind == "retirement" and tag.is_retired:
        heading = gettext_lazy("Take this tag back into use")
    context = {"form": form, "tag": tag, "kind": kind, "heading": heading}
    return render_form(request, "qa/tags/act.html", context)


def do(request: MemberRequest, tag: Tag, kind: str, values: dict[str, Any]) -> Tag | TagMove:
    viewer, reason = request.viewer, values["reason"]
    if kind == "merge":
        return merge_tags(viewer, tag.pk, values["into"].pk, reason)
    if kind == "retirement":
        return set_retired(viewer, tag.pk, not tag.is_retired, reason)
    if kind == "level":
        return set_post_level(viewer, tag.pk, values["level"], reason)
    renamed = rename_tag(viewer, tag, values["name"], reason)
    return TagMove.objects.filter(source=renamed, state=TagMove.State.RUNNING).first() or renamed


@require_safe
def move(request: MemberRequest, pk: int) -> HttpResponse:
    """How far a move is. Looking at the page carries it on, and the page looks again by itself while there is more."""
    may_manage_tags(request.viewer).enforce()
    found = advance(pk)
    tag = found.target or found.source
    context = {"move": found, "tag": tag, "can_split": reads.can_split(found)}
    response = render(request, "qa/tags/move.html", context)
    if found.is_at_work:
        response.headers["Refresh"] = "1"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask why, then take a merge back."""
    may_manage_tags(request.viewer).enforce()
    merge = get_object_or_404(
        TagMove.objects.select_related("source", "target"), pk=pk, kind=TagMove.Kind.MERGE
    )
    form = TagReasonForm(sent(request))
    if form.is_bound and form.is_valid():
        done = attempt(form, lambda: split_tag(request.viewer, pk, form.cleaned_data["reason"]))
        if done:
            return redirect("qa:tag-move", pk=done.pk)
    context = {"form": form, "tag": merge.target, "move": merge, "kind": "split"}
    context["heading"] = _("Split this tag off again?")
    return render_form(request, "qa/tags/act.html", context)
