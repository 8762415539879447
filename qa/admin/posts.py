"""Posts in the console: find, hide, show, close, edit, delete."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Level
from forum import options
from forum.lib.text import excerpt
from qa.actions.closures import close_question
from qa.actions.deletions import delete_post, find_dependants
from qa.actions.edits import edit_question, edit_reply
from qa.actions.hidings import hide_post, show_post
from qa.admin.base import ConsoleAdmin, viewer_of
from qa.forms.moderation import ClosureForm
from qa.forms.writing import QuestionEditForm, ReplyEditForm
from qa.models import Flag, Post
from qa.policies.posts import may_delete, may_edit


class FlaggedFilter(admin.SimpleListFilter):
    """Posts that readers flagged."""

    title = gettext_lazy("flags")
    parameter_name = "flagged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("Flagged"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Post]) -> QuerySet[Post]:
        return queryset.filter(flag_count__gt=0) if self.value() == "yes" else queryset


class VisitorFilter(admin.SimpleListFilter):
    """Posts by members or by visitors."""

    title = gettext_lazy("written by")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("members", gettext_lazy("Members")), ("visitors", gettext_lazy("Visitors"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Post]) -> QuerySet[Post]:
        chosen = {"members": False, "visitors": True}.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(author__isnull=chosen)


class PostForm(forms.ModelForm):
    """Borrows fields and cleaning from the site's own edit form; saving is the action's business."""

    class Meta:
        model = Post
        fields: tuple[str, ...] = ()

    viewer: Any = None

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        post = self.instance
        initial = {
            "title": post.title,
            "body": post.body,
            "category": post.category_id,
            "version": post.version,
        }
        initial["tags"] = list(post.tag_names)
        shared = {"viewer": self.viewer, "options": options.current(), "initial": initial}
        self.inner = (
            QuestionEditForm(data, **shared)
            if post.is_question
            else ReplyEditForm(data, min_text=1, **shared)
        )
        self.fields = self.inner.fields
        self.initial = initial

    def _clean_fields(self) -> None:
        self.inner.full_clean()
        self.cleaned_data = getattr(self.inner, "cleaned_data", {})
        for name, errors in self.inner.errors.items():
            self.add_error(None if name == "__all__" else name, errors)

    def _post_clean(self) -> None:
        """The row is written by the action, not by the form."""

    def save(self, commit: bool = True) -> Post:
        return self.instance

    def save_m2m(self) -> None:
        """Tags are written by the action."""


class FlagInline(admin.TabularInline):
    """Who flagged the post and why; read only."""

    model = Flag
    fields = readonly_fields = ("reason", "note", "flagger", "created_at")
    extra = max_num = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True


@admin.register(Post)
class PostAdmin(ConsoleAdmin):
    """All posts; moderators and above."""

    needed_level = Level.MODERATOR
    form = PostForm
    list_display = (
        "summary",
        "kind",
        "author_label",
        "created_at",
        "score",
        "answer_count",
        "flag_count",
        "state",
    )
    list_filter = ("kind", "is_hidden", "is_closed", FlaggedFilter, VisitorFilter, "created_at", "category")
    search_fields = ("title", "body_text", "author__username", "author_name")
    search_help_text = gettext_lazy("Words of the title or text, or a member's name")
    ordering = ("-created_at",)
    list_select_related = ("author",)
    actions = ("hide_posts", "show_posts", "close_questions")
    inlines = (FlagInline,)
    readonly_fields = ("page", "author_label", "created_at", "state")

    @admin.display(description=gettext_lazy("Text"))
    def summary(self, post: Post) -> str:
        return post.title or excerpt(post.body_text, 80) or "–"

    @admin.display(description=gettext_lazy("Author"))
    def author_label(self, post: Post) -> str:
        return str(post.author) if post.author else (post.author_name or _("anonymous"))

    @admin.display(description=gettext_lazy("State"))
    def state(self, post: Post) -> str:
        states = [_("hidden")] if post.is_hidden else []
        states += [_("closed")] if post.is_closed else []
        return ", ".join(states) or _("open")

    @admin.display(description=gettext_lazy("Page"))
    def page(self, post: Post) -> str:
        return format_html('<a href="{}">{}</a>', post.get_absolute_url(), _("See it on the site"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if isinstance(obj, Post):
            return self.is_open(request) and bool(may_edit(viewer_of(request), obj))
        return self.is_open(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if isinstance(obj, Post):
            return self.is_open(request) and bool(may_delete(viewer_of(request), obj))
        return self.is_open(request)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return type("ViewersPostForm", (PostForm,), {"viewer": viewer_of(request)})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        facts = ("page", "author_label", "created_at", "state")
        if obj is None or not self.has_change_permission(request, obj):
            return [(None, {"fields": (*facts, "body")})]
        names = list(self.get_form(request, obj)(instance=obj).fields)
        return [(None, {"fields": (*facts, *names)})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Post, form: Any, change: bool) -> None:
        values = form.cleaned_data
        viewer, version, note = viewer_of(request), values["version"], values["note"]
        if obj.is_question:
            edit_question(viewer, obj.pk, form.inner.draft, version=version, note=note)
        else:
            edit_reply(viewer, obj.pk, values["body"], version=version, note=note)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing hangs on the form."""

    def describe_deletion(self, obj: Model) -> list[str]:
        assert isinstance(obj, Post)  # noqa: S101 - narrows the type
        below = find_dependants(obj)
        words = _("with %(answers)d answers, %(comments)d comments and %(votes)d votes") % {
            "answers": below.answer_count,
            "comments": below.comment_count,
            "votes": below.vote_count,
        }
        reopened = [_("opens again: %(title)s") % {"title": question.title} for question in below.duplicates]
        return [f"{self.summary(obj)} ({words})", *reopened]

    def delete_model(self, request: HttpRequest, obj: Post) -> None:
        delete_post(viewer_of(request), obj.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        """Delete what still exists: an answer may have gone with its question."""
        for pk in list(queryset.values_list("pk", flat=True)):
            post = Post.objects.filter(pk=pk).first()
            if post:
                self.attempt(request, lambda post=post: delete_post(viewer_of(request), post.pk), post)

    @admin.action(description=gettext_lazy("Hide the selected posts"))
    def hide_posts(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        posts = queryset.filter(is_hidden=False)
        done = [
            self.attempt(request, lambda post=post: hide_post(viewer_of(request), post.pk), post)
            for post in posts
        ]
        count = sum(done)
        self.message_user(
            request,
            ngettext("%(n)d post is hidden now.", "%(n)d posts are hidden now.", count) % {"n": count},
        )

    @admin.action(description=gettext_lazy("Show the selected posts again"))
    def show_posts(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        posts = queryset.filter(is_hidden=True)
        done = [
            self.attempt(request, lambda post=post: show_post(viewer_of(request), post.pk), post)
            for post in posts
        ]
        count = sum(done)
        self.message_user(
            request,
            ngettext("%(n)d post is visible again.", "%(n)d posts are visible again.", count) % {"n": count},
        )

    @admin.action(description=gettext_lazy("Close the selected questions"))
    def close_questions(self, request: HttpRequest, queryset: QuerySet[Post]) -> HttpResponse | None:
        """Ask for the reason on a page of its own, then close."""
        questions = queryset.filter(kind=Post.Kind.QUESTION, is_closed=False)
        form = ClosureForm(request.POST if "confirmed" in request.POST else None)
        if not (form.is_valid() and form.cleaned_data["reason"]):
            context = {
                **self.admin_site.each_context(request),
                "title": _("Close these questions?"),
                "questions": questions,
                "is_reason_missing": form.is_bound,
                "opts": self.opts,
                "action_name": "close_questions",
            }
            return render(request, "admin/qa/post/close.html", context)
        reason = form.cleaned_data["reason"]
        done = [
            self.attempt(
                request, lambda post=post: close_question(viewer_of(request), post.pk, reason=reason), post
            )
            for post in questions
        ]
        count = sum(done)
        self.message_user(
            request,
            ngettext("%(n)d question is closed now.", "%(n)d questions are closed now.", count)
            % {"n": count},
        )
        return None

    def attempt(self, request: HttpRequest, act: Any, post: Post) -> bool:
        """Do one act of a bulk; a refusal is told and the rest goes on."""
        try:
            act()
        except (PermissionDenied, ValidationError) as refusal:
            sentence = refusal.messages[0] if isinstance(refusal, ValidationError) else str(refusal)
            self.message_user(request, f"{self.summary(post)}: {sentence}", messages.ERROR)
            return False
        return True
