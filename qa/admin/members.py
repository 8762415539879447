"""Members in the console: levels, sign-in, bonus points, deletion."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import set_level, set_sign_in
from accounts.models import Level, User
from accounts.policies import highest_grant, may_delete_member, may_give_bonus, may_manage_member
from forum.lib.verdict import Verdict
from qa.actions.category_levels import set_category_level
from qa.actions.members import count_dependants, delete_member
from qa.actions.standings import set_bonus
from qa.admin.base import ConsoleAdmin, ConsoleForm, viewer_of
from qa.models import CategoryLevel
from qa.policies.category_levels import may_set_category_level


class MemberForm(ConsoleForm):
    """Level, sign-in and bonus points, as far as the viewer may change them."""

    class Meta:
        model = User
        fields = ("level", "is_active", "bonus_points")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "level" in self.fields:
            highest = max(highest_grant(self.viewer), self.instance.level)
            choices = [(value, label) for value, label in Level.choices if value <= highest]
            self.fields["level"].choices = choices  # type: ignore[attr-defined]

    def clean_bonus_points(self) -> int:
        bonus = int(self.cleaned_data["bonus_points"])
        if abs(bonus) > 1_000_000:
            raise ValidationError(_("At most a million points either way."))
        return bonus


class CategoryLevelForm(forms.ModelForm):
    """A level in one category, as far as the viewer may give it."""

    viewer: Any = None

    class Meta:
        model = CategoryLevel
        fields = ("category", "level")

    def clean_level(self) -> int:
        level = int(self.cleaned_data["level"])
        verdict = may_set_category_level(self.viewer, self.instance.member, self.initial.get("level"), level)
        if self.has_changed() and not verdict:
            raise ValidationError(verdict.reason)
        return level


class CategoryLevelInline(admin.TabularInline):
    """Levels in categories, below the member they belong to. The action writes them (MemberAdmin.save_formset)."""

    model = CategoryLevel
    form = CategoryLevelForm
    extra = 1

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = type("CategoryLevelForm", (CategoryLevelForm,), {"viewer": viewer_of(request)})
        return super().get_formset(request, obj, **{**kwargs, "form": form})

    def is_open(self, request: HttpRequest, obj: Any) -> bool:
        return obj is not None and bool(may_manage_member(viewer_of(request), obj))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return viewer_of(request).has_level(Level.MODERATOR)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open(request, obj)


@admin.register(User)
class MemberAdmin(ConsoleAdmin):
    """All members; moderators and above. Addresses are shown to administrators only."""

    needed_level = Level.MODERATOR
    form = MemberForm
    inlines = (CategoryLevelInline,)
    list_display = ("username", "level", "points", "joined_at", "is_active")
    list_filter = ("level", "is_active", "joined_at")
    ordering = ("-joined_at",)

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        is_administrator = viewer_of(request).has_level(Level.ADMINISTRATOR)
        return ("username", "email") if is_administrator else ("username",)

    @admin.display(description=gettext_lazy("Profile"))
    def profile(self, member: User) -> str:
        return format_html('<a href="{}">{}</a>', member.get_absolute_url(), member.username)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.is_open(request) and (obj is None or bool(self.judge_change(request, obj)))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        is_administrator = viewer_of(request).has_level(Level.ADMINISTRATOR)
        return is_administrator and super().has_delete_permission(request, obj)

    def judge_change(self, request: HttpRequest, obj: Any) -> Verdict:
        return may_manage_member(viewer_of(request), obj)

    def judge_deletion(self, request: HttpRequest, obj: Any) -> Verdict:
        return may_delete_member(viewer_of(request), obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        names = ("profile", "level", "is_active", "points", "joined_at", "last_login")
        if viewer_of(request).has_level(Level.ADMINISTRATOR):
            return (*names[:2], "bonus_points", *names[2:], "email")
        return names

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = ("profile", "points", "joined_at", "last_login", "email")
        return fixed if may_give_bonus(viewer_of(request)) else (*fixed, "bonus_points")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        viewer, values = viewer_of(request), form.cleaned_data
        member = User.objects.get(pk=obj.pk)
        set_level(viewer, member, values["level"])
        set_sign_in(viewer, member, values["is_active"])
        if "bonus_points" in values and values["bonus_points"] != member.bonus_points:
            set_bonus(viewer, member, values["bonus_points"])

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Give and take levels in categories through the action; a row that moved to another category is taken first."""
        viewer = viewer_of(request)
        formset.save(commit=False)
        for row in formset.deleted_objects:
            set_category_level(viewer, row.member, row.category, None)
        for row, _fields in formset.changed_objects:
            stored = CategoryLevel.objects.select_related("category").get(pk=row.pk)
            if stored.category_id != row.category_id:
                set_category_level(viewer, row.member, stored.category, None)
            set_category_level(viewer, row.member, row.category, row.level)
        for row in formset.new_objects:
            set_category_level(viewer, row.member, row.category, row.level)

    def describe_deletion(self, obj: User) -> list[str]:
        counts = count_dependants(obj)
        words = _(
            "%(name)s: the account goes. %(questions)d questions, %(answers)d answers and %(comments)d comments stay, "
            "without an author. %(votes)d votes are taken back."
        )
        posts = {
            "questions": counts.get("Q", 0),
            "answers": counts.get("A", 0),
            "comments": counts.get("C", 0),
        }
        return [words % {"name": obj.username, "votes": counts["votes"], **posts}]

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        delete_member(viewer_of(request), obj)
