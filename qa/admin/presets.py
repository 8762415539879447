"""All rights in one step, in the console: what a preset would change stands there before it does."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum import options
from forum.lib.errors import Conflict
from qa.actions.site_options import digest, find_target, list_changes, save_options
from qa.admin.base import viewer_of

WORDS = (
    ("open", gettext_lazy("Open"), gettext_lazy("Approved members help to keep order; nobody waits.")),
    ("standard", gettext_lazy("Standard"), gettext_lazy("The defaults.")),
    (
        "careful",
        gettext_lazy("Careful"),
        gettext_lazy("Members write, new ones wait until somebody has seen their post, fewer people decide."),
    ),
    ("previous", gettext_lazy("As before"), gettext_lazy("Takes the last change of rights back.")),
)

# What no option changes; for reading only.
FIXED = (
    (
        gettext_lazy("Moderators"),
        gettext_lazy(
            "switch off an account's sign-in, approve members, make experts, let all members edit a post"
        ),
    ),
    (
        gettext_lazy("Administrators"),
        gettext_lazy(
            "see e-mail addresses, delete accounts, make editors and moderators, give points, change options"
        ),
    ),
    (gettext_lazy("Super administrators"), gettext_lazy("make administrators")),
)


def show_presets(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Offer the presets; with ?to= show what one would change, and change it when that is agreed to."""
    name = request.GET.get("to", "")
    context = {
        **context,
        "title": _("Who may do what, in one step"),
        "name": name,
        "presets": list_presets(),
        "fixed": FIXED,
    }
    if not name:
        return TemplateResponse(request, "admin/forum/siteoption/presets.html", context)
    values = find_target(name)
    if values is None:
        raise Http404(_("There is no such preset."))
    status, conflict = 200, ""
    if request.method == "POST":
        try:
            return apply(request, values)
        except Conflict as refusal:
            status, conflict = refusal.status, str(refusal)
    changes = list_changes(values, options.load())
    rows = [(label_of(option), *(word(option, value) for value in pair)) for option, pair in changes.items()]
    label = next(words for known, words, _description in WORDS if known == name)
    context |= {"label": label, "rows": rows, "seen": digest(changes), "conflict": conflict}
    return TemplateResponse(request, "admin/forum/siteoption/presets.html", context, status=status)


def apply(request: HttpRequest, values: dict[str, Any]) -> HttpResponse:
    changes = save_options(viewer_of(request), values, seen=request.POST.get("seen", ""))
    count = len(changes)
    told = ngettext("%(n)d option is changed.", "%(n)d options are changed.", count) % {"n": count}
    messages.success(request, f"{told} {_('“As before” takes that back.')}")
    return redirect(request.path)


def list_presets() -> list[tuple[str, Any, Any, int]]:
    """Return (name, label, description, how many options it would change) of what can be chosen."""
    current = options.load()
    found = []
    for name, label, description in WORDS:
        values = find_target(name)
        if values is not None:
            found.append((name, label, description, len(list_changes(values, current))))
    return found


def label_of(name: str) -> str:
    return str(options.DECLARATIONS[name].metadata["label"])


def word(name: str, value: Any) -> str:
    """Return a value as the form of options names it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(dict(options.DECLARATIONS[name].metadata["choices"]).get(value, value))
