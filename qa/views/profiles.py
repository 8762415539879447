"""Names that change, and profiles that are emptied."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.pages import private_page
from accounts.policies import may_delete_member
from accounts.profiles import names
from accounts.profiles.policies import may_remove_picture, may_rename_member, may_rename_self
from forum import limits, options
from forum.lib.addresses import hash_address
from forum.lib.http import attempt, render_form, sent
from forum.lib.text import normalise_key
from qa.actions import merges, profiles
from qa.forms.profiles import MemberNameForm, MergeForm, NameForm, OtherAccountForm, ReasonForm
from qa.policies.merges import may_merge, may_merge_own
from qa.views.measures import find_any_member
from qa.views.requests import MemberRequest

TICKET = "qa.views.profiles.merge"
TICKET_SECONDS = 600
MOST_TRIES = 5  # of one name in an hour


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def rename_self(request: MemberRequest) -> HttpResponse:
    """Change one's own name."""
    member, current = request.viewer.user, options.current()
    assert member is not None  # noqa: S101
    is_author = profiles.has_written(member)
    verdict = may_rename_self(request.viewer, current, has_written=is_author)
    if request.method == "POST":
        verdict.enforce()
    form = NameForm(sent(request), member=member)
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        done = attempt(
            form,
            lambda: names.rename_self(
                request.viewer, wanted["name"], leads_on=not wanted["is_forgotten"], has_written=is_author
            ),
            "name",
        )
        if done:
            messages.success(request, _("You are called %(name)s now.") % {"name": done.username})
            return redirect(done)
    context = {"form": form, "verdict": verdict, "member": member, "days": current.rename_days}
    return render_form(request, "qa/profiles/name.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def rename(request: MemberRequest, name: str) -> HttpResponse:
    """Give somebody else another name, with a reason."""
    member = find_any_member(name)
    may_rename_member(request.viewer, member).enforce()
    form = MemberNameForm(sent(request), member=member)
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        done = attempt(
            form,
            lambda: profiles.rename_member(
                request.viewer,
                member,
                wanted["name"],
                reason=wanted["reason"],
                leads_on=not wanted["is_forgotten"],
            ),
            "name",
        )
        if done:
            messages.success(request, _("The member is called %(name)s now.") % {"name": done.username})
            return redirect("qa:member", name=done.username)
    return render_form(request, "qa/profiles/rename.html", {"form": form, "member": member})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def clear(request: MemberRequest, name: str) -> HttpResponse:
    """Ask for a reason, then remove a member's picture and what they say of themselves."""
    member = find_any_member(name)
    may_remove_picture(request.viewer, member).enforce()
    form = ReasonForm(sent(request))
    if form.is_bound and form.is_valid():
        profiles.clear_profile(request.viewer, member, reason=form.cleaned_data["reason"])
        messages.success(request, _("The profile is empty now."))
        return redirect("qa:member", name=member.username)
    return render_form(request, "qa/profiles/clear.html", {"form": form, "member": member})


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def merge_own(request: MemberRequest) -> HttpResponse:
    """Make one account of the one I am signed in to and another one of mine, whose password I know."""
    merging = may_merge_own(request.viewer)
    if request.method == "POST":
        merging.enforce()
    ticket = request.POST.get("ticket", "")
    if ticket:
        gone = read_ticket(request, ticket)
        if gone is None:
            messages.error(request, _("That took too long. Please give the password once more."))
            return redirect("qa:merge")
        kept = merges.merge_own(request.viewer, gone)
        messages.success(request, _("The two accounts are one now: this one."))
        return redirect(kept)
    form = OtherAccountForm(sent(request))
    context: dict[str, Any] = {"form": form, "member": request.viewer.user, "merging": merging}
    if form.is_bound and form.is_valid():
        gone = attempt(form, lambda: find_own_account(request, **form.cleaned_data))
        verdict = may_merge_own(request.viewer, gone) if gone else None
        if gone and verdict and request.viewer.user:
            context |= {
                "gone": gone,
                "gain": merges.count_gain(request.viewer.user, gone),
                "ticket": write_ticket(request, gone),
            }
        elif verdict is not None:
            form.add_error(None, verdict.reason)
    return render_form(request, "qa/profiles/merge.html", context)


def find_own_account(request: MemberRequest, name: str, password: str) -> User:
    """Return the account that a name and its password open. Raises ValidationError (the same for both) and TooMany."""
    limits.consume("sign-ins", hash_address(request), options.current().sign_ins_per_network)
    # Counted by the name, from wherever the tries come, and whether or not there is such a member.
    tried = salted_hmac(TICKET, normalise_key(name), algorithm="sha256").hexdigest()[:32]
    limits.consume("merges", tried, MOST_TRIES)
    gone = User.objects.filter(username_key=normalise_key(name)).first()
    is_right = (gone or User(password=make_password(None))).check_password(password)
    if gone is None or not is_right:
        raise ValidationError(_("This name and this password do not belong together. Please try again."))
    if has_second_factor(gone):
        raise ValidationError(
            _("That account asks for more than a password. Please switch that off there first.")
        )
    return gone


def has_second_factor(user: User) -> bool:
    """Whether signing in to an account takes more than its password: then that is no proof."""
    if not apps.is_installed("allauth.mfa"):
        return False
    model: Any = apps.all_models["mfa"]["authenticator"]
    return bool(model.objects.filter(user=user).exists())


def write_ticket(request: MemberRequest, gone: User) -> str:
    """Return a word that says for some minutes: whoever is signed in here knows the password of that account."""
    return signing.dumps([request.viewer.user_id, gone.pk, gone.password[-12:]], salt=TICKET)


def read_ticket(request: MemberRequest, ticket: str) -> User | None:
    try:
        keep_id, gone_id, password = signing.loads(ticket, salt=TICKET, max_age=TICKET_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    gone = User.objects.filter(pk=gone_id).first()
    is_valid = gone is not None and keep_id == request.viewer.user_id and gone.password[-12:] == password
    return gone if is_valid else None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def merge(request: MemberRequest, name: str) -> HttpResponse:
    """Make one account of a member's and another one, for administrators: asks with what will happen, and why."""
    gone = find_any_member(name)
    may_delete_member(request.viewer, gone).enforce()
    form = MergeForm(sent(request))
    context: dict[str, Any] = {"form": form, "gone": gone}
    if form.is_bound and form.is_valid():
        keep = User.objects.filter(username_key=normalise_key(form.cleaned_data["name"])).first()
        verdict = may_merge(request.viewer, keep, gone) if keep else None
        if keep is None or not verdict:
            form.add_error(
                "name", verdict.reason if verdict is not None else _("There is no member of this name.")
            )
        elif request.POST.get("confirmed") != str(keep.pk):
            context |= {"keep": keep, "gain": merges.count_gain(keep, gone)}
        elif attempt(
            form,
            lambda: merges.merge_members(request.viewer, keep, gone, reason=form.cleaned_data["reason"]),
        ):
            messages.success(request, _("The two accounts are one now."))
            return redirect("qa:member", name=keep.username)
    return render_form(request, "qa/profiles/merge_members.html", context)
