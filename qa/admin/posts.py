"""Posts in the console: find, hide, show, close, edit, delete."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.actions import delete_selected as ask_before_deletion
from django.contrib.admin.utils import unquote
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Level
from forum import options
from forum.lib.errors import Conflict
from forum.lib.http import sent
from forum.lib.text import excerpt
from forum.lib.verdict import Verdict
from qa.actions.approvals import approve_post, reject_post
from qa.actions.closures import close_question
from qa.actions.deletions import delete_post, find_dependants
from qa.actions.hidings import hide_post, show_post
from qa.admin.base import ConsoleAdmin, ConsoleForm, viewer_of
from qa.forms.fields import LineField
from qa.forms.moderation import ReasonForm, RejectionForm
from qa.forms.writing import QuestionEditForm, ReplyEditForm
from qa.models import Post
from qa.policies.posts import may_delete, may_edit


def read_reason(request: HttpRequest) -> ReasonForm:
    """Return the form that asks why, with what was sent."""
    return ReasonForm(sent(request), presets=options.current().moderation_reasons)


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


class PostForm(ConsoleForm):
    """Borrows fields and cleaning from the site's own edit form; saving is the action's business."""

    class Meta:
        model = Post
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        post = self.instance
        initial = {
            "title": post.title,
            "body": post.body,
            "category": post.category_id,
            "version": post.version,
        }
        initial |= {"tags": list(post.tag_names), "extra": post.extra}
        shared = {"viewer": self.viewer, "options": options.current(), "initial": initial}
        self.inner = (
            QuestionEditForm(data, kept_category=post.category_id, **shared)
            if post.is_question
            else ReplyEditForm(data, min_text=1, kind=post.kind, **shared)
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


class CloseForm(forms.Form):
    """Why questions are closed."""

    reason = LineField(
        label=gettext_lazy("Reason shown below each question"),
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


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
    list_filter = (
        "kind",
        "is_held",
        "is_hidden",
        "is_closed",
        "frozen_as",
        FlaggedFilter,
        VisitorFilter,
        "created_at",
        "category",
    )
    search_fields = ("title", "body_text", "author__username", "author_name")
    search_help_text = gettext_lazy("Words of the title or text, or a member's name")
    ordering = ("-created_at",)
    list_select_related = ("author",)
    actions = (
        "approve_posts",
        "reject_posts",
        "hide_posts",
        "show_posts",
        "close_questions",
        "delete_selected",
    )
    change_form_template = "admin/qa/post/change_form.html"
    delete_confirmation_template = "admin/qa/post/delete.html"
    delete_selected_confirmation_template = "admin/qa/post/delete.html"
    readonly_fields = ("page", "author_label", "created_at", "state", "flags_told")

    @admin.display(description=gettext_lazy("Text"))
    def summary(self, post: Post) -> str:
        return post.title or excerpt(post.body_text, 80) or "–"

    @admin.display(description=gettext_lazy("Author"))
    def author_label(self, post: Post) -> str:
        return str(post.author) if post.author else (post.author_name or _("anonymous"))

    @admin.display(description=gettext_lazy("State"))
    def state(self, post: Post) -> str:
        states = [_("waiting for approval") if post.is_held else _("hidden")] if post.is_hidden else []
        states += [_("closed")] if post.is_closed else []
        states += [post.get_frozen_as_display()] if post.frozen_as else []
        return ", ".join(states) or _("open")

    @admin.display(description=gettext_lazy("Page"))
    def page(self, post: Post) -> str:
        return format_html('<a href="{}">{}</a>', post.get_absolute_url(), _("See it on the site"))

    @admin.display(description=gettext_lazy("Flags"))
    def flags_told(self, post: Post) -> str:
        """Who asked for a look and why. (No inline form: an edit need not fail because a flag was taken back.)"""
        rows = (
            (
                flag.get_reason_display(),
                flag.note,
                flag.flagger,
                date_format(flag.created_at, "DATETIME_FORMAT"),
            )
            for flag in post.flags.filter(decision=None).select_related("flagger").order_by("created_at")
        )
        return format_html_join(mark_safe("<br>"), "{}: {} ({}, {})", rows) or _("none")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.is_open(request) and (obj is None or bool(self.judge_change(request, obj)))

    def judge_change(self, request: HttpRequest, obj: Any) -> Verdict:
        return may_edit(viewer_of(request), obj)

    def judge_deletion(self, request: HttpRequest, obj: Any) -> Verdict:
        return may_delete(viewer_of(request), obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        told = {"viewer": viewer_of(request), "refusal": getattr(request, "console_refusal", "")}
        return type("ViewersPostForm", (PostForm,), told)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        facts = self.readonly_fields
        if obj is None or not self.has_change_permission(request, obj):
            return [(None, {"fields": (*facts, "title", "body")})]
        names = list(self.get_form(request, obj)(instance=obj).fields)
        return [(None, {"fields": (*facts, *names)})]

    def prepare_second_look(
        self, request: HttpRequest, object_id: str | None, refusal: Exception
    ) -> dict[str, Any]:
        """Let the second try start from what was saved meanwhile, and show that beside what was typed."""
        saved = self.get_object(request, unquote(object_id or ""))
        if saved is None or not isinstance(refusal, Conflict):
            return {}
        typed = request.POST.copy()
        typed["version"] = str(saved.version)
        request.POST = typed  # type: ignore[assignment]
        return {"saved_meanwhile": saved}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Post, form: Any, change: bool) -> None:
        form.inner.save(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing hangs on the form."""

    def name_row(self, obj: Any) -> str:
        return str(self.summary(obj))

    def describe_deletion(self, obj: Post) -> list[str]:
        below = find_dependants(obj)
        words = _("%(post)s – with %(answers)d answers, %(comments)d comments and %(votes)d votes")
        counts = {"answers": below.answer_count, "comments": below.comment_count, "votes": below.vote_count}
        reopened = [_("Opens again: %(title)s") % {"title": question.title} for question in below.duplicates]
        return [words % {"post": self.name_row(obj), **counts}, *reopened]

    def delete_model(self, request: HttpRequest, obj: Post) -> None:
        form = read_reason(request)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        delete_post(viewer_of(request), obj.pk, reason=reason, with_dependants=True)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Ask whether one is sure, and why; without a reason ask again (422)."""
        form = read_reason(request)
        is_refused = request.method == "POST" and not form.is_valid()
        if is_refused:
            request.POST = QueryDict()  # Django then shows the page that asks
        response = super().delete_view(request, object_id, {"reason_form": form} | (extra_context or {}))
        if is_refused and response.status_code == 200:
            response.status_code = 422
        return response

    @admin.action(permissions=["delete"], description=gettext_lazy("Delete what is selected"))
    def delete_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Ask, and for the reason, which goes with each of them; then delete one by one."""
        form = ReasonForm(
            request.POST if "post" in request.POST else None, presets=options.current().moderation_reasons
        )
        if form.is_valid():
            return super().delete_selected(request, queryset)
        typed = request.POST.copy()
        typed.pop("post", None)
        request.POST = typed  # type: ignore[assignment]  # Django then shows the page that asks
        response: Any = ask_before_deletion(self, request, queryset)
        response.context_data["reason_form"] = form
        response.status_code = 422 if form.is_bound else 200
        return response

    def order_for_deletion(self, queryset: QuerySet[Post]) -> QuerySet[Post]:
        """Questions first: what hangs on them goes along."""
        return queryset.order_by("-kind", "pk")

    @admin.action(description=gettext_lazy("Approve the selected posts"))
    def approve_posts(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        count = self.do_to_each(request, queryset.filter(is_held=True), approve_post)
        sentence = ngettext("%(n)d post is approved.", "%(n)d posts are approved.", count)
        self.report(request, count, sentence)

    @admin.action(description=gettext_lazy("Reject the selected posts"))
    def reject_posts(self, request: HttpRequest, queryset: QuerySet[Post]) -> HttpResponse | None:
        """Ask for the reason on a page of its own, then reject."""
        posts = queryset.filter(is_held=True)
        form = RejectionForm(
            request.POST if "confirmed" in request.POST else None, reasons=options.current().rejection_reasons
        )
        if posts and not form.is_valid():
            title = _("Reject these posts?")
            return self.ask_for_reason(request, "reject", title, form, posts=posts)
        count = 0
        if posts:
            decision = {name: form.cleaned_data[name] for name in ("reason", "is_spam")}
            count = self.do_to_each(request, posts, partial(reject_post, **decision))
        sentence = ngettext("%(n)d post is rejected.", "%(n)d posts are rejected.", count)
        self.report(request, count, sentence)
        return None

    @admin.action(description=gettext_lazy("Hide the selected posts"))
    def hide_posts(self, request: HttpRequest, queryset: QuerySet[Post]) -> HttpResponse | None:
        """Ask for the reason on a page of its own, then hide."""
        posts = queryset.filter(is_hidden=False)
        data = request.POST if "confirmed" in request.POST else None
        form = ReasonForm(data, presets=options.current().moderation_reasons)
        if posts and not form.is_valid():
            return self.ask_for_reason(request, "hide", _("Hide these posts?"), form, posts=posts)
        count = 0
        if posts:
            count = self.do_to_each(request, posts, partial(hide_post, reason=form.cleaned_data["reason"]))
        self.report(
            request, count, ngettext("%(n)d post is hidden now.", "%(n)d posts are hidden now.", count)
        )
        return None

    @admin.action(description=gettext_lazy("Show the selected posts again"))
    def show_posts(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        count = self.do_to_each(request, queryset.filter(is_hidden=True), show_post)
        self.report(
            request, count, ngettext("%(n)d post is visible again.", "%(n)d posts are visible again.", count)
        )

    @admin.action(description=gettext_lazy("Close the selected questions"))
    def close_questions(self, request: HttpRequest, queryset: QuerySet[Post]) -> HttpResponse | None:
        """Ask for the reason on a page of its own, then close."""
        questions = queryset.filter(kind=Post.Kind.QUESTION, is_closed=False)
        form = CloseForm(request.POST if "confirmed" in request.POST else None)
        if questions and not form.is_valid():
            title = _("Close these questions?")
            return self.ask_for_reason(request, "close", title, form, questions=questions)
        count = 0
        if questions:
            close = partial(close_question, reason=form.cleaned_data["reason"])
            count = self.do_to_each(request, questions, close)
        self.report(
            request,
            count,
            ngettext("%(n)d question is closed now.", "%(n)d questions are closed now.", count),
        )
        return None

    def ask_for_reason(
        self, request: HttpRequest, act: str, title: str, form: forms.Form, **context: Any
    ) -> HttpResponse:
        """Show the page that asks why, for a bulk action."""
        shared = {
            **self.admin_site.each_context(request),
            "title": title,
            "form": form,
            "opts": self.opts,
            "action_name": request.POST["action"],
        }
        status = 422 if form.is_bound else 200
        return render(request, f"admin/qa/post/{act}.html", shared | context, status=status)

    def do_to_each(self, request: HttpRequest, posts: QuerySet[Post], act: Any) -> int:
        """Carry out an action on each post, one after the other; return how many it was done to."""
        viewer = viewer_of(request)
        return sum([self.attempt(request, post, partial(act, viewer, post.pk)) for post in list(posts)])
