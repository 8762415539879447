"""Where posts came from, where the owner keeps network addresses."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from forum import options
from forum.lib.networks import Span
from forum.lib.paging import paginate
from qa.actions.addresses import hide_all_from
from qa.models import PostAddress
from qa.policies.people import may_block_addresses, may_see_addresses
from qa.policies.permissions import may_use_anywhere
from qa.policies.standing import may_read
from qa.reads.addresses import blocks_on, find_network, posts_from
from qa.rules.rights import Right
from qa.views.comments import find_post
from qa.views.requests import MemberRequest


@require_safe
def of_post(request: MemberRequest, pk: int) -> HttpResponse:
    """Lead to what came from the same network as a post."""
    post = find_post(request, pk)
    may_see_addresses(request.viewer, options.current(), post).enforce()
    found = PostAddress.objects.filter(post=post).first()
    if found is None:
        raise Http404(_("The network address of this post is not kept (any more)."))
    return redirect("qa:address", found.address)


@require_safe
def index(request: MemberRequest, address: str) -> HttpResponse:
    """Everything that was sent from a network, and whether it is blocked."""
    network = open_network(request, address)
    page = paginate(request, posts_from(request.viewer, network), size=options.current().list_page_size)
    context = {
        "network": network,
        "page": page,
        "blocks": blocks_on(network),
        "blocking": may_block_addresses(request.viewer),
        "hiding": may_use_anywhere(request.viewer, Right.HIDE),
    }
    return render(request, "qa/addresses/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hide_all(request: MemberRequest, address: str) -> HttpResponse:
    """Ask, then hide everything that came from there. Each post can be shown again."""
    network = open_network(request, address)
    may_use_anywhere(request.viewer, Right.HIDE).enforce()
    if request.method != "POST":
        count = posts_from(request.viewer, network).filter(post__is_hidden=False).count()
        return render(request, "qa/addresses/hide.html", {"network": network, "count": count})
    count = hide_all_from(request.viewer, network)
    messages.success(
        request, ngettext("%(n)d post is hidden.", "%(n)d posts are hidden.", count) % {"n": count}
    )
    return redirect("qa:address", address)


def open_network(request: MemberRequest, address: str) -> Span:
    may_see_addresses(request.viewer, options.current()).enforce()
    may_read(request.viewer, options.current()).enforce()
    network = find_network(address)
    if network is None:
        raise Http404(_("“%(text)s” is no network address.") % {"text": address[:60]})
    return network
