"""Forms of one's own profile. Which fields there are, the owner decides."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.profiles.actions import write_values
from accounts.profiles.models import ProfileField, Readers
from accounts.profiles.reads import fields_in_use
from accounts.profiles.terms import agree, are_terms_on
from forum.lib.images import CONTENT_TYPES
from forum.lib.text import UncleanText, clean_line, clean_text
from forum.options import Options

MOST_ROWS = 8
is_address = URLValidator(schemes=["http", "https"])


class Words(forms.CharField):
    """Words as somebody typed them, without what cannot be kept."""

    def __init__(self, *, is_line: bool, max_length: int, **kwargs: Any) -> None:
        super().__init__(strip=False, max_length=None, **kwargs)
        self.is_line, self.most = is_line, max_length

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        try:
            words = clean_line(typed) if self.is_line else clean_text(typed)
        except UncleanText as error:
            raise ValidationError(str(error)) from error
        if len(words) > self.most:
            raise ValidationError(
                _("This text is %(length)d characters long; at most %(limit)d fit. Please shorten it.")
                % {"length": len(words), "limit": self.most}
            )
        return words


class Address(Words):
    """The address of a page on the web; https:// is added where it is missing."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        if not typed:
            return ""
        address = typed if "://" in typed else f"https://{typed}"
        try:
            is_address(address)
            if urlsplit(address).username is not None:
                raise ValidationError("")
        except (ValidationError, ValueError) as error:
            raise ValidationError(
                _("This is not the address of a page, such as https://example.org/.")
            ) from error
        if len(address) > self.most:
            raise ValidationError(_("This address is too long. Please give a shorter one."))
        return address


def make_field(field: ProfileField) -> forms.Field:
    """Return the field of a form for a field of profiles."""
    common: dict[str, Any] = {
        "label": str(field),
        "required": field.is_required,
        "help_text": describe(field),
    }
    if field.kind == ProfileField.Kind.CHOICE:
        choices = [("", "—"), *((choice, choice) for choice in field.choice_list)]
        return forms.ChoiceField(choices=choices, **common)
    kind = Address if field.kind == ProfileField.Kind.ADDRESS else Words
    is_line = field.kind != ProfileField.Kind.TEXT
    made = kind(is_line=is_line, max_length=field.max_length, **common)
    if not is_line:
        made.widget = forms.Textarea(attrs={"rows": MOST_ROWS})
    if field.kind == ProfileField.Kind.ADDRESS:
        made.widget.attrs |= {"inputmode": "url", "autocapitalize": "none"}
    made.widget.attrs |= {"dir": "auto", "autocomplete": "off"}
    made.widget.is_required = field.is_required
    return made


def describe(field: ProfileField) -> str:
    """Say below a field who reads it, before anybody writes there."""
    who = {
        Readers.EVERYBODY: _("Everybody can read this."),
        Readers.MEMBERS: _("Members can read this."),
        Readers.EXPERTS: _("Experts and moderators can read this."),
        Readers.EDITORS: _("Editors and moderators can read this."),
        Readers.MODERATORS: _("Moderators can read this."),
        Readers.ADMINISTRATORS: _("Administrators can read this."),
    }
    hint = field.hint or (_("It need not be your real one.") if field.key == "name" else "")
    return f"{hint} {who[Readers(field.readers)]}".strip()


def add_profile_fields(form: forms.Form, fields: Iterable[ProfileField], values: Mapping[int, str]) -> None:
    """Add fields of profiles to a form, with what stands in each, by its number."""
    for field in fields:
        form.fields[name_of(field)] = make_field(field)
        form.initial.setdefault(name_of(field), values.get(field.pk, ""))


def read_profile_fields(fields: Iterable[ProfileField], cleaned: Mapping[str, Any]) -> dict[int, str]:
    """Return what was typed in fields of profiles, by number; '' for nothing."""
    return {field.pk: cleaned.get(name_of(field), "") for field in fields}


def name_of(field: ProfileField) -> str:
    return f"profile_{field.pk}"


class ProfileForm(forms.Form):
    """What one says of oneself."""

    def __init__(
        self, *args: Any, fields: Iterable[ProfileField], values: Mapping[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.profile_fields = list(fields)
        add_profile_fields(self, self.profile_fields, values)

    @property
    def values(self) -> dict[int, str]:
        return read_profile_fields(self.profile_fields, self.cleaned_data)


class VersionBox(forms.CheckboxInput):
    """A box whose value is what one agrees to by it."""

    def __init__(self, version: str) -> None:
        super().__init__()
        self.version = version

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return str(data.get(name, ""))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["value"] = self.version
        return context


class TermsField(forms.CharField):
    """The box by which somebody agrees to the terms in force."""

    def __init__(self, version: str) -> None:
        super().__init__(
            label=_("I have read the terms and agree to them."),
            widget=VersionBox(version),
            error_messages={"required": _("Without this there can be no account. Reading needs none.")},
        )
        self.version = version

    def clean(self, value: Any) -> str:
        version = str(super().clean(value))
        if version != self.version:
            raise ValidationError(_("The terms changed a moment ago. Please read them once more."))
        return version


class ProfileAddition:
    """The fields of profiles that the owner asks for where people sign up."""

    def add_fields(self, form: forms.Form, current: Options) -> None:
        self.profile_fields = list(fields_in_use(on_sign_up=True))
        add_profile_fields(form, self.profile_fields, {})

    def keep(self, member: User, values: Mapping[str, Any]) -> None:
        write_values(member, read_profile_fields(self.profile_fields, values))


class TermsAddition:
    """The terms, where there are any, before there is an account."""

    def add_fields(self, form: forms.Form, current: Options) -> None:
        if are_terms_on(current):
            form.fields["terms"] = TermsField(current.terms_version)

    def keep(self, member: User, values: Mapping[str, Any]) -> None:
        if values.get("terms"):
            agree(member.pk, values["terms"])


class PictureForm(forms.Form):
    """A picture to be shown beside one's name."""

    picture = forms.FileField(
        label=gettext_lazy("A picture"),
        help_text=gettext_lazy(
            "JPEG, PNG, GIF or WebP. We keep a small square of its middle; where and with what it was taken is not kept. "
            "Everybody can see it, and may know it from elsewhere."
        ),
        widget=forms.FileInput(attrs={"accept": CONTENT_TYPES}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
