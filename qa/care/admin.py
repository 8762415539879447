"""Care in the console: the phrases of the crisis card, the register of helplines, posts that may need somebody."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Level
from qa.admin.base import ConsoleAdmin, ConsoleForm, viewer_of
from qa.care.actions import helplines, phrases
from qa.care.models import HelpResource, RiskEvent, RiskPhrase
from qa.care.reads.classifiers import load_classifier
from qa.care.reads.helplines import count_late, judge_register
from qa.care.reads.risks import is_left_to_classifier


class PhraseForm(ConsoleForm):
    """A phrase with its examples; what fails them, or would find too much, is refused with the figures."""

    class Meta:
        model = RiskPhrase
        fields = ("locale", "pattern", "lane", "is_whole", "is_on", "must_match", "must_not_match", "note")
        help_texts = {
            "pattern": gettext_lazy(
                "Words, as they are said. one/other: either. word*: any ending. word?: may be left out. ...: up to four words "
                "between. Case, accents, short forms and slips of the keyboard do not matter."
            ),
            "must_match": gettext_lazy("One example on each line."),
            "must_not_match": gettext_lazy("One example on each line."),
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 4, "dir": "auto"})
            for name in ("must_match", "must_not_match")
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors:
            phrase = RiskPhrase(pk=self.instance.pk, **{name: values[name] for name in self.Meta.fields})
            phrases.prepare(phrase)
            same = RiskPhrase.objects.filter(
                locale=phrase.locale, pattern=phrase.pattern, is_whole=phrase.is_whole
            )
            if same.exclude(pk=self.instance.pk).exists():
                raise ValidationError({"pattern": _("This phrase is on the list already.")})
        return values


@admin.register(RiskPhrase)
class RiskPhraseAdmin(ConsoleAdmin):
    """The list; administrators and above."""

    form = PhraseForm
    list_display = ("pattern", "lane", "is_whole", "is_on", "suffices", "locale", "changed_at")
    list_filter = ("lane", "is_on", "locale")
    search_fields = ("pattern",)
    ordering = ("locale", "pattern", "pk")

    @admin.display(boolean=True, description=gettext_lazy("suffices alone"))
    def suffices(self, obj: RiskPhrase) -> bool:
        return not is_left_to_classifier(obj)

    def save_model(self, request: HttpRequest, obj: RiskPhrase, form: Any, change: bool) -> None:
        phrases.save_phrase(viewer_of(request), obj)
        self.message_user(request, phrases.try_phrase(obj).tell(), messages.INFO)

    def delete_model(self, request: HttpRequest, obj: RiskPhrase) -> None:
        phrases.delete_phrase(viewer_of(request), obj)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, and how what is shipped did on texts of writers whom it had not met."""
        classifier = load_classifier()
        if self.is_open(request) and request.method == "GET" and not request.GET and classifier:
            hits, need, alarms, none = (sum(one) for one in zip(*classifier.measured.values(), strict=True))
            told = _(
                "As shipped, the card was shown to %(recall).1f %% of those in need, and to %(alarms).1f %% of the others, "
                "on texts of writers it had not learned from."
            )
            self.message_user(
                request,
                told % {"recall": 100 * hits / need, "alarms": 100 * alarms / none},
                messages.INFO,
            )
        return super().changelist_view(request, extra_context)


def web_address(label: Any) -> forms.URLField:
    return forms.URLField(label=label, required=False, max_length=200, assume_scheme="https")


class ResourceForm(ConsoleForm):
    """A helpline."""

    chat_url = web_address(gettext_lazy("Chat"))
    web_url = web_address(gettext_lazy("Website"))

    class Meta:
        model = HelpResource
        fields = (
            "name", "kind", "country", "languages", "phone", "text_number", "text_words", "chat_url", "web_url", "hours",
            "audience", "place", "is_on", "review_by", "source", "note",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name in ("chat_url", "web_url"):
            if values.get(name) and not values[name].startswith("https://"):
                self.add_error(name, _("The address has to begin with https://"))
        if not self.errors and not any(
            values.get(name) for name in ("phone", "text_number", "chat_url", "web_url")
        ):
            raise ValidationError(_("Please give at least one way to reach it."))
        return values


@admin.register(HelpResource)
class HelpResourceAdmin(ConsoleAdmin):
    """The register; administrators and above. "Verify" notes that one has looked, today."""

    form = ResourceForm
    list_display = ("name", "country", "phone", "state", "review_by", "verified_at", "link")
    list_filter = ("country", "kind", "is_on")
    search_fields = ("name",)
    ordering = ("country", "place", "name")
    actions = ("verify_selected", "delete_selected")

    def save_model(self, request: HttpRequest, obj: HelpResource, form: Any, change: bool) -> None:
        helplines.save_resource(viewer_of(request), obj)

    def delete_model(self, request: HttpRequest, obj: HelpResource) -> None:
        helplines.delete_resource(viewer_of(request), obj)

    @admin.display(description=gettext_lazy("State"))
    def state(self, resource: HelpResource) -> str:
        if not resource.is_on:
            return _("not in use")
        if resource.is_overdue:
            return _("review is late")
        if not resource.is_verified:
            return _("verify before launch")
        return _("review soon") if resource.is_due_soon else _("verified")

    @admin.display(description=gettext_lazy("Links"))
    def link(self, resource: HelpResource) -> str:
        if resource.link_failure:
            return _("did not answer: %(why)s") % {"why": resource.link_failure}
        return _("answered") if resource.link_checked_at else ""

    @admin.action(description=gettext_lazy("Verify: I have looked, this is right"))
    def verify_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        count = sum(bool(helplines.verify_resource(viewer_of(request), one.pk)) for one in queryset)
        self.report(
            request, count, ngettext("%(n)d helpline is verified.", "%(n)d helplines are verified.", count)
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with what is wrong with the register above it."""
        if self.is_open(request) and request.method == "GET":
            wrong, late = judge_register(), count_late()
            if wrong:
                self.message_user(request, wrong, messages.WARNING)
            if late:
                words = ngettext(
                    "%(n)d helpline should be looked at again.",
                    "%(n)d helplines should be looked at again.",
                    late,
                )
                self.message_user(request, words % {"n": late}, messages.WARNING)
        return super().changelist_view(request, extra_context)


@admin.register(RiskEvent)
class RiskEventAdmin(ConsoleAdmin):
    """Posts with urgent phrases, newest first; moderators and above. The entry names a post, and goes after some weeks."""

    needed_level = Level.MODERATOR
    list_display = ("where", "found_at", "seen_at")
    ordering = ("-found_at",)
    actions = ("mark_seen",)
    list_display_links = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is None and self.is_open(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("Post"))
    def where(self, event: RiskEvent) -> SafeString:
        post = event.post
        place = post.question_id or post.pk
        return format_html(
            '<a href="/questions/{}/?show={}">{} {}</a>', place, post.pk, post.get_kind_display(), post.pk
        )

    @admin.action(description=gettext_lazy("I have looked"))
    def mark_seen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        count = queryset.filter(seen_at=None).update(seen_at=timezone.now())
        self.report(request, count, ngettext("%(n)d entry is marked.", "%(n)d entries are marked.", count))
