"""Site options in the console: one form, drawn from the declarations in forum.options."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from accounts.disposable import find_bad_domain
from forum import options
from forum.captcha import find_bad_line
from forum.lib.hosts import find_bad_host
from forum.lib.http import sent
from forum.lib.text import UncleanText, clean_text, excerpt
from forum.models import SiteOption
from qa.actions.site_options import save_options
from qa.admin.base import ConsoleAdmin, viewer_of
from qa.admin.option_fields import make_field
from qa.admin.presets import show_presets
from qa.admin.recalculations import PAGES, show_recalculation
from qa.admin.searching import show_search
from qa.rules.content_warnings import MOST as MOST_WARNINGS
from qa.rules.content_warnings import UnreadableWarning, read_warnings
from qa.rules.titles import UnreadableTitle, read_titles


class OptionsForm(forms.Form):
    """One field for each declared option that means anything as the others stand now."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = options.current()
        for name, declaration in options.DECLARATIONS.items():
            if options.is_in_use(name, current) and not declaration.metadata["page"]:
                self.fields[name] = make_field(declaration.default, dict(declaration.metadata))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name, value in values.items():
            if isinstance(value, str):
                try:
                    values[name] = clean_text(value)
                except UncleanText as error:
                    self.add_error(name, ValidationError(str(error)))
        if not self.errors and values["title_min_length"] > values["title_max_length"]:
            self.add_error("title_min_length", _("The shortest title cannot be longer than the longest."))
        if not self.errors and values["min_tags"] > values["max_tags"]:
            self.add_error("min_tags", _("The fewest tags cannot be more than the most."))
        bad_line = find_bad_line(values.get("captcha_questions", ""))
        if bad_line:
            sentence = _("“%(line)s” is no question with an answer. Put | between the two.")
            self.add_error("captcha_questions", sentence % {"line": bad_line})
        bad_host = find_bad_host(values.get("blocked_hosts", ""))
        if bad_host:
            sentence = _("“%(word)s” is not the name of a place, such as example.org.")
            self.add_error("blocked_hosts", sentence % {"word": excerpt(bad_host, 80)})
        self.check_addresses(values)
        self.check_content_warnings(values)
        try:
            read_titles(values.get("point_titles", ""))
        except UnreadableTitle as line:
            self.add_error("point_titles", unreadable_title(str(line)))
        return values

    def check_content_warnings(self, values: dict[str, Any]) -> None:
        """Refuse a list of content warnings with a line that is none."""
        try:
            read_warnings(values.get("content_warnings", ""))
        except UnreadableWarning as line:
            sentence = _(
                "“%(line)s” is no content warning. Put | between a short word in small letters, what readers see, and what is "
                "meant; each short word once, at most %(most)s lines."
            )
            self.add_error(
                "content_warnings", sentence % {"line": excerpt(str(line), 80), "most": MOST_WARNINGS}
            )

    def check_addresses(self, values: dict[str, Any]) -> None:
        """Refuse domains and the owner's address where they are none."""
        bad_domain = find_bad_domain(values.get("disposable_domains", ""))
        if bad_domain:
            sentence = _("“%(line)s” is no domain, such as example.org or *.example.org.")
            self.add_error("disposable_domains", sentence % {"line": excerpt(bad_domain, 80)})
        if values.get("feedback_address"):
            try:
                validate_email(values["feedback_address"])
            except ValidationError as error:
                self.add_error("feedback_address", error)

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return (heading, fields) in the order of declaration."""
        found: dict[str, tuple[Any, list[forms.BoundField]]] = {}
        for name in self.fields:
            heading = options.DECLARATIONS[name].metadata["group"]
            found.setdefault(str(heading), (heading, []))[1].append(self[name])
        return list(found.values())


def unreadable_title(line: str) -> str:
    """Say which line is no title by points."""
    words = _(
        "Each line is a number of points and a title of up to 40 characters, each number once. This one is not: %(line)s"
    )
    return words % {"line": excerpt(line, 80)}


@admin.register(SiteOption)
class SiteOptionAdmin(ConsoleAdmin):
    """The form instead of a list of rows; administrators and above."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.is_open(request):
            return self.admin_site.login(request)
        current = options.current()
        form = OptionsForm(
            sent(request), initial={name: getattr(current, name) for name in options.DECLARATIONS}
        )
        if request.method == "POST" and "reset" in request.POST:
            kept = {name: one for name, one in options.DECLARATIONS.items() if not one.metadata["page"]}
            save_options(viewer_of(request), {name: one.default for name, one in kept.items()})
            self.message_user(request, _("All options have their defaults again."), messages.SUCCESS)
            return redirect(request.path)
        if form.is_bound and form.is_valid():
            save_options(viewer_of(request), form.cleaned_data)
            self.message_user(request, _("The options are saved."), messages.SUCCESS)
            return redirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Site options"),
            "form": form,
            "opts": self.opts,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/forum/siteoption/form.html", context, status=status)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.presets)
        pages = [
            path(
                f"{page}/",
                self.admin_site.admin_view(self.recalculation),
                {"page": page},
                name=f"forum_siteoption_{page}",
            )
            for page in PAGES
        ]
        search = self.admin_site.admin_view(self.search)
        pages.append(path("search/", search, name="forum_siteoption_search"))
        return [path("presets/", view, name="forum_siteoption_presets"), *pages, *super().get_urls()]

    def presets(self, request: HttpRequest) -> HttpResponse:
        if not self.is_open(request):
            return self.admin_site.login(request)
        return show_presets(request, {**self.admin_site.each_context(request), "opts": self.opts})

    def recalculation(self, request: HttpRequest, page: str) -> HttpResponse:
        if not self.is_open(request):
            return self.admin_site.login(request)
        return show_recalculation(request, page, {**self.admin_site.each_context(request), "opts": self.opts})

    def search(self, request: HttpRequest) -> HttpResponse:
        if not self.is_open(request):
            return self.admin_site.login(request)
        return show_search(request, {**self.admin_site.each_context(request), "opts": self.opts})

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("admin:forum_siteoption_changelist")
