"""Applying, and deciding."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from forum.lib.images import CONTENT_TYPES
from forum.options import Options
from qa.forms.fields import LineField
from qa.professionals.actions.applications import REASON_MAX_LENGTH
from qa.rules.professions import read_fields


class EvidenceForm(forms.Form):
    """A file."""

    def __init__(self, *args: Any, options: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        limit = f"{options.max_evidence_kilobytes / 1000:g}"
        self.fields["evidence"] = forms.FileField(
            label=_("A file that shows your profession"),
            help_text=_(
                "A picture or a PDF, at most %(limit)s MB. Cover what is not needed. Only those who decide can open it, and it "
                "is deleted as soon as they have decided, at the latest after %(days)s days."
            )
            % {"limit": limit, "days": options.evidence_days},
            widget=forms.FileInput(attrs={"accept": f"{CONTENT_TYPES},application/pdf"}),
        )


class ApplicationForm(EvidenceForm):
    """Profession, country, where one can look it up, and a first file."""

    def __init__(self, *args: Any, options: Options, **kwargs: Any) -> None:
        super().__init__(*args, options=options, **kwargs)
        choices = [
            ("", _("Please choose")),
            *((one, one) for one in read_fields(options.professional_fields)),
        ]
        fields = {
            "field": forms.ChoiceField(label=_("Profession"), choices=choices),
            "country": LineField(label=_("Country in which you may practise"), max_length=60),
            "registry": LineField(
                label=_("Where one can look it up"),
                required=False,
                max_length=300,
                help_text=_("A register and your number there, say. Deleted together with the file."),
            ),
        }
        self.fields = fields | self.fields


class DecisionForm(forms.Form):
    """Why a profession is not confirmed."""

    reason = LineField(
        required=False, max_length=REASON_MAX_LENGTH, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["reason"].label = _("If you do not confirm it: why? The member reads it.")
