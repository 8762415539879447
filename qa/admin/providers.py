"""Ways to sign in from elsewhere, in the console; administrators and above. Deleting one ends signing in with it."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Provider
from accounts.provider_forms import OPENID, ProviderForm
from qa.actions.providers import delete_provider, save_provider
from qa.admin.base import ConsoleAdmin, ConsoleForm, viewer_of


class Form(ConsoleForm, ProviderForm):
    """As the console shows its forms."""

    class Meta(ProviderForm.Meta):
        pass


@admin.register(Provider)
class ProviderAdmin(ConsoleAdmin):
    """Providers of OpenID Connect, and GitHub."""

    form = Form
    list_display = ("name", "provider_id", "come_back_to")
    ordering = ("name", "pk")
    fields = ("provider", "name", "provider_id", "server_url", "client_id", "new_secret", "come_back_to")
    readonly_fields = ("come_back_to",)

    @admin.display(description=gettext_lazy("Address that the provider has to know (redirect URI)"))
    def come_back_to(self, row: Provider) -> str:
        """Return where the provider sends people back to; the owner tells it there."""
        if not row.provider_id:
            return _("It stands here once this is saved.")
        if row.provider == OPENID:
            path = reverse("openid_connect_callback", kwargs={"provider_id": row.provider_id})
        else:
            path = reverse("github_callback")
        return format_html("<code>{}</code>", settings.SITE_URL + path)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_provider(viewer_of(request), obj, has_new_secret=bool(form.cleaned_data.get("new_secret")))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_provider(viewer_of(request), obj)

    def describe_deletion(self, obj: Any) -> list[str]:
        count = SocialAccount.objects.filter(provider=obj.provider_id or obj.provider).count()
        words = ngettext(
            "%(name)s: %(count)d connection of a member can no longer be used for signing in.",
            "%(name)s: %(count)d connections of members can no longer be used for signing in.",
            count,
        )
        return [words % {"name": obj.name, "count": count}]
