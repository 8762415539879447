"""Pictures and files in the console: who sent which, where they are shown; deletion."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Level
from forum.lib.verdict import Verdict
from qa.actions.uploads import delete_upload
from qa.admin.base import ConsoleAdmin, viewer_of
from qa.models import Attachment, Image
from qa.models.uploads import Upload
from qa.policies.images import may_delete_upload


class ShownFilter(admin.SimpleListFilter):
    """What posts show, and what none does."""

    title = gettext_lazy("shown")
    parameter_name = "shown"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("In posts")), ("no", gettext_lazy("Nowhere"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.filter(post_count__gt=0)
        return queryset.filter(post_count=0) if self.value() == "no" else queryset


class UploadAdmin(ConsoleAdmin):
    """What was sent; moderators and above. What no post shows is seen by its sender alone, here as anywhere."""

    needed_level = Level.MODERATOR
    list_filter = (ShownFilter, "created_at")
    ordering = ("-created_at", "pk")
    list_select_related = ("uploader",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(post_count=Count("post_links"))

    @admin.display(description=gettext_lazy("Link"))
    def link(self, upload: Upload) -> str:
        return format_html('<a href="{}">{}</a>', upload.get_absolute_url(), _("See it on the site"))

    @admin.display(description=gettext_lazy("Sent by"))
    def sender(self, upload: Upload) -> str:
        return str(upload.uploader) if upload.uploader else _("anonymous")

    @admin.display(description=gettext_lazy("File"), ordering="byte_count")
    def file_size(self, upload: Upload) -> str:
        return str(filesizeformat(upload.byte_count))

    @admin.display(description=gettext_lazy("Posts"), ordering="post_count")
    def post_count(self, upload: Any) -> int:
        return int(upload.post_count)

    @admin.display(description=gettext_lazy("Shown in"))
    def shown_in(self, upload: Any) -> str:
        rows = ((post.get_absolute_url(), str(post)) for post in upload.posts.order_by("pk"))
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>', rows) or _("no post")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def judge_deletion(self, request: HttpRequest, obj: Model) -> Verdict:
        return may_delete_upload(viewer_of(request))

    def is_key(self, mark: str) -> bool:
        try:
            return bool(UUID(mark))
        except ValueError:
            return False

    def describe_deletion(self, obj: Any) -> list[str]:
        count = obj.post_links.count()
        words = ngettext(
            "%(picture)s – shown in %(n)d post, which keeps its description only",
            "%(picture)s – shown in %(n)d posts, which keep its description only",
            count,
        )
        return [words % {"picture": self.name_row(obj), "n": count}]

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_upload(viewer_of(request), self.model, obj.pk)


@admin.register(Image)
class ImageAdmin(UploadAdmin):
    """All pictures."""

    list_display = ("__str__", "sender", "size", "file_size", "post_count", "created_at")
    search_fields = ("alt", "uploader__username")
    search_help_text = gettext_lazy("Words of the description, or a member's name")
    fields = readonly_fields = ("link", "alt", "sender", "size", "file_size", "created_at", "shown_in")

    @admin.display(description=gettext_lazy("Pixels"))
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}"


@admin.register(Attachment)
class AttachmentAdmin(UploadAdmin):
    """All other files."""

    list_display = ("__str__", "sender", "file_size", "post_count", "created_at")
    search_fields = ("name", "uploader__username")
    search_help_text = gettext_lazy("Words of the name, or a member's name")
    fields = readonly_fields = ("link", "name", "sender", "file_size", "created_at", "shown_in")
