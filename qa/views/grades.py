"""Who takes a form whose grade (qa.forms.grades) is not posted by the ordinary actions: rooms of their own say so here."""

from collections.abc import Callable

from django.http import HttpResponse

from qa.forms.writing import SignedForm
from qa.views.requests import MemberRequest

# value of the grade -> (request, valid form, its place as drafts know it) -> the answer, or None when the form comes back
TAKERS: dict[str, Callable[[MemberRequest, SignedForm, str], HttpResponse | None]] = {}
