"""Asking an asker whether something helped: three links, each leading to a page. Nothing of it is kept."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forum.lib.tickets import BadTicket, read_ticket
from qa.actions.notices import CHECK_IN
from qa.models import Post
from qa.views.requests import MemberRequest

ANSWERS = ("helped", "some", "not")


@require_safe
@never_cache
def show(request: MemberRequest, ticket: str) -> HttpResponse:
    """The question, or what follows from one of the answers (?answer=). Whoever has the ticket is the asker."""
    try:
        pk = read_ticket(CHECK_IN, ticket)[0]
    except (BadTicket, ValueError, IndexError) as error:
        raise Http404(_("This link is too old, or it was not copied in whole.")) from error
    question = Post.objects.questions().filter(pk=pk).first()
    answer = request.GET.get("answer", "")
    context = {
        "question": question if question and not question.is_hidden else None,
        "answer": answer if answer in ANSWERS else "",
        "has_answers": question is not None and question.answer_count > 0,
    }
    return render(request, "qa/team/check_in.html", context)
