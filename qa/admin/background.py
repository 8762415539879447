"""Background work in the console: how it stands, what failed, and trying that again."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy, ngettext

from forum.background.figures import read_figures
from forum.background.upkeep import try_again
from forum.models import BackgroundTask
from qa.admin.base import ConsoleAdmin


@admin.register(BackgroundTask)
class BackgroundTaskAdmin(ConsoleAdmin):
    """The list of tasks; administrators and above. Nothing is changed here but by trying again."""

    list_display = ("name", "status", "enqueued_at", "finished_at", "attempt_count", "error")
    list_filter = ("status",)
    ordering = ("-enqueued_at",)
    actions = ("try_selected_again",)
    change_list_template = "admin/forum/backgroundtask/change_list.html"
    fields = readonly_fields = (
        "name", "status", "enqueued_at", "started_at", "finished_at", "attempt_count", "args_kwargs", "error", "traceback",
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("Task"))
    def name(self, task: BackgroundTask) -> str:
        return task.task_path.rpartition(".")[2].replace("_", " ")

    @admin.display(description=gettext_lazy("Attempts"))
    def attempt_count(self, task: BackgroundTask) -> int:
        return len(task.worker_ids)

    @admin.display(description=gettext_lazy("Last error"))
    def error(self, task: BackgroundTask) -> str:
        return task.exception_class_path

    def is_key(self, mark: str) -> bool:
        try:
            return bool(UUID(mark))
        except ValueError:
            return False

    @admin.action(description=gettext_lazy("Try again now"))
    def try_selected_again(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Put failed tasks, and those that wait for their next attempt, on the list for now."""
        count = try_again(queryset)
        words = ngettext("%(n)d task is tried again.", "%(n)d tasks are tried again.", count)
        self.report(request, count, words)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        figures = read_figures() if self.is_open(request) else None
        return super().changelist_view(request, {"figures": figures, **(extra_context or {})})
