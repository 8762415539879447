"""The review queue in the console: the same rows as on the site, decided by the same action."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Level
from forum.lib.text import excerpt
from qa.actions.decisions import Verdict, decide_items
from qa.admin.base import ConsoleAdmin, viewer_of
from qa.forms.reviews import ManyForm
from qa.models import ReviewItem
from qa.policies.posts import may_see
from qa.reads.reviews import Choice, review_items, with_rows


@admin.register(ReviewItem)
class ReviewItemAdmin(ConsoleAdmin):
    """What waits; moderators and above. One item opens on the site, with all that belongs to it."""

    needed_level = Level.MODERATOR
    list_display = ("summary", "kind", "lane", "opened_at", "due_at", "claimed_by")
    list_filter = ("kind", "lane")
    ordering = ("lane", "opened_at", "id")
    actions = ("decide",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewItem]:
        return with_rows(review_items(viewer_of(request), Choice()))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("About"))
    def summary(self, item: ReviewItem) -> str:
        post = item.post
        if post is None:
            return str(item.member or item)
        return post.title or excerpt(post.body_text, 80) or "–"

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go to the page on the site."""
        pk = int(object_id) if self.is_key(object_id) else 0
        return redirect(get_object_or_404(ReviewItem, pk=pk))

    @admin.action(description=gettext_lazy("Decide on what is selected"))
    def decide(self, request: HttpRequest, queryset: QuerySet[ReviewItem]) -> HttpResponse | None:
        """Ask what and why on a page of its own, then decide one by one; say of each that is left why."""
        form = ManyForm(request.POST if "confirmed" in request.POST else None)
        items = list(queryset)
        if items and not form.is_valid():
            readable = [item for item in items if item.post is None or may_see(viewer_of(request), item.post)]
            context = {
                **self.admin_site.each_context(request),
                "title": _("Decide on these?"),
                "form": form,
                "items": [(item.pk, self.summary(item)) for item in readable],
                "opts": self.opts,
                "action_name": request.POST["action"],
            }
            return render(
                request, "admin/qa/reviewitem/decide.html", context, status=422 if form.is_bound else 200
            )
        results = []
        if items:
            values = form.cleaned_data
            pks = [item.pk for item in items]
            results = decide_items(viewer_of(request), pks, Verdict(values["verdict"]), values["reason"])
        for result in results:
            if result.refusal:
                self.message_user(request, f"{self.summary(result.item)}: {result.refusal}", "ERROR")
        count = len([result for result in results if not result.refusal])
        self.report(request, count, ngettext("%(n)d is decided.", "%(n)d are decided.", count))
        return None
