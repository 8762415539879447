"""Mailings in the console: written, looked at, tried on oneself, started after a question, watched; administrators and above."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.lib.errors import Conflict, sentence_of
from forum.lib.verdict import ALLOWED, Rows, Verdict, policy
from qa.admin.base import ConsoleAdmin, viewer_of
from qa.mailings.actions.letters import render_html
from qa.mailings.actions.mailings import (
    pause_mailing,
    resume_mailing,
    save_mailing,
    send_test,
    start_mailing,
    stop_mailing,
)
from qa.mailings.forms import MailingForm
from qa.mailings.models import Mailing
from qa.mailings.reads.audience import find_audience
from qa.mailings.reads.figures import read_progress

OVERVIEW = "admin:mailings_mailing_overview"


@policy
def may_write(mailing: Mailing) -> Rows:
    """Change a mailing, or delete it."""
    yield mailing.is_draft, gettext_lazy("This mailing has started; it cannot be changed any more.")


@policy
def may_delete(mailing: Mailing) -> Rows:
    """Delete a mailing with what is known of its recipients."""
    yield not mailing.is_open, gettext_lazy("This mailing is on its way. Stop it first.")


@admin.register(Mailing)
class MailingAdmin(ConsoleAdmin):
    """The list of mailings; each has a page on which it is looked at and sent."""

    form = MailingForm
    list_display = ("subject", "state", "recipient_count", "created_by", "started_at", "finished_at")
    list_filter = ("state",)
    list_select_related = ("created_by",)
    ordering = ("-pk",)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        ours = [
            path(f"<path:object_id>/{word}/", wrap(view), name=f"mailings_mailing_{word}")
            for word, view in (
                ("overview", self.overview),
                ("test", self.test),
                ("start", self.start),
                ("stop", self.stop),
                ("pause", self.pause),
                ("resume", self.resume),
            )
        ]
        return [*ours, *super().get_urls()]

    def judge_change(self, request: HttpRequest, obj: Model) -> Verdict:
        return may_write(obj) if isinstance(obj, Mailing) else ALLOWED

    def judge_deletion(self, request: HttpRequest, obj: Model) -> Verdict:
        return may_delete(obj) if isinstance(obj, Mailing) else ALLOWED

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """A draft opens in its form, whatever has started on its page."""
        mailing = Mailing.objects.filter(pk=object_id).first() if self.is_key(object_id) else None
        if mailing is not None and not mailing.is_draft and request.method == "GET" and self.is_open(request):
            return redirect(OVERVIEW, mailing.pk)
        return super().change_view(request, object_id, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Mailing, form: Any, change: bool) -> None:
        save_mailing(viewer_of(request), obj)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return redirect(OVERVIEW, obj.pk)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect(OVERVIEW, obj.pk)

    def find(self, object_id: str) -> Mailing:
        if not self.is_key(object_id):
            raise Http404(self.missing())
        return get_object_or_404(Mailing, pk=int(object_id))

    def show(
        self, request: HttpRequest, name: str, title: str, mailing: Mailing, **more: Any
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "mailing": mailing,
            "opts": self.opts,
            **more,
        }
        return TemplateResponse(request, f"admin/mailings/mailing/{name}.html", context)

    def overview(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """How it will look, to how many it goes, and what can be done; later, how far it is."""
        if not self.is_open(request):
            return self.admin_site.login(request)
        mailing = self.find(object_id)
        html = mark_safe(render_html(mailing.text))
        audience_count = find_audience(mailing).count() if mailing.is_draft else None
        progress = None if mailing.is_draft else read_progress(mailing)
        return self.show(
            request, "overview", mailing.subject, mailing,
            html=html, audience_count=audience_count, progress=progress,
        )  # fmt: skip

    def act(
        self, request: HttpRequest, object_id: str, do: Callable[..., Any], told: str = ""
    ) -> HttpResponse:
        """Do it, say so or why not, and go back to the mailing's page."""
        mailing = self.find(object_id)
        if request.method == "POST":
            try:
                do(viewer_of(request), mailing.pk)
            except (ValidationError, Conflict) as refusal:
                self.message_user(request, sentence_of(refusal), messages.ERROR)
            else:
                if told:
                    self.message_user(request, told, messages.SUCCESS)
        return redirect(OVERVIEW, mailing.pk)

    def test(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send it to whoever looks at it, and nobody else."""
        if not self.is_open(request):
            return self.admin_site.login(request)
        return self.act(request, object_id, send_test, _("A test is on its way to your own address."))

    def start(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then begin."""
        if not self.is_open(request):
            return self.admin_site.login(request)
        mailing = self.find(object_id)
        if request.method != "POST" and mailing.is_draft:
            count = find_audience(mailing).count()
            return self.show(request, "start", _("Send it now?"), mailing, audience_count=count)
        return self.act(request, object_id, start_mailing)

    def stop(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then end it for good."""
        if not self.is_open(request):
            return self.admin_site.login(request)
        mailing = self.find(object_id)
        if request.method != "POST" and mailing.is_open:
            progress = read_progress(mailing)
            return self.show(request, "stop", _("Stop it for good?"), mailing, progress=progress)
        return self.act(request, object_id, stop_mailing)

    def pause(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send nothing more for now."""
        if not self.is_open(request):
            return self.admin_site.login(request)
        return self.act(request, object_id, pause_mailing)

    def resume(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Go on."""
        if not self.is_open(request):
            return self.admin_site.login(request)
        return self.act(request, object_id, resume_mailing)
