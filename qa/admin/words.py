"""Watched words in the console: the list, a whole list at once, and a text to try them on."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum.lib.http import sent
from forum.lib.watchlist import PATTERN_MAX_LENGTH
from qa.actions.words import delete_word, export_words, import_words, prepare, save_word
from qa.admin.base import ConsoleAdmin, ConsoleForm, viewer_of
from qa.forms.fields import LineField
from qa.models import WatchedWord
from qa.reads.screening import load_watched, mark_passages

LIST = "admin:qa_watchedword_changelist"


class WordForm(ConsoleForm):
    """A word, where it matters and what happens."""

    pattern = LineField(
        label=gettext_lazy("Word or phrase"),
        max_length=PATTERN_MAX_LENGTH,
        help_text=gettext_lazy(
            "Case and accents do not matter. * stands for any letters of a word: gambl* finds gambling."
        ),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    class Meta:
        model = WatchedWord
        fields = (
            "pattern", "action", "replacement", "in_titles", "in_texts", "in_tags", "in_names", "in_usernames",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors:
            word = WatchedWord(**{name: values[name] for name in self.Meta.fields})
            prepare(word)
            if WatchedWord.objects.filter(key=word.key).exclude(pk=self.instance.pk).exists():
                raise ValidationError({"pattern": _("This word is on the list already.")})
        return values


class ListForm(forms.Form):
    """A whole list of words."""

    words = forms.CharField(
        label=gettext_lazy("One on each line"),
        strip=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 16, "dir": "auto"}),
        help_text=gettext_lazy(
            "Just the word, or: word | hold, flag, reject or replace | titles texts tags names usernames | shown instead"
        ),
    )


class TryForm(forms.Form):
    """A text to look for the words in."""

    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=30_000, widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"})
    )


@admin.register(WatchedWord)
class WatchedWordAdmin(ConsoleAdmin):
    """The list; administrators and above."""

    form = WordForm
    list_display = ("pattern", "action", "replacement", "hit_count", "created_at")
    list_filter = ("action",)
    search_fields = ("pattern",)
    ordering = ("pattern", "pk")
    change_list_template = "admin/qa/watchedword/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        ours = [
            path("import/", wrap(self.import_view), name="qa_watchedword_import"),
            path("export/", wrap(self.export_view), name="qa_watchedword_export"),
            path("try/", wrap(self.try_view), name="qa_watchedword_try"),
        ]
        return [*ours, *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: WatchedWord, form: Any, change: bool) -> None:
        save_word(viewer_of(request), obj)

    def delete_model(self, request: HttpRequest, obj: WatchedWord) -> None:
        delete_word(viewer_of(request), obj)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take over a list; where a line is wrong all of it is shown again, with the line's number."""
        if not self.is_open(request):
            return self.admin_site.login(request)
        form = ListForm(sent(request))
        if form.is_bound and form.is_valid():
            try:
                done = import_words(viewer_of(request), form.cleaned_data["words"])
            except ValidationError as error:
                form.add_error("words", error)
            else:
                added = ngettext("%(n)d word is new.", "%(n)d words are new.", done.added) % {"n": done.added}
                changed = ngettext(
                    "%(n)d was there and is changed.", "%(n)d were there and are changed.", done.changed
                ) % {"n": done.changed}
                self.message_user(request, f"{added} {changed}", messages.SUCCESS)
                return redirect(LIST)
        return self.show(request, "import", _("Take over a list of words"), form)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """The list as text, in the form in which it is taken over."""
        if not self.is_open(request):
            return self.admin_site.login(request)
        headers = {"Content-Disposition": 'attachment; filename="watched-words.txt"'}
        return HttpResponse(export_words(), content_type="text/plain; charset=utf-8", headers=headers)

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """Mark in a text what the list finds. Nothing is stored."""
        if not self.is_open(request):
            return self.admin_site.login(request)
        form = TryForm(sent(request))
        found: dict[str, Any] = {}
        if form.is_bound and form.is_valid():
            found = try_on(form.cleaned_data["text"])
        return self.show(request, "try", _("Try the words on a text"), form, **found)

    def show(
        self, request: HttpRequest, name: str, title: str, form: forms.Form, **more: Any
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "form": form,
            "opts": self.opts,
            **more,
        }
        status = 422 if form.is_bound and form.errors else 200
        return TemplateResponse(request, f"admin/qa/watchedword/{name}.html", context, status=status)


def try_on(text: str) -> dict[str, Any]:
    """Return the text with what is found marked, and the words that were found."""
    matches = load_watched().list.find(text)
    marked: SafeString = mark_passages(text, [(one.start, one.end) for one in matches])
    words = WatchedWord.objects.filter(pk__in={one.number for one in matches}).order_by("pattern")
    return {"marked": marked, "words": words}
