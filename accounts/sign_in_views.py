"""Pages of one's own sign-ins: where one is signed in, ending that, and the way out for those whose account others used."""

from http import HTTPStatus

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import alerts
from accounts.factors import remove_factors
from accounts.models import SignIn, User
from accounts.pages import MemberRequest, own_account, private_page
from accounts.signins import end_all, end_one, list_places, note_sign_in
from forum.lib.tickets import BadTicket, OldTicket


@private_page
@require_http_methods(["GET", "HEAD"])
def index(request: MemberRequest) -> HttpResponse:
    """Where the member is signed in."""
    member, here = own_account(request), request.session.session_key
    places = list_places(member, here)
    if not any(place.is_here for place in places):  # signed in before there was a list
        note_sign_in(request, member)
        places = list_places(member, here)
    return render(request, "accounts/sign_ins.html", {"places": places, "member": member})


@private_page
@require_POST
def end(request: MemberRequest, pk: int) -> HttpResponse:
    """Sign out in one place; this very one is signed out as by the button for it."""
    member = own_account(request)
    if SignIn.objects.filter(pk=pk, member=member, session_key=request.session.session_key).exists():
        end_one(member, pk)
        logout(request)
        return redirect(f"{reverse('account_login')}?stay=1")  # not back in at once, by way of another site
    if not end_one(member, pk):
        raise Http404(_("You are not signed in there (any more)."))
    messages.success(request, _("You are signed out there."))
    return redirect("accounts:sign-ins")


@private_page
@require_POST
def end_others(request: MemberRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    count = end_all(own_account(request), but=request.session.session_key)
    words = ngettext(
        "You are signed out in %(count)d other place.", "You are signed out in %(count)d other places.", count
    )
    messages.success(request, words % {"count": count} if count else _("You are signed in here alone."))
    return redirect("accounts:sign-ins")


@private_page
@require_POST
def choose_mail(request: MemberRequest) -> HttpResponse:
    """Keep whether new sign-ins are told by mail, too."""
    is_wanted = request.POST.get("is_mailed") == "on"
    User.objects.filter(pk=own_account(request).pk).update(is_mailed_sign_ins=is_wanted)
    messages.success(request, _("It is saved."))
    return redirect("accounts:sign-ins")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest, ticket: str) -> HttpResponse:
    """Ask, then end all sessions, take away the second step that somebody set up, and lead to a new password."""
    try:
        member, alert, factor_id = alerts.read_not_me(ticket)
    except BadTicket as error:
        context = {"is_old": isinstance(error, OldTicket)}
        return render(request, "accounts/not_me_gone.html", context, status=HTTPStatus.NOT_FOUND)
    if request.method != "POST":
        return render(
            request, "accounts/not_me.html", {"member": member, "sentence": alerts.SENTENCES[alert]}
        )
    end_all(member)
    if factor_id:
        remove_factors(member, factor_id)
    if request.user.is_authenticated:
        logout(request)
    key = default_token_generator.make_token(member)
    address = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(member), "key": key}
    )
    messages.success(request, _("Everybody is signed out of your account. Please choose a new password now."))
    return redirect(address)
