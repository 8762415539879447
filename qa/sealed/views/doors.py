"""Where secrets are typed, saved as a file, and put away again."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forum import options
from forum.lib.errors import BadRequest
from forum.lib.http import attempt, render_form, sent
from qa.sealed.actions.seals import open_seal
from qa.sealed.forms import SecretForm
from qa.sealed.rules.secrets import Misspelt, read_secret
from qa.sealed.views.session import keep_secret, let_in, let_out
from qa.views.requests import MemberRequest

SAID = ("closed", "ended", "forgotten")


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: MemberRequest) -> HttpResponse:
    """What sealed means, and the form for a secret; the right one opens its page for an hour."""
    form = SecretForm(sent(request), label_suffix="")
    if form.is_valid():
        seal = attempt(
            form, lambda: open_seal(form.cleaned_data["secret"], request.viewer.address_key), "secret"
        )
        if seal:
            feed_key = read_secret(form.cleaned_data["secret"]).feed_key
            return keep_secret(let_in(redirect("sealed:post"), seal, feed_key))
    said = request.GET.get("said", "")
    context = {
        "form": form,
        "said": said if said in SAID else "",
        "minutes": options.current().sealed_wait_minutes,
    }
    return keep_secret(render_form(request, "qa/sealed/enter.html", context))


@require_POST
def download(request: MemberRequest) -> HttpResponse:
    """The secret as a file, made of what the page itself sends. Nothing is looked up, and nothing is kept."""
    try:
        secret = read_secret(request.POST.get("secret", ""))
    except Misspelt as error:
        raise BadRequest(_("This cannot be a whole secret.")) from error
    words = _("The secret of a sealed post at %(site)s:") % {"site": options.current().site_name}
    where = _("Type it here: %(address)s") % {"address": request.build_absolute_uri("/sealed/")}
    feed = request.build_absolute_uri(reverse("sealed:feed", args=[secret.feed_key]))
    news = _("A feed of what others write there: %(address)s") % {"address": feed}
    response = HttpResponse(
        f"{words}\n\n{secret.written}\n\n{where}\n\n{news}\n", content_type="text/plain; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="secret.txt"'
    return keep_secret(response)


@require_POST
def end(request: MemberRequest) -> HttpResponse:
    """Close the page that the secret opened."""
    return keep_secret(let_out(redirect("/sealed/?said=ended")))
