"""The place: settings, addresses, site options, error pages."""

from django.apps import AppConfig
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.utils.translation import gettext_lazy as _

OWN_APPS = {
    "forum",
    "accounts",
    "qa",
    "news",
    "hooks",
    "mailings",
    "search",
    "seo",
    "api",
    "masks",
    "sealed",
    "care",
    "privacy",
    "team",
}


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = _("Site")


class ForumAdminConfig(AdminConfig):
    """Django admin, with our site class (who may enter is decided by level)."""

    default_site = "forum.admin_site.ConsoleSite"

    def ready(self) -> None:
        """Find the consoles of our apps. What libraries register as well (groups that nothing here asks about,
        allauth's rows) would be written past the actions and is left out."""
        super().ready()
        for model in [model for model in admin.site._registry if model._meta.app_label not in OWN_APPS]:
            admin.site.unregister(model)


class ForumStaticFilesConfig(StaticFilesConfig):
    """Static files, without those of htmx that no page uses (some name modules that are not there)."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx/ext/*", "django_htmx/*-4*"]
