"""One's own profile, pictures of members, and the terms."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages import MemberRequest, own_account, private_page
from accounts.profiles import actions, patterns, pictures, terms
from accounts.profiles.forms import PictureForm, ProfileForm
from accounts.profiles.policies import may_choose_picture, may_choose_site_picture, may_edit_profile
from accounts.profiles.reads import fields_in_use, own_values
from forum import options
from forum.lib.errors import TooMany
from forum.lib.http import read_next, render_form, sent
from forum.lib.uploads import UploadRefused

# What lies behind the address of a picture never changes, but it may be taken away: then it is gone within the hour.
PICTURE_CACHE = "public, max-age=3600"
PATTERN_CACHE = "public, max-age=31536000, immutable"
PICTURE_POLICY = "default-src 'none'; style-src 'none'"


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def edit(request: MemberRequest) -> HttpResponse:
    """What I say of myself."""
    member = own_account(request)
    if request.method == "POST":
        may_edit_profile(request.viewer).enforce()
    form = ProfileForm(sent(request), fields=fields_in_use(), values=own_values(member))
    if form.is_bound and form.is_valid():
        actions.save_values(request.viewer, form.values)
        messages.success(request, _("Your profile is saved."))
        return redirect("profiles:edit")
    return show_edit(request, form, PictureForm())


def show_edit(request: MemberRequest, form: ProfileForm, picture: PictureForm) -> HttpResponse:
    member = own_account(request)
    context = {
        "form": form,
        "picture": picture,
        "member": member,
        "choosing": may_choose_picture(request.viewer, options.current()),
        "agreement": terms.last_agreement(member) if terms.are_terms_on(options.current()) else None,
    }
    response = render_form(request, "profiles/edit.html", context)
    if picture.errors:
        response.status_code = TooMany.status if hasattr(picture, "wait_seconds") else 422
    return response


@require_POST
@private_page
def choose(request: MemberRequest) -> HttpResponse:
    """Show a picture of my own."""
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid() and take_picture(form, lambda data: actions.choose_picture(request.viewer, data)):
        messages.success(request, _("Your picture is shown from now on."))
        return redirect("profiles:edit")
    profile = ProfileForm(fields=fields_in_use(), values=own_values(own_account(request)))
    return show_edit(request, profile, form)


def take_picture(form: PictureForm, take: Callable[[bytes], None]) -> bool:
    """Whether the picture in a form was taken; else the form says why not."""
    try:
        take(form.cleaned_data["picture"].read())
    except (UploadRefused, TooMany) as refusal:
        form.add_error("picture", str(refusal))
        if isinstance(refusal, TooMany):
            form.wait_seconds = refusal.wait_seconds  # type: ignore[attr-defined]
        return False
    return True


@require_POST
@private_page
def remove(request: MemberRequest) -> HttpResponse:
    """Show no picture of mine any more."""
    actions.remove_own_picture(request.viewer)
    messages.success(request, _("Your picture is gone."))
    return redirect("profiles:edit")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def site_picture(request: MemberRequest) -> HttpResponse:
    """What is shown of members without a picture, for administrators."""
    may_choose_site_picture(request.viewer).enforce()
    if request.method == "POST" and "remove" in request.POST:
        actions.choose_site_picture(request.viewer, None)
        messages.success(request, _("The picture of the site is gone."))
        return redirect("profiles:site-picture")
    form = PictureForm(sent(request), request.FILES or None)
    if (
        form.is_bound
        and form.is_valid()
        and take_picture(form, lambda data: actions.choose_site_picture(request.viewer, data))
    ):
        messages.success(request, _("The picture is kept."))
        return redirect("profiles:site-picture")
    key = options.current().avatar_of_site
    context = {"form": form, "address": pictures.picture_address(key, 200) if key else ""}
    return render_form(request, "profiles/site_picture.html", context)


@require_safe
def show(request: HttpRequest, key: str, side: str) -> HttpResponse:
    """A square of a picture that somebody chose."""
    response = get_conditional_response(request, etag=f'"{key}-{side}"')
    if response is None:
        try:
            with default_storage.open(pictures.name_file(key, int(side))) as file:
                response = HttpResponse(file.read(), content_type="image/webp")
        except FileNotFoundError as error:
            raise Http404(_("This picture does not exist, or it was removed.")) from error
    response.headers["ETag"] = f'"{key}-{side}"'
    return harden(response, PICTURE_CACHE)


@require_safe
def show_pattern(request: HttpRequest, number: str) -> HttpResponse:
    """The drawing of a number."""
    response = get_conditional_response(request, etag=f'"{number}"')
    if response is None:
        response = HttpResponse(patterns.draw(int(number, 16)), content_type="image/svg+xml")
    response.headers["ETag"] = f'"{number}"'
    return harden(response, PATTERN_CACHE)


def harden(response: Any, cache: str) -> HttpResponse:
    response.headers["Cache-Control"] = cache
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def show_terms(request: MemberRequest) -> HttpResponse:
    """The terms; a member who has not agreed to this version can do so here."""
    current = options.current()
    if not terms.are_terms_on(current):
        raise Http404(_("There is no such page (any more)."))
    back = read_next(request)
    must_agree = terms.must_agree(request.viewer, current)
    if request.method == "POST":
        if request.viewer.user is not None and request.POST.get(terms.FIELD) == current.terms_version:
            terms.agree(request.viewer.member_id, current.terms_version)
            messages.success(request, _("Thank you. You can go on writing."))
            return redirect(back or "/")
        messages.error(request, _("The terms changed a moment ago. Please read them once more."))
    agreement = None if must_agree else terms.last_agreement(request.viewer.user)
    context = {"must_agree": must_agree, "agreement": agreement, "next": back}
    return render(request, "profiles/terms.html", context)
