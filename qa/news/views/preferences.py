"""A member's own page of choices about notices and mail. Nobody else sees it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.pages import private_page
from forum.lib.http import sent
from qa.news.actions.preferences import end_break, resume, resume_mail, save_preferences, take_break
from qa.news.forms.preferences import BreakForm, PreferencesForm
from qa.news.models import Preferences
from qa.news.reads.preferences import find_preferences, find_returned
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def show(request: MemberRequest) -> HttpResponse:
    """What I am told, and how: for each kind on the site or not, by mail never, at once, daily or weekly."""
    member = find_member(request)
    preferences = find_preferences(member.pk)
    form = PreferencesForm(sent(request), preferences=preferences)
    if form.is_bound and form.is_valid():
        save_preferences(member, form.choices)
        messages.success(request, _("Your choices are saved."))
        return redirect("news:preferences")
    return show_page(request, preferences, form=form)


@require_POST
def pause(request: MemberRequest) -> HttpResponse:
    """Take a break: no mail and nothing that is counted until a day."""
    member = find_member(request)
    preferences = find_preferences(member.pk)
    form = BreakForm(request.POST, preferences=preferences)
    if not form.is_valid():
        return show_page(request, preferences, pausing=form)
    end = take_break(member, form.until).paused_until
    if end:
        words = date_format(end.astimezone(preferences.zone), "DATETIME_FORMAT")
        messages.success(request, _("You will hear nothing until %(end)s. Take care.") % {"end": words})
    return redirect("news:preferences")


@require_POST
def unpause(request: MemberRequest) -> HttpResponse:
    """End the break."""
    end_break(find_member(request))
    messages.success(request, _("The break is over. Welcome back."))
    return redirect("news:preferences")


@require_POST
def resume_mails(request: MemberRequest) -> HttpResponse:
    """Get mail again, after all mail was stopped or came back."""
    member = find_member(request)
    resume(member)
    resume_mail(member)
    messages.success(request, _("You get mail again, as you chose below."))
    return redirect("news:preferences")


def find_member(request: MemberRequest) -> User:
    """Return who asks. Raises PermissionDenied for visitors."""
    if request.viewer.user is None:
        raise PermissionDenied(_("Please sign in first."))
    return request.viewer.user


def show_page(
    request: MemberRequest,
    preferences: Preferences,
    *,
    form: PreferencesForm | None = None,
    pausing: BreakForm | None = None,
) -> HttpResponse:
    """The page, with the forms as they were sent and refused (422) or as things stand."""
    form = form or PreferencesForm(preferences=preferences)
    pausing = pausing or BreakForm(preferences=preferences)
    member = find_member(request)
    context = {
        "form": form,
        "pausing": pausing,
        "preferences": preferences,
        "break_end": preferences.paused_until and preferences.paused_until.astimezone(preferences.zone),
        "returned": find_returned(member) if member.email else None,
        "has_address": bool(member.email),
    }
    is_refused = any(one.is_bound and one.errors for one in (form, pausing))
    return render(request, "qa/news/preferences.html", context, status=422 if is_refused else 200)
