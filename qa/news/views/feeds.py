"""A member's own page about the feed of their updates. Nobody else sees it."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.pages import private_page
from forum import options
from forum.lib.errors import BadRequest
from forum.lib.http import sent
from qa.news.actions.feeds import drop_feed_key, make_feed_key, make_feed_ticket, set_feed_discretion
from qa.news.forms.feeds import FeedForm
from qa.news.models import FeedKey
from qa.news.reads.preferences import find_preferences
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def edit(request: MemberRequest) -> HttpResponse:
    """The secret address, how to get another one, and how to do without."""
    if not options.current().feed_for_updates:
        raise Http404(_("There is no such page (any more)."))
    key = FeedKey.objects.filter(member_id=request.viewer.member_id).first()
    wish = key.is_discreet if key else find_preferences(request.viewer.member_id).wants_discretion
    form = FeedForm(sent(request), initial={"is_discreet": wish})
    if form.is_bound and form.is_valid():
        messages.success(request, act(request, is_discreet=form.cleaned_data["is_discreet"]))
        return redirect("news:feed")
    return render(
        request, "qa/news/updates/feed.html", {"form": form, "key": key, "address": find_address(key)}
    )


def act(request: MemberRequest, *, is_discreet: bool) -> str:
    """Do what the button says; return the sentence that tells so. Raises BadRequest for a button that is none of ours."""
    deed = request.POST.get("act", "")
    if deed == "make":
        make_feed_key(request.viewer, is_discreet=is_discreet)
        return _("This is your address. Older ones lead nowhere any more.")
    if deed == "save":
        set_feed_discretion(request.viewer, is_discreet=is_discreet)
        return _("Your choice is saved.")
    if deed == "drop":
        drop_feed_key(request.viewer)
        return _("The feed is gone, and its address leads nowhere any more.")
    raise BadRequest(_("Please use the buttons of the page."))


def find_address(key: FeedKey | None) -> str:
    """Return the address at which the feed is read; '' for a member who has none."""
    if key is None:
        return ""
    return settings.SITE_URL + reverse("feeds:updates", args=[make_feed_ticket(key), "atom"])
