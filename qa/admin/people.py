"""Blocks of network addresses and new members in the console: lists that lead to the pages where they are decided."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Admission, Level
from forum.models import AddressBlock
from qa.actions.admissions import approve_member
from qa.actions.blocks import lift_block
from qa.admin.base import ConsoleAdmin, viewer_of


@admin.register(AddressBlock)
class AddressBlockAdmin(ConsoleAdmin):
    """Blocks; moderators and above. Deleting one lifts it."""

    needed_level = Level.MODERATOR
    list_display = ("pattern", "reason", "until", "blocked_by", "blocked_at")
    list_filter = ("blocked_at",)
    list_select_related = ("blocked_by",)
    search_fields = ("pattern", "reason")
    ordering = ("-blocked_at",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("qa:blocks") if self.is_open(request) else super().add_view(request, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: AddressBlock) -> None:
        lift_block(viewer_of(request), obj.pk)


@admin.register(Admission)
class AdmissionAdmin(ConsoleAdmin):
    """New members whom somebody looks at; declining needs a reason and has its page on the site."""

    needed_level = Level.MODERATOR
    list_display = ("member", "asked_at", "outcome", "decided_by")
    list_filter = ("outcome", "asked_at")
    list_select_related = ("member", "decided_by")
    search_fields = ("member__username",)
    ordering = ("outcome", "asked_at")
    actions = ("approve",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.action(description=gettext_lazy("Approve"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Admission]) -> None:
        """Approve one by one; what cannot be is told, the rest goes on."""
        count = 0
        for row in queryset.order_by("member_id"):
            count += self.attempt(request, row, lambda pk=row.pk: approve_member(viewer_of(request), pk))  # type: ignore[misc]
        self.report(
            request, count, ngettext("%(n)d member is approved.", "%(n)d members are approved.", count)
        )

    def name_row(self, obj: Any) -> str:
        return str(obj.member)
