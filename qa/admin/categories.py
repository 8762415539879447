"""Categories in the console: the tree and its order, questions that move, and categories that go with questions in them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum import options
from forum.lib.errors import BadRequest
from forum.lib.http import attempt, sent
from forum.lib.numbers import is_id
from forum.lib.verdict import Verdict
from qa.actions.categories import (
    delete_category,
    find_last_position,
    move_category,
    order_categories,
    refuse_bad_place,
    save_category,
)
from qa.actions.refilings import advance, dissolve_category, refile_questions, stop_refiling
from qa.admin.base import ConsoleAdmin, ConsoleForm, viewer_of
from qa.forms.fields import LineField
from qa.models import Category, Post, Refiling
from qa.models.categories import AUDIENCES, EVERYBODY, POST_LEVELS

LIST = "admin:qa_category_changelist"
NOWHERE, TOP = "none", "top"
MOST_ORDERED = 1_000
WAYS = (
    ("first", "⇈", gettext_lazy("Put “%(category)s” first")),
    ("up", "↑", gettext_lazy("Put “%(category)s” one place up")),
    ("down", "↓", gettext_lazy("Put “%(category)s” one place down")),
    ("last", "⇊", gettext_lazy("Put “%(category)s” last")),
)


class CategoryForm(ConsoleForm):
    """A category's words and place."""

    name = LineField(max_length=80, label=gettext_lazy("Name"))
    position = forms.IntegerField(
        label=gettext_lazy("Position"),
        required=False,
        min_value=0,
        max_value=32_767,
        help_text=gettext_lazy(
            "Among those beside it. Empty: behind them. The list has buttons for this, too."
        ),
    )
    description = LineField(
        max_length=800, required=False, label=gettext_lazy("Description"), widget=forms.Textarea
    )

    post_level = forms.TypedChoiceField(
        label=gettext_lazy("Who may ask here"),
        choices=POST_LEVELS,
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy("Holds for the categories within, too."),
    )

    audience = forms.TypedChoiceField(
        label=gettext_lazy("Who may find questions here"),
        choices=AUDIENCES,
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy(
            "Holds for the categories within, too, and at once for the questions that are there. Choosing more people later "
            "opens no question that is there: only its asker does."
        ),
    )

    shows_scores = forms.TypedChoiceField(
        label=gettext_lazy("Scores"),
        choices=(
            (True, gettext_lazy("Shown")),
            (False, gettext_lazy("Not shown: no votes, points or titles")),
        ),
        coerce=lambda word: word == "True",
        required=False,
        empty_value=None,
        help_text=gettext_lazy("Holds for the categories within, too. People still say what helps them."),
    )

    class Meta:
        model = Category
        fields = (
            "name", "slug", "parent", "position", "description", "post_level", "audience", "shows_scores", "grades",
            "guidance", "form_template", "disclaimer", "colour",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["position"] = None  # behind the others
        for name in ("guidance", "form_template", "disclaimer"):
            field = self.fields[name]
            field.widget.attrs |= {"rows": 6, "dir": "auto"}
            words = _("Holds for the categories within that have none of their own.")
            field.help_text = f"{field.help_text} {words}"

    def clean_post_level(self) -> int:
        level = self.cleaned_data["post_level"]
        return EVERYBODY if level is None else int(level)

    def clean_audience(self) -> int:
        return int(self.cleaned_data["audience"] or 0)

    def clean_shows_scores(self) -> bool:
        return self.cleaned_data["shows_scores"] is not False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors:
            if values["position"] is None:
                values["position"] = find_last_position(values["parent"].pk if values["parent"] else None)
            wanted = Category(pk=self.instance.pk, **{name: values[name] for name in self.Meta.fields})
            refuse_bad_place(wanted)
            twins = Category.objects.filter(parent=values["parent"], slug=values["slug"]).exclude(
                pk=self.instance.pk
            )
            if twins.exists():
                raise ValidationError(_("There is a category with this address part in the same place."))
        return values


def list_choices(without: Category | None = None) -> list[tuple[str, str]]:
    """Return the whole tree as choices; `without` a category and all below it."""
    rows = Category.objects.without_words().filter(is_leaving=False).in_tree_order()
    is_below = f"{without.path}/" if without else ""
    return [
        (str(one.pk), "\u2003" * (one.depth - 1) + one.name)
        for one in rows
        if without is None or (one.pk != without.pk and not one.path.startswith(is_below))
    ]


def pick(value: str) -> Category | None:
    """Return the category that a checked choice names; None for NOWHERE and TOP."""
    return Category.objects.filter(pk=int(value)).first() if is_id(value) else None


def list_targets(without: Category | None = None) -> list[tuple[str, str]]:
    """Return where questions may go; out of all categories only where they need none."""
    is_required = options.current().is_category_required
    alone = [] if is_required else [(NOWHERE, _("No category"))]
    return [("", _("Please choose")), *alone, *list_choices(without)]


class DissolveForm(forms.Form):
    """Where the questions of a category go that is to be deleted, and the categories within it."""

    target = forms.ChoiceField(label=gettext_lazy("Its questions go to"))
    heir = forms.ChoiceField(
        label=gettext_lazy("The categories within it go to"),
        help_text=gettext_lazy("With all their questions; their old addresses lead to the new ones."),
    )

    def __init__(self, *args: Any, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if category.questions.exists():
            self.fields["target"].choices = list_targets(category)  # type: ignore[attr-defined]
        else:
            del self.fields["target"]
        if category.children.exists():
            beside = [("", _("Please choose")), (TOP, _("The top")), *list_choices(category)]
            self.fields["heir"].choices = beside  # type: ignore[attr-defined]
        else:
            del self.fields["heir"]

    def save(self, request: HttpRequest, category: Category) -> Refiling:
        """Begin. Valid forms only; raises what dissolve_category raises."""
        values = self.cleaned_data
        return dissolve_category(
            viewer_of(request),
            category,
            pick(values.get("target", NOWHERE)),
            is_taking_along="heir" in values,
            heir=pick(values.get("heir", TOP)),
        )


class RefileForm(forms.Form):
    """From where to where all questions go."""

    source = forms.ChoiceField(label=gettext_lazy("All questions of"))
    has_below = forms.BooleanField(label=gettext_lazy("And of the categories within"), required=False)
    target = forms.ChoiceField(label=gettext_lazy("Go to"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count = Post.objects.questions().filter(category=None).count()
        alone = (NOWHERE, _("no category (%(count)d)") % {"count": count})
        self.fields["source"].choices = [("", _("Please choose")), alone, *list_choices()]  # type: ignore[attr-defined]
        self.fields["target"].choices = list_targets()  # type: ignore[attr-defined]

    def save(self, request: HttpRequest) -> Refiling:
        """Begin. Valid forms only; raises what refile_questions raises."""
        values = self.cleaned_data
        source, target = pick(values["source"]), pick(values["target"])
        return refile_questions(viewer_of(request), source, target, has_below=values["has_below"])


@admin.register(Category)
class CategoryAdmin(ConsoleAdmin):
    """The tree; administrators and above."""

    form = CategoryForm
    list_display = ("tree_name", "order_buttons", "path", "post_level", "question_count")
    ordering = ("tree_key",)
    search_fields = ("name", "description")
    prepopulated_fields = {"slug": ("name",)}
    change_list_template = "admin/qa/category/change_list.html"
    list_per_page = 200

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        ours = [
            path("order/", wrap(self.order_view), name="qa_category_order"),
            path("refile/", wrap(self.refile_view), name="qa_category_refile"),
            path("moves/<int:pk>/", wrap(self.progress_view), name="qa_category_move"),
            path("moves/<int:pk>/stop/", wrap(self.stop_view), name="qa_category_stop"),
        ]
        return [*ours, *super().get_urls()]

    @admin.display(description=gettext_lazy("Name"))
    def tree_name(self, category: Category) -> SafeString:
        leaving = format_html(" ({})", _("being deleted")) if category.is_leaving else ""
        return format_html("{}{}{}", "\u2003" * (category.depth - 1), category.name, leaving)

    @admin.display(description=gettext_lazy("Order"))
    def order_buttons(self, category: Category) -> SafeString:
        """Buttons of the form beside the list (`order`); scripts make the rows draggable, too."""
        named = {"category": category.name}
        buttons = format_html_join(
            "",
            '<button form="order" name="move" value="{}:{}" aria-label="{}" title="{}">{}</button>',
            ((category.pk, way, label % named, label % named, sign) for way, sign, label in WAYS),
        )
        return format_html(
            '<span class="order" data-category="{}" data-parent="{}">{}</span>',
            category.pk,
            category.parent_id or "",
            buttons,
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        running = (
            Refiling.objects.filter(state=Refiling.State.RUNNING).first() if self.is_open(request) else None
        )
        return super().changelist_view(request, {"running": running} | (extra_context or {}))

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        save_category(viewer_of(request), obj)

    def judge_deletion(self, request: HttpRequest, obj: Any) -> Verdict:
        is_empty = not (obj.children.exists() or obj.questions.exists())
        return Verdict(
            is_empty, "" if is_empty else _("Move the questions and categories inside elsewhere first.")
        )

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.is_open(request)

    def delete_model(self, request: HttpRequest, obj: Category) -> None:
        delete_category(viewer_of(request), obj)

    def order_for_deletion(self, queryset: QuerySet[Category]) -> QuerySet[Category]:
        """Below before above, so that a branch selected whole goes whole."""
        return queryset.order_by("-depth", "path")

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Ask, then delete; of one that is not empty ask first where its questions and categories go."""
        category = self.get_object(request, unquote(object_id)) if self.is_open(request) else None
        if category is None or self.judge_deletion(request, category):
            return super().delete_view(request, object_id, extra_context)
        form = DissolveForm(sent(request), category=category)
        if form.is_bound and form.is_valid():
            refiling = attempt(form, lambda: form.save(request, category))
            if refiling:
                self.log_deletions(request, Category.objects.filter(pk=category.pk))
                return redirect("admin:qa_category_move", refiling.pk)
        more = {"object": category, "count": category.questions.count()}
        return self.show(
            request, "dissolve", _("Delete “%(category)s”?") % {"category": category}, form, **more
        )

    def order_view(self, request: HttpRequest) -> HttpResponse:
        """Put one category elsewhere among those beside it (`move`: number:where), or all of them (`ids` below `parent`)."""
        if not self.is_open(request):
            return self.admin_site.login(request)
        if request.method == "POST":
            pk, _colon, where = request.POST.get("move", "").partition(":")
            ids, parent = request.POST.get("ids", "").split(","), request.POST.get("parent", "")
            if is_id(pk) and where in {way for way, _sign, _label in WAYS}:
                move_category(viewer_of(request), int(pk), where)  # type: ignore[arg-type]
            elif all(map(is_id, ids)) and len(ids) <= MOST_ORDERED and (not parent or is_id(parent)):
                order_categories(viewer_of(request), int(parent) if parent else None, list(map(int, ids)))
            else:
                raise BadRequest(_("That is no place in the list."))
        return redirect(LIST)

    def refile_view(self, request: HttpRequest) -> HttpResponse:
        """Ask from where to where, then begin to move the questions."""
        if not self.is_open(request):
            return self.admin_site.login(request)
        form = RefileForm(sent(request), initial={"source": request.GET.get("from", "")})
        if form.is_bound and form.is_valid():
            refiling = attempt(form, lambda: form.save(request))
            if refiling:
                return redirect("admin:qa_category_move", refiling.pk)
        return self.show(request, "refile", _("Move questions to another category"), form)

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far a move is. Looking at the page carries it on, and the page looks again by itself while there is more."""
        if not self.is_open(request):
            return self.admin_site.login(request)
        refiling = advance(pk)
        response = self.show(request, "move", _("Questions on their way"), None, move=refiling)
        if refiling.is_at_work:
            response.headers["Refresh"] = "1"
        return response

    def stop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.is_open(request):
            return self.admin_site.login(request)
        if request.method == "POST":
            stop_refiling(viewer_of(request), pk)
            self.message_user(request, _("It is stopped. What was moved stays moved."), messages.SUCCESS)
        return redirect(reverse("admin:qa_category_move", args=[pk]))

    def show(
        self, request: HttpRequest, name: str, title: str, form: forms.Form | None, **more: Any
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "form": form,
            "opts": self.opts,
            **more,
        }
        status = 422 if form is not None and form.is_bound and form.errors else 200
        return TemplateResponse(request, f"admin/qa/category/{name}.html", context, status=status)
