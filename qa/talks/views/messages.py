"""Private messages: the list, a conversation, writing, deleting and bringing back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages import private_page
from forum import options
from forum.lib.http import render_form, sent
from forum.lib.paging import paginate
from qa.reads.drafts import find_draft
from qa.talks.actions import messages as actions
from qa.talks.forms.talks import NewMessageForm, TextForm
from qa.talks.models import Side
from qa.talks.policies.messages import may_begin, may_write_to
from qa.talks.reads import conversations as reads
from qa.talks.reads.pairs import find_partner, load_pair
from qa.talks.views.pages import attempt_writing
from qa.views import drafts
from qa.views.requests import MemberRequest, wants_preview
from qa.views.standing import read_first


@require_safe
@private_page
def index(request: MemberRequest) -> HttpResponse:
    """My conversations, the newest first."""
    current, is_unread = options.current(), request.GET.get("show") == "unread"
    rows = reads.list_conversations(request.viewer, is_unread=is_unread)
    address = reverse("talks:messages")
    context = {
        "page": paginate(request, rows, size=current.conversations_page_size),
        "restorable": reads.list_restorable(request.viewer),
        "writing": may_begin(request.viewer, current),
        "is_unread": is_unread,
        "tabs": [
            {"url": address, "label": _("All"), "is_current": not is_unread},
            {"url": f"{address}?show=unread", "label": _("Unread"), "is_current": is_unread},
        ],
    }
    return render(request, "qa/talks/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def new(request: MemberRequest) -> HttpResponse:
    """Write to somebody by name; where there is a conversation already, one goes on there."""
    current, name = options.current(), request.GET.get("to", "")[:60]
    form = NewMessageForm(sent(request), options=current, label=_("Your message"), initial={"to": name})
    form.order_fields(["to", "body"])
    if form.is_bound and form.is_valid() and not wants_preview(request):
        values = form.cleaned_data
        message = attempt_writing(
            form,
            lambda: actions.write_to(request.viewer, values["to"], values["body"], values["submission_key"]),
        )
        if message:
            messages.success(request, _("Your message is sent."))
            return redirect(message.conversation)
    context: dict[str, Any] = {"form": form, "preview": preview_of(request, form)}
    if not form.is_bound:
        partner = find_partner(name)
        context["writing"] = (
            may_write_to(request.viewer, load_pair(request.viewer, partner, current), current)
            if name
            else may_begin(request.viewer, current)
        )
    return render_form(request, "qa/talks/new.html", context)


def preview_of(request: HttpRequest, form: TextForm) -> str:
    """Return the text as it will look, where the button asked for that alone."""
    is_wanted = wants_preview(request) and form.is_valid()
    return str(form.cleaned_data["body"].html) if is_wanted else ""


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def show(request: MemberRequest, pk: int) -> HttpResponse:
    """One conversation, the newest messages at the end, with the form to answer."""
    place = f"message-{pk}"
    side = reads.find_side(request.viewer, pk)
    waiting = read_first(request, place) if request.method == "POST" else None
    if waiting:
        return waiting
    if drafts.wants_draft(request):
        return drafts.keep(request, place)
    form = make_form(request, place)
    if form.is_bound and form.is_valid() and not wants_preview(request):
        values = form.cleaned_data
        message = attempt_writing(
            form,
            lambda: actions.answer(request.viewer, pk, values["body"], values["submission_key"]),
        )
        if message:
            return drafts.forget(redirect(f"{side.get_absolute_url()}#message-{message.pk}"), place)
    return show_thread(request, side, form)


def make_form(request: MemberRequest, place: str) -> TextForm:
    draft = find_draft(request.viewer, place) if request.method != "POST" else None
    initial = {"body": draft.fields.get("body", "")} if draft else {}
    return TextForm(sent(request), options=options.current(), label=_("Your message"), initial=initial)


def show_thread(request: MemberRequest, side: Side, form: TextForm) -> HttpResponse:
    """Show a page of a conversation. Opening it marks it as read; that is told to nobody."""
    viewer, current = request.viewer, options.current()
    page = paginate(request, reads.list_messages(side), size=current.messages_page_size)
    copies = list(reversed(page.rows))
    reports = reads.find_reports(viewer, copies)
    pair = load_pair(viewer, side.partner, current)
    context = {
        "side": side,
        "page": page,
        "lines": [
            reads.Line(
                copy,
                is_own=copy.message.author_id == viewer.user_id,
                is_new=copy.read_at is None,
                report=reports.get(copy.message_id),
            )
            for copy in copies
        ],
        "form": form,
        "preview": preview_of(request, form),
        "writing": may_write_to(viewer, pair, current),
        "pair": pair,
        "restorable_count": reads.count_restorable(side),
        "undo_hours": reads.UNDO_HOURS,
    }
    response = render_form(request, "qa/talks/show.html", context)
    if request.method == "GET" and page.is_first:
        actions.mark_seen(viewer, side, copies[-1].pk if copies else 0)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then delete all that I have of a conversation."""
    side = reads.find_side(request.viewer, pk)
    if request.method == "POST":
        count = actions.delete_conversation(request.viewer, pk)
        told = ngettext(
            "%(count)d message is deleted for you. You can bring it back within a day.",
            "%(count)d messages are deleted for you. You can bring them back within a day.",
            count,
        )
        messages.success(request, told % {"count": count})
        return redirect("talks:messages")
    return render(request, "qa/talks/delete.html", {"side": side})


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def delete_one(request: MemberRequest, pk: int, message_id: int) -> HttpResponse:
    """Ask, then delete my copy of one message."""
    copy = reads.find_copy(request.viewer, pk, message_id)
    if request.method == "POST":
        actions.delete_message(request.viewer, pk, message_id)
        messages.success(request, _("The message is deleted for you. You can bring it back within a day."))
        return redirect(copy.side)
    return render(request, "qa/talks/delete.html", {"side": copy.side, "copy": copy})


@require_POST
@private_page
def restore(request: MemberRequest, pk: int) -> HttpResponse:
    """Bring back what I deleted within the last day."""
    side = reads.find_side(request.viewer, pk)
    count = actions.restore_messages(request.viewer, pk)
    if count:
        told = ngettext("%(count)d message is back.", "%(count)d messages are back.", count)
        messages.success(request, told % {"count": count})
    else:
        messages.info(request, _("There is nothing left of it to bring back."))
    return redirect(side)
