"""What the pages of the console share: who may enter, and how refusals reach the person at the desk."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected as ask_before_deletion
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import CheckConstraint, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Level
from accounts.viewers import Viewer
from forum.lib.errors import Conflict, sentence_of
from forum.lib.numbers import is_id
from forum.lib.verdict import ALLOWED, Verdict

# What Django's filters for choices, yes or no, dates and relations put into an address.
FILTER_ENDINGS = ("", "__exact", "__isnull", "__gte", "__lt", "__id__exact")


def viewer_of(request: HttpRequest) -> Viewer:
    """Return who sent the request (accounts.middleware.ViewerMiddleware)."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


class ConsoleForm(forms.ModelForm):
    """A form that can be shown again with what an action refused, the typed text kept."""

    viewer: Any = None
    refusal = ""

    def full_clean(self) -> None:
        super().full_clean()
        self.reword_checks()
        if self.is_bound and self.refusal:
            self.add_error(None, self.refusal)

    def reword_checks(self) -> None:
        """Where the table would refuse something, say it in words: Django has nothing but the name of the constraint. What fields
        or the form have said already says it better."""
        checks = [one for one in self.instance._meta.constraints if isinstance(one, CheckConstraint)]
        names = {str(one.get_violation_error_message()) for one in checks}
        found = self.errors.as_data().get(NON_FIELD_ERRORS, [])
        worded = [error for error in found if str(error.message) not in names]
        if len(worded) == len(found):
            return
        del self.errors[NON_FIELD_ERRORS]
        if not (self.errors or worded):
            worded.append(ValidationError(_("This does not fit together. Please look at all fields again.")))
        for error in worded:
            self.add_error(None, error)


