"""The log of events and webhooks in the console; administrators and above."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum import options
from forum.lib.errors import BadRequest
from forum.lib.numbers import read_id
from qa.admin.base import ConsoleAdmin, viewer_of
from qa.hooks.actions.hooks import rotate_secret, save_hook, send_again, tell_secret, test_hook
from qa.hooks.forms import EventForm, HookForm
from qa.hooks.models import PING, Delivery, Event, Hook
from qa.hooks.models.hooks import FAILURES
from qa.hooks.reads.events import Choice, find_events, read_page, tell_params, write_lines
from qa.models import Activity

HOOKS = "admin:hooks_hook_changelist"
DELIVERIES = "admin:hooks_delivery_changelist"


class ReadOnlyAdmin(ConsoleAdmin):
    """Rows that nobody writes by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The log, read from its place: it can be long, and nobody counts it."""

    def get_urls(self) -> list[URLPattern]:
        ours = [path("export/", self.admin_site.admin_view(self.export_view), name="hooks_event_export")]
        return [*ours, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.is_open(request):
            return super().changelist_view(request, extra_context)
        form = EventForm(request.GET)
        choice = form.choice() if form.is_valid() else Choice()
        page = read_page(choice, read_number(request, "before"), read_number(request, "after"))
        kept = {name: str(value) for name, value in request.GET.items() if name in form.fields and value}
        context = {
            **self.admin_site.each_context(request),
            "title": _("Event log"),
            "opts": self.opts,
            "form": form,
            "rows": [(event, tell_params(event.params)) for event in page.rows],
            "older_url": f"?{urlencode({**kept, 'before': str(page.older)})}" if page.older else "",
            "newer_url": f"?{urlencode({**kept, 'after': str(page.newer)})}" if page.newer else "",
            "export_url": f"{reverse('admin:hooks_event_export')}?{urlencode(kept)}",
            "is_kept": options.current().is_event_log_kept,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/hooks/event/list.html", context, status=status)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """There is no more to an event than the list shows."""
        return redirect("admin:hooks_event_changelist")

    def export_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """All that was chosen, as lines of fields between tabs."""
        if not self.is_open(request):
            return self.admin_site.login(request)
        form = EventForm(request.GET)
        if not form.is_valid():
            raise BadRequest(_("That filter does not exist."))
        lines = write_lines(find_events(form.choice()))
        response = StreamingHttpResponse(lines, content_type="text/tab-separated-values; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="events.tsv"'
        return response


def read_number(request: HttpRequest, name: str) -> int | None:
    """Return the number of a row from the address. Raises BadRequest for anything else."""
    word = request.GET.get(name, "")
    number = read_id(word)
    if word and number is None:
        raise BadRequest(_("That page number is not a number we can count to."))
    return number


@admin.register(Hook)
class HookAdmin(ConsoleAdmin):
    """Webhooks: what each is told, whether it takes it, its secret and a test."""

    form = HookForm
    list_display = ("name", "url", "state", "waiting", "tried_at")
    ordering = ("name", "pk")
    change_form_template = "admin/hooks/hook/change_form.html"
    change_list_template = "admin/hooks/hook/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hook]:
        waiting = Delivery.objects.filter(hook=OuterRef("pk"), status=Delivery.Status.WAITING).order_by()
        count = Subquery(waiting.values("hook").annotate(count=Count("pk")).values("count"))
        return Hook.objects.annotate(waiting_count=Coalesce(count, 0))

    @admin.display(description=gettext_lazy("State"))
    def state(self, hook: Hook) -> str:
        if hook.is_on:
            return _("on")
        return _("paused: nothing was taken for a day") if hook.paused_at else _("off")

    @admin.display(description=gettext_lazy("Waiting"))
    def waiting(self, hook: Any) -> int:
        return int(hook.waiting_count)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        ours = [
            path("<path:object_id>/secret/", wrap(self.secret_view), name="hooks_hook_secret"),
            path("<path:object_id>/test/", wrap(self.test_view), name="hooks_hook_test"),
        ]
        return [*ours, *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Hook, form: Any, change: bool) -> None:
        save_hook(viewer_of(request), obj)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the secret now: it is not shown again."""
        return self.show_secret(request, obj)

    def show_secret(self, request: HttpRequest, hook: Hook) -> HttpResponse:
        return self.show(request, "secret", _("The secret of this webhook"), hook, secret=tell_secret(hook))

    def show(self, request: HttpRequest, name: str, title: str, hook: Hook, **more: Any) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "hook": hook,
            "opts": self.opts,
            **more,
        }
        return TemplateResponse(request, f"admin/hooks/hook/{name}.html", context)

    def find(self, object_id: str) -> Hook:
        if not self.is_key(object_id):
            raise Http404(self.missing())
        return get_object_or_404(Hook, pk=int(object_id))

    def secret_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then give the webhook another secret and show it."""
        if not self.is_open(request):
            return self.admin_site.login(request)
        hook = self.find(object_id)
        if request.method == "POST":
            return self.show_secret(request, rotate_secret(viewer_of(request), hook.pk))
        return self.show(request, "rotate", _("Another secret?"), hook)

    def test_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Have a test sent; how it went stands in the list that this leads to."""
        if not self.is_open(request):
            return self.admin_site.login(request)
        hook = self.find(object_id)
        if request.method == "POST":
            test_hook(viewer_of(request), hook.pk)
            self.message_user(
                request, _("A test is on its way. Look at this page again in a moment."), messages.SUCCESS
            )
            return redirect(f"{reverse(DELIVERIES)}?hook__id__exact={hook.pk}")
        return redirect("admin:hooks_hook_change", hook.pk)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        paused = (
            list(Hook.objects.filter(is_on=False).exclude(paused_at=None)) if self.is_open(request) else []
        )
        return super().changelist_view(request, {"paused": paused, **(extra_context or {})})

    def describe_deletion(self, obj: Any) -> list[str]:
        count = obj.deliveries.count()
        words = ngettext(
            "%(name)s, with %(n)d message of its log", "%(name)s, with %(n)d messages of its log", count
        )
        return [words % {"name": obj.name, "n": count}]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """What was sent to webhooks, and how that went; any of it can be sent again."""

    list_display = (
        "number",
        "hook",
        "event",
        "created_at",
        "status",
        "attempt_count",
        "tried_at",
        "answer_status",
        "problem",
    )
    list_filter = ("hook", "status")
    list_select_related = ("hook",)
    ordering = ("-pk",)
    actions = ("send_selected_again",)
    fields = readonly_fields = (
        "hook", "event", "key", "created_at", "status", "attempt_count", "first_tried_at", "tried_at", "answer_status",
        "problem", "milliseconds", "answer",
    )  # fmt: skip

    @admin.display(description=gettext_lazy("Number"))
    def number(self, delivery: Delivery) -> int:
        return delivery.pk

    @admin.display(description=gettext_lazy("Event"))
    def event(self, delivery: Delivery) -> str:
        return (
            _("a test")
            if delivery.verb == PING
            else str(dict(Activity.Verb.choices).get(delivery.verb, delivery.verb))
        )

    @admin.display(description=gettext_lazy("What went wrong"))
    def problem(self, delivery: Delivery) -> str:
        words: dict[str, Any] = {str(failure): sentence for failure, sentence in FAILURES.items()}
        return str(words.get(delivery.failure, delivery.failure))

    @admin.action(description=gettext_lazy("Send again"))
    def send_selected_again(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Put what was sent, or given up, on its way once more. What waits anyway is passed over."""
        done = list(queryset.exclude(status=Delivery.Status.WAITING).select_related("hook").order_by("pk"))
        for delivery in done:
            send_again(viewer_of(request), delivery)
        words = ngettext("%(n)d message is sent again.", "%(n)d messages are sent again.", len(done))
        self.report(request, len(done), words)
