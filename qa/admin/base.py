"""What the pages of the console share."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.models import Level
from accounts.viewers import Viewer


def viewer_of(request: HttpRequest) -> Viewer:
    """Return who sent the request (accounts.middleware.ViewerMiddleware)."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


class ConsoleAdmin(admin.ModelAdmin):
    """Opens for `needed_level` and above; what may be done to a row is asked of the policies."""

    needed_level = Level.ADMINISTRATOR
    list_per_page = 50
    show_full_result_count = False

    def is_open(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated) and viewer_of(request).has_level(self.needed_level)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.is_open(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.is_open(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.is_open(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.is_open(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.is_open(request)

    def tell(self, request: HttpRequest, error: ValidationError) -> None:
        for sentence in error.messages:
            self.message_user(request, sentence, messages.ERROR)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """List what goes along in our own words: rows that hang on a post are no objects of the console."""
        lines = [line for obj in objs for line in self.describe_deletion(obj)]
        return lines, {str(self.opts.verbose_name_plural): len(objs)}, set(), []

    def describe_deletion(self, obj: Model) -> list[str]:
        return [str(obj)]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self.delete_model(request, obj)
