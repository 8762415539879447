"""Pictures in the console: who sent which, where they are shown; deletion."""

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
from qa.actions.images import delete_image
from qa.admin.base import ConsoleAdmin, viewer_of
from qa.models import Image, PostImage
from qa.policies.images import may_delete_image


class ShownFilter(admin.SimpleListFilter):
    """Pictures that posts show, and those that none does."""

    title = gettext_lazy("shown")
    parameter_name = "shown"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("In posts")), ("no", gettext_lazy("Nowhere"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        used = PostImage.objects.values("image")
        if self.value() == "yes":
            return queryset.filter(pk__in=used)
        return queryset.exclude(pk__in=used) if self.value() == "no" else queryset


@admin.register(Image)
class ImageAdmin(ConsoleAdmin):
    """All pictures; moderators and above. One that no post shows is seen by its sender alone, here as anywhere."""

    needed_level = Level.MODERATOR
    list_display = ("__str__", "sender", "size", "file_size", "post_count", "created_at")
    list_filter = (ShownFilter, "created_at")
    search_fields = ("alt", "uploader__username")
    search_help_text = gettext_lazy("Words of the description, or a member's name")
    ordering = ("-created_at", "pk")
    list_select_related = ("uploader",)
    fields = readonly_fields = ("picture", "alt", "sender", "size", "file_size", "created_at", "shown_in")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        return super().get_queryset(request).annotate(post_count=Count("post_links"))

    @admin.display(description=gettext_lazy("Picture"))
    def picture(self, image: Image) -> str:
        return format_html('<a href="{}">{}</a>', image.get_absolute_url(), _("See it on the site"))

    @admin.display(description=gettext_lazy("Sent by"))
    def sender(self, image: Image) -> str:
        return str(image.uploader) if image.uploader else _("anonymous")

    @admin.display(description=gettext_lazy("Pixels"))
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}"

    @admin.display(description=gettext_lazy("File"), ordering="byte_count")
    def file_size(self, image: Image) -> str:
        return str(filesizeformat(image.byte_count))

    @admin.display(description=gettext_lazy("Posts"), ordering="post_count")
    def post_count(self, image: Any) -> int:
        return int(image.post_count)

    @admin.display(description=gettext_lazy("Shown in"))
    def shown_in(self, image: Image) -> str:
        posts = image.posts.order_by("pk")
        rows = ((post.get_absolute_url(), str(post)) for post in posts)
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>', rows) or _("no post")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def judge_deletion(self, request: HttpRequest, obj: Model) -> Verdict:
        return may_delete_image(viewer_of(request))

    def is_key(self, mark: str) -> bool:
        try:
            return bool(UUID(mark))
        except ValueError:
            return False

    def describe_deletion(self, obj: Image) -> list[str]:
        count = obj.post_links.count()
        words = ngettext(
            "%(picture)s – shown in %(n)d post, which keeps its description only",
            "%(picture)s – shown in %(n)d posts, which keep its description only",
            count,
        )
        return [words % {"picture": self.name_row(obj), "n": count}]

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        delete_image(viewer_of(request), obj.pk)
