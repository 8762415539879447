"""The place: settings, addresses, site options, error pages."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = _("Site")


class ForumAdminConfig(AdminConfig):
    """Django admin, with our site class (who may enter is decided by level)."""

    default_site = "forum.admin_site.ConsoleSite"


class ForumStaticFilesConfig(StaticFilesConfig):
    """Static files, without those of htmx that no page uses (some name modules that are not there)."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx/ext/*", "django_htmx/*-4*"]
