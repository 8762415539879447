"""Searches in the console: words that mean the same, what was not found, and the list of the site's words."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum import options
from forum.lib.errors import sentence_of
from qa.admin.base import ConsoleAdmin, ConsoleForm, viewer_of
from qa.forms.fields import LineField
from qa.search.actions import synonyms, words
from qa.search.models import Miss, Synonym, Word
from qa.search.reads.misses import FEWEST, list_misses
from qa.search.tables.synonyms import SYNONYM_MAX_LENGTH

MISSES = "admin:search_miss_changelist"


class SynonymForm(ConsoleForm):
    """Two words or phrases, and whether it goes both ways."""

    words = LineField(
        label=gettext_lazy("Who searches for"),
        max_length=SYNONYM_MAX_LENGTH,
        help_text=gettext_lazy("A word or a few words. Case, accents and apostrophes do not matter."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    means = LineField(
        label=gettext_lazy("Also finds"),
        max_length=SYNONYM_MAX_LENGTH,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    class Meta:
        model = Synonym
        fields = ("words", "means", "is_mutual")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors:
            synonym = Synonym(pk=self.instance.pk, words=values["words"], means=values["means"])
            synonyms.prepare(synonym)
            same = Synonym.objects.filter(words=synonym.words, means=synonym.means)
            if same.exclude(pk=self.instance.pk).exists():
                raise ValidationError({"means": _("This pair is on the list already.")})
        return values


@admin.register(Synonym)
class SynonymAdmin(ConsoleAdmin):
    """The list; administrators and above."""

    form = SynonymForm
    list_display = ("words", "means", "is_mutual", "created_at")
    list_filter = ("is_mutual",)
    search_fields = ("words", "means")
    ordering = ("words", "means")

    def save_model(self, request: HttpRequest, obj: Synonym, form: Any, change: bool) -> None:
        synonyms.save_synonym(viewer_of(request), obj)

    def delete_model(self, request: HttpRequest, obj: Synonym) -> None:
        synonyms.delete_synonym(viewer_of(request), obj)


@admin.register(Miss)
class MissAdmin(ConsoleAdmin):
    """What was searched for and not found, with what may have been meant; administrators and above."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is None and self.is_open(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, whole; its buttons adopt a synonym, take a line off, or have the words of the site listed anew."""
        if not self.is_open(request):
            return self.admin_site.login(request)
        if request.method == "POST":
            self.act(request)
            return redirect(MISSES)
        build = words.find_last()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Searches without result"),
            "opts": self.opts,
            "lines": list_misses(),
            "fewest": FEWEST,
            "days": options.current().miss_days,
            "is_on": options.current().are_misses_kept,
            "build": build,
            "word_count": Word.objects.count(),
            "longest": SYNONYM_MAX_LENGTH,
        }
        response = TemplateResponse(request, "admin/search/miss/change_list.html", context)
        if build and build.is_at_work:
            response.headers["Refresh"] = "3"
        return response

    def act(self, request: HttpRequest) -> None:
        """Do what a button says; a refusal is told on the page."""
        viewer, query = viewer_of(request), request.POST.get("query", "")[:200]
        try:
            if "rebuild" in request.POST:
                words.rebuild_soon(viewer)
            elif "dismiss" in request.POST:
                synonyms.dismiss(viewer, query)
            else:
                means = (request.POST.get("means") or request.POST.get("other", ""))[:200]
                made = synonyms.adopt(viewer, query, means)
                sentence = _("Who searches for “%(words)s” now finds “%(means)s” as well.")
                self.message_user(
                    request, sentence % {"words": made.words, "means": made.means}, messages.SUCCESS
                )
        except ValidationError as refusal:
            self.message_user(request, f"{query}: {sentence_of(refusal)}", messages.ERROR)
