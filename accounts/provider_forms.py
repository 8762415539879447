"""The console's form for a way to sign in from elsewhere."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.elsewhere import SEALED
from accounts.factors import FactorAdapter
from accounts.models import Provider
from accounts.outside import read_configuration

OPENID, GITHUB = "openid_connect", "github"
KINDS = ((OPENID, gettext_lazy("OpenID Connect")), (GITHUB, "GitHub"))
MOST_SECRET = 2_000


class ProviderForm(forms.ModelForm):
    """Who is asked, and with which name and secret we ask. The secret is never shown again; left empty, it stays."""

    provider = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=40,
        help_text=gettext_lazy("Stands on the button for signing in."),
    )
    provider_id = forms.SlugField(
        label=gettext_lazy("Word in addresses"),
        max_length=40,
        help_text=gettext_lazy(
            "Small letters, digits, hyphens. Members stay connected as long as it stays the same."
        ),
    )
    server_url = forms.CharField(
        label=gettext_lazy("Address of the provider"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "For OpenID Connect, such as https://accounts.google.com or https://gitlab.com. It is asked at once what it offers."
        ),
    )
    client_id = forms.CharField(label=gettext_lazy("Our client ID there"), max_length=191)
    new_secret = forms.CharField(
        label=gettext_lazy("Our secret there"),
        max_length=MOST_SECRET,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Never shown again. Empty: the one that there is stays."),
    )

    class Meta:
        model = Provider
        fields = ("provider", "name", "provider_id", "client_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "server_url" in self.fields:
            self.fields["server_url"].initial = self.instance.settings.get("server_url", "")

    def clean_provider_id(self) -> str:
        word = str(self.cleaned_data["provider_id"]).lower()
        if Provider.objects.filter(provider_id=word).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another one has this word already."))
        return word

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        kind, address = values.get("provider"), (values.get("server_url") or "").strip()
        if kind == GITHUB:
            if values.get("provider_id") not in (None, GITHUB):
                self.add_error("provider_id", _("For GitHub this is “github”."))
        elif not address:
            self.add_error("server_url", _("Please give the address of the provider."))
        else:
            try:
                read_configuration(address)
            except ValueError:
                self.add_error(
                    "server_url",
                    _("Nothing at this address says how to sign in with it. Is it complete, and public?"),
                )
        if not self.instance.pk and not values.get("new_secret"):
            self.add_error("new_secret", _("Please give the secret that the provider showed you."))
        return values

    def save(self, commit: bool = True) -> Provider:
        """Fill the row: the secret sealed, in a place of any length."""
        row: Provider = super().save(commit=False)
        row.secret = ""
        kept = {SEALED: row.settings[SEALED]} if SEALED in row.settings else {}
        if self.cleaned_data["new_secret"]:
            kept = {SEALED: FactorAdapter().encrypt(self.cleaned_data["new_secret"])}
        is_openid = row.provider == OPENID
        row.settings = kept | ({"server_url": self.cleaned_data["server_url"].strip()} if is_openid else {})
        if commit:
            row.save()
        return row
