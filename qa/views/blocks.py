"""Blocks of network addresses: the list, adding one, lifting one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forum import options
from forum.lib.addresses import read_address
from forum.lib.http import attempt, render_form, sent
from forum.lib.paging import paginate
from qa.actions.blocks import block_addresses, lift_block
from qa.forms.blocks import BlockForm
from qa.policies.people import may_block_addresses
from qa.reads.blocks import list_blocks
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: MemberRequest) -> HttpResponse:
    """The blocks, with the form for one more."""
    may_block_addresses(request.viewer).enforce()
    initial = {"pattern": request.GET.get("pattern", "")[:100], "days": "30"}
    form = BlockForm(sent(request), own_address=read_address(request), initial=initial)
    if form.is_bound and form.is_valid():
        block = attempt(form, lambda: add(request, form), "pattern")
        if block:
            messages.success(
                request, _("Nobody writes from %(pattern)s now. Reading stays open.") % {"pattern": block}
            )
            return redirect("qa:blocks")
    page = paginate(request, list_blocks(), size=options.current().list_page_size)
    return render_form(request, "qa/blocks/index.html", {"form": form, "page": page})


def add(request: MemberRequest, form: BlockForm) -> str:
    values = form.cleaned_data
    block = block_addresses(request.viewer, values["pattern"], reason=values["reason"], until=form.until)
    return block.pattern


@require_POST
def lift(request: MemberRequest, pk: int) -> HttpResponse:
    """Let people write from there again."""
    block = lift_block(request.viewer, pk)
    messages.success(request, _("The block of %(pattern)s is lifted.") % {"pattern": block.pattern})
    return redirect("qa:blocks")
