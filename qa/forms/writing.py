"""The forms for asking, answering, commenting and editing."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.captcha import explain_captcha
from accounts.viewers import Viewer
from forum.captcha import CaptchaForm
from forum.defences import DefendedForm
from forum.options import Options
from forum.proof import ProofForm
from qa.actions.edits import edit_question, edit_reply
from qa.actions.questions import Draft
from qa.actions.tags import list_required
from qa.actions.writing import Byline
from qa.forms.audience import AudienceFields
from qa.forms.categories import CategoryChoice, CategoryFields
from qa.forms.content_warnings import WarningFields
from qa.forms.fields import BodyField, LineField, TagsField
from qa.forms.grades import GradeFields
from qa.forms.images import add_upload_fields
from qa.forms.privacy import SecondLook
from qa.models import Category, Post
from qa.policies.audience import find_default
from qa.policies.masks import may_sign
from qa.policies.posts import may_edit_silently
from qa.reads.categories import find_guidance
from qa.reads.drafts import find_address
from qa.reads.masks import read_branch
from qa.rules.form_templates import drop_untouched
from qa.rules.grades import NAMED
from qa.rules.lengths import EXTRA_MAX_LENGTH, NAME_MAX_LENGTH

PRIVACY = gettext_lazy("Privacy: Your email address will only be used for sending these notifications.")
NOTICE_LABELS: dict[str, Promise] = {
    Post.Kind.QUESTION: gettext_lazy("E-mail me when my question is answered or commented on"),
    Post.Kind.ANSWER: gettext_lazy("E-mail me when my answer is accepted or commented on"),
    Post.Kind.COMMENT: gettext_lazy("E-mail me when there is a reply"),
}


class SubmissionKeyField(forms.UUIDField):
    """Marks one sending of a form, so that sending it twice posts once. Nobody sees it: a broken one is none.

    A page that is kept for all visitors has one mark for all of them: what makes it theirs is the text that comes with it.
    """

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def clean(self, value: Any) -> uuid.UUID | None:
        try:
            return super().clean(value)
        except ValidationError:
            return None


class FollowField(forms.IntegerField):
    """The answer that a question follows on from. Nobody sees it: a broken one is none."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1)

    def clean(self, value: Any) -> int | None:
        try:
            return super().clean(value)
        except ValidationError:
            return None


EDITOR_OPTIONS: dict[str, str] = {
    Post.Kind.QUESTION: "editor_for_questions",
    Post.Kind.ANSWER: "editor_for_answers",
    Post.Kind.COMMENT: "editor_for_comments",
}


class SignedForm(GradeFields, ProofForm, DefendedForm, CaptchaForm):
    """What every writing form ends with: the name a visitor may give, notifications, and a question for machines.

    `place` is the form's place as drafts know it, `branch` the category that it is in, where the page knows that.
    """

    kind: str = Post.Kind.ANSWER

    def __init__(
        self,
        *args: Any,
        viewer: Viewer,
        options: Options,
        takes_pictures: bool = False,
        takes_files: bool = False,
        place: str = "ask",
        branch: Sequence[int] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.options, self.branch = viewer, options, branch
        self.takes_pictures, self.takes_files = takes_pictures, takes_files
        self.place = place
        self.label_suffix = ""

    @property
    def has_toolbar(self) -> bool:
        """Whether scripts put buttons for formatting above the text."""
        return bool(getattr(self.options, EDITOR_OPTIONS[self.kind]) == "toolbar")

    @property
    def preview_id(self) -> str:
        """Id of the element on the page that shows the text as it will look."""
        return f"{self['body'].auto_id}_preview"

    def add_body(self, label: str, *, min_text: int, **kwargs: Any) -> None:
        """Add the text, previewed while it is typed where scripts run."""
        self.fields["body"] = BodyField(
            label=label, min_text=min_text, max_text=self.options.body_max_length, **kwargs
        )
        self.fields["body"].widget.attrs |= {
            "data-preview": reverse("qa:preview"),
            "data-mentions": f"{reverse('qa:members-suggest')}?q=",
            "data-suggestions": _("Members"),
            "data-preview-target": self.preview_id,
            "data-preview-error": _("The preview cannot be shown just now. Your text is safe here."),
        }
        if self.takes_pictures or self.takes_files:
            add_upload_fields(self, self.options, pictures=self.takes_pictures, files=self.takes_files)

    def add_byline(self) -> None:
        """Add name, notification box and address as they fit the viewer. (Members sign with their name.)"""
        self.add_grade(self.viewer, self.options, self.kind, self.branch)
        if not self.viewer.is_member and self.options.is_visitor_naming_allowed:
            self.fields["author_name"] = LineField(
                label=_("Your name to display (optional):"),
                max_length=NAME_MAX_LENGTH,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "nickname", "maxlength": NAME_MAX_LENGTH}),
            )
        user = self.viewer.user
        if user is None or user.email:
            self.fields["wants_notice"] = forms.BooleanField(
                label=str(NOTICE_LABELS[self.kind]),
                required=False,
                initial=bool(user) and self.options.is_notice_preset,
                help_text=_("We write to the address of your account.") if user else "",
            )
        if user is None:
            self.fields["email"] = forms.EmailField(
                label=_("Your e-mail address (only for notifications):"),
                required=False,
                max_length=80,
                help_text=PRIVACY,
                widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            )
        reason = explain_captcha(self.viewer, self.options, find_address(self.place))
        if reason:
            # Who only looks at the preview is not yet asked.
            self.add_captcha(self.options, self.place, reason, is_checked="preview" not in self.data)
        if not self.viewer.is_member:
            self.add_defences(self.options)
            self.add_proof(self.options, reverse("challenge"))
        self.fields["submission_key"] = SubmissionKeyField()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("submission_key"):
            words = "\0".join(self.data.get(name, "") for name in ("title", "body"))
            values["submission_key"] = uuid.uuid5(values["submission_key"], words)
        needs_address = values.get("wants_notice") and not self.viewer.is_member
        if needs_address and not values.get("email") and "email" not in self.errors:
            self.add_error("email", _("Please give the address that we should write to, or untick the box."))
        return values

    def find_branch(self, values: dict[str, Any]) -> Sequence[int]:
        """Return the category in which it would stand. Replies look it up, where no name is to stand there."""
        return read_branch(int(self.place.partition("-")[2] or 0))

    def refuse_grade(self, values: dict[str, Any]) -> None:
        grade = values.get("grade", NAMED)
        verdict = may_sign(grade, self.options, self.find_branch(values)) if grade != NAMED else None
        if verdict is not None and not verdict:
            words = _("Nothing was posted; what you wrote is still here.")
            self.add_error("grade", f"{verdict.reason} {words}")

    def name_writer(self, viewer: Viewer) -> Viewer:
        """Return the viewer as the action shall know them: one who would rather wait has not shown to be no machine."""
        return replace(viewer, is_unproven=True) if self.waits_instead else viewer

    @property
    def byline(self) -> Byline:
        """How the writer signs. Valid forms only."""
        values = self.cleaned_data
        wants_notice = bool(values.get("wants_notice"))
        return Byline(
            values.get("author_name", ""),
            wants_notice,
            values.get("email", "") if wants_notice else "",
            self.grade,
        )


