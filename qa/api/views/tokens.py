"""The page of one's own tokens: what there are, a new one, and revoking one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.pages import private_page
from forum import options
from forum.lib.http import attempt, render_form, sent
from qa.api.actions.tokens import make_token, revoke_token
from qa.api.forms import SCOPES, TokenForm
from qa.api.models import Token
from qa.views.requests import MemberRequest


@sensitive_post_parameters("password")
@sensitive_variables("word", "made")
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def index(request: MemberRequest) -> HttpResponse:
    """All tokens of the viewer, and the form for a new one. Its word is in the answer to that form and nowhere else, ever."""
    form = TokenForm(sent(request))
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        made = attempt(form, lambda: make_token(request.viewer, **values))
        if made:
            token, word = made
            return render(request, "qa/api/made.html", {"token": token, "word": word})
    rows = list(Token.objects.filter(member_id=request.viewer.user_id).order_by("-pk"))
    context = {
        "form": form,
        "tokens": [(token, [SCOPES[scope] for scope in token.scopes if scope in SCOPES]) for token in rows],
        "is_open": options.current().are_tokens_on and options.current().is_api_on,
    }
    return render_form(request, "qa/api/tokens.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def revoke(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then end a token."""
    token = Token.objects.filter(pk=pk, member_id=request.viewer.user_id).first()
    if token is None:
        raise Http404(_("There is no such token (any more)."))
    if request.method == "POST":
        revoke_token(request.viewer, pk)
        messages.success(request, _("The token is revoked. From this moment on it opens nothing."))
        return redirect("api:tokens")
    return render(request, "qa/api/revoke.html", {"token": token})