class ConsoleAdmin(admin.ModelAdmin):
    """Opens for `needed_level` and above; what may be done to a row is asked of the policies."""

    needed_level = Level.ADMINISTRATOR
    list_per_page = 50
    show_full_result_count = False
    actions: Any = ("delete_selected",)
    delete_confirmation_template = "admin/delete_rows.html"
    delete_selected_confirmation_template = "admin/delete_rows.html"

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
        return self.is_open(request) and (obj is None or bool(self.judge_deletion(request, obj)))

    def judge_deletion(self, request: HttpRequest, obj: Model) -> Verdict:
        """Whether this row may be deleted, and if not, why."""
        return ALLOWED

    def judge_change(self, request: HttpRequest, obj: Model) -> Verdict:
        """Whether this row may be changed, and if not, why."""
        return ALLOWED

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the offered filters ask. Django would let anybody here ask anything of a table's own columns,
        and so find out addresses and password hashes letter by letter."""
        offered = set()
        for choice in self.get_list_filter(request):  # type: ignore[arg-type]
            if isinstance(choice, str):
                offered |= {choice + ending for ending in FILTER_ENDINGS}
            else:
                offered.add(choice.parameter_name)  # type: ignore[union-attr]
        return lookup in offered

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if ERROR_FLAG in request.GET:
            sentence = _("That filter or order does not exist, so everything is listed.")
            self.message_user(request, sentence, messages.WARNING)
        return super().changelist_view(request, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        told = {"viewer": viewer_of(request), "refusal": getattr(request, "console_refusal", "")}
        return type(form.__name__, (form,), told)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Say why a change is refused, and show the form again with all that was typed (422, or 409 when stale)."""
        self.enforce_change(request, object_id)
        status = 422
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except ObjectDoesNotExist as error:
            raise Http404(self.missing()) from error
        except (ValidationError, Conflict) as refusal:
            status = refusal.status if isinstance(refusal, Conflict) else status
            request.console_refusal = sentence_of(refusal)  # type: ignore[attr-defined]
            extra_context = self.prepare_second_look(request, object_id, refusal) | (extra_context or {})
            response = super().changeform_view(request, object_id, form_url, extra_context)
        if isinstance(response, TemplateResponse) and (response.context_data or {}).get("errors"):
            response.status_code = status
        return response

    def enforce_change(self, request: HttpRequest, object_id: str | None) -> None:
        if request.method == "POST" and object_id is not None and self.is_open(request):
            obj = self.get_object(request, unquote(object_id))
            if obj is not None:
                self.judge_change(request, obj).enforce()

    def prepare_second_look(
        self, request: HttpRequest, object_id: str | None, refusal: Exception
    ) -> dict[str, Any]:
        """Return what the page needs besides the form when it is shown again after a refusal."""
        return {}

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Ask, then delete. A row that must stay sends one back to it, with the reason."""
        obj = self.get_object(request, unquote(object_id)) if self.is_open(request) else None
        verdict = self.judge_deletion(request, obj) if obj is not None else ALLOWED
        if not verdict:
            self.message_user(request, verdict.reason, messages.ERROR)
            return redirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id])
            )
        try:
            return super().delete_view(request, object_id, extra_context)
        except ObjectDoesNotExist as error:
            raise Http404(self.missing()) from error
        except ValidationError as refusal:
            self.message_user(request, sentence_of(refusal), messages.ERROR)
            return redirect(request.path)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Answer 404, with whatever was typed: Django would go to the first page and drop it."""
        raise Http404(self.missing())

    def missing(self) -> str:
        return _("There is no such row (any more). Somebody may have deleted it meanwhile.")

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *args: Any) -> Any:
        """Pass over marks that are no row numbers; the database would stumble over them."""
        typed = request.POST.copy()
        marks = [mark for mark in typed.getlist(ACTION_CHECKBOX_NAME) if self.is_key(mark)]
        typed.setlist(ACTION_CHECKBOX_NAME, marks)
        request.POST = typed  # type: ignore[assignment]
        return super().response_action(request, queryset, *args)

    def is_key(self, mark: str) -> bool:
        """Whether a row could have this key."""
        return is_id(mark)

    @admin.action(permissions=["delete"], description=gettext_lazy("Delete what is selected"))
    def delete_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Ask, then delete one by one; say of each row that stays why, and count only what is gone."""
        if not request.POST.get("post"):
            return ask_before_deletion(self, request, queryset)
        count = 0
        for row in list(self.order_for_deletion(queryset)):
            if self.model._default_manager.filter(pk=row.pk).exists():  # it may have gone with an earlier one
                count += self.attempt(request, row, partial(self.delete_logged, request, row))
        self.report(request, count, ngettext("%(n)d row is deleted.", "%(n)d rows are deleted.", count))
        return None

    def order_for_deletion(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset

    @transaction.atomic
    def delete_logged(self, request: HttpRequest, obj: Model) -> None:
        """Delete one row and note it; neither happens without the other."""
        rows = self.model._default_manager.filter(pk=obj.pk)
        list(rows)  # read now, for the note is written when the row is gone
        self.delete_model(request, obj)
        self.log_deletions(request, rows)

    def attempt(self, request: HttpRequest, obj: Model, act: Callable[[], Any]) -> bool:
        """Do one act of a bulk; a refusal is told and the rest goes on."""
        try:
            act()
        except (PermissionDenied, ValidationError, Http404, ObjectDoesNotExist, Conflict) as refusal:
            self.message_user(request, f"{self.name_row(obj)}: {sentence_of(refusal)}", messages.ERROR)
            return False
        return True

    def report(self, request: HttpRequest, count: int, sentence: str) -> None:
        """Say how many rows of a bulk changed."""
        if count:
            self.message_user(request, sentence % {"n": count}, messages.SUCCESS)
        else:
            self.message_user(request, _("Nothing was changed."), messages.WARNING)

    def name_row(self, obj: Any) -> str:
        return str(obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """List what goes along in our own words: rows that hang on a post are no objects of the console."""
        lines = []
        for obj in objs:
            verdict = self.judge_deletion(request, obj)
            lines += self.describe_deletion(obj) if verdict else [f"{self.name_row(obj)}: {verdict.reason}"]
        return lines, {str(self.opts.verbose_name_plural): len(objs)}, set(), []

    def describe_deletion(self, obj: Any) -> list[str]:
        return [self.name_row(obj)]