class AnswerForm(WarningFields, SecondLook, SignedForm):
    """An answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_body(_("Your answer"), min_text=self.options.answer_min_length)
        self.add_warnings()
        self.add_byline()


class CommentForm(WarningFields, SecondLook, SignedForm):
    """A comment."""

    kind = Post.Kind.COMMENT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_body(_("Your comment"), min_text=self.options.comment_min_length, rows=4)
        self.add_warnings()
        self.add_byline()


def tell_required(current: Options) -> str:
    """Return which tags the owner wants one of on each question; nothing where any will do."""
    required = list_required(current)
    return _("One of these is needed: %(tags)s.") % {"tags": ", ".join(required)} if required else ""


def make_tags_field(options: Options) -> TagsField:
    """Return the field for up to `max_tags` tags, with suggestions while typing where scripts run."""
    words = (
        _("Up to %(count)d, separated by commas.")
        if options.are_tags_split_by_commas
        else _("Up to %(count)d words that say what it is about, separated by spaces.")
    )
    return TagsField(
        label=_("Tags"),
        min_tags=options.min_tags,
        max_tags=options.max_tags,
        has_only_commas=options.are_tags_split_by_commas,
        bad_words=options.bad_words,
        help_text=" ".join(filter(None, [words % {"count": options.max_tags}, tell_required(options)])),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "data-suggest": f"{reverse('qa:tags-suggest')}?q=",
                "data-between": ", " if options.are_tags_split_by_commas else " ",
            }
        ),
    )


class QuestionFields(WarningFields, CategoryFields, SignedForm):
    """Title, category, text, the owner's own field and tags, for asking and for editing."""

    kind = Post.Kind.QUESTION

    def __init__(self, *args: Any, kept_category: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = self.options
        self.fields["title"] = LineField(
            label=_("Your question in one sentence"),
            min_length=options.title_min_length,
            max_length=options.title_max_length,
            widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        )
        self.add_category(self.viewer, options, kept=kept_category)
        self.add_body(
            _("More about your question"),
            help_text=_(
                "Say as much or as little as you like. Leave out names and places that could identify you."
            ),
            min_text=options.question_min_length,
            templates=self.templates,
        )
        if options.is_extra_field_on:
            self.fields["extra"] = LineField(
                label=options.extra_field_prompt,
                required=False,
                max_length=EXTRA_MAX_LENGTH,
                widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
            )
        if options.takes_tags:
            self.fields["tags"] = make_tags_field(options)

    @property
    def templates(self) -> list[str]:
        """Texts that the form may have begun with, in any of the categories."""
        return []

    @property
    def draft(self) -> Draft:
        """The question as cleaned. Valid forms only."""
        values = self.cleaned_data
        return Draft(
            values["title"],
            values["body"],
            values.get("category"),
            values.get("tags", []),
            values.get("extra"),
            values.get("audience", find_default(self.options)),
            self.warnings,
        )


class QuestionForm(AudienceFields, SecondLook, QuestionFields):
    """A new question; where scripts run, similar ones are shown while the title is typed."""

    looked_at = ("title", "body", "extra")

    def find_branch(self, values: dict[str, Any]) -> Sequence[int]:
        category = values.get("category")
        return [category.pk] if category else []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].widget.attrs |= {
            "hx-get": reverse("qa:similar"),
            "hx-trigger": "input changed delay:400ms",
            "hx-target": "#similar",
            "hx-sync": "this:replace",
            "hx-include": "[name=tags]",
        }
        self.fields["follow"] = FollowField()
        self.add_warnings()
        self.add_audience(self.viewer, self.options)
        self.add_byline()
        if self.has_guides:
            self.fields["category"].widget.attrs |= {
                "hx-get": reverse("qa:guidance"),
                "hx-trigger": "change",
                "hx-target": "#guidance",
            }
        if not self.is_bound and not str(self.initial.get("body") or "").strip():
            self.initial["body"] = self.template

    @property
    def categories(self) -> list[Category]:
        field = self.fields.get("category")
        return list(field.categories.values()) if isinstance(field, CategoryChoice) else []

    @property
    def templates(self) -> list[str]:
        return [one.form_template for one in self.categories if one.form_template]

    @property
    def template(self) -> str:
        """The text to begin with in the chosen category."""
        return self.chosen_category.find_words("form_template") if self.chosen_category else ""

    @property
    def has_guides(self) -> bool:
        """Whether choosing a category may show or fill in anything."""
        return any(one.form_template or getattr(one, "has_guidance", False) for one in self.categories)

    @property
    def guidance(self) -> str:
        """What helps when asking in the chosen category (Markdown). One query where there is something, else none."""
        chosen = self.chosen_category
        is_told = chosen is not None and any(getattr(one, "has_guidance", False) for one in chosen.climb())
        return find_guidance(chosen) if chosen is not None and is_told else ""

    def fill_in(self) -> None:
        """Put the text to begin with into the empty text field of a form that was sent; what was typed stays."""
        if self.template and not drop_untouched(self.data.get("body", ""), self.templates).strip():
            typed = cast("QueryDict", self.data).copy()
            typed["body"] = self.template
            self.data = typed


