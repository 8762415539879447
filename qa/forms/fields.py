"""Form fields for what people write: cleaned, measured, rendered, with a sentence when something is wrong."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.lib.markdown import TooComplex
from forum.lib.text import UncleanText, clean_line, has_letter_or_digit, normalise_key, seen_length
from forum.lib.texts import Text
from forum.lib.words import has_word
from qa.reads.mentions import compose_post
from qa.rules.form_templates import drop_untouched
from qa.rules.lengths import TAG_MAX_LENGTH

COMMAS = str.maketrans(dict.fromkeys("，、،", ","))
FORBIDDEN_IN_TAGS = set("/\\?#%<>\"'")


def offer_presets(form: forms.Form, text: str, first: str = "", longest: int = 500) -> bool:
    """Let the field `preset` offer the lines of an option, after `first` (nothing chosen); return whether there are any.

    Without any, the field goes.
    """
    lines = dict.fromkeys(line.strip()[:longest] for line in text.splitlines() if line.strip())
    if not lines:
        del form.fields["preset"]
        return False
    choices = [("", first)] if first else []
    form.fields["preset"].choices = [*choices, *((line, line) for line in lines)]  # type: ignore[attr-defined]
    return True


class LineField(forms.CharField):
    """One line of text: spaces collapsed, invisible and deceptive characters refused."""

    def to_python(self, value: Any) -> str:
        try:
            return clean_line(super().to_python(value) or "")
        except UncleanText as error:
            raise ValidationError(str(error)) from error


class BodyField(forms.CharField):
    """Markdown text. Cleans to a `forum.lib.texts.Text`; lengths count what a reader sees.

    What stands in it word for word as in one of the `templates` that a form may begin with, nobody has written.
    """

    widget = forms.Textarea

    def __init__(
        self,
        *,
        min_text: int,
        max_text: int,
        rows: int = 12,
        templates: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(strip=False, required=min_text > 0, **kwargs)
        self.min_text, self.max_text, self.templates = min_text, max_text, templates
        self.widget.attrs.update({"rows": rows, "dir": "auto"})

    def clean(self, value: Any) -> Text:
        source = str(value or "").replace("\r\n", "\n")  # browsers send two characters for a line end
        source = drop_untouched(source, self.templates)
        if len(source) > self.max_text:
            raise ValidationError(
                _("This text is %(length)d characters long; at most %(limit)d fit. Please shorten it.")
                % {"length": len(source), "limit": self.max_text}
            )
        try:
            text = compose_post(source)
        except (UncleanText, TooComplex) as error:
            raise ValidationError(str(error)) from error
        length = seen_length(text.plain)
        if self.required and not length:
            raise ValidationError(self.error_messages["required"], code="required")
        if length < self.min_text:
            raise ValidationError(
                ngettext(
                    "Please write a little more: at least %(count)d character.",
                    "Please write a little more: at least %(count)d characters.",
                    self.min_text,
                )
                % {"count": self.min_text}
            )
        return text

    def prepare_value(self, value: Any) -> Any:
        return value.source if isinstance(value, Text) else value


class TagsField(forms.CharField):
    """Tags separated by spaces or commas, words joined by hyphens; or by commas alone. Cleans to names, each once."""

    def __init__(
        self,
        *,
        max_tags: int,
        min_tags: int = 0,
        has_only_commas: bool = False,
        bad_words: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(required=min_tags > 0, max_length=(TAG_MAX_LENGTH + 2) * (max_tags + 1), **kwargs)
        self.min_tags, self.max_tags = min(min_tags, max_tags), max_tags
        self.has_only_commas, self.bad_words = has_only_commas, bad_words
        self.error_messages["required"] = self.ask_for_more()

    def clean(self, value: Any) -> list[str]:
        try:
            line = clean_line(super().clean(value).translate(COMMAS))
        except UncleanText as error:
            raise ValidationError(str(error)) from error
        names: dict[str, str] = {}
        for word in self.split(line.lower()):
            names.setdefault(check_tag(word), word)
            if has_word(word, self.bad_words):
                raise ValidationError(_("The tag “%(tag)s” is not used here.") % {"tag": word})
        if len(names) < self.min_tags:
            raise ValidationError(self.ask_for_more())
        if len(names) > self.max_tags:
            raise ValidationError(
                ngettext(
                    "Please choose at most %(count)d tag.",
                    "Please choose at most %(count)d tags.",
                    self.max_tags,
                )
                % {"count": self.max_tags}
            )
        return list(names.values())

    def split(self, line: str) -> list[str]:
        if not self.has_only_commas:
            return line.replace(",", " ").split()
        return [word.strip() for word in line.split(",") if word.strip()]

    def ask_for_more(self) -> str:
        words = ngettext(
            "Please give at least %(count)d tag.", "Please give at least %(count)d tags.", self.min_tags
        )
        return words % {"count": self.min_tags}

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        if self.has_only_commas:
            return ", ".join(value)
        return " ".join(name.replace(" ", "-") for name in value)  # from a time when commas separated them


def check_tag(word: str) -> str:
    """Return the normalised key of a tag. Raises ValidationError with a sentence."""
    key = normalise_key(word)
    if not has_letter_or_digit(key):
        raise ValidationError(_("“%(tag)s” is not a tag: it needs a letter or a digit.") % {"tag": word})
    if len(word) > TAG_MAX_LENGTH or len(key) > 2 * TAG_MAX_LENGTH:
        raise ValidationError(
            _("The tag “%(tag)s” is too long; at most %(limit)d characters fit.")
            % {"tag": word[:TAG_MAX_LENGTH] + "…", "limit": TAG_MAX_LENGTH}
        )
    if set(word) & FORBIDDEN_IN_TAGS:
        raise ValidationError(
            _("The tag “%(tag)s” contains a character that tags cannot have.") % {"tag": word}
        )
    return key
