"""The moderation log: the page, what may be downloaded, the feed of heads, taking words out, decisions about oneself."""

import json
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_http_methods, require_safe

from forum import options
from forum.lib.errors import BadRequest
from forum.lib.feeds import ATOM, Entry, Feed, write_atom
from forum.lib.numbers import read_id
from forum.lib.paging import paginate
from forum.shared import PAGED, shared_page
from qa.actions.modlog import seal, sever_words
from qa.forms.modlog import LogFilterForm
from qa.models import LogEntry, LogHead
from qa.policies.appeals import may_appeal
from qa.policies.modlog import may_read_log, may_sever_words, may_sever_words_of
from qa.reads.modlog import EXPORT_SIZE, export_entries, log_entries, read_decisions, tell_entries
from qa.views.requests import MemberRequest

HEADS_IN_FEED = 60


@require_safe
@shared_page(*PAGED, "kind", "month", "post")
def index(request: MemberRequest) -> HttpResponse:
    """All acts of moderation, the newest first, as far as the viewer may know what they are about."""
    may_read_log(request.viewer, options.current()).enforce()
    form = LogFilterForm(
        request.GET if any(request.GET.get(name) for name in ("kind", "month", "post")) else None
    )
    is_refused = form.is_bound and not form.is_valid()
    entries = log_entries().none() if is_refused else log_entries()
    if form.is_bound and not is_refused:
        entries = entries.filter(form.condition)
    page = paginate(request, entries, size=options.current().list_page_size)
    context = {
        "form": form,
        "page": page,
        "rows": tell_entries(request.viewer, page.rows),
        "severing": may_sever_words(request.viewer),
    }
    return render(request, "qa/modlog/index.html", context, status=400 if is_refused else 200)


@require_safe
def export(request: MemberRequest) -> HttpResponse | StreamingHttpResponse:
    """Entries from number ?from= on as JSON lines, for whoever wants to compute the hashes again."""
    may_read_log(request.viewer, options.current()).enforce()
    first = read_id(request.GET.get("from", "1")) or 0
    if not 1 <= first < 2**62:
        raise BadRequest(_("Please give the number of the first entry that you want: ?from=1."))
    seal()
    lines = (json.dumps(entry, sort_keys=True, ensure_ascii=False) + "\n" for entry in export_entries(first))
    response = StreamingHttpResponse(lines, content_type="application/x-ndjson; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="moderation-log-{first}.jsonl"'
    response["X-Robots-Tag"] = "noindex"
    if LogEntry.objects.filter(number=first + EXPORT_SIZE).exists():
        response["Link"] = f'<{reverse("qa:modlog-export")}?from={first + EXPORT_SIZE}>; rel="next"'
    return response


def newest_head(request: MemberRequest) -> LogHead | None:
    """Return the newest head, written down now if its day is over; it is what the feed's tags are made of."""
    may_read_log(request.viewer, options.current()).enforce()
    if not hasattr(request, "newest_head"):
        seal()
        request.newest_head = LogHead.objects.order_by("-day").first()  # type: ignore[attr-defined]
    head: LogHead | None = request.newest_head  # type: ignore[attr-defined]
    return head


@require_safe
@condition(
    etag_func=lambda request: f'"{head.hash}"' if (head := newest_head(request)) else '"none"',
    last_modified_func=lambda request: head.frozen_at if (head := newest_head(request)) else None,
)
def feed(request: MemberRequest) -> HttpResponse:
    """Where the chain stood at the end of each day: whoever keeps this can prove later that the log was not rewritten."""
    newest_head(request)
    current = options.current()
    host, address = (
        urlsplit(settings.SITE_URL).hostname or "localhost",
        settings.SITE_URL + reverse("qa:modlog"),
    )
    entries = tuple(
        Entry(
            id=f"tag:{host},{head.day.isoformat()}:moderation-log/{head.number}/{head.hash}",
            url=f"{address}?month={head.day:%Y-%m}",
            title=_("%(day)s: entry %(number)d") % {"day": head.day.isoformat(), "number": head.number},
            published=head.frozen_at,
            updated=head.frozen_at,
            text=tell_head(head),
        )
        for head in LogHead.objects.order_by("-day")[:HEADS_IN_FEED]
    )
    found = Feed(
        id=address,
        title=_("Moderation log of %(site)s, day by day") % {"site": current.site_name},
        url=address,
        site_name=current.site_name,
        entries=entries,
        self_url=settings.SITE_URL + reverse("qa:modlog-feed"),
        subtitle=_("The number and the hash of each day's last entry."),
        language=get_language() or settings.LANGUAGE_CODE,
    )
    response = HttpResponse(write_atom(found), content_type=f"{ATOM}; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    return response


def tell_head(head: LogHead) -> str:
    labels = dict(LogEntry.Verb.choices)
    counts = ", ".join(f"{labels.get(verb, verb)}: {count}" for verb, count in sorted(head.counts.items()))
    total = sum(head.counts.values())
    words = ngettext("%(n)d act (%(counts)s).", "%(n)d acts (%(counts)s).", total) % {
        "n": total,
        "counts": counts,
    }
    return f"{words} {_('Hash:')} {head.hash}"


@require_http_methods(["GET", "HEAD", "POST"])
def sever(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take reason and change out of an entry."""
    may_sever_words(request.viewer).enforce()
    entry = log_entries().filter(pk=pk).first()
    if entry is None:
        raise Http404(_("There is no such entry."))
    may_sever_words_of(request.viewer, entry).enforce()
    if request.method == "POST":
        sever_words(request.viewer, pk)
        messages.success(request, _("The reason is removed; the log says that it was."))
        return redirect("qa:modlog")
    return render(request, "qa/modlog/sever.html", {"rows": tell_entries(request.viewer, [entry])})


@require_safe
def decisions(request: MemberRequest) -> HttpResponse:
    """What was decided about the viewer and what they wrote, whoever else may read the log."""
    page = paginate(request, read_decisions(request.viewer), size=options.current().list_page_size)
    current = options.current()
    appealable = {one.pk for one in page.rows if may_appeal(request.viewer, one, current, is_concerned=True)}
    context = {
        "page": page,
        "rows": tell_entries(request.viewer, page.rows, are_own=True),
        "appealable": appealable,
    }
    return render(request, "qa/modlog/decisions.html", context)