class EditFields(forms.Form):
    """What every edit carries: the version it started from and, if wanted, a note."""

    def add_edit_fields(self, *, can_be_silent: bool = False) -> None:
        self.fields["note"] = LineField(
            label=_("What did you change, and why?"), max_length=200, required=False
        )
        if can_be_silent:
            self.fields["is_silent"] = forms.BooleanField(
                label=_("Save silently: only the history tells of this edit"), required=False
            )
        self.fields["version"] = forms.IntegerField(
            widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1
        )

    @property
    def edit_details(self) -> dict[str, Any]:
        """What the editing actions want to know besides the words. Valid forms only."""
        values = self.cleaned_data
        return {
            "version": values["version"],
            "note": values["note"],
            "is_silent": bool(values.get("is_silent")),
        }


class QuestionEditForm(EditFields, QuestionFields):
    """A change of a question. `kept_warnings`: what its author may change of them; None for everybody else."""

    def save(self, post: Post) -> Post:
        """Write it as the viewer's edit. Valid forms only; raises what edit_question raises."""
        return edit_question(self.viewer, post.pk, self.complete(post), **self.edit_details)

    def complete(self, post: Post) -> Draft:
        """Return the question as it is to be. Valid forms only."""
        draft = self.draft
        if "category" not in self.fields:  # what is not asked for stays
            draft = replace(draft, category=post.category)
        if "tags" not in self.fields:
            draft = replace(draft, tag_names=list(post.tag_names))
        return draft

    def __init__(self, *args: Any, kept_warnings: Sequence[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kept_warnings is not None:
            self.add_warnings(kept_warnings)
        self.add_edit_fields(can_be_silent=bool(may_edit_silently(self.viewer)))


class ReplyEditForm(WarningFields, EditFields, SignedForm):
    """A change of an answer or comment."""

    def save(self, post: Post) -> Post:
        """Write it as the viewer's edit. Valid forms only; raises what edit_reply raises."""
        return edit_reply(
            self.viewer, post.pk, self.cleaned_data["body"], warnings=self.warnings, **self.edit_details
        )

    def __init__(
        self,
        *args: Any,
        min_text: int,
        kind: str = Post.Kind.ANSWER,
        kept_warnings: Sequence[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.add_body(_("Text"), min_text=min_text)
        if kept_warnings is not None:
            self.add_warnings(kept_warnings)
        self.add_edit_fields(can_be_silent=bool(may_edit_silently(self.viewer)))
